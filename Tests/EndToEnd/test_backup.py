"""Backup, restore and moving to another database, with the real binary and while the server runs."""

import base64
import json
import os
import sqlite3
import stat
import subprocess
from contextlib import closing

import pytest

from support.api import assert_failure
from test_durability import add_people

REFUSED = 1


@pytest.fixture
def backup(make_server, tmp_path):
    """A running server, a person in it, and a backup of it."""
    server = make_server()
    kim = server.add_user()
    file = tmp_path / "backup.rekey"
    made = server.json("backup", "--to", str(file))
    return server, kim, file, made


def stopped(server):
    server.stop()
    return server


def test_a_backup_is_made_while_the_server_runs_and_restored_elsewhere(backup, make_server):
    server, kim, file, made = backup
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert made["rows"] == sum(table["rows"] for table in made["tables"]) > 0
    other = make_server(start=False)
    other.data.mkdir()
    (other.data / "master.key").write_bytes((server.data / "master.key").read_bytes())
    (other.data / "master.key").chmod(0o600)
    restored = other.json("restore", "--from", str(file))
    assert restored["restored"] and restored["backup"]["sha256"] == made["sha256"]
    other.administrator = server.administrator
    assert other.start().signs_in(kim, kim.password)


def test_a_backup_has_no_key_in_it_and_says_so(backup, tmp_path):
    server, _, file, _ = backup
    key = (server.data / "master.key").read_text().strip()
    content = file.read_bytes()
    assert key.encode() not in content and base64.urlsafe_b64decode(key + "==") not in content
    assert "master key" in server.done("backup", "--to", str(tmp_path / "again.rekey"))


def test_its_digest_is_what_other_tools_make_of_it(backup):
    _, _, file, made = backup
    digested = subprocess.run(f"head -c -37 '{file}' | sha256sum", shell=True, text=True, capture_output=True)
    assert digested.stdout.split()[0] == made["sha256"]


def test_a_backup_overwrites_nothing(backup):
    server, _, file, _ = backup
    before = file.read_bytes()
    result = server.command("backup", "--to", str(file))
    assert result.returncode == REFUSED and "exists" in result.stderr
    assert file.read_bytes() == before


def test_backups_under_load_are_whole(make_server, tmp_path):
    server = make_server()
    people = add_people(server, 200)
    for number, person in enumerate(people[:40]):
        assert server.api().recover_password(person.username, notify=True).status_code == 202
        if number % 10 == 0:
            file = str(tmp_path / f"{number}.rekey")
            server.done("backup", "--to", file)
            assert server.json("restore", "--from", file, "--check")["backup"]["rows"] > 400


def test_a_restore_needs_a_stopped_server_and_a_word(backup):
    server, kim, file, _ = backup
    for arguments in (["--replace", "--yes"], []):
        result = server.command("restore", "--from", str(file), *arguments)
        assert result.returncode == REFUSED and "server runs" in result.stderr
    stopped(server)
    assert "not empty" in server.command("restore", "--from", str(file)).stderr
    assert "--yes" in server.command("restore", "--from", str(file), "--replace").stderr
    server.done("restore", "--from", str(file), "--replace", "--yes")
    assert server.start().signs_in(kim, kim.password)


def test_what_was_used_since_stays_used(make_server, tmp_path):
    server = make_server()
    kim = server.add_user()
    code = server.api().code_for(kim.username)
    server.secrets.add(code)
    server.done("backup", "--to", str(tmp_path / "b.rekey"))
    password = server.new_password()
    assert server.api().set_password(code, password).status_code == 200
    stopped(server)
    restored = server.json("restore", "--from", str(tmp_path / "b.rekey"), "--replace", "--yes")
    assert restored["codesRevoked"] == 1
    server.start()
    assert server.signs_in(kim, kim.password), "the password is the backup's"
    assert_failure(server.api().set_password(code, server.new_password()), 400, "18001")
    fresh = server.api().code_for(kim.username)
    server.secrets.add(fresh)
    assert server.api().set_password(fresh, password).status_code == 200


