"""A network that can be cut: a TCP proxy on loopback that passes bytes on, or misbehaves as told."""

import asyncio
import random
import socket
import struct
import threading

from support.network import free_port

WAYS = ("stall", "reset", "refuse", "halfway")


class Proxy:
    """Between a node and what it talks to.

    stall     connections stay, and no byte passes until it is healed
    reset     connections are reset, and new ones too
    refuse    connections are closed, and nobody listens
    halfway   each connection passes a few more bytes each way and is reset amid them
    """

    def __init__(self, target_port):
        self.port = free_port()
        self._target = target_port
        self._way = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._writers = set()
        self._server = None

    def start(self):
        self._thread.start()
        self._call(self._prepare())
        return self

    def stop(self):
        self._call(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def cut(self, way):
        assert way in WAYS, way
        self._call(self._cut(way))

    def heal(self):
        self._call(self._heal())

    def _call(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(20)

    # On the loop's thread.

    async def _prepare(self):
        self._open = asyncio.Event()
        self._open.set()
        await self._listen()

    async def _listen(self):
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def _cut(self, way):
        self._way = way
        if way == "stall":
            self._open.clear()
        if way == "refuse":
            self._server.close()
            self._server = None
        if way in ("reset", "refuse"):
            self._reset_all()

    async def _heal(self):
        self._way = None
        self._open.set()
        if self._server is None:
            await self._listen()

    async def _end(self):
        if self._server:
            self._server.close()
        self._open.set()
        self._reset_all()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader, writer):
        if self._way == "reset":
            return self._reset(writer)
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            return self._reset(writer)
        self._writers |= {writer, far_writer}
        try:
            await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))
        except (OSError, asyncio.IncompleteReadError):
            self._reset(writer)
            self._reset(far_writer)
        finally:
            self._writers -= {writer, far_writer}
            for each in (writer, far_writer):
                each.close()

    async def _pump(self, reader, writer):
        allowance = None
        while chunk := await reader.read(65536):
            await self._open.wait()
            if self._way == "halfway":
                allowance = random.randrange(1500) if allowance is None else allowance
                if len(chunk) > allowance:
                    writer.write(chunk[:allowance])
                    await writer.drain()
                    raise ConnectionResetError("cut amid the bytes")
                allowance -= len(chunk)
            writer.write(chunk)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()

    def _reset_all(self):
        for writer in list(self._writers):
            self._reset(writer)

    def _reset(self, writer):
        """Ends a connection without a farewell: RST, not FIN."""
        connection = writer.get_extra_info("socket")
        if connection is not None and connection.fileno() >= 0:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
