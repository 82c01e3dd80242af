"""For how long something was bought: 一年期, 买了三年, 包年, 两年的, 36个月."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.text.numerals import HAN, number

_WISHED = re.compile(r"(?:想|要|打算|准备)(?:买|续|购|订|包|选|开|renew)(?:了|的|个)*$")
_LONGEST_MONTHS = 120
_OF_THE_TERM = frozenset({"term_months", "billing_mode"})
"""What a bare length answers."""
_COUNT = (
    rf"(?P<count>(?<![\d.第几每])\d{{1,2}}|(?<![第{HAN}几每])(?:[一二两俩仨三四五六七八九十]{{1,3}}|半)"
    rf"|(?<=[百千万][二三四五六七八九])[一两二三半])"  # 三百六一年: a price before it
)
_TERM = re.compile(
    rf"{_COUNT} ?(?P<measure>个)?(?P<half>半)?(?P<unit>年|月|季度?)(?P<tail>半)?"
    # a length in several units is no term: 一年零两个月
    r"(?! ?(?:零|又|加|外加)? ?[\d一二两三四五六七八九十]{1,2} ?(?:个|天|周|年))"
    r"(?![之以]?[前后内]|[多来几初底末份前后级]|了|有效|不到|左右|终|薪)"
)
_BOUGHT = re.compile(
    r"(?:买|购买?|续费?|包|订购?|下(?=[了的单])|签|付费?|一次性|预付费?|租用?|租期|期限|时长|周期|期|选|年限|按|抢|renew|[点选弄搞设]成)"
    r"(?:了|的|过|成|错|是|为|:|一个|个|买| |整|台|完)*$"
)
_PRICED = re.compile(r"(?:元|块|[\d百千万一二三四五六七八九]) ?$")
_SAYS_NOTHING = re.compile(r"(?:[嗯呃哦啊吧呢的了哈是,，、。;!~ ]|大概|应该|就|那个)*")
_BEHIND = re.compile(
    r" ?(?:期|付|的?套餐|的?包(?![年月])|款|版|缴|租|起买|合同|合约|的(?!时间|时候|钱|数据|了"
    r"|优惠|那|账|使用|用户|老))"
)
_BILLED = re.compile(
    r"(?P<year>包年|(?<![去今前明])年[付缴]|按年|一年一付|yearly|annual)|(?P<month>包月|(?<![\d一二三四五六七八九十])月[付缴租]|按月|monthly)|(?P<quarter>包季|季度?[付缴]|按季)"
)
_NOT_BILLED = re.compile(
    "(?:(?<!是)不是|并非|没有?|未|不(?:用|走|选|买))(?:什么|那种|以前|按|选|买|办|开|走|用|弄|搞|过|的|包年|年付|[/、和或跟也])*$"
)
"""Before a billing: it is not so, 没包月, 不是包年也不是|包月."""
_BOTH = re.compile(
    r"包年[/、和或与,及 ]?包?月|包月[/、和或与 ]?包年|年/月|按月还是|包月还是|包年还是"
    r"|还是(?:按月|包月|包年|按年)|转(?:成|为)?(?:包月|包年)"
)
_PURCHASE = re.compile("[买购订续付]|下单|订单|包[年月]|开通")
_SPENT = re.compile(
    r"(?:用|等|过|剩下?|余下?|差|缺|欠|有|才|快|已经?|再|满|闲置|放|跑|使用|干|做|合作|客户|注册|老|近|超过|不到|大概|坚持)(?:了|的|大概|到)*$"
)
_ENGLISH = re.compile(
    r"(?P<lead>\b(?:for|paid|bought) )?\b(?P<count>\d{1,2}|one|two|three|five|six|twelve|a)[ -]"
    r"(?P<unit>year|month)s?\b(?P<plan> (?:plan|term|subscription|prepaid))?(?! (?:ago|later|left|old))"
)
_BOUGHT_IN_ENGLISH = re.compile(
    r"(?<![a-z])(?:bought|paid|ordered|purchased|subscription|subscribed)(?![a-z])"
)
_ENGLISH_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "five": 5, "six": 6, "twelve": 12}
_MONTHS = {"year": 12, "month": 1, "quarter": 3}


def terms(reading: Reading, taken: set[int], asked: str | None) -> Iterator[Fact]:
    """The term in months, with the billing mode that it implies. 包年 and the like alone mean one unit or so.

    `taken`: characters that dates claim; 买了三年了 is one.
    """
    text = reading.text
    named = [match for match in _TERM.finditer(text) if taken.isdisjoint(range(*match.span()))]
    found = [
        (match, months) for match in named if (months := _months(match)) and _is_term(reading, match, asked)
    ]
    bare = re.fullmatch(r" *(\d{1,3}) *", text) if asked == "term_months" else None
    if bare and 1 <= int(bare[1]) <= _LONGEST_MONTHS:
        yield reading.fact("term_months", int(bare[1]), *bare.span(1))
    for match, months in found:
        yield reading.fact("term_months", months, *match.span())
        yield reading.fact("billing_mode", "subscription", *match.span())
    for match in _ENGLISH.finditer(text):
        answers = asked in _OF_THE_TERM and _SAYS_NOTHING.fullmatch(text, match.end())
        first, last = reading.clause(match.start())
        alone = _SAYS_NOTHING.fullmatch(text, first, match.start()) and _SAYS_NOTHING.fullmatch(
            text, match.end(), last
        )
        if answers or match["lead"] or match["plan"] or (alone and _BOUGHT_IN_ENGLISH.search(text)):
            months = int(_ENGLISH_COUNTS.get(match["count"], match["count"])) * _MONTHS[match["unit"]]
            yield reading.fact("term_months", months, *match.span())
            yield reading.fact("billing_mode", "subscription", *match.span())
    if not found and not _BOTH.search(text):
        for match in _BILLED.finditer(text):
            if _NOT_BILLED.search(reading.before(match.start())):
                continue
            yield reading.fact("term_months", _MONTHS[match.lastgroup or ""], *match.span(), approximate=True)


def _is_sold_by_the_month(reading: Reading, match: re.Match[str]) -> bool:
    """Whether a price of one month is that of the purchase: no other term is told, and no pay-per-use."""
    modes = {mode.id for mode in reading.mentions("billing_mode")}
    only = len(_TERM.findall(reading.text)) == 1 and not reading.text.startswith("的", match.end())
    return match[0] == "一个月" and only and "pay_per_use" not in modes


def _months(match: re.Match[str]) -> int | None:
    """The length in whole months; `None` for a month of the calendar (三月) and for what no term is."""
    unit, measure = match["unit"], match["measure"]
    if unit == "月" and not measure and match["count"] not in {"俩", "仨"}:
        return None
    per = Decimal({"年": 12, "月": 1, "季": 3, "季度": 3}[unit])
    count = Decimal("0.5") if match["count"] == "半" else number(match["count"])
    if count is None:
        return None
    half = Decimal("0.5") * bool(match["half"] or match["tail"])
    months = (count + half) * per
    return int(months) if 1 <= months <= _LONGEST_MONTHS and months == int(months) else None


def _is_term(reading: Reading, match: re.Match[str], asked: str | None) -> bool:
    before, behind = reading.before(match.start()), reading.after(match.end())
    if _SPENT.search(before) or _WISHED.search(before):
        return False
    if behind.startswith("的还是") or before.endswith("还是"):
        return False
    priced = _PRICED.search(before) is not None
    if priced and match["unit"] != "年" and not _is_sold_by_the_month(reading, match):
        return False  # 50元一个月，买了三个月: what a month costs
    if priced or _BOUGHT.search(before) or _BEHIND.match(behind):
        return True
    first, last = reading.clause(match.start())
    at_end = _SAYS_NOTHING.fullmatch(reading.text, match.end(), last)
    if at_end and any(name.end == match.start() for name in reading.mentions("product")):
        return True
    if (
        at_end
        and _SAYS_NOTHING.fullmatch(reading.text, first, match.start())
        and _PURCHASE.search(reading.text)
    ):
        return True
    return asked in _OF_THE_TERM and len(reading.text.strip()) <= 12
