"""The audit trail tells all that was done, once."""

from ..evidence import Violation, grouped

RESOLVED = {"start": "recovery.resolved", "resend": "recovery.code-reissued"}


def audit(evidence):
    events = grouped(evidence.audit, lambda event: (event["action"], event["details"]))
    asked = {answer.correlation: answer.username for answer in evidence.answers}

    for request in evidence.requests:
        if request["outcome"] is None:
            continue
        key = (RESOLVED[request["kind"]], f"request {request['id']}: {request['outcome']}")
        count = len(events.get(key, []))
        if count != 1:
            yield Violation(
                "audit", asked.get(request["correlation_id"]), f"request {request['id']} has {count} events, not one"
            )

    resets = grouped(
        (event for event in evidence.audit if event["action"] == "recovery.password-reset"),
        lambda event: event["details"].split(",")[0],
    )
    for flow in evidence.flows:
        count = len(resets.pop(f"flow {flow['id']}", []))
        if count != (flow["state"] == "completed"):
            yield Violation(
                "audit", evidence.username_of(flow["user_id"]),
                f"flow {flow['id']} is {flow['state']} and has {count} event(s) of a reset",
            )
    for details in resets:
        yield Violation("audit", None, f"a reset was recorded of {details}, which is not there")

    for state, action in (("sent", "notification.sent"), ("dead", "notification.dead")):
        recorded = sum(event["action"] == action for event in evidence.audit)
        rows = sum(row["state"] == state for row in evidence.outbox)
        if recorded != rows:
            yield Violation("audit", None, f"{rows} notification(s) are {state}, and {recorded} event(s) say so")
