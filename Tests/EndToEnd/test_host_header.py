"""The host in a mailed link is the operator's, whatever a request says. SECURITY C1."""

import json
import socket

import pytest

from support.api import RECOVERY
from support.network import exchange, request_bytes, status_of
from test_api_authentication import basic

HEADERS = [
    [("Host", "evil.example")],
    [("Host", "localhost:1@evil.example")],
    [("Host", "localhost"), ("X-Forwarded-Host", "evil.example")],
    [("Host", "localhost"), ("X-Forwarded-Proto", "http"), ("X-Forwarded-Port", "81")],
    [("Host", "localhost"), ("X_Forwarded_Host", "evil.example")],
    [("Host", "localhost"), ("X-Original-Host", "evil.example"), ("X-Host", "evil.example")],
    [("Host", "localhost"), ("Forwarded", "host=evil.example;proto=http")],
    [("Host", "localhost"), ("X-Forwarded-Server", "evil.example"), ("X-Rewrite-URL", "//evil.example")],
    [("Host", "localhost"), ("Origin", "https://evil.example"), ("Referer", "https://evil.example/")],
]


@pytest.mark.parametrize("headers", HEADERS, ids=lambda headers: headers[-1][0] + " " + headers[-1][1])
def test_no_header_reaches_the_link(server, kim, headers):
    body = json.dumps({"user": {"username": kim.username}, "properties": []}).encode()
    answer = exchange(server.https_port, request_bytes("POST", f"{RECOVERY}/recover-password?notify=true", [
        *headers, ("Authorization", basic(*server.administrator)), ("Content-Type", "application/json"),
    ], body))
    assert b"evil.example" not in answer
    if status_of(answer) == 202:
        mail, = server.mail.wait_for(kim.email)
        assert mail.link.startswith(f"{server.url}/r/")
        assert b"evil.example" not in mail.source
    else:
        assert status_of(answer) in (400, 421), answer[:300]


def test_nor_does_the_target(server, kim):
    body = json.dumps({"user": {"username": kim.username}, "properties": []}).encode()
    answer = exchange(server.https_port, request_bytes(
        "POST", f"https://evil.example{RECOVERY}/recover-password?notify=true",
        [("Authorization", basic(*server.administrator)), ("Content-Type", "application/json")], body,
    ))
    assert status_of(answer) in (202, 400, 401, 404, 421), answer[:300]
    if status_of(answer) == 202:
        assert server.mail.wait_for(kim.email)[0].link.startswith(f"{server.url}/r/")


@pytest.mark.parametrize("path", ["/", "/forgot-password", "/sign-in", "/accountrecoveryendpoint/recoverpassword.do"])
def test_no_page_repeats_the_host(server, path):
    answer = exchange(server.https_port, request_bytes("GET", path, [
        ("Host", "evil.example"), ("X-Forwarded-Host", "evil.example"), ("Connection", "close"),
    ]))
    assert b"evil.example" not in answer


def test_the_plain_port_leads_to_the_configured_host(server):
    with socket.create_connection(("127.0.0.1", server.http_port), timeout=20) as connection:
        connection.sendall(request_bytes("GET", "/forgot-password?x=1", [
            ("Host", "evil.example"), ("Connection", "close"),
        ]))
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    assert status_of(answer) in (301, 302, 307, 308)
    assert b"evil.example" not in answer
    assert f"ocation: {server.url}/forgot-password".encode() in answer
