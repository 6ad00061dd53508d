"""PostgreSQL over TLS: what each mode takes for the right server, and that the others are not spoken to."""

import shutil
import subprocess
from contextlib import closing

import pytest

from conftest import need
from support.database import PostgreSQLStore
from support.network import free_port
from support.postgresql import PostgreSQL

pytestmark = pytest.mark.postgresql

UNAVAILABLE = 69
NAMED, UNNAMED = "localhost", "127.0.0.1"
"""Two ways to the same server; its certificate is made out to the first."""


@pytest.fixture(scope="module")
def authorities(tmp_path_factory):
    """The folder of two that vouch for servers, and of a certificate that the `right` one has signed."""
    need(shutil.which("openssl"), "openssl")
    folder = tmp_path_factory.mktemp("authorities")

    def make(name, subject, *options):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
             "-keyout", f"{name}.key", "-out", f"{name}.pem", "-subj", f"/CN={subject}", *options],
            check=True, capture_output=True, cwd=folder,
        )

    make("right", "The right authority")
    make("wrong", "Another authority")
    make("server", NAMED, "-CA", "right.pem", "-CAkey", "right.key", "-addext", f"subjectAltName=DNS:{NAMED}")
    return folder


@pytest.fixture(scope="module")
def encrypted(authorities):
    """A cluster that lets nobody in whose connection is not encrypted."""
    need(PostgreSQL.is_installed(), "PostgreSQL")
    certificate, key = ((authorities / f"server.{ending}").read_text() for ending in ("pem", "key"))
    cluster = PostgreSQL().require_tls(certificate, key).make()
    yield cluster
    cluster.close()


@pytest.fixture
def make_node(make_server, authorities):
    """A node on a database of a cluster's, not started."""
    def make(cluster, mode, authority=None, host=NAMED):
        changes = {} if mode is None else {"tls_mode": mode}
        if authority:
            changes["root_certificate_file"] = str(authorities / f"{authority}.pem")
        node = make_server({"rekey.database": changes}, start=False, store=PostgreSQLStore(cluster))
        node.environment["REKEY_DATABASE__IDENTITY_DB__HOSTNAME"] = host
        node.secrets.add(cluster.password)
        return node

    return make


def encryption(cluster, node):
    """Of each connection of a node's: whether it is encrypted."""
    with closing(cluster.connect("postgres")) as connection:
        return [row[0] for row in connection.execute(
            "SELECT s.ssl FROM pg_stat_ssl s JOIN pg_stat_activity a ON a.pid = s.pid"
            " WHERE a.datname = %s AND a.application_name = 'rekey'", [node.store.name],
        )]


@pytest.mark.parametrize(("mode", "authority", "host"), [
    # Without a word libpq tries to encrypt.
    (None, None, NAMED),
    ("prefer", None, NAMED),
    ("require", None, UNNAMED),
    ("verify-ca", "right", UNNAMED),
    ("verify-full", "right", NAMED),
])
def test_the_right_server_is_spoken_to_encrypted(make_node, encrypted, mode, authority, host):
    node = make_node(encrypted, mode, authority, host).start()
    assert node.readiness() == []
    found = encryption(encrypted, node)
    assert found and all(found)


def test_a_password_is_recovered_over_tls(make_node, encrypted):
    node = make_node(encrypted, "verify-full", "right").start()
    kim = node.add_user()
    assert node.api().recover_password(kim.username, notify=True).status_code == 202
    mail, = node.mail.wait_for(kim.email)
    node.secrets.add(mail.code)
    password = node.new_password()
    assert node.api().set_password(mail.code, password).status_code == 200
    assert node.signs_in(kim, password) and not node.signs_in(kim, kim.password)
    found = encryption(encrypted, node)
    assert found and all(found)


def test_a_url_says_the_same(make_node, encrypted, authorities):
    node = make_node(encrypted, None)
    settings = encrypted.settings(node.store.name)
    query = f"sslmode=verify-full&sslrootcert={authorities / 'right.pem'}"
    node.store.environment = {
        "REKEY_DATABASE__IDENTITY_DB__TYPE": "postgre",
        "REKEY_DATABASE__IDENTITY_DB__URL":
            f"postgresql://{settings['username']}:{settings['password']}@{NAMED}:{settings['port']}/{settings['name']}"
            f"?{query}",
    }
    node.environment = {}
    node.start()
    assert all(encryption(encrypted, node))


def refused(node):
    """What a start says that has to fail."""
    result = node.command("serve", "--https-port", str(free_port()), "--http-port", str(free_port()))
    assert result.returncode == UNAVAILABLE, result.stdout + result.stderr
    said = result.stdout + result.stderr
    assert not any(secret in said for secret in node.secrets), "a start that fails tells a password"
    assert "listening" not in said
    return said


@pytest.mark.parametrize("mode", ["verify-ca", "verify-full"])
def test_the_wrong_authority_stops_the_start(make_node, encrypted, mode):
    assert "certificate verify failed" in refused(make_node(encrypted, mode, "wrong"))


def test_another_name_stops_the_start(make_node, encrypted):
    said = refused(make_node(encrypted, "verify-full", "right", host=UNNAMED))
    assert f'does not match host name "{UNNAMED}"' in said and NAMED in said


@pytest.mark.parametrize(("mode", "authority"), [("require", None), ("verify-ca", "right"), ("verify-full", "right")])
def test_a_server_without_tls_stops_the_start_where_tls_is_demanded(make_node, postgresql, mode, authority):
    assert "server does not support SSL, but SSL was required" in refused(make_node(postgresql, mode, authority))


def test_a_server_that_demands_tls_stops_a_start_without(make_node, encrypted):
    assert "no encryption" in refused(make_node(encrypted, "disable"))


def test_an_authority_that_is_not_there_stops_the_start(make_node, encrypted):
    said = refused(make_node(encrypted, "verify-full", "missing"))
    assert "missing.pem" in said and "does not exist" in said
