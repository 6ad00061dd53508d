"""A private PostgreSQL that keeps what it says: the defaults of Debian but for memory and checkpoints."""

import os
import pwd
import secrets
import subprocess
import time
from pathlib import Path

import psycopg

from installation import SCRATCH, free_port

USER = "rekey"
SETTINGS = {
    "listen_addresses": "127.0.0.1", "max_connections": "200", "shared_buffers": "1GB", "max_wal_size": "4GB",
    "log_min_messages": "fatal",
}


class Cluster:
    def __init__(self):
        self.port = free_port()
        self.password = secrets.token_urlsafe(18)
        self.made = 0
        self.folder = SCRATCH / "postgresql"
        self.folder.mkdir()
        password_file = self.folder / "password"
        password_file.write_text(self.password)
        self.as_owner = []
        if os.getuid() == 0:
            # Root cannot run PostgreSQL.
            owner = pwd.getpwnam("postgres")
            self.as_owner = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
            for path in (self.folder, password_file):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        data = self.folder / "data"
        subprocess.run(
            [*self.as_owner, self.program("initdb"), "--pgdata", data, "--username", USER, "--pwfile", password_file,
             "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-instructions"],
            check=True, stdout=subprocess.DEVNULL,
        )
        settings = SETTINGS | {"port": str(self.port), "unix_socket_directories": str(self.folder)}
        self.process = subprocess.Popen(
            [*self.as_owner, self.program("postgres"), "-D", data, *(f"--{key}={value}" for key, value in settings.items())],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        self.wait()

    @staticmethod
    def program(name: str) -> str:
        """Debian keeps the server's programs out of the PATH."""
        found = [path for path in Path("/usr/lib/postgresql").glob(f"*/bin/{name}")]
        return str(max(found, key=lambda path: float(path.parent.parent.name), default=name))

    def wait(self):
        for _ in range(600):
            try:
                self.connect("postgres").close()
                return
            except psycopg.OperationalError:
                time.sleep(0.1)
        raise SystemExit("PostgreSQL does not start")

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=120)

    def connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=USER, password=self.password, dbname=database, autocommit=True
        )

    def environment(self) -> dict:
        return os.environ | {
            "PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGUSER": USER, "PGPASSWORD": self.password,
        }

    def make_database(self) -> dict:
        """What stands in [database.identity_db]."""
        self.made += 1
        name = f"bench_{self.made}"
        with self.connect("postgres") as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return {
            "type": "postgre", "hostname": "127.0.0.1", "port": self.port, "name": name, "username": USER,
            "password": self.password,
        }

    def execute(self, database: dict, statement: str):
        with self.connect(database["name"]) as connection:
            connection.execute(statement)

    def count(self, database: dict, what: str) -> int:
        with self.connect(database["name"]) as connection:
            return connection.execute(f"SELECT count(*) FROM {what}").fetchone()[0]

    def columns(self, database: dict, table: str) -> list[str]:
        with self.connect(database["name"]) as connection:
            return [column.name for column in connection.execute(f"SELECT * FROM {table} LIMIT 0").description]
