"""What the customers' page can do, over whichever transport it asks: the parts, and the acts on them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from refundbot.attachments import Shelf
from refundbot.channels.web import fields, files, tokens, wire
from refundbot.channels.web.answering import Answers
from refundbot.channels.web.bot import Bot
from refundbot.channels.web.clock import Clock
from refundbot.channels.web.files import Counter
from refundbot.channels.web.housekeeping import Housekeeping
from refundbot.channels.web.live import Live
from refundbot.channels.web.rates import Rates
from refundbot.channels.web.refusal import RETRY_SECONDS, Refusal
from refundbot.conversations import gate, store
from refundbot.conversations.database import Database
from refundbot.conversations.gate import Transition
from refundbot.conversations.models import Conversation, Message
from refundbot.dialogue import Services
from refundbot.orders.identity import SignedIn, read_customer_token
from refundbot.orders.sample_book import SAMPLE_CUSTOMER
from refundbot.replies import title
from refundbot.replies.chat import GREETING, SAMPLE_BANNER, hot_topics
from refundbot.settings import Settings
from refundbot.signed import Keys
from refundbot.telemetry import metrics

logger = logging.getLogger(__name__)

CHECK_SECONDS = 1.5
"""After which who cannot tell whether customers can be served is taken for one who cannot serve them."""

PAGE_LENGTH = 50
"""Messages of one page of the history, where the client does not say."""
MAX_PAGE_LENGTH = 200

MAX_ID_CHARACTERS = 64
MAX_CONTACT_CHARACTERS = 100
MAX_REASON_CHARACTERS = 64
MAX_LOCALE_CHARACTERS = 32
MAX_PAGE_CHARACTERS = 255


@dataclass(frozen=True)
class Chat:
    """The parts of the running channel."""

    settings: Settings
    database: Database
    live: Live
    bot: Bot
    services: Services
    answers: Answers
    housekeeping: Housekeeping
    rates: Rates
    clock: Clock
    shelf: Shelf
    keys: Keys
    """Of session tokens."""

    @property
    def files(self) -> Counter:
        """Where customers' attachments come in and go out."""
        return Counter("customer", self.settings, self.database, self.shelf, self.rates, self.clock)

    async def open_session(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Begins or continues a conversation, and says who the customer is where the site vouches for them.

        An old token whose end is less than `tokens.GRACE` ago keeps its conversation, unless another customer
        has signed in since: they must not read the first one's talk.
        """
        now = self.clock()
        signed_in = self._signed_in(body.get("customer_token"), now)
        old_id = self._old_conversation(body.get("token"), now)
        page = fields.optional_path(body, "page", MAX_PAGE_CHARACTERS)
        locale = fields.optional_label(body, "locale", MAX_LOCALE_CHARACTERS)

        def unit(session: Session) -> tuple[Conversation, bool]:
            conversation = _continued(session, old_id, signed_in) or store.open_conversation(session, now)
            conversation.page, conversation.locale = page, locale
            if signed_in is not None:
                conversation.customer_id, conversation.customer_until = signed_in.customer_id, signed_in.until
            return conversation, store.has_consent(session, conversation.id)

        conversation, consent = await self.database.run(unit)
        token = tokens.mint(conversation.id, self.keys, now)
        return {
            "token": token.text,
            "conversation_id": conversation.id,
            "expires_at": wire.utc_text(token.expires_at),
            "renew_at": wire.utc_text(token.renew_at),
            **wire.status(conversation),
            "last_seq": conversation.last_seq,
            "banner": SAMPLE_BANNER if self.settings.order_source == "sample" else None,
            "refund_page": self.settings.refund_page,
            "privacy_page": self.settings.privacy_page,
            "greeting": {"texts": GREETING.splitlines(), "choices": []},
            "hot_questions": [
                {"topic": topic, "title": title(topic), "text": title(topic)} for topic in hot_topics(page)
            ],
            "consent": consent,
            "features": {
                "handoff": True,
                "leave_message": True,
                "suggest": True,
                "attachments": files.taken(self.settings),
            },
        }

    async def admit(self, token: object) -> tokens.SessionToken:
        """The valid token of a conversation that exists.

        Raises:
            Refusal: it is not.
        """
        try:
            session = tokens.read_session(token, self.keys, self.clock())
        except tokens.BadToken as bad:
            raise Refusal(bad.code) from None
        if await self.database.run(lambda s: store.find(s, session.conversation_id)) is None:
            raise Refusal("unauthorized")
        return session

    async def say(self, conversation_id: str, body: Mapping[str, Any]) -> Message:
        """Stores what the customer says and has it answered; the same client id again stores nothing."""
        client_msg_id = fields.label(body, "client_msg_id", MAX_ID_CHARACTERS)
        choice_id = fields.optional_label(body, "choice", MAX_ID_CHARACTERS)
        attached = files.wanted(body.get("attachments"))
        text = None if choice_id else files.words_beside(body, attached)
        now = self.clock()

        def unit(session: Session) -> Transition:
            if text is not None:
                return gate.customer_says(
                    session, conversation_id, client_msg_id, text, now, attached=attached
                )
            choice = store.offered(session, conversation_id, choice_id or "")
            if choice is None:
                raise Refusal("bad_request")
            return gate.customer_says(
                session, conversation_id, client_msg_id, choice["title"], now, payload=choice["text"]
            )

        with metrics.step("storing", conversation=conversation_id):
            outcome = await self.database.run(unit)
        self.answers.wake(conversation_id)
        self.live.publish(outcome)
        return outcome.messages[0]

    async def request_human(self, conversation_id: str) -> Transition:
        """The customer pressed 转人工."""
        await self.rates.act(conversation_id, "handoff")
        return await self._change(
            lambda s: gate.request_human(s, conversation_id, "customer_asked", self.clock())
        )

    async def cancel_request(self, conversation_id: str) -> Transition:
        """The customer no longer waits: what they said meanwhile is answered."""
        await self.rates.act(conversation_id, "handoff")
        outcome = await self._change(lambda s: gate.cancel_request(s, conversation_id, self.clock()))
        self.answers.wake(conversation_id)
        return outcome

    async def leave(self, conversation_id: str) -> Transition:
        """The customer ends the talk."""
        return await self._change(lambda s: gate.leave(s, conversation_id, self.clock()))

    async def resume(self, conversation_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """What was said after `after_seq`, who speaks, and the place in the queue."""
        after_seq = fields.optional_whole(body, "after_seq", least=0) or 0

        def unit(session: Session) -> dict[str, Any]:
            conversation = store.find(session, conversation_id)
            if conversation is None:
                raise Refusal("unauthorized")
            missed = store.after(session, conversation_id, after_seq, MAX_PAGE_LENGTH)
            waits = conversation.status == "queued"
            place = self.live.places.of(session, conversation_id) if waits else None
            return {
                **wire.status(conversation),
                "messages": [wire.message(message) for message in missed],
                "last_seq": conversation.last_seq,
                **({"queue": place} if place else {}),
            }

        told = await self.database.run(unit)
        self.live.untold.asked(conversation_id, told["last_seq"])
        return told

    async def history(self, conversation_id: str, query: Mapping[str, Any]) -> dict[str, Any]:
        """One page of the past, oldest first."""
        before_seq = fields.optional_whole(query, "before_seq", least=1)
        limit = min(fields.optional_whole(query, "limit", least=1) or PAGE_LENGTH, MAX_PAGE_LENGTH)

        def unit(session: Session) -> dict[str, Any]:
            conversation = store.find(session, conversation_id)
            messages = store.before(session, conversation_id, before_seq, limit)
            return {
                "messages": [wire.message(message) for message in messages],
                "last_seq": conversation.last_seq if conversation else 0,
                "more": bool(messages) and messages[0].seq > 1,
            }

        return await self.database.run(unit)

    async def seen(self, conversation_id: str, body: Mapping[str, Any]) -> None:
        """Up to where the customer has seen it."""
        seq = fields.whole(body, "seq", least=0)

        def unit(session: Session) -> None:
            conversation = store.lock(session, conversation_id)
            conversation.seen_seq = max(conversation.seen_seq, min(seq, conversation.last_seq))

        await self.database.run(unit)

    async def give_feedback(self, conversation_id: str, body: Mapping[str, Any]) -> None:
        """有用 or 没用 on an answer."""
        await self.rates.act(conversation_id, "feedback")
        seq = fields.whole(body, "seq", least=1)
        useful = fields.flag(body, "useful")
        reason = fields.optional_label(body, "reason", MAX_REASON_CHARACTERS)
        comment = fields.optional_words(body, "comment")
        now = self.clock()

        def unit(session: Session) -> None:
            store.lock(session, conversation_id)
            message = store.message(session, conversation_id, seq)
            if message is None or message.sender == "customer":
                raise Refusal("not_found")
            store.set_feedback(
                session, conversation_id, seq, now, useful=useful, reason=reason, comment=comment
            )

        await self.database.run(unit)

    async def rate(self, conversation_id: str, body: Mapping[str, Any]) -> None:
        """Stars for the talk."""
        await self.rates.act(conversation_id, "rating")
        stars = fields.whole(body, "stars", least=1, most=5)
        comment, now = fields.optional_words(body, "comment"), self.clock()

        def unit(session: Session) -> None:
            store.lock(session, conversation_id)
            store.set_rating(session, conversation_id, now, stars=stars, comment=comment)

        await self.database.run(unit)

    async def leave_message(self, conversation_id: str, body: Mapping[str, Any]) -> Transition:
        """A message for people, with how to reach the customer."""
        await self.rates.act(conversation_id, "leave_message")
        text = fields.words(body, "text")
        contact = fields.label(body, "contact", MAX_CONTACT_CHARACTERS)
        now = self.clock()
        duty = self.live.duty
        return await self._change(
            lambda s: gate.leave_message(s, conversation_id, text, contact, now, duty.left_message(s))
        )

    async def set_consent(self, conversation_id: str, body: Mapping[str, Any]) -> None:
        """A yes or no to the privacy notice."""
        await self.rates.act(conversation_id, "consent")
        granted, now = fields.flag(body, "granted"), self.clock()

        def unit(session: Session) -> None:
            store.lock(session, conversation_id)
            store.add_consent(session, conversation_id, now, granted=granted)

        await self.database.run(unit)

    async def check(self) -> None:
        """Whether customers can be served now: what they say stored, and answered.

        Raises:
            Refusal: they cannot, or it takes longer than `CHECK_SECONDS` to tell.
        """
        await _shown(self._can_answer())

    async def can_store(self) -> None:
        """Whether what customers say is stored now, and so answered sooner or later.

        Raises:
            Refusal: it is not, or it takes longer than `CHECK_SECONDS` to tell.
        """
        await _shown(self._can_store())

    async def _can_answer(self) -> bool:
        # A coroutine of its own: `wait_for` leaves a bare `gather` that it cancels to be logged as a failure.
        _, is_ready = await asyncio.gather(self._can_store(), self.bot.is_ready())
        return is_ready

    async def _can_store(self) -> bool:
        await self.database.run(lambda s: store.beat(s, self.clock()), CHECK_SECONDS)
        return True

    async def _change(self, unit: Any) -> Transition:
        outcome: Transition = await self.database.run(unit)
        self.live.publish(outcome)
        return outcome

    def _signed_in(self, token: object, now: datetime) -> SignedIn | None:
        settings = self.settings
        if token is None:
            sample = settings.order_source == "sample"
            return SignedIn(SAMPLE_CUSTOMER, now + tokens.LIFE + tokens.GRACE) if sample else None
        dialogue_now = settings.now()
        signed_in = read_customer_token(
            token, settings.customer_secrets, settings.customer_public_key, dialogue_now
        )
        if signed_in is None:
            raise Refusal("unauthorized")
        return SignedIn(signed_in.customer_id, now + (signed_in.until - dialogue_now))

    def _old_conversation(self, token: object, now: datetime) -> str | None:
        if token is None:
            return None
        try:
            return tokens.read_session(token, self.keys, now, grace=tokens.GRACE).conversation_id
        except tokens.BadToken:
            return None


async def _shown(ready: Awaitable[bool]) -> None:
    try:
        is_ready = await asyncio.wait_for(ready, CHECK_SECONDS)
    except Exception as error:
        logger.error("customers cannot be served: %s", error or type(error).__name__)
        is_ready = False
    if not is_ready:
        raise Refusal("unavailable", RETRY_SECONDS)


def _continued(session: Session, old_id: str | None, signed_in: SignedIn | None) -> Conversation | None:
    conversation = store.find(session, old_id) if old_id else None
    if conversation is None:
        return None
    is_anothers = (
        signed_in is not None
        and conversation.customer_id is not None
        and conversation.customer_id != signed_in.customer_id
    )
    return None if is_anothers else conversation
