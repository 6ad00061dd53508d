"""Fixtures: servers, mail servers, people."""

import os
from pathlib import Path

import pytest
import urllib3

from support.database import ENGINE, PostgreSQLStore
from support.mail import MailServer
from support.pages import Visitor
from support.postgresql import PostgreSQL
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


def pytest_collection_modifyitems(config, items):
    """On SQLite everything runs but what is PostgreSQL's; on PostgreSQL what is marked for either engine, or for it."""
    assert ENGINE in ("sqlite", "postgresql"), f"REKEY_TEST_ENGINE={ENGINE}"

    def belongs(item):
        names = {mark.name for mark in item.iter_markers()}
        if ENGINE == "sqlite":
            return "postgresql" not in names
        return "sqlite" not in names and names & {"engines", "postgresql"}

    config.hook.pytest_deselected(items=[item for item in items if not belongs(item)])
    items[:] = [item for item in items if belongs(item)]


@pytest.fixture(scope="session")
def postgresql():
    """The cluster of this worker."""
    need(PostgreSQL.is_installed(), "PostgreSQL")
    cluster = PostgreSQL().make()
    yield cluster
    cluster.close()


@pytest.fixture(scope="session")
def make_store(request):
    """Makes the database of a server; nothing where it makes its own."""
    cluster = request.getfixturevalue("postgresql") if ENGINE == "postgresql" else None
    return lambda: PostgreSQLStore(cluster) if cluster else None


@pytest.fixture(scope="session")
def make_shared(binary, tmp_path_factory, make_store):
    """Makes servers that live as long as the session of a worker; at the end their logs are searched."""
    made = []

    def make(name, changes=None, demo=False, start=True, beside=None):
        directory = tmp_path_factory.mktemp(name)
        mail = None if demo or beside else MailServer().start()
        store = None if beside else make_store()
        server = Server(binary, directory, mail=mail, changes=changes, demo=demo, store=store, beside=beside)
        made.append(server)
        return server.start() if start else server

    yield make
    _end(made)


@pytest.fixture
def make_server(binary, tmp_path_factory, make_store):
    """Makes servers for one test, started unless told otherwise. `mail` may be a mail server of the test's own,
    `beside` a node with which this one shares the database, `store` a database that the test has made."""
    made = []

    def make(changes=None, mail=None, demo=False, start=True, beside=None, store=None):
        directory = tmp_path_factory.mktemp("server")
        if mail is None and not demo and beside is None:
            mail = MailServer().start()
        store = None if beside else store or make_store()
        server = Server(binary, directory, mail=mail, changes=changes, demo=demo, store=store, beside=beside)
        made.append(server)
        return server.start() if start else server

    yield make
    _end(made)


def _end(servers):
    problems = []
    # A node goes before what it stands beside.
    for server in reversed(servers):
        for step in (server.stop, server.assert_quiet):
            try:
                step()
            except AssertionError as problem:
                problems.append(str(problem))
        if server.beside:
            continue
        if server.mail:
            server.mail.stop()
        server.store.discard()
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
