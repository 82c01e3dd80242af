"""Dates in English: Dec 5, on the 3rd, last Friday, early March, two weeks ago, in 3 months."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from refundbot.understanding.facts.when.durations import Duration, Length, spent
from refundbot.understanding.facts.when.forms import DateMention, Today, form, integer
from refundbot.understanding.facts.when.spans import month, whole_days

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_NTH = r"(?:st|nd|rd|th)"
_WORDS = {"yesterday": -1, "last night": -1, "zuotian": -1, "qiantian": -2, "the day before yesterday": -2}
_WORDS |= {"day before yesterday": -2, "tomorrow": 1, "the day after tomorrow": 2, "day after tomorrow": 2}
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_COUNTS |= {"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}
_ROUGH = {"a couple of": (2, 3), "couple of": (2, 3), "a few": (2, 6), "few": (2, 6), "several": (3, 9)}
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(sorted((*_ROUGH, *_COUNTS), key=len, reverse=True))})"
_UNIT = r"(?P<unit>minute|hour|day|week|month|year)s?"
_PARTS = {
    "early": (1, 10),
    "beginning of": (1, 10),
    "start of": (1, 10),
    "mid": (11, 20),
    "middle of": (11, 20),
}
_PARTS |= {"late": (21, 31), "end of": (21, 31)}
_PART = rf"(?:the )?(?P<part>{'|'.join(_PARTS)})[ -](?:the )?"
# Dec 5, 2000 RMB: what stands behind the day is a sum
_NOT_MONEY = r"(?! ?(?:rmb|cny|yuan|usd|dollars?|bucks|元|块|圆|人民币)|[.,]?\d)"
_YEAR = rf"(?:,? (?P<year>20[1-4]\d)(?![a-z]){_NOT_MONEY}|,? (?:of )?(?P<which>last|this|next) year)?"


@form(
    rf"(?<![a-z])(?P<word>{'|'.join(sorted(_WORDS, key=len, reverse=True))}|today|tonight|jintian"
    r"|this (?=morning|afternoon|evening))(?![a-z])"
)
def english_word(match: re.Match[str], today: Today) -> DateMention:
    """yesterday, today, the day before yesterday, tomorrow at 3pm."""
    return today.on(match, today.day + timedelta(days=_WORDS.get(match["word"], 0)))


@form(
    r"(?<![a-z])(?:(?P<which>last|this|next|on|until|till|since|by) "
    rf"|(?<!every )(?={_DAY} (?:morning|afternoon|evening|night)))(?P<day>{_DAY})(?![a-z])"
)
def english_weekday(match: re.Match[str], today: Today) -> DateMention:
    """last Friday, next Monday, this Tuesday, on Wednesday, Tuesday evening."""
    ahead = (_DAYS.index(match["day"][:3]) - today.day.weekday()) % 7
    before, behind = today.day + timedelta(days=ahead - 7), today.day + timedelta(days=ahead)
    if match["which"] == "last":
        return today.on(match, before)
    if match["which"] == "next":
        return today.on(match, behind if ahead else behind + timedelta(days=7))
    past, future = today.on(match, behind if not ahead else before), today.on(match, behind)
    return DateMention(
        past.start, past.end, lambda lean: (future if lean == "future" else past).resolve(lean)
    )


@form(r"(?<![a-z])(?P<which>last|this|next) (?P<unit>week|weekend|month|year)(?![a-z])")
def english_stretch(match: re.Match[str], today: Today) -> DateMention:
    """last week, next month, this year."""
    offset = _offset(match["which"])
    monday = today.day + timedelta(days=7 * offset - today.day.weekday())
    year = today.day.year + offset
    stretches = {
        "week": (monday, monday + timedelta(days=6)),
        "weekend": (monday + timedelta(days=5), monday + timedelta(days=6)),
        "month": month(today.day.year, today.day.month + offset),
        "year": (date(year, 1, 1), date(year, 12, 31)),
    }
    return today.fixed(match, whole_days(*stretches[match["unit"]]))


@form(
    rf"(?<![a-z])(?P<hedge>(?:about|around|roughly|over|more than|nearly) )?{_COUNT} {_UNIT} ago(?![a-z])"
    rf"|(?<![a-z])half an? (?P<half>hour|day|month|year) ago(?![a-z])"
)
def english_ago(match: re.Match[str], today: Today) -> DateMention | None:
    """3 months ago, about two weeks ago, a couple of days ago, half a year ago."""
    if match["half"]:
        half = Decimal("0.5")
        return today.fixed(match, spent(Length((Duration(half, half, match["half"]),), ()), today.now))
    if (counted := _counted(match["count"])) is None:
        return None
    low, high = counted
    ago = Duration(Decimal(low), Decimal(high + bool(match["hedge"])), match["unit"])
    return today.fixed(match, spent(Length((ago,), ()), today.now))


@form(rf"(?<![a-z])in {_COUNT} {_UNIT}(?:'? time)?(?![a-z])(?! (?:of|after))")
def english_ahead(match: re.Match[str], today: Today) -> DateMention | None:
    """in 3 months, in two weeks: from now on."""
    if (counted := _counted(match["count"])) is None:
        return None
    ahead = Length((Duration(Decimal(counted[0]), Decimal(counted[1]), match["unit"]),), ()).ahead()
    when = spent(ahead, today.now)
    return DateMention(*match.span(), lambda lean: when, needs_verb=True)


@form(
    rf"(?<![a-z])(?:(?P<month>{_MONTH}) ?(?P<day>[0-3]?\d){_NTH}?"
    rf"|(?P<day_>[0-3]?\d){_NTH}?(?: of)? ?(?P<month_>{_MONTH}))(?!\d){_YEAR}(?![a-z])"
)
def english_month(match: re.Match[str], today: Today) -> DateMention:
    """20th of June, Jun 20, Nov 5th, 5 March 2026, Mar 16 next year."""
    name, day = (match[group] or match[f"{group}_"] for group in ("month", "day"))
    return today.dated(match, _year(match, today), _NAMES.index(name[:3]) + 1, int(day))


@form(
    rf"(?<![a-z])(?:{_PART}|(?:in|since|from|until|till|by) )(?P<month>{_MONTH}){_YEAR}(?![a-z])(?! ?\d)"
    rf"|(?<![a-z])(?P<month_>{_MONTH}) (?P<year_>20[1-4]\d)(?![a-z]){_NOT_MONEY}"
    rf"|(?<![a-z]){re.sub('part', 'part_', _PART)}(?P<stretch>(?:this |last |next )?(?:month|year))(?![a-z])"
)
def english_part(match: re.Match[str], today: Today) -> DateMention | None:
    """early March, end of December, in May, June 2026, end of this month, the end of the year."""
    first, last = _PARTS.get(match["part"] or match["part_"] or "", (1, 31))
    if stretch := match["stretch"]:
        return today.fixed(match, whole_days(*_part_of(stretch, first, last, today)))
    name = _NAMES.index((match["month"] or match["month_"])[:3]) + 1
    year = int(match["year_"]) if match["year_"] else _year(match, today)
    candidates = [whole_days(*month(each, name, first, last)) for each in today.years(year)]
    return DateMention(*match.span(), lambda lean: today.among(candidates, lean))


@form(
    rf"(?<![a-z\d])(?P<on>on |since |from |until |till |by )?(?:the )?(?P<day>[0-3]?\d){_NTH}"
    r"(?P<month> of (?P<which>this|last|next) month)?(?![a-z])"
)
def english_day(match: re.Match[str], today: Today) -> DateMention | None:
    """on the 3rd, the 5th of last month."""
    alone = not match.string[: match.start()].strip() and not match.string[match.end() :].strip(" .,!")
    if not (match["on"] or match["month"] or alone):
        return None  # the 3rd one
    if not match["month"]:
        return today.dated(match, None, None, int(match["day"]), needs_verb=True)
    first = today.month(_offset(match["which"]))
    return today.dated(match, first.year, first.month, int(match["day"]))


def _counted(words: str) -> tuple[int, int] | None:
    """Between how many a count lies."""
    if words in _ROUGH:
        return _ROUGH[words]
    count = _COUNTS.get(words) or integer(words)
    return None if count is None else (count, count)


def _offset(which: str) -> int:
    return {"last": -1, "this": 0, "next": 1}[which]


def _year(match: re.Match[str], today: Today) -> int | None:
    if match["year"]:
        return int(match["year"])
    return today.day.year + _offset(match["which"]) if match["which"] else None


def _part_of(stretch: str, first: int, last: int, today: Today) -> tuple[date, date]:
    """A third of a month; of a year its first, middle or last two months."""
    which, _, unit = stretch.rpartition(" ")
    offset = _offset(which or "this")
    if unit == "month":
        there = today.month(offset)
        return month(there.year, there.month, first, last)
    year = today.day.year + offset
    months = {1: (1, 2), 11: (6, 7)}.get(first, (11, 12))
    return month(year, months[0])[0], month(year, months[1])[1]
