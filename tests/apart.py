"""The front door served for tests: in the running loop, or in a thread of its own for clients that block."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from starlette.applications import Starlette

from refundbot.edge.server import configured
from refundbot.places import Places
from refundbot.settings import Settings

SECONDS = 60


@dataclass(frozen=True)
class Served:
    """The running app."""

    url: str
    app: Starlette
    loop: asyncio.AbstractEventLoop

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """The result of `work`, done in the app's thread."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(SECONDS)


@asynccontextmanager
async def served(app: Starlette, places: Places | None = None, port: int = 0) -> AsyncIterator[str]:
    """Serves the app as we do, on a free or the given port of this machine, and gives its address."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    server = uvicorn.Server(configured(app, Settings(), places or Places(10_000)))
    serving = asyncio.create_task(server._serve([listener]))  # signals stay the tests'
    while not server.started:
        await asyncio.sleep(0.005)
        if serving.done():
            await serving
    yield url
    server.should_exit = True
    await serving


@contextmanager
def served_apart(make: Callable[[], Starlette], port: int = 0) -> Iterator[Served]:
    """Serves the app that `make` makes, on a free or the given port of this machine."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def run(work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result(SECONDS)

    app = make()
    serving = served(app, port=port)
    try:
        yield Served(run(serving.__aenter__()), app, loop)
    finally:
        run(serving.__aexit__(None, None, None))
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
