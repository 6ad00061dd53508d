"""Nobody learns from an answer, or from how long it takes, who has an account. SECURITY B1, B2, B5, B6."""

import random
import re
import statistics
import time

import pytest

from support.pages import Visitor

pytestmark = pytest.mark.engines

SAMPLES = 120


@pytest.fixture(scope="module")
def people(server):
    """A name for each thing that can be the matter, and one for each that is not."""
    known, locked, disabled, pending = (server.add_user() for _ in range(4))
    server.done("user", "lock", locked.username)
    server.done("user", "disable", disabled.username)
    server.set_state(pending, "pending-verification")
    no_password = server.add_user()
    server.change("UPDATE user_account SET password_hash = NULL WHERE username = ?", no_password.username)
    return {
        "known": known.username,
        "unknown": "user-" + "0" * 12,
        "locked": locked.username,
        "disabled": disabled.username,
        "pending": pending.username,
        "without address": server.add_user(email=None).username,
        "without password": no_password.username,
        "malformed": "user <0000000>",
    }


def told(response):
    """All that an answer tells, less what differs from one answer to the next."""
    different = {"date", "x-request-id", "activityid", "set-cookie", "traceparent"}
    headers = sorted((name.lower(), value) for name, value in response.headers.items() if name.lower() not in different)
    cookies = sorted(response.cookies.keys())
    body = re.sub(r'value="[A-Za-z0-9_.\-]{20,}"', 'value="…"', response.text)
    body = re.sub(r'data-wait="\d+"', 'data-wait="…"', body)
    return response.status_code, headers, cookies, body


@pytest.mark.parametrize("operation", ["recover_password", "resend_code"])
def test_the_api_answers_everybody_alike(api, people, operation):
    answers = {kind: told(getattr(api, operation)(name)) for kind, name in people.items()}
    assert {str(answer) for answer in answers.values()} == {str(answers["unknown"])}, answers


def test_the_store_that_was_named_does_not_show(api, people):
    stores = ("PRIMARY", "SECONDARY", None)
    assert len({str(told(api.recover_password(people["known"], realm=store))) for store in stores}) == 1


@pytest.mark.parametrize("path", ["/forgot-password", "/accountrecoveryendpoint/recoverpassword.do"])
def test_the_pages_answer_everybody_alike(server, people, path):
    answers = {}
    for kind, name in people.items():
        page = Visitor(server.url).ask(name, path)
        status, headers, cookies, body = told(page.response)
        shown = name.replace("<", "&lt;").replace(">", "&gt;")
        headers = [pair for pair in headers if pair[0] != "content-length"]
        answers[kind] = str((status, page.url, headers, cookies, body.replace(shown, "NAME")))
    assert set(answers.values()) == {answers["unknown"]}


def test_sign_in_refuses_everybody_alike(server, people):
    answers = {}
    for kind, name in people.items():
        page = Visitor(server.url).sign_in(name, "wrong password 1!")
        shown = name.replace("<", "&lt;").replace(">", "&gt;")
        answers[kind] = str((page.status, page.url, told(page.response)[3].replace(shown, "NAME")))
    assert set(answers.values()) == {answers["unknown"]}


def test_basic_credentials_are_refused_alike(server, people):
    answers = {
        re.sub(r'"traceId" ?: ?"[^"]*"', "", server.api((name, "wrong password 1!")).recover_password("x").text)
        for kind, name in people.items() if kind != "malformed"
    }
    assert len(answers) == 1


def measure(actions, samples=SAMPLES):
    """Milliseconds by kind, taken in turn and in random order so that all see the same machine."""
    times = {kind: [] for kind in actions}
    for action in actions.values():
        action()
    for _ in range(samples):
        for kind in random.sample(list(actions), len(actions)):
            began = time.perf_counter()
            actions[kind]()
            times[kind].append((time.perf_counter() - began) * 1_000)
    return times


def assert_alike(times, record_property):
    """Medians that differ by more than chance explains fail. Chance is judged by what the same kind differs from
    itself: the spread of the medians of its halves, and a floor for slow machines."""
    medians = {kind: statistics.median(values) for kind, values in times.items()}
    spread = max(
        abs(statistics.median(values[::2]) - statistics.median(values[1::2])) for values in times.values()
    )
    overall = statistics.median(medians.values())
    bound = max(3 * spread, 0.25 * overall, 1.0)
    report = ", ".join(f"{kind} {median:.2f}" for kind, median in medians.items())
    record_property("median milliseconds", report)
    print(f"median milliseconds: {report}; bound ±{bound:.2f}")
    strays = {kind: median for kind, median in medians.items() if abs(median - overall) > bound}
    assert not strays, f"{report}; bound ±{bound:.2f}"


KINDS = ["known", "unknown", "locked", "without address"]


def test_the_api_takes_the_same_time_for_everybody(server, people, record_property):
    api = server.api()
    assert_alike(
        measure({kind: lambda name=people[kind]: api.recover_password(name) for kind in KINDS}), record_property,
    )


def test_a_wrong_password_takes_the_same_time_for_everybody(server, people, record_property):
    apis = {kind: server.api((people[kind], "wrong password 1!")) for kind in KINDS}
    actions = {kind: lambda api=api: api.recover_password("x") for kind, api in apis.items()}
    assert_alike(measure(actions, samples=50), record_property)
