"""The database seen from outside: rows for the invariants, people for the load."""

import json
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

HELD = "SELECT message_id FROM outbox WHERE state = 'leased' AND lease_owner = '{}'"


class SQLiteStore:
    """The file of a node. Nothing stays open between calls: a node that is killed shall find its files as it left
    them."""

    def __init__(self, file):
        self.file = file

    def hexadecimal(self, column):
        return f"lower(hex({column}))"

    def rows(self, query):
        return self._rows(self.file, query)

    def insert(self, table, rows):
        columns = list(rows[0])
        marks = ", ".join("?" * len(columns))
        with closing(sqlite3.connect(self.file, timeout=60)) as database, database:
            database.executemany(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", [tuple(row.values()) for row in rows]
            )

    def held(self, owner):
        """What a node had leased when it died, read from a copy: to open the original would already repair it."""
        query = HELD.format(owner)
        with tempfile.TemporaryDirectory() as folder:
            for suffix in ("", "-wal"):
                original = Path(f"{self.file}{suffix}")
                if original.exists():
                    shutil.copy(original, Path(folder) / f"copy.db{suffix}")
            return frozenset(row["message_id"] for row in self._rows(Path(folder) / "copy.db", query))

    def _rows(self, file, query):
        with closing(sqlite3.connect(file, timeout=60)) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(query)]


class PostgreSQLStore:
    """A database of a cluster, asked through psql."""

    def __init__(self, cluster, database):
        self._cluster, self._database = cluster, database

    def hexadecimal(self, column):
        return f"encode({column}, 'hex')"

    def rows(self, query):
        output = self._run("--command", f"SELECT row_to_json(found) FROM ({query}) AS found")
        return [json.loads(line) for line in output.splitlines() if line]

    def insert(self, table, rows):
        for start in range(0, len(rows), 500):
            text = json.dumps(rows[start:start + 500])
            assert "$rows$" not in text
            columns = ", ".join(rows[0])
            self._run("--file", "-", stdin=(
                f"INSERT INTO {table} ({columns})"
                f" SELECT {columns} FROM json_populate_recordset(NULL::{table}, $rows${text}$rows$);"
            ))

    def held(self, owner):
        return frozenset(row["message_id"] for row in self.rows(HELD.format(owner)))

    def _run(self, *arguments, stdin=None):
        result = subprocess.run(
            self._cluster.command(
                "psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1", *arguments
            ),
            input=stdin, capture_output=True, text=True, timeout=120,
            env=self._cluster.client_environment(self._database),
        )
        assert result.returncode == 0, result.stderr
        return result.stdout
