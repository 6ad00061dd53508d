"""Who may call the API: CONTRACT 0.2."""

import base64
import hashlib
import re
import secrets

import pytest
import yaml

from support.api import RECOVERY, USER
from support.network import exchange, request_bytes, status_of

pytestmark = pytest.mark.engines

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
OPERATIONS = [
    f"{RECOVERY}/recover-password", f"{RECOVERY}/set-password", f"{RECOVERY}/validate-code", f"{USER}/resend-code",
]


def basic(username, password):
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


def assert_unauthorized(response):
    assert response.status_code == 401, f"{response.status_code} {response.text}"
    assert response.headers["WWW-Authenticate"] == "Bearer realm=localhost"
    assert response.headers["Content-Type"].lower() == "application/json;charset=utf-8"
    body = response.json()
    assert (body["code"], body["message"]) == (401, "Unauthorized")
    assert body["description"] == (
        "Authorization failure. Authorization information was invalid or missing from your request."
    )
    assert response.text.startswith('{\n  "'), "pretty-printed with two blanks"


@pytest.mark.parametrize("path", OPERATIONS)
@pytest.mark.parametrize("header", [
    pytest.param(None, id="none"),
    pytest.param(basic("admin", "wrong"), id="wrong password"),
    pytest.param(basic("nobody", "wrong"), id="unknown user"),
    pytest.param("Basic %%%", id="not base64"),
    pytest.param("Basic " + base64.b64encode(b"admin").decode(), id="no colon"),
    pytest.param("Basic " + base64.b64encode(b"\xff\xfe:\x00").decode(), id="not UTF-8"),
    pytest.param("Basic", id="nothing behind the scheme"),
    pytest.param("Bearer eyJhbGciOiJub25lIn0.e30.", id="a token nobody issued"),
    pytest.param("Client " + base64.b64encode(b"dashboard:dashboard").decode(), id="WSO2's shipped client"),
    pytest.param("Digest username=admin", id="unknown scheme"),
])
def test_wrong_credentials(server, path, header):
    api = server.anonymous_api()
    assert_unauthorized(api.post(path, {}, headers={"Authorization": header} if header else {}))


def test_the_scheme_is_case_insensitive(server, kim):
    header = basic(*server.administrator).replace("Basic", "bASIC")
    api = server.anonymous_api()
    response = api.post(f"{USER}/resend-code", {"user": {"username": "nobody"}, "properties": [
        {"key": "RecoveryScenario", "value": "NOTIFICATION_BASED_PW_RECOVERY"},
    ]}, headers={"Authorization": header})
    assert response.status_code == 201


def test_a_user_without_permission(server, kim):
    response = server.api((kim.username, kim.password)).recover_password("nobody")
    assert response.status_code == 403
    body = response.json()
    assert (body["code"], body["message"]) == (403, "Forbidden")
    assert body["description"] == (
        "Operation is not permitted. You do not have permissions to make this request."
    )


def test_the_tenant_may_be_part_of_the_name(server):
    name, password = server.administrator
    assert server.api((f"{name}@carbon.super", password)).recover_password("nobody").status_code == 202
    assert server.api((f"PRIMARY/{name}", password)).recover_password("nobody").status_code == 202


def test_nobody_crosses_tenants(server, other_tenant):
    domain, boss = other_tenant
    qualified = (f"{boss.username}@{domain}", boss.password)
    assert server.api(qualified, tenant=domain).recover_password("nobody").status_code == 202
    assert server.api((boss.username, boss.password), tenant=domain).recover_password("nobody").status_code == 202
    assert_unauthorized(server.api(qualified).recover_password("nobody"))
    assert_unauthorized(server.api(("admin@carbon.super", server.administrator[1]), domain).recover_password("nobody"))


def test_an_unknown_tenant(server):
    response = server.api(tenant="x.example").recover_password("nobody")
    assert response.status_code == 404
    text = "invalid tenant domain : x.example"
    assert response.json() == {"code": 404, "message": text, "description": text}


