"""POST /api/identity/recovery/v0.9/set-password"""

import pytest

from support.api import assert_failure

pytestmark = pytest.mark.engines


def test_the_password_is_set_and_the_user_is_named(server, api, kim):
    code, password = api.code_for(kim.username), server.new_password()
    server.secrets.add(code)
    response = api.set_password(code, password)
    assert response.status_code == 200
    assert response.json() == {"username": kim.username, "realm": "PRIMARY", "tenant-domain": "carbon.super"}
    assert server.signs_in(kim, password)
    assert not server.signs_in(kim, kim.password)


def test_the_passwords_of_the_documentation_are_taken(server, api, kim):
    assert api.set_password(api.code_for(kim.username), "Password1!").status_code == 200


@pytest.mark.parametrize("password", [
    pytest.param("a" * 8, id="eight characters"),
    pytest.param("correct horse battery staple", id="blanks"),
    pytest.param("пароль-コード-🗝️", id="any script"),
    pytest.param("ä" * 256, id="256 code points"),
    pytest.param('"\\\'<>&{{7*7}}%00', id="characters that mean something elsewhere"),
])
def test_any_characters_make_a_password(server, api, kim, password):
    assert api.set_password(api.code_for(kim.username), password).status_code == 200
    # A header carries bytes, so UTF-8 is what a client sends (RFC 7617).
    assert server.signs_in(kim, password.encode())


@pytest.mark.parametrize("password", [
    pytest.param("a" * 7, id="too short"),
    pytest.param("a" * 257, id="too long"),
    pytest.param("", id="empty"),
])
def test_a_refused_password_leaves_the_code_usable(server, api, kim, password):
    code = api.code_for(kim.username)
    body = assert_failure(api.set_password(code, password), 400, "20035")
    assert body["message"] == "Bad Request"
    assert body["description"]
    assert server.signs_in(kim, kim.password)
    assert api.set_password(code, server.new_password()).status_code == 200


def test_an_unknown_code(api):
    code = "A" * 43
    body = assert_failure(api.set_password(code, "Long enough 1!"), 400, "18001", f"Invalid Code '{code}'.")
    assert body["message"] == "Bad Request"


def test_a_used_code(server, api, kim):
    code, password = api.code_for(kim.username), server.new_password()
    assert api.set_password(code, password).status_code == 200
    assert_failure(api.set_password(code, server.new_password()), 400, "18001", f"Invalid Code '{code}'.")
    assert server.signs_in(kim, password)


def test_an_expired_code(server, api, kim):
    code = api.code_for(kim.username)
    server.let_codes_expire(kim)
    assert_failure(api.set_password(code, server.new_password()), 400, "18002", f"Expired Code '{code}'.")
    assert server.signs_in(kim, kim.password)


def test_a_code_of_another_tenant(server, api, kim, other_tenant):
    domain, boss = other_tenant
    code = api.code_for(kim.username)
    elsewhere = server.api((f"{boss.username}@{domain}", boss.password), tenant=domain)
    assert_failure(elsewhere.set_password(code, server.new_password()), 400, "UAR-10005")
    assert api.set_password(code, server.new_password()).status_code == 200


def test_a_notice_is_mailed_where_that_is_set(make_server):
    server = make_server({"identity_mgt.password_reset_email": {"notify_on_reset": True}})
    kim = server.add_user()
    server.api().recover_password(kim.username, notify=True)
    first, = server.mail.wait_for(kim.email)
    server.secrets.add(first.code)
    assert server.api().set_password(first.code, server.new_password()).status_code == 200
    notice = server.mail.wait_for(kim.email, 2)[1]
    assert "/r/" not in notice.text and first.code not in notice.source.decode()


def test_a_password_of_recent_history_is_refused_and_the_code_stays(make_server):
    server = make_server({
        "identity_mgt.password_policy": {"enable_password_history": True, "no_of_previous_passwords_to_disallow": 2},
    })
    kim, api = server.add_user(), server.api()
    code = api.code_for(kim.username)
    text = "This password has been used in recent history. Please choose a different password"
    body = assert_failure(api.set_password(code, kim.password), 412, "22001", text)
    assert (body["message"], body["key"]) == (text, code)
    assert api.set_password(code, server.new_password()).status_code == 200


def test_a_policy_speaks_with_its_own_words(make_server):
    message = "Use a digit, please"
    server = make_server({"identity_mgt.password_policy": {
        "enable_password_policy": True, "min_characters": 6, "max_characters": 12,
        "match_pattern": "^(?=.*[0-9]).{0,100}$", "error_message_on_pattern_validation_failure": message,
    }})
    kim, api = server.add_user(password="Start-123"), server.api()
    code = api.code_for(kim.username)
    assert_failure(api.set_password(code, "no digits"), 400, "20035", message)
    assert_failure(api.set_password(code, "1234"), 400, "20035")
    assert_failure(api.set_password(code, "1234567890123"), 400, "20035")
    assert api.set_password(code, "digits-1").status_code == 200
