"""A PostgreSQL of the tests' own: a private cluster on a loopback port, gone with the tests however they end."""

import os
import pwd
import secrets
import select
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
is_own=$2
make=("${@:4:$3}")
serve=("${@:4 + $3}")
start() { "${serve[@]}" >> "$folder/log" 2>&1 < /dev/null & server=$!; echo "$server"; }
trap '' HUP INT TERM PIPE
"${make[@]}" >> "$folder/log" 2>&1 < /dev/null
start
while read -r command; do
    case $command in
        start) start ;;
        *) kill -s "$command" "$server"; wait "$server"; echo stopped ;;
    esac
done
kill -QUIT "$server"
(sleep 2; kill -KILL "$server") > /dev/null &
wait "$server"
kill "$!"
if [[ $is_own == yes ]]; then rm -rf "$folder"; fi
"""
"""A shell stands between: it obeys its standard input, and ends the server when that closes, which the kernel does
however the tests end."""
MODES = {"fast": "INT", "immediate": "QUIT"}
"""What stops the server as `pg_ctl stop --mode` would; `immediate` is as after a power cut."""
HASTE = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off"}
"""For a cluster that need not outlive its machine."""
PATIENCE = 60


class PostgreSQL:
    """Nothing is there before `make`. Root cannot run PostgreSQL: then `postgres` does."""

    def __init__(self, folder=None, is_durable=False, port=None, settings=None):
        """`folder`: where it lies, and stays when it has ended; without one it takes one of its own. `is_durable`: it
        waits for the disk, as a real one does. `settings`: what else stands in a postgresql.conf."""
        self.port = port or free_port()
        self.password = secrets.token_urlsafe(18)
        self.folder = folder
        self._is_own = folder is None
        self._is_durable = is_durable
        self._settings = {
            "listen_addresses": "127.0.0.1", "port": self.port, "max_connections": 400, "shared_buffers": "64MB",
            "log_min_messages": "fatal", **({} if is_durable else HASTE), **(settings or {}),
        }
        self._programs = _programs()
        self._shell = self._server = None
        self._made = 0
        self._owner = pwd.getpwnam("postgres") if os.getuid() == 0 else None

    @staticmethod
    def is_installed():
        return _programs() is not None

    def make(self):
        """Makes the cluster and starts it."""
        password = self._write("password", self.password)
        as_owner = []
        if self._owner:
            as_owner = ["setpriv", "--reuid", self._owner.pw_name, "--regid", self._owner.pw_name, "--clear-groups"]
        make = [
            *as_owner, self._programs / "initdb", "--pgdata", self.folder / "data", "--username", USER,
            "--pwfile", password, "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8",
            "--no-instructions", *([] if self._is_durable else ["--no-sync"]),
        ]
        serve = [*as_owner, self._programs / "postgres", "-D", self.folder / "data"]
        for name, value in ({"unix_socket_directories": self.folder} | self._settings).items():
            serve += ["-c", f"{name}={value}"]
        self._shell = subprocess.Popen(
            ["bash", "-c", SUPERVISOR, "bash", self.folder, "yes" if self._is_own else "no", str(len(make)), *make,
             *serve],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/", start_new_session=True,
            bufsize=0,
        )
        self._wait_for_start()
        return self

    def require_tls(self, certificate, key):
        """Before `make`: nobody is let in whose connection is not encrypted. The two are PEM."""
        self._settings |= {
            "ssl": "on", "ssl_cert_file": self._write("server.pem", certificate),
            "ssl_key_file": self._write("server.key", key),
            "hba_file": self._write("pg_hba.conf", "hostssl all all 127.0.0.1/32 scram-sha-256\n"),
        }
        return self

    def _write(self, name, content):
        """A file that the server reads, and nobody else."""
        if self.folder is None:
            self.folder = Path(tempfile.mkdtemp(prefix="rekey-postgresql-"))
        self.folder.mkdir(parents=True, exist_ok=True)
        self._give(self.folder)
        file = self.folder / name
        file.touch(mode=0o600)
        file.write_text(content)
        self._give(file)
        return file

    def close(self):
        """Ends the server at once, and removes what it wrote where the folder was its own."""
        if self._shell is not None:
            self._shell.stdin.close()
            self._shell.wait(30)
            self._shell.stdout.close()
            self._shell = self._server = None

    def _give(self, path):
        if self._owner:
            os.chown(path, self._owner.pw_uid, self._owner.pw_gid)

    # What a test does to it.

    def stop(self, mode="immediate"):
        """What was committed is there after the next start."""
        self._tell(MODES[mode])
        assert self._hear() == "stopped"
        self._server = None

    def start(self):
        self._tell("start")
        self._wait_for_start()

    @property
    def is_running(self):
        """Not so where it has given up by itself, as it does when it cannot write."""
        return self._server is not None and Path(f"/proc/{self._server}").exists()

    def _tell(self, command):
        self._shell.stdin.write(f"{command}\n".encode())

    def _hear(self):
        ready, _, _ = select.select([self._shell.stdout], [], [], PATIENCE)
        assert ready, f"PostgreSQL does not obey:\n{self._log()}"
        return self._shell.stdout.readline().decode().strip()

    def _wait_for_start(self):
        self._server = int(self._hear())
        wait_until(self._answers, "PostgreSQL to answer", PATIENCE, interval=0.05)

    def _answers(self):
        # One that was full, or was stopped during its start, may have given up.
        if not self.is_running:
            raise AssertionError(f"PostgreSQL stopped:\n{self._log()}")
        try:
            self.connect("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def _log(self):
        log = self.folder / "log"
        return log.read_text(errors="replace")[-2000:] if log.exists() else "no log"

    # Databases.

    def make_database(self, name=None):
        self._made += 1
        name = name or f"test_{self._made}"
        self.execute(f"CREATE DATABASE {name}")
        return name

    def drop_database(self, name):
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def connect(self, database, **options):
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=USER, password=self.password, dbname=database,
            connect_timeout=10, **options,
        )

    def execute(self, statement):
        """Runs a statement beside all databases; returns what it finds, if anything."""
        connection = self.connect("postgres", autocommit=True)
        try:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else None
        finally:
            connection.close()

    def settings(self, database):
        """What stands in [database.identity_db] of a deployment.toml."""
        return {
            "type": "postgre", "hostname": "127.0.0.1", "port": self.port, "name": database, "username": USER,
            "password": self.password,
        }

    def environment(self, database):
        """The same, for a server whose deployment.toml says nothing of it."""
        settings = self.settings(database).items()
        return {f"REKEY_DATABASE__IDENTITY_DB__{key.upper()}": str(value) for key, value in settings}

    # PostgreSQL's own programs.

    def command(self, program, *arguments):
        return [str(self._programs / program), *map(str, arguments)]

    def client_environment(self, database):
        """With which they find a database."""
        return {
            "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PGHOST": "127.0.0.1", "PGPORT": str(self.port),
            "PGUSER": USER, "PGDATABASE": database, "PGPASSWORD": self.password,
        }


def _programs():
    """Where PostgreSQL's programs are; Debian keeps the server's out of the PATH. None where there are none."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    releases = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    return max(releases, key=lambda path: float(path.parent.name), default=None)
