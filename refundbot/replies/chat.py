"""What the chat says around the answers: its opening, notices of the system, errors of the interface."""

from __future__ import annotations

from datetime import datetime, time
from typing import Literal

from refundbot.policy import Policy
from refundbot.replies.topics import ENTRIES
from refundbot.replies.wording import wording
from refundbot.strict_yaml import Place

SystemCode = Literal[
    "handoff_queued",
    "handoff_cancelled",
    "agent_joined",
    "agent_left",
    "answer_delayed",
    "closed",
    "left_message",
    "left_message_answered",
    "left_message_contacted",
    "agent_gone",
    "handed_to_team",
    "erased",
]
ErrorCode = Literal[
    "bad_request",
    "unauthorized",
    "expired",
    "forbidden",
    "not_found",
    "conflict",
    "too_long",
    "empty",
    "rate_limited",
    "unavailable",
    "unsupported",
    "bad_file",
]

LeftMessageAnswer = Literal["now", "later", "at"]
"""When a left message is answered: somebody is there; nobody is; at the next opening."""

_FILE = wording("chat.yaml").of_keys(
    *("greeting", "sample_banner", "hot", "system", "left_message", "hours", "errors")
)
_SYSTEM = _FILE.child("system").by_key()
_LEFT_MESSAGE = _FILE.child("left_message").by_key()
_HOURS = _FILE.child("hours").by_key()
_ERRORS = _FILE.child("errors").by_key()

GREETING = _FILE.child("greeting").text()
SAMPLE_BANNER = _FILE.child("sample_banner").text()


def system_text(code: SystemCode, agent: str | None = None) -> str:
    """The notice that goes with a change of who speaks."""
    return _SYSTEM[code].format(agent=f" {agent} " if agent else "")


def left_message_text(when: LeftMessageAnswer, opening: datetime | None = None) -> str:
    """What who has left a message is told; `opening` (in the zone of the business hours) with `at`."""
    at = f"{opening.month}月{opening.day}日 {opening:%H:%M}" if opening else ""
    return _LEFT_MESSAGE["received"].format(when=_LEFT_MESSAGE[when].format(at=at))


def hotline(policy: Policy) -> str:
    """The telephone number of support."""
    return str(policy.get("contacts.hotline").value)


def hours_text(working_days_only: bool, opens: time, closes: time) -> str:
    """Business hours in words."""
    days = _HOURS["workdays" if working_days_only else "daily"]
    return f"{days} {opens:%H:%M}-{closes:%H:%M}"


def error_text(code: ErrorCode) -> str:
    """One sentence for an error of the interface: what is wrong and what to do."""
    return _ERRORS[code]


def hot_topics(page: str | None) -> tuple[str, ...]:
    """Topics to offer on a page of the site, by the longest beginning of its path that is known."""
    known = [path for path in _HOT if path != "default" and (page or "").startswith(path)]
    return _HOT[max(known, key=len) if known else "default"]


def _hot(place: Place) -> dict[str, tuple[str, ...]]:
    hot = {page.key: page.texts() for page in place.children()}
    if "default" not in hot:
        raise place.error("a mapping with a default is expected here")
    if lost := {topic for topics in hot.values() for topic in topics} - ENTRIES.keys():
        raise place.error(f"no such topics {sorted(lost)}")
    return hot


_HOT = _hot(_FILE.child("hot"))
