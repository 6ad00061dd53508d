"""Two nodes on one PostgreSQL: whichever is asked, the answer is the same, and when one dies the other goes on."""

import pytest

from support.api import assert_failure, web_session
from support.pages import Visitor
from support.waiting import wait_until

pytestmark = pytest.mark.postgresql

AT_ONCE = 1.0
"""Seconds within which one node knows what another did."""


@pytest.fixture(scope="session")
def nodes(make_shared):
    first = make_shared("node")
    return first, make_shared("node", beside=first)


@pytest.fixture
def make_pair(make_server):
    def make(changes=None):
        first = make_server(changes)
        return first, make_server(changes, beside=first)

    return make


def test_a_session_of_one_is_one_of_the_other(nodes):
    first, second = nodes
    kim = first.add_user()
    visitor = Visitor(first.url)
    visitor.sign_in(kim.username, kim.password)
    # Cookies know hosts, not ports: a browser behind a balancer sends them to either.
    other = Visitor(second.url)
    other.session.cookies = visitor.session.cookies
    page = other.get("/myaccount")
    assert kim.username in page.text
    other.submit(page, next(form for form in page.forms if form.action.endswith("/sign-out")))
    assert "/sign-in" in visitor.get("/myaccount").url


def test_a_limit_spent_on_one_counts_on_the_other(make_pair):
    nodes = make_pair({"rekey.limits": {"enabled": True, "requests_per_account": "4 per 10m"}})
    kim = nodes[0].add_user()
    answers = [
        nodes[number % 2].api().recover_password(kim.username, notify=True).status_code for number in range(6)
    ]
    assert answers == [202] * 4 + [429] * 2


def test_a_code_of_one_is_used_once_on_either(nodes):
    first, second = nodes
    kim = first.add_user()
    code, password = first.api().code_for(kim.username), first.new_password()
    first.secrets.add(code)
    assert second.api().validate_code(code).status_code == 202
    assert second.api().set_password(code, password).status_code == 200
    assert_failure(first.api().set_password(code, first.new_password()), 400, "18001")
    assert first.signs_in(kim, password) and not first.signs_in(kim, kim.password)


@pytest.mark.parametrize("command", ["lock", "disable", "delete"])
def test_what_a_command_does_holds_on_both_at_once(nodes, command):
    first, second = nodes
    kim = first.add_user()
    for node in nodes:
        assert node.signs_in(kim, kim.password)
    first.done("user", command, kim.username)
    for node in nodes:
        wait_until(lambda: not node.signs_in(kim, kim.password), "the node to know", patience=AT_ONCE)


def test_a_tenant_made_by_a_command_is_there_on_both(nodes):
    first, second = nodes
    first.done("tenant", "add", "nodes.example")
    for node in nodes:
        response = node.api(tenant="nodes.example").recover_password("nobody", notify=True)
        assert response.status_code == 401, "the tenant is found, its administrator is another"


def test_mails_of_a_node_that_was_killed_are_delivered_by_the_other(make_pair):
    first, second = make_pair()
    people = [first.add_user() for _ in range(8)]
    first.mail.answer = lambda stage, recipient: "451 later" if stage == "DATA" else None
    for person in people:
        assert first.api().recover_password(person.username, notify=True).status_code == 202
    first.kill()
    first.mail.answer = lambda stage, recipient: None
    for person in people:
        mail = second.mail.wait_for(person.email, patience=100)[0]
        assert second.api().set_password(mail.code, second.new_password()).status_code == 200



# The key.

def test_another_key_is_refused_with_what_to_do(nodes, make_server):
    stranger = make_server(beside=nodes[0], start=False)
    stranger.data.mkdir(mode=0o700)
    missing = stranger.command("user", "list")
    assert missing.returncode == 1 and "copy master.key" in missing.stderr
    assert "REKEY_MASTER_KEY" in missing.stderr
    assert not (stranger.data / "master.key").exists(), "no key is made that could be taken for the right one"
    foreign = stranger.command("user", "list", environment={"REKEY_MASTER_KEY": "ab" * 32})
    assert foreign.returncode == 1 and "REKEY_MASTER_KEY is not the master key of this database" in foreign.stderr
    right = {"REKEY_MASTER_KEY": (nodes[0].data / "master.key").read_text().strip()}
    assert stranger.command("user", "list", environment=right).returncode == 0




# The load balancer.

def test_postgresql_that_is_away_is_told_and_come_back_to(make_server, postgresql):
    cluster, server = postgresql, make_server()
    kim = server.add_user()
    assert server.readiness() == []
    cluster.stop("immediate")
    wait_until(lambda: server.readiness() == ["database"], "the node to notice")
    assert web_session().get(f"{server.url}/health/live", timeout=20).status_code == 200
    response = server.api().recover_password(kim.username, notify=True)
    assert response.status_code == 503 and int(response.headers["Retry-After"]) > 0
    cluster.start()
    wait_until(lambda: server.readiness() == [], "the node to be ready again")
    assert server.api().recover_password(kim.username, notify=True).status_code == 202
    server.secrets.add(server.mail.wait_for(kim.email)[0].code)
