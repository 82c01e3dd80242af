"""Dates told by the time since them or until them: 买了三天, 开通第四天, 还有八个月到期."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from refundbot.understanding.facts.events import Event
from refundbot.understanding.facts.fact import Fact, Span
from refundbot.understanding.facts.scene import PAST, SAYS_NOTHING, Scene
from refundbot.understanding.facts.when.durations import DURATION, Length, length, spent
from refundbot.understanding.facts.when.forms import integer
from refundbot.understanding.facts.when.spans import When, whole_days

_ELAPSED = re.compile(
    rf"(?P<length>{DURATION})(?P<later>[之以]?后(?![来面]|[天日](?![气津常本])))?(?P<within>[之以]?内)?(?P<so_far>了(?!解))?(?![之以]?前)"
)
_HOUR = re.compile(r"[\d一二两三四五六七八九十]点$")
"""Before the minutes of a clock, which are no length: 八点|十分."""
_RECENT = re.compile(r"(?P<days>没过?[几两]天)|没(?:过)?(?:多久|多长时间)|不久")
_ORDINAL = re.compile(r"第(?P<count>\d{1,3}|[一二三四五六七八九十]{1,3})天")
_SINCE = re.compile(r"[了过完]|已|都|才|刚|有|快|满|差不多|现在|至今|距今")
_BARELY = re.compile(" *(?:也就|大概|差不多|才)")
_JUST = re.compile(r"(?:刚刚?|才)$")
_LONG_SINCE = re.compile(r"已|都|有|快|满|差不多|现在|至今|距今|不到|不足|超过")
_AHEAD = re.compile(r"(?:还(?:有|剩|差|要)?|再过|过|剩|差|等)(?:个|大概|差不多| )*$")


@dataclass(frozen=True)
class LengthMention:
    """A length of time in a text that is part of no date."""

    match: re.Match[str]
    told: Length

    @property
    def start(self) -> int:
        """Index of its first character."""
        return self.match.start()

    @property
    def end(self) -> int:
        """Index behind its last character."""
        return self.match.end()


def find_lengths(scene: Scene) -> list[LengthMention]:
    """The lengths of time in a text, in its order; 同一天, 第三天 and 八点十分 are none."""
    found = []
    for match in _ELAPSED.finditer(scene.text):
        counted = match.start() > 0 and scene.text[match.start() - 1] in "同第"
        clock = _HOUR.search(scene.text, max(0, match.start() - 2), match.start())
        is_date = match.start() in scene.dated or match["within"] or counted or clock
        told = None if is_date else length(scene.text, *match.span("length"))
        if told:
            found.append(LengthMention(match, told))
    return found


def date_of(scene: Scene, mention: LengthMention, field: str) -> Fact | None:
    """The date in `field` that a length of time tells: so long ago, or so far ahead if it is to come."""
    told = mention.told if field in PAST else mention.told.ahead()
    return scene.fact(field, mention.start, mention.end, spent(told, scene.now))


def elapsed(scene: Scene) -> Iterator[Fact]:
    """The dates that lengths of time tell. How long something was used or waited for, or a term, is none."""
    for mention in find_lengths(scene):
        if fact := _fact(scene, mention.match, mention.told):
            yield fact
    for match in _RECENT.finditer(scene.text):
        event = scene.event_before(match.start(), scene.reading.clause(match.start())[0])
        if event and event.field and scene.linked(event, match.start()):
            first = scene.now - timedelta(days=7 if match["days"] else 30)
            if fact := scene.fact(event.field, *match.span(), When(Span(first, scene.now), approximate=True)):
                yield fact
    for match in _ORDINAL.finditer(scene.text):
        count, field = integer(match["count"]), _since(scene, match)
        if count and field and not _event_behind(scene, match):
            day = (scene.now - timedelta(days=count - 1)).date()
            if fact := scene.fact(field, *match.span(), whole_days(day, day)):
                yield fact


def _fact(scene: Scene, match: re.Match[str], told: Length) -> Fact | None:
    if match["later"] or _AHEAD.search(scene.reading.before(match.start(), 6)):
        event = _event_behind(scene, match)
        field = event.field if event and event.field not in PAST else None
        told = told.ahead()
    else:
        field = _since(scene, match, told)
    return scene.fact(field, *match.span(), spent(told, scene.now)) if field else None


def _event_behind(scene: Scene, match: re.Match[str]) -> Event | None:
    return scene.event_behind(match.end(), scene.reading.clause(match.start())[1])


def _since(scene: Scene, match: re.Match[str], told: Length | None = None) -> str | None:
    """The field of the event since which a length of time has passed."""
    first, last = scene.reading.clause(match.start())
    event = scene.event_before(match.start(), scene.reading.sentence(match.start())[0])
    if event and event.start >= first and scene.linked(event, match.start()):
        return event.field if _has_passed(scene, event, match, told) else None
    if not SAYS_NOTHING.fullmatch(scene.text, first, match.start()):
        return None
    if scene.asked and SAYS_NOTHING.fullmatch(scene.text, match.end(), last):
        return scene.asked
    said = match[0].endswith("了") or _BARELY.match(scene.text, first)
    return event.field if event and said else None


def _has_passed(scene: Scene, event: Event, match: re.Match[str], told: Length | None) -> bool:
    """Whether a length behind an event is the time since it (买了三年了) and not a term (买了三年).

    No term is sold in several units or by the hour: 买了六个月零一天.
    """
    if told is None or told.compound or event.name in {"provisioned_at", "effective_at", "expires_at"}:
        return True
    said = scene.text[event.start : match.end()]
    if told.last.unit in {"minute", "hour"} and _JUST.search(scene.text, 0, event.start):
        return True  # 刚买十分钟
    if event.name == "paid_at" and scene.text.startswith("的", match.end()):
        return False  # 买了7天的 can be a term as well
    word = told.words[-1]
    if told.last.unit in {"month", "year"}:
        longer = word["tail"] == "多" or word["more"] or word["more2"] or _LONG_SINCE.search(said)
        return bool(longer) or (said.endswith("了") and event.name != "renewal")
    if "几" in said and not said.endswith("了"):
        return False
    return bool(_SINCE.search(said)) or event.end - event.start > 1
