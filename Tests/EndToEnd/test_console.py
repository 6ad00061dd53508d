"""The console over plain HTTP: who may come in, what they may do there, and that nothing leaks between tenants."""

import pytest

from support.pages import Visitor

pytestmark = pytest.mark.engines


def operator(server, role, tenant=None):
    """Somebody with that role, signed in."""
    options = {"tenant": tenant} if tenant else {}
    person = server.add_user(roles=[role] if role else [], **options)
    visitor = Visitor(server.url)
    prefix = f"/t/{tenant}" if tenant else ""
    page = visitor.sign_in(person.username, person.password, path=f"{prefix}/carbon/sign-in")
    return visitor, page, person


@pytest.fixture
def admin(server):
    visitor = Visitor(server.url)
    page = visitor.sign_in(*server.administrator, path="/carbon/sign-in")
    assert page.status == 200 and page.url.endswith("/carbon"), page.text
    return visitor


# Slice 1: coming in.


@pytest.mark.parametrize("path", ["/carbon", "/console", "/carbon/"])
def test_the_console_asks_who_one_is(server, path):
    page = Visitor(server.url).get(path)
    assert page.status == 200 and page.url == f"{server.url}/carbon/sign-in"
    assert page.heading == "Management Console"


def test_an_administrator_comes_in_and_goes_out(server, admin):
    home = admin.get("/carbon")
    assert home.heading == "The last 24 hours" and "Administrator" in home.text
    out = admin.submit(home, next(form for form in home.forms if form.action.endswith("/carbon/sign-out")))
    assert "You are signed out." in out.text
    assert admin.get("/carbon").url.endswith("/carbon/sign-in")


@pytest.mark.parametrize("role, name", [("admin", "Administrator"), ("helpdesk", "Helpdesk"), ("auditor", "Auditor")])
def test_every_role_is_told_what_it_is(server, role, name):
    _, page, _ = operator(server, role)
    assert page.url.endswith("/carbon") and name in page.text


def test_a_user_without_a_role_is_refused(server):
    visitor, page, person = operator(server, None)
    assert page.status == 403 and "not allowed to use the console" in page.text
    assert "__Host-rekey-console" not in visitor.session.cookies
    assert visitor.get("/carbon").url.endswith("/carbon/sign-in")


def test_being_signed_in_to_my_account_opens_no_console(server):
    visitor = Visitor(server.url)
    assert visitor.sign_in(*server.administrator).url.endswith("/myaccount")
    assert "/carbon/sign-in" in visitor.get("/carbon").url


def test_a_wrong_password_is_told_as_at_the_portal(server):
    known = server.add_user(roles=["helpdesk"]).username
    page = Visitor(server.url).sign_in(known, "not the password", path="/carbon/sign-in")
    assert page.status == 400 and page.title.startswith("Error:")
    unknown = Visitor(server.url).sign_in("no-such-user", "not the password", path="/carbon/sign-in")
    assert page.source.replace(known, "").split("csrf")[0] == unknown.source.replace("no-such-user", "").split("csrf")[0]


def test_too_many_wrong_passwords_are_stopped(make_server):
    server = make_server({"rekey.limits": {"enabled": True, "sign_in_failures_per_account": "3 per 15m"}})
    person = server.add_user(roles=["helpdesk"])
    visitor = Visitor(server.url)
    answers = [visitor.sign_in(person.username, "wrong", path="/carbon/sign-in").status for _ in range(5)]
    assert answers[:3] == [400] * 3 and answers[-1] == 429


def test_a_session_is_new_at_each_sign_in_and_the_planted_one_is_dead(server):
    visitor = Visitor(server.url)
    visitor.session.cookies.set("__Host-rekey-console", "A" * 43, domain="localhost.local", secure=True)
    visitor.sign_in(*server.administrator, path="/carbon/sign-in")
    first = visitor.session.cookies.get("__Host-rekey-console", domain="localhost.local", path="/")
    visitor.session.cookies.clear()
    visitor.sign_in(*server.administrator, path="/carbon/sign-in")
    again = [cookie.value for cookie in visitor.session.cookies if cookie.name == "__Host-rekey-console"]
    assert len(again) == 1 and again[0] not in ("A" * 43, first)


