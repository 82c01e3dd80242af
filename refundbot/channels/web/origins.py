"""Which sites' pages may use the chat: our own, and those that the settings name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from sanic import Sanic, response
from sanic.request import Request
from sanic.response import BaseHTTPResponse, HTTPResponse

from refundbot.channels.web.refusal import Refusal

GUARDED = "/chat/"
ALLOWED_METHODS = "GET, POST, DELETE"
ALLOWED_HEADERS = "Authorization, Content-Type"
REMEMBERED_SECONDS = "600"


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

    def attach(self, app: Sanic) -> None:
        """Turns other sites' requests away, and tells browsers which they may make (CORS)."""

        async def admit(request: Request) -> HTTPResponse | None:
            if not _is_guarded(request):
                return None
            if not self.allows(request.headers.get("origin"), request.headers.get("host")):
                return Refusal("forbidden").as_response()
            return response.empty() if request.method == "OPTIONS" else None

        async def tell(request: Request, answer: BaseHTTPResponse) -> None:
            origin = request.headers.get("origin")
            if _is_guarded(request) and origin and self.allows(origin, request.headers.get("host")):
                answer.headers["Access-Control-Allow-Origin"] = origin
                varied = answer.headers.get("Vary")
                answer.headers["Vary"] = f"{varied}, Origin" if varied else "Origin"
                if request.method == "OPTIONS":
                    answer.headers["Access-Control-Allow-Methods"] = ALLOWED_METHODS
                    answer.headers["Access-Control-Allow-Headers"] = ALLOWED_HEADERS
                    answer.headers["Access-Control-Max-Age"] = REMEMBERED_SECONDS

        app.register_middleware(admit, "request")
        app.register_middleware(tell, "response")


def _host(origin: str) -> str | None:
    """The host and port of an origin; `None` for what is not written as one."""
    try:
        return urlsplit(origin).netloc if origin.isascii() and origin.isprintable() else None
    except ValueError:
        return None


def _is_guarded(request: Request) -> bool:
    return bool(request.path.startswith(GUARDED))
