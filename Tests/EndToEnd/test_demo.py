"""`rekey serve --demo`: what a person who has never seen Rekey does in the first minute."""

import re
import ssl
import subprocess

import pytest
from cryptography import x509

from support.mail import RESET_LINK
from support.network import listening_addresses
from support.pages import Visitor
from support.waiting import wait_until


@pytest.fixture(scope="module")
def demo(make_shared):
    return make_shared("demo", demo=True)


def newest_code(demo, besides=None):
    """The code in the newest mail of the mailbox page, as soon as that has one, and another than `besides`."""
    visitor = Visitor(demo.url)

    def find():
        for message in messages_of(visitor.get("/mailbox"))[:1]:
            for link in visitor.get(message).links:
                code = link.rsplit("/", 1)[1]
                if RESET_LINK.fullmatch(link) and code != besides:
                    return code

    return wait_until(find, "a code in the mailbox")


def mails_of(demo):
    return messages_of(Visitor(demo.url).get("/mailbox"))


def messages_of(page):
    """The addresses of the mails on the page, newest first."""
    return list(dict.fromkeys(link for link in page.links if "/mailbox/" in link))


def run_as_pasted(command):
    """Runs a line of the banner in a shell; what curl prints and the status."""
    result = subprocess.run(
        ["bash", "-c", command.replace("curl ", "curl -sS -w '\\n%{http_code}' ", 1)],
        capture_output=True, text=True, timeout=60,
    )
    assert result.returncode == 0, result.stderr
    body, _, status = result.stdout.rpartition("\n")
    return int(status), body


def test_the_three_commands_work_as_printed(demo):
    banner = demo.output()
    lines = [line.strip().removeprefix("$ ") for line in banner.splitlines()]
    commands = [line for line in lines if line.startswith("curl ")]
    recover, set_password, resend = commands
    assert "recover-password" in recover and "Authorization: Basic YWRtaW46YWRtaW4=" in recover
    assert run_as_pasted(recover) == (202, "")
    code = newest_code(demo)

    placeholder, = re.findall(r'"key": ?"([^"]*)"', set_password)
    assert '"password": "Password1!"' in set_password
    pasted = set_password.replace(f'"{placeholder}"', f'"{code}"')
    status, body = run_as_pasted(pasted)
    assert status == 200 and '"kim"' in body, body
    assert run_as_pasted(resend)[0] == 201

    assert run_as_pasted(recover)[0] == 202
    first = newest_code(demo, besides=code)
    assert run_as_pasted(resend) == (201, "")
    assert newest_code(demo, besides=first)


def test_the_banner_says_where_to_look(demo):
    banner = demo.output()
    for path in ("/forgot-password", "/mailbox", "/docs"):
        assert f"https://localhost:{demo.https_port}{path}" in banner
    assert "admin" in banner and "kim" in banner and "Forgotten-1!" in banner
    assert "\x1b[" not in banner, "no colours where nobody looks"


def test_the_mailbox_shows_each_mail_as_it_was_sent(demo):
    visitor = Visitor(demo.url)
    before = len(messages_of(visitor.get("/mailbox")))
    visitor.ask("kim")
    wait_until(lambda: len(messages_of(visitor.get("/mailbox"))) > before, "a mail in the mailbox")
    page = visitor.get("/mailbox")
    assert "kim@example.com" in page.text
    message = visitor.get(messages_of(page)[0])
    frames = [attributes for tag, attributes in message.elements if tag == "iframe"]
    assert frames and "allow-scripts" not in frames[0]["sandbox"] and "allow-same-origin" not in frames[0]["sandbox"]
    framed = visitor.get(frames[0]["src"])
    assert framed.status == 200
    assert "script-src" not in framed.headers["Content-Security-Policy"].replace("script-src 'none'", "")
    views = [link for link in message.links if "/mailbox/" in link]
    texts = " ".join(visitor.get(view).text for view in views)
    assert "Auto-Submitted: auto-generated" in texts and "multipart/alternative" in texts


def test_the_demo_is_for_this_machine_alone(demo, make_server):
    for port in (demo.https_port, demo.http_port):
        addresses = listening_addresses(port)
        assert addresses and addresses <= {"127.0.0.1", "::1"}, addresses
    other = make_server(demo=True, start=False)
    other.environment["REKEY_SERVER__LISTEN_ADDRESS"] = "0.0.0.0"
    with pytest.raises(AssertionError, match="stopped with"):
        other.start(patience=20)
    assert "127.0.0.1" in other.log() + other.output()


def test_a_second_start_finds_what_the_first_left(make_server):
    demo = make_server(demo=True)
    Visitor(demo.url).ask("kim")
    code = newest_code(demo)
    assert demo.api().set_password(code, "Password1!").status_code == 200
    wait_until(lambda: len(mails_of(demo)) == 2, "the notice beside the mail with the code")
    mails = mails_of(demo)
    assert demo.stop() == 0
    demo.start()
    assert mails_of(demo) == mails
    assert demo.api(("kim", "Password1!")).resend_code("nobody").status_code == 201


def test_the_certificate_names_the_host_and_is_kept(demo, tmp_path):
    pem = ssl.get_server_certificate(("localhost", demo.https_port))
    certificate = x509.load_pem_x509_certificate(pem.encode())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "localhost" in names.get_values_for_type(x509.DNSName)
    lifetime = certificate.not_valid_after_utc - certificate.not_valid_before_utc
    assert lifetime.days <= 825, "browsers refuse certificates that live longer"
