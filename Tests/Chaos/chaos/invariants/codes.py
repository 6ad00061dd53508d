"""A code is good once, and only while no newer one has taken its place."""

from ..evidence import HAND_OVER, SET_PASSWORD, Violation, grouped, locator


def codes(evidence):
    """Each code is accepted once at most, none that was superseded is, and none that is good is refused."""
    flow_of = {row["locator"]: row for row in evidence.codes}
    states = {flow["id"]: flow["state"] for flow in evidence.flows}
    origins = _origins(evidence)
    by_user = grouped(origins.items(), lambda item: item[1][0].username)
    for answer in evidence.answers:
        if answer.operation == HAND_OVER and answer.code and locator(answer.code) not in flow_of:
            yield Violation("codes", answer.username, "a code was handed over that the database does not know")
    submissions = grouped((a for a in evidence.answers if a.operation == SET_PASSWORD), lambda a: a.code)
    for code, attempts in submissions.items():
        username, row = attempts[0].username, flow_of.get(locator(code))
        accepted = [attempt for attempt in attempts if attempt.is_accepted]
        if len(accepted) > 1:
            yield Violation("codes", username, f"a code was accepted {len(accepted)} times")
        for attempt in accepted:
            if any(_supersedes(newer, origins.get(code), attempt) for _, newer in by_user.get(username, [])):
                yield Violation("codes", username, "a code was accepted after a newer one had come")
        state = states.get(row["flow_id"]) if row else None
        if accepted and state != "completed":
            yield Violation("codes", username, f"a code was accepted, and its flow is {state or 'not there'}")
        if state == "open" and row["is_newest"] and any(attempt.status == 400 for attempt in attempts):
            yield Violation("codes", username, "a code was refused that is good")


def flows(evidence):
    """A flow that is completed was completed by somebody who showed its code; a user has one open flow at most; as
    many are completed as were answered for, but for answers that were lost."""
    shown = {locator(a.code): a for a in evidence.answers if a.operation == SET_PASSWORD and not a.status == 400}
    by_flow = grouped(evidence.codes, lambda row: row["flow_id"])
    settings = grouped((a for a in evidence.answers if a.operation == SET_PASSWORD), lambda a: a.username)
    for user_id, found in grouped(evidence.flows, lambda flow: flow["user_id"]).items():
        username = evidence.username_of(user_id)
        completed = [flow for flow in found if flow["state"] == "completed"]
        for flow in completed:
            if not any(row["locator"] in shown for row in by_flow.get(flow["id"], [])):
                yield Violation("flows", username, f"flow {flow['id']} is completed, and nobody showed its code")
        if sum(flow["state"] == "open" for flow in found) > 1:
            yield Violation("flows", username, "several flows are open")
        sure = sum(a.is_accepted for a in settings.get(username, []))
        uncertain = {a.code for a in settings.get(username, []) if a.is_uncertain}
        if not sure <= len(completed) <= sure + len(uncertain):
            yield Violation(
                "flows", username,
                f"{len(completed)} flow(s) are completed, {sure} to {sure + len(uncertain)} should be",
            )


def _origins(evidence):
    """Code -> the ask it came of, and when it was first seen."""
    asked = {answer.correlation: answer for answer in evidence.answers}
    correlations = {row["id"]: row["correlation_id"] for row in evidence.requests}
    request_of = {row["message_id"]: row["request_id"] for row in evidence.outbox}
    origins = {}
    for answer in evidence.answers:
        if answer.operation == HAND_OVER and answer.code:
            origins[answer.code] = (answer, answer.answered)
    for copy in sorted(evidence.deliveries, key=lambda copy: copy.at):
        ask = asked.get(correlations.get(request_of.get(copy.message_id)))
        if copy.code and ask:
            origins.setdefault(copy.code, (ask, copy.at))
    return origins


def _supersedes(newer, own, attempt):
    """Whether a code was asked for after another had been seen, and had come before that was submitted: by the
    client's clock alone, so that the server's may jump."""
    return bool(own) and newer[0].sent > own[1] and newer[1] < attempt.sent
