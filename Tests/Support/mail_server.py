"""A mail server for tests: aiosmtpd, which misbehaves on demand.

The local part of an address says what shall go wrong, as STAGE-ACTION: the sender's at stage `mail`, the
recipient's at `rcpt`, `data` (instead of 354), `body` (amid the message), `end` (after its last line) and
`after` (once it was accepted).

    rcpt-550      answer 550            end-drop      close the connection without a word
    data-hang     never answer          body-stall    stop reading
    after-close   say 421 and close     after-deaf    close at the next MAIL, without a word
    quit-hang     never answer QUIT

What happens is told on standard output, one JSON object a line. The server ends with the process that started it.
"""

import argparse
import asyncio
import base64
import json
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

SIZE_LIMIT = 40_000_000


def tell(event, **values):
    print(json.dumps({"event": event, **values}), flush=True)


def wish(address, stage):
    """What the address wants to happen at the stage, or an empty text."""
    local_part = address.partition("@")[0].rpartition("<")[2]
    return local_part.removeprefix(stage + "-") if local_part.startswith(stage + "-") else ""


class Recorder:
    async def handle_DATA(self, server, session, envelope):
        recipient = envelope.rcpt_tos[0]
        answer = await server.misbehave(wish(recipient, "end"))
        if answer:
            return answer
        tell(
            "message",
            sender=envelope.mail_from,
            recipient=recipient,
            content=base64.b64encode(envelope.original_content).decode(),
            hello=session.host_name,
            connection=server.number,
            tls=server.is_encrypted(),
            user=(session.login_data or b"").decode(),
        )
        after = wish(recipient, "after")
        if after == "close":
            asyncio.get_running_loop().call_later(0.02, server.say_goodbye)
        server.is_deaf = after == "deaf"
        server.hangs_at_quit = wish(recipient, "quit") == "hang"
        return "250 2.0.0 Ok: queued as 4F1\n"


class Server(SMTP):
    connections = 0
    is_deaf = False
    hangs_at_quit = False
    recipient = ""

    def connection_made(self, transport):
        if self.session is None:  # Not again after STARTTLS.
            Server.connections += 1
            self.number = Server.connections
            tell("connected", connection=self.number)
        super().connection_made(transport)

    def connection_lost(self, error):
        tell("disconnected", connection=self.number)
        super().connection_lost(error)

    def is_encrypted(self):
        return self.transport.get_extra_info("ssl_object") is not None

    def say_goodbye(self):
        self.transport.write(b"421 4.4.2 Idle for too long\r\n")
        self.transport.close()

    async def misbehave(self, action):
        """Does what the action says; a reply to give, if it is a code."""
        if action == "hang":
            await asyncio.sleep(3600)
        if action == "drop":
            self.transport.abort()
            await asyncio.sleep(3600)
        if action.isdigit():
            return f"{action} {action[0]}.7.0 As you wished"
        return None

    async def smtp_MAIL(self, arg):
        if self.is_deaf:
            await self.misbehave("drop")
        answer = await self.misbehave(wish(arg or "", "mail"))
        await (self.push(answer) if answer else super().smtp_MAIL(arg))

    async def smtp_RCPT(self, arg):
        self.recipient = (arg or "").partition("<")[2]
        answer = await self.misbehave(wish(self.recipient, "rcpt"))
        await (self.push(answer) if answer else super().smtp_RCPT(arg))

    async def smtp_DATA(self, arg):
        answer = await self.misbehave(wish(self.recipient, "data"))
        if answer:
            await self.push(answer)
            return
        amid = wish(self.recipient, "body")
        if amid:
            await self.push("354 Go on")
            await self._reader.read(1)
            if amid == "stall":
                self.transport.pause_reading()
                await asyncio.sleep(3600)
            await self.misbehave(amid)
        await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg):
        tell("quit", connection=self.number)
        if self.hangs_at_quit:
            await asyncio.sleep(3600)
        await super().smtp_QUIT(arg)


def authenticator(user, password):
    def authenticate(server, session, envelope, mechanism, data):
        tell("sign-in", mechanism=mechanism)
        is_known = isinstance(data, LoginPassword) and (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=is_known, handled=False, auth_data=data)

    return authenticate


async def serve_greeting(arguments):
    """No server at all: something that says one line, or nothing, and waits."""

    async def greet(reader, writer):
        if arguments.greeting:
            writer.write(arguments.greeting.encode() + b"\r\n")
        await reader.read()
        writer.close()

    return await asyncio.start_server(greet, "127.0.0.1", 0)


async def serve_mail(arguments):
    context = None
    if arguments.certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(arguments.certificate, arguments.key)
    options = {"hostname": "mail.test", "data_size_limit": SIZE_LIMIT, "enable_SMTPUTF8": False}
    if arguments.tls == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    if arguments.user:
        options |= {
            "authenticator": authenticator(arguments.user, arguments.password),
            "auth_required": True,
            "auth_require_tls": arguments.tls == "starttls",
            "auth_exclude_mechanism": arguments.without_mechanism,
        }
    implicit = context if arguments.tls == "implicit" else None
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: Server(Recorder(), **options), "127.0.0.1", 0, ssl=implicit)


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tls", choices=["none", "starttls", "implicit"], default="none")
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--user")
    parser.add_argument("--password")
    parser.add_argument("--without-mechanism", action="append", default=[])
    parser.add_argument("--greeting", help="say only this; an empty text: stay silent")
    arguments = parser.parse_args()
    parent = os.getppid()
    server = await (serve_greeting(arguments) if arguments.greeting is not None else serve_mail(arguments))
    tell("listening", port=server.sockets[0].getsockname()[1])
    while os.getppid() == parent:
        await asyncio.sleep(0.5)
    sys.exit()


asyncio.run(main())
