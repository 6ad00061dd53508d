"""The way through the pages over plain HTTP, as a browser without scripts goes it."""

from urllib.parse import urlsplit

from support.pages import Visitor


def test_a_forgotten_password_is_reset(server, kim, visitor):
    sent = visitor.ask(kim.username)
    assert sent.url == f"{server.url}/forgot-password/sent"
    assert kim.username in sent.text and kim.email not in sent.text
    mail, = server.mail.wait_for(kim.email)
    server.secrets.add(mail.code)

    opened = visitor.get(mail.link)
    assert opened.status == 200
    assert kim.email not in opened.text, "the address is masked"
    form = visitor.submit(opened, opened.form(with_field="csrf"))
    assert form.url == f"{server.url}/reset-password", "the code is out of the address bar"
    assert mail.code not in form.source

    refused = visitor.choose_password(form, "short")
    assert refused.title.startswith("Error:") and refused.status in (200, 400, 422)
    password = server.new_password()
    done = visitor.choose_password(refused, password)
    assert done.url == f"{server.url}/reset-password/done"
    assert done.response.history[0].status_code == 303, "a real navigation, so that managers save the password"
    assert server.signs_in(kim, password)


def test_it_may_go_on_in_another_browser(server, kim, visitor, mail):
    visitor.ask(kim.username)
    mail = server.mail.wait_for(kim.email, 2)[1]
    phone = Visitor(server.url)
    password = server.new_password()
    assert phone.choose_password(phone.open_link(mail.link), password).status == 200
    assert server.signs_in(kim, password)


def test_the_way_of_a_tenant(server, other_tenant):
    domain, _ = other_tenant
    pat = server.add_user(tenant=domain)
    visitor = Visitor(server.url)
    sent = visitor.ask(pat.username, f"/t/{domain}/forgot-password")
    assert sent.url == f"{server.url}/t/{domain}/forgot-password/sent"
    mail, = server.mail.wait_for(pat.email)
    password = server.new_password()
    done = visitor.choose_password(visitor.open_link(mail.link), password)
    assert urlsplit(done.url).path == f"/t/{domain}/reset-password/done"
    assert pat.username in visitor.sign_in(pat.username, password, f"/t/{domain}/sign-in").text
    elsewhere = Visitor(server.url).get(mail.link.replace(f"/t/{domain}", ""))
    assert not any(form.identifier == "passwordResetForm" for form in elsewhere.forms)


def test_sign_in_change_and_sign_out(server, kim, visitor):
    asked = visitor.get("/myaccount")
    assert asked.url.startswith(f"{server.url}/sign-in")
    account = visitor.sign_in(kim.username, kim.password)
    assert account.url == f"{server.url}/myaccount" and kim.email in account.text
    other_browser = Visitor(server.url)
    other_browser.sign_in(kim.username, kim.password)

    password = server.new_password()
    form = account.form(with_field="current-password")
    wrong = visitor.submit(account, form, {"current-password": "wrong 1!", "new-password": password})
    assert wrong.title.startswith("Error:")
    visitor.submit(wrong, wrong.form(with_field="current-password"),
                   {"current-password": kim.password, "new-password": password})
    assert server.signs_in(kim, password)
    assert visitor.get("/myaccount").url == f"{server.url}/myaccount", "who changes it stays signed in"
    assert "/sign-in" in other_browser.get("/myaccount").url, "everybody else is signed out"

    account = visitor.get("/myaccount")
    leave = next(form for form in account.forms if form.action.endswith("/sign-out"))
    visitor.submit(account, leave)
    assert "/sign-in" in visitor.get("/myaccount").url


def test_a_session_gets_a_new_name_at_sign_in(server, kim, visitor):
    visitor.get("/sign-in")
    before = {cookie.name: cookie.value for cookie in visitor.session.cookies}
    visitor.sign_in(kim.username, kim.password)
    after = {cookie.name: cookie.value for cookie in visitor.session.cookies}
    assert set(after.items()) - set(before.items()), "a session that was there before would let its giver in"
