"""Told on request after an answer: the rule behind it, its evidence, the steps, the exceptions."""

from __future__ import annotations

from typing import Any, Literal

from refundbot.policy import Policy
from refundbot.replies.answers import answer, draft_about, named_in
from refundbot.replies.draft import UNDATED, Draft
from refundbot.replies.model import Facets, Reply
from refundbot.replies.topics import ENTRIES
from refundbot.replies.wording import bubbles, wording

Part = Literal["why", "steps", "exceptions"]
_TOLD: tuple[Part, ...] = ("why", "steps", "exceptions")
_FILE = wording("details.yaml").of_keys("evidence", "missing", *_TOLD)
_EVIDENCE = _FILE.child("evidence").by_key()
_MISSING = _FILE.child("missing").by_key()
DETAILS: dict[str, dict[str, str]] = {part: _FILE.child(part).by_key() for part in _TOLD}
"""What is written of each part, by id of a topic or question."""


def detail(
    part: Part, topic: str, policy: Policy, facets: Facets, confidence: float, question: str | None = None
) -> Reply | None:
    """One part of what is behind the answer to a topic or question; `None` where nothing is written on it.

    Where the answer is one of its own for what was named, it tells the steps and exceptions itself.
    """
    named = named_in(policy, facets)
    written = DETAILS[part].get(question or "") or DETAILS[part].get(topic)
    of_its_own = any(variant.when and variant.suits(named) for variant in ENTRIES[topic].variants)
    if written is None or (part != "why" and of_its_own):
        return None
    draft = draft_about(policy, named, facets)
    _say(draft, written)
    return draft.reply("answer", topic, confidence, question=question, follow_ups=_ways_on(topic, question))


def missing(
    part: Literal["steps", "exceptions"], topic: str, policy: Policy, confidence: float, question: str | None
) -> Reply:
    """That nothing more is known of a part, and the way on."""
    draft = Draft(policy)
    _say(draft, _MISSING[part])
    return draft.reply("answer", topic, confidence, question=question, follow_ups=_ways_on(topic, question))


def evidence(
    topic: str, policy: Policy, facets: Facets, confidence: float, question: str | None = None
) -> Reply:
    """The rule behind an answer, and the sources that it rests on most, each with its date and address."""
    sources = answer(topic, policy, facets, confidence, question).envelope["sources"]
    assert isinstance(sources, list)
    draft = draft_about(policy, named_in(policy, facets), facets)
    _say(draft, DETAILS["why"].get(topic, ""))
    draft.quote("evidence", _EVIDENCE["intro" if sources else "none"], None)
    ways_on = _ways_on(topic, question)
    reply = draft.reply("answer", topic, confidence, question=question, follow_ups=ways_on, closing=False)
    behind = reply.envelope["sources"]
    assert isinstance(behind, list)
    all_ = [*sources, *(each for each in behind if each not in sources)]
    listed = "\n".join(_EVIDENCE["source"].format(**_shown(source)) for source in all_[:LISTED])
    texts = (*reply.texts, listed) if listed else reply.texts
    return Reply(texts, {**reply.envelope, "sources": all_}, reply.buttons)


LISTED = 3
"""Sources that are told with their addresses; the envelope has them all."""


def _shown(source: dict[str, Any]) -> dict[str, str]:
    return {"title": source["title"], "as_of": source["as_of"] or UNDATED, "url": source["url"] or ""}


def _say(draft: Draft, written: str) -> None:
    for bubble in bubbles(written) if written else ():
        draft.next_bubble()
        for line in bubble:
            draft.say(line)


def _ways_on(topic: str, question: str | None) -> tuple[str, ...]:
    return tuple(id for id in ENTRIES[topic].follow_ups if id != question)
