"""What the API does with what no client should send. Nothing of it may hurt the next request."""

import json
import time

import pytest

from support.api import RECOVERY, assert_failure
from support.network import connect, exchange, request_bytes, status_of
from test_api_authentication import OPERATIONS, basic

JSON = {"Content-Type": "application/json"}


@pytest.fixture(autouse=True)
def still_healthy(server):
    yield
    assert server.is_healthy()


BAD_BODIES = {
    "nothing": b"",
    "not JSON": b"hello",
    "truncated": b'{"user": {"username": "kim"',
    "something behind it": b'{"user": {"username": "kim"}} {"user": 1}',
    "an array": b"[]",
    "a number": b"7",
    "null": b"null",
    "not UTF-8": b'{"user": {"username": "\xff\xfe"}, "key": "\xff", "password": "\xff", "code": "\xff"}',
    "deeply nested": b"[" * 100_000,
    "deeply nested members": b'{"user":' * 20_000,
    "a member of the wrong type": b'{"user": [1], "key": {"a": 1}, "code": ["x"], "password": 5}',
    "an object for a name": b'{"user": {"username": {"$ne": ""}}, "key": {"$ne": ""}, "code": {}, "password": {}}',
    "a number for a name": b'{"user": {"username": 0}, "key": 0, "code": 0, "password": 0}',
    "true for a name": b'{"user": {"username": true}, "key": true, "code": true, "password": true}',
    "null for a name": b'{"user": {"username": null}, "key": null, "code": null, "password": "Long enough 1!"}',
    "properties of the wrong type":
        b'{"user": {"username": "kim"}, "key": "k", "code": "c", "password": "p", "properties": {"a": "b"}}',
    "a property of the wrong type":
        b'{"user": {"username": "kim"}, "key": "k", "code": "c", "password": "p", "properties": [7]}',
}


@pytest.mark.parametrize("path", OPERATIONS, ids=lambda path: path.rsplit("/", 1)[1])
@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES.keys())
def test_a_body_that_cannot_be_read(api, path, body):
    response = api.post(path, data=body, headers=JSON)
    assert response.status_code == 400, f"{response.status_code} {response.text[:300]}"
    answer = response.json()
    assert {"code", "message", "description"} <= set(answer)
    assert answer["code"] in ("UE-10000", "18001", "20024"), answer


def test_wso2_answers_malformed_json_with_500(wso2_server):
    response = wso2_server.api().post(f"{RECOVERY}/recover-password", data=b"{", headers=JSON)
    assert response.status_code == 500


@pytest.mark.parametrize("path", OPERATIONS, ids=lambda path: path.rsplit("/", 1)[1])
def test_a_body_that_is_too_large(server, path):
    body = json.dumps({"user": {"username": "x" * 8_000_000}, "key": "k", "code": "c", "password": "p"}).encode()
    answer = exchange(server.https_port, request_bytes("POST", path, [
        ("Authorization", basic(*server.administrator)), ("Content-Type", "application/json"), ("Connection", "close"),
    ], body))
    assert status_of(answer) in (400, 413, None), answer[:300]


def test_a_huge_password_is_refused_before_any_hash(server, api, kim):
    code = api.code_for(kim.username)
    began = time.perf_counter()
    response = api.set_password(code, "x" * 1_000_000)
    took = time.perf_counter() - began
    assert response.status_code in (400, 413), response.text[:300]
    assert took < 1, "a megabyte was hashed, or read slowly"
    assert api.set_password(code, server.new_password()).status_code == 200


def test_a_huge_basic_password(server):
    response = server.api(("admin", "x" * 6_000)).recover_password("nobody")
    assert response.status_code in (400, 401, 431)


@pytest.mark.parametrize("name", [
    "\u0000", "a\u0000b", "a\r\nBcc: evil@example.com", "\u202eadmin", "a" * 10_000, "'; DROP TABLE user_account; --",
    "%", "_", "../../etc/passwd", "{{7*7}}", "<img src=x onerror=alert(1)>", "*)(uid=*", " ", "\ud83d\udc69",
], ids=range(14))
def test_odd_names_are_just_unknown(api, name):
    response = api.recover_password(name, notify=True)
    assert response.status_code in (202, 400), response.text
    if response.status_code == 400:
        assert response.json()["code"] == "UE-10000"


