"""Time passes, and clocks jump: the real server under a clock that the test sets (Debian's faketime)."""

from datetime import datetime, timedelta

import pytest

from conftest import need
from support.api import assert_failure
from support.clock import LIBRARY, Clock
from support.pages import Visitor


@pytest.fixture
def timed(make_server, tmp_path):
    """Makes a server with a clock of its own: returns both."""
    need(LIBRARY, "faketime")

    def make(changes=None):
        server = make_server(changes, start=False)
        clock = Clock(tmp_path / "clock")
        server.environment |= clock.environment
        # The library changes the environment of the first process it is in, and Swift finds its arguments beside that.
        server.launcher = ["env"]
        return server.start(), clock

    return make


def test_a_code_lives_as_long_as_is_set(timed):
    server, clock = timed({"identity_mgt.password_reset_email": {"reset_mail_validity": "30m"}})
    kim, api = server.add_user(), server.api()
    code = api.code_for(kim.username)
    clock.jump(timedelta(minutes=29))
    assert api.validate_code(code).status_code == 202
    clock.jump(timedelta(minutes=31))
    assert_failure(api.validate_code(code), 400, "18002")
    assert_failure(api.set_password(code, server.new_password()), 400, "18002")
    assert server.signs_in(kim, kim.password)


def test_a_limit_ends_with_its_window(timed):
    server, clock = timed({"rekey.limits": {"enabled": True, "requests_per_account": "1 per 10m"}})
    api = server.api()
    assert [api.recover_password("nobody").status_code for _ in range(2)] == [202, 429]
    clock.jump(timedelta(minutes=11))
    assert api.recover_password("nobody").status_code == 202


def test_a_lock_ends_with_its_time(timed):
    server, clock = timed()
    kim, api = server.add_user(), server.api()
    server.done("user", "lock", kim.username, "--minutes", "5")
    assert not server.signs_in(kim, kim.password)
    clock.jump(timedelta(minutes=6))
    assert api.recover_password(kim.username, notify=False).text, "a lock whose time is over does not block recovery"


@pytest.mark.parametrize("hours", [-24, 24])
def test_a_clock_that_is_set_stops_nothing(timed, hours):
    server, clock = timed()
    first, second, api = server.add_user(), server.add_user(), server.api()
    api.recover_password(first.username, notify=True)
    server.mail.wait_for(first.email)
    clock.jump(timedelta(hours=hours))
    assert server.is_healthy()
    assert api.recover_password(second.username, notify=True).status_code == 202
    code = server.mail.wait_for(second.email)[0].code
    assert api.set_password(code, server.new_password()).status_code == 200
    assert server.stop() == 0


def test_a_code_does_not_outlive_a_clock_that_went_back(timed):
    server, clock = timed()
    kim, api = server.add_user(), server.api()
    code = api.code_for(kim.username)
    assert api.set_password(code, server.new_password()).status_code == 200
    clock.jump(timedelta(days=-400))
    assert_failure(api.set_password(code, server.new_password()), 400, "18001")


def test_a_session_ends(timed):
    server, clock = timed()
    kim, visitor = server.add_user(), Visitor(server.url)
    visitor.sign_in(kim.username, kim.password)
    assert visitor.get("/myaccount").url.endswith("/myaccount")
    clock.jump(timedelta(days=30))
    assert "/sign-in" in visitor.get("/myaccount").url


def test_a_mail_carries_the_time_it_was_asked_for(timed):
    server, clock = timed()
    clock.jump(timedelta(days=3))
    kim = server.add_user()
    server.api().recover_password(kim.username, notify=True)
    date = server.mail.wait_for(kim.email)[0].message["Date"].datetime
    assert abs(date - datetime.now(date.tzinfo) - timedelta(days=3)) < timedelta(minutes=5)
