"""Dates of the calendar: 2025/3/12, 6月18号, 去年十月份, 月底, 18号, 端午前后."""

from __future__ import annotations

import re
from datetime import timedelta

from refundbot.understanding.facts.fact import Span
from refundbot.understanding.facts.when import festivals, lunar
from refundbot.understanding.facts.when.clock import at_clock
from refundbot.understanding.facts.when.forms import DateMention, Lean, Today, form, integer
from refundbot.understanding.facts.when.spans import IMPOSSIBLE, TOO_VAGUE, When, month, whole_days
from refundbot.understanding.text import numerals

_HAN = "[一二三四五六七八九十廿]{1,3}"
_OFFSETS = {
    "大前年": -3,
    "前年": -2,
    "去年": -1,
    "上年": -1,
    "上一年": -1,
    "今年": 0,
    "本年": 0,
    "明年": 1,
    "来年": 1,
    "后年": 2,
}
_YEAR = (
    rf"(?P<year>{'|'.join(_OFFSETS)}|(?<!\d)(?:19|20)\d\d ?年|(?<!\d)[23]\d年"
    # 17年5月, 19年双十一, but not 用了15年
    r"|(?<!\d)1\d年(?=的? ?(?:(?:1[0-2]|0?[1-9])月|[双国中端春元五六十]))"
    rf"|[二零〇][一二三四五六七八九零〇]{{3}}年|二[四五六七]年)"
)
_MONTH = rf"(?P<month>(?<!\d)\d{{1,2}}(?: (?=月 ?\d))?|{_HAN})月份?"
_DAY = rf"(?P<day>\d{{1,3}}|{_HAN})"
_NO_UNIT = r"(?![\d几.%个台块元份条张次笔天年月周万千百g:点时-]| ?(?:gb|tb|mb))"
_THIRDS = {
    "中上旬": (1, 20),
    "上中旬": (1, 20),
    "中下旬": (11, 31),
    "初": (1, 10),
    "上旬": (1, 10),
    "中": (11, 20),
    "中旬": (11, 20),
    "下旬": (21, 31),
    "底": (21, 31),
    "末": (21, 31),
}
_LATE = 26
"""The day from which on the end of a month to come is meant."""
_THIRD = r"月?(?P<third>(?:底的?)?最后[一1]天|中上旬|上中旬|中下旬|上旬|中旬|下旬|[初底末]|中(?!国|心|间|途))"
_SALES = frozenset({"双十一", "双11", "双十二", "双12", "618", "六一八"})
"""Days that lend their name to the weeks of sales around them."""
_DAYS = (
    r"(?:节气?)?(?P<during>期间|假期|那会儿?|那阵子?)?"
    r"(?P<around>[当那](?:天|日|一天)|当(?=[晚早夜])|那(?=[晚夜])|前后|左右|[前后])?"
)
_MONEY_BEFORE = re.compile(
    r"(?:[花付][了的]?|实付|支付"
    r"|金额|价格?|价钱|[¥$]|人民币|rmb|cny|共|计|费用?|扣了?|交了?|款)[:：是为约 ]*$"
)
"""What stands before a sum that looks like a date: 付了9.9."""
_ENDS_HERE = re.compile(r" *(?:$|[，,。;!?\n])")
"""Behind figures that are a festival's: a sum, as nothing says that they are a day: 包月，520."""
_CAMPAIGN = re.compile("节?的?(?:大促|促销|活动|优惠|特惠|折扣|狂欢|秒杀)")
"""Behind a day: it lends its name to weeks of sales, 618活动买的, and gives way to a day that is told."""
_DAY_BEFORE = re.compile("[号日天晚上午早][的,，在 ]{0,2}$")
_FESTIVAL = rf"(?<![百千万])(?P<festival>{festivals.NAMES})"


