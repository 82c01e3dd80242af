"""Where a request comes from, by the settings on proxies: what rates and places are counted by."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

_OF_A_CUSTOMER = (1 << 64) - 1
"""The part of an IPv6 address that who has it chooses as they like, and anew for each connection."""


def address(scope: Scope) -> str:
    """The address of who asks, as far as it is theirs alone."""
    return counted(str(scope["client"][0]))


def counted(host: str) -> str:
    """What an address counts as: of IPv6 the network of 64 bits, which is the least that anybody is given.

    >>> counted("2001:db8::5:1") == counted("2001:db8::ffff:2")
    True
    >>> counted("::ffff:203.0.113.7")
    '203.0.113.7'
    """
    try:
        found = ip_address(host)
    except ValueError:
        return host
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Address(int(found) & ~_OF_A_CUSTOMER))


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
