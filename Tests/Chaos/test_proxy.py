"""The network that can be cut: what passes, and what does not."""

import socket
import socketserver
import threading
from contextlib import suppress

import pytest

from chaos.proxy import WAYS, Proxy


class Echo(socketserver.BaseRequestHandler):
    def handle(self):
        with suppress(ConnectionError):
            while data := self.request.recv(65536):
                self.request.sendall(data)


@pytest.fixture
def proxy():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Echo) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        proxy = Proxy(server.server_address[1]).start()
        yield proxy
        proxy.stop()
        server.shutdown()


def connect(proxy, timeout=5):
    return socket.create_connection(("127.0.0.1", proxy.port), timeout)


def exchange(connection, data):
    connection.sendall(data)
    answer = b""
    while len(answer) < len(data):
        chunk = connection.recv(65536)
        if not chunk:
            break
        answer += chunk
    return answer


def test_bytes_pass(proxy):
    data = bytes(range(256)) * 2000
    with connect(proxy) as connection:
        assert exchange(connection, data) == data


def test_stalled_bytes_pass_when_it_is_healed(proxy):
    with connect(proxy) as connection:
        assert exchange(connection, b"before") == b"before"
        proxy.cut("stall")
        connection.settimeout(0.3)
        with pytest.raises(TimeoutError):
            exchange(connection, b"during")
        proxy.heal()
        connection.settimeout(5)
        assert connection.recv(100) == b"during"


def test_connections_are_reset(proxy):
    with connect(proxy) as connection:
        assert exchange(connection, b"before") == b"before"
        proxy.cut("reset")
        with pytest.raises(ConnectionResetError):
            connection.recv(100)


def test_nobody_listens(proxy):
    proxy.cut("refuse")
    with pytest.raises(ConnectionRefusedError):
        connect(proxy)


def test_it_ends_amid_the_bytes(proxy):
    data = bytes(100_000)
    with connect(proxy) as connection:
        proxy.cut("halfway")
        with pytest.raises(ConnectionError):
            assert len(exchange(connection, data)) < len(data)
            raise ConnectionError("closed in good order")


@pytest.mark.parametrize("way", WAYS)
def test_all_is_well_once_it_is_healed(proxy, way):
    with connect(proxy):
        proxy.cut(way)
        proxy.heal()
    with connect(proxy) as connection:
        assert exchange(connection, b"after") == b"after"
