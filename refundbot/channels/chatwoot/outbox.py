"""What is to be told at Chatwoot, in order, until it has been told: whatever is down or killed meanwhile."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import datetime, timedelta
from functools import partial

import aiohttp
from sqlalchemy import select
from sqlalchemy.orm import Session

from refundbot.channels.chatwoot.client import ChatwootClient
from refundbot.channels.chatwoot.fitting import fitted
from refundbot.channels.chatwoot.incoming import FROM_CHATWOOT
from refundbot.channels.chatwoot.models import ChatwootLink
from refundbot.channels.web.chat import Chat
from refundbot.conversations import gate, store
from refundbot.conversations.gate import Agent, Transition
from refundbot.conversations.models import Conversation, Message
from refundbot.replies.desk import Said, evidence_note, handoff_note

logger = logging.getLogger(__name__)

PEOPLE = Agent("chatwoot", "Chatwoot")
"""Stands for whoever answers at Chatwoot: here they do not wait for one of our own agents."""

AGAIN_SECONDS = 15.0
"""After which what could not be told is tried again, twice as long each further time."""

MOST_SECONDS = 900.0
"""Between one try and the next."""

GIVEN_UP_AFTER = timedelta(days=1)
"""From when it was said on; by then people have answered there, or nobody reads it any more."""

PERMANENT = (400, 404, 410, 422)
"""Refusals that are the same however often one asks: the conversation is gone, or does not take it."""

MOST_AT_ONCE = 200


class Outbox:
    """Tells Chatwoot each message of its conversations once it is stored here.

    A message counts as told after Chatwoot took it; a process killed in between tells that one twice.
    """

    def __init__(self, chat: Chat, client: ChatwootClient) -> None:
        self._chat, self._database, self._client = chat, chat.database, client
        self._telling: dict[str, asyncio.Task[None]] = {}
        self._called_again: set[str] = set()
        self._failures: dict[str, tuple[int, float]] = {}
        """How often in a row a conversation could not be told, and until when it is not tried (monotonic)."""
        self._sweeper: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Tells what is left over, now and whenever something could not be told."""
        self._sweeper = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        """Ends at once; what is left is told after the next start."""
        tasks = [*self._telling.values(), *([self._sweeper] if self._sweeper else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._client.close()

    async def changed(self, outcome: Transition) -> None:
        """Called after each change of any conversation."""
        if outcome.messages:
            self.wake(outcome.conversation.id)

    def wake(self, conversation_id: str) -> None:
        """Has the conversation's new messages told, if it is one of Chatwoot's."""
        if conversation_id in self._telling:
            self._called_again.add(conversation_id)
        else:
            self._telling[conversation_id] = asyncio.create_task(self._tell(conversation_id))

    async def _sweep(self) -> None:
        while True:
            try:
                for conversation_id in await self._database.run(_behind):
                    if self._failures.get(conversation_id, (0, 0.0))[1] <= time.monotonic():
                        self.wake(conversation_id)
            except Exception:
                logger.exception("cannot look for what is to be told at Chatwoot")
            await asyncio.sleep(AGAIN_SECONDS)

    async def _tell(self, conversation_id: str) -> None:
        try:
            while True:
                self._called_again.discard(conversation_id)
                link, messages = await self._database.run(lambda s: _untold(s, conversation_id))
                if link is None:
                    return
                for message in messages:
                    await self._try_one(link, message)
                    self._failures.pop(conversation_id, None)
                    await self._database.run(partial(_told, conversation_id=conversation_id, seq=message.seq))
                if not messages and conversation_id not in self._called_again:
                    return
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            failed = self._failures.get(conversation_id, (0, 0.0))[0]
            wait = min(AGAIN_SECONDS * 2**failed, MOST_SECONDS)
            self._failures[conversation_id] = (failed + 1, time.monotonic() + wait)
            logger.error("Chatwoot was not told of conversation %s: %s", conversation_id, error)
        except Exception:
            logger.exception("Chatwoot was not told of conversation %s", conversation_id)
        finally:
            del self._telling[conversation_id]

    async def _try_one(self, link: ChatwootLink, message: Message) -> None:
        """Tells a message; what Chatwoot will never take, or what is too old, is left untold."""
        if self._chat.clock() - message.at > GIVEN_UP_AFTER:
            logger.error(
                "message %s of conversation %s is too old to tell", message.seq, link.conversation_id
            )
            return
        try:
            await self._tell_one(link, message)
        except aiohttp.ClientResponseError as refused:
            if refused.status not in PERMANENT:
                raise
            logger.error(
                "Chatwoot does not take message %s of conversation %s: %s",
                message.seq,
                link.conversation_id,
                refused.status,
            )

    async def _tell_one(self, link: ChatwootLink, message: Message) -> None:
        place, now = (link.account_id, link.chatwoot_id), self._chat.clock()
        if (message.client_msg_id or "").startswith(FROM_CHATWOOT):
            return
        if message.sender == "agent":
            await self._client.say(*place, message.shown)
        elif message.sender == "bot" and not await self._database.run(lambda s: _is_with_people(s, link)):
            choices = [(shown, choice["text"]) for choice, shown in fitted(message.choices, link.channel)]
            await self._client.say(*place, message.shown, choices)
            await self._note(link, evidence_note(message.envelope))
        elif message.code == "handoff_queued":
            # A note that fails is not worth a second call for a person, nor a second note.
            await self._client.open(*place)
            self._chat.live.publish(await self._database.run(lambda s: _leave_to_people(s, link, now)))
            await self._note(link, await self._database.run(lambda s: _handoff_note(s, link)))
        elif message.code == "closed":
            await self._client.resolve(*place)

    async def _note(self, link: ChatwootLink, text: str | None) -> None:
        """Leaves a note for people, once; one that cannot be left is done without."""
        if text is None:
            return
        try:
            await self._client.note(link.account_id, link.chatwoot_id, text)
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            logger.error("no note was left in conversation %s: %s", link.conversation_id, error)


def _is_with_people(session: Session, link: ChatwootLink) -> bool:
    """Whether people have it there by now: a late answer of the bot's would speak over them."""
    conversation = store.lock(session, link.conversation_id)
    return conversation.status == "human"


def _handoff_note(session: Session, link: ChatwootLink) -> str:
    conversation = store.lock(session, link.conversation_id)
    messages = store.before(session, link.conversation_id, None, store.LATEST)
    said = [Said(message.sender, message.shown, message.envelope) for message in messages]
    return handoff_note(said, conversation.handoff_reason)


def _leave_to_people(session: Session, link: ChatwootLink, now: datetime) -> Transition:
    return gate.take_over(session, link.conversation_id, PEOPLE, now)


def _behind(session: Session) -> list[str]:
    query = (
        select(ChatwootLink.conversation_id)
        .join(Conversation, Conversation.id == ChatwootLink.conversation_id)
        .where(ChatwootLink.told_seq < Conversation.last_seq)
    )
    return list(session.execute(query).scalars())


def _untold(session: Session, conversation_id: str) -> tuple[ChatwootLink | None, list[Message]]:
    link: ChatwootLink | None = session.get(ChatwootLink, conversation_id)
    if link is None:
        return None, []
    return link, store.after(session, conversation_id, link.told_seq, MOST_AT_ONCE)


def _told(session: Session, conversation_id: str, seq: int) -> None:
    link: ChatwootLink | None = session.get(ChatwootLink, conversation_id)
    if link is not None:
        link.told_seq = seq
