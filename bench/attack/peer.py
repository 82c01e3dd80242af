"""A bare HTTP server of the standard library beside the attacked one: what it takes, this machine takes."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import tempfile
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator

from bench.attack.server import answered_in
from bench.ports import free_port

START_SECONDS = 10.0


@contextlib.asynccontextmanager
async def peer() -> AsyncIterator[int]:
    """Runs one that serves an empty folder, in a process of its own; gives the port.

    Raises:
        RuntimeError: it does not start.
    """
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="refundbot-peer-") as folder:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)),
            cwd=folder,
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=DEVNULL,
        )
        try:
            for _ in range(round(START_SECONDS / 0.1)):
                if await answered_in(port, "/", START_SECONDS) is not None:
                    break
                await asyncio.sleep(0.1)
            else:
                raise RuntimeError("http.server did not start")
            yield port
        finally:
            process.kill()
            await process.wait()
