"""What one person goes through: from asking to a new password, as far as the faults let them."""

import threading
import time

from .evidence import SET_PASSWORD

PATIENCE = 20.0
"""Seconds after which a person gives up; what they were promised is checked all the same."""

# How often each way is taken; by who has an address and is known.
WAYS = {"mailed": 40, "handed": 25, "resent": 15, "raced": 15, "asked_only": 5}


class Journey:
    """Owns one person's steps. It decides nothing about right and wrong: that is for the invariants."""

    def __init__(self, subject, client, second_client, sink, new_password, random, is_over):
        self._subject = subject
        self._client = client
        self._second = second_client
        self._sink = sink
        self._new_password = new_password
        self._random = random
        self._is_over = is_over

    def run(self):
        way = self._random.choices(list(WAYS), WAYS.values())[0]
        if self._subject.user_id is None or (self._subject.email is None and way != "handed"):
            way = "asked_only"
        getattr(self, f"_{way}")()

    # The ways.

    def _asked_only(self):
        self._insist(lambda: self._client.recover(self._subject))

    def _mailed(self):
        if self._insist(lambda: self._client.recover(self._subject)):
            self._use(self._code_from_mail())

    def _handed(self):
        self._use(self._handed_code())

    def _resent(self):
        if not self._insist(lambda: self._client.recover(self._subject)):
            return
        first = self._code_from_mail()
        if first and self._insist(lambda: self._client.resend(self._subject)):
            second = self._code_from_mail()
            if second:
                self._client.set_password(self._subject, first, self._new_password())
                self._use(second)

    def _raced(self):
        """Two submit one code at the same time."""
        code = self._handed_code()
        if not code:
            return
        rival = threading.Thread(
            target=self._second.set_password, args=(self._subject, code, self._new_password()))
        rival.start()
        self._client.set_password(self._subject, code, self._new_password())
        rival.join()
        self._use(code)

    # Their steps.

    def _handed_code(self):
        answer = self._insist(lambda: self._client.hand_over(self._subject))
        return answer and answer.code

    def _code_from_mail(self):
        known = self._known = getattr(self, "_known", set())
        code = self._sink.wait_for_code(self._subject.email, known, PATIENCE, self._is_over)
        known.update(self._sink.codes_to(self._subject.email))
        return code

    def _use(self, code):
        """Sets a password; sometimes looks whether it holds, sometimes tries the code again."""
        if not code:
            return
        password = None

        def submit():
            nonlocal password
            password = self._new_password()
            return self._client.set_password(self._subject, code, password)

        answer = self._insist(submit)
        if not answer:
            return
        if self._random.random() < 0.3:
            self._client.sign_in(self._subject, password)
        if self._random.random() < 0.3:
            self._client.sign_in(self._subject, self._subject.password)
        if self._random.random() < 0.5:
            self._client.set_password(self._subject, code, self._new_password())

    def _insist(self, call):
        """Calls until there is an answer that means something; None when patience is over. Every try is a new one."""
        deadline, pause = time.monotonic() + PATIENCE, 0.03
        while not self._is_over() and time.monotonic() < deadline:
            answer = call()
            if answer and not answer.is_uncertain:
                return answer if answer.is_accepted or answer.operation == SET_PASSWORD else None
            time.sleep(pause)
            pause = min(pause * 1.5, 0.5)
        return None
