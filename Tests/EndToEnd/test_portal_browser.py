"""The pages in a real browser: with and without scripts, wide and narrow, light and dark."""

import os
from pathlib import Path

import pytest

from conftest import need

CHROMIUM = os.environ.get("REKEY_CHROMIUM", "/usr/bin/chromium")
PICTURES = Path(__file__).parent / "output"
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def chromium():
    need(os.access(CHROMIUM, os.X_OK), f"the browser {CHROMIUM}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        )
        yield browser
        browser.close()


@pytest.fixture
def open_browser(chromium):
    """Opens a fresh browser profile; at the end no page of it may have complained."""
    contexts, complaints = [], []

    def open_page(**options):
        context = chromium.new_context(ignore_https_errors=True, locale="en-US", **{"viewport": DESKTOP, **options})
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text)
                if message.type == "error" and "Content Security Policy" in message.text else None)
        page.on("request", lambda request: complaints.append(request.url)
                if not request.url.startswith(("https://localhost:", "data:")) else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def picture(page, name):
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def reset_by_mail(server, page, person, password, name):
    page.goto(f"{server.url}/sign-in")
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("Username").fill(person.username)
    picture(page, f"{name}-forgot-password")
    page.get_by_role("button", name="Send reset email").click()
    page.wait_for_url("**/forgot-password/sent")
    assert person.username in page.inner_text("main")
    picture(page, f"{name}-check-your-mail")

    mail, = server.mail.wait_for(person.email)
    server.secrets.add(mail.code)
    page.goto(mail.link)
    picture(page, f"{name}-reset-link")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/reset-password")
    assert mail.code not in page.url and mail.code not in page.content()
    field = page.locator("#reset-password")
    field.fill("short")
    page.get_by_role("button", name="Change password").click()
    assert page.title().startswith("Error:")
    picture(page, f"{name}-new-password-refused")
    page.locator("#reset-password").fill(password)
    page.get_by_role("button", name="Change password").click()
    page.wait_for_url("**/reset-password/done")
    picture(page, f"{name}-done")
    page.get_by_role("link", name="Sign in").first.click()
    page.get_by_label("Username").fill(person.username)
    page.locator("#password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/myaccount")
    picture(page, f"{name}-my-account")
    return mail


@pytest.mark.parametrize("name, options", [
    pytest.param("desktop", {}, id="desktop"),
    pytest.param("phone", {"viewport": PHONE, "has_touch": True, "is_mobile": True}, id="phone"),
    pytest.param("no-script", {"java_script_enabled": False}, id="without scripts"),
])
def test_a_forgotten_password(server, kim, open_browser, name, options):
    page = open_browser(**options)
    password = server.new_password()
    mail = reset_by_mail(server, page, kim, password, name)
    assert server.signs_in(kim, password)
    page.goto(mail.link)
    assert page.locator("h1").inner_text() == "This link has already been used"


def test_without_a_mouse(server, kim, open_browser):
    page = open_browser()
    page.goto(f"{server.url}/forgot-password")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip", "the first stop leads past the head"
    page.locator("#username").focus()
    page.keyboard.type(kim.username)
    page.keyboard.press("Enter")
    page.wait_for_url("**/forgot-password/sent")
    code = server.mail.wait_for(kim.email)[0].link
    page.goto(code)
    page.get_by_role("button", name="Continue").press("Enter")
    page.locator("#reset-password").focus()
    page.keyboard.type("short")
    page.keyboard.press("Enter")
    # The problem is where the focus is.
    page.locator("[role=alert]:focus, [role=alert]:focus-within").wait_for()
    assert page.title().startswith("Error:")
    page.locator(".problem-summary a").press("Enter")
    assert page.evaluate("document.activeElement.id") == "reset-password"


def test_the_password_can_be_shown_and_is_hidden_before_it_is_sent(server, kim, open_browser):
    page = open_browser()
    page.goto(f"{server.url}/sign-in")
    field = page.locator("#password")
    field.fill(kim.password)
    page.get_by_role("button", name="Show").click()
    assert field.get_attribute("type") == "text"
    shown = page.get_by_role("button", name="Hide")
    assert shown.get_attribute("aria-controls") == "password"
    page.evaluate("document.querySelector('#password').form.addEventListener('submit', event => {"
                  "window.typeWhenSent = document.querySelector('#password').type; event.preventDefault(); })")
    page.locator("#username").fill(kim.username)
    page.get_by_role("button", name="Sign in").click()
    assert page.evaluate("window.typeWhenSent") == "password", "else a browser remembers it as text"


def test_rules_are_ticked_while_typing(server, kim, open_browser):
    server.api().recover_password(kim.username, notify=True)
    page = open_browser()
    page.goto(server.mail.wait_for(kim.email)[0].link)
    page.get_by_role("button", name="Continue").click()
    rules = page.locator("[data-rules] li")
    assert rules.count() >= 1
    before = rules.first.evaluate("rule => rule.outerHTML")
    page.locator("#reset-password").press_sequentially("long enough to be taken")
    page.wait_for_function("html => document.querySelector('[data-rules] li').outerHTML !== html", arg=before)


def test_a_second_asking_is_counted_down(server, kim, open_browser):
    page = open_browser()
    page.goto(f"{server.url}/forgot-password")
    page.locator("#username").fill(kim.username)
    page.get_by_role("button", name="Send reset email").click()
    page.wait_for_url("**/forgot-password/sent")
    again = page.get_by_role("button", name="Send the email again")
    if again.count():
        assert page.locator("form[data-wait]").count() == 0 or page.get_by_text("You can ask for another").count()


def states(server, person):
    """A name and a way to each page that a person may see."""
    def opened(page):
        other = server.add_user()
        server.api().recover_password(other.username, notify=True)
        page.goto(server.mail.wait_for(other.email)[0].link)

    def new_password(page):
        opened(page)
        page.get_by_role("button", name="Continue").click()

    def refused(page):
        new_password(page)
        page.locator("#reset-password").fill("x")
        page.get_by_role("button", name="Change password").click()

    def asked(page):
        page.goto(f"{server.url}/forgot-password")
        page.locator("#username").fill(person.username)
        page.get_by_role("button", name="Send reset email").click()

    def account(page):
        page.goto(f"{server.url}/sign-in")
        page.locator("#username").fill(person.username)
        page.locator("#password").fill(person.password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/myaccount")

    def at(path):
        return lambda page: page.goto(server.url + path)

    return {
        "home": at("/"), "sign-in": at("/sign-in"), "forgot-password": at("/forgot-password"),
        "check-your-mail": asked, "reset-link": opened, "new-password": new_password,
        "new-password-refused": refused, "dead-link": at("/r/" + "A" * 43), "my-account": account,
        "not-found": at("/no-such-page"), "docs": at("/docs"),
        "wso2-recover": at("/accountrecoveryendpoint/recoverpassword.do"),
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out(server, open_browser, scheme):
    """axe finds nothing, and nothing has to be scrolled sideways at 320 pixels (WCAG 2.2, 1.4.10)."""
    from axe_playwright_python.sync_playwright import Axe

    problems = []
    page = open_browser(color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
    for name, go in states(server, server.add_user()).items():
        page.context.clear_cookies()
        page.set_viewport_size(DESKTOP)
        go(page)
        picture(page, f"{scheme}-{name}")
        results = Axe().run(page, options={"resultTypes": ["violations"]})
        for violation in results.response["violations"]:
            nodes = "; ".join(" ".join(map(str, node["target"])) for node in violation["nodes"])
            problems.append(f"{name} ({scheme}): {violation['id']}: {violation['help']}: {nodes}")
        page.set_viewport_size(PHONE)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            problems.append(f"{name}: {width} pixels wide on a screen of {PHONE['width']}")
        small = page.evaluate(
            "[...document.querySelectorAll('button, input:not([type=hidden]):not([hidden]), a.button')]"
            ".filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 24)"
            ".map(e => e.outerHTML)"
        )
        problems += [f"{name}: too small to hit: {element}" for element in small]
    assert not problems, "\n".join(problems)


def test_everything_stays_readable_when_colours_are_forced(server, open_browser):
    page = open_browser(forced_colors="active")
    page.goto(f"{server.url}/forgot-password")
    button = page.get_by_role("button", name="Send reset email")
    assert button.is_visible()
    picture(page, "forced-colors-forgot-password")


def test_the_link_is_not_told_to_anybody(server, kim, open_browser):
    """No request of the opened page carries where it was opened from."""
    server.api().recover_password(kim.username, notify=True)
    mail, = server.mail.wait_for(kim.email)
    page = open_browser()
    referrers = []
    page.on("request", lambda request: referrers.append(request.headers.get("referer", "")))
    page.goto(mail.link)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/reset-password")
    assert not any(mail.code in referrer for referrer in referrers)
    page.go_back()
    assert not page.locator("#passwordResetForm").count()
