"""What an agent reads at the desk beside the proof: the summary for whoever takes over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from refundbot.eligibility import Decision, Outcome
from refundbot.policy import Policy
from refundbot.replies.draft import UNDATED
from refundbot.replies.proof import outcome_title
from refundbot.replies.topics import ENTRIES, title
from refundbot.replies.wording import wording

_FILE = wording("desk.yaml")
_SUMMARY = _FILE.child("summary").by_key()
_ANSWERED = _FILE.child("answered_by").by_key()
_AFTER = _FILE.child("handoff_after").by_key()
_ACTIONS = _FILE.child("actions").by_key()
_REASONS = _FILE.child("reasons").by_key()

_MOODS = _FILE.child("moods").by_key()
_UNREAD = _FILE.child("unread").by_key()
_UNREAD_ANSWERS = _FILE.child("unread_answers").by_key()
_NOTES = _FILE.child("notes").by_key()
_ERRORS = _FILE.child("errors").by_key()

DeskError = Literal[
    "bad_request",
    "too_long",
    "unauthorized",
    "expired",
    "forbidden",
    "not_found",
    "unavailable",
]
Refusal = Literal["taken", "not_taken", "closed", "moved_on", "full"]
Special = Literal["no_such_agent", "no_such_team", "taken_left", "shared_macro", "gap", "elsewhere"]
"""Errors of a single act."""

LONGEST_QUOTE = 60
MOST_QUOTES = 3


@dataclass(frozen=True)
class Said:
    """One stored message: who said it (`customer`, `bot`, `agent`, `system`), the text, a bot's envelope."""

    sender: str
    text: str
    envelope: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Standing:
    """How the case stands, in words."""

    order_number: str | None = None
    facts: tuple[str, ...] = ()
    verdict: str | None = None
    missing: tuple[str, ...] = ()


def desk_error(code: DeskError | Refusal | Special, *, field: str = "") -> str:
    """One sentence for an error of the agents' interface; `field` is what is wrong with the input."""
    return _ERRORS[code].format(field=field)


def summary(messages: Iterable[Said], standing: Standing, reason: str | None = None) -> str:
    """What was asked and answered, the facts, the verdict and what is open, a line each.

    `reason` is why a person was called: an id of `reasons`, or the reason itself.
    """
    told = [said for said in messages if said.sender in ("customer", "bot", "agent")]
    if not any(said.sender == "customer" for said in told):
        return _SUMMARY["nothing"]
    lines = [
        _line("asked", (f"“{_quoted(said.text)}”" for said in told if said.sender == "customer")),
        _line("answered", _answers(told)),
        _SUMMARY["order"].format(number=standing.order_number) if standing.order_number else "",
        _line("facts", standing.facts, most=None),
        _SUMMARY["verdict"].format(title=standing.verdict) if standing.verdict else "",
        _line("open", standing.missing, most=None),
        _SUMMARY["reason"].format(reason=handoff_reason(reason)) if reason else "",
        _SUMMARY["waiting"].format(text=_quoted(told[-1].text)) if told[-1].sender == "customer" else "",
    ]
    return "\n".join(line for line in lines if line)


def handoff_reason(reason: str) -> str:
    """Why a person was called, in Chinese."""
    return _REASONS.get(reason, reason)


def mood(id: str) -> str:
    """How a customer feels, in Chinese."""
    return _MOODS[id]


def handoff_after(last: str) -> str:
    """After what a person was called: the topic of the bot's last answer, `clarify`, `error` or `nothing`."""
    return _AFTER.get(last) or _AFTER["topic"].format(title=title(last))


def evidence_note(envelope: Mapping[str, Any] | None) -> str | None:
    """What an answer rests on, for the agents of another desk; `None` where it cites nothing."""
    if not envelope or not envelope["sources"]:
        return None
    lines = [_NOTES["evidence"]]
    if envelope["verdict"]:
        lines.append(_NOTES["verdict"].format(title=outcome_title(envelope["verdict"]["outcome"])))
    for source in envelope["sources"]:
        key = "source" if source["url"] else "source_without_url"
        lines.append(_NOTES[key].format(**{**source, "as_of": source["as_of"] or UNDATED}))
    return "\n".join(lines)


def handoff_note(messages: Sequence[Said], reason: str | None) -> str:
    """Tells the agents of another desk that a customer wants one of them: with what was asked and answered,
    the last verdict and what it rests on."""
    told = [said.envelope for said in messages if said.envelope and said.envelope.get("sources")]
    parts = [
        _NOTES["handoff"],
        summary(messages, Standing(), reason),
        evidence_note(told[-1] if told else None),
    ]
    return "\n\n".join(part for part in parts if part)


def unread_words(reason: str) -> str:
    """What stands in the transcript for a message that could not be read."""
    return _UNREAD[reason if reason == "too_long" else "other"]


def unread_answer(reason: str) -> str:
    """What a customer is told whose message could not be read, as they are handed over."""
    return _UNREAD_ANSWERS[reason if reason == "too_long" else "other"]


def next_actions(decision: Decision | None, question: str | None, policy: Policy) -> list[dict[str, str]]:
    """What the agent can do: ask what is missing, or see to the steps that follow from the decision."""
    if question is not None:
        return [{"kind": "ask", "text": _ACTIONS["ask"].format(question=question)}]
    if decision is None:
        return []
    steps = [
        {"kind": "step", "text": f"{policy.get(f'{step}.title').value}：{policy.get(f'{step}.path').value}"}
        for step in decision.next_steps
        if policy.get(f"{step}.path").known
    ]
    if decision.outcome is Outcome.MANUAL_REVIEW:
        return [{"kind": "review", "text": _ACTIONS["review"]}, *steps]
    return steps


def _answers(told: Iterable[Said]) -> Iterable[str]:
    for said in told:
        if said.sender == "agent":
            yield _ANSWERED["agent"].format(text=_quoted(said.text))
        elif said.envelope and said.envelope.get("kind") in ("answer", "verdict", "handoff"):
            topic = said.envelope.get("topic")
            if topic in ENTRIES:
                yield _ANSWERED["bot"].format(title=title(topic))


def _line(key: str, items: Iterable[str], most: int | None = MOST_QUOTES) -> str:
    """The latest items that differ, in one line; empty where there is none."""
    kept = tuple(dict.fromkeys(items))
    kept = kept if most is None else kept[-most:]
    return _SUMMARY[key].format(items=_SUMMARY["separator"].join(kept)) if kept else ""


def _quoted(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_QUOTE else f"{flat[:LONGEST_QUOTE]}…"
