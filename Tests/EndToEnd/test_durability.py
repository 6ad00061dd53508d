"""What was answered is done, whatever happens to the process a moment later."""

import threading
from collections import Counter

import pytest
import requests

from support.api import assert_failure, web_session
from support.waiting import wait_until

pytestmark = pytest.mark.engines

ROUNDS = 4
WORKERS = 4


class Load:
    """Asks for a mail for one person after another, as fast as the server takes it, and notes what was promised."""

    def __init__(self, server, people):
        self.promised, self.odd = [], []
        self._server = server
        self._waiting = iter(people)
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._run) for _ in range(WORKERS)]
        for thread in self._threads:
            thread.start()

    def _run(self):
        api = self._server.api()
        while not self._stopped.is_set():
            with self._lock:
                person = next(self._waiting, None)
            if person is None:
                return
            try:
                response = api.recover_password(person.username, notify=True)
            except requests.exceptions.RequestException:
                continue
            if response.status_code == 202:
                self.promised.append(person)
            elif response.status_code != 503:
                self.odd.append(response.status_code)

    def wait_for(self, count):
        wait_until(lambda: len(self.promised) >= count, f"{count} requests to be accepted", interval=0)

    def finish(self):
        self._stopped.set()
        for thread in self._threads:
            thread.join(60)


def add_people(server, count):
    """Many people at once: copies of one who was added properly."""
    first = server.add_user()
    people = []
    with server.database() as database:
        found = database.execute("SELECT * FROM user_account WHERE username = ?", (first.username,))
        columns = [column[0] for column in found.description]
        row = dict(zip(columns, found.fetchone()))
        claims = database.execute("SELECT uri, value FROM user_claim WHERE user_id = ?", (row["id"],)).fetchall()
        for number in range(count):
            name = f"{first.username}-{number}"
            email = f"{name}@example.com"
            copy = row | {"id": f"{row['id']}-{number}", "username": name, "username_key": name}
            marks = ", ".join("?" * len(columns))
            database.execute(f"INSERT INTO user_account VALUES ({marks})", [copy[column] for column in columns])
            for uri, value in claims:
                database.execute(
                    "INSERT INTO user_claim VALUES (?, ?, ?)",
                    (copy["id"], uri, email if value == first.email else value),
                )
            people.append(type(first)(name, email, first.password))
    return people


def assert_all_delivered(server, promised):
    for person in promised:
        mails = server.mail.wait_for(person.email, patience=60)
        counted = Counter(mail.message_id for mail in mails)
        assert len(counted) == 1, f"{len(counted)} different mails for one request"
        assert len({mail.source for mail in mails}) == 1, "the same message, byte for byte"
    assert promised, "nothing was promised, so nothing was tried"


def test_kill_at_any_moment_loses_nothing_that_was_promised(make_server):
    server = make_server()
    people = add_people(server, 60 * ROUNDS)
    promised = []
    for round_number in range(ROUNDS):
        load = Load(server, people[60 * round_number:60 * (round_number + 1)])
        load.wait_for(3 + 7 * round_number)
        server.kill()
        load.finish()
        assert load.odd == []
        promised += load.promised
        server.start()
    assert_all_delivered(server, promised)


def test_kill_after_a_password_was_set(make_server):
    server = make_server()
    for _ in range(3):
        kim = server.add_user()
        code, password = server.api().code_for(kim.username), server.new_password()
        server.secrets.add(code)
        answers = []
        setting = [
            threading.Thread(target=lambda: answers.append(_try_to_set(server, code, password))) for _ in range(3)
        ]
        for thread in setting:
            thread.start()
        wait_until(lambda: 200 in answers, "the password to be set", interval=0)
        server.kill()
        for thread in setting:
            thread.join(30)
        server.start()
        assert server.signs_in(kim, password)
        assert_failure(server.api().set_password(code, server.new_password()), 400, "18001")


def _try_to_set(server, code, password):
    try:
        return server.api().set_password(code, password).status_code
    except requests.exceptions.RequestException:
        return None


def test_kill_in_the_middle_of_setting_a_password_leaves_old_or_new(make_server):
    server = make_server()
    for _ in range(3):
        kim = server.add_user()
        code, password = server.api().code_for(kim.username), server.new_password()
        server.secrets.add(code)
        setting = threading.Thread(target=_try_to_set, args=(server, code, password))
        setting.start()
        setting.join(0.02)
        server.kill()
        setting.join(30)
        server.start()
        is_new = server.signs_in(kim, password)
        assert is_new != server.signs_in(kim, kim.password)
        again = server.api().set_password(code, server.new_password())
        assert again.status_code == (400 if is_new else 200), "the code is spent exactly where the password changed"


def test_sigterm_under_load_drains_and_loses_nothing(make_server):
    server = make_server()
    load = Load(server, add_people(server, 200))
    load.wait_for(30)
    assert server.stop() == 0
    load.finish()
    assert load.odd == [], "a request in flight is answered or not taken, never failed"
    with server.database() as database:
        held = database.execute("SELECT COUNT(*) FROM outbox WHERE state = 'leased'").fetchone()[0]
    assert held == 0, "no mail stays with a node that has stopped"
    server.start()
    assert_all_delivered(server, load.promised)


def test_a_kept_connection_does_not_hold_up_the_end(make_server):
    server = make_server()
    session = web_session()
    session.get(f"{server.url}/health")
    assert server.stop(patience=10) == 0
    session.close()
