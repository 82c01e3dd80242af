"""All that the desk shows beside a conversation: replies, the case with its proof, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from refundbot import replies
from refundbot.assist.suggestions import Suggestion, suggest
from refundbot.dialogue import Memory, Services, Turn, case_of, hear, recap
from refundbot.eligibility import decide, next_question
from refundbot.policy import Policy
from refundbot.replies import desk, proof
from refundbot.replies.desk import Said, Standing

Json = dict[str, Any]


@dataclass(frozen=True)
class Advice:
    """What an agent is advised for one message; the JSON parts are those of the agents' API."""

    suggestions: tuple[Suggestion, ...]
    verdict: Json | None
    facts_known: list[Json]
    facts_missing: list[Json]
    next_question: Json | None
    next_actions: list[dict[str, str]]
    summary: str


async def advise(
    turn: Turn,
    state: Memory,
    services: Services,
    messages: Sequence[Said] = (),
    reason: str | None = None,
    *,
    after: Memory | None = None,
) -> Advice:
    """Advice on a message in the light of the memory `state`, which it leaves as it is.

    An empty text asks for the case as it stands, without suggestions. `messages` are the conversation so
    far and `reason` why a person was called, for the summary. `after` is the memory after the message, where
    it has been taken in already; else its facts are heard here.
    """
    suggestions, bots = await suggest(turn, state, services) if turn.text else ((), state)
    if after is None:
        # The bot takes a question for a case of the customer's where it answers on one; else they are heard.
        after = bots if _facts(bots) != _facts(state) else await hear(turn, state, services)
    policy = services.policies.at(turn.now)
    if after.check is None:
        told = desk.summary(messages, Standing(), reason)
        return Advice(suggestions, None, [], [], None, [], told)
    case = case_of(after.check, turn.now)
    decision, fact = decide(case, policy), next_question(case, policy)
    card, known = proof.verdict_card(decision, case, policy), proof.facts_known(case)
    missing = [proof.titled(name) for name in decision.missing]
    question = None if fact is None else _question(fact, policy)
    standing = Standing(
        order_number=after.check.order_number,
        facts=recap(after.check, case),
        verdict=card["title"] if fact is None else None,
        missing=tuple(item["title"] for item in missing),
    )
    return Advice(
        suggestions,
        card | {"order_number": after.check.order_number},
        known,
        missing,
        question,
        desk.next_actions(decision, None if question is None else question["text"], policy),
        desk.summary(messages, standing, reason),
    )


def _facts(memory: Memory) -> object:
    return memory.check and memory.check.facts


def _question(fact: str, policy: Policy) -> Json:
    asked = replies.question(fact, policy, confidence=1.0)
    return proof.titled(fact) | {
        "text": asked.texts[0],
        "choices": [button.title for button in asked.buttons],
    }
