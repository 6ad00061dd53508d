"""The console in a real browser: wide and narrow, with and without scripts, light and dark."""

from urllib.parse import quote

import pytest

from support.waiting import wait_until
from test_portal_browser import DESKTOP, PHONE, chromium, open_browser, picture  # noqa: F401 - fixtures

WAYS = [
    pytest.param("desktop", {}, id="desktop"),
    pytest.param("phone", {"viewport": PHONE, "has_touch": True, "is_mobile": True}, id="phone"),
    pytest.param("no-script", {"java_script_enabled": False}, id="without scripts"),
]


def sign_in(server, page):
    name, password = server.administrator
    page.goto(f"{server.url}/carbon/sign-in")
    page.get_by_label("Username").fill(name)
    page.locator("#password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/carbon")


@pytest.mark.parametrize("name, options", WAYS)
def test_coming_in_and_going_out(server, open_browser, name, options):  # noqa: F811
    page = open_browser(**options)
    page.goto(f"{server.url}/console")
    picture(page, f"console-{name}-sign-in")
    sign_in(server, page)
    assert page.locator("h1").inner_text() == "The last 24 hours"
    assert page.get_by_role("navigation", name="Console").get_by_role("link", name="Home").get_attribute(
        "aria-current") == "page"
    picture(page, f"console-{name}-home")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/carbon/sign-in?signed-out")


@pytest.mark.parametrize("name, options", WAYS)
def test_the_mail_never_came(server, kim, open_browser, name, options):  # noqa: F811
    page = open_browser(**options)
    sign_in(server, page)
    page.get_by_role("link", name="Timeline").click()
    page.get_by_label("User name, email address or request number").fill(kim.username)
    page.get_by_role("button", name="Search").press("Enter")
    page.get_by_text("Nothing stops a reset").wait_for()
    page.get_by_role("button", name="Send a reset link").click()
    page.get_by_text("A reset link is on its way").wait_for()
    server.mail.wait_for(kim.email)
    page.reload()
    page.get_by_text("The email was queued").wait_for()
    picture(page, f"console-{name}-timeline")


@pytest.mark.parametrize("name, options", WAYS)
def test_a_user_is_locked_unlocked_and_deleted(server, kim, open_browser, name, options):  # noqa: F811
    page = open_browser(**options)
    sign_in(server, page)
    page.get_by_role("link", name="Users").click()
    page.get_by_label("User names that begin with").fill(kim.username)
    page.get_by_role("button", name="Show").press("Enter")
    page.get_by_role("link", name=kim.username).press("Enter")
    page.get_by_role("button", name="Lock", exact=True).click()
    page.get_by_text("The user is locked.").wait_for()
    assert not server.signs_in(kim, kim.password)
    page.get_by_role("button", name="Unlock").click()
    page.get_by_text("The user is unlocked.").wait_for()
    picture(page, f"console-{name}-user")
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("link", name="Go back").click()
    assert server.signs_in(kim, kim.password)
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete for good").click()
    page.get_by_text("The user is deleted.").wait_for()
    assert not server.signs_in(kim, kim.password)


@pytest.mark.parametrize("name, options", WAYS)
def test_a_mail_is_dropped(server, kim, open_browser, name, options):  # noqa: F811
    server.api().recover_password(kim.username, notify=True)
    server.mail.wait_for(kim.email)
    with server.database() as database:
        mail = database.execute("SELECT max(id) FROM outbox").fetchone()[0]
    wait_until(lambda: state(server, mail) == "sent", "the mail to be sent")
    server.change("UPDATE outbox SET state = 'dead', sealed_content = ? WHERE id = ?", b"sealed", mail)
    page = open_browser(**options)
    sign_in(server, page)
    page.get_by_role("link", name="Mail", exact=True).click()
    page.get_by_label("Show").select_option("Given up")
    page.get_by_role("button", name="Show").click()
    page.locator(f"a[href$='{mail}/drop']").click()
    page.get_by_role("button", name="Drop it for good").click()
    page.get_by_text("The email is dropped.").wait_for()


def state(server, mail):
    with server.database() as database:
        return database.execute("SELECT state FROM outbox WHERE id = ?", (mail,)).fetchone()[0]


def places(server):
    """A name and a way to each page of the console."""
    def at(path):
        return lambda page: page.goto(server.url + path)

    kim = server.add_user()
    server.api().recover_password(kim.username, notify=True)
    server.mail.wait_for(kim.email)
    server.api().recover_password(kim.username, notify=True)
    locked = server.add_user("<b>O'Brien</b>\u202ekim".replace("/", "\u2215") + kim.username[-6:], email=None)
    server.set_state(locked, "locked")
    server.change("UPDATE outbox SET state = 'dead', last_reply = '550 5.1.1 No such mailbox here', sealed_content = ?"
                  " WHERE id = (SELECT max(id) FROM outbox WHERE state = 'sent')", b"sealed")

    def drop(page):
        page.goto(f"{server.url}/carbon/mail?state=dead")
        page.get_by_role("link", name="Drop").first.click()

    def user(person, rest):
        with server.database() as database:
            row = database.execute("SELECT id FROM user_account WHERE username = ?", (person.username,)).fetchone()
        return at(f"/carbon/users/{row[0]}{rest}")

    return {
        "home": at("/carbon"), "home-refused": at("/carbon/tenant?domain=no-such.example"),
        "mail": at("/carbon/mail"), "mail-sent": at("/carbon/mail?state=sent"), "mail-drop": drop,
        "users": at("/carbon/users"), "user": user(kim, ""), "user-locked": user(locked, ""),
        "user-delete": user(kim, "/delete"),
        "audit": at("/carbon/audit"), "audit-refused": at("/carbon/audit?from=yesterday"),
        "timeline-empty": at("/carbon/timeline"),
        "timeline": at(f"/carbon/timeline?q={kim.username}"),
        "timeline-locked": at(f"/carbon/timeline?q={quote(locked.username)}"),
        "timeline-nobody": at("/carbon/timeline?q=nobody"),
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_operator_is_shut_out(server, other_tenant, open_browser, scheme):  # noqa: F811
    """axe finds nothing, nothing is scrolled sideways on a phone, and every page is light."""
    from axe_playwright_python.sync_playwright import Axe

    problems = []
    page = open_browser(color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
    sign_in(server, page)
    for name, go in places(server).items():
        page.set_viewport_size(DESKTOP)
        go(page)
        picture(page, f"console-{scheme}-{name}")
        if len(page.content().encode()) > 100_000:
            problems.append(f"{name}: {len(page.content())} bytes")
        for violation in Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]:
            nodes = "; ".join(" ".join(map(str, node["target"])) for node in violation["nodes"])
            problems.append(f"{name} ({scheme}): {violation['id']}: {violation['help']}: {nodes}")
        page.set_viewport_size(PHONE)
        picture(page, f"console-{scheme}-phone-{name}")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            problems.append(f"{name}: {width} pixels wide on a screen of {PHONE['width']}")
    assert not problems, "\n".join(problems)
