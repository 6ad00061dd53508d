"""A PostgreSQL server of the run's own: made, started, stopped at once, and gone at the end."""

import glob
import os
import pwd
import secrets
import shutil
import subprocess
from pathlib import Path

from support.network import free_port
from support.waiting import wait_until

USER, DATABASE = "rekey", "rekey"


def programs():
    """The folder of PostgreSQL's programs; None where it is not installed."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]))
    where = found[-1] if found else shutil.which("initdb")
    return Path(where).resolve().parent if where else None


class Cluster:
    """Durable as a real one: it waits for the disk."""

    def __init__(self, directory):
        self.directory = directory
        self.port = free_port()
        self.password = secrets.token_urlsafe(18)
        self._programs = programs()
        self._process = None
        # It refuses to be run by root.
        self._owner = "postgres" if os.getuid() == 0 else None

    @property
    def environment(self):
        return {
            "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PGHOST": "127.0.0.1", "PGPORT": str(self.port),
            "PGUSER": USER, "PGDATABASE": DATABASE, "PGPASSWORD": self.password,
        }

    def command(self, program, *arguments):
        return [str(self._programs / program), *map(str, arguments)]

    def make(self):
        self.directory.mkdir(parents=True, exist_ok=True)
        password = self.directory / "password"
        password.write_text(self.password)
        if self._owner:
            account = pwd.getpwnam(self._owner)
            for path in (self.directory, password):
                os.chown(path, account.pw_uid, account.pw_gid)
        self._run(
            "initdb", "--pgdata", self._data, "--username", USER, "--pwfile", password, "--auth", "scram-sha-256",
            "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-instructions",
        )
        self.start()
        subprocess.run(
            self.command("createdb", DATABASE), check=True, capture_output=True,
            env=self.environment | {"PGDATABASE": "postgres"},
        )
        return self

    def start(self):
        with open(self.directory / "log", "ab") as log:
            self._process = subprocess.Popen(
                self._as_owner("--pdeathsig", "QUIT") + self.command(
                    "postgres", "-D", self._data, "-c", "listen_addresses=127.0.0.1", "-c", f"port={self.port}",
                    "-c", f"unix_socket_directories={self.directory}", "-c", "max_connections=100",
                    # The disk of a run may be a small one.
                    "-c", "min_wal_size=32MB", "-c", "max_wal_size=64MB",
                ),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=self.environment,
            )
        wait_until(self._answers, "PostgreSQL to answer", 60)

    def stop(self, mode="immediate"):
        """As after a power cut; what was not on the disk is recovered from the log at the next start."""
        if self._process is None:
            return
        subprocess.run(
            self._as_owner() + self.command("pg_ctl", "stop", "--pgdata", self._data, "--mode", mode, "--wait"),
            capture_output=True, cwd="/", env=self.environment, timeout=60,
        )
        self._process.wait(30)
        self._process = None

    @property
    def is_running(self):
        return self._process is not None and self._process.poll() is None

    @property
    def _data(self):
        return self.directory / "data"

    def _answers(self):
        # One that was full, or was stopped during its start, may have given up.
        if not self.is_running:
            raise AssertionError(f"PostgreSQL stopped:\n{(self.directory / 'log').read_text()[-2000:]}")
        return subprocess.run(
            self.command("psql", "--no-psqlrc", "--dbname", "postgres", "--command", "SELECT 1"),
            capture_output=True, env=self.environment,
        ).returncode == 0

    def _run(self, program, *arguments):
        result = subprocess.run(
            self._as_owner() + self.command(program, *arguments), capture_output=True, text=True, cwd="/",
            env=self.environment,
        )
        assert result.returncode == 0, f"{program}: {result.stderr}"

    def _as_owner(self, *options):
        if self._owner:
            return ["setpriv", "--reuid", self._owner, "--regid", self._owner, "--clear-groups", *options]
        return ["setpriv", *options] if options else []
