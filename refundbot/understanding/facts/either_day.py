"""A day of the purchase told as one of two: 开了四五天，可能六天; 19号买的，也可能是20号; 不是3号就是6号."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from refundbot.understanding.facts.elapsed import LengthMention, date_of
from refundbot.understanding.facts.fact import Fact, Span
from refundbot.understanding.facts.found import Found, Mentioned
from refundbot.understanding.facts.scene import DATE_FIELDS, PAST
from refundbot.understanding.facts.when.forms import DateMention

_OR = re.compile(
    "(?:那天|[买开付购办拍的了啦吧啊呢]|开通|下的?单|来着|左右)*[,，、 ]*"
    "(?:(?:我|也|又|记不清|不太?确定|不记得)*(?:有?可能|没准|说不定|也许|或许|兴许)|要么|要不|不然|或者?|还是)"
    "(?:就|也|是|在|有| )*"
)
_IF_NOT = re.compile("[,，、 ]*就是")
"""Between two days of which one is denied to say that it is the other, if not this one."""


def as_one_of_two(found: Found, facts: Iterable[Fact]) -> list[Fact]:
    """The facts, with a day of the purchase that may be either of two as the stretch of both."""
    told = [*facts]
    days = [each for each in found.mentioned if each.candidate.kind in ("date", "length")]
    for one, other in pairwise(days):
        if one.candidate.kind != other.candidate.kind or not _may_be_either(found, one, other):
            continue
        field = _field(found, one, other, told) or (_asked(found) if _one_if_not(found, one, other) else None)
        both = [_on(found, each, field) for each in (one, other)] if field else []
        spans = [span for span in both if span and span.latest <= found.scene.now]
        if field is None or len(spans) < len((one, other)):
            continue
        first, last = one.candidate.start, other.candidate.end
        told = [f for f in told if f.field not in DATE_FIELDS or f.end <= first or last <= f.start]
        if _one_if_not(found, one, other):
            lengths = {each.candidate.start for each in days if each.candidate.kind == "length"}
            told = [f for f in told if f.start not in lengths]  # 两天都在网吧, said of these
        span = Span(min(each.earliest for each in spans), max(each.latest for each in spans))
        told.append(found.reading.fact(field, span, first, last, approximate=True))
    return told


def _may_be_either(found: Found, one: Mentioned, other: Mentioned) -> bool:
    if _one_if_not(found, one, other):
        return True
    joined = _OR.match(found.reading.text, one.candidate.end)
    return (
        joined is not None
        and other.candidate.start <= joined.end() < other.candidate.end
        and not found.reading.text[other.candidate.start : other.candidate.end].endswith("后")
    )


def _one_if_not(found: Found, one: Mentioned, other: Mentioned) -> bool:
    text, (first, second) = found.reading.text, (one.candidate, other.candidate)
    joined = _IF_NOT.match(text, first.end)
    return text[: first.start].endswith("不是") and joined is not None and joined.end() == second.start


def _asked(found: Found) -> str:
    """The day that was asked for, else that of the payment."""
    return found.asked if found.asked in PAST else "paid_at"


def _field(found: Found, one: Mentioned, other: Mentioned, told: Iterable[Fact]) -> str | None:
    """The field of the first of them, else of the event behind both; `None` where each has its own."""
    first, end = one.candidate, other.candidate.end
    event = found.scene.event_behind(end, found.reading.clause(end - 1)[1])
    behind = event.field if event else None
    own = next((f.field for f in told if f.field in PAST and first.start <= f.start < first.end), None)
    if behind and found.scene.event_behind(first.end, other.candidate.start) is None:
        own = behind  # 五天前，要不就是六天前开的
    field = own or behind
    return field if field in PAST and behind in (None, field) else None


def _on(found: Found, mentioned: Mentioned, field: str) -> Span | None:
    of, fact = mentioned.of, None
    if isinstance(of, DateMention) and not (of.vague or of.of_today):
        fact = found.timeline.fact(of, field)
    elif isinstance(of, LengthMention):
        fact = date_of(found.scene, of, field)
    return fact.value if fact and isinstance(fact.value, Span) else None