@form(
    r"(?<![\d.])(?P<year>(?:19|20)\d\d|[23]\d)(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})[号日]?(?![\d.])"
    # pasted without the blank before the time: 2026-05-1209:03
    r"|(?<![\d.])(?P<year_>20\d\d)-(?P<month_>\d\d)-(?P<day_>\d\d)(?=\d\d:\d\d)"
    r"|(?<!\d)(?P<compact>20[0-4]\d[01]\d[0-3]\d)(?!\d)"
)
def figures(match: re.Match[str], today: Today) -> DateMention | None:
    """2025/3/12, 25.3.12, 20250312."""
    if match["compact"]:
        whole = match["compact"]
        return today.dated(match, int(whole[:4]), int(whole[4:6]), int(whole[6:]))
    year, month_, day = (
        match["year"] or match["year_"],
        *(match[n] or match[f"{n}_"] for n in ("month", "day")),
    )
    return today.dated(match, numerals.year(year), int(month_), int(day))


@form(
    rf"(?<![一二三四五六七八九十\d])(?:{_YEAR}的? ?)?(?<!个){_MONTH}(?:的? ?(?:{_DAY}(?: ?[号日]"
    rf"|{_NO_UNIT})|{_THIRD}))?(?: ?[(（](?P<behind>20\d\d) ?年?[)）])?"
)
def of_month(match: re.Match[str], today: Today) -> DateMention | None:
    """6月18号, 去年十月份, 三月初, 2025年12月, 四月最后一天, 5月2日(2024年)."""
    year = _year(match["year"] or match["behind"], today)
    name = integer(match["month"].strip())
    if name is None or name > 31:
        return None
    if match["day"]:
        day = integer(match["day"])
        return today.dated(match, year, name, day) if day is not None else None
    if not 1 <= name <= 12:
        return today.fixed(match, IMPOSSIBLE)
    clock, end = today.behind(match) if _is_one_day(match["third"]) else (None, match.end())
    return DateMention(
        match.start(),
        end,
        lambda lean: today.among(
            [
                _at(clock, whole_days(*month(y, name, *_third(match["third"], lean))))
                for y in today.years(year)
            ],
            lean,
        ),
    )


@form(
    rf"(?P<which>上{{1,4}}|下{{1,3}}|这|本|当)一?个?月份?(?!前)"
    rf"(?:的? ?(?:{_DAY}(?:[号日]|{_NO_UNIT})|{_THIRD}))?"
)
def this_month(match: re.Match[str], today: Today) -> DateMention | None:
    """上个月, 上个月底, 本月5日."""
    first_day = today.month(match["which"].count("下") - match["which"].count("上"))
    if match["day"]:
        day = integer(match["day"])
        return today.dated(match, first_day.year, first_day.month, day) if day is not None else None
    year, number = first_day.year, first_day.month
    clock, end = today.behind(match) if _is_one_day(match["third"]) else (None, match.end())
    return DateMention(
        match.start(),
        end,
        lambda lean: _at(clock, whole_days(*month(year, number, *_third(match["third"], lean)))),
    )


@form(r"(?<![年个\d一二三四五六七八九十上下这本当每])月(?P<third>[初中底末])")
def part_of_month(match: re.Match[str], today: Today) -> DateMention | None:
    """月初, 月底: the last one that has begun, and of what is to come the next one that is not over."""
    name, (first, _) = match["third"], _THIRDS[match["third"]]

    def resolve(lean: Lean) -> When:
        offsets = (-int(first > today.day.day),) if lean == "past" else (0, 1)
        months = (today.month(offset) for offset in offsets)
        parts = [whole_days(*month(each.year, each.month, *_third(name, lean))) for each in months]
        return next((part for part in parts if part.span and part.span.latest >= today.now), parts[0])

    return DateMention(*match.span(), resolve)


def _is_one_day(third: str | None) -> bool:
    """Whether the part of a month is its last day, which may have a time behind it: 四月最后一天下午."""
    return third is not None and "最后" in third


def _third(name: str | None, lean: Lean) -> tuple[int, int]:
    """The first and the last day of a part of a month; of what is to come the end is its last days."""
    if _is_one_day(name):
        return 31, 31
    first, last = _THIRDS.get(name or "", (1, 31))
    return (first, last) if lean == "past" or name not in ("底", "末") else (_LATE, last)


