"""Postfix's test programs: a mail server that swallows everything, and the fastest client for it."""

import os
import signal
import socket
import subprocess
import time

from installation import free_port, wait_until

SESSIONS = 10
# Of about the size of a reset mail.
MESSAGE_BYTES = 4096


class MailServer:
    def __init__(self):
        self.port = free_port()
        as_nobody = ["-u", "nobody"] if os.getuid() == 0 else []
        self.process = subprocess.Popen(
            ["/usr/sbin/smtp-sink", *as_nobody, f"127.0.0.1:{self.port}", "1000"], stderr=subprocess.PIPE
        )
        wait_until(self.answers, 5)

    def answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            return True
        except OSError:
            return False

    def freeze(self):
        """Connections are still taken by the kernel, but nobody says a word on them."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def stop(self):
        self.thaw()
        self.process.terminate()
        self.process.wait(timeout=10)

    def fastest_rate(self, messages: int) -> float:
        """Messages a second from smtp-source over kept sessions."""
        began = time.monotonic()
        subprocess.run(
            ["/usr/sbin/smtp-source", "-d", "-s", str(SESSIONS), "-m", str(messages), "-l", str(MESSAGE_BYTES),
             f"127.0.0.1:{self.port}"],
            check=True,
        )
        return messages / (time.monotonic() - began)
