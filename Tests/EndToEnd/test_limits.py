"""Limits: spent before any look-up, alike for everybody, durable, and harmless to what was given out."""

import pytest

from support.deployment import SUPER_TENANT
from support.pages import Visitor
from support.waiting import wait_until

pytestmark = pytest.mark.engines


@pytest.fixture
def limited(make_server):
    return make_server({"rekey.limits": {"enabled": True, "requests_per_account": "3 per 10m"}})


def spend(api, name, most=40):
    """Asks until refused. Returns how often it went well, and the refusal."""
    for count in range(most):
        response = api.recover_password(name, notify=True)
        if response.status_code != 202:
            return count, response
    raise AssertionError(f"{most} requests went well")


def assert_refused(response):
    assert response.status_code == 429, response.text
    assert int(response.headers["Retry-After"]) > 0
    assert set(response.json()) >= {"code", "message", "description"}


def test_everybody_has_the_same_share_known_or_not(limited):
    kim, api = limited.add_user(), limited.api()
    for name in (kim.username, "nobody-1"):
        count, refusal = spend(api, name)
        assert count == 3
        assert_refused(refusal)
    assert api.recover_password("nobody-2", notify=True).status_code == 202, "another account has a share of its own"


def test_the_spelling_of_a_name_gives_no_new_share(limited):
    api = limited.api()
    spend(api, "nobody")
    for name in ("NOBODY", f"nobody@{SUPER_TENANT}", "PRIMARY/nobody"):
        assert_refused(api.recover_password(name, notify=True, realm=None))


def test_headers_that_claim_another_client_are_not_believed(make_server):
    server = make_server({"rekey.limits": {"enabled": True, "requests_per_network": "3 per 10m"}})
    api = server.api()
    for number in range(3):
        headers = {"X-Forwarded-For": f"203.0.113.{number}", "Forwarded": f"for=203.0.113.{number}"}
        assert api.recover_password(f"nobody-{number}", notify=True, headers=headers).status_code == 202
    assert_refused(api.recover_password("nobody-9", notify=True, headers={"X-Forwarded-For": "203.0.113.9"}))


def test_a_restart_forgets_nothing(limited):
    spend(limited.api(), "nobody")
    limited.kill()
    limited.start()
    assert_refused(limited.api().recover_password("nobody", notify=True))


def test_a_limit_neither_locks_an_account_nor_ends_a_code(limited):
    kim, api = limited.add_user(), limited.api()
    spend(api, kim.username)
    assert limited.signs_in(kim, kim.password)
    password = limited.new_password()

    def newest_is_taken():
        return any(api.set_password(mail.code, password).status_code == 200 for mail in limited.mail.to(kim.email))

    wait_until(newest_is_taken, "the mail with the newest code, and for that to work")
    assert limited.signs_in(kim, password)


def test_an_operator_sees_and_clears_them(limited):
    kim, api = limited.add_user(), limited.api()
    spend(api, kim.username)
    shown = limited.json("limits", "show", "--user", kim.username)
    assert [(line["limit"], line["allowed"]) for line in shown] == [("recovery-account", 3)]
    assert shown[0]["used"] >= 3 and kim.username not in str(shown), "a bucket does not tell whose it is"
    limited.done("limits", "clear", "--user", "somebody-else")
    assert_refused(api.recover_password(kim.username, notify=True))
    limited.done("limits", "clear", "--user", kim.username)
    assert api.recover_password(kim.username, notify=True).status_code == 202


def test_the_page_says_how_long_to_wait(limited):
    visitor = Visitor(limited.url)
    pages = [visitor.ask("nobody") for _ in range(5)]
    refused = pages[-1]
    assert refused.status == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert "Try again in" in refused.text


def test_limits_are_on_where_nothing_is_said(make_server):
    server = make_server({"rekey.limits": None})
    count, refusal = spend(server.api(), "nobody", most=200)
    assert count >= 3, "a person who asks twice is no attack"
    assert_refused(refusal)


def test_wrong_sign_ins_are_limited_alike(make_server):
    server = make_server({"rekey.limits": None})
    kim = server.add_user()
    counts = {}
    for name in (kim.username, "nobody"):
        api = server.api((name, "wrong password 1!"))
        statuses = [api.recover_password("x").status_code for _ in range(40)]
        counts[name] = statuses
    assert counts[kim.username] == counts["nobody"]
    assert set(counts["nobody"]) <= {401, 429}
    assert server.api().recover_password("x").status_code == 202, "the administrator still gets in"
