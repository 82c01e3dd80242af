"""Who may open a socket: so many of an address, and who shows no token within five seconds is shown out.

It stands before engine.io, which lets in anybody and keeps whoever answers its pings.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import QueryParams
from starlette.types import Receive, Scope, Send

from refundbot.channels.web.address import address
from refundbot.channels.web.refusal import Refusal
from refundbot.places import Places

SILENT_SECONDS = 5.0
"""For which a session may belong to no namespace; a namespace is entered with a token."""

REMEMBERED_SECONDS = 60.0
"""For which a session that was shown out still takes a place of its address."""

TRANSPORT = "transport"
"""Where the server keeps the connection of a request, in its state."""

_SESSION = "refundbot.session"


class Door:
    """Engine.io's requests on their way in."""

    def __init__(self, sockets: Any, places: Places) -> None:
        """`sockets` is the `socketio.AsyncServer`."""
        self._sockets, self._engine, self._places = sockets, sockets.eio, places
        self._showing_out: set[asyncio.Task[None]] = set()
        self._inside: defaultdict[str | None, set[asyncio.Transport]] = defaultdict(set)
        self._silent: set[str] = set()
        """Sessions that are being shown out while a request of theirs is still inside."""
        self._let_in = self._engine.handlers["connect"]
        self._engine.on("connect", self._opened)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Has engine.io handle a request: a poll, a post, or a websocket for as long as it is open."""
        query = QueryParams(scope["query_string"])
        if scope["type"] == "http" and query.get("transport") == "websocket":
            await Refusal("bad_request").as_response()(scope, receive, send)
            return
        came_from = address(scope)
        if not self._places.take(came_from):
            await Refusal("rate_limited").as_response()(scope, receive, send)
            return
        scope[_SESSION] = query.get("sid")
        if scope[_SESSION] is not None:
            self._enter(scope)
        try:
            await self._sockets.handle_request(scope, receive, send)
        finally:
            self._leave(scope)
            if scope[_SESSION] in self._silent:
                self._silent.discard(scope[_SESSION])
                self._free_later(came_from)
            else:
                self._places.free(came_from)

    async def _opened(self, session: str, environ: Mapping[str, Any]) -> Any:
        scope: Scope = environ["asgi.scope"]
        scope[_SESSION] = session
        self._enter(scope)
        self._look_later(session, address(scope))
        return await self._let_in(session, environ)

    def _enter(self, scope: Scope) -> None:
        self._inside[scope[_SESSION]].add(scope["state"][TRANSPORT])

    def _leave(self, scope: Scope) -> None:
        session = scope[_SESSION]
        self._inside[session].discard(scope["state"][TRANSPORT])
        if not self._inside[session]:
            del self._inside[session]

    def _look_later(self, session: str, came_from: str) -> None:
        asyncio.get_running_loop().call_later(SILENT_SECONDS, self._look, session, came_from)

    def _look(self, session: str, came_from: str) -> None:
        if self._is_admitted(session):
            self._look_later(session, came_from)
        elif session in self._engine.sockets:
            showing_out = asyncio.get_running_loop().create_task(self._show_out(session))
            self._showing_out.add(showing_out)
            showing_out.add_done_callback(self._showing_out.discard)
            if session in self._inside:
                self._silent.add(session)  # its place is freed later
            elif self._places.take(came_from):
                self._free_later(came_from)

    def _free_later(self, came_from: str) -> None:
        asyncio.get_running_loop().call_later(REMEMBERED_SECONDS, self._places.free, came_from)

    def _is_admitted(self, session: str) -> bool:
        members = self._sockets.manager
        return any(
            members.is_connected(members.sid_from_eio_sid(session, namespace), namespace)
            for namespace in members.get_namespaces()
        )

    async def _show_out(self, session: str) -> None:
        """Ends a session and cuts its connections: engine.io would wait for the other side to close them."""
        for transport in tuple(self._inside.get(session, ())):
            transport.abort()
        socket = self._engine.sockets.pop(session, None)
        if socket is not None:
            await socket.close(wait=False, abort=True)
