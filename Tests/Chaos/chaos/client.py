"""One caller, who writes down every answer and never asks twice in silence."""

import random
import threading
import time
import uuid

import requests
from urllib3.exceptions import NewConnectionError

from .evidence import HAND_OVER, RECOVER, RESEND, SET_PASSWORD, SIGN_IN, Answer


class History:
    """Every answer of all callers, and how often nobody listened."""

    def __init__(self):
        self.answers = []
        self.refusals = []
        self._lock = threading.Lock()

    def add(self, answer):
        with self._lock:
            self.answers.append(answer)

    def refuse(self, at, node):
        with self._lock:
            self.refusals.append((at, node))

    def of(self, username):
        with self._lock:
            return [answer for answer in self.answers if answer.username == username]


class Client:
    """Asks one of the nodes, as a balancer that knows nothing would choose it."""

    def __init__(self, nodes, history, lots=None):
        self._nodes = nodes
        self._history = history
        self._lots = lots or random.Random()
        self._apis = [node.api() for node in nodes]

    def recover(self, subject):
        return self._call(RECOVER, subject, lambda api, headers: api.recover_password(
            subject.username, notify=True, headers=headers))

    def hand_over(self, subject):
        return self._call(HAND_OVER, subject, lambda api, headers: api.recover_password(
            subject.username, notify=False, headers=headers))

    def resend(self, subject):
        return self._call(RESEND, subject, lambda api, headers: api.resend_code(subject.username, headers=headers))

    def set_password(self, subject, code, password):
        return self._call(SET_PASSWORD, subject, lambda api, headers: api.set_password(
            code, password, headers=headers), code=code, password=password)

    def sign_in(self, subject, password):
        """Asks for something that needs no permission, for somebody who does not exist."""
        return self._call(SIGN_IN, subject, lambda api, headers: api.resend_code(
            f"nobody-{uuid.uuid4()}", headers=headers, auth=(subject.username, password)), password=password)

    def _call(self, operation, subject, send, code=None, password=None):
        """The answer, with status None where it was lost; None where nobody listened, so that nothing was asked."""
        node = self._lots.randrange(len(self._nodes))
        correlation, status, sent = str(uuid.uuid4()), None, time.time()
        try:
            response = send(self._apis[node], {"activityid": correlation})
            status = response.status_code
            if operation == HAND_OVER and status == 202:
                code = response.text or None
                if code:
                    self._nodes[node].secrets.add(code)
        except requests.exceptions.ConnectionError as problem:
            if _was_refused(problem):
                self._history.refuse(sent, node)
                return None
        except requests.exceptions.RequestException:
            pass
        answer = Answer(operation, subject.username, sent, time.time(), status, correlation, code, password, node)
        self._history.add(answer)
        return answer


def _was_refused(problem):
    reason = getattr(problem.args[0] if problem.args else None, "reason", None)
    return isinstance(reason, NewConnectionError)
