"""A Sanic app in a thread of its own, for clients that block: browsers, schemathesis."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sanic import Sanic

SECONDS = 60


@dataclass(frozen=True)
class Served:
    """The running app."""

    url: str
    app: Sanic
    loop: asyncio.AbstractEventLoop

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """The result of `work`, done in the app's thread."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(SECONDS)


@contextmanager
def served_apart(make: Callable[[], Sanic]) -> Iterator[Served]:
    """Serves the app that `make` makes, on a free port of this machine."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def run(work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result(SECONDS)

    async def start() -> tuple[Any, Served]:
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        app = make()
        server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.before_start()
        await server.start_serving()
        await server.after_start()
        return server, Served(f"http://127.0.0.1:{listener.getsockname()[1]}", app, loop)

    async def stop(server: Any) -> None:
        await server.before_stop()
        server.close()
        await server.wait_closed()
        await server.after_stop()

    server, served = run(start())
    try:
        yield served
    finally:
        run(stop(server))
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
