"""Where a request comes from, by the settings on proxies: what rates and places are counted by."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send


def address(scope: Scope) -> str:
    """The address of who asks."""
    return str(scope["client"][0])


class BehindProxies:
    """Takes as the client's address what the outermost proxy of ours wrote of it."""

    def __init__(self, app: ASGIApp, proxies: int) -> None:
        """So many proxies stand before the server; the last entries of X-Forwarded-For are theirs."""
        self._app, self._proxies = app, proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Called by the server."""
        if self._proxies and scope["type"] != "lifespan":
            fields = ",".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",")
            forwarded = [entry for field in fields if (entry := field.strip())]
            if len(forwarded) >= self._proxies:
                scope["client"] = (forwarded[-self._proxies], 0)
        await self._app(scope, receive, send)
