"""A code: what it is, and when it stops working. SECURITY A1, A4, A8-A10, A13."""

import base64
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.api import assert_failure
from support.pages import Visitor

pytestmark = pytest.mark.engines


def test_codes_are_256_random_bits(api, kim):
    codes = [api.code_for(kim.username) for _ in range(100)]
    decoded = [base64.urlsafe_b64decode(code + "=") for code in codes]
    assert {len(code) for code in codes} == {43} and {len(value) for value in decoded} == {32}
    assert len(set(codes)) == 100
    ones = sum(bin(byte).count("1") for value in decoded for byte in value)
    assert abs(ones - 12_800) < 800, "25,600 fair bits are further than this from the middle once in 10^23"


def test_of_fifty_parallel_submissions_one_wins(server, kim):
    code = server.api().code_for(kim.username)
    server.secrets.add(code)
    passwords = [server.new_password() for _ in range(50)]
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda password: server.api().set_password(code, password), passwords))
    winners = [password for password, answer in zip(passwords, answers) if answer.status_code == 200]
    assert len(winners) == 1, [answer.status_code for answer in answers]
    for answer in answers:
        if answer.status_code != 200:
            assert answer.status_code == 503 or answer.json()["code"] == "18001", answer.text
    assert server.signs_in(kim, winners[0])


def test_a_newer_request_replaces_the_older(server, api, kim):
    first, second, third = (api.code_for(kim.username) for _ in range(3))
    for code in (first, second):
        assert_failure(api.set_password(code, server.new_password()), 400, "18001")
    assert api.set_password(third, server.new_password()).status_code == 200


def test_inside_the_tolerance_the_same_code_is_sent_again(make_server):
    server = make_server({
        "identity_mgt.password_reset_email": {"confirmation_code_tolerance_period": 2},
        "identity_mgt.notification_channel_recovery": {"recovery_code_validity": "5m"},
    })
    kim, api = server.add_user(), server.api()
    api.recover_password(kim.username, notify=True)
    first = server.mail.wait_for(kim.email)[0]
    api.recover_password(kim.username, notify=True)
    second = server.mail.wait_for(kim.email, 2)[1]
    assert first.code == second.code
    assert api.set_password(first.code, server.new_password()).status_code == 200
    assert_failure(api.set_password(second.code, server.new_password()), 400, "18001")


@pytest.mark.parametrize("event", [
    pytest.param(lambda server, kim: server.done("user", "lock", kim.username), id="lock"),
    pytest.param(lambda server, kim: server.done("user", "disable", kim.username), id="disable"),
    pytest.param(lambda server, kim: server.done("user", "delete", kim.username), id="delete"),
    pytest.param(
        lambda server, kim: server.done(
            "user", "set-password", kim.username, "--password-stdin", stdin=server.new_password() + "\n"
        ), id="password set by an operator",
    ),
    pytest.param(lambda server, kim: change_own_password(server, kim), id="password changed by its owner"),
])
def test_what_ends_a_code(server, api, kim, event):
    code = api.code_for(kim.username)
    event(server, kim)
    assert_failure(api.validate_code(code), 400, "18001")
    assert_failure(api.set_password(code, server.new_password()), 400, "18001")


def change_own_password(server, kim):
    visitor = Visitor(server.url)
    page = visitor.sign_in(kim.username, kim.password)
    changed = visitor.submit(page, page.form(with_field="current-password"), {
        "current-password": kim.password, "new-password": server.new_password(),
    })
    assert changed.status == 200 and "has-problem" not in changed.source, changed.text


def test_a_code_is_its_users_alone(server, api, kim):
    other = server.add_user()
    code = api.code_for(kim.username)
    response = api.set_password(code, server.new_password(), properties={"username": other.username})
    assert response.json()["username"] == kim.username
    assert server.signs_in(other, other.password)


def test_five_wrong_guesses_at_a_flow_end_it(server, api, kim):
    """The first eight bytes find a flow; whoever knows them may guess at the rest five times."""
    code = api.code_for(kim.username)
    guesses = [code[:20] + letter * 22 + code[-1] for letter in "BCDEF"]
    for guess in guesses[:4]:
        assert_failure(api.set_password(guess, server.new_password()), 400, "18001")
    assert api.validate_code(code).status_code == 202
    assert_failure(api.set_password(guesses[4], server.new_password()), 400, "18001")
    assert_failure(api.set_password(code, server.new_password()), 400, "18001")
    assert server.signs_in(kim, kim.password)


def test_wrong_codes_that_belong_to_no_flow_harm_nobody(server, api, kim):
    code = api.code_for(kim.username)
    for letter in "ABCDEFGHIJ":
        assert_failure(api.set_password(letter * 43, server.new_password()), 400, "18001")
    assert api.set_password(code, server.new_password()).status_code == 200


def test_sessions_end_with_a_reset(server, kim):
    visitor = Visitor(server.url)
    visitor.sign_in(kim.username, kim.password)
    assert kim.username in visitor.get("/myaccount").text
    api = server.api()
    assert api.set_password(api.code_for(kim.username), server.new_password()).status_code == 200
    assert visitor.get("/myaccount").url.startswith(f"{server.url}/sign-in")
