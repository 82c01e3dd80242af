"""The agents' channel: the API of the desk under `/assist/v1`, and what changes told on `/desk`.

`openapi.yaml` is the contract, from which `contract` and `operations` make routes, roles and checks of input;
`conversations`, `left`, `macros`, `advice`, `learning` and `why` serve the operations, `socket` tells the
agents who look on, `returning` looks after the conversations of those who are gone, `assigning` gives away
who waits, `briefing` keeps the rows of the queue, `sign_in` is the way to the company's issuer and back.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from starlette.routing import Mount

from refundbot.channels.assist import advice, conversations, learning, left, macros, why
from refundbot.channels.assist.assigning import Assigning
from refundbot.channels.assist.briefing import Briefing
from refundbot.channels.assist.desk import Desk, Parse
from refundbot.channels.assist.memory import BotMemory
from refundbot.channels.assist.operations import Operations
from refundbot.channels.assist.returning import Returning
from refundbot.channels.assist.sign_in import SignIn
from refundbot.channels.assist.socket import AgentNamespace
from refundbot.channels.chatwoot.models import ChatwootLink
from refundbot.channels.web.chat import Chat
from refundbot.channels.web.sockets import Sockets
from refundbot.desk.assigning import Rule
from refundbot.desk.identity import Agents
from refundbot.desk.oidc import ClaimNames, Issuer
from refundbot.settings import Settings


def routes() -> Mount:
    """The operations of the API."""
    operations = Operations()
    for served in (conversations, left, macros, advice, learning, why):
        served.add_to(operations)
    return Mount("/assist/v1", routes=operations.routes())


@dataclass(frozen=True)
class Assist:
    """The desk, and what goes on beside it."""

    desk: Desk
    briefing: Briefing
    returning: Returning
    assigning: Assigning
    sign_in: SignIn | None
    """Where agents sign in at the company's issuer."""


@asynccontextmanager
async def opened(chat: Chat, sockets: Sockets, memory: BotMemory, parse: Parse) -> AsyncIterator[Assist]:
    """The running desk, beside the customers' chat."""
    settings = chat.settings
    issuer = _issuer(settings)
    agents = Agents(settings.desk_secrets, chat.clock, issuer)
    sign_in = SignIn(issuer, settings, chat.rates, chat.clock) if issuer and settings.oidc_client else None
    watchers = AgentNamespace(agents, chat.database, chat.rates, chat.clock)
    desk = Desk(
        settings=settings,
        database=chat.database,
        live=chat.live,
        answers=chat.answers,
        rates=chat.rates,
        agents=agents,
        watchers=watchers,
        services=chat.services,
        memory=memory,
        parse=parse,
        shelf=chat.shelf,
        clock=chat.clock,
    )
    briefing = Briefing(desk)
    sockets.register_namespace(watchers)
    chat.live.subscribe(watchers.tell)
    chat.live.subscribe(briefing.changed)
    gone_after = timedelta(minutes=settings.agent_gone_minutes)
    returning = Returning(chat.database, chat.live, chat.clock, gone_after)
    returning.start()
    rule = Rule(settings.agent_capacity, elsewhere=select(ChatwootLink.conversation_id))
    assigning = Assigning(chat.database, chat.live, chat.clock, rule)
    if settings.assigns:
        chat.live.subscribe(assigning.changed)
        assigning.start()
    try:
        yield Assist(desk, briefing, returning, assigning, sign_in)
    finally:
        assigning.stop()
        returning.stop()
        await briefing.stop()


def _issuer(settings: Settings) -> Issuer | None:
    if settings.oidc_issuer is None:
        return None
    return Issuer(
        settings.oidc_issuer,
        settings.oidc_audience,
        ClaimNames(
            account=settings.oidc_account,
            name=settings.oidc_name,
            roles=settings.oidc_roles,
            agent=settings.oidc_agent,
            supervisor=settings.oidc_supervisor,
            team=settings.oidc_team,
        ),
    )