@pytest.mark.parametrize("damage", [
    lambda content: content[:-1], lambda content: content[:len(content) // 2], lambda content: b"",
    lambda content: content + b"\n", lambda content: content.replace(b"kim", b"mik", 1),
    lambda content: b"SQLite format 3\0" + content,
], ids=["end", "half", "empty", "more", "edited", "other"])
def test_a_damaged_file_changes_nothing(make_server, tmp_path, damage):
    server = stopped(make_server())
    kim = server.add_user("kim")
    file = tmp_path / "b.rekey"
    server.done("backup", "--to", str(file))
    file.write_bytes(damage(file.read_bytes()))
    before = (server.data / "rekey.db").read_bytes()
    for arguments in (["--check"], ["--replace", "--yes"]):
        result = server.command("restore", "--from", str(file), *arguments)
        assert result.returncode == REFUSED and str(file) in result.stderr, result.stderr
    assert (server.data / "rekey.db").read_bytes() == before
    assert server.json("user", "show", kim.username)["username"] == "kim"


def test_files_that_are_not_there(make_server):
    server = make_server(start=False)
    assert "read" in server.command("restore", "--from", "no-such-file").stderr
    result = server.command("backup", "--to", "x.rekey")
    assert result.returncode == REFUSED and "no database" in result.stderr
    assert not (server.data / "rekey.db").exists()


# database copy

def copy(server, source, target, *arguments):
    return subprocess.run(
        [server.binary, "database", "copy", "--from", str(source), "--to", str(target), *arguments],
        text=True, capture_output=True, timeout=60, cwd=server.directory, stdin=subprocess.DEVNULL,
        env=os.environ | server.environment,
    )


def test_a_copy_is_an_installation_of_its_own(make_server, tmp_path):
    server = make_server()
    kim = server.add_user()
    source, target = server.data / "rekey.db", tmp_path / "copy.db"
    result = copy(server, source, target)
    assert result.returncode == REFUSED and "server runs" in result.stderr
    assert copy(server, source, target, "--while-serving").returncode == 0
    lee = server.add_user()
    changed = copy(server, source, target, "--while-serving")
    assert changed.returncode == REFUSED and "not empty" in changed.stderr
    target.unlink()
    stopped(server)
    first, again = (copy(server, source, target, "--json") for _ in range(2))
    assert first.returncode == again.returncode == 0, "a copy that is complete is no reason to complain"
    assert first.stdout == again.stdout
    with closing(sqlite3.connect(target)) as database:
        names = {row[0] for row in database.execute("SELECT username FROM user_account")}
        tables = {row[0] for row in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert {kim.username, lee.username} <= names and "copy_progress" not in tables
    (server.data / "rekey.db").unlink()
    for rest in server.data.glob("rekey.db-*"):
        rest.unlink()
    target.rename(server.data / "rekey.db")
    assert server.start().signs_in(kim, kim.password)


def test_places_that_are_none(make_server):
    server = make_server(start=False)
    assert copy(server, "mysql://x", "y.db").returncode == 64
    assert copy(server, "x.db", "sqlite:x.db").returncode == 64
    assert "no database" in copy(server, "none.db", "y.db").stderr
    result = copy(server, "none.db", "postgresql://rekey:Visible-1@127.0.0.1:9/x")
    assert "Visible-1" not in result.stderr + result.stdout


class Elsewhere:
    """An empty database of the tests' PostgreSQL; the password is in `environment`, never in the URL."""

    def __init__(self, cluster):
        self._cluster = cluster
        self.name = cluster.make_database()
        places = cluster.settings(self.name)
        self.url = f"postgresql://{places['username']}@{places['hostname']}:{places['port']}/{self.name}"
        self.environment = {"PGPASSWORD": places["password"]}

    def query(self, statement):
        with closing(self._cluster.connect(self.name)) as connection:
            return str(connection.execute(statement).fetchone()[0])


@pytest.fixture
def elsewhere(postgresql):
    place = Elsewhere(postgresql)
    yield place
    postgresql.drop_database(place.name)


def test_to_postgresql_and_back(make_server, elsewhere, tmp_path):
    server = make_server()
    kim = server.add_user()
    code = server.api().code_for(kim.username)
    server.secrets.add(code)
    stopped(server)
    server.environment |= elsewhere.environment
    there = copy(server, server.data / "rekey.db", elsewhere.url, "--json")
    assert there.returncode == 0, there.stderr
    assert elsewhere.query(f"SELECT COUNT(*) FROM user_account WHERE username = '{kim.username}'") == "1"
    back = copy(server, elsewhere.url, tmp_path / "back.db", "--json")
    assert back.returncode == 0, back.stderr
    assert json.loads(back.stdout)["tables"] == json.loads(there.stdout)["tables"]
    (tmp_path / "back.db").replace(server.data / "rekey.db")
    assert server.start().signs_in(kim, kim.password)
    assert server.api().set_password(code, server.new_password()).status_code == 200, "a copy ends nothing"


def test_a_backup_crosses_from_engine_to_engine(backup, elsewhere, tmp_path):
    server, kim, file, _ = backup
    server.environment |= elsewhere.environment
    restored = server.json("restore", "--from", str(file), "--database", elsewhere.url)
    assert restored["restored"]
    assert "not empty" in server.command("restore", "--from", str(file), "--database", elsewhere.url).stderr
    second = tmp_path / "second.rekey"
    made = server.json("backup", "--to", str(second), "--database", elsewhere.url)
    server.json("restore", "--from", str(second), "--database", elsewhere.url, "--replace", "--yes")
    assert elsewhere.query(f"SELECT COUNT(*) FROM user_account WHERE username = '{kim.username}'") == "1"
    assert made["rows"] >= restored["backup"]["rows"]


@pytest.mark.postgresql
def test_the_configured_database_is_meant(make_server, tmp_path):
    server = make_server()
    kim, gone = server.add_user(), server.add_user()
    file = tmp_path / "backup.rekey"
    made = server.json("backup", "--to", str(file))
    server.done("user", "delete", gone.username)
    refused = server.command("restore", "--from", str(file), "--replace", "--yes")
    assert refused.returncode == REFUSED and refused.stdout == ""
    assert "A server runs on the database, connected from 127.0.0.1. Stop it first." in refused.stderr
    assert server.signs_in(kim, kim.password) and not server.signs_in(gone, gone.password)
    places = server.store.settings
    url = f"postgresql://{places['username']}@{places['hostname']}:{places['port']}/{places['name']}"
    server.environment["PGPASSWORD"] = places["password"]
    busy = copy(server, url, tmp_path / "copy.db")
    assert busy.returncode == REFUSED and "A server runs on the database" in busy.stderr
    assert copy(server, url, tmp_path / "copy.db", "--while-serving").returncode == 0
    # However it ends, it is in nobody's way afterwards.
    server.kill()
    restored = server.json("restore", "--from", str(file), "--replace", "--yes")
    assert restored["restored"] and restored["backup"]["rows"] == made["rows"]
    server.start()
    assert server.signs_in(kim, kim.password) and server.signs_in(gone, gone.password)