@pytest.mark.parametrize("tenant", ["..", "%2e%2e", "a%00b", "a b", "A" * 300, "<script>", "%c3%28"])
def test_a_malformed_tenant(server, tenant):
    target = f"/t/{tenant}{RECOVERY}/recover-password".replace(" ", "%20")
    answer = exchange(server.https_port, request_bytes("POST", target, [
        ("Authorization", basic(*server.administrator)), ("Connection", "close"), ("Content-Length", "0"),
    ]))
    assert status_of(answer) in (400, 401, 404), answer[:400]
    assert b"<script>" not in answer or b"\r\nContent-Type: application/json" in answer


@pytest.mark.parametrize("target", [
    f"/{RECOVERY}/recover-password", f"/t/carbon.super/..{RECOVERY}/set-password", f"/x/..{RECOVERY}/set-password",
    f"{RECOVERY}/%2e%2e/v0.9/set-password", f"{RECOVERY}/./set-password", f"{RECOVERY}//set-password",
    f"{RECOVERY};a=b/set-password", f"{RECOVERY}/set-password;x", f"{RECOVERY}/set%2dpassword%00",
    f"{RECOVERY.upper()}/set-password", f"{RECOVERY}\\set-password", f"https://evil.example{RECOVERY}/set-password",
    "/services/UserInformationRecoveryService", "/api/server/v1/configs", "/scim2/Users",
])
def test_no_way_round_by_the_path(server, target):
    """WSO2-2022-2177: a path that a filter and a router read differently."""
    body = b'{"key":"x","password":"Long enough 1!"}'
    answer = exchange(server.https_port, request_bytes("POST", target, [("Connection", "close")], body))
    assert status_of(answer) in (400, 401, 404), answer[:400]


def test_every_documented_operation_asks_who_is_calling(server):
    api = server.anonymous_api()
    document = yaml.safe_load(api.get("/openapi.yaml").text)
    secured = 0
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method in METHODS and operation.get("security", document.get("security")):
                response = api.request(method, re.sub(r"\{.*?\}", "carbon.super", path))
                assert response.status_code == 401, f"{method} {path}: {response.status_code}"
                secured += 1
    assert secured >= len(OPERATIONS)


def test_two_authorization_headers_are_refused(server):
    good = basic(*server.administrator)
    body = b'{"user":{"username":"nobody"}}'
    for headers in ([good, basic("nobody", "x")], [basic("nobody", "x"), good]):
        answer = exchange(server.https_port, request_bytes(
            "POST", f"{RECOVERY}/recover-password?notify=true",
            [("Authorization", value) for value in headers] + [("Connection", "close")], body,
        ))
        assert status_of(answer) in (400, 401), answer[:400]


def test_a_client_application_with_a_password_of_its_own(make_server):
    password = secrets.token_urlsafe(16)
    server = make_server({"account_recovery.endpoint.auth": {"hash": hashlib.sha256(password.encode()).hexdigest()}})
    server.secrets.add(password)
    api = server.anonymous_api()
    for given, status in ((password, 202), ("dashboard", 401)):
        header = "Client " + base64.b64encode(f"dashboard:{given}".encode()).decode()
        response = api.recover_password("nobody", notify=True, headers={"Authorization": header})
        assert response.status_code == status, response.text


def test_wso2s_shipped_client_password_opens_nothing(make_server):
    """WSO2-2020-0864: a hash that everybody knows."""
    server = make_server(
        {"account_recovery.endpoint.auth": {"hash": hashlib.sha256(b"dashboard").hexdigest()}}, start=False,
    )
    if server.command("config", "check").returncode == 0:
        server.start()
        api = server.anonymous_api()
        header = "Client " + base64.b64encode(b"dashboard:dashboard").decode()
        assert api.recover_password("nobody", headers={"Authorization": header}).status_code == 401
