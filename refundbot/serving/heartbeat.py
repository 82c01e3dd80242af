"""A server's sign of life: its event loop writes the supervisor a byte a second, which a stuck one does not.

It needs no connection, so that a server whose connections are all taken is not mistaken for a stuck one.
"""

from __future__ import annotations

import asyncio
import os
import signal

VARIABLE = "REFUNDBOT_HEARTBEAT"
"""Descriptor of the pipe, which the supervisor sets for its servers."""

SECONDS = 1.0


def begin(*_: object) -> None:
    """Has this process give signs of life, if a supervisor started it. To be called by a server on its loop,
    last, after all that may yet keep it from serving."""
    pipe = os.environ.get(VARIABLE)
    if pipe is not None:
        _beat(int(pipe), asyncio.get_running_loop())


def _beat(pipe: int, loop: asyncio.AbstractEventLoop) -> None:
    try:
        os.write(pipe, b".")
    except BlockingIOError:
        pass  # The supervisor is held up; it will see what is there.
    except BrokenPipeError:
        os.kill(os.getpid(), signal.SIGTERM)  # The supervisor is gone, and with it who would stop us.
        return
    loop.call_later(SECONDS, _beat, pipe, loop)
