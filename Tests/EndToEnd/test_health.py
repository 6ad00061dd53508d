"""What a load balancer and a service manager are told, and how a node leaves."""

import threading
import time

import pytest
import requests

from support.waiting import wait_until

pytestmark = pytest.mark.engines

LATER = "INSERT INTO schema_migration (position, name, digest, applied_at) VALUES (99, '9999-later', 'x', 0)"
"""What a later release leaves behind."""


def test_it_lives_and_is_ready(server):
    for path, status in (("/health", "up"), ("/health/live", "up"), ("/health/ready", "ready")):
        response = server.anonymous_api().get(path)
        assert (response.status_code, response.json()) == (200, {"status": status})
        assert "no-store" in response.headers["Cache-Control"]


def test_there_is_no_other_health(server):
    assert server.anonymous_api().get("/health/else").status_code == 404


# Upgrades.

def test_a_node_under_which_the_schema_changes_goes_on(make_server):
    server = make_server()
    kim = server.add_user()
    server.change(LATER)
    wait_until(lambda: server.readiness() == ["schema"], "the node to notice", patience=30)
    assert server.is_healthy()
    server.api().recover_password(kim.username, notify=True)
    server.secrets.add(server.mail.wait_for(kim.email)[0].code)
    assert "9999-later" in server.log()


def test_a_node_that_meets_a_later_schema_stays_out_of_service(make_server):
    server = make_server()
    kim = server.add_user()
    server.stop()
    server.change(LATER)
    server.start()
    assert "9999-later" in server.log(), "it says why"
    assert server.readiness() == ["schema"]
    assert server.is_healthy() and server.anonymous_api().get("/health/live").status_code == 200
    refused = server.api().recover_password(kim.username, notify=True)
    page = server.anonymous_api().get("/forgot-password")
    for response in (refused, page, server.anonymous_api().get("/no-such-page")):
        assert response.status_code == 503 and int(response.headers["Retry-After"]) > 0
    assert set(refused.json()) >= {"code", "message", "description"}
    assert "<h1" in page.text
    command = server.command("user", "list")
    assert command.returncode == 69 and "9999-later" in command.stderr
    assert server.stop() == 0
    with server.database() as database:
        assert database.execute("SELECT COUNT(*) FROM recovery_request").fetchone()[0] == 0


# Delivery apart.

def test_a_relay_of_its_own_delivers(make_server):
    server = make_server({"rekey.mail": {"relay": False}})
    kim = server.add_user()
    assert server.readiness() == [], "no relay is missed where none runs"
    server.api().recover_password(kim.username, notify=True)
    wait_until(lambda: server.json("mail", "queue", "list"), "the mail to wait")
    relay = server.start_relay()
    server.secrets.add(server.mail.wait_for(kim.email)[0].code)
    # And what comes later, too.
    sam = server.add_user()
    server.api().recover_password(sam.username, notify=True)
    server.secrets.add(server.mail.wait_for(sam.email)[0].code)
    relay.terminate()
    assert relay.wait(20) == 0


def test_the_flag_says_the_same(make_server):
    server = make_server(start=False)
    server.flags = ["--no-relay"]
    server.start()
    kim = server.add_user()
    server.api().recover_password(kim.username, notify=True)
    waiting, = wait_until(lambda: server.json("mail", "queue", "list"), "the mail to wait")
    time.sleep(1.5)
    assert server.json("mail", "queue", "list")[0]["attempts"] == waiting["attempts"] == 0


# The end.

def test_a_node_that_stops_says_so_first(make_server):
    server = make_server({"rekey.server": {"drain_delay": "3s"}})
    api, statuses = server.anonymous_api(), []
    assert server.readiness() == []
    server.terminate()
    wait_until(lambda: server.readiness() == ["draining"], "the node to say it")
    began = time.monotonic()
    while time.monotonic() - began < 1:
        statuses.append(api.get("/health").status_code)
    assert set(statuses) == {200}, "it answers as long as it said"
    assert server.stop() == 0


def test_what_takes_too_long_is_broken_off(make_server):
    server = make_server({"rekey.server": {"drain_timeout": "2s"}})
    kim = server.add_user()
    server.mail.answer = lambda stage, recipient: "hang" if stage == "DATA" else None
    server.api().recover_password(kim.username, notify=True)
    wait_until(lambda: server.mail.attempts, "the mail to be under way")
    began = time.monotonic()
    assert server.stop(patience=15) == 69
    assert time.monotonic() - began >= 2, "it was given its time"
    assert "broken off" in server.log()


def test_requests_under_way_are_finished(make_server):
    server = make_server()
    kim, answers = server.add_user(), []

    def ask():
        try:
            answers.append(server.api().recover_password(kim.username, notify=True).status_code)
        except requests.exceptions.RequestException as problem:
            answers.append(repr(problem))

    with server.store.held():
        asking = [threading.Thread(target=ask) for _ in range(4)]
        for thread in asking:
            thread.start()
        time.sleep(0.5)
        server.terminate()
        time.sleep(0.5)
    for thread in asking:
        thread.join(30)
    assert answers == [202] * 4
    assert server.stop() == 0
