"""Sums of money in yuan as written or said: ¥1,299.5  58块8  一千二  1.2w  两千多块  五毛."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from refundbot.understanding.text.numerals import (
    HAN,
    HEDGE,
    LOOSE,
    MORE,
    NUMBER,
    SCALE,
    UNITS,
    Quantity,
    number,
    quantity,
)

_MEANS = "代金|现金|储值|余额|支付宝|微信|网银|银行卡|券|应退|实付"
"""What a list with strokes goes on with behind a sum."""
_MEASURES = "台个份天日年月周号次条张核折点分遍回趟句页人位家级款种倍gmt%kw/:"
_MEASURED = re.compile(
    rf"(?! ?/ (?:{_MEANS}))(?!(?:(?<=\d{{3}})|(?<=\d{{3}} ))点[退击])"
    rf"(?:(?![a-z])[{_MEASURES}块]|[gmtkw](?:i?b|bps|bit)?(?![a-z]))"
)
"""Behind a number: it measures something; 1128 web那台, 9,400.00 / 代金券 1,000.00, 560 点退订 have none."""
_UNIT = (
    r"块钱|块大洋|元钱|元整|元(?!旦)|圆|蚊|人民币"
    r"|块(?! ?(?:[儿云硬数系磁盘固高普]|ssd|evs)|新的?[^,，。]{0,2}盘|\d+ ?[gt]b?[^,，。\d]{0,5}盘)"
    r"|(?:rmb|cny|yuan)(?![a-z])"
)
_FOREIGN = (
    r"(?:美|港|日|欧|韩|台|澳|加|新|泰)(?:元|币|圆|金|刀|纸|铢)|新?台币|欧元?|英镑|卢布|泰铢|越南盾|刀"
    r"|(?:usd|hkd|eur|gbp|jpy|twd|sgd|krw|dollars?|euros?)(?![a-z])"
)
_DIGIT = rf"[\d{HAN[1:14]}]"
_SUM = re.compile(
    r"(?P<sign>(?<![\w~-])-|(?<=[了付花是款])-|负)?"
    r"(?P<mark>[¥$€£]|(?<![a-z])(?:rmb|cny|us\$|usd|hk\$|hkd|eur|gbp|jpy|twd|sgd)|人民币"
    r"|(?:美|港|日|欧|韩|澳|加|新台)(?:元|币|圆|金))? ?"
    rf"(?P<hedge>(?:{HEDGE}) ?)?(?<![a-z])(?P<count>{NUMBER})(?P<more>(?:{MORE})(?P<scale>{SCALE})?)? ?"
    rf"(?:(?P<unit>{_UNIT})?(?P<foreign>{_FOREIGN})?)"
    # 三块四分, 8元8角, 两块五, 九十九元九角九分; 五毛, 两毛五
    r"(?:(?<=[块元圆])(?:"
    rf"零?(?P<jiao>{_DIGIT})[毛角](?!色)(?:零?(?P<fen>{_DIGIT})分?(?!之))?"
    rf"|零?(?P<only_fen>{_DIGIT})分(?!之)"
    rf"|(?<=块)(?P<tenths>{_DIGIT})(?![{_MEASURES}\d块元多来几]|[{HAN}](?!个?[月年季]))"
    r"))?"
    rf"(?P<small>[毛角](?!色)钱?(?:(?P<cents>{_DIGIT})分?(?![{_MEASURES}]))?)?"
    rf"(?:(?P<tail>{LOOSE}|整|正(?!好|式|常|价|在))(?P<tail_unit>块钱?|元)?)?"
)
_RANGE = re.compile(r" ?(?:元|块钱?)? ?(?:[-~—–～]+|到|至) ?")
"""Between two sums neither of which was paid: 一千到两千元, 1万-5万."""
_LIMIT = re.compile(r"(?:[最至顶]多|最[少低高])(?:[也就是要得]|不过)*$")
_LIKELY = re.compile(r"\d\d|\d\.\d|[百千万]|\d[kw]")
_IDIOM = re.compile(
    r"(?<![十百千万\d])一(?:块(?!钱|[一二三四五六七八九\d]|$|的)|毛(?!钱)"
    r"|[直旦般样共定些起下边向律概致再度同并切时贯阵口笔单方])"
)
"""Together (一块退), nothing at all (一毛没退), and words that count nothing: 一直, 一旦."""


@dataclass(frozen=True)
class Sum:
    """A sum of money at `start:end`; `certain`: a unit or sign says that it is money."""

    start: int
    end: int
    text: str
    amount: Quantity
    certain: bool
    likely: bool
    """Whether a bare number can well be meant as a sum: two figures at least, or 百, 千, 万."""
    negative: bool
    over: bool
    """Whether it was said to be more than the figure, as limits are: 超过五万."""
    limit: bool
    """Whether it was said to be the least or the most: 至少三块, 最多五百."""


def find_sums(text: str) -> list[Sum]:
    """The sums in a normalised text and the numbers that could be one; no other currencies, no ranges.

    >>> [str(each.amount.spoken) for each in find_sums("付了1万2,其中三百块是券,另有20美元")]
    ['12000', '300']
    """
    found = [sum_ for match in _SUM.finditer(text) if (sum_ := _sum(match))]
    ends = {
        i
        for i, (low, high) in enumerate(pairwise(found))
        if (low.certain or high.certain or text.endswith("从", 0, low.start))
        and _RANGE.fullmatch(text, low.end, high.start)
    }
    return [sum_ for i, sum_ in enumerate(found) if i not in ends and i - 1 not in ends]


def find_foreign(text: str) -> list[tuple[int, int]]:
    """Where the sums of other currencies stand in a normalised text."""
    return [match.span() for match in _SUM.finditer(text) if _is_foreign(match)]


def _is_foreign(match: re.Match[str]) -> bool:
    return bool(match["foreign"]) or (match["mark"] or "") not in ("", "¥", "rmb", "cny", "人民币")


def _sum(match: re.Match[str]) -> Sum | None:
    text, end = match.string, match.end()
    if _is_foreign(match) or _IDIOM.match(text, match.start("count")):
        return None
    after = (match["more"] or "").rstrip("万千百") + (match["tail"] or "").strip("整正")
    amount = quantity(match["count"], match["hedge"] or "", after)
    certain = bool(match["mark"] or match["unit"] or match["small"] or match["tail_unit"])
    if amount is None:
        return None
    if not certain and _MEASURED.match(text, end):
        return None
    if match["scale"]:
        amount = amount.times(UNITS[match["scale"]])
    if match["small"]:
        amount = amount.times(Decimal("0.1")).plus(_digit(match["cents"]) / 100)
    part = _digit(match["jiao"] or match["tenths"]) / 10 + _digit(match["fen"] or match["only_fen"]) / 100
    amount = amount.plus(part)
    return Sum(
        end - len(match[0].lstrip()),
        end,
        match[0],
        amount,
        certain,
        certain or bool(match["scale"] or _LIKELY.search(match["count"])),
        bool(match["sign"]),
        "超" in (match["hedge"] or ""),
        (match["hedge"] or "").strip() in {"至少", "起码"} or bool(_LIMIT.search(text, 0, match.start())),
    )


def _digit(text: str | None) -> Decimal:
    return (number(text) if text else None) or Decimal(0)
