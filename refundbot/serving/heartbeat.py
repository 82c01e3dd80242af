"""A server's sign of life: its event loop writes the supervisor a byte a second, which a stuck one does not.

It needs no connection, so that a server whose connections are all taken is not mistaken for a stuck one.
"""

from __future__ import annotations

import asyncio
import os
import signal

from sanic import Sanic

VARIABLE = "REFUNDBOT_HEARTBEAT"
"""Descriptor of the pipe, which the supervisor sets for its servers."""

SECONDS = 1.0


def attach(app: Sanic) -> None:
    """Has a server give signs of life once it serves, if a supervisor started it. To be called last, after
    all that may yet keep it from serving."""
    pipe = os.environ.get(VARIABLE)
    if pipe is None:
        return

    def start(_: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        _beat(int(pipe), loop)

    app.register_listener(start, "after_server_start")


def _beat(pipe: int, loop: asyncio.AbstractEventLoop) -> None:
    try:
        os.write(pipe, b".")
    except BlockingIOError:
        pass  # The supervisor is held up; it will see what is there.
    except BrokenPipeError:
        os.kill(os.getpid(), signal.SIGTERM)  # The supervisor is gone, and with it who would stop us.
        return
    loop.call_later(SECONDS, _beat, pipe, loop)
