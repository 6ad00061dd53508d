"""Where a person is sent afterwards: only to addresses that the operator allows. SECURITY C3."""

from urllib.parse import quote

import pytest

from support.api import assert_failure
from support.pages import Visitor

ALLOWED = "https://app.example.com/after"

GOOD = [
    "https://app.example.com/after",
    "https://app.example.com/after/sign-in?state=1&x=2",
    "https://app.example.com:443/after",
    "HTTPS://APP.EXAMPLE.COM/after/",
]

# Each is read as our own address by some parser that was fooled before, and as another by a browser.
BAD = [
    "https://evil.example/after",
    "https://app.example.com.evil.example/after",
    "https://evilapp.example.com/after",
    "https://app.example.com@evil.example/after",
    "https://user:secret@app.example.com/after",
    "https://app.example.com:8443/after",
    "https://app.example.com:443@evil.example/after",
    "http://app.example.com/after",
    "//app.example.com/after",
    "//evil.example/after",
    "///evil.example/after",
    "/after",
    "after",
    "\\\\evil.example/after",
    "https:\\\\evil.example/after",
    "https:/\\evil.example",
    "https://evil.example\\@app.example.com/after",
    "https://evil.example\\.app.example.com/after",
    "https://app.example.com\\evil.example/after",
    "https:app.example.com/after",
    "https:///app.example.com/after",
    "https://app.example.com",
    "https://app.example.com/",
    "https://app.example.com/afterwards",
    "https://app.example.com/after/../admin",
    "https://app.example.com/after/%2e%2e/admin",
    "https://app.example.com/after/%2E./admin",
    "https://app.example.com/after/..%2fadmin",
    "https://app.example.com/after/..;/admin",
    "https://app.example.com/after%2f..%2fadmin",
    "https://app.example.com/after%5cx",
    "https://app.example.com/%61fter/%00",
    "https://app.example.com/after%0d%0aLocation:%20https://evil.example",
    "https://app.example.com/after\r\nLocation: https://evil.example",
    "https://app.example.com/after\t",
    " https://app.example.com/after",
    "https://app.example.com/after ",
    "https://app.example.com%2eevil.example/after",
    "https://app.example.com%40evil.example/after",
    "https://app.example.com%00.evil.example/after",
    "https://app.example.com#@evil.example/after",
    "https://app.example.com?@evil.example/after",
    "https://app.example.com/after#fragment",
    "https://app。example。com/after",
    "https://аpp.example.com/after",
    "https://app.example.com./after",
    "https://[::1]/after",
    "https://0x7f000001/after",
    "javascript:alert(1)//https://app.example.com/after",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "ftp://app.example.com/after",
    "blob:https://app.example.com/after",
    "view-source:https://app.example.com/after",
    "https://app.example.com/after/" + "a" * 5_000,
    "https%3A%2F%2Fevil.example%2Fafter",
    "https%3A%2F%2Fapp.example.com%40evil.example%2Fafter",
    "%68ttps://evil.example/after",
    "<script>alert(1)</script>",
    "https://app.example.com/after\"onmouseover=alert(1)",
    "https://app.example.com,evil.example/after",
    "https://app.example.com;evil.example/after",
    "https://app.example.com|evil.example/after",
]


@pytest.fixture(scope="module")
def callback_server(make_shared):
    return make_shared("callback", {"rekey.recovery": {"allowed_callbacks": [ALLOWED]}})


@pytest.fixture(scope="module")
def known(callback_server):
    return callback_server.add_user()


@pytest.mark.parametrize("callback", GOOD)
def test_an_allowed_callback_is_taken(callback_server, known, callback):
    response = callback_server.api().recover_password(known.username, notify=False, properties={"callback": callback})
    assert response.status_code == 202 and response.text


def test_wso2s_portal_sends_it_encoded_once_more(callback_server, known):
    properties = {"callback": quote(ALLOWED, safe="")}
    assert callback_server.api().recover_password(known.username, properties=properties).status_code == 202


@pytest.mark.parametrize("callback", BAD, ids=range(len(BAD)))
def test_any_other_is_refused_everywhere(callback_server, known, callback):
    api = callback_server.api()
    for name in (known.username, "nobody"):
        assert_failure(api.recover_password(name, notify=True, properties={"callback": callback}), 400, "20044")
    code = "A" * 43
    assert api.set_password(code, "Long enough 1!", properties={"callback": callback}).status_code == 400
    page = Visitor(callback_server.url).get("/forgot-password", params={"callback": callback})
    assert page.status == 400
    assert not any("evil.example" in link or "alert(1)" in link for link in page.links)
    assert "<script>alert" not in page.source


def test_a_refused_callback_leaves_the_code_usable(callback_server, known):
    api = callback_server.api()
    code = api.code_for(known.username)
    refused = api.set_password(code, callback_server.new_password(), properties={"callback": "https://evil.example/"})
    assert_failure(refused, 400, "20044")
    assert api.set_password(code, callback_server.new_password()).status_code == 200


def test_an_empty_callback_is_none(callback_server, known):
    assert callback_server.api().recover_password(known.username, properties={"callback": ""}).status_code == 202


def test_without_a_list_only_the_servers_own_origin_is_allowed(server, kim):
    api = server.api()
    own = {"callback": f"{server.url}/myaccount"}
    assert api.recover_password(kim.username, properties=own).status_code == 202
    assert_failure(api.recover_password(kim.username, properties={"callback": ALLOWED}), 400, "20044")


def test_wso2s_expression_has_to_match_the_whole_of_it(make_server):
    server = make_server({
        "identity_mgt.recovery": {"callback_url": r"^https://app\.example\.com/after/.*"},
        "rekey.recovery": {"allowed_callbacks": ["https://app.example.com/"]},
    })
    api = server.api()
    assert api.recover_password("x", properties={"callback": "https://app.example.com/after/x"}).status_code == 202
    for callback in ("https://app.example.com/other", "https://app.example.com.evil.example/after/x"):
        assert_failure(api.recover_password("x", properties={"callback": callback}), 400, "20044")


def test_wso2_answers_a_refused_callback_with_500(wso2_server):
    response = wso2_server.api().recover_password("x", properties={"callback": "javascript:alert(1)"})
    assert_failure(response, 500, "20044")


def test_the_person_is_led_back_to_the_application(callback_server):
    person = callback_server.add_user()
    callback_server.api().recover_password(person.username, notify=True, properties={"callback": ALLOWED + "?state=7"})
    mail, = callback_server.mail.wait_for(person.email)
    visitor = Visitor(callback_server.url)
    done = visitor.choose_password(visitor.open_link(mail.link), callback_server.new_password())
    assert f"{ALLOWED}?state=7&passwordReset=true" in done.links, done.links


def test_a_link_cannot_be_given_another_callback(callback_server):
    person = callback_server.add_user()
    callback_server.api().recover_password(person.username, notify=True, properties={"callback": ALLOWED})
    mail, = callback_server.mail.wait_for(person.email)
    visitor = Visitor(callback_server.url)
    opened = visitor.get(mail.link + "?callback=https%3A%2F%2Fevil.example%2F")
    assert not any("evil.example" in link for link in opened.links)
    page = visitor.submit(opened, opened.form(with_field="csrf"), {"callback": "https://evil.example/"})
    if page.status == 200:
        done = visitor.submit(page, page.form("passwordResetForm"), {
            "new-password": callback_server.new_password(), "callback": "https://evil.example/",
        })
        assert not any("evil.example" in link for link in done.links)
