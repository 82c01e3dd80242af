"""The parts of the running desk, and what several operations need of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from refundbot.attachments import Shelf
from refundbot.channels.assist.memory import BotMemory
from refundbot.channels.assist.socket import AgentNamespace
from refundbot.channels.web.answering import Answers
from refundbot.channels.web.files import Counter
from refundbot.channels.web.live import Live
from refundbot.channels.web.rates import Rates
from refundbot.conversations.database import Database
from refundbot.conversations.gate import Agent
from refundbot.conversations.models import Conversation
from refundbot.desk import roster
from refundbot.desk.identity import Agents
from refundbot.dialogue import Services
from refundbot.orders import Order, OrderSourceUnavailable
from refundbot.settings import Settings

Parse = Callable[[str], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True)
class Desk:
    """The parts."""

    settings: Settings
    database: Database
    live: Live
    answers: Answers
    rates: Rates
    agents: Agents
    watchers: AgentNamespace
    services: Services
    memory: BotMemory
    parse: Parse
    """Rasa's parse of a text."""
    shelf: Shelf
    clock: Callable[[], datetime]
    """Of what is stored; the dialogue's is that of the settings."""
    known: dict[str, Agent] = field(default_factory=dict)
    """The agents as this server has entered them in the roster."""

    @property
    def files(self) -> Counter:
        """Where agents' attachments come in, and customers' go out to them."""
        return Counter("agent", self.settings, self.database, self.shelf, self.rates, self.clock)

    async def sign_in(self, token: str | None) -> Agent:
        """The agent of a valid token, who is then on the roster.

        Raises:
            identity.Unauthorised, oidc.IssuerUnavailable: as `Agents.verify` does.
        """
        agent = (await self.agents.verify(token)).agent
        if self.known.get(agent.id) != agent:
            await self.database.run(lambda s: roster.enter(s, agent, self.clock()))
            self.known[agent.id] = agent
        return agent

    def customer(self, conversation: Conversation) -> str | None:
        """The customer, as long as the site vouches for them; nothing is looked up in the name of another."""
        until = conversation.customer_until
        return conversation.customer_id if until is not None and self.clock() < until else None

    async def orders(self, customer_id: str | None) -> tuple[Order, ...]:
        """The customer's orders, the latest first; none where they cannot be had in time."""
        if customer_id is None:
            return ()
        try:
            listed = self.services.orders.list_for(customer_id)
            return await asyncio.wait_for(listed, self.services.order_timeout)
        except (OrderSourceUnavailable, asyncio.TimeoutError):
            return ()
