"""Mail arrives, to whom it belongs, at least once; and twice only where a fault excuses it."""

from ..evidence import Violation, grouped

NOTICE = "passwordResetSucess"
BEFORE, AFTER = 5.0, 2.0
"""Seconds by which the mail server may have taken a mail before the fault that spoils the record of it: it answers when
it likes, and the record waits for a commit. And after: what was on its way arrives."""


def mailed(evidence):
    """A request that came to a mail has one outbox row, and that has arrived; every mail has a row, and is told to
    nobody else."""
    copies = grouped(evidence.deliveries, lambda delivery: delivery.message_id)
    asked = {answer.correlation: answer for answer in evidence.answers}
    of_request = grouped((row for row in evidence.outbox if row["request_id"]), lambda row: row["request_id"])
    for request in evidence.requests:
        answer = asked.get(request["correlation_id"])
        username = answer and answer.username
        rows = of_request.pop(request["id"], [])
        if len(rows) != (request["outcome"] == "queued"):
            yield Violation(
                "mailed", username, f"request {request['id']} came to {request['outcome']} and {len(rows)} mail(s)"
            )
        for row in rows:
            arrived = copies.get(row["message_id"], [])
            if not arrived:
                yield Violation("mailed", username, f"mail {row['message_id']} ({row['state']}) never arrived")
            address = answer and evidence.subjects[username].email
            if any(delivery.recipient != address or not delivery.code for delivery in arrived):
                yield Violation("mailed", username, f"mail {row['message_id']} is not theirs, or has no code")
    for request_id, rows in of_request.items():
        yield Violation("mailed", None, f"{len(rows)} mail(s) of request {request_id}, which is not there")
    known = {row["message_id"] for row in evidence.outbox}
    for message_id, arrived in copies.items():
        if message_id not in known:
            yield Violation("mailed", _reader(evidence, arrived[0]), f"mail {message_id} came from nowhere")


def duplicates(evidence):
    """A second copy is the same to the byte, and the first was under way at a kill, or while the connection to the mail
    server or the database was broken."""
    for message_id, copies in grouped(evidence.deliveries, lambda delivery: delivery.message_id).items():
        username = _reader(evidence, copies[0])
        if len({(copy.digest, copy.recipient) for copy in copies}) > 1:
            yield Violation("duplicates", username, f"the copies of {message_id} are not alike")
        copies = sorted(copies, key=lambda copy: copy.at)
        for first, second in zip(copies, copies[1:]):
            if not any(_excuses(fault, message_id, first, second) for fault in evidence.faults):
                yield Violation(
                    "duplicates", username,
                    f"{message_id} came again after {second.at - first.at:.2f} s, and was not under way at a fault",
                )


def _excuses(fault, message_id, first, second):
    if not fault.began - BEFORE <= first.at <= fault.ended + AFTER or second.at < fault.began:
        return False
    return message_id in fault.held if fault.kind == "kill" else True


def notices(evidence):
    """Each password that was reset by a mailed code is told to its owner once, and nothing else is."""
    resets = grouped(
        (flow for flow in evidence.flows if flow["state"] == "completed" and flow["channel"] == "EMAIL"),
        lambda flow: evidence.username_of(flow["user_id"]),
    )
    told = grouped((copy for copy in evidence.deliveries if not copy.code), lambda copy: copy.recipient)
    for username, subject in evidence.subjects.items():
        expected = len(resets.get(username, []))
        found = len({copy.message_id for copy in told.pop(subject.email, [])})
        if found != expected:
            yield Violation(
                "notices", username, f"{expected} password(s) were reset by mail, and {found} notice(s) came"
            )
    for recipient in told:
        yield Violation("notices", None, f"a notice went to {recipient}, whom nobody knows")


def leases(evidence):
    """The outbox came to rest: nothing is queued or leased, nothing died, and no lease outlived its end."""
    if not evidence.is_quiet:
        yield Violation("leases", None, "the server did not come to rest")
    for message_id in sorted(set(evidence.overdue)):
        yield Violation("leases", None, f"{message_id} was held beyond the end of its lease")
    for row in evidence.outbox:
        if row["state"] != "sent":
            yield Violation(
                "leases", _addressee(evidence, row),
                f"{row['message_id']} ({row['template']}) is {row['state']} after {row['attempts']} attempt(s)",
            )


def _reader(evidence, delivery):
    if not hasattr(evidence, "_readers"):
        evidence._readers = {subject.email: name for name, subject in evidence.subjects.items() if subject.email}
    return evidence._readers.get(delivery.recipient)


def _addressee(evidence, row):
    correlations = {request["id"]: request["correlation_id"] for request in evidence.requests}
    correlation = correlations.get(row["request_id"])
    return next((answer.username for answer in evidence.answers if answer.correlation == correlation), None)
