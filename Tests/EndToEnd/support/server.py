"""The real binary, started on free ports over a folder of its own."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import uuid
from dataclasses import dataclass

from .api import API, web_session
from .database import SQLiteStore
from .deployment import SUPER_TENANT, deployment
from .network import free_port
from .waiting import wait_until

LISTENING = "listening on https://localhost:"


@dataclass
class Person:
    username: str
    email: str | None
    password: str
    tenant: str = SUPER_TENANT


class Server:
    """One server: its folder, its process, its log. Every password that passes through here is remembered, so that
    the log can be searched for it at the end."""

    def __init__(self, binary, directory, mail=None, changes=None, demo=False, store=None, beside=None):
        """`beside`: the node with which this one shares database, key, mail server and administrator."""
        self.binary = binary
        self.directory = directory
        self.data = directory / "data"
        self.config = directory / "deployment.toml"
        self.beside = beside
        self.mail = mail if beside is None else beside.mail
        self.demo = demo
        self.https_port, self.http_port = free_port(), free_port()
        self.administrator = ("admin", "admin") if demo else ("admin", f"Admin-{secrets.token_urlsafe(18)}")
        self.secrets = set() if demo else {self.administrator[1]}
        self.environment = {}
        self.store = beside.store if beside else store or SQLiteStore(self)
        self.launcher = []
        self.flags = []
        self._process = None
        self._relays = []
        if beside:
            self.administrator, self.secrets = beside.administrator, beside.secrets
        if not demo:
            self.config.write_text(deployment(self.administrator[1], self.mail.port if self.mail else 9, changes))

    # Life.

    def start(self, patience=60):
        if self.beside and not self.data.exists():
            self.data.mkdir(mode=0o700)
            shutil.copy(self.beside.data / "master.key", self.data / "master.key")
        arguments = ["serve", *self._places(), "--https-port", str(self.https_port), "--http-port", str(self.http_port)]
        with open(self.output_file, "ab") as output, open(self.log_file, "ab") as log:
            beginning = self.output_file.stat().st_size
            self._process = subprocess.Popen(
                [*self.launcher, self.binary, *arguments, *self.flags, *(["--demo"] if self.demo else [])],
                stdin=subprocess.DEVNULL, stdout=output, stderr=log,
                env=os.environ | self.store.environment | self.environment, cwd=self.directory,
            )

        def listens():
            if self._process.poll() is not None:
                raise AssertionError(f"the server stopped with {self._process.returncode}:\n{self.log()[-4000:]}")
            return f"{LISTENING}{self.https_port}" in self.output_file.read_text()[beginning:]

        wait_until(listens, "the server to listen", patience)
        return self

    def start_relay(self):
        """`rekey relay` over the same folder; returns its process."""
        said = self.directory / f"relay-{len(self._relays)}.out"
        with open(said, "ab") as output, open(self.log_file, "ab") as log:
            relay = subprocess.Popen(
                [self.binary, "relay", *self._places()], stdin=subprocess.DEVNULL, stdout=output, stderr=log,
                env=os.environ | self.store.environment | self.environment, cwd=self.directory,
            )
        self._relays.append(relay)
        wait_until(lambda: "delivering to" in said.read_text(), "the relay to start")
        return relay

    def stop(self, patience=30):
        """SIGTERM, as a service manager does. Returns the exit code."""
        for relay in self._relays:
            relay.kill()
            relay.wait(30)
        self._relays = []
        if self._process is None:
            return None
        if self._process.poll() is None:
            self._process.terminate()
        try:
            code = self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"the server did not stop within {patience} s of SIGTERM") from None
        self._process = None
        return code

    def kill(self):
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(30)
            self._process = None

    def terminate(self):
        self._process.terminate()

    @property
    def is_running(self):
        return self._process is not None and self._process.poll() is None

    @property
    def process_id(self):
        return self._process.pid

    # What it says.

    @property
    def log_file(self):
        return self.directory / "server.log"

    @property
    def output_file(self):
        return self.directory / "server.out"

    def log(self):
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    def output(self):
        return self.output_file.read_text(errors="replace") if self.output_file.exists() else ""

    def assert_quiet(self):
        """No password or code that a test used is in anything the server printed."""
        said = self.log() + ("" if self.demo else self.output())
        told = sorted(secret for secret in self.secrets if secret in said)
        assert not told, f"the log of {self.directory} tells {len(told)} secret(s)"

    # Ways in.

    @property
    def url(self):
        return f"https://localhost:{self.https_port}"

    def api(self, credentials=None, tenant=None):
        """The API as the administrator, or as somebody else."""
        return API(self.url, credentials or self.administrator, tenant)

    def anonymous_api(self):
        return API(self.url)

    def signs_in(self, person, password):
        """Whether a name and password are taken; asked of an operation that needs no permission."""
        name = person.username if person.tenant == SUPER_TENANT else f"{person.username}@{person.tenant}"
        tenant = None if person.tenant == SUPER_TENANT else person.tenant
        response = self.api((name, password), tenant).resend_code(f"nobody-{uuid.uuid4()}")
        assert response.status_code in (201, 401), response.text
        return response.status_code == 201

    def readiness(self):
        """Why the server is not ready, as it tells a load balancer; an empty list: it is."""
        response = web_session().get(f"{self.url}/health/ready", timeout=20)
        body = response.json()
        assert (response.status_code, body["status"]) in ((200, "ready"), (503, "not ready")), response.text
        return body.get("reasons", [])

    def is_healthy(self):
        return web_session().get(f"{self.url}/health", timeout=20).status_code == 200

    # The command line.

    def command(self, *arguments, stdin=None, environment=None):
        """Runs `rekey ARGUMENTS` over the same folder."""
        return subprocess.run(
            [*self.launcher, self.binary, *arguments, *self._places()], input=stdin, text=True, capture_output=True,
            timeout=60, env=os.environ | self.store.environment | self.environment | (environment or {}),
            cwd=self.directory,
        )

    def bare(self, *arguments):
        """Runs `rekey ARGUMENTS` as they are, for what needs no folder."""
        return subprocess.run(
            [self.binary, *arguments], text=True, capture_output=True, timeout=60, stdin=subprocess.DEVNULL,
            cwd=self.directory,
        )

    def done_bare(self, *arguments):
        result = self.bare(*arguments)
        assert result.returncode == 0, f"rekey {' '.join(arguments)}: {result.stderr or result.stdout}"
        return result.stdout

    def done(self, *arguments, stdin=None):
        """Like `command`, of one that has to succeed. Returns what it printed."""
        result = self.command(*arguments, stdin=stdin)
        assert result.returncode == 0, f"rekey {' '.join(arguments)}: {result.stderr or result.stdout}"
        return result.stdout

    def json(self, *arguments):
        return json.loads(self.done(*arguments, "--json"))

    def add_user(self, username=None, email="", tenant=SUPER_TENANT, password=None, given_name="Kim", roles=()):
        """Adds a user with a name that is free. An `email` of None leaves it out."""
        username = username or f"user-{uuid.uuid4().hex[:12]}"
        email = f"{username}@example.com" if email == "" else email
        password = password or f"Original-{secrets.token_urlsafe(12)}1!"
        self.secrets.add(password)
        arguments = ["user", "add", username, "--tenant", tenant, "--store", "PRIMARY", "--password-stdin"]
        arguments += ["--given-name", given_name] if given_name else []
        arguments += ["--email", email] if email else []
        for role in roles:
            arguments += ["--role", role]
        self.done(*arguments, stdin=password + "\n")
        return Person(username, email, password, tenant)

    def new_password(self):
        password = f"Changed-{secrets.token_urlsafe(12)}1!"
        self.secrets.add(password)
        return password

    def _places(self):
        return ["--data", str(self.data)] if self.demo else ["--config", str(self.config), "--data", str(self.data)]

    # The database.

    def database(self):
        return self.store.open()

    def change(self, statement, *values):
        with self.database() as database:
            count = database.execute(statement, values).rowcount
        assert count > 0, statement

    def let_codes_expire(self, person):
        self.change(
            "UPDATE confirmation_code SET expires_at = 1 WHERE flow_id IN (SELECT f.id FROM recovery_flow f"
            " JOIN user_account u ON u.id = f.user_id WHERE u.username = ?)", person.username,
        )

    def set_state(self, person, state):
        self.change("UPDATE user_account SET state = ? WHERE username = ?", state, person.username)
