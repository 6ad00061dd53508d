"""A private PostgreSQL that waits for the disk: the tests' own, with memory for a million users."""

import sys

from installation import ROOT, SCRATCH

sys.path.insert(0, str(ROOT / "Tests" / "EndToEnd"))

from support.postgresql import PostgreSQL  # noqa: E402

SETTINGS = {"shared_buffers": "1GB", "max_wal_size": "4GB"}


class Cluster:
    def __init__(self):
        self._server = PostgreSQL(SCRATCH / "postgresql", is_durable=True, settings=SETTINGS).make()

    def close(self):
        self._server.close()

    def command(self, program: str, *arguments: str) -> list[str]:
        return self._server.command(program, *arguments)

    def environment(self, database: dict) -> dict:
        return self._server.client_environment(database["name"])

    def make_database(self) -> dict:
        """What stands in [database.identity_db]."""
        return self._server.settings(self._server.make_database())

    def execute(self, database: dict, statement: str):
        with self._server.connect(database["name"], autocommit=True) as connection:
            connection.execute(statement)

    def count(self, database: dict, what: str) -> int:
        with self._server.connect(database["name"]) as connection:
            return connection.execute(f"SELECT count(*) FROM {what}").fetchone()[0]

    def columns(self, database: dict, table: str) -> list[str]:
        with self._server.connect(database["name"]) as connection:
            return [column.name for column in connection.execute(f"SELECT * FROM {table} LIMIT 0").description]
