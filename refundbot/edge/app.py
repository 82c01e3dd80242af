"""The routes of the front door, and the parts behind them from its start to its end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount

from refundbot.channels import assist, chatwoot, web
from refundbot.channels.assist import sign_in
from refundbot.channels.assist.desk import Parse
from refundbot.channels.assist.memory import BotMemory
from refundbot.channels.web import http, pages
from refundbot.channels.web.address import BehindProxies
from refundbot.channels.web.bot import Bot
from refundbot.channels.web.clock import Clock, utc_now
from refundbot.channels.web.door import Door
from refundbot.channels.web.origins import OriginGuard, Origins
from refundbot.channels.web.refusal import Refusal
from refundbot.channels.web.suggest import suggestions
from refundbot.edge.limits import Limits
from refundbot.places import Places
from refundbot.settings import Settings

SOCKET_PATH = "/chat/socket.io"


def create_app(
    settings: Settings, bot: Bot, memory: BotMemory, parse: Parse, clock: Clock = utc_now
) -> Starlette:
    """The app. `bot`, `memory` and `parse` are a worker's; its state holds the running parts."""
    origins = Origins(settings.origins)
    sockets = web.socket_server(settings, origins)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.sockets = sockets
        async with (
            web.opened(settings, sockets, bot, clock) as app.state.chat,
            assist.opened(app.state.chat, sockets, memory, parse) as app.state.assist,
            chatwoot.opened(app.state.chat) as app.state.chatwoot,
        ):
            yield

    return Starlette(
        routes=[
            Mount(SOCKET_PATH, Door(sockets, Places(settings.address_sockets))),
            *http.routes(suggestions()),
            *sign_in.routes(settings),
            *pages.routes(settings),
            assist.routes(),
            chatwoot.route(settings),
        ],
        middleware=[
            Middleware(BehindProxies, proxies=settings.proxies),
            Middleware(OriginGuard, origins=origins),
            Middleware(Limits, attachment_bytes=settings.attachment_bytes),
        ],
        exception_handlers={HTTPException: _refused},
        lifespan=lifespan,
    )


async def _refused(_: Request, error: Exception) -> JSONResponse:
    """What the router says of an address or a method that there is not."""
    assert isinstance(error, HTTPException)
    why = Refusal("not_found" if error.status_code == 404 else "bad_request")
    return JSONResponse({"error": why.as_json()}, error.status_code, error.headers)
