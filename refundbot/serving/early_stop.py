"""A server that is told to stop while it starts stops as soon as it has started.

The pinned Sanic hears the signal before its loop runs for good, where stopping the loop does nothing, and
takes every later signal for a second one: such a server never ended. Obsolete where
`tests/serving/test_early_stop.py` sees Sanic alone end.
"""

from __future__ import annotations

import asyncio

from sanic import Sanic

_STARTED_SECONDS = 0.1
"""By then the loop runs for good: this is asked for by the last of what is done at the start."""


def heed(app: Sanic, *_: object) -> None:
    """Stops a server that was told to stop while it started. The last listener of `after_server_start`."""
    asyncio.get_running_loop().call_later(_STARTED_SECONDS, _stop_if_told, app)


def _stop_if_told(app: Sanic) -> None:
    if app.is_stopping:
        asyncio.get_running_loop().stop()
