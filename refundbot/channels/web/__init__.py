"""The customers' channel: the chat of a website, over Socket.IO and HTTP under `/chat`.

`chat` holds the acts, `http` and `socket` are the two ways to them, `answering` the loop that answers, `bot`
what it asks, `live` the fan-out. The protocol is described in `docs/channel.md`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from refundbot.attachments import open_shelf
from refundbot.channels.web import tokens
from refundbot.channels.web.answering import Answers
from refundbot.channels.web.bot import Bot
from refundbot.channels.web.chat import Chat
from refundbot.channels.web.clock import Clock
from refundbot.channels.web.counting import count
from refundbot.channels.web.duty import Duty
from refundbot.channels.web.housekeeping import Housekeeping
from refundbot.channels.web.live import Live
from refundbot.channels.web.origins import Origins
from refundbot.channels.web.rates import Rates
from refundbot.channels.web.redis_manager import RedisManager
from refundbot.channels.web.shared_rates import SharedRates
from refundbot.channels.web.socket import CustomerNamespace
from refundbot.channels.web.sockets import Sockets
from refundbot.conversations.database import Database
from refundbot.conversations.publisher import Publisher
from refundbot.dialogue import Services
from refundbot.orders import open_order_source
from refundbot.policy import load_policy
from refundbot.replies.chat import hotline
from refundbot.settings import Settings

MAX_FRAME_BYTES = 64 * 1024


def socket_server(settings: Settings, origins: Origins) -> Sockets:
    """The server of all pages' sockets."""
    return Sockets(
        client_manager=RedisManager(settings.redis_url) if settings.redis_url else None,
        cors_allowed_origins=origins.allows_environ,
        cors_credentials=False,
        max_http_buffer_size=MAX_FRAME_BYTES,
    )


@asynccontextmanager
async def opened(settings: Settings, sockets: Sockets, bot: Bot, clock: Clock) -> AsyncIterator[Chat]:
    """The running chat: it answers, tells, and keeps house until it is closed."""
    database = Database(settings.conversations_url, tells=settings.events_url is not None)
    services = Services(policies=load_policy(), orders=open_order_source(settings))
    duty = Duty(settings, clock, lambda now: hotline(services.policies.at(now)))
    live = Live(sockets, database, duty, clock)
    shelf = open_shelf(settings)
    answers = Answers(database, bot, live, clock, len(settings.worker_urls))
    chat = Chat(
        settings=settings,
        database=database,
        live=live,
        bot=bot,
        services=services,
        answers=answers,
        housekeeping=Housekeeping(database, bot, answers, live, shelf, clock, settings.retention_days),
        rates=Rates(
            settings.message_rate,
            settings.act_rate,
            settings.address_rate,
            shared=SharedRates(settings.redis_url, settings.customer_secret) if settings.redis_url else None,
            attachment_rate=settings.attachment_rate,
            upload_rate=settings.upload_rate,
        ),
        shelf=shelf,
        clock=clock,
        keys=tokens.keys_of(settings),
    )
    publisher = settings.events_url and Publisher(database, settings.events_url, clock)
    live.subscribe(count)
    sockets.register_namespace(CustomerNamespace(chat))
    live.start()
    if settings.redis_url:
        live.start_looking()
    answers.start()
    chat.housekeeping.start()
    if publisher:
        publisher.start()
    try:
        yield chat
    finally:
        chat.housekeeping.stop()
        await answers.stop()
        await live.stop()
        await sockets.shutdown()
        if publisher:
            await publisher.stop()
        await chat.rates.close()
        shelf.close()
        database.close()