@form(
    rf"{_YEAR}(?:的?(?:(?P<part>年?[初底末]|年?中(?!国|心|间|途|秋))|(?P<now>这个?时候|今天|这会儿?)|{_FESTIVAL}{_DAYS}))?|(?<![大年今明后去前\d一二三四五六七八九十半每])年(?P<bare>[初底末])(?![一二三四五六七八九十])"
)
def of_year(match: re.Match[str], today: Today) -> DateMention | None:
    """去年, 去年底, 年初, 去年双十一."""
    year = today.day.year if match["bare"] else _year(match["year"], today)
    if year is None:
        return None
    if match["festival"]:
        clock, end = today.behind(match)
        when = _around(match, year, clock)
        return DateMention(match.start(), end, lambda lean: when)
    if match["now"]:
        then = today.now.replace(year=year, day=min(today.day.day, 28)).date()
        return today.fixed(match, whole_days(then - timedelta(days=20), then + timedelta(days=20)))
    part = (match["bare"] or match["part"] or "年")[-1]
    first, last = {"初": (1, 2), "中": (5, 8), "底": (11, 12), "末": (11, 12)}.get(part, (1, 12))
    late = timedelta(days=15 * (part in "底末"))
    this, begun = (
        whole_days(month(each, first)[0] + late, month(each, last)[1])
        for each in (year, year - (today.day.month < first))
    )
    if not match["bare"]:
        return today.fixed(match, this)
    ahead = this if late else begun  # what has happened did so at the last one, what ends at the present one
    return DateMention(*match.span(), lambda lean: begun if lean == "past" else ahead)


@form(
    rf"(?<![\d.第花付价额共¥])(?<![花付]了)(?<![付花掏交给]的){_FESTIVAL}{_DAYS}(?!\d(?!\d?(?:点|:\d\d))|[.\-个块元月天号楼百千万台名点]|这(?:几|些|段))|年(?P<new_year>[前后])(?=[买购下付开订拍续])"
)
def festival(match: re.Match[str], today: Today) -> DateMention | None:
    """国庆, 端午前后, 年前."""
    name, around = match["festival"] or "过年", match["around"] or match["new_year"]
    if name == "十一" and not re.match(
        r"十一(期间|假|那会|那阵|前后|[买时]|长假|黄金周)", match.string[match.start() :]
    ):
        return None
    if name.isdigit() and around is None:
        of_money = _MONEY_BEFORE.search(match.string, 0, match.start())
        if of_money or _ENDS_HERE.match(match.string, match.end()):
            return None
    campaign = _CAMPAIGN.match(match.string, match.end())
    if campaign and _DAY_BEFORE.search(match.string, 0, match.start()):
        return None
    clock, end = today.behind(match)
    candidates = [each for year in today.years(None) if (each := _around(match, year, clock)).span]
    return DateMention(
        match.start(), end, lambda lean: today.among(candidates or [TOO_VAGUE], lean), vague=bool(campaign)
    )


@form(rf"(?<![\d.:月第\-/一二三四五六七八九十])(?<![\d今去前明]年){_DAY} ?[号日](?![码机楼线店院位服文期])")
def day_alone(match: re.Match[str], today: Today) -> DateMention | None:
    """18号: the last one."""
    day = integer(match["day"])
    if not day or day >= 100 or (day > 31 and match[0].endswith("日")):
        return None  # 90日 is a length
    return today.dated(match, None, None, day, needs_verb=True)


