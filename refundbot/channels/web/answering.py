"""The loop that sees to it that every stored message is answered, once and in order, whatever dies."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy.orm import Session

from refundbot.channels.web.bot import HANDOFF, Bot, CustomerMessage, NotNow, apologies, unread
from refundbot.channels.web.clock import Clock
from refundbot.channels.web.live import Live
from refundbot.conversations import gate, store
from refundbot.conversations.database import Database, Unavailable
from refundbot.conversations.models import Conversation, Message
from refundbot.conversations.store import Bubble
from refundbot.replies import topic_of_title
from refundbot.replies.attachments import BESIDE_WORDS
from refundbot.telemetry import logs, metrics

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

CONCURRENT_TURNS = 8
"""Of one worker. More would not be answered sooner, by its event loop, but would run late together."""

LEASE = timedelta(seconds=9)
"""After which a message that a server took, and no longer says it is at, is another's to answer."""

RENEWAL_SECONDS = 2.0
"""After which a server says again what it is at, where others may be at the same database."""

SWEEP_SECONDS = 3.0

RETRY_SECONDS = 2.0
"""After which what could not be stored, or answered from a memory out of reach, is tried again."""

PATIENCE = timedelta(minutes=10)
"""For which a memory out of reach is waited for; then the answer is an apology."""

MAX_TURNS = 20
MAX_PAUSE = timedelta(minutes=30)
"""After which Rasa's conversation is begun anew: its cost grows with its length."""


class Answers:
    """One task for each conversation that has messages waiting."""

    def __init__(self, database: Database, bot: Bot, live: Live, clock: Clock, workers: int = 1) -> None:
        """Behind the `bot` stand so many `workers`."""
        self._database, self._bot, self._live, self._clock = database, bot, live, clock
        self._turns = asyncio.Semaphore(CONCURRENT_TURNS * workers)
        self._working: dict[str, asyncio.Task[None]] = {}
        self._called_again: set[str] = set()
        self._at: dict[str, int] = {}
        """The messages that are being answered: of a conversation, its seq."""
        self._loops: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Answers what was left unanswered, now and whenever another server leaves something."""
        self._loops.append(asyncio.create_task(self._sweep()))
        if not self._database.is_embedded:
            self._loops.append(asyncio.create_task(self._renew()))

    async def stop(self) -> None:
        """Ends at once: what is not answered is, by whoever starts next."""
        tasks = [*self._working.values(), *self._loops]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def wake(self, conversation_id: str) -> None:
        """Has the conversation's waiting messages answered."""
        if conversation_id in self._working:
            self._called_again.add(conversation_id)
        else:
            self._working[conversation_id] = asyncio.create_task(self._work(conversation_id))

    async def drop(self, conversation_id: str) -> None:
        """Ends what is being answered in a conversation that has been erased."""
        task = self._working.get(conversation_id)
        if task is not None:
            task.cancel()
            await asyncio.wait({task})

    async def settled(self, conversation_id: str, seconds: float) -> None:
        """Waits until this server has dealt with what waits in the conversation, but not for long."""
        task = self._working.get(conversation_id)
        if task is not None:
            await asyncio.wait({task}, timeout=seconds)

    async def _sweep(self) -> None:
        # Nobody else answers from an embedded database: what waits in it at the start was left behind.
        at_start = self._database.is_embedded
        while True:
            try:
                if at_start:
                    await self._database.run(store.release_claims)
                now, lease = self._clock(), timedelta(0) if at_start else LEASE
                find = partial(store.abandoned, now=now, lease=lease)
                for conversation_id in await self._database.run(find):
                    self.wake(conversation_id)
                at_start = False
            except Unavailable as unavailable:
                logger.error("cannot look for unanswered messages: %s", unavailable)
            except Exception:
                logger.exception("cannot look for unanswered messages")
            await asyncio.sleep(SWEEP_SECONDS)

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEWAL_SECONDS)
            try:
                if self._at:
                    renew = partial(store.renew_claims, claims=dict(self._at), now=self._clock())
                    await self._database.run(renew)
            except Exception as error:
                logger.error("cannot say which messages are being answered: %s", error)

    async def _work(self, conversation_id: str) -> None:
        waits = False
        try:
            while True:
                self._called_again.discard(conversation_id)
                try:
                    async with self._turns:
                        turn = await self._database.run(lambda s: claim(s, conversation_id, self._clock()))
                        if turn is not None:
                            metrics.STEPS.labels("waiting").observe(self._since_said(turn))
                            self._at[conversation_id] = turn.seq
                            with logs.about(conversation=conversation_id, request=turn.message_id):
                                await self._take(turn)
                except (Unavailable, NotNow) as error:
                    self._at.pop(conversation_id, None)
                    if not waits:
                        logger.error("a message waits to be answered: %s", error)
                    waits = True
                    await asyncio.sleep(RETRY_SECONDS)
                    continue
                waits = False
                if turn is None and conversation_id not in self._called_again:
                    return
        except store.NoSuchConversation:
            pass  # erased meanwhile
        except Exception:
            logger.exception("an answer could not be stored; it is tried again")
        finally:
            self._at.pop(conversation_id, None)
            del self._working[conversation_id]

    async def _take(self, turn: CustomerMessage) -> None:
        try:
            await (self._answer(turn) if turn.bot_speaks else self._listen(turn))
        except NotNow as why:
            now, anew = self._clock(), why.perhaps_noted
            outcome = await self._stored(
                lambda s: gate.postpone(s, turn.conversation_id, turn.seq, now, anew=anew)
            )
            self._live.publish(outcome)
            raise

    async def _listen(self, turn: CustomerMessage) -> None:
        if turn.text:
            await self._bot.listen(turn)
        metrics.MESSAGES.labels("heard").inc()
        await self._stored(lambda s: gate.leave_to_person(s, turn.conversation_id, turn.seq))

    async def _answer(self, turn: CustomerMessage) -> None:
        self._live.emit(turn.conversation_id, "typing", {"from": "bot", "on": True})
        try:
            with metrics.step("answering", conversation=turn.conversation_id, request=turn.message_id):
                bubbles = await self._bubbles(turn)
            wants_person = _wants_person(turn, bubbles)
            outcome = await self._stored(
                lambda s: gate.bot_says(
                    s, turn.conversation_id, turn.seq, bubbles, self._clock(), wants_person=wants_person
                )
            )
            self._live.publish(outcome)
            if outcome.changed:
                metrics.STEPS.labels("answered").observe(self._since_said(turn))
        finally:
            self._live.emit(turn.conversation_id, "typing", {"from": "bot", "on": False})

    async def _bubbles(self, turn: CustomerMessage) -> list[Bubble]:
        if not turn.text:
            return unread()
        try:
            bubbles = await self._bot.answer(turn)
        except NotNow:
            if self._clock() - turn.said_at < PATIENCE:
                raise
            return apologies("unavailable")
        return [Bubble(BESIDE_WORDS), *bubbles] if turn.attachments else bubbles

    def _since_said(self, turn: CustomerMessage) -> float:
        return max(0.0, (self._clock() - turn.said_at).total_seconds())

    async def _stored(self, unit: Callable[[Session], Result]) -> Result:
        """What the unit gives, once the database takes it; a claim that runs out meanwhile is another's."""
        while True:
            try:
                return await self._database.run(unit)
            except Unavailable as unavailable:
                logger.error("an answer waits for the database: %s", unavailable)
                await asyncio.sleep(RETRY_SECONDS)