def test_the_cookie_and_the_headers(server):
    visitor = Visitor(server.url)
    page = visitor.get("/carbon/sign-in")
    form = page.form(with_field="password")
    answer = visitor.session.post(
        f"{server.url}/carbon/sign-in", allow_redirects=False,
        data=form.fields | {"username": server.administrator[0], "password": server.administrator[1]},
    )
    assert answer.status_code == 303
    cookie = next(value for value in answer.headers["set-cookie"].split(", ") if "rekey-console" in value)
    assert all(part in cookie for part in ("__Host-rekey-console=", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"))
    home = visitor.get("/carbon")
    assert "script-src 'self'" in home.headers["content-security-policy"]
    assert "unsafe" not in home.headers["content-security-policy"] and "no-store" in home.headers["cache-control"]


def test_a_session_that_idled_too_long_is_over(server, admin):
    server.change("UPDATE portal_session SET last_seen_at = last_seen_at - ?", 31 * 60 * 1_000_000)
    page = admin.get("/carbon")
    assert "/carbon/sign-in" in page.url and "session has ended" in page.text


def test_who_loses_the_role_is_out_at_once(server):
    visitor, _, person = operator(server, "helpdesk")
    server.change(
        "DELETE FROM user_role WHERE user_id IN (SELECT id FROM user_account WHERE username = ?)", person.username,
    )
    assert "/carbon/sign-in" in visitor.get("/carbon").url


@pytest.mark.parametrize("token", ["", "forged", None])
def test_a_form_of_another_site_signs_nobody_in_or_out(server, admin, token):
    fields = {} if token is None else {"csrf": token}
    assert admin.post("/carbon/sign-out", fields).status == 403
    assert admin.get("/carbon").heading == "The last 24 hours"
    fields |= {"username": server.administrator[0], "password": server.administrator[1]}
    assert Visitor(server.url).post("/carbon/sign-in", fields).status == 403


def test_the_figures_count(server, admin, kim):
    def figures():
        page = admin.get("/carbon")
        return [text for text in page.source.split("<dd>")[1:6]]

    before = [int(text.split("<")[0]) for text in figures()]
    server.api().recover_password(kim.username, notify=True)
    server.mail.wait_for(kim.email)
    from support.waiting import wait_until
    wait_until(lambda: int(figures()[1].split("<")[0]) >= before[1] + 1, "the mail to be counted")
    assert int(figures()[0].split("<")[0]) >= before[0] + 1


def test_an_administrator_of_a_tenant_sees_that_tenant_alone(server, other_tenant):
    domain, boss = other_tenant
    visitor = Visitor(server.url)
    home = visitor.sign_in(boss.username, boss.password, path=f"/t/{domain}/carbon/sign-in")
    assert home.url == f"{server.url}/t/{domain}/carbon"
    assert "carbon.super" not in home.text and not home.source.count('name="domain"')
    assert visitor.get("/carbon").url.endswith("/carbon/sign-in?ended")
    assert visitor.get(f"/t/{domain}/carbon/tenant?domain=carbon.super").status == 404


def test_an_administrator_of_the_super_tenant_sees_every_tenant(server, admin, other_tenant):
    domain, _ = other_tenant
    assert admin.get(f"/carbon/tenant?domain={domain}").url == f"{server.url}/t/{domain}/carbon"
    assert admin.get("/carbon/tenant?domain=no-such.example").status == 404


# Slice 2: the timeline.


def test_the_timeline_tells_the_whole_way(server, admin, kim):
    server.api().recover_password(kim.username, notify=True)
    mail, = server.mail.wait_for(kim.email)
    server.secrets.add(mail.code)
    visitor = Visitor(server.url)
    visitor.choose_password(visitor.open_link(mail.link), server.new_password())
    from support.waiting import wait_until

    def told():
        page = admin.get("/carbon/timeline", params={"q": kim.username})
        return page if "The mail server took the email" in page.text else None

    wait_until(told, "the mail to be told")
    page = told()
    order = ["Password reset", "The mail server took the email", "The email was queued", "A reset was asked for"]
    places = [page.text.index(words) for words in order]
    assert places == sorted(places), "newest first"
    assert "Nothing stops a reset" in page.text and kim.email[0] + "•••@example.com" in page.text
    assert mail.code not in page.source
    request = page.source.split("<code>")[1].split("<")[0]
    assert "A reset was asked for" in admin.get("/carbon/timeline", params={"q": request}).text
    assert "A reset was asked for" in admin.get("/carbon/timeline", params={"q": kim.email}).text


def test_a_name_that_is_nobodys_is_found(server, admin):
    visitor = Visitor(server.url)
    visitor.ask("nobody-of-this-name@example.com")
    from support.waiting import wait_until
    wait_until(lambda: "Nobody has that name" in admin.get(
        "/carbon/timeline", params={"q": "Nobody-of-this-name@example.com"}).text, "the request to be resolved")
    assert "There is no such user" in admin.get("/carbon/timeline?q=nobody-of-this-name%40example.com").text


@pytest.mark.parametrize("state, words", [
    ("locked", "The account is locked"), ("disabled", "The account is disabled"),
    ("pending-verification", "The account is not verified"),
])
def test_why_a_user_cannot_recover(server, admin, kim, state, words):
    server.set_state(kim, state)
    assert words in admin.get("/carbon/timeline", params={"q": kim.username}).text
    assert server.mail.to(kim.email) == []


def test_the_helpdesk_sends_a_link(server, kim):
    visitor, _, _ = operator(server, "helpdesk")
    page = visitor.get("/carbon/timeline", params={"q": kim.username})
    sent = visitor.submit(page, next(form for form in page.forms if form.action.endswith("/link")))
    assert "A reset link is on its way" in sent.text and kim.username in sent.heading + sent.text
    mail, = server.mail.wait_for(kim.email)
    server.secrets.add(mail.code)
    assert mail.code not in sent.source
    person = Visitor(server.url)
    person.choose_password(person.open_link(mail.link), server.new_password())


def user_id(server, person):
    with server.database() as database:
        return database.execute(
            "SELECT id FROM user_account WHERE username = ?", (person.username,),
        ).fetchone()[0]


def csrf(visitor):
    return visitor.get("/carbon/timeline").form(with_field="csrf").fields["csrf"]


def test_who_may_not_send_a_link(server, kim, other_tenant):
    domain, boss = other_tenant
    chief = server.add_user(roles=["admin"])
    helpdesk, _, _ = operator(server, "helpdesk")
    auditor, _, _ = operator(server, "auditor")
    path = f"/carbon/users/{user_id(server, kim)}/link"
    assert helpdesk.post(path, {"csrf": "forged"}).status == 403
    assert helpdesk.post(path, {}).status == 403
    assert auditor.post(path, {"csrf": csrf(auditor)}).status == 403
    assert not any(form.action.endswith("/link") for form in auditor.get(f"/carbon/timeline?q={kim.username}").forms)
    assert not any(form.action.endswith("/link") for form in helpdesk.get(f"/carbon/timeline?q={chief.username}").forms)
    assert helpdesk.post(f"/carbon/users/{user_id(server, chief)}/link", {"csrf": csrf(helpdesk)}).status == 403
    assert helpdesk.post("/carbon/users/no-such-user/link", {"csrf": csrf(helpdesk)}).status == 404
    assert "/carbon/sign-in" in Visitor(server.url).post(path, {}).url
    foreign = Visitor(server.url)
    foreign.sign_in(boss.username, boss.password, path=f"/t/{domain}/carbon/sign-in")
    token = foreign.get(f"/t/{domain}/carbon").form(with_field="csrf").fields["csrf"]
    assert foreign.post(f"/t/{domain}{path}", {"csrf": token}).status == 404
    assert "/carbon/sign-in" in foreign.post(path, {"csrf": token}).url
    assert "There is no such user" in foreign.get(f"/t/{domain}/carbon/timeline?q={kim.username}").text
    assert server.mail.to(kim.email) == [] and server.mail.to(chief.email) == []


@pytest.mark.parametrize("name", ["<script>alert(1)<\u2215script>", "o'\"kim&amp;", "\u202ekim", "{{7*7}}"])
def test_a_hostile_name_is_inert(server, admin, name):
    import uuid
    name = f"{name}{uuid.uuid4().hex[:6]}"
    person = server.add_user(name, email=f"{uuid.uuid4().hex[:8]}@example.com")
    server.api().recover_password(person.username, notify=True)
    server.mail.wait_for(person.email)
    page = admin.get("/carbon/timeline", params={"q": name})
    assert "<script>alert" not in page.source and page.source.count("<bdi>") >= 2
    assert "A reset was asked for" in page.text
    sent = admin.submit(page, next(form for form in page.forms if form.action.endswith("/link")))
    assert "A reset link is on its way" in sent.text


# Slice 3: mail.


def mail_to(server, person):
    """Has a mail sent to the person; returns its id."""
    with server.database() as database:
        rows = database.execute("SELECT id FROM outbox").fetchall()
    before = {row[0] for row in rows}
    server.api().recover_password(person.username, notify=True)
    server.mail.wait_for(person.email)
    with server.database() as database:
        return next(row[0] for row in database.execute("SELECT id FROM outbox").fetchall() if row[0] not in before)


@pytest.fixture
def dead_mail(server, kim):
    """A mail that was given up."""
    from support.waiting import wait_until
    mail = mail_to(server, kim)
    with server.database() as database:
        wait_until(lambda: database.execute("SELECT state FROM outbox WHERE id = ?", (mail,)).fetchone()[0] == "sent",
                   "the mail to be sent")
    server.change("UPDATE outbox SET state = 'dead', sealed_content = ?,"
                  " last_reply = '550 5.1.1 <script>no</script>' WHERE id = ?", b"sealed", mail)
    return mail


def test_sign_in_leads_to_the_page_that_was_asked_for(server, admin, other_tenant):
    person = server.administrator
    visitor = Visitor(server.url)
    asked = visitor.get("/carbon/timeline?q=Kim%26Co")
    assert "/carbon/sign-in?to=" in asked.url
    form = asked.form(with_field="password")
    wrong = visitor.submit(asked, form, {"username": person[0], "password": "Wrong-1!"})
    form = wrong.form(with_field="password")
    signed_in = visitor.submit(wrong, form, {"username": person[0], "password": person[1]})
    assert signed_in.url == f"{server.url}/carbon/timeline?q=Kim%26Co"
    domain, boss = other_tenant
    there = Visitor(server.url)
    page = there.get(f"/t/{domain}/carbon/mail?state=all")
    credentials = {"username": boss.username, "password": boss.password}
    assert there.submit(page, page.form(with_field="password"), credentials).url.endswith(
        f"/t/{domain}/carbon/mail?state=all")


@pytest.mark.parametrize("elsewhere", [
    "https://evil.example/", "//evil.example/carbon/", "/carbon/../myaccount", "/carbonara", "/carbon/\\evil.example",
    "/carbon/%2e%2e/myaccount", "/carbon/sign-out", "/carbon\r\nX-Injected: 1", "/carbon/" + "a" * 2_000, "",
])
def test_sign_in_leads_nowhere_else(server, elsewhere):
    visitor = Visitor(server.url)
    page = visitor.get("/carbon/sign-in", params={"to": elsewhere})
    form = page.form(with_field="password")
    assert "to" not in form.fields
    fields = form.fields | {"username": server.administrator[0], "password": server.administrator[1], "to": elsewhere}
    assert visitor.post(form.action, fields).url == f"{server.url}/carbon"


def test_mail_shows_the_reply_of_the_mail_server(server, admin, kim, dead_mail):
    page = admin.get("/carbon/mail")
    assert "550 5.1.1 <script>no</script>" in page.text and "<script>no" not in page.source
    assert kim.email not in page.source and kim.username not in page.source
    assert f"/carbon/mail/{dead_mail}/drop" in page.source
    assert f"/carbon/mail/{dead_mail}/drop" not in admin.get("/carbon/mail?state=sent").source
    assert f"/carbon/mail/{dead_mail}/drop" in admin.get("/carbon/mail?state=all").source
    followed = next(link for link in page.links if "/carbon/timeline?q=" in link)
    assert "The email was" in admin.get(followed).text


def test_mail_is_dropped_after_a_question(server, admin, dead_mail):
    asked = admin.get(f"/carbon/mail/{dead_mail}/drop")
    assert asked.heading == "Drop this email?"
    form = next(form for form in asked.forms if form.action.endswith("/drop"))
    assert admin.post(form.action, {"csrf": "forged"}).status == 403
    assert "The email is dropped." in admin.submit(asked, form).text
    # Its content is wiped: there is nothing to try again, nor to drop once more.
    assert f"/carbon/mail/{dead_mail}/" not in admin.get("/carbon/mail?state=dead").source
    with server.database() as database:
        row = database.execute("SELECT last_reply FROM outbox WHERE id = ?", (dead_mail,)).fetchone()
        audited = database.execute(
            "SELECT initiator FROM audit_event WHERE action = 'notification.dropped' AND details LIKE ?",
            (f"%{dead_mail}%",),
        ).fetchall()
    assert row[0] == "dropped by an operator" and [tuple(row) for row in audited] == [("PRIMARY/admin@carbon.super",)]


def test_who_may_not_mend_mail(server, dead_mail, other_tenant):
    domain, boss = other_tenant
    helpdesk, _, _ = operator(server, "helpdesk")
    auditor, _, _ = operator(server, "auditor")
    path = f"/carbon/mail/{dead_mail}"
    assert helpdesk.get(path + "/drop").status == 403
    assert helpdesk.post(path + "/drop", {"csrf": csrf(helpdesk)}).status == 403
    assert helpdesk.post(path + "/retry", {}).status == 403
    assert auditor.post(path + "/retry", {"csrf": csrf(auditor)}).status == 403
    assert auditor.get("/carbon/mail").status == 200 and path + "/retry" not in auditor.get("/carbon/mail").source
    server.change("UPDATE outbox SET sealed_content = NULL WHERE id = ?", dead_mail)
    assert "Nothing was changed" in helpdesk.post(path + "/retry", {"csrf": csrf(helpdesk)}).text
    foreign = Visitor(server.url)
    foreign.sign_in(boss.username, boss.password, path=f"/t/{domain}/carbon/sign-in")
    token = foreign.get(f"/t/{domain}/carbon").form(with_field="csrf").fields["csrf"]
    assert dead_mail not in foreign.get(f"/t/{domain}/carbon/mail?state=all").source
    for step in ("/drop", "/retry"):
        assert foreign.post(f"/t/{domain}{path}{step}", {"csrf": token}).status == 404


def test_mail_is_paged(server, admin):
    with server.database() as database:
        tenant = -1234
        for number in range(120):
            database.execute(
                "INSERT INTO outbox (id, tenant_id, template, locale, channel, message_id, state, run_at, expires_at,"
                " attempts, created_at, finished_at, sealed_content)"
                " VALUES (?, ?, 'paged', 'en_US', 'EMAIL', ?, 'dead', 1, 9000000000000000, 1, 1, 1, ?)",
                (f"00000000-{number:04d}", tenant, f"paged-{number}", b"sealed"),
            )
    seen, page = [], admin.get("/carbon/mail?state=dead")
    while True:
        seen += [link for link in page.links if "/drop" in link]
        assert len(page.source.encode()) < 100_000
        following = [attributes["href"] for tag, attributes in page.elements if attributes.get("rel") == "next"]
        if not following:
            break
        page = admin.get(following[0])
    assert len(seen) == len(set(seen)) and sum("/00000000-" in link for link in seen) == 120
    server.change("DELETE FROM outbox WHERE template = 'paged'")


# Slice 4: users.


def on(page, ending):
    return next(form for form in page.forms if form.action.endswith(ending))


def test_an_administrator_changes_a_user(server, admin, kim):
    path = f"/carbon/users/{user_id(server, kim)}"
    server.api().recover_password(kim.username, notify=True)
    mail, = server.mail.wait_for(kim.email)
    server.secrets.add(mail.code)
    signed_in = Visitor(server.url)
    signed_in.sign_in(kim.username, kim.password)
    page = admin.get(path)
    assert kim.email in page.text and "Can be used" in page.text and "A reset was asked for" in page.text
    locked = admin.submit(page, on(page, "/lock"))
    assert "The user is locked" in locked.text and not server.signs_in(kim, kim.password)
    assert "/sign-in" in signed_in.get("/myaccount").url
    assert Visitor(server.url).get(mail.link).heading != "Reset your password", "the code ends with the lock"
    unlocked = admin.submit(locked, on(locked, "/unlock"))
    assert "The user is unlocked" in unlocked.text and server.signs_in(kim, kim.password)
    disabled = admin.submit(unlocked, on(unlocked, "/disable"))
    assert "The user is disabled" in disabled.text and not server.signs_in(kim, kim.password)
    assert not any(form.action.endswith("/unlock") for form in disabled.forms)
    enabled = admin.submit(disabled, on(disabled, "/enable"))
    assert server.signs_in(kim, kim.password)
    assert Visitor(server.url).sign_in(kim.username, kim.password).url.endswith("/myaccount")
    assert "signed out everywhere" in admin.submit(enabled, on(enabled, "/end-sessions")).text
    asked = admin.get(path + "/delete")
    assert asked.heading == "Delete this user?" and server.signs_in(kim, kim.password)
    assert "The user is deleted." in admin.submit(asked, on(asked, "/delete")).text
    assert admin.get(path).status == 404 and not server.signs_in(kim, kim.password)
    with server.database() as database:
        audited = database.execute(
            "SELECT action, initiator, network FROM audit_event WHERE target = ? AND initiator LIKE '%admin@carbon%'"
            " AND action LIKE 'user.%' ORDER BY at", (f"PRIMARY/{kim.username}",),
        ).fetchall()
    assert [row[0] for row in audited] == [
        "user.locked", "user.unlocked", "user.disabled", "user.enabled", "user.sessions-ended", "user.deleted",
    ]
    assert {tuple(row)[1:] for row in audited} == {("PRIMARY/admin@carbon.super", "127.0.0.1")}


def test_the_helpdesk_unlocks_and_sends_and_nothing_else(server, kim):
    visitor, _, _ = operator(server, "helpdesk")
    path = f"/carbon/users/{user_id(server, kim)}"
    server.set_state(kim, "locked")
    page = visitor.get(path)
    assert {form.action.rsplit("/", 1)[1] for form in page.forms} == {"sign-out", "unlock", "link"}
    assert "type=\"password\"" not in page.source
    assert "The user is unlocked" in visitor.submit(page, on(page, "/unlock")).text
    token = csrf(visitor)
    for change in ("lock", "disable", "enable", "end-sessions", "delete"):
        assert visitor.post(f"{path}/{change}", {"csrf": token}).status == 403
    assert visitor.get(f"{path}/delete").status == 403
    assert server.signs_in(kim, kim.password)


def test_nobody_touches_an_account_above_their_own(server):
    visitor, _, _ = operator(server, "helpdesk")
    for role in ("admin", "auditor"):
        other = server.add_user(roles=[role])
        server.set_state(other, "locked")
        path = f"/carbon/users/{user_id(server, other)}"
        page = visitor.get(path)
        assert [form.action.rsplit("/", 1)[1] for form in page.forms] == ["sign-out"]
        for change in ("unlock", "link"):
            assert visitor.post(f"{path}/{change}", {"csrf": csrf(visitor)}).status == 403


def test_an_auditor_changes_nothing(server, kim):
    visitor, _, _ = operator(server, "auditor")
    path = f"/carbon/users/{user_id(server, kim)}"
    assert [form.action.rsplit("/", 1)[1] for form in visitor.get(path).forms] == ["sign-out"]
    for change in ("lock", "unlock", "disable", "enable", "end-sessions", "delete", "link"):
        assert visitor.post(f"{path}/{change}", {"csrf": csrf(visitor)}).status == 403


def test_nobody_shuts_themselves_out(server):
    visitor, _, person = operator(server, "admin")
    path = f"/carbon/users/{user_id(server, person)}"
    token = csrf(visitor)
    for change in ("lock", "disable", "delete"):
        assert "Nothing was changed" in visitor.post(f"{path}/{change}", {"csrf": token}).text
    assert server.signs_in(person, person.password)


@pytest.mark.parametrize("token", ["", "forged", None])
def test_a_form_of_another_site_changes_nobody(server, admin, kim, token):
    path = f"/carbon/users/{user_id(server, kim)}"
    for change in ("lock", "disable", "delete", "end-sessions", "link"):
        assert admin.post(f"{path}/{change}", {} if token is None else {"csrf": token}).status == 403
    assert server.signs_in(kim, kim.password)


def test_users_of_another_tenant_are_out_of_reach(server, kim, other_tenant):
    domain, boss = other_tenant
    visitor = Visitor(server.url)
    visitor.sign_in(boss.username, boss.password, path=f"/t/{domain}/carbon/sign-in")
    token = visitor.get(f"/t/{domain}/carbon").form(with_field="csrf").fields["csrf"]
    path = f"/t/{domain}/carbon/users/{user_id(server, kim)}"
    assert visitor.get(path).status == 404 and visitor.get(path + "/delete").status == 404
    for change in ("lock", "disable", "delete", "end-sessions", "link", "unlock"):
        assert visitor.post(f"{path}/{change}", {"csrf": token}).status == 404
    assert kim.username not in visitor.get(f"/t/{domain}/carbon/users").text
    assert boss.username in visitor.get(f"/t/{domain}/carbon/users").text
    assert server.signs_in(kim, kim.password)


def test_users_are_found_by_prefix_and_paged(server, admin):
    import uuid
    prefix = f"Paged-{uuid.uuid4().hex[:6]}-"
    with server.database() as database:
        for number in range(120):
            name = f"{prefix}{number:03d}"
            database.execute(
                "INSERT INTO user_account (id, tenant_id, store, username, username_key, state, created_at)"
                " VALUES (?, -1234, 'PRIMARY', ?, ?, 'unlocked', 1)", (str(uuid.uuid4()), name, name.lower()),
            )
    seen, page = [], admin.get("/carbon/users", params={"prefix": prefix.lower()})
    while True:
        seen += [link for link in page.links if "/carbon/users/" in link]
        assert len(page.source.encode()) < 100_000
        following = [attributes["href"] for tag, attributes in page.elements if attributes.get("rel") == "next"]
        if not following:
            break
        page = admin.get(following[0])
    assert len(seen) == len(set(seen)) == 120
    server.change("DELETE FROM user_account WHERE username LIKE ?", f"{prefix}%")
    assert "There is no such user." in admin.get("/carbon/users", params={"prefix": prefix}).text


@pytest.mark.parametrize("value", ["<script>alert(1)</script>", "\"'>", "\u202ekim"])
def test_hostile_claims_are_inert(server, admin, kim, value):
    server.change("UPDATE user_claim SET value = ? WHERE uri = 'http://wso2.org/claims/givenname' AND user_id = ?",
                  value, user_id(server, kim))
    page = admin.get(f"/carbon/users/{user_id(server, kim)}")
    assert "<script>alert" not in page.source and value in page.text


# Slice 5: audit.


def test_the_audit_trail_is_filtered(server, admin, kim):
    server.done("user", "lock", kim.username)
    server.done("user", "unlock", kim.username)
    page = admin.get("/carbon/audit", params={"user": kim.username})
    assert page.text.count(f"PRIMARY/{kim.username}") == 3 and "command line" in page.text
    page = admin.get("/carbon/audit", params={"user": kim.username, "action": "user.locked"})
    assert page.text.count(f"PRIMARY/{kim.username}") == 1
    assert "Nothing of that kind" in admin.get(
        "/carbon/audit", params={"user": kim.username, "from": "2100-01-01", "action": "", "to": ""}).text
    malformed = admin.get("/carbon/audit", params={"from": "yesterday"})
    assert malformed.status == 400 and malformed.title.startswith("Error:")


def test_the_audit_trail_is_paged_and_downloaded(server, admin):
    import csv
    import io
    import uuid
    name = f"=HYPERLINK(\"x\")-{uuid.uuid4().hex[:6]}"
    with server.database() as database:
        for number in range(1_120):
            database.execute(
                "INSERT INTO audit_event (id, at, tenant_id, action, outcome, initiator, target)"
                " VALUES (?, ?, -1234, 'user.added', 'succeeded', '=cmd()', ?)",
                (str(uuid.uuid4()), 1_000 + number // 7, name),
            )
    query = {"user": name, "action": "user.added"}
    page = admin.get("/carbon/audit", params=query)
    assert len(page.source.encode()) < 100_000 and page.text.count(name) == 50
    following = [attributes["href"] for tag, attributes in page.elements if attributes.get("rel") == "next"]
    assert admin.get(following[0]).text.count(name) == 50
    answer = admin.session.get(f"{server.url}/carbon/audit.csv", params=query)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == 1_120
    assert {row["target"] for row in rows} == {"'" + name} and {row["initiator"] for row in rows} == {"'=cmd()"}
    server.change("DELETE FROM audit_event WHERE target = ?", name)
    taken = admin.get("/carbon/audit", params={"action": "audit.exported"})
    assert "Audit trail downloaded" in taken.text and "action user.added, one user" in taken.text


def test_who_reads_the_audit_trail(server, kim, other_tenant):
    domain, boss = other_tenant
    auditor, _, _ = operator(server, "auditor")
    helpdesk, _, _ = operator(server, "helpdesk")
    assert auditor.get("/carbon/audit").status == 200 and auditor.get("/carbon/audit.csv").status == 200
    assert helpdesk.get("/carbon/audit").status == 403 and helpdesk.get("/carbon/audit.csv").status == 403
    assert "/carbon/audit" not in helpdesk.get("/carbon").source
    assert "/carbon/sign-in" in Visitor(server.url).get("/carbon/audit.csv").url
    foreign = Visitor(server.url)
    foreign.sign_in(boss.username, boss.password, path=f"/t/{domain}/carbon/sign-in")
    for path in ("audit", "audit.csv"):
        page = foreign.get(f"/t/{domain}/carbon/{path}")
        assert page.status == 200 and kim.username not in page.source and "carbon.super" not in page.text
