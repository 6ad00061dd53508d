"""Histories made up for the tests of the invariants: a clean one, to be spoilt in one place."""

from base64 import urlsafe_b64encode

from chaos.evidence import (
    HAND_OVER, RECOVER, RESEND, SET_PASSWORD, SIGN_IN, Answer, Delivery, Evidence, Subject, locator,
)

ORIGINAL = "Original-1!"


def code(number):
    return urlsafe_b64encode(bytes([number]) * 32).decode().rstrip("=")


class Story:
    """Tells what a server without a fault would have left behind, step by step; a second passes with each."""

    def __init__(self):
        self.evidence = Evidence()
        self._now = 1000.0
        self._numbers = iter(range(1, 250))
        for name, email, user_id in (
            ("kim", "kim@x", "u-kim"), ("lee", "lee@x", "u-lee"), ("nora", None, "u-nora"),
            ("nobody", "nobody@x", None),
        ):
            self.evidence.subjects[name] = Subject(name, email, ORIGINAL, user_id)

    def answer(self, operation, name, status, code=None, password=None):
        self._now += 1
        answer = Answer(
            operation, name, self._now, self._now + 0.1, status, f"c-{next(self._numbers)}", code, password)
        self.evidence.answers.append(answer)
        return answer

    # What a person does.

    def recover(self, name, outcome="queued", status=202):
        return self._ask(RECOVER, "start", name, outcome, status)

    def resend(self, name, flow):
        return self._ask(RESEND, "resend", name, "queued", 201, flow)

    def hand_over(self, name, status=202):
        answer, request, flow = self._ask(HAND_OVER, "start", name, "handed-over", status)
        answer.code = self.issue(flow)
        return answer, request, flow

    def set_password(self, name, text, password, status=200, flow=None):
        answer = self.answer(SET_PASSWORD, name, status, text, password)
        if flow:
            flow["state"] = "completed"
            self.event("recovery.password-reset", f"flow {flow['id']}, sessions ended: 0")
            if flow["channel"] == "EMAIL":
                self.deliver(self.queue(None, "passwordResetSucess"), self.evidence.subjects[name].email)
        return answer

    def sign_in(self, name, password, status):
        answer = self.answer(SIGN_IN, name, status, password=password)
        if status == 201:
            self.request(answer, "resend", "unknown-user")
        return answer

    def signs_in_with(self, name, right, *wrong):
        self.sign_in(name, right, 201)
        for password in wrong:
            self.sign_in(name, password, 401)

    # What the server does.

    def request(self, answer, kind, outcome):
        row = {
            "id": f"r-{next(self._numbers)}", "kind": kind, "correlation_id": answer.correlation, "outcome": outcome,
            "accepted_at": int(self._now * 1e6), "resolved_at": int(self._now * 1e6), "flow_id": None,
        }
        self.evidence.requests.append(row)
        action = "recovery.resolved" if kind == "start" else "recovery.code-reissued"
        self.event(action, f"request {row['id']}: {outcome}")
        return row

    def flow(self, name, channel):
        user_id = self.evidence.subjects[name].user_id
        for older in self.evidence.flows:
            if older["user_id"] == user_id and older["state"] == "open":
                older["state"] = "replaced"
        row = {
            "id": f"f-{next(self._numbers)}", "user_id": user_id, "state": "open", "channel": channel,
            "created_at": int(self._now * 1e6), "ended_at": None,
        }
        self.evidence.flows.append(row)
        return row

    def issue(self, flow):
        text = code(next(self._numbers))
        for row in self.evidence.codes:
            if row["flow_id"] == flow["id"]:
                row["is_newest"] = 0
        self.evidence.codes.append({
            "locator": locator(text), "flow_id": flow["id"], "is_newest": 1, "issued_at": int(self._now * 1e6)})
        return text

    def queue(self, request, template="passwordReset"):
        row = {
            "id": f"o-{next(self._numbers)}", "request_id": request and request["id"], "template": template,
            "state": "sent", "attempts": 1, "run_at": int(self._now * 1e6), "lease_ends_at": None,
            "last_reply": "250 ok", "finished_at": int(self._now * 1e6),
        }
        row["message_id"] = f"{row['id']}@x"
        self.evidence.outbox.append(row)
        self.event("notification.sent", f"request {row['request_id'] or '-'}, attempt 1: 250 ok")
        return row

    def deliver(self, row, address, text=None, digest="d", after=0.2):
        delivery = Delivery(self._now + after, row["message_id"], address, text, f"{digest}-{row['id']}")
        self.evidence.deliveries.append(delivery)
        return delivery

    def event(self, action, details):
        self.evidence.audit.append({
            "at": int(self._now * 1e6), "action": action, "outcome": "succeeded", "user_id": None, "request_id": None,
            "details": details,
        })

    def _ask(self, operation, kind, name, outcome, status, flow=None):
        answer = self.answer(operation, name, status)
        request = self.request(answer, kind, outcome)
        if outcome in ("queued", "handed-over"):
            flow = flow or self.flow(name, "EMAIL" if outcome == "queued" else "EXTERNAL")
        if outcome == "queued":
            text = self.issue(flow)
            self.deliver(self.queue(request), self.evidence.subjects[name].email, text)
        return answer, request, flow

    @property
    def last_code(self):
        return self.evidence.deliveries[-1].code
