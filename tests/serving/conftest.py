"""Real local servers for the tests of this room."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from sanic import Sanic

ServeSanic = Callable[[Sanic], Awaitable[str]]

# Sanic rewrites its own methods at the first start; only in test mode can it start again in one process.
Sanic.test_mode = True


@pytest.fixture
async def serve_sanic() -> AsyncIterator[ServeSanic]:
    """Starts a Sanic app on a free port of this machine, in this event loop, and gives its address."""
    servers = []

    async def start(app: Sanic) -> str:
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.before_start()
        await server.start_serving()
        servers.append(server)
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for server in servers:
        server.close()
        await server.wait_closed()
        await server.after_stop()
