"""The Socket.IO server of all pages: it tells rooms, never a namespace, and takes only what a page sends.

Whatever else a client sends ends its connection, with a line in the log and no traceback.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any
from weakref import WeakKeyDictionary

import engineio
import socketio
from socketio import packet
from starlette.datastructures import QueryParams
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

CLOSING_SECONDS = 1.0
"""For which a connection that is to end is left open, so that the client still reads why."""

MOST_UNREAD = 1024 * 1024
"""Characters that may wait for a client to read them before it is told anything more: a page that reads is
never so far behind, and one that only asks would have us keep all the answers."""

MOST_LINES = 10
LINES_SECONDS = 60.0
"""How many lines of the log strangers can cause, in how many seconds."""


class OneLine(logging.Filter):
    """Has the libraries report what a client sent wrong in one line each, and not without end."""

    def __init__(self) -> None:
        super().__init__()
        self._since, self._lines = 0.0, 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Takes the traceback off a record; whether it is to be written at all."""
        if record.exc_info:
            kind = record.exc_info[0]
            record.msg, record.args = f"{record.getMessage()} ({kind and kind.__name__})", None
            record.exc_info = record.exc_text = None
        now = time.monotonic()
        if now - self._since >= LINES_SECONDS:
            self._since, self._lines = now, 0
        self._lines += 1
        return self._lines <= MOST_LINES


logger = logging.getLogger(__name__)
logger.setLevel(logging.ERROR)
logger.addFilter(OneLine())


class ClientPacket(packet.Packet):
    """A packet as pages send it; decoding any other is a `ValueError`.

    An event named `connect` or `disconnect` would run the handlers of a real connection's beginning and end.
    """

    def decode(self, encoded_packet: Any) -> int | None:
        """Decodes a client's packet."""
        attachments: int | None = super().decode(encoded_packet)
        if not self._is_a_pages():
            raise ValueError("no packet of a page of ours")
        return attachments

    def _is_a_pages(self) -> bool:
        if self.packet_type == packet.CONNECT:
            return self.data is None or isinstance(self.data, dict)
        if self.packet_type == packet.EVENT:
            return (
                isinstance(self.data, list)
                and 1 <= len(self.data) <= 2
                and isinstance(self.data[0], str)
                and self.data[0] not in Sockets.reserved_events
            )
        return bool(self.packet_type == packet.DISCONNECT)


class Connections(engineio.AsyncServer):
    """Engine.IO's side of them. Who does not read what they are told is not told for ever."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._unread: WeakKeyDictionary[Any, int] = WeakKeyDictionary()
        """Characters put into a connection's queue since it was last empty."""

    async def send_packet(self, sid: str, pkt: Any) -> None:
        """Tells a connection, or ends it where too much waits to be read there."""
        found = self.sockets.get(sid)
        if found is not None:
            waiting = 0 if found.queue.empty() else self._unread.get(found, 0)
            if waiting > MOST_UNREAD:
                await self.end(sid)
                return
            self._unread[found] = waiting + len(pkt.data or "")
        await super().send_packet(sid, pkt)

    async def end(self, sid: str | None) -> None:
        """Ends a connection, whether or not the client does."""
        found = self.sockets.get(sid)
        if found is not None:
            await found.close(wait=False)
            await found.queue.put(None)  # ends the writer, which then closes the websocket
            self.sockets.pop(sid, None)


class Sockets(socketio.AsyncServer):
    """The server. Its connections are Engine.IO's; each may be a socket in several namespaces."""

    def __init__(self, **options: Any) -> None:
        """`options` are python-socketio's."""
        super().__init__(
            async_mode="asgi", serializer=ClientPacket, logger=logger, engineio_logger=logger, **options
        )
        self.namespaces: list[str] = []  # besides those registered; the default is one that lets everybody in
        self._handle = self.eio.handlers["message"]
        self.eio.on("message", self._take)
        self._closing: set[asyncio.Task[None]] = set()

    async def emit(self, event: str, data: Any = None, to: Any = None, room: Any = None, **rest: Any) -> None:
        """Tells a room. Who only asks to be let in is in the namespace already, so that is never told."""
        if not (to or room):
            raise ValueError(f"{event} has to be told to a room")
        await super().emit(event, data, to=to, room=room, **rest)

    async def handle_request(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves a request of either transport."""
        has_begun = False

        async def answer(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await super().handle_request(scope, receive, answer)
        except Exception as error:
            logger.error("a client was not understood (%s)", type(error).__name__)
            await self._close(QueryParams(scope["query_string"]).get("sid") or self._opened_by(scope))
            if not has_begun:
                await Response(status_code=400)(scope, receive, send)

    def close_soon(self, connection: str) -> None:
        """Ends a connection, whether or not the client does."""
        task = asyncio.get_running_loop().create_task(self._close(connection, CLOSING_SECONDS))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _take(self, connection: str, data: Any) -> None:
        if connection not in self.environ:
            return  # closed on our side, and only the client goes on
        try:
            await self._handle(connection, data)
        except Exception as error:
            logger.error("a client was not understood (%s)", type(error).__name__)
            await self._close(connection)

    async def _close(self, connection: str | None, after: float = 0.0) -> None:
        await asyncio.sleep(after)
        await self.eio.end(connection)

    def _engineio_server_class(self) -> type[Connections]:
        return Connections

    def _opened_by(self, scope: Scope) -> str | None:
        return next((id_ for id_, environ in self.environ.items() if environ["asgi.scope"] is scope), None)
