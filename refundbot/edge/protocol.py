"""Uvicorn's side of a connection, with what it lacks: it ends a request that comes too slowly, hangs up on
who does not read what is sent, and limits the connections of an address.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.wsproto_impl import WSProtocol

from refundbot.channels.web.address import counted
from refundbot.channels.web.door import TRANSPORT
from refundbot.channels.web.files import is_upload
from refundbot.places import Places

REQUEST_SECONDS = 20.0
"""In which a request has to come, head and body, however it trickles."""

UPLOAD_SECONDS = 120.0
"""The same of one that brings an attachment."""

UNREAD_SECONDS = 30.0
"""In which a client has to read `LEAST_READ` of what waits for it, beyond what the system has under way."""

LEAST_READ = 16 * 1024
"""Bytes."""

_PLACE = "place"
"""In the state of a connection: the address whose place it takes."""


class Config(uvicorn.Config):
    """Uvicorn's settings, and who may connect."""

    places: Places


class _Patience(asyncio.Protocol):
    """Ends a connection whose other side leaves unread what is sent: that takes memory, and open files."""

    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
    _unread: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        """Called by asyncio, when much waits to be read."""
        super().pause_writing()
        self._look_later()

    def resume_writing(self) -> None:
        """Called by asyncio, when hardly anything does."""
        super().resume_writing()
        self._end_patience()

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio."""
        super().connection_lost(exc)
        self._end_patience()

    def _look_later(self) -> None:
        waiting = self.transport.get_write_buffer_size()
        self._unread = self.loop.call_later(UNREAD_SECONDS, self._look, waiting)

    def _look(self, waited: int) -> None:
        if waited - self.transport.get_write_buffer_size() < LEAST_READ:
            self.transport.abort()
        else:
            self._look_later()

    def _end_patience(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None


class WebSocket(_Patience, WSProtocol):
    """A connection that has become a websocket: it keeps the place that it was let in with."""

    config: Config

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio."""
        super().connection_lost(exc)
        self.config.places.free(self.app_state[_PLACE])


class Connection(_Patience, H11Protocol):
    """A connection, with one request after the other."""

    config: Config

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._limit: asyncio.TimerHandle | None = None
        self._is_websocket = False
        self._uploads = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Called by asyncio. Who has too many connections is hung up on."""
        super().connection_made(transport)
        came_from = counted(self.client[0]) if self.client is not None else None
        if came_from is not None and self.config.places.take(came_from):
            self.app_state = {**self.app_state, TRANSPORT: transport, _PLACE: came_from}
            self._begin_limit()
        else:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio."""
        super().connection_lost(exc)
        self._end_limit()
        if _PLACE in self.app_state:
            self.config.places.free(self.app_state[_PLACE])

    def data_received(self, data: bytes) -> None:
        """Called by asyncio."""
        if _PLACE in self.app_state:
            super().data_received(data)

    def handle_events(self) -> None:
        """Reads what has come, and limits the time of what is still to come."""
        super().handle_events()
        if self._is_websocket:
            return
        has_begun = self.conn.their_state is h11.SEND_BODY or bool(self.conn.trailing_data[0])
        uploads = self.conn.their_state is h11.SEND_BODY and is_upload(cast(Any, self.scope))
        if uploads != self._uploads:
            self._end_limit()
            self._uploads = uploads
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY) and has_begun:
            self._begin_limit()
        else:
            self._end_limit()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Lets go of a connection that has become a websocket."""
        super().handle_websocket_upgrade(event)
        self._is_websocket = True
        self._end_limit()

    def _begin_limit(self) -> None:
        if self._limit is None:
            seconds = UPLOAD_SECONDS if self._uploads else REQUEST_SECONDS
            self._limit = self.loop.call_later(seconds, self.transport.abort)

    def _end_limit(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None
