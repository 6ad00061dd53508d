"""deployment.toml: what is taken, what is refused, and how it is said."""

import pytest

from support.api import assert_failure

WSO2_FILE = """
[server]
hostname = "localhost"
node_ip = "127.0.0.1"
base_path = "https://$ref{server.hostname}:${carbon.management.port}"

[super_admin]
username = "admin"
password = "$env{ADMINISTRATOR_PASSWORD}"
create_admin_account = true

[user_store]
type = "database_unique_id"

[database.identity_db]
type = "h2"
url = "jdbc:h2:./repository/database/WSO2IDENTITY_DB;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=60000"
username = "wso2carbon"
password = "wso2carbon"

[database.shared_db]
type = "h2"
url = "jdbc:h2:./repository/database/WSO2SHARED_DB"
username = "wso2carbon"
password = "wso2carbon"

[keystore.primary]
file_name = "wso2carbon.jks"
password = "wso2carbon"

[truststore]
file_name = "client-truststore.jks"
password = "wso2carbon"
type = "JKS"

[event.default_listener.identity_mgt]
priority = "50"
enable = false
[event.default_listener.governance_identity_mgt]
priority = "95"
enable = true
[event.default_listener.governance_identity_store]
priority = 97
enable = true

[[event_listener]]
id = "custom"
type = "org.wso2.carbon.user.core.listener.UserOperationEventListener"
name = "com.example.CustomListener"
order = 883

[output_adapter.email]
from_address = "no-reply@example.com"
username = ""
password = ""
hostname = "127.0.0.1"
port = MAIL_PORT
enable_start_tls = false
enable_authentication = false

[identity_mgt.password_reset_email]
enable_password_reset_email = true
reset_mail_validity = "1440m"
[identity_mgt.recovery]
callback_url = "^https:\\\\/\\\\/localhost:9443\\\\/.*"
"""


@pytest.fixture
def files(make_server):
    """Runs `config check` over a file that is the usual one with a change to its text."""
    server = make_server(start=False)
    usual = server.config.read_text()

    def check(text, command=("config", "check")):
        server.config.write_text(text if text.startswith("\n[server]") else usual + "\n" + text)
        return server.command(*command)

    check.server = server
    return check


def test_a_good_file(files):
    result = files("")
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("text, words", [
    pytest.param('[identity_mgt.recovery]\ncalback_url = ".*"', ["calback_url", "callback_url"], id="a key misspelt"),
    pytest.param('[output_adapter.emial]\nport = 25', ["output_adapter.emial", "output_adapter.email"],
                 id="a section misspelt"),
    pytest.param('[rekey.compatibility]\nwso2_answers = "yes"', ["wso2_answers"], id="a text for a switch"),
    pytest.param('[transport.https.properties]\nport = 99999', ["port"], id="a port that is none"),
    pytest.param('[identity_mgt.recovery]\ncallback_url = "("', ["callback_url"], id="a broken expression"),
    pytest.param('[identity_mgt]\ndefault_mail_validity_period = "soon"', ["default_mail_validity_period"],
                 id="a duration that is none"),
    pytest.param('[identity_mgt]\nemail_sender = "$env{NO_SUCH_VARIABLE}"', ["NO_SUCH_VARIABLE"],
                 id="an environment that is not there"),
    pytest.param('[[[', [], id="not TOML"),
])
def test_a_wrong_file_stops_the_start_with_the_place(files, text, words):
    for command in (("config", "check"), ("serve", "--https-port", "0", "--http-port", "0")):
        result = files(text, command)
        assert result.returncode not in (0, 64)
        line = files.server.config.read_text().splitlines().index(text.splitlines()[-1]) + 1
        assert f"deployment.toml:{line}" in result.stderr or f"deployment.toml:{line - 1}" in result.stderr
        for word in words:
            assert word in result.stderr
        assert files.server.administrator[1] not in result.stderr


def test_all_problems_are_told_at_once(files):
    result = files('[identity_mgt.recovery]\nfirst_oddity = 1\nsecond_oddity = 2')
    assert "first_oddity" in result.stderr and "second_oddity" in result.stderr


def test_the_legacy_listener_is_refused_with_what_to_write(files):
    result = files('[event.default_listener.identity_mgt]\npriority = "50"\nenable = true')
    assert result.returncode != 0
    assert "event.default_listener.identity_mgt" in result.stderr and "enable = false" in result.stderr


def test_a_file_of_wso2_starts(make_server):
    server = make_server(start=False)
    server.config.write_text(WSO2_FILE.replace("MAIL_PORT", str(server.mail.port)))
    server.environment["ADMINISTRATOR_PASSWORD"] = server.administrator[1]
    checked = server.command("config", "check")
    assert checked.returncode == 0, checked.stderr
    said = checked.stdout + checked.stderr
    for unused in ("server.base_path", "database.shared_db", "truststore", "com.example.CustomListener"):
        assert said.count(unused) >= 1, f"{unused} is not said to be unused"
    server.start()
    kim = server.add_user()
    assert server.api().recover_password(kim.username, notify=True).status_code == 202
    server.mail.wait_for(kim.email)


def test_show_tells_where_each_value_comes_from_and_no_secret(files):
    files("")
    server = files.server
    server.environment["REKEY_SERVER__HOSTNAME"] = "recovery.example.com"
    said = server.done("config", "show")
    hostname = next(line for line in said.splitlines() if "server.hostname" in line)
    assert "recovery.example.com" in hostname and "environment" in hostname.lower()
    administrator = next(line for line in said.splitlines() if "super_admin.username" in line)
    assert "deployment.toml" in administrator
    assert server.administrator[1] not in said
    assert server.json("config", "show")
    server.environment.clear()


def test_flags_go_over_environment_over_file(make_server):
    """`start` waits for the port of the flag, so this is what it shows."""
    server = make_server({"transport.https.properties": {"port": 1}}, start=False)
    server.environment["REKEY_TRANSPORT__HTTPS__PROPERTIES__PORT"] = "2"
    server.start()


@pytest.mark.parametrize("listener", ["governance_identity_mgt"])
def test_without_its_listener_recovery_is_off(make_server, listener):
    priority = {"governance_identity_mgt": "95"}[listener]
    server = make_server({f"event.default_listener.{listener}": {"priority": priority, "enable": False}})
    assert_failure(server.api().recover_password("nobody"), 400, "20017")
    assert listener in server.log() + server.output(), "the operator is told why"


def test_outside_the_demo_there_is_no_default_password(make_server):
    server = make_server({"super_admin": None}, start=False)
    try:
        server.start(patience=20)
    except AssertionError:
        assert "super_admin" in server.log() + server.output()
        return
    assert server.api(("admin", "admin")).recover_password("x").status_code == 401


def test_a_file_that_is_not_there(make_server):
    server = make_server(start=False)
    server.config.unlink()
    result = server.command("config", "check")
    assert result.returncode not in (0, 64)
    assert "deployment.toml" in result.stderr and "rekey init" in result.stderr


def test_a_port_that_is_taken_is_said_so(server, make_server):
    second = make_server(start=False)
    second.https_port = server.https_port
    with pytest.raises(AssertionError, match="stopped with") as problem:
        second.start(patience=20)
    assert str(server.https_port) in str(problem.value)
    assert "Fatal error" not in str(problem.value)
