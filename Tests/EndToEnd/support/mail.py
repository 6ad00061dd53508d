"""A real SMTP server that the tests own: it takes mail, or misbehaves as told."""

import asyncio
import email
import email.policy
import html
import re
import ssl
import threading
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from .network import free_port, self_signed_certificate
from .waiting import PATIENCE, wait_until

RESET_LINK = re.compile(r"https://\S+/r/[A-Za-z0-9_-]{43}")


@dataclass
class Mail:
    """One message as it came over the wire."""

    sender: str
    recipients: list
    source: bytes
    was_encrypted: bool
    authenticated_as: str | None
    message: email.message.EmailMessage = field(init=False)

    def __post_init__(self):
        self.message = email.message_from_bytes(self.source, policy=email.policy.default)

    def part(self, subtype):
        return self.message.get_body((subtype,)).get_content()

    @property
    def text(self):
        return self.part("plain")

    @property
    def html(self):
        return html.unescape(self.part("html"))

    @property
    def subject(self):
        return str(self.message["Subject"])

    @property
    def message_id(self):
        return self.message["Message-ID"]

    @property
    def link(self):
        links = RESET_LINK.findall(self.text)
        assert len(links) == 1, f"expected one link in:\n{self.text}"
        return links[0]

    @property
    def code(self):
        return self.link.rsplit("/", 1)[1]


class MailServer:
    """`answer` decides what becomes of each stage: None (fine), a reply such as "550 no", "hang" (until it
    decides otherwise) or "drop"."""

    def __init__(self, port=None, starttls=False, credentials=None, directory=None):
        self.port = port or free_port()
        self.mails = []
        self.attempts = []
        self.answer = lambda stage, recipient: None
        self._credentials = credentials
        self._changed = threading.Lock()
        self.certificate = None
        tls = None
        if starttls:
            self.certificate, key = self_signed_certificate(directory, "localhost")
            tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            tls.load_cert_chain(self.certificate, key)
        self._tls = tls
        self._controller = None

    def start(self):
        options = {"enable_SMTPUTF8": False, "ident": "mail test server"}
        if self._tls:
            options |= {"tls_context": self._tls, "require_starttls": True}
        if self._credentials:
            options |= {"authenticator": self._authenticate, "auth_required": True}
        self._controller = _LoopbackController(self, port=self.port, options=options)
        self._controller.start()
        return self

    def stop(self):
        if self._controller:
            self._controller.stop(no_assert=True)
            self._controller = None

    def _authenticate(self, server, session, envelope, mechanism, data):
        given = (data.login.decode(), data.password.decode())
        return AuthResult(success=given == self._credentials, auth_data=given[0], handled=False)

    # What the SMTP session calls.

    async def handle_RCPT(self, server, session, envelope, address, options):
        refusal = await self._decide(server, "RCPT", address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_MAIL(self, server, session, envelope, address, options):
        refusal = await self._decide(server, "MAIL", None)
        if refusal:
            return refusal
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        with self._changed:
            self.attempts.append(Mail(
                sender=envelope.mail_from,
                recipients=list(envelope.rcpt_tos),
                source=envelope.content,
                was_encrypted=session.ssl is not None,
                authenticated_as=session.auth_data,
            ))
            attempt = self.attempts[-1]
        refusal = await self._decide(server, "DATA", envelope.rcpt_tos[0])
        if refusal:
            return refusal
        with self._changed:
            self.mails.append(attempt)
        return f"250 2.0.0 Ok: queued as {len(self.mails)}"

    async def _decide(self, server, stage, recipient):
        answer = self.answer(stage, recipient)
        while answer == "hang":
            await asyncio.sleep(0.05)
            answer = self.answer(stage, recipient)
        if answer == "drop":
            server.transport.abort()
            await asyncio.sleep(3600)
        return answer

    # What the tests ask.

    def to(self, address):
        with self._changed:
            return [mail for mail in self.mails if mail.recipients == [address]]

    def wait_for(self, address, count=1, patience=PATIENCE):
        """The mails to an address, as soon as there are `count`; the newest last."""
        def found():
            mails = self.to(address)
            return mails if len(mails) >= count else None

        return wait_until(found, f"{count} mail(s) to {address}, of {len(self.mails)} in all", patience)


class _LoopbackController(Controller):
    def __init__(self, handler, port, options):
        self._options = options
        super().__init__(handler, hostname="127.0.0.1", port=port, ready_timeout=20)

    def factory(self):
        return SMTP(self.handler, **self._options)
