"""The mail server of a run: takes everything, and remembers of each copy what the invariants need."""

import asyncio
import hashlib
import random
import threading
import time

from support.mail import RESET_LINK, MailServer

from .evidence import Delivery

SLOW, LONGEST = 0.2, 1.5
"""The share of mails that are taken and answered for later, and after how many seconds at most: under way is what a
fault has to meet."""


class Sink(MailServer):
    """Keeps deliveries, not mails: a long run has many."""

    def __init__(self):
        super().__init__()
        self.deliveries = []
        self._codes = {}
        self._arrived = threading.Condition()

    async def handle_DATA(self, server, session, envelope):
        answer = await super().handle_DATA(server, session, envelope)
        for mail in self.mails:
            self._remember(mail)
        self.mails.clear()
        self.attempts.clear()
        if random.random() < SLOW:
            await asyncio.sleep(random.uniform(0, LONGEST))
        return answer

    def _remember(self, mail):
        links = RESET_LINK.findall(mail.text)
        delivery = Delivery(
            at=time.time(), message_id=mail.message_id.strip("<>"), recipient=mail.recipients[0],
            code=links[0].rsplit("/", 1)[1] if links else None, digest=hashlib.sha256(mail.source).hexdigest(),
        )
        with self._arrived:
            self.deliveries.append(delivery)
            if delivery.code:
                codes = self._codes.setdefault(delivery.recipient, [])
                if delivery.code not in codes:
                    codes.append(delivery.code)
            self._arrived.notify_all()

    def codes_to(self, address):
        """What was mailed to an address, oldest first."""
        with self._arrived:
            return list(self._codes.get(address, []))

    def wait_for_code(self, address, known, patience, is_over):
        """The newest code to an address that is not among the `known`; None when patience is over, or `is_over()`."""
        deadline = time.monotonic() + patience
        with self._arrived:
            while time.monotonic() < deadline and not is_over():
                fresh = [code for code in self._codes.get(address, []) if code not in known]
                if fresh:
                    return fresh[-1]
                self._arrived.wait(0.1)
        return None
