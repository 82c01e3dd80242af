"""Dates counted from the present day: 昨天, 上周三, 三个礼拜前, 前几天."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

from refundbot.understanding.facts.fact import Span
from refundbot.understanding.facts.when.clock import CLOCK, at_clock, told
from refundbot.understanding.facts.when.durations import AGO, DURATION, length, spent
from refundbot.understanding.facts.when.forms import DateMention, Today, form, integer
from refundbot.understanding.facts.when.spans import TOO_VAGUE, When, back, month, whole_days
from refundbot.understanding.text import numerals

_DAY_OFFSETS = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "大后": 3}
_WEEKDAY = "(?:[一二三四五六日天]|[1-7](?![\\d个台块份]))"
_WEEKDAYS = {name: index for names in ("一二三四五六日", "1234567") for index, name in enumerate(names)} | {
    "天": 6
}
_WEEK = "(?:周|星期|礼拜)"
_BUYING = "[买购下付开订拍续入办]"
_LOOKED = "(?:我|又|再|也|去|才|仔细|重新)*(?:看(?![中上])|查|翻|核[对实]|确认|瞄|瞅|问|想[了起])"
"""Behind 刚刚: what was just done is looking, which dates nothing but itself, 刚刚看了下."""
_COMES_ABOUT = (
    "(?:开(?:通|出|好|起|下)|发放|交付|生效|启用|到位|建好|创建|到手|下来|付(?!费)|才有|给的?钱|打的?款)"
)
"""What a day told by the one before it is of."""
_VAGUE = {
    "couple": ("day", 4, 1),
    "days": ("day", 10, 1),
    "tens": ("day", 16, 8),
    "weeks": ("week", 6, 1),
    "months": ("month", 6, 1),
    "while": ("day", 90, 5),
    "recent": ("day", 30, 0),
    "now": ("hour", 2, 0),
    "new": ("day", 1, 0),
}
"""The unit, and how many of it back the stretch begins and ends."""


@form(
    r"(?:大前|前|昨|今|明)[天日儿]个?(?!年)|[昨今明]个儿?(?!月|星期|礼拜)|大?后[天日](?!期)|(?<![\d一二三四五六七八九十])[本当]日(?=[买下付开订拍续购]|$|的)"
    r"|(?<![提以之目])[前昨今明](?=早|晚|晨|上午|中午|下午|夜里)"
)
def day_word(match: re.Match[str], today: Today) -> DateMention | None:
    """昨天, 大前天, 昨晚."""
    return today.on(
        match, today.day + timedelta(days=_DAY_OFFSETS.get(re.sub("[天日儿个]", "", match[0]), 0))
    )


@form(
    rf"(?<!每)(?P<which>上{{1,4}}|下{{1,3}}|这|本)一?个?{_WEEK}(?P<end>末)?(?P<day>{_WEEKDAY})?(?![期年])"
    rf"|(?<!每)(?<!每个){_WEEK}(?P<bare>{_WEEKDAY})|(?<!每个)(?<!每)周末"
)
def week_word(match: re.Match[str], today: Today) -> DateMention | None:
    """上周三, 这个礼拜, 周五, 周末. A weekday that is today may be that of a week ago."""
    monday = today.day - timedelta(days=today.day.weekday())
    which, named = match["which"], match["day"] or match["bare"]
    monday += timedelta(weeks=which.count("下") - which.count("上") if which else 0)
    if named is None and which and not match["end"]:
        return today.fixed(match, whole_days(monday, monday + timedelta(days=6)))
    if named is None:
        saturday = monday + timedelta(days=5)
        saturday -= timedelta(weeks=not which and saturday > today.day)
        return today.fixed(match, whole_days(saturday, saturday + timedelta(days=1)))
    day = monday + timedelta(days=_WEEKDAYS[named])
    if which:
        return today.on(match, day)
    if day == today.day:
        return today.fixed(match, whole_days(day - timedelta(weeks=1), day))
    return today.on(match, day - timedelta(weeks=day > today.day))


@form(
    r"(?P<which>上一?个?|这一?个?|本)季度|(?:(?P<year>(?:20)?\d\d|[去今前]) ?年的?)?"
    r"(?:第?(?P<number>[一二三四1-4])季度|(?<![a-z])q(?P<q>[1-4])(?![a-z\d]))"
    r"|(?P<half>上个|这个)半年"
)
def quarter(match: re.Match[str], today: Today) -> DateMention | None:
    """上季度, 一季度."""
    year, this = today.day.year, (today.day.month - 1) // 3
    if match["half"]:
        start = (7 if today.day.month > 6 else 1) - 6 * (match["half"] == "上个")
        return today.fixed(match, whole_days(month(year, start)[0], month(year, start + 5)[1]))
    if match["number"] or match["q"]:
        this = (integer(match["number"] or match["q"]) or 1) - 1
        if match["year"]:
            offset = {"去": -1, "今": 0, "前": -2}.get(match["year"])
            year = year + offset if offset is not None else numerals.year(match["year"]) or year
        else:
            year -= this * 3 + 1 > today.day.month
    else:
        this -= match["which"].startswith("上")
    return today.fixed(match, whole_days(month(year, this * 3 + 1)[0], month(year, this * 3 + 3)[1]))


@form(
    r"(?P<couple>(?:前|头|早|这)[两俩][天日])|(?P<days>(?:前|头|早|这)(?:几|些|[一二]两|两三|三四)[天日])|(?P<tens>[前头]十(?:来|几|多)天)"
    r"|(?P<weeks>前(?:几|两)(?:周|个?星期|个?礼拜))|(?P<months>(?:前|头|早|这)(?:几|两|俩)个?月)"
    r"|(?P<while>前(?:一?阵子?|一?段时间|些时候|些日子)|上一?阵子?)|(?P<recent>最近|近期|近日|近来|这阵子?|这段时间)"
    rf"|(?P<now>(?:刚刚才?|刚才|方才|才刚)(?!{_LOOKED})|(?<![a-z])just now)|(?P<new>(?:刚"
    rf"|(?<![\d天月年时后期久号日周晚早])才)(?={_BUYING}))(?!开始|买了(?!就|又))"
)
def vague(match: re.Match[str], today: Today) -> DateMention | None:
    """前几天, 前阵子, 刚刚, 刚."""
    kind = match.lastgroup or ""
    unit, first, last = _VAGUE[kind]
    span = Span(back(today.now, Decimal(first), unit), back(today.now, Decimal(last), unit))
    return today.fixed(match, When(span, approximate=True), vague=kind in {"new", "now", "recent"})


@form(
    rf"(?:好|很|老)(?:久|早|长时间)(?:了|以前|之前|前|之前就)?(?={_BUYING}|$|[,。;!?]|的)|(?:好|很)多年(?:以|之)?前"
)
def long_ago(match: re.Match[str], today: Today) -> DateMention | None:
    """好久以前."""
    return today.fixed(match, TOO_VAGUE, vague=True)


@form(rf"(?P<length>{AGO})(?:的?(?:那个?)?{_WEEK}(?P<day>{_WEEKDAY}))?")
def ago(match: re.Match[str], today: Today) -> DateMention | None:
    """三个礼拜前, 半小时前, 一年零两个月前, 一周前的星期二."""
    told = length(match.string, *match.span("length"))
    if told is None:
        return None
    if match["day"]:
        then = back(today.now, told.last.low, told.last.unit).date()
        return today.on(match, then + timedelta(days=_WEEKDAYS[match["day"]] - then.weekday()))
    return today.fixed(match, spent(told, today.now))


@form(
    rf"(?:(?:最?近|过去)(?:的|这)?|(?<![提以之])前(?=[三四五六][个周]))(?P<length>{DURATION})(?:以?内|里|以来)?(?!前)"
)
def lately(match: re.Match[str], today: Today) -> DateMention | None:
    """近30天, 过去一周: at any time since."""
    told = length(match.string, *match.span("length"))
    if told is None:
        return None
    span = spent(told, today.now).span
    return today.fixed(match, When(Span(span.earliest, today.now), approximate=True)) if span else None


@form(rf"(?<!提)前(?P<count>\d{{1,3}}|[二三四五六七八九]?十[一二三四五六七八九]?)天(?={_BUYING}|$)")
def days_before(match: re.Match[str], today: Today) -> DateMention | None:
    """前15天: before 买的."""
    count = integer(match["count"])
    day = today.day - timedelta(days=count or 0)
    return today.fixed(match, whole_days(day, day, approximate=True)) if count else None


@form(
    rf"(?:第(?P<nth>[二三四五2-5])[天日]|(?:次|隔|翌)日|[隔转]天|过了?(?P<count>[一两三四五])天(?=才))"
    rf"(?=[^,，。;!?没未不]{{0,10}}?{_COMES_ABOUT})"
)
def days_behind(match: re.Match[str], today: Today) -> DateMention:
    """第二天开通, 次日早上9点开通: behind the day that was told before."""
    clock, end = today.behind(match)
    when = at_clock(today.day, clock) if clock else whole_days(today.day, today.day)
    nth, count = integer(match["nth"] or ""), integer(match["count"] or "")
    days = nth - 1 if nth else count or 1
    return DateMention(match.start(), end, lambda lean: when, needs_verb=True, of_today=True, days_on=days)


@form(
    r"(?:凌晨|半夜|大?早上|上午|中午|下午|傍晚|晚上|[头前后]半晌|[上下]半[天日]|[前后]半夜)|(?<![\d:.*-])\d{1,2}:\d{2}(?![\d%-])"
    r"|(?<![\d:.a-z])\d{1,2} ?[ap]m(?![a-z])"
    r"|(?<![\d一二三四五六七八九十有早差])(?:\d{1,2}|十?[一二两三四五六七八九]|十)点"
    r"(?:半|[一三]刻|\d{1,2}分|[0-5]\d(?=[才就开付买的到了]|左右|多)"
    r"|(?:零[\d一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?)分(?![钟重感满抱失清着]))"
)
def time_alone(match: re.Match[str], today: Today) -> DateMention | None:
    """下午两点, 14:30: of the present day."""
    clock = CLOCK.match(match.string, match.start())
    if clock is None or not told(clock):
        return None
    return DateMention(
        match.start(), clock.end(), lambda lean: at_clock(today.day, clock), needs_verb=True, of_today=True
    )
