"""The agents' channel: the API of the desk under `/assist/v1`, and what changes told on `/desk`.

`openapi.yaml` is the contract, from which `contract` and `operations` make routes, roles and checks of input;
`conversations`, `advice` and `learning` serve the operations, `socket` tells the agents who look on.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic

from refundbot.channels.assist import advice, conversations, learning
from refundbot.channels.assist.desk import Desk
from refundbot.channels.assist.memory import RasaMemory
from refundbot.channels.assist.operations import Operations
from refundbot.channels.assist.socket import AgentNamespace
from refundbot.desk.identity import Agents
from refundbot.desk.oidc import Issuer


class AssistInput(InputChannel):
    """Rasa's input channel for agents. It needs the customers' channel, `web`, beside it."""

    @classmethod
    def name(cls) -> str:
        """Name of the channel."""
        return "assist"

    def url_prefix(self) -> str:
        """Where the routes lie."""
        return "/assist/v1"

    def blueprint(self, _: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes of the channel. What Rasa would be told here, customers tell it."""
        operations = Operations()
        for served in (conversations, advice, learning):
            served.add_to(operations)
        routes = Blueprint("refundbot_assist")
        operations.add_to(routes)

        @routes.listener("before_server_start")
        async def open_desk(app: Sanic, *_: Any) -> None:
            chat = app.ctx.chat
            settings = chat.settings
            issuer = settings.oidc_issuer and Issuer(settings.oidc_issuer, settings.oidc_audience)
            agents = Agents(settings.desk_secret, chat.clock, issuer)
            watchers = AgentNamespace(agents, chat.database, chat.rates, chat.clock)
            app.ctx.desk = Desk(
                settings=settings,
                database=chat.database,
                live=chat.live,
                answers=chat.answers,
                rates=chat.rates,
                agents=agents,
                watchers=watchers,
                services=chat.services,
                memory=RasaMemory(lambda: app.ctx.agent),
                parse=lambda text: app.ctx.agent.parse_message(text),
                clock=chat.clock,
            )
            app.ctx.sockets.register_namespace(watchers)
            chat.live.subscribe(watchers.tell)

        return routes
