"""The mailed link: what opens it before the person does, and what it says when it is dead."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from support.pages import Visitor

SCANNERS = [
    "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; SafeLinks)", "Mimecast", "Proofpoint-URL-Defense",
    "Mozilla/5.0 (compatible; Barracuda Sentinel)", "",
]


def test_scanners_use_nothing_up(server, kim, visitor, mail):
    for agent in SCANNERS:
        scanner = Visitor(server.url)
        scanner.session.headers["User-Agent"] = agent
        assert scanner.head(mail.link).status_code == 200
        for headers in ({}, {"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}):
            assert scanner.get(mail.link, headers=headers).status == 200
        assert scanner.session.options(mail.link, timeout=20).status_code < 500
        for link in scanner.get(mail.link).links:
            if link.startswith(server.url):
                scanner.get(link)
    password = server.new_password()
    assert visitor.choose_password(visitor.open_link(mail.link), password).status == 200
    assert server.signs_in(kim, password)


@pytest.mark.parametrize("tail", ["?utm_source=x", "?", "?x=1&confirmation=2", "=", ".", ")"])
def test_what_mail_programs_do_to_links(server, visitor, mail, tail):
    assert visitor.get(mail.link + tail).form(with_field="csrf")


def test_opening_the_form_without_a_code_leads_back(server, visitor):
    page = visitor.get("/reset-password")
    assert not any(form.identifier == "passwordResetForm" for form in page.forms)
    assert page.status in (200, 400, 403, 410)
    answer = visitor.post("/reset-password", {"new-password": "Long enough 1!", "username": "admin"})
    assert answer.status in (400, 403, 410)
    assert server.api().recover_password("nobody").status_code == 202, "the administrator's password is as it was"


def test_a_used_link_says_so(server, kim, visitor, mail):
    visitor.choose_password(visitor.open_link(mail.link), server.new_password())
    page = Visitor(server.url).get(mail.link)
    assert page.heading == "This link has already been used"
    assert not page.text.count("New password")


def test_a_replaced_link_says_so(server, kim, visitor, mail):
    server.api().recover_password(kim.username, notify=True)
    server.mail.wait_for(kim.email, 2)
    assert visitor.get(mail.link).heading == "There is a newer link"


def test_an_expired_link_says_so_and_sends_a_new_one_without_typing(server, kim, visitor, mail):
    server.let_codes_expire(kim)
    page = visitor.get(mail.link)
    assert page.heading == "This link has expired"
    form = page.forms[0]
    assert set(form.types.values()) <= {"hidden"}
    sent = visitor.submit(page, form)
    assert sent.status == 200 and kim.email not in sent.text
    renewed = server.mail.wait_for(kim.email, 2)[1]
    assert visitor.choose_password(visitor.open_link(renewed.link), server.new_password()).status == 200


def test_the_pages_say_until_when(visitor, mail):
    """The link as long as the code lives, the form as long as it is kept: for the machine, and in words."""
    moments = []
    for page in (visitor.get(mail.link), visitor.open_link(mail.link)):
        (moment, words), = re.findall(r'<time datetime="([^"]+)" data-local>([^<]+ UTC)</time>', page.source)
        moments.append(datetime.fromisoformat(moment) - datetime.now(UTC))
        assert words
    link, form = moments
    assert timedelta(hours=23, minutes=55) < link <= timedelta(days=1)
    assert timedelta(minutes=13) < form <= timedelta(minutes=15)


def test_a_link_that_was_never_sent_says_nothing(visitor):
    for code in ("A" * 43, "x", "A" * 500, "%00", "..%2f", "<script>"):
        page = visitor.get(f"/r/{code}")
        assert page.status in (400, 404, 410) and "<script>" not in page.source.lower().replace("<script defer", "")
        assert all(form.identifier != "passwordResetForm" for form in page.forms)


def test_a_code_that_expires_while_the_form_is_open(server, kim, visitor, mail):
    form = visitor.open_link(mail.link)
    server.let_codes_expire(kim)
    page = visitor.choose_password(form, server.new_password())
    assert page.heading == "This link has expired"
    assert server.signs_in(kim, kim.password)


def test_the_form_of_another_person_sets_nobody_elses_password(server, kim, visitor, mail):
    """A8: what the form says about the user counts for nothing."""
    other = server.add_user()
    form = visitor.open_link(mail.link)
    password = server.new_password()
    visitor.submit(form, form.form("passwordResetForm"), {"new-password": password, "username": other.username})
    assert server.signs_in(kim, password) and server.signs_in(other, other.password)


def test_going_back_after_the_reset_opens_nothing(server, visitor, mail):
    form = visitor.open_link(mail.link)
    visitor.choose_password(form, server.new_password())
    again = visitor.choose_password(form, server.new_password())
    assert again.status in (400, 403, 410) or "passwordResetForm" not in again.source
