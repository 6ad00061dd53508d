"""What has to hold after any faults. Each is a function from the evidence to the violations it finds."""

from . import audit, codes, log, mails, passwords, requests, serving

INVARIANTS = {
    "accepted": requests.accepted,
    "resolved": requests.resolved,
    "mailed": mails.mailed,
    "duplicates": mails.duplicates,
    "notices": mails.notices,
    "leases": mails.leases,
    "passwords": passwords.passwords,
    "sign-ins": passwords.sign_ins,
    "codes": codes.codes,
    "flows": codes.flows,
    "audit": audit.audit,
    "log": log.log,
    "serving": serving.serving,
}


def check(evidence):
    """Every violation of every invariant."""
    return [found for invariant in INVARIANTS.values() for found in invariant(evidence)]