def claim(session: Session, conversation_id: str, now: datetime) -> CustomerMessage | None:
    """Takes a conversation's oldest waiting message; `None` where nothing waits, or another server has it.

    A message that was taken before may have been half answered: it is asked again in a new tracker.
    """
    conversation = store.lock(session, conversation_id)
    message = store.next_pending(session, conversation_id)
    if message is None or (message.claimed_at is not None and abs(now - message.claimed_at) < LEASE):
        return None  # a claim of the future was made before the clock was put back
    if message.claimed_at is not None or _is_over(session, conversation, message):
        store.begin_tracker(conversation)
    message.claimed_at = now
    return CustomerMessage(
        conversation_id=conversation_id,
        seq=message.seq,
        text=message.payload or message.text,
        said_at=message.at,
        tracker_id=conversation.tracker_id,
        earlier_trackers=conversation.earlier_trackers() if conversation.tracker_turns == 0 else (),
        customer_id=conversation.customer_id if _is_signed_in(conversation, now) else None,
        bot_speaks=conversation.status == "bot",
        attachments=len(message.attachments),
    )


def _is_over(session: Session, conversation: Conversation, message: Message) -> bool:
    if conversation.tracker_turns >= MAX_TURNS:
        return True
    before = store.said_before(session, message) if conversation.tracker_turns else None
    return before is not None and message.at - before.at > MAX_PAUSE


def _is_signed_in(conversation: Conversation, now: datetime) -> bool:
    return conversation.customer_until is not None and now < conversation.customer_until


def _wants_person(turn: CustomerMessage, bubbles: list[Bubble]) -> str | None:
    """Why the conversation is to be queued after this answer, even where the answer is an apology."""
    envelope = bubbles[-1].envelope
    asked = topic_of_title(turn.text) == HANDOFF or (envelope is not None and envelope["kind"] == "handoff")
    return "customer_asked" if asked else None
