"""Operations of the assistant: suggestions with their proof, and what became of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from refundbot.assist import Advice, advise
from refundbot.channels.assist.desk import Desk
from refundbot.channels.assist.operations import Call, Operations
from refundbot.channels.assist.question import Asked, open_question, read_text, seen
from refundbot.conversations.models import Conversation, Message
from refundbot.desk import suggested
from refundbot.desk.models import Suggested
from refundbot.dialogue import Memory, open_order
from refundbot.replies.desk import Said

SETTLING_SECONDS = 1.0
"""For which an answer under way is waited for."""

Json = dict[str, Any]


def add_to(operations: Operations) -> None:
    """Marks what serves the operations."""

    @operations.serve("suggest")
    async def suggest(desk: Desk, call: Call) -> Json:
        if "conversation_id" in call.body:
            return await _for_conversation(desk, call)
        return await _for_text(desk, call)

    @operations.serve("sendFeedback")
    async def send_feedback(desk: Desk, call: Call) -> Json:
        body = call.body

        def unit(session: Session) -> None:
            suggestion = suggested.find(session, body["suggestion_id"])
            suggested.follow(
                session,
                suggestion,
                call.agent.id,
                body["event"],
                desk.clock(),
                text=body.get("text"),
                distance=body.get("distance"),
                reason=body.get("reason"),
            )

        await desk.database.run(unit)
        return {"ok": True}


async def _for_text(desk: Desk, call: Call) -> Json:
    """Advice on a text of another desk, whose customer nobody vouches for."""
    turn = await read_text(desk, call.body["text"], None)
    advice = await advise(turn, Memory(), desk.services, [Said("customer", turn.text)])
    kept = await desk.database.run(lambda s: suggested.keep(s, advice.suggestions, desk.clock()))
    return _told(advice, kept, None)


async def _for_conversation(desk: Desk, call: Call) -> Json:
    """Advice on the customer's open question, or on a text in its place."""
    # What is being heard or answered just now is parsed just now: once is enough.
    await desk.answers.settled(call.body["conversation_id"], SETTLING_SECONDS)
    conversation, messages = await desk.database.run(lambda s: seen(s, call.body["conversation_id"]))
    asked = await _asked(desk, call, conversation, messages)
    # What the bot has answered is in its memory; what it has not, is heard anew from before it.
    before, after = asked.recalled.before, None
    if asked.message is None:
        before = asked.recalled.now
    elif asked.message.state == "answered" or asked.later:
        after = asked.recalled.now
    if "order_id" in call.body:
        before = await open_order(call.body["order_id"], asked.turn, before, desk.services)
        after = None
    advice = await advise(
        asked.turn,
        before,
        desk.services,
        [Said(message.sender, message.shown, message.envelope) for message in messages],
        conversation.handoff_reason,
        after=after,
    )
    kept = await desk.database.run(
        lambda s: suggested.keep(s, advice.suggestions, desk.clock(), conversation.id, conversation.last_seq)
    )
    return _told(advice, kept, conversation.last_seq)


async def _asked(desk: Desk, call: Call, conversation: Conversation, messages: list[Message]) -> Asked:
    if "text" not in call.body:
        return await open_question(desk, conversation, messages)
    turn = await read_text(desk, call.body["text"], desk.customer(conversation))
    return Asked(None, turn, await desk.memory.recall(conversation.trackers(), ""))


def _told(advice: Advice, kept: list[Suggested], seq: int | None) -> Json:
    return {
        "draft_for_seq": seq,
        "suggestions": [
            {
                "id": record.id,
                "topic": suggestion.topic,
                "title": suggestion.title,
                "confidence": suggestion.confidence,
                "texts": list(suggestion.reply.texts),
                "envelope": suggestion.reply.envelope,
            }
            for record, suggestion in zip(kept, advice.suggestions, strict=True)
        ],
        "verdict": advice.verdict,
        "facts_known": advice.facts_known,
        "facts_missing": advice.facts_missing,
        "next_question": advice.next_question,
        "next_actions": advice.next_actions,
        "summary": advice.summary,
    }
