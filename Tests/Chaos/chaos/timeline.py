"""Everything that is known of one user, in the order in which it happened."""


def timeline(evidence, username):
    """Lines with the seconds since the run began. Codes and passwords appear by their first letters."""
    subject = evidence.subjects[username]
    lines = []
    correlations = set()
    beginning = min((answer.sent for answer in evidence.answers), default=0)
    for alike in _runs(answer for answer in evidence.answers if answer.username == username):
        correlations |= {answer.correlation for answer in alike}
        answer = alike[0]
        again = f", and {len(alike) - 1} times more until {alike[-1].sent - beginning:.3f}" if len(alike) > 1 else ""
        lines.append((answer.sent, (
            f"{answer.operation} → {answer.status or 'no answer'} after {answer.answered - answer.sent:.3f} s"
            f" (code {_short(answer.code)}, password {_short(answer.password)}, {answer.correlation}){again}"
        )))
    requests = {row["id"]: row for row in evidence.requests if row["correlation_id"] in correlations}
    for row in requests.values():
        lines.append((_seconds(row["accepted_at"]), f"request {row['id']} of {row['correlation_id']} accepted"))
        if row["resolved_at"]:
            lines.append((_seconds(row["resolved_at"]), f"request {row['id']} resolved: {row['outcome']}"))
    for row in evidence.flows:
        if row["user_id"] == subject.user_id:
            lines.append((_seconds(row["created_at"]), f"flow {row['id']} begun ({row['channel']})"))
            if row["ended_at"]:
                lines.append((_seconds(row["ended_at"]), f"flow {row['id']} {row['state']}"))
    for row in evidence.outbox:
        if row["request_id"] in requests:
            lines.append((_seconds(row["finished_at"] or row["run_at"]), (
                f"mail {row['message_id']} {row['state']}, attempts {row['attempts']}: {row['last_reply']}")))
    for copy in evidence.deliveries:
        if copy.recipient == subject.email:
            lines.append((copy.at, f"mail {copy.message_id} arrived (code {_short(copy.code)})"))
    for event in evidence.audit:
        if event["user_id"] == subject.user_id:
            lines.append((_seconds(event["at"]), f"audit {event['action']} {event['outcome']}: {event['details']}"))
    if lines:
        first, last = min(lines)[0], max(lines)[0]
        for fault in evidence.faults:
            if first - 1 <= fault.ended and fault.began <= last + 1:
                lines.append((fault.began, f"FAULT {fault.kind} for {fault.ended - fault.began:.2f} s: {fault.detail}"))
    return [f"{at - beginning:10.3f}  {text}" for at, text in sorted(lines)]


def _runs(answers):
    """The answers in their order, those together that were the same vain attempt again and again."""
    runs = []
    for answer in sorted(answers, key=lambda answer: answer.sent):
        last = runs[-1][-1] if runs else None
        if last and answer.status and answer.is_uncertain and (
            (last.operation, last.status, last.code) == (answer.operation, answer.status, answer.code)
        ):
            runs[-1].append(answer)
        else:
            runs.append([answer])
    return runs


def _seconds(microseconds):
    return microseconds / 1e6


def _short(secret):
    return f"{secret[:14]}…" if secret else "–"