@pytest.mark.parametrize("code", [
    "", " ", "a" * 42, "a" * 44, "a" * 5_000, "\u0000", "ａ" * 43, "A" * 42 + "=", "' OR 1=1 --", "%00", "../x",
], ids=range(11))
def test_odd_codes_are_just_invalid(api, code):
    assert_failure(api.set_password(code, "Long enough 1!"), 400, "18001")
    assert_failure(api.validate_code(code), 400, "18001")


@pytest.mark.parametrize("notify", ["", "yes", "TRUE", "0", "null"])
def test_odd_switches(api, notify):
    response = api.post(
        f"{RECOVERY}/recover-password", {"user": {"username": "nobody"}}, params={"notify": notify},
    )
    assert response.status_code in (202, 400)


def test_members_twice_do_not_confuse(server, api, kim):
    """CVE-2023-7028: what is checked has to be what is used."""
    other = server.add_user()
    body = f'{{"user": {{"username": "{kim.username}", "username": "{other.username}"}}, "properties": []}}'
    response = api.post(f"{RECOVERY}/recover-password?notify=true", data=body.encode(), headers=JSON)
    assert response.status_code in (202, 400)
    sentinel = server.add_user()
    api.recover_password(sentinel.username, notify=True)
    server.mail.wait_for(sentinel.email)
    assert len(server.mail.to(kim.email)) + len(server.mail.to(other.email)) <= 1


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", OPERATIONS, ids=lambda path: path.rsplit("/", 1)[1])
def test_other_methods(api, method, path):
    assert api.request(method, path).status_code in (404, 405)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", None])
def test_other_content_types(server, api, content_type):
    """A form cannot be made to post JSON across origins unnoticed; what is read is JSON or nothing."""
    body = b'{"user": {"username": "nobody"}}'
    headers = {"Content-Type": content_type} if content_type else {}
    response = api.post(f"{RECOVERY}/recover-password?notify=true", data=body, headers=headers)
    assert response.status_code in (202, 400, 415)


@pytest.mark.parametrize("headers, body", [
    pytest.param([("Content-Length", "5"), ("Content-Length", "6")], b"{}   ", id="two lengths"),
    pytest.param([("Content-Length", "-1")], b"{}", id="a negative length"),
    pytest.param([("Content-Length", "2"), ("Transfer-Encoding", "chunked")], b"0\r\n\r\n", id="length and chunks"),
    pytest.param([("Host", "localhost"), ("Host", "evil.example"), ("Content-Length", "2")], b"{}", id="two hosts"),
    pytest.param([("Transfer-Encoding", "chunked")], b"zz\r\n", id="broken chunks"),
])
def test_requests_that_two_servers_would_read_differently(server, headers, body):
    answer = exchange(server.https_port, request_bytes("POST", f"{RECOVERY}/recover-password", [
        ("Authorization", basic(*server.administrator)), ("Content-Type", "application/json"), *headers,
    ], body), timeout=5)
    assert status_of(answer) in (400, 401, 413, None), answer[:300]


def test_a_request_that_breaks_off(server):
    head = request_bytes("POST", f"{RECOVERY}/recover-password", [
        ("Authorization", basic(*server.administrator)), ("Content-Length", "1000"),
    ])
    for _ in range(20):
        with connect(server.https_port) as connection:
            connection.sendall(head + b'{"user":')


@pytest.mark.parametrize("lines", [
    pytest.param([(f"X-{number}", "y" * 100) for number in range(2_000)], id="many headers"),
    pytest.param([("X-Long", "y" * 500_000)], id="a long header"),
])
def test_too_many_headers(server, lines):
    answer = exchange(server.https_port, request_bytes("GET", "/health", lines))
    assert status_of(answer) in (400, 431, None), answer[:300]
