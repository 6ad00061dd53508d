"""From the outbox to a mail server, whatever that server does."""

import secrets

import pytest

from support.network import free_port
from support.waiting import wait_until

pytestmark = pytest.mark.engines


def outbox(server):
    return server.json("mail", "queue", "list")


def dead_letters(server):
    return [entry for entry in outbox(server) if entry["state"] == "dead"]


@pytest.fixture
def asked(make_server, mail_server):
    """Starts a server over a mail server, asks for one mail, returns (server, mail server, person)."""
    def ask(changes=None, started=True, **options):
        mail = mail_server(**options)
        if started:
            mail.start()
        server = make_server(changes, mail=mail)
        kim = server.add_user(given_name="Zoë “Kim” O'Neil")
        assert server.api().recover_password(kim.username, notify=True).status_code == 202
        return server, mail, kim
    return ask


def test_the_message_is_one_that_mail_programs_like(asked):
    server, mail_server, kim = asked()
    mail, = mail_server.wait_for(kim.email)
    message = mail.message
    assert mail.sender == "no-reply@example.com"
    assert message["To"].addresses[0].addr_spec == kim.email
    assert message["From"].addresses[0].addr_spec == "no-reply@example.com"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["MIME-Version"] == "1.0"
    assert message["Content-Language"].lower().startswith("en")
    assert message["Date"].datetime.tzinfo is not None
    assert message["Message-ID"].startswith("<") and message["Message-ID"].endswith("@localhost>")
    assert "{{" not in message["Subject"] and message["Subject"]
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert {part.get_content_charset() for part in message.iter_parts()} == {"utf-8"}
    assert message.defects == [] and all(part.defects == [] for part in message.iter_parts())
    assert max(len(line) for line in mail.source.split(b"\r\n")) <= 78
    assert b"\n" not in mail.source.replace(b"\r\n", b"")
    assert len(mail.source) < 100_000


def test_both_parts_carry_the_link_and_no_placeholder(asked):
    server, mail_server, kim = asked()
    mail, = mail_server.wait_for(kim.email)
    for part in (mail.text, mail.html):
        assert mail.link in part
        assert "{{" not in part and "}}" not in part
        assert "Zoë “Kim” O'Neil" in part
    assert mail.link in mail.text.splitlines(), "on a line of its own"
    assert "src=\"http" not in mail.html, "no picture that tells when it was read"


def test_values_are_inert_in_html(make_server):
    server = make_server()
    kim = server.add_user(given_name='<img src=x onerror=alert(1)>{{confirmation-code}}"&')
    server.api().recover_password(kim.username, notify=True)
    mail, = server.mail.wait_for(kim.email)
    assert "<img src=x" not in mail.part("html")
    assert "{{confirmation-code}}" in mail.text, "a value is not a template"


def test_a_server_that_is_down_at_first(asked):
    server, mail_server, kim = asked(started=False)
    waiting = wait_until(
        lambda: [entry for entry in outbox(server) if entry["attempts"] >= 1 and entry["state"] == "queued"],
        "a first attempt in vain",
    )
    assert len(waiting) == 1
    mail_server.start()
    mail, = mail_server.wait_for(kim.email, patience=40)
    assert server.api().set_password(mail.code, server.new_password()).status_code == 200


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
def test_a_final_refusal_makes_a_dead_letter(make_server, mail_server, stage):
    mail = mail_server().start()
    mail.answer = lambda at, recipient: "550 5.1.1 nobody here" if at == stage else None
    server = make_server(mail=mail)
    kim = server.add_user()
    server.api().recover_password(kim.username, notify=True)
    letter, = wait_until(lambda: dead_letters(server), "a dead letter")
    assert "550" in str(letter)
    assert kim.email not in str(letter), "whom it was for is nobody's business but the queue's"
    mail.answer = lambda at, recipient: None
    server.done("mail", "queue", "retry", letter["id"])
    code = mail.wait_for(kim.email)[0].code
    assert server.api().set_password(code, server.new_password()).status_code == 200


def test_a_dead_letter_can_be_dropped(make_server, mail_server):
    mail = mail_server().start()
    mail.answer = lambda stage, recipient: "550 no"
    server = make_server(mail=mail)
    server.api().recover_password(server.add_user().username, notify=True)
    letter, = wait_until(lambda: dead_letters(server), "a dead letter")
    server.done("mail", "queue", "drop", letter["id"])
    dropped, = outbox(server)
    assert dropped["state"] == "dead" and "dropped" in dropped["reply"]
    mail.answer = lambda stage, recipient: None
    server.command("mail", "queue", "retry", letter["id"])
    assert outbox(server) == [dropped], "what was dropped was wiped, so there is nothing to send"


