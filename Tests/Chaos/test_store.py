"""The database seen from outside, on both engines: what is put in comes out, also after an immediate stop."""

import sqlite3
from contextlib import closing

import pytest

from chaos.store import PostgreSQLStore, SQLiteStore
from conftest import need_or_skip
from support.postgresql import PostgreSQL

OUTBOX = "CREATE TABLE outbox (message_id TEXT, state TEXT, lease_owner TEXT, lease_ends_at BIGINT)"


@pytest.fixture
def cluster(folder):
    if not PostgreSQL.is_installed():
        need_or_skip("PostgreSQL is not installed")
    cluster = PostgreSQL(folder / "postgresql", is_durable=True).make()
    yield cluster
    cluster.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, tmp_path):
    if request.param == "sqlite":
        with closing(sqlite3.connect(tmp_path / "rekey.db")) as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute(OUTBOX)
        return SQLiteStore(tmp_path / "rekey.db")
    store = PostgreSQLStore(request.getfixturevalue("cluster"), "postgres")
    store._run("--command", OUTBOX)
    return store


ROWS = [
    {"message_id": "one@x", "state": "leased", "lease_owner": "a", "lease_ends_at": 17},
    {"message_id": "it's $1 \"two\"\\\n@x", "state": "sent", "lease_owner": None, "lease_ends_at": None},
]


def test_rows_come_out_as_they_were_put_in(store):
    store.insert("outbox", ROWS)
    columns = ", ".join(ROWS[0])
    assert store.rows(f"SELECT {columns} FROM outbox ORDER BY message_id DESC") == ROWS
    assert (store.held("a"), store.held("b")) == ({"one@x"}, set())


def test_bytes_as_hexadecimal(store):
    literal = "x'00ff'" if isinstance(store, SQLiteStore) else "'\\x00ff'::bytea"
    assert store.rows(f"SELECT {store.hexadecimal(literal)} AS bytes") == [{"bytes": "00ff"}]


def test_what_is_held_is_read_without_touching_the_file(tmp_path):
    """What a killed node leaves behind is for its next start to mend."""
    store = SQLiteStore(tmp_path / "rekey.db")
    with closing(sqlite3.connect(store.file)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute(OUTBOX)
        database.execute("INSERT INTO outbox VALUES ('one@x', 'leased', 'a', 1)")
        database.commit()
        # As after a kill: nobody has folded the log into the file.
        before = {file.name: file.read_bytes() for file in tmp_path.iterdir() if not file.name.endswith("-shm")}
        assert "rekey.db-wal" in before
        assert store.held("a") == {"one@x"}
        assert before == {file.name: file.read_bytes() for file in tmp_path.iterdir() if not file.name.endswith("-shm")}


def test_an_immediate_stop_keeps_what_was_committed(cluster):
    store = PostgreSQLStore(cluster, "postgres")
    store._run("--command", OUTBOX)
    store.insert("outbox", ROWS)
    cluster.stop("immediate")
    assert not cluster.is_running
    cluster.start()
    assert len(store.rows("SELECT * FROM outbox")) == 2