@form(
    rf"(?<![\d.:月第\-/一二三四五六七八九十])(?<![\d今去前明]年){_DAY}(?: ?[号日])?"
    rf" ?[到至~-] ?(?P<until>\d{{1,2}}|{_HAN}) ?[号日]"
    r"(?:[这那](?:几|[两三四五])[天日]的?(?:之间|里头?|里面|中间|当中|其中)?(?:有?一天)?"
    r"|(?:之间|里头|里面|中间|当中|期间|其中)(?:有?一天)?|(?=的?(?:具体)?[是有]?(?:哪|某一?)天))"
)
def one_of_the_days(match: re.Match[str], today: Today) -> DateMention | None:
    """十四到十六号里头, 14号到16号那几天: a day of those, which one is not known."""
    first, last = integer(match["day"]), integer(match["until"])
    if not first or not last or not first < last <= 31:
        return None
    begins = today.dated(match, None, None, first, needs_verb=True)
    ends = today.dated(match, None, None, last, needs_verb=True)
    if begins is None or ends is None:
        return None

    def stretch(lean: Lean) -> When:
        from_, until = begins.resolve(lean).span, ends.resolve(lean).span
        if from_ is None or until is None or from_.earliest > until.latest:
            return TOO_VAGUE
        return When(Span(from_.earliest, until.latest), approximate=True)

    return DateMention(match.start(), match.end(), stretch, needs_verb=True)


@form(
    rf"(?<![\d.\-/:·])(?:(?P<year>{'|'.join(_OFFSETS)})的? ?)?(?<![\d.\-/:·])"
    r"(?P<month>1[0-2]|0?[1-9])[./·-](?P<day>[0-3]?\d)[号日]?"
    r"(?![\d.\-/:%个台块元圆毛份gmtwk百千万折核成倍]| ?(?:人民币|rmb|cny|yuan|[hd](?![a-z]))"
    r"| ?(?:小时|钟头|分钟|天|周|星期|礼拜|年|个?月|季度))"
)
def month_and_day(match: re.Match[str], today: Today) -> DateMention | None:
    """11.2, 6/18, 去年 6/18; but no sum (付了9.9) and no length (1.5天)."""
    if "." in match[0] and _MONEY_BEFORE.search(match.string, 0, match.start()):
        return None
    year = _year(match["year"], today)
    return today.dated(match, year, int(match["month"]), int(match["day"]), needs_verb=True)


_LUNAR_MONTH = "(?:1[0-2]|[1-9]|十[一二]|[一二三四五六七八九十正冬腊])"
_LUNAR_NUMBERS = {"正": 1, "冬": 11, "腊": 12}


@form(
    rf"(?<![一二三四五六七八九十\d])(?:{_YEAR}的? ?)?"
    rf"(?:(?P<of_moon>农历|阴历|旧历|老历|古历)的? ?(?P<leap>闰)?(?P<month>{_LUNAR_MONTH})月"
    r"|(?P<named>[正冬腊])月)"
    r"(?: ?初?(?P<day>\d{1,2}|[一二三四五六七八九十廿]{1,3})(?!月)[号日]?|里|底|初|份)?"
)
def of_the_moon(match: re.Match[str], today: Today) -> DateMention | None:
    """正月初九, 去年腊月十八, 农历七月初三; a month alone: 腊月里."""
    written = match["named"] or match["month"]
    number = _LUNAR_NUMBERS.get(written) or integer(written)
    told, day = _year(match["year"], today), integer(match["day"]) if match["day"] else None
    if number is None or (match["day"] and day is None):
        return None
    clock, end = today.behind(match)
    last = told - 1 if told and number > 10 else None  # 今年腊月 may have begun in January
    years = (*today.years(told), *([last] if last else ()))
    candidates = [_of_lunar_month(year, number, day, bool(match["leap"]), clock) for year in years]
    known = [when for when in candidates if when.span] or [TOO_VAGUE]
    if told and last:
        known = [when for when in known if when.span and when.span.latest.year >= told] or known
    return DateMention(match.start(), end, lambda lean: today.among(known, lean))


def _of_lunar_month(year: int, number: int, day: int | None, leap: bool, clock: re.Match[str] | None) -> When:
    first, last = lunar.day(year, number, day or 1, leap=leap), lunar.day(year, number, day or 29, leap=leap)
    if first is None or last is None:
        return TOO_VAGUE
    return at_clock(first, clock) if day and clock else whole_days(first, last)


