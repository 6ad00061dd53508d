"""A disk that is full, a database that is held: a clear answer, nothing lost, and on it goes."""

import threading

import pytest

from support.api import assert_failure
from support.disk import fill, mount_small, unmount
from support.waiting import wait_until

pytestmark = pytest.mark.engines


def test_a_database_that_is_held_for_a_while(make_server):
    server = make_server()
    kim, api = server.add_user(), server.api()
    api.recover_password("nobody", notify=True)
    with server.store.held():
        answers = []
        asking = threading.Thread(target=lambda: answers.append(api.recover_password(kim.username, notify=True)))
        asking.start()
        asking.join(1.5)
        assert server.is_healthy(), "one writer who waits does not stop the rest"
    asking.join(60)
    assert answers[0].status_code in (202, 503), answers[0].text
    if answers[0].status_code == 503:
        assert int(answers[0].headers["Retry-After"]) > 0
        assert api.recover_password(kim.username, notify=True).status_code == 202
    server.mail.wait_for(kim.email)


@pytest.fixture
def small_disk(tmp_path):
    """A file system of a few megabytes; only root can make one."""
    folder = tmp_path / "disk"
    if not mount_small(folder, megabytes=4):
        pytest.skip("a small file system cannot be mounted here")
    yield folder
    unmount(folder)


@pytest.mark.sqlite
def test_a_full_disk(make_server, small_disk):
    server = make_server(start=False)
    server.data = small_disk / "data"
    server.start()
    kim, api = server.add_user(), server.api()
    code = api.code_for(kim.username)
    server.secrets.add(code)
    ballast = small_disk / "ballast"
    fill(ballast)

    def fails():
        response = api.recover_password(kim.username + "-", notify=True)
        assert response.status_code in (202, 500, 503), response.text
        return None if response.status_code == 202 else [response]

    refused, = wait_until(fails, "the disk to be too full for another request", interval=0)
    assert set(refused.json()) >= {"code", "message", "description"}
    response = api.set_password(code, server.new_password())
    assert response.status_code in (500, 503)
    assert "sqlite" not in response.text.lower()

    ballast.unlink()
    assert server.signs_in(kim, kim.password), "a failure changed the password"
    password = server.new_password()
    wait_until(lambda: api.set_password(code, password).status_code == 200, "the server to recover")
    assert_failure(api.set_password(code, server.new_password()), 400, "18001")
    assert server.signs_in(kim, password)
    assert server.stop() == 0
