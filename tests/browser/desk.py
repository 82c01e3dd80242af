"""The desk for its browser tests: both real channels on one server, with a bot that needs no model."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page
from sqlalchemy import update

from refundbot.channels.assist.returning import Returning
from refundbot.channels.web.chat import Chat
from refundbot.channels.web.clock import Clock, utc_now
from refundbot.conversations.models import Conversation
from refundbot.desk.identity import Role, mint_agent_token
from tests.apart import Served, served_apart
from tests.desk.conftest import IDLE, SECRET, Parrot, RasaAgent, answer_envelope, build
from tests.desk.kept import keep

CASE = "我三天前新买的包月云服务器，已经开通了，今年的五天无理由名额还有，能退吗"


class Understanding(RasaAgent):
    """Takes every text for a case to be judged, and has two other guesses."""

    async def parse_message(self, text: str) -> dict[str, Any]:
        parse = await super().parse_message(text)
        if text in IDLE:
            return parse
        ranking = [("eligibility.check", 0.8), ("payout.time", 0.1), ("process.apply", 0.05)]
        parse["intent_ranking"] = [{"name": name, "confidence": sure} for name, sure in ranking]
        return parse


class DeskSite:
    """The running channels, and what customers do."""

    def __init__(self, served: Served, bot: Parrot) -> None:
        self._served, self._bot = served, bot
        self._ids = itertools.count()
        self.url = served.url

    @property
    def chat(self) -> Chat:
        """The customers' channel."""
        chat: Chat = self._served.app.state.chat
        return chat

    @property
    def returning(self) -> Returning:
        """What puts customers back into the queue whose agents are gone."""
        returning: Returning = self._served.app.state.assist.returning
        return returning

    def run(self, work: Any) -> Any:
        """The result of `work`, done in the server's thread."""
        return self._served.run(work)

    def link(self, name: str = "小李", role: Role = "agent", query: str = "", team: str | None = None) -> str:
        """The link with which an agent signs in."""
        now, life = self.chat.clock(), timedelta(hours=2)
        token = mint_agent_token(name, name, role, SECRET, now, life, team=team)
        return f"{self.url}/desk{query}#token={token}"

    def customer(self, *said: str, waits: bool = False) -> str:
        """A new conversation, in which they have said something; `waits` for a person."""
        id: str = self.run(self.chat.open_session({}))["conversation_id"]
        if waits:
            self.run(self.chat.request_human(id))
        for text in said:
            self.say(id, text)
        return id

    def say(self, id: str, text: str) -> None:
        """The customer says something."""
        body = {"client_msg_id": f"m{next(self._ids)}", "text": text}
        self.run(self.chat.say(id, body))
        self.run(self._quiet(id))

    def customer_whose_message_is_kept(self, text: str) -> str:
        """A customer who said something, was answered, and waits; Rasa still knows what it read."""
        id = self.customer(text)
        store = self.run(self.chat.database.run(lambda s: keep(s, id, 1)))
        self._served.app.state.agent.tracker_store = store
        self.run(self.chat.request_human(id))
        return id

    def ask_again(self, text: str) -> None:
        """A customer says what the bot does not understand: it goes to the review queue."""
        bot = self._bot
        before = bot.envelope
        bot.envelope = answer_envelope("clarify", confidence=0.2)
        try:
            self.customer(text)
        finally:
            bot.envelope = before

    def told(self, id: str) -> list[str]:
        """What agents have said in the conversation."""
        history = self.run(self.chat.history(id, {"before_seq": None, "limit": None}))
        return [message["text"] for message in history["messages"] if message["from"] == "agent"]

    def clear(self) -> None:
        """Everybody goes home."""

        closed = update(Conversation).values(status="closed")
        self.run(self.chat.database.run(lambda s: s.execute(closed) and None))

    async def _quiet(self, id: str) -> None:
        while task := self.chat.answers._working.get(id):
            await task


@contextmanager
def desk_site(
    folder: Path, port: int = 0, clock: Clock = utc_now, bot: Parrot | None = None, **settings: Any
) -> Iterator[DeskSite]:
    """Opens the channels, on that port or a free one, under further settings."""

    bot = bot or Parrot()

    def make() -> Any:
        app = build(folder, bot, clock, **settings)
        app.state.agent = Understanding()
        return app

    with served_apart(make, port) as served:
        yield DeskSite(served, bot)


def open_next(page: Page) -> None:
    """Opens the customer who has waited longest, by key, once the list shows somebody."""
    page.locator(".row").first.wait_for()
    page.keyboard.press("n")
    page.locator(".conversation").wait_for()


def take_over(page: Page) -> None:
    """Opens the next customer and takes over, by keys; the advice is there."""
    open_next(page)
    page.keyboard.press("t")
    page.get_by_role("textbox", name="回复客户").and_(page.locator(":focus")).wait_for()
    page.locator(".suggestions li").first.wait_for(state="attached")
