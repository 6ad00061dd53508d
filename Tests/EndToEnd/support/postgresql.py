"""A PostgreSQL of the tests' own: a private cluster on a loopback port, gone with the tests however they end."""

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg

from .network import free_port
from .waiting import wait_until

USER = "rekey"
SUPERVISOR = r"""
folder=$1
make=("${@:3:$2}")
serve=("${@:3 + $2}")
start() { "${serve[@]}" >> "$folder/log" 2>&1 < /dev/null & server=$!; }
trap '' HUP INT TERM
"${make[@]}" > "$folder/log" 2>&1 < /dev/null
start
while read -r command; do
    case $command in
        stop) kill -INT "$server"; wait "$server" ;;
        crash) kill -QUIT "$server"; wait "$server" ;;
        start) start ;;
    esac
done
kill -QUIT "$server"
(sleep 2; kill -KILL "$server") &
wait "$server"
kill "$!"
rm -rf "$folder"
"""
"""A shell stands between: it obeys its standard input, and ends the server when that closes, which the kernel does
however the tests end."""


class PostgreSQL:
    """Starts with the first database that is made. Root cannot run PostgreSQL: then `postgres` does."""

    def __init__(self):
        self.port = free_port()
        self._password = secrets.token_urlsafe(18)
        self._programs = _programs()
        self._made = 0
        folder = Path(tempfile.mkdtemp(prefix="rekey-postgresql-"))
        password_file = folder / "password"
        password_file.write_text(self._password)
        as_owner = []
        if os.getuid() == 0:
            owner = pwd.getpwnam("postgres")
            as_owner = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
            for path in (folder, password_file):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        make = [
            *as_owner, self._programs / "initdb", "--pgdata", folder / "data", "--username", USER,
            "--pwfile", password_file, "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8",
            "--no-sync", "--no-instructions",
        ]
        settings = [
            "listen_addresses=127.0.0.1", f"port={self.port}", f"unix_socket_directories={folder}",
            "max_connections=400", "shared_buffers=64MB", "log_min_messages=fatal", "fsync=off",
            "full_page_writes=off", "autovacuum=off",
        ]
        serve = [*as_owner, self._programs / "postgres", "-D", folder / "data"]
        for setting in settings:
            serve += ["-c", setting]
        self._log = folder / "log"
        self._shell = subprocess.Popen(
            ["bash", "-c", SUPERVISOR, "bash", folder, str(len(make)), *make, *serve],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
            start_new_session=True,
        )
        self._wait_for(True)

    @staticmethod
    def is_installed():
        return _programs() is not None

    def close(self):
        """Ends the server and removes what it wrote."""
        self._shell.stdin.close()
        self._shell.wait(30)

    # What a test does to it.

    def crash(self):
        """As after a kill: what was committed is there after the next start."""
        self._tell("crash")
        self._wait_for(False)

    def start(self):
        self._tell("start")
        self._wait_for(True)

    def _tell(self, command):
        self._shell.stdin.write(f"{command}\n".encode())
        self._shell.stdin.flush()

    def _wait_for(self, is_ready):
        def obeyed():
            try:
                self.connect("postgres").close()
            except psycopg.OperationalError:
                return not is_ready
            return is_ready

        try:
            wait_until(obeyed, "PostgreSQL to obey", patience=60, interval=0.05)
        except AssertionError as problem:
            log = self._log.read_text(errors="replace") if self._log.exists() else "no log"
            raise AssertionError(f"{problem}:\n{log[-2000:]}") from None

    # Databases.

    def make_database(self):
        self._made += 1
        name = f"test_{self._made}"
        self._run(f"CREATE DATABASE {name}")
        return name

    def drop_database(self, name):
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def connect(self, database, **options):
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=USER, password=self._password, dbname=database,
            connect_timeout=10, **options,
        )

    def settings(self, database):
        """What stands in [database.identity_db] of a deployment.toml."""
        return {
            "type": "postgre", "hostname": "127.0.0.1", "port": self.port, "name": database, "username": USER,
            "password": self._password,
        }

    def environment(self, database):
        return {f"REKEY_DATABASE__IDENTITY_DB__{key.upper()}": str(value) for key, value in self.settings(database).items()}

    def _run(self, statement):
        connection = self.connect("postgres", autocommit=True)
        try:
            connection.execute(statement)
        finally:
            connection.close()


def _programs():
    """Where PostgreSQL's programs are; Debian keeps the server's out of the PATH. None where there are none."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    releases = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    return max(releases, key=lambda path: float(path.parent.name), default=None)
