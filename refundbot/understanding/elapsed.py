"""Dates told by the time since them or until them: 买了三天, 开通第四天, 还有八个月到期."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from refundbot.understanding.events import Event
from refundbot.understanding.fact import Fact, Span
from refundbot.understanding.scene import PAST, SAYS_NOTHING, Scene
from refundbot.understanding.when.durations import DURATION, Duration, duration, spent
from refundbot.understanding.when.forms import integer
from refundbot.understanding.when.spans import When, whole_days

_ELAPSED = re.compile(
    rf"{DURATION}(?P<later>[之以]?后)?(?P<within>[之以]?内)?(?P<so_far>了(?!解))?(?![之以]?前)"
)
_RECENT = re.compile(r"(?P<days>没过?[几两]天)|没(?:过)?(?:多久|多长时间)|不久")
_ORDINAL = re.compile(r"第(?P<count>\d{1,3}|[一二三四五六七八九十]{1,3})天")
_SINCE = re.compile(r"[了过完]|已|都|才|刚|有|快|满|差不多|现在|至今|距今")
_BARELY = re.compile(" *(?:也就|大概|差不多|才)")
_LONG_SINCE = re.compile(r"已|都|有|快|满|差不多|现在|至今|距今|不到|超过")
_AHEAD = re.compile(r"(?:还(?:有|剩|差|要)?|再过|过|剩|差|等)(?:个|大概|差不多| )*$")


def elapsed(scene: Scene) -> Iterator[Fact]:
    """The dates that lengths of time tell. How long something was used or waited for, or a term, is none."""
    for match in _ELAPSED.finditer(scene.text):
        length = None if match.start() in scene.dated or match["within"] else duration(match)
        if length and (fact := _fact(scene, match, length)):
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


def _fact(scene: Scene, match: re.Match[str], length: Duration) -> Fact | None:
    if match["later"] or _AHEAD.search(scene.reading.before(match.start(), 6)):
        event = _event_behind(scene, match)
        field = event.field if event and event.field not in PAST else None
        length = Duration(-length.high, -length.low, length.unit)
    else:
        field = _since(scene, match)
    return scene.fact(field, *match.span(), spent(length, scene.now)) if field else None


def _event_behind(scene: Scene, match: re.Match[str]) -> Event | None:
    return scene.event_behind(match.end(), scene.reading.clause(match.start())[1])


def _since(scene: Scene, match: re.Match[str]) -> str | None:
    """The field of the event since which a length of time has passed."""
    first, last = scene.reading.clause(match.start())
    event = scene.event_before(match.start(), scene.reading.sentence(match.start())[0])
    if event and event.start >= first and scene.linked(event, match.start()):
        return event.field if _has_passed(scene, event, match) else None
    if not SAYS_NOTHING.fullmatch(scene.text, first, match.start()):
        return None
    if scene.asked and SAYS_NOTHING.fullmatch(scene.text, match.end(), last):
        return scene.asked
    said = match[0].endswith("了") or _BARELY.match(scene.text, first)
    return event.field if event and said else None


def _has_passed(scene: Scene, event: Event, match: re.Match[str]) -> bool:
    """Whether a length behind an event is the time since it (买了三年了) and not a term (买了三年)."""
    if match.re is _ORDINAL or event.name in {"provisioned_at", "effective_at", "expires_at"}:
        return True
    said = scene.text[event.start : match.end()]
    if event.name == "paid_at" and scene.text.startswith("的", match.end()):
        return False  # 买了7天的 can be a term as well
    if match["unit"] in "月季度年":
        longer = match["tail"] == "多" or match["more"] or match["more2"] or _LONG_SINCE.search(said)
        return bool(longer) or (said.endswith("了") and event.name != "renewal")
    if "几" in said and not said.endswith("了"):
        return False
    return bool(_SINCE.search(said)) or event.end - event.start > 1
