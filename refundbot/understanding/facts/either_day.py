"""A day of the purchase told as one of two, or of several: 19号买的，也可能是20号; 周三到周五之间开的."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
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
_ELSE = re.compile(r"(?:那天|[买开付购办拍的了啦]|开通|下的?单)*[,，、 ]*(?:那?就是|就|便是|而是)[在 ]*")
_IF_NOT = re.compile(r"(?:(?<![是要])|(?<=要))不是 ?(?:在)?$")
"""Between two days, and before the first of them: 不是3号就是6号."""
_TO = re.compile(" ?(?:到|至|[-~—]) ?")
_ONE_OF_THEM = re.compile(
    r"[号日]?(?:的?(?:之间|里头?|里面|中间|当中|期间|其中|这几天|那几天|[这那][三四五六]天)(?:的?(?:[哪某一]|有一)一?天)?"
    r"|的?(?:具体)?(?:是|有)?(?:[哪某]一?|其中一)天)"
)
"""Between two days, and behind the last of them: a day of those, which one is not known."""


_IN_BRACKETS = re.compile(" ?[(（]([^()（）,，。;!?]{1,8})[)）]")
_IN_THAT_CASE = re.compile("[一二三四五六日天号]的话|如果是|要是")


def as_one_of_two(found: Found, facts: Iterable[Fact]) -> list[Fact]:
    """The facts, with a day of the purchase that may be either of two as the stretch of both."""
    told = [*facts]
    days = [*_days(found)]
    for one, other in pairwise(days):
        if one.candidate.kind != other.candidate.kind or not _may_be_either(found, one, other):
            continue
        field = _field(found, one, other, told)
        both = [_on(found, each, field) for each in (one, other)] if field else []
        spans = [span for span in both if span and span.latest <= found.scene.now]
        if field is None or len(spans) < len((one, other)):
            continue
        first, last = one.candidate.start, other.candidate.end
        told = [
            f
            for f in told
            if f.field not in DATE_FIELDS or f.end <= first or (last <= f.start and not _if_so(found, f))
        ]
        span = Span(min(each.earliest for each in spans), max(each.latest for each in spans))
        told.append(found.reading.fact(field, span, first, last, approximate=True))
    return told


def _days(found: Found) -> list[Mentioned]:
    """The days and lengths, one that is told a second time in brackets as one: 上个周六（6号）."""
    days: list[Mentioned] = []
    for each in found.mentioned:
        if each.candidate.kind not in ("date", "length"):
            continue
        before = days[-1] if days else None
        bracket = before and _IN_BRACKETS.match(found.reading.text, before.candidate.end)
        if before and bracket and bracket.start(1) == each.candidate.start:
            whole = replace(each.candidate, start=before.candidate.start, end=bracket.end())
            days[-1] = replace(each, candidate=whole)
        else:
            days.append(each)
    return days


def _if_so(found: Found, fact: Fact) -> bool:
    """Whether it is told of one of the two in case it was that one: 周三的话是下午."""
    return _IN_THAT_CASE.search(found.reading.text, *found.reading.clause(fact.start)) is not None


def _may_be_either(found: Found, one: Mentioned, other: Mentioned) -> bool:
    text, end = found.reading.text, one.candidate.end
    joined = _OR.match(text, end)
    if joined and other.candidate.start <= joined.end() < other.candidate.end:
        return not text[other.candidate.start : other.candidate.end].endswith("后")
    start = other.candidate.start
    if _ELSE.fullmatch(text, end, start):
        return _IF_NOT.search(text, 0, one.candidate.start) is not None
    return bool(_TO.fullmatch(text, end, start) and _ONE_OF_THEM.match(text, other.candidate.end))


def _field(found: Found, one: Mentioned, other: Mentioned, told: Iterable[Fact]) -> str | None:
    """The field of the first of them, else of the event behind both; `None` where each has its own."""
    first, end = one.candidate, other.candidate.end
    event = found.scene.event_behind(end, found.reading.clause(end - 1)[1])
    behind = event.field if event else None
    own = next((f.field for f in told if f.field in PAST and first.start <= f.start < first.end), None)
    if behind and found.scene.event_behind(first.end, other.candidate.start) is None:
        own = behind  # 五天前，要不就是六天前开的
    between = found.scene.event_behind(first.end, other.candidate.start)
    own = own or (between.field if between else None)  # 不是7号开的就是8号
    field = own or behind or (found.asked if found.asked in PAST else None)
    return field if field in PAST and behind in (None, field) else None


def _on(found: Found, mentioned: Mentioned, field: str) -> Span | None:
    of, fact = mentioned.of, None
    if isinstance(of, DateMention) and not (of.vague or of.of_today):
        fact = found.timeline.fact(of, field)
    elif isinstance(of, LengthMention):
        fact = date_of(found.scene, of, field)
    return fact.value if fact and isinstance(fact.value, Span) else None
