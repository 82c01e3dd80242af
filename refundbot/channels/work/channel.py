"""What a worker is asked: to answer a stored message, to listen, to remember, to forget, to parse.

It keeps trackers and nothing else: the front door claims a message before it asks, and stores the answer
after. So a worker may end at any time; what it was asked is asked again, of whichever worker there is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from functools import partial
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from refundbot import signed
from refundbot.channels.web.bot import NotNow
from refundbot.channels.work import wire
from refundbot.channels.work.rasa_bot import RasaBot
from refundbot.channels.work.rasa_memory import RasaMemory
from refundbot.dialogue import Services
from refundbot.orders import open_order_source
from refundbot.policy import load_policy
from refundbot.settings import Settings
from refundbot.telemetry import logs, traces

Json = dict[str, Any]
Act = Callable[[Json], Awaitable[Any]]


class WorkInput(InputChannel):
    """Rasa's input channel for the front door's messages, on the internal network."""

    def __init__(self, settings: Settings | None = None) -> None:
        """`settings` default to the environment's."""
        self._settings = settings or Settings.from_env()

    @classmethod
    def name(cls) -> str:
        """Name of the channel."""
        return "work"

    def url_prefix(self) -> str:
        """Where the routes lie."""
        return wire.PREFIX

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes of the channel; `on_new_message` is Rasa."""
        routes, settings = Blueprint("refundbot_work"), self._settings

        @routes.listener("before_server_start")
        async def open_work(app: Sanic, *_: Any) -> None:
            services = Services(policies=load_policy(), orders=open_order_source(settings))
            bot = RasaBot(on_new_message, lambda: app.ctx.agent, settings, services)
            app.ctx.work, app.ctx.check = _acts(app, bot), partial(_check, bot)

        @routes.get("/alive")
        async def alive(_: Request) -> HTTPResponse:
            return response.empty(200)

        routes.add_route(_served(wire.keys_of(settings)), "/<act:str>", methods=["POST"])
        return routes


def _acts(app: Sanic, bot: RasaBot) -> dict[str, Act]:
    """What can be asked, by name."""
    memory = RasaMemory(lambda: app.ctx.agent)

    async def answer(told: Json) -> Any:
        turn = wire.turn_from(told)
        with logs.about(conversation=turn.conversation_id, request=turn.message_id):
            return [wire.bubble_to(bubble) for bubble in await bot.answer(turn)]

    async def listen(told: Json) -> Any:
        turn = wire.turn_from(told)
        with logs.about(conversation=turn.conversation_id, request=turn.message_id):
            await bot.listen(turn)

    async def forget(told: Json) -> Any:
        await bot.forget(told["trackers"])

    async def expire(told: Json) -> Any:
        return await bot.expire(datetime.fromisoformat(told["untouched_since"]))

    async def is_ready(_: Json) -> Any:
        return await bot.is_ready()

    async def heard(told: Json) -> Any:
        return wire.heard_to(await memory.heard(told["trackers"], told["message_id"]))

    async def recall(told: Json) -> Any:
        return wire.recalled_to(await memory.recall(told["trackers"], told["message_id"]))

    async def parse(told: Json) -> Any:
        return await app.ctx.agent.parse_message(told["text"])

    acts = (answer, listen, forget, expire, is_ready, heard, recall, parse)
    return {act.__name__: act for act in acts}


async def _check(bot: RasaBot) -> None:
    """Raises where nothing can be answered now."""
    if not await bot.is_ready():
        raise RuntimeError("the model is not loaded, or the action server does not answer")


def _served(keys: signed.Keys) -> Callable[[Request, str], Coroutine[Any, Any, HTTPResponse]]:
    """Asks for a key, and tells `NotNow` as 503."""

    async def work(request: Request, act: str) -> HTTPResponse:
        if not signed.is_borne(request.headers.get("authorization"), keys):
            return response.json({"error": "work is done for the front door only"}, 401)
        asked: Act | None = request.app.ctx.work.get(act)
        if asked is None:
            return response.json({"error": "no such act"}, 404)
        try:
            with traces.carried_on(request.headers):
                return response.json({"done": await asked(request.json)}, ensure_ascii=False)
        except NotNow as why:
            return response.json({"error": str(why), "perhaps_noted": why.perhaps_noted}, 503)

    return work
