"""`rekey user import`, as an operator moves users in from elsewhere."""

import json

import pytest

REFUSED = 1


def hash_of(server, person):
    with server.database() as database:
        return database.execute(
            "SELECT password_hash FROM user_account WHERE username = ?", (person.username,)).fetchone()[0]


def users(server):
    return {user["username"] for user in server.json("user", "list", "--limit", "10000")}


@pytest.fixture
def quiet(make_server):
    """A server that has run once and is stopped, with its administrator alone in it."""
    server = make_server()
    server.stop()
    return server


def test_hashes_are_taken_as_they_are_while_the_server_runs(make_server, tmp_path):
    server = make_server()
    kim = server.add_user()
    hash = hash_of(server, kim)
    file = tmp_path / "users.csv"
    file.write_text(
        "username,store,email,given_name,family_name,locale,password_hash,password,roles\n"
        + "".join(f'u{n},PRIMARY,u{n}@example.com,U,Ser,en_US,"{hash}",,\n' for n in range(5000))
    )
    imported = server.json("user", "import", "--from", str(file))
    assert (imported["added"], imported["existing"]) == (5000, 0)
    kim.username = "u4321"
    assert server.signs_in(kim, kim.password)
    server.api().recover_password("u77", notify=True)
    server.mail.wait_for("u77@example.com")
    again = server.json("user", "import", "--from", str(file))
    assert (again["added"], again["existing"]) == (0, 5000)


def test_passwords_are_hashed_and_said_nowhere(make_server):
    server = make_server()
    password = server.new_password()
    lines = [{"username": "lee", "password": password, "roles": ["admin"]}, {"username": "nobody", "email": None}]
    result = server.command("user", "import", "--from", "-", stdin="\n".join(map(json.dumps, lines)))
    assert result.returncode == 0, result.stderr
    assert "slow" in result.stderr and password not in result.stderr + result.stdout
    assert "2 users were added" in result.stdout
    assert server.api(("lee", password)).recover_password("lee").status_code == 202, "lee is an administrator"
    with server.database() as database:
        content = "".join(database.iterdump())
    assert password not in content and "users.imported" in content


@pytest.mark.parametrize("text, said", [
    ("username,email\nkim,kim@example.com\nlee,not an address\n", "line 3"),
    ("name\nkim\n", "line 1"),
    ("username,password\nkim,short\n", "line 2"),
    ('{"username": "kim"}\n{"username": \n', "line 2"),
    ("username,password_hash\nkim,$2y$10$123\n", "line 2"),
])
def test_a_mistake_is_told_with_its_line(quiet, text, said):
    for arguments in (["--dry-run"], []):
        result = quiet.command("user", "import", "--from", "-", *arguments, stdin=text)
        assert result.returncode == REFUSED and said in result.stderr and "short" not in result.stderr
    assert users(quiet) == {"admin"}


def test_a_dry_run_writes_nothing(quiet):
    quiet.add_user("kim")
    said = quiet.done("user", "import", "--from", "-", "--dry-run", stdin="username\nkim\nlee\n")
    assert "1 users could be added" in said and "1 are there already" in said
    assert users(quiet) == {"admin", "kim"}


def test_who_is_there_is_refused_when_told_so(quiet):
    quiet.add_user("kim")
    result = quiet.command("user", "import", "--from", "-", "--refuse-existing", stdin="username\nlee\nKIM\n")
    assert result.returncode == REFUSED and "line 3" in result.stderr
    assert users(quiet) == {"admin", "kim"}
    assert quiet.command("user", "import", "--from", "no-such-file").returncode == REFUSED
