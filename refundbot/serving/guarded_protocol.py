"""Sanic's side of a connection, with what the pinned Sanic lacks: it refuses a request that has no clear end,
and ends one that comes too slowly.
"""

from __future__ import annotations

import asyncio
from typing import Any

from sanic.exceptions import InvalidUsage, RequestTimeout, SanicException
from sanic.http import Http, Stage
from sanic.server import HttpProtocol

from refundbot.serving import framing

REQUEST_SECONDS = 20.0
"""In which a request has to come, head and body, however it trickles."""


class GuardedProtocol(HttpProtocol):
    """What the worker and the action server are run with."""

    __slots__ = ("_limit",)

    def __init__(self, **what_sanic_gives: Any) -> None:
        super().__init__(**what_sanic_gives)
        self._limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Called by asyncio."""
        super().connection_made(transport)
        self._limit = self.loop.call_later(REQUEST_SECONDS, self.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio."""
        super().connection_lost(exc)
        self._stop_limit()

    def limit_request(self) -> None:
        """Called when a request begins to come."""
        self._stop_limit()
        self._limit = self.loop.call_later(REQUEST_SECONDS, self._end_what_still_comes)

    def _end_what_still_comes(self) -> None:
        http = self._http
        if self._task is not None and http is not None and (http.stage is Stage.REQUEST or http.request_body):
            http.exception = RequestTimeout("Request Timeout")
            http.request_body = None  # Sanic would read what is missing before it closes
            self._task.cancel()

    def _stop_limit(self) -> None:
        if self._limit is not None:
            self._limit.cancel()

    def _setup_connection(self) -> None:
        super()._setup_connection()
        self._http = GuardedHttp(self)


class GuardedHttp(Http):
    """The requests of a connection, one after the other."""

    async def http1_request_header(self) -> None:
        """Reads the head of a request. Its body is read later, and only where the head is clear about it."""
        self.protocol.limit_request()
        try:
            framing.check(await self._head())
            await super().http1_request_header()
        except framing.BadHead as bad:
            raise SanicException(str(bad), status_code=bad.status) from None
        except SanicException:
            raise
        except Exception:
            self.url = None  # Sanic would make the error's response for it, and fail again
            raise InvalidUsage("Bad Request") from None
        if self.upgrade_websocket:
            self.keep_alive = False  # Sanic no longer limits the time of a connection once it asked for one

    async def _head(self) -> bytes:
        """The head, of which nothing is taken from the buffer."""
        searched = 0
        while (end := self.recv_buffer.find(b"\r\n\r\n", searched)) < 0:
            searched = max(0, len(self.recv_buffer) - 3)
            if searched >= self.HEADER_MAX_SIZE:
                raise framing.BadHead("the head is too long", 431)
            await self._receive_more()
        return bytes(self.recv_buffer[:end])
