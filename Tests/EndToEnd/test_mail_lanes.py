"""One recipient domain in trouble, and all the others, which are not to notice."""

import pytest

from support.waiting import wait_until

pytestmark = pytest.mark.engines

DEAD = "@dead.example"


def outbox(server):
    return server.json("mail", "queue", "list")


def ask(server, domain, count):
    people = [server.add_user(email=f"user{number}@{domain}") for number in range(count)]
    for person in people:
        assert server.api().recover_password(person.username, notify=True).status_code == 202
    return people


def for_the_dead(stage, answer):
    return lambda at, recipient: answer if at == stage and recipient and recipient.endswith(DEAD) else None


@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
def test_a_domain_that_hangs_holds_up_no_other(make_server, mail_server, stage):
    mail = mail_server().start()
    hanging = []

    def answer(at, recipient):
        verdict = for_the_dead(stage, "hang")(at, recipient)
        if verdict:
            hanging.append(recipient)
        return verdict

    mail.answer = answer
    # Longer than the test: whoever arrives does so while the domain hangs.
    server = make_server({"rekey.mail": {"sessions": 2, "reply_timeout": "5m"}}, mail=mail)
    dead = ask(server, "dead.example", 4)
    wait_until(lambda: hanging, "the domain to hang")
    others = ask(server, "one.example", 3) + ask(server, "two.example", 3)
    for person in others:
        mail.wait_for(person.email)
    assert not any(mail.to(person.email) for person in dead)
    assert {entry["state"] for entry in outbox(server)} <= {"leased", "queued"}
    mail.answer = lambda at, recipient: None
    for person in dead:
        mail.wait_for(person.email, patience=60)


@pytest.mark.parametrize("trouble", ["hang", "451 4.7.1 come back later"])
def test_a_domain_in_trouble_is_left_alone_and_comes_back(make_server, mail_server, trouble):
    mail = mail_server().start()
    mail.answer = for_the_dead("RCPT", trouble)
    server = make_server({"rekey.mail": {"sessions": 2, "reply_timeout": "1s"}}, mail=mail)
    dead = ask(server, "dead.example", 4)
    wait_until(lambda: any(entry["attempts"] and entry.get("reply") for entry in outbox(server)), "an attempt in vain")
    for person in ask(server, "one.example", 3):
        mail.wait_for(person.email)
    assert not any(mail.to(person.email) for person in dead)
    mail.answer = lambda at, recipient: None
    server.done("mail", "queue", "retry", "--all")
    for person in dead:
        mail.wait_for(person.email, patience=60)