@form(r"(?<![\d./])(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>20\d\d)(?![\d./])")
def american(match: re.Match[str], today: Today) -> DateMention | None:
    """06/20/2026; where both figures can be a month, the month comes first."""
    month_, day = int(match["month"]), int(match["day"])
    if month_ > 12:
        month_, day = day, month_
    return today.dated(match, int(match["year"]), month_, day)


@form(r"(?<![\d.])(?P<year>(?:19|20)\d\d) ?年(?:[之以]?前)")
def before_year(match: re.Match[str], today: Today) -> DateMention | None:
    """2025年前: at any time before that year."""
    year = int(match["year"])
    return today.fixed(match, whole_days(month(year - 10, 1)[0], month(year - 1, 12)[1], approximate=True))


def _year(word: str | None, today: Today) -> int | None:
    if word is None:
        return None
    return today.day.year + _OFFSETS[word] if word in _OFFSETS else numerals.year(word.rstrip("年 "))


@form(
    rf"(?<![\d.第花付价额共¥])(?:{_YEAR}的?)?{_FESTIVAL}节?(?:假期|长假|小长假|黄金周|放假|期间)?的?"
    r"(?:(?P<last>最后[一1]?天|末尾[一1]天|收假那?天)|(?P<before>前[一1]天)|(?P<first>头[一1]?天|首日)"
    r"|(?P<after>后(?:的?第)?[一1]天)|第(?P<nth>[一二三四五六七八\d])天)"
)
def day_of_festival(match: re.Match[str], today: Today) -> DateMention:
    """国庆最后一天, 春节头一天, 五一第三天, 元旦前一天."""
    clock, end = today.behind(match)
    named = _year(match["year"], today)
    candidates = [_at(clock, _nth_day(match, year)) for year in today.years(named)]
    known = [each for each in candidates if each.span] or [TOO_VAGUE]
    return DateMention(match.start(), end, lambda lean: today.among(known, lean))


def _nth_day(match: re.Match[str], year: int) -> When:
    """A day told by its place in a festival; either of two where the days off begin before the day itself."""
    name = match["festival"]
    off, itself = festivals.days(name, year), festivals.the_day(name, year)
    if off is None:
        return TOO_VAGUE
    if match["last"] or match["after"]:
        day = off[1] + timedelta(days=bool(match["after"]))
        return whole_days(day, day)
    place = -1 if match["before"] else 0 if match["first"] else (integer(match["nth"]) or 1) - 1
    later, first, last = timedelta(days=place), *sorted((off[0], itself or off[0]))
    return whole_days(first + later, last + later)


def _at(clock: re.Match[str] | None, when: When) -> When:
    """One day at a time of it; several days as they are."""
    if clock is None or when.span is None or when.span.earliest.date() != when.span.latest.date():
        return when
    return at_clock(when.span.earliest.date(), clock)


def _around(match: re.Match[str], year: int, clock: re.Match[str] | None) -> When:
    """A festival, the ten days before or after it, four days to both sides of it, or its very day if so said.

    What happened at a time of day did so on that day, where there are not many: 中秋晚上七点.
    """
    told = match.groupdict()
    name, around = told["festival"] or "过年", told["around"] or told.get("new_year")
    on_it = clock is not None and not (around or told["during"]) and festivals.is_one_day(name, year)
    if on_it or (around and around[0] in "当那"):
        day = festivals.the_day(name, year)
        return TOO_VAGUE if day is None else at_clock(day, clock) if clock else whole_days(day, day)
    days = festivals.days(name, year)
    if days is None:
        return TOO_VAGUE
    if days[0] == days[1] and around is None and name not in _SALES:
        return whole_days(*days)
    (first, last), one = days, timedelta(days=1)
    if around == "前":
        first, last = first - one * 10, first - one
    elif around == "后":
        first, last = last + one, last + one * 10
    elif around:
        first, last = first - one * 4, last + one * 4
    return whole_days(first, last, approximate=True)
