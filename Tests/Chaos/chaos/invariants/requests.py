"""What was accepted is there once, and was resolved as the truth about that user wants it."""

from ..evidence import ASKS, HAND_OVER, RECOVER, RESEND, Violation, grouped


def accepted(evidence):
    """Every accepted ask has exactly one request; one whose answer was lost has one at most; nobody else made any."""
    rows = grouped(evidence.requests, lambda row: row["correlation_id"])
    for answer in evidence.answers:
        if answer.operation not in ASKS:
            continue
        count = len(rows.pop(answer.correlation, []))
        least, most = (1, 1) if answer.is_accepted else (0, 1) if answer.is_uncertain else (0, 0)
        if not least <= count <= most:
            yield Violation(
                "accepted", answer.username,
                f"{answer.operation} was answered {answer.status} and left {count} request(s), not {least} to {most}",
            )
    for correlation, left in rows.items():
        yield Violation("accepted", None, f"{len(left)} request(s) of {correlation}, which nobody asked")


def resolved(evidence):
    """No request waits, and each came to what its user makes of it."""
    asked = {answer.correlation: answer for answer in evidence.answers if answer.operation in ASKS}
    for row in evidence.requests:
        answer = asked.get(row["correlation_id"])
        username = answer and answer.username
        if row["outcome"] is None:
            yield Violation("resolved", username, f"request {row['id']} was never resolved")
        elif answer and row["outcome"] not in _expected(answer, evidence.subjects[username]):
            yield Violation("resolved", username, f"request {row['id']} ({answer.operation}) came to {row['outcome']}")


def _expected(answer, subject):
    if answer.operation not in (RECOVER, HAND_OVER, RESEND) or subject.user_id is None:
        # A sign-in is tried on a request for a name that nobody has.
        return {"unknown-user"}
    if answer.operation == HAND_OVER:
        return {"handed-over"}
    if subject.email is None:
        return {"no-address"}
    return {"queued"} if answer.operation == RECOVER else {"queued", "nothing-to-resend"}
