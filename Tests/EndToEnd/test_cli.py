"""The command line, as an operator and as a script uses it."""

import json
import re
import stat

import pytest

pytestmark = pytest.mark.engines

COMMANDS = [
    "serve", "relay", "init", "config check", "config show", "tenant add", "tenant list",
    "user add", "user list", "user show", "user set-password", "user lock", "user unlock", "user disable",
    "user delete", "user import", "backup", "restore", "database copy",
    "mail test", "mail queue list", "mail queue retry", "mail queue drop", "limits show", "limits clear", "version",
]
USAGE = 64
"""What sysexits.h calls EX_USAGE."""


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_says_what_a_command_is_for(server, command):
    help_text = server.done_bare(*command.split(), "--help")
    overview, _, rest = help_text.partition("USAGE:")
    assert "OVERVIEW:" in overview and len(overview.split()) >= 4, help_text
    assert f"rekey {command}".strip() in rest


def test_version(server):
    assert re.search(r"\d+\.\d+\.\d+", server.done_bare("version"))
    assert json.loads(server.done_bare("version", "--json"))["version"]
    assert server.bare("--version").returncode == 0


@pytest.mark.parametrize("arguments", [
    ["unheard-of"], ["user", "unheard-of"], ["user", "add"], ["serve", "--https-port", "eighty"],
    ["user", "list", "--unheard-of"], ["mail", "queue", "retry"],
])
def test_wrong_usage(server, arguments):
    result = server.bare(*arguments)
    assert result.returncode == USAGE
    assert "Usage:" in result.stderr and result.stdout == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completions(server, shell):
    assert "set-password" in server.done_bare("--generate-completion-script", shell)


# init

def test_init_writes_what_serve_needs(make_server):
    server = make_server(start=False)
    server.config.unlink()
    said = server.done("init")
    assert stat.S_IMODE(server.config.stat().st_mode) == 0o600
    assert stat.S_IMODE((server.data / "master.key").stat().st_mode) == 0o600
    password = find_password(said)
    server.secrets.add(password)
    assert password not in server.config.read_text(), "it is printed once and kept nowhere"
    server.output_file.touch()
    server.start()
    server.administrator = ("admin", password)
    assert server.api().recover_password("nobody").status_code == 202
    assert server.api(("admin", "admin")).recover_password("nobody").status_code == 401


def test_init_overwrites_nothing(make_server):
    server = make_server(start=False)
    before = server.config.read_text()
    result = server.command("init")
    assert result.returncode not in (0, USAGE)
    assert "deployment.toml" in result.stderr
    assert server.config.read_text() == before


def test_two_inits_share_no_password(make_server):
    passwords = set()
    for _ in range(2):
        server = make_server(start=False)
        server.config.unlink()
        passwords.add(find_password(server.done("init")))
    assert len(passwords) == 2 and min(map(len, passwords)) >= 16


def find_password(said):
    return re.search(r"[Pp]assword[^\n]*?[:\s]([^\s:]{16,})\s*$", said, re.MULTILINE).group(1)


# user, on a running server and on a stopped one

@pytest.fixture(scope="module", params=["running", "stopped"])
def kept(request, make_shared):
    server = make_shared(f"cli-{request.param}")
    if request.param == "stopped":
        server.stop()
    return server


def test_a_user_comes_and_goes(kept):
    kim = kept.add_user(given_name="Kim")
    shown = kept.json("user", "show", kim.username)
    assert shown["username"] == kim.username
    assert kim.email in json.dumps(shown) and "argon2" not in json.dumps(shown)
    assert kim.username in json.dumps(kept.json("user", "list"))
    assert kim.username in kept.done("user", "list")
    kept.done("user", "delete", kim.username)
    assert kept.command("user", "show", kim.username).returncode not in (0, USAGE)
    assert kim.username not in json.dumps(kept.json("user", "list"))


def test_a_user_is_added_as_the_manual_says(kept):
    kept.secrets.add("Forgotten-1!")
    kept.done(
        "user", "add", "kim", "--tenant", "carbon.super", "--store", "PRIMARY", "--email", "kim@example.com",
        "--given-name", "Kim", "--password-stdin", stdin="Forgotten-1!\n",
    )
    again = kept.command("user", "add", "KIM", "--password-stdin", stdin="Forgotten-1!\n")
    assert again.returncode not in (0, USAGE)
    assert "kim" in again.stderr.lower() and "Forgotten" not in again.stderr


