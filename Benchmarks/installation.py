"""An installation of the release binary for one measurement: its files, its users, its process."""

import http.client
import json
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import time
import uuid
from base64 import b64encode
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BINARY = ROOT / ".build" / "release" / "rekey"
# Beside the build, not in /tmp, which may be memory: what is durable has to meet a disk.
SCRATCH = ROOT / ".build" / "benchmark"

ADMINISTRATOR = ("admin", "Benchmark-administrator-1!")
AUTHORIZATION = "Basic " + b64encode(":".join(ADMINISTRATOR).encode()).decode()
RECOVER = "/api/identity/recovery/v0.9/recover-password?type=email&notify="
SET_PASSWORD = "/api/identity/recovery/v0.9/set-password"

CONFIGURATION = """\
[server]
hostname = "localhost"

[super_admin]
username = "{administrator}"
password = "{password}"

[output_adapter.email]
from_address = "no-reply@example.com"
hostname = "127.0.0.1"
port = {mail_port}
enable_start_tls = false

[identity_mgt.password_reset_email]
enable_password_reset_email = true

[rekey.server]
listen_address = "127.0.0.1"
tls = {tls}
https_port = {https_port}
http_port = {http_port}

[rekey.mail]
sessions = 10
connect_timeout = "60s"

{limits}
{database}
"""

UNLIMITED = """\
[rekey.limits]
enabled = false
"""

NOT_VERIFIED = ssl._create_unverified_context()  # the server's own, self-signed certificate


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Installation:
    """`database` is what stands in [database.identity_db], without it the embedded one; `like`, another node of it."""

    def __init__(
        self, name: str, tls: bool = False, mail_port: int | None = None, database: dict | None = None,
        limits: str | None = None, like: "Installation | None" = None,
    ):
        self.tls = tls
        self.port, other = free_port(), free_port()
        self.folder = SCRATCH / name
        self.folder.mkdir(parents=True)
        self.database = self.folder / "data" / "rekey.db"
        self.configuration = self.folder / "deployment.toml"
        self.configuration.write_text(
            CONFIGURATION.format(
                administrator=ADMINISTRATOR[0],
                password=ADMINISTRATOR[1],
                mail_port=mail_port or free_port(),
                tls=str(tls).lower(),
                https_port=self.port if tls else other,
                http_port=other if tls else self.port,
                limits=limits or UNLIMITED,
                database=section("database.identity_db", database) if database else "",
            )
        )
        if like:
            key = Path("data") / "master.key"
            (self.folder / key).parent.mkdir(mode=0o700)
            shutil.copy(like.folder / key, self.folder / key)
        self.process = None

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://localhost:{self.port}"

    def connect(self) -> http.client.HTTPConnection:
        if self.tls:
            return http.client.HTTPSConnection("localhost", self.port, timeout=30, context=NOT_VERIFIED)
        return http.client.HTTPConnection("localhost", self.port, timeout=30)

    def arguments(self, *verb: str) -> list[str]:
        return [str(BINARY), *verb, "--config", str(self.configuration), "--data", str(self.folder / "data")]

    def start(self) -> float:
        """Starts the server; returns the seconds until it answered its first request."""
        log = open(self.folder / "server.log", "ab")
        began = time.monotonic()
        self.process = subprocess.Popen(self.arguments("serve"), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        log.close()
        while time.monotonic() < began + 30:
            if self.process.poll() is not None:
                break
            try:
                connection = self.connect()
                connection.request("GET", "/health")
                if connection.getresponse().status == 200:
                    return time.monotonic() - began
            except OSError:
                time.sleep(0.002)
        raise SystemExit(f"the server does not answer: see {self.folder}/server.log")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)

    def resident_megabytes(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024

    def add_users(self, count: int):
        """Makes users bench1 ... bench<count> while the server is stopped.

        One through the command; the others are copies of its rows, because as many passwords as
        users would be hashed otherwise, which takes minutes and is not what is measured here.
        """
        subprocess.run(
            [*self.arguments("user", "add", "bench1"), "--email", "bench1@example.com", "--password-stdin"],
            input=b"Forgotten-benchmark-1!\n", stdout=subprocess.DEVNULL, check=True,
        )
        with sqlite3.connect(self.database) as database:
            database.row_factory = sqlite3.Row
            account = dict(database.execute("SELECT * FROM user_account WHERE username = 'bench1'").fetchone())
            claims = [dict(row) for row in database.execute("SELECT * FROM user_claim WHERE user_id = ?", [account["id"]])]
            for number in range(2, count + 1):
                name, identifier = f"bench{number}", str(uuid.uuid4())
                insert(database, "user_account", account | {"id": identifier, "username": name, "username_key": name})
                for claim in claims:
                    value = claim["value"].replace("bench1@", f"{name}@")
                    insert(database, "user_claim", claim | {"user_id": identifier, "value": value})
        database.close()

    def discard_waiting(self):
        """Forgets what has been accepted and not resolved, while the server is stopped."""
        self.execute("DELETE FROM recovery_request WHERE outcome IS NULL")

    def execute(self, statement: str):
        """Changes the embedded database, while the server is stopped."""
        with sqlite3.connect(self.database) as database:
            database.execute(statement)
        database.close()

    def query(self, query: str) -> list[tuple]:
        database = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=30)
        try:
            return database.execute(query).fetchall()
        finally:
            database.close()

    def count(self, query: str) -> int:
        return self.query(query)[0][0]

    def unfinished(self) -> int:
        """Requests not resolved and mails not handed over."""
        return self.count("SELECT count(*) FROM recovery_request WHERE outcome IS NULL") + self.count(
            "SELECT count(*) FROM outbox WHERE state IN ('queued', 'leased')"
        )


def section(name: str, values: dict) -> str:
    """As TOML, whose strings and numbers are JSON's."""
    return f"[{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())


def insert(database: sqlite3.Connection, table: str, row: dict):
    columns = ", ".join(row)
    database.execute(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(row))})", list(row.values()))


def wait_until(condition, longest: float) -> float:
    """Seconds until the condition held; asked seldom, because asking takes the cores from what is measured."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() > began + longest:
            raise SystemExit(f"gave up waiting after {longest:.0f} s")
        time.sleep(0.1)
    return time.monotonic() - began
