"""The caller who writes down: what was answered, what was lost, and what was never asked."""

import socket
import threading
from types import SimpleNamespace

import pytest

from chaos.client import Client, History
from chaos.evidence import Subject
from support.api import API
from support.network import free_port

KIM = Subject("kim", "kim@x", "Original-1!", "u-kim")


@pytest.fixture
def history():
    return History()


def client(history, port):
    node = SimpleNamespace(api=lambda: API(f"http://127.0.0.1:{port}"), secrets=set())
    return Client([node], history), node


def once(answer):
    """A server for one connection: reads what is sent, says that, closes. Returns its port and what it read."""
    listener = socket.create_server(("127.0.0.1", 0))
    heard = []

    def serve():
        with listener, listener.accept()[0] as connection:
            heard.append(connection.recv(65536))
            connection.sendall(answer)

    threading.Thread(target=serve, daemon=True).start()
    return listener.getsockname()[1], heard


def test_where_nobody_listens_nothing_was_asked(history):
    caller, _ = client(history, free_port())
    assert caller.recover(KIM) is None
    assert (history.answers, [node for _, node in history.refusals]) == ([], [0])


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 2", b"HTTP/1.1 202 Accepted\r\nContent-Length: 50\r\n\r\nhalf"])
def test_an_answer_that_breaks_off_is_lost_and_asked_once(history, answer):
    port, heard = once(answer)
    caller, _ = client(history, port)
    assert caller.set_password(KIM, "code", "New-1!").status is None
    found, = history.answers
    assert (found.operation, found.code, found.password) == ("set-password", "code", "New-1!")
    assert len(heard) == 1, "a request is never repeated in silence"


def test_a_code_that_is_handed_over_is_kept(history):
    port, heard = once(b"HTTP/1.1 202 Accepted\r\nContent-Length: 4\r\n\r\nCODE")
    caller, node = client(history, port)
    answer = caller.hand_over(KIM)
    assert (answer.status, answer.code, node.secrets) == (202, "CODE", {"CODE"})
    assert f"activityid: {answer.correlation}".encode() in heard[0]
