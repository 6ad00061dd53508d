"""The database of a server, on either engine, for what no command does: to let time pass, to look for secrets.

Statements are written with `?` for a value and kept to what both engines understand.
"""

import os
import sqlite3
from contextlib import closing, contextmanager

ENGINE = os.environ.get("REKEY_TEST_ENGINE", "sqlite")
"""Which engine servers are started on: sqlite or postgresql."""


class SQLiteStore:
    """A file in the server's data folder, wherever a test moves that."""

    environment = {}

    def __init__(self, server):
        self._server = server

    @property
    def file(self):
        def is_database(file):
            return file.is_file() and file.read_bytes()[:15] == b"SQLite format 3"

        file, = filter(is_database, self._server.data.iterdir())
        return file

    @contextmanager
    def open(self):
        with closing(sqlite3.connect(self.file, timeout=20)) as database, database:
            yield database

    @contextmanager
    def held(self):
        """Nobody writes meanwhile."""
        with closing(sqlite3.connect(self.file, timeout=20, isolation_level=None)) as database:
            database.execute("BEGIN IMMEDIATE")
            yield
            database.execute("ROLLBACK")

    def tables(self, database):
        return [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]

    def discard(self):
        """The folder goes with the test."""


class PostgreSQLStore:
    """A database in the tests' own cluster, made empty."""

    def __init__(self, cluster, name=None):
        self._cluster = cluster
        self.name = name or cluster.make_database()
        self.environment = cluster.environment(self.name)

    @property
    def settings(self):
        return self._cluster.settings(self.name)

    @contextmanager
    def open(self):
        with self._cluster.connect(self.name) as connection:
            yield _Marks(connection)

    @contextmanager
    def held(self):
        with self._cluster.connect(self.name) as connection:
            connection.execute("LOCK TABLE recovery_request IN EXCLUSIVE MODE")
            yield
            connection.rollback()

    def tables(self, database):
        return [row[0] for row in database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]

    def discard(self):
        self._cluster.drop_database(self.name)


class _Marks:
    """A connection that takes SQLite's marks for values."""

    def __init__(self, connection):
        self._connection = connection

    def execute(self, statement, values=()):
        return self._connection.execute(statement.replace("%", "%%").replace("?", "%s"), values)
