"""The customers' channel: the chat of a website, over Socket.IO and HTTP under `/chat`.

`chat` holds the acts, `http` and `socket` are the two ways to them, `answering` the loop that answers, `bot`
what it asks, `live` the fan-out. The protocol is described in `docs/channel.md`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from refundbot.channels.web import http, pages, tokens
from refundbot.channels.web.answering import Answers
from refundbot.channels.web.bot import Bot, RasaBot
from refundbot.channels.web.chat import Chat
from refundbot.channels.web.clock import Clock, utc_now
from refundbot.channels.web.counting import count
from refundbot.channels.web.door import Door
from refundbot.channels.web.duty import Duty
from refundbot.channels.web.housekeeping import Housekeeping
from refundbot.channels.web.live import Live
from refundbot.channels.web.origins import Origins
from refundbot.channels.web.rates import Rates
from refundbot.channels.web.redis_manager import RedisManager
from refundbot.channels.web.socket import CustomerNamespace
from refundbot.channels.web.sockets import Sockets
from refundbot.channels.web.suggest import suggestions
from refundbot.conversations.database import Database
from refundbot.conversations.publisher import Publisher
from refundbot.dialogue import Services
from refundbot.orders import open_order_source
from refundbot.policy import load_policy
from refundbot.replies.chat import hotline
from refundbot.serving.places import Places
from refundbot.settings import Settings

SOCKET_PATH = "/chat/socket.io"
MAX_FRAME_BYTES = 64 * 1024


class WebInput(InputChannel):
    """Rasa's input channel for the chat of a website."""

    def __init__(
        self, settings: Settings | None = None, bot: Bot | None = None, clock: Clock = utc_now
    ) -> None:
        """`settings` default to the environment's, `bot` to Rasa."""
        self._settings = settings or Settings.from_env()
        self._bot, self._clock = bot, clock

    @classmethod
    def name(cls) -> str:
        """Name of the channel in Rasa's events."""
        return "web"

    def url_prefix(self) -> str:
        """The root: the routes carry their whole paths."""
        return "/"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes of the channel; `on_new_message` is Rasa."""
        settings = self._settings
        origins = Origins(settings.origins)
        sockets = Sockets(
            client_manager=RedisManager(settings.redis_url) if settings.redis_url else None,
            cors_allowed_origins=origins.allows_environ,
            cors_credentials=False,
            max_http_buffer_size=MAX_FRAME_BYTES,
        )

        def prepare(app: Sanic) -> None:
            app.enable_websocket()
            app.config.WEBSOCKET_MAX_SIZE = MAX_FRAME_BYTES
            app.config.PROXIES_COUNT = settings.proxies
            origins.attach(app)

        routes = _PreparingBlueprint("refundbot_web")
        routes.ctx.prepare = prepare

        door = Door(sockets, Places(settings.address_sockets))

        @routes.route(SOCKET_PATH, methods=["GET", "POST"])
        async def socket(request: Request) -> HTTPResponse:
            return await door.handle(request)

        http.add_routes(routes, suggestions())
        pages.add_routes(routes, settings)

        @routes.listener("before_server_start")
        async def open_chat(app: Sanic, *_: Any) -> None:
            database = Database(settings.conversations_url, tells=settings.events_url is not None)
            services = Services(policies=load_policy(), orders=open_order_source(settings))
            duty = Duty(settings, self._clock, lambda now: hotline(services.policies.at(now)))
            live = Live(sockets, database, duty, self._clock)
            bot = self._bot or RasaBot(on_new_message, lambda: app.ctx.agent, settings, services)
            app.ctx.chat = Chat(
                settings=settings,
                database=database,
                live=live,
                bot=bot,
                services=services,
                answers=Answers(database, bot, live, self._clock),
                rates=Rates(settings.message_rate, settings.act_rate, settings.address_rate),
                clock=self._clock,
                key=tokens.key_of(settings.customer_secret),
            )
            app.ctx.housekeeping = Housekeeping(
                database, bot, app.ctx.chat.answers, live, self._clock, settings.retention_days
            )
            live.subscribe(count)
            app.ctx.publisher = settings.events_url and Publisher(database, settings.events_url, self._clock)
            app.ctx.sockets = sockets
            sockets.register_namespace(CustomerNamespace(app.ctx.chat))

        @routes.listener("after_server_start")
        async def answer(app: Sanic, *_: Any) -> None:
            app.ctx.chat.live.start()
            app.ctx.chat.answers.start()
            app.ctx.housekeeping.start()
            if app.ctx.publisher:
                app.ctx.publisher.start()

        @routes.listener("before_server_stop")
        async def close_chat(app: Sanic, *_: Any) -> None:
            app.ctx.housekeeping.stop()
            await app.ctx.chat.answers.stop()
            await app.ctx.chat.live.stop()
            await sockets.shutdown()
            if app.ctx.publisher:
                await app.ctx.publisher.stop()
            app.ctx.chat.database.close()

        return routes


class _PreparingBlueprint(Blueprint):
    """A blueprint that prepares its app when it is registered with it: `ctx.prepare(app)`."""

    def register(self, app: Sanic, options: dict[str, Any]) -> None:
        """Called by Sanic, before the app's middleware is frozen."""
        self.ctx.prepare(app)
        super().register(app, options)
