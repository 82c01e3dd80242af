"""Which sites' pages may use the chat: our own, and those that the settings name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from refundbot.channels.web.refusal import Refusal

GUARDED = "/chat/"
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "600",
}


class Origins:
    """The allow-list."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        """`allowed` are origins such as `https://shop.example`."""
        self._allowed = frozenset(allowed)

    def allows(self, origin: str | None, host: str | None) -> bool:
        """Whether a page of that origin may talk to this server, which was addressed as `host`.

        What no browser sent has no origin. The scheme is not compared: a proxy before us ends TLS.
        """
        return origin is None or origin in self._allowed or (bool(host) and _host(origin) == host)

    def allows_environ(self, origin: str | None, environ: Mapping[str, Any]) -> bool:
        """The same, as python-socketio asks it."""
        return self.allows(origin, environ.get("HTTP_HOST"))


class OriginGuard:
    """Turns other sites' requests away, and tells browsers which they may make (CORS)."""

    def __init__(self, app: ASGIApp, origins: Origins) -> None:
        self._app, self._origins = app, origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Called by the server. A websocket's origin is judged by engine.io, which asks `Origins`."""
        if scope["type"] != "http" or not scope["path"].startswith(GUARDED):
            await self._app(scope, receive, send)
            return
        headers, is_asked = Headers(scope=scope), scope["method"] == "OPTIONS"
        origin = headers.get("origin")
        if not self._origins.allows(origin, headers.get("host")):
            await Refusal("forbidden").as_response()(scope, receive, send)
            return

        async def tell(message: Message) -> None:
            if origin is not None and message["type"] == "http.response.start":
                told = MutableHeaders(scope=message)
                told["Access-Control-Allow-Origin"] = origin
                told.add_vary_header("Origin")
                if is_asked:
                    told.update(PREFLIGHT)
            await send(message)

        await (Response(status_code=204) if is_asked else self._app)(scope, receive, tell)


def _host(origin: str) -> str | None:
    """The host and port of an origin; `None` for what is not written as one."""
    try:
        return urlsplit(origin).netloc if origin.isascii() and origin.isprintable() else None
    except ValueError:
        return None
