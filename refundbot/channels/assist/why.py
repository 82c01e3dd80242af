"""Why the bot answered as it did: the trace of a turn, made anew from what Rasa keeps of it.

Nothing more is stored for it: the message that Rasa keeps is masked, and erased with the conversation. It is
the trace of the present program; after an update it may tell another move than the one that was made.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from refundbot.catalogue import QUESTIONS, TOPICS
from refundbot.channels.assist.contract import NoSuchThing
from refundbot.channels.assist.desk import Desk
from refundbot.channels.assist.operations import Call, Operations
from refundbot.conversations import store
from refundbot.conversations.models import Conversation, Message
from refundbot.dialogue import Trace, explain, read_turn
from refundbot.dialogue.trace import Evidence
from refundbot.eligibility import CaseError, case_from_mapping
from refundbot.policy.model import POLICY_ZONE
from refundbot.replies import proof

MOST_RANKED = 5
_AROUND = " ，。；？！、,.;?!"
"""What ends a clause and is none of its words."""

Json = dict[str, Any]


def add_to(operations: Operations) -> None:
    """Marks what serves the operation."""

    @operations.serve("getTrace")
    async def get_trace(desk: Desk, call: Call) -> Json:
        conversation, asked = await desk.database.run(
            lambda s: _read(s, call.conversation_id, call.address["seq"])
        )
        heard = await desk.memory.heard(conversation.trackers(), f"{conversation.id}-{asked.seq}")
        if heard is None:
            raise NoSuchThing("trace")
        now = desk.settings.fixed_now or asked.at
        turn = read_turn(heard.parse, now.astimezone(POLICY_ZONE), heard.customer_id)
        return _told(explain(_topic(heard.parse), turn, heard.before, desk.services), turn.now)


def _read(session: Session, conversation_id: str, seq: int) -> tuple[Conversation, Message]:
    """The conversation, and the customer's message that the bot's message at `seq` answers."""
    conversation = store.find(session, conversation_id)
    answer = store.message(session, conversation_id, seq)
    if conversation is None or answer is None or answer.sender != "bot" or answer.reply_to is None:
        raise NoSuchThing("seq")
    asked = store.message(session, conversation_id, answer.reply_to)
    if asked is None:
        raise NoSuchThing("seq")
    return conversation, asked


def _topic(parse: Mapping[str, Any]) -> str | None:
    """The predicted intent; `None` where no intent explains the message."""
    intent = (parse.get("intent") or {}).get("name")
    return intent if intent in TOPICS else None


def _told(trace: Trace, now: datetime) -> Json:
    return {
        "move": trace.move,
        "did_not_hold": list(trace.did_not_hold),
        "topic": _titled(trace.topic),
        "alone": _titled(trace.alone),
        "question": _question(trace),
        "marks": list(trace.marks),
        "facts": [_fact(fact, now) for fact in trace.facts],
        "ranking": [_titled(intent) | {"confidence": sure} for intent, sure in trace.ranking[:MOST_RANKED]],
        "thresholds": trace.thresholds,
    }


def _titled(topic: str | None) -> Any:
    """A topic with its title; small commands have none."""
    known = TOPICS.get(topic or "")
    return topic and {"topic": topic, "title": (known and known.title) or topic}


def _question(trace: Trace) -> Any:
    """The likeliest question of the topic, with its title."""
    known = QUESTIONS.get(trace.question or "")
    return known and {"question": known.id, "title": known.title, "confidence": trace.question_confidence}


def _fact(fact: Evidence, now: datetime) -> Json:
    return {
        "name": fact.field,
        "title": proof.fact_title(fact.field),
        "value": _shown(fact, now),
        "text": fact.text,
        "clause": fact.clause.strip(_AROUND),
        "approximate": fact.approximate,
        "problem": fact.problem,
    }


def _shown(fact: Evidence, now: datetime) -> str:
    """The value of a fact of a case in Chinese; of another, or one that no case takes, as it was read."""
    try:
        case = case_from_mapping({fact.field: fact.value}, now)
    except CaseError:
        return str(fact.value)
    return proof.fact_words(case, fact.field) or str(fact.value)
