"""Who may open a socket: so many of an address, and who shows no token within five seconds is shown out.

It stands before engine.io, which lets in anybody and keeps whoever answers its pings.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sanic.request import Request
from sanic.response import HTTPResponse

from refundbot.channels.web.http import address
from refundbot.channels.web.refusal import Refusal
from refundbot.serving.places import Places

SILENT_SECONDS = 5.0
"""For which a session may belong to no namespace; a namespace is entered with a token."""

REMEMBERED_SECONDS = 60.0
"""For which a session that was shown out still takes a place of its address."""


class Door:
    """Engine.io's requests on their way in."""

    def __init__(self, sockets: Any, places: Places) -> None:
        """`sockets` is the `socketio.AsyncServer`."""
        self._sockets, self._engine, self._places = sockets, sockets.eio, places
        self._showing_out: set[asyncio.Task[None]] = set()
        self._inside: defaultdict[str, set[Request]] = defaultdict(set)
        self._let_in = self._engine.handlers["connect"]
        self._engine.on("connect", self._opened)

    async def handle(self, request: Request) -> HTTPResponse:
        """Has engine.io handle a request: a poll, a post, or a websocket for as long as it is open."""
        came_from = address(request)
        if not self._places.take(came_from):
            return Refusal("rate_limited").as_response()
        request.ctx.session = request.args.get("sid")
        if request.ctx.session is not None:
            self._inside[request.ctx.session].add(request)
        try:
            answer = await self._sockets.handle_request(request)
            # Asked for a websocket without `Connection: Upgrade`, engine.io answers with what is no response.
            return answer if isinstance(answer, HTTPResponse) else Refusal("bad_request").as_response()
        finally:
            self._places.free(came_from)
            self._inside[request.ctx.session].discard(request)
            if not self._inside[request.ctx.session]:
                del self._inside[request.ctx.session]

    async def _opened(self, session: str, environ: Mapping[str, Any]) -> Any:
        request: Request = environ["sanic.request"]
        request.ctx.session = session
        self._inside[session].add(request)
        self._look_later(session, address(request))
        return await self._let_in(session, environ)

    def _look_later(self, session: str, came_from: str) -> None:
        asyncio.get_running_loop().call_later(SILENT_SECONDS, self._look, session, came_from)

    def _look(self, session: str, came_from: str) -> None:
        if self._is_admitted(session):
            self._look_later(session, came_from)
        elif session in self._engine.sockets:
            showing_out = asyncio.get_running_loop().create_task(self._show_out(session))
            self._showing_out.add(showing_out)
            showing_out.add_done_callback(self._showing_out.discard)
            if self._places.take(came_from):
                asyncio.get_running_loop().call_later(REMEMBERED_SECONDS, self._places.free, came_from)

    def _is_admitted(self, session: str) -> bool:
        members = self._sockets.manager
        return any(
            members.is_connected(members.sid_from_eio_sid(session, namespace), namespace)
            for namespace in members.get_namespaces()
        )

    async def _show_out(self, session: str) -> None:
        """Ends a session and cuts its connections: engine.io would wait for the other side to close them."""
        for request in self._inside.get(session, ()):
            transport: Any = request.transport
            transport.abort()
        socket = self._engine.sockets.pop(session, None)
        if socket is not None:
            await socket.close(wait=False, abort=True)
