"""What every page says about itself: headers, cookies, assets, and the addresses that others know."""

import ssl

import pytest

from support.network import self_signed_certificate
from support.pages import Visitor

WSO2 = "/accountrecoveryendpoint"
PAGES = [
    "/", "/forgot-password", "/forgot-password/sent", "/sign-in", "/reset-password", "/reset-password/done", "/docs",
    "/r/" + "A" * 43, f"{WSO2}/recoveraccountrouter.do", f"{WSO2}/recoverpassword.do", "/no-such-page",
]


@pytest.mark.parametrize("path", PAGES)
def test_each_page_keeps_to_itself(visitor, path):
    page = visitor.get(path)
    headers = page.headers
    assert "no-store" in headers["Cache-Control"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    # With a certificate that no browser trusts it would leave people no way past the warning.
    assert "Strict-Transport-Security" not in headers
    policy = [part.strip() for part in headers["Content-Security-Policy"].split(";")]
    assert {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} <= set(policy)
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "Server" not in headers or not any(letter.isdigit() for letter in headers["Server"])
    assert headers["Content-Type"].lower() == "text/html; charset=utf-8"
    for tag, attributes in page.elements:
        assert "style" not in attributes and not any(name.startswith("on") for name in attributes), (tag, attributes)
        assert tag != "style" and (tag != "script" or attributes.get("src", "").startswith("/")), (tag, attributes)
        for name in ("src", "href", "action"):
            target = attributes.get(name) or ""
            assert tag == "a" or not target.startswith(("http:", "https:", "//")), (tag, target)
    assert ("meta", {"name": "robots", "content": "noindex"}) in page.elements
    assert dict(page.elements)["html"]["lang"]


def test_with_a_certificate_of_its_own_a_server_insists_on_tls(make_server, tmp_path):
    certificate, key = self_signed_certificate(tmp_path, "localhost")
    server = make_server({"rekey.tls": {"certificate_file": str(certificate), "private_key_file": str(key)}})
    assert "max-age=" in Visitor(server.url).get("/").headers["Strict-Transport-Security"]
    served = ssl.get_server_certificate(("localhost", server.https_port))
    assert served.split() == certificate.read_text().split()


def test_cookies_are_bound_to_this_host(server, kim, visitor, mail):
    visitor.open_link(mail.link)
    visitor.sign_in(kim.username, kim.password)
    assert visitor.session.cookies
    for cookie in visitor.session.cookies:
        assert cookie.name.startswith("__Host-"), cookie
        assert cookie.secure and cookie.path == "/" and not cookie.domain_specified
        rest = {name.lower(): value for name, value in cookie._rest.items()}
        assert "httponly" in rest and rest.get("samesite", "").lower() in ("lax", "strict"), cookie
        assert mail.code not in cookie.value and kim.username not in cookie.value


def test_assets_may_be_kept(visitor):
    page = visitor.get("/")
    assets = [attributes.get("src") or attributes.get("href") for tag, attributes in page.elements
              if tag in ("link", "script", "img")]
    assert assets
    for asset in assets:
        answer = visitor.get(asset)
        assert answer.status == 200 and "max-age=" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_address_for_changing_a_password(server, visitor):
    answer = visitor.session.get(f"{server.url}/.well-known/change-password", allow_redirects=False)
    assert answer.status_code in (302, 303, 307)
    assert answer.headers["Location"].removeprefix(server.url) in ("/myaccount", "/forgot-password")
    assert visitor.get("/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200").status == 404


def test_what_is_not_there(visitor):
    page = visitor.get("/no-such-page")
    assert page.status == 404 and page.heading
    assert "text/html" in page.headers["Content-Type"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods(server, visitor, method):
    answer = visitor.session.request(method, f"{server.url}/forgot-password", timeout=20)
    assert answer.status_code in (400, 403, 404, 405)


def test_the_document_of_the_api(visitor):
    document = visitor.get("/openapi.yaml")
    assert document.status == 200 and "yaml" in document.headers["Content-Type"]
    docs = visitor.get("/docs")
    for name in ("recover-password", "set-password", "validate-code", "resend-code"):
        assert name in document.source and name in docs.text


def test_health(visitor):
    answer = visitor.get("/health")
    assert answer.status == 200 and "no-store" in answer.headers["Cache-Control"]


def test_outside_the_demo_there_is_no_mailbox(visitor):
    assert visitor.get("/mailbox").status == 404
