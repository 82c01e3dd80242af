"""A TCP proxy with faults, to stand before a real service."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from typing import Literal

Fault = Literal["cut", "silent", "frozen", "mute", "slow", "trickling"]
"""
- `cut`: open connections are closed and new ones too, as where the service or the network is down
- `silent`: bytes are taken and dropped; a connection of that time stays dead, as behind a firewall
- `frozen`: nothing passes until it is over, then everything, as where a machine was paused
- `mute`: what is asked passes, what is answered is dropped, as where the network breaks after a commit
- `slow`: each piece passes late
- `trickling`: a few bytes pass at a time
"""

SLOW_SECONDS = 0.3
TRICKLE_BYTES, TRICKLE_SECONDS = 64, 0.005


class Proxy:
    """Passes bytes on, both ways, in a thread of its own, until it is told to break, from any thread."""

    def __init__(self, host: str, port: int) -> None:
        """`host` and `port` are the service's."""
        self._service = (host, port)
        self._loop = asyncio.new_event_loop()
        self._thawed = asyncio.Event()
        self._thawed.set()
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.fault: Fault | None = None
        self.port = 0

    def break_with(self, fault: Fault) -> None:
        """Begins a fault, until `mend`."""
        self.fault = fault
        if fault == "cut":
            self._loop.call_soon_threadsafe(self._cut)
        elif fault == "frozen":
            self._loop.call_soon_threadsafe(self._thawed.clear)

    def mend(self) -> None:
        """Ends the fault."""
        self.fault = None
        self._loop.call_soon_threadsafe(self._thawed.set)

    @contextlib.contextmanager
    def listening(self) -> Iterator[Proxy]:
        """Takes connections on a free port of this machine."""
        thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
            yield self
        finally:
            asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        """Stops; the service is told that its connections are gone, or it would keep what they locked."""
        self._server.close()
        self._cut()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0)

    def _cut(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.fault == "cut":
            writer.transport.abort()
            return
        try:
            there, out = await asyncio.open_connection(*self._service)
        except OSError:
            writer.transport.abort()
            return
        dead = asyncio.Event()
        for source, sink, is_answer in ((reader, out, False), (there, writer, True)):
            task = asyncio.create_task(self._pass_on(source, sink, dead, is_answer))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pass_on(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, dead: asyncio.Event, is_answer: bool
    ) -> None:
        self._open.add(sink)
        with contextlib.suppress(OSError):
            while data := await source.read(65536):
                await self._thawed.wait()
                if self.fault == "silent" or (self.fault == "mute" and is_answer):
                    dead.set()
                if dead.is_set() and (is_answer or self.fault != "mute"):
                    continue
                if self.fault == "slow":
                    await asyncio.sleep(SLOW_SECONDS)
                await self._send(sink, data)
        self._open.discard(sink)
        sink.close()

    async def _send(self, sink: asyncio.StreamWriter, data: bytes) -> None:
        at_once = TRICKLE_BYTES if self.fault == "trickling" else len(data)
        for start in range(0, len(data), at_once):
            sink.write(data[start : start + at_once])
            await sink.drain()
            if at_once < len(data):
                await asyncio.sleep(TRICKLE_SECONDS)