@pytest.mark.parametrize("arguments, stdin", [
    (["weak", "--password-stdin"], "short\n"),
    (["lost", "--tenant", "unheard-of.example", "--password-stdin"], "Long enough 1!\n"),
    (["lost", "--store", "UNHEARD-OF", "--password-stdin"], "Long enough 1!\n"),
    (["odd", "--email", "not an address", "--password-stdin"], "Long enough 1!\n"),
    (["odd", "--email", "a@x.example\r\nBcc: b@x.example", "--password-stdin"], "Long enough 1!\n"),
    (["a\nb", "--password-stdin"], "Long enough 1!\n"),
    (["", "--password-stdin"], "Long enough 1!\n"),
    (["nothing", "--password-stdin"], ""),
], ids=range(8))
def test_what_cannot_be_added_is_refused(kept, arguments, stdin):
    result = kept.command("user", "add", *arguments, stdin=stdin)
    assert result.returncode != 0
    assert result.stderr.strip() and "Fatal error" not in result.stderr
    assert arguments[0] not in [user["username"] for user in kept.json("user", "list")]


def test_every_command_about_a_user_knows_when_there_is_none(kept):
    for command in ("show", "lock", "unlock", "disable", "delete", "set-email", "set-roles"):
        result = kept.command("user", command, "nobody", *(["--none"] if command.startswith("set-") else []))
        assert result.returncode not in (0, USAGE) and "nobody" in result.stderr


def test_tenants(kept):
    kept.done("tenant", "add", "branch.example")
    domains = [tenant["domain"] for tenant in kept.json("tenant", "list")]
    assert {"carbon.super", "branch.example"} <= set(domains)
    assert "branch.example" in kept.done("tenant", "list")
    for bad in ("branch.example", "Not A Domain", "../x", ""):
        assert kept.command("tenant", "add", bad).returncode != 0
    kim = kept.add_user(tenant="branch.example")
    assert kept.json("user", "show", kim.username, "--tenant", "branch.example")["username"] == kim.username
    assert kept.command("user", "show", kim.username).returncode != 0


def test_a_running_server_sees_it_at_once(server, kim):
    assert server.signs_in(kim, kim.password)
    password = server.new_password()
    server.done("user", "set-password", kim.username, "--password-stdin", stdin=password + "\n")
    assert server.signs_in(kim, password) and not server.signs_in(kim, kim.password)
    server.done("user", "set-email", kim.username, "--email", "moved@example.org")
    server.api().recover_password(kim.username, notify=True)
    server.mail.wait_for("moved@example.org")
    server.done("user", "set-roles", kim.username, "--role", "admin")
    assert server.api((kim.username, password)).recover_password(kim.username, notify=True).status_code == 202
    server.done("user", "set-roles", kim.username, "--role", "auditor", "--role", "helpdesk")
    assert server.api((kim.username, password)).recover_password(kim.username, notify=True).status_code == 403
    refused = server.command("user", "set-roles", kim.username, "--role", "amdin")
    assert refused.returncode not in (0, USAGE)
    assert "There is no role amdin in carbon.super, only admin, auditor, helpdesk." in refused.stderr
    assert server.command("user", "set-roles", kim.username).returncode == USAGE
    server.done("user", "set-roles", kim.username, "--none")
    server.done("user", "lock", kim.username)
    assert not server.signs_in(kim, password)
    server.done("user", "unlock", kim.username)
    assert server.signs_in(kim, password)
    server.done("user", "delete", kim.username)
    assert not server.signs_in(kim, password)


def test_a_password_is_never_an_argument(server):
    result = server.command("user", "add", "somebody", "--password", "Visible to ps 1!")
    assert result.returncode == USAGE


# limits and the queue, with nothing in them

def test_nothing_to_show(make_server):
    server = make_server(start=False)
    assert server.json("mail", "queue", "list") == []
    assert server.json("limits", "show") == []
    assert server.command("mail", "queue", "retry", "no-such-id").returncode not in (0, USAGE)
