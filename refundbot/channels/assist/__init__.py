"""The agents' channel: the API of the desk under `/assist/v1`, and what changes told on `/desk`.

`openapi.yaml` is the contract, from which `contract` and `operations` make routes, roles and checks of input;
`conversations`, `left`, `advice`, `learning` and `why` serve the operations, `socket` tells the agents who
look on, `returning` looks after the conversations of those who are gone, `briefing` keeps the
rows of the queue.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic

from refundbot.channels.assist import advice, conversations, learning, left, why
from refundbot.channels.assist.briefing import Briefing
from refundbot.channels.assist.desk import Desk
from refundbot.channels.assist.memory import RasaMemory
from refundbot.channels.assist.operations import Operations
from refundbot.channels.assist.returning import Returning
from refundbot.channels.assist.socket import AgentNamespace
from refundbot.desk.identity import Agents
from refundbot.desk.oidc import ClaimNames, Issuer


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
        for served in (conversations, left, advice, learning, why):
            served.add_to(operations)
        routes = Blueprint("refundbot_assist")
        operations.add_to(routes)

        @routes.listener("before_server_start")
        async def open_desk(app: Sanic, *_: Any) -> None:
            chat = app.ctx.chat
            settings = chat.settings
            issuer = settings.oidc_issuer and Issuer(
                settings.oidc_issuer,
                settings.oidc_audience,
                ClaimNames(
                    account=settings.oidc_account,
                    name=settings.oidc_name,
                    roles=settings.oidc_roles,
                    agent=settings.oidc_agent,
                    supervisor=settings.oidc_supervisor,
                ),
            )
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
            app.ctx.briefing = Briefing(app.ctx.desk)
            app.ctx.sockets.register_namespace(watchers)
            chat.live.subscribe(watchers.tell)
            chat.live.subscribe(app.ctx.briefing.changed)
            gone_after = timedelta(minutes=settings.agent_gone_minutes)
            app.ctx.returning = Returning(chat.database, chat.live, chat.clock, gone_after)

        @routes.listener("after_server_start")
        async def start(app: Sanic, *_: Any) -> None:
            app.ctx.returning.start()

        @routes.listener("before_server_stop")
        async def stop(app: Sanic, *_: Any) -> None:
            app.ctx.returning.stop()
            await app.ctx.briefing.stop()

        return routes