def test_one_refused_address_does_not_hold_up_the_others(make_server, mail_server):
    mail = mail_server().start()
    server = make_server(mail=mail)
    people = [server.add_user() for _ in range(4)]
    bad = people[0].email
    mail.answer = lambda stage, recipient: "550 no" if recipient == bad else None
    for person in people:
        server.api().recover_password(person.username, notify=True)
    for person in people[1:]:
        mail.wait_for(person.email)
    assert wait_until(lambda: dead_letters(server), "a dead letter")


@pytest.mark.parametrize("trouble", ["451 4.7.1 come back later", "drop"])
def test_a_passing_trouble_is_waited_out(make_server, mail_server, trouble):
    mail = mail_server().start()
    mail.answer = lambda stage, recipient: trouble if stage == "DATA" else None
    server = make_server(mail=mail)
    kim = server.add_user()
    server.api().recover_password(kim.username, notify=True)
    entry, = wait_until(
        lambda: [entry for entry in outbox(server) if entry["attempts"] >= 1 and entry["state"] == "queued"],
        "a first attempt in vain",
    )
    mail.answer = lambda stage, recipient: None
    server.done("mail", "queue", "retry", entry["id"])
    message, = mail.wait_for(kim.email)
    attempts = {attempt.message_id for attempt in mail.attempts}
    assert attempts == {message.message_id}, "each attempt is the same message"
    assert len({attempt.source for attempt in mail.attempts}) == 1


def test_a_server_that_hangs_holds_up_nobody_who_asks(make_server, mail_server):
    mail = mail_server().start()
    mail.answer = lambda stage, recipient: "hang"
    server = make_server({"rekey.mail": {"reply_timeout": "2s"}}, mail=mail)
    people = [server.add_user() for _ in range(3)]
    for person in people:
        response = server.api().recover_password(person.username, notify=True)
        assert response.status_code == 202 and response.elapsed.total_seconds() < 2
    wait_until(lambda: any(entry["attempts"] >= 1 for entry in outbox(server)), "an attempt")
    assert server.is_healthy()
    mail.answer = lambda stage, recipient: None
    for person in people:
        mail.wait_for(person.email, patience=60)


def test_starttls_and_authentication(make_server, mail_server):
    password = secrets.token_urlsafe(12) + '"\\ü<![CDATA['
    mail = mail_server(starttls=True, credentials=("relay", password)).start()
    server = make_server({
        "output_adapter.email": {
            "hostname": "localhost", "enable_start_tls": True, "enable_authentication": True,
            "username": "relay", "password": password, "signature": "Acme Café",
        },
        "rekey.mail": {"certificate_authority_file": str(mail.certificate)},
    }, mail=mail)
    server.secrets.add(password)
    kim = server.add_user()
    server.api().recover_password(kim.username, notify=True)
    message, = mail.wait_for(kim.email)
    assert message.was_encrypted and message.authenticated_as
    assert message.message["From"].addresses[0].display_name == "Acme Café"


def test_starttls_is_required_where_it_is_set(make_server, mail_server):
    mail = mail_server().start()
    server = make_server({"output_adapter.email": {"enable_start_tls": True}}, mail=mail)
    server.api().recover_password(server.add_user().username, notify=True)
    wait_until(lambda: any(entry["attempts"] >= 1 for entry in outbox(server)), "an attempt")
    assert mail.attempts == [], "nothing goes out in the clear"


def test_a_certificate_that_nobody_vouches_for_is_refused(make_server, mail_server):
    mail = mail_server(starttls=True).start()
    server = make_server({"output_adapter.email": {"hostname": "localhost", "enable_start_tls": True}}, mail=mail)
    server.api().recover_password(server.add_user().username, notify=True)
    wait_until(lambda: any(entry["attempts"] >= 1 for entry in outbox(server)), "an attempt")
    assert mail.attempts == []


def test_a_wrong_password_of_ours_kills_no_mail(make_server, mail_server):
    mail = mail_server(starttls=True, credentials=("relay", "right")).start()
    server = make_server({
        "output_adapter.email": {
            "hostname": "localhost", "enable_start_tls": True, "enable_authentication": True,
            "username": "relay", "password": "wrong-one",
        },
        "rekey.mail": {"certificate_authority_file": str(mail.certificate)},
    }, mail=mail)
    server.secrets.add("wrong-one")
    server.api().recover_password(server.add_user().username, notify=True)
    wait_until(lambda: any(entry["attempts"] >= 1 and entry["state"] == "queued" for entry in outbox(server)),
               "an attempt in vain")
    assert dead_letters(server) == []


def test_the_command_that_tries_it_out(server, make_server):
    said = server.done("mail", "test", "--to", "operator@example.com")
    assert "250" in said
    server.mail.wait_for("operator@example.com")
    broken = make_server({"output_adapter.email": {"port": free_port()}})
    result = broken.command("mail", "test", "--to", "operator@example.com")
    assert result.returncode != 0 and result.stderr
