"""Fixtures: servers, mail servers, people."""

import os
from pathlib import Path

import pytest
import urllib3

from support.mail import MailServer
from support.pages import Visitor
from support.server import Server

urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)

ROOT = Path(__file__).resolve().parents[2]


def need(present, what):
    """A tool that is missing skips its tests with a word; on a build machine it fails them."""
    if not present:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{what} is missing")


@pytest.fixture(scope="session")
def binary():
    path = Path(os.environ.get("REKEY_BINARY", ROOT / ".build/debug/rekey")).resolve()
    need(os.access(path, os.X_OK), f"the binary {path} (make test builds it, or name another in REKEY_BINARY)")
    return str(path)


@pytest.fixture(scope="session")
def make_shared(binary, tmp_path_factory):
    """Makes servers that live as long as the session of a worker; at the end their logs are searched."""
    made = []

    def make(name, changes=None, demo=False, start=True):
        directory = tmp_path_factory.mktemp(name)
        mail = None if demo else MailServer().start()
        server = Server(binary, directory, mail=mail, changes=changes, demo=demo)
        made.append(server)
        return server.start() if start else server

    yield make
    _end(made)


@pytest.fixture
def make_server(binary, tmp_path_factory):
    """Makes servers for one test, started unless told otherwise. `mail` may be a mail server of the test's own."""
    made = []

    def make(changes=None, mail=None, demo=False, start=True):
        directory = tmp_path_factory.mktemp("server")
        if mail is None and not demo:
            mail = MailServer().start()
        server = Server(binary, directory, mail=mail, changes=changes, demo=demo)
        made.append(server)
        return server.start() if start else server

    yield make
    _end(made)


def _end(servers):
    problems = []
    for server in servers:
        for step in (server.stop, server.assert_quiet):
            try:
                step()
            except AssertionError as problem:
                problems.append(str(problem))
        if server.mail:
            server.mail.stop()
    assert not problems, "\n".join(problems)


@pytest.fixture
def mail_server(tmp_path):
    """Makes mail servers for one test; not started, for some are to be down at first."""
    made = []

    def make(**options):
        made.append(MailServer(directory=tmp_path, **options))
        return made[-1]

    yield make
    for server in made:
        server.stop()


@pytest.fixture(scope="session")
def server(make_shared):
    """An ordinary server without limits, with a mail server of its own. Tests make people of their own in it."""
    return make_shared("server")


@pytest.fixture(scope="session")
def wso2_server(make_shared):
    """One that answers as WSO2 does where Rekey would be safer."""
    return make_shared("wso2", {"rekey.compatibility": {"wso2_answers": True}})


@pytest.fixture
def kim(server):
    return server.add_user()


@pytest.fixture
def api(server):
    return server.api()


@pytest.fixture(scope="session")
def other_tenant(server):
    """A second tenant in the shared server, with an administrator. Returns (domain, administrator)."""
    domain = "acme.example"
    server.done("tenant", "add", domain)
    return domain, server.add_user("boss", tenant=domain, roles=["admin"])


@pytest.fixture
def visitor(server):
    return Visitor(server.url)


@pytest.fixture
def mail(server, kim):
    """The mail that kim gets for asking."""
    server.api().recover_password(kim.username, notify=True)
    mail, = server.mail.wait_for(kim.email)
    server.secrets.add(mail.code)
    return mail
