"""Sums of money in yuan as written or said: ¥1,299.5  58块8  一千二  1.2w  两千多块  五毛."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from refundbot.understanding.numerals import HAN, HEDGE, LOOSE, MORE, NUMBER, Quantity, number, quantity

_MEASURES = "台个份天日年月周号次条张核折点分遍回趟句页人位家级款种倍gmt%kw/:"
_UNIT = (
    r"块钱|块大洋|元钱|元整|元(?!旦)|块(?![儿云硬数系磁盘固高普]|ssd|evs)|圆|蚊|人民币"
    r"|(?:rmb|cny|yuan)(?![a-z])"
)
_FOREIGN = r"美[元金]|港[元币纸]|台币|日元|欧元|英镑|刀|usd|hkd"
_DIGIT = rf"[\d{HAN[1:14]}]"
_SUM = re.compile(
    r"(?P<sign>(?<![\w~-])-|(?<=[了付花是款])-|负)?(?P<mark>[¥$]|(?<![a-z])(?:rmb|cny)|人民币)? ?"
    rf"(?P<hedge>(?:{HEDGE}) ?)?(?<![a-z])(?P<count>{NUMBER})(?P<more>{MORE})? ?"
    rf"(?P<unit>{_UNIT})?(?P<foreign>{_FOREIGN})?"
    rf"(?:(?<=块)(?P<jiao>{_DIGIT})(?:[毛角](?P<fen>{_DIGIT})?分?)?(?![{_MEASURES}\d块元多来几]|[{HAN}](?!个?[月年季])))?"
    rf"(?P<small>[毛角](?!色)钱?)?(?:(?P<tail>{LOOSE}|整)(?P<tail_unit>块钱?|元)?)?"
)
_LIKELY = re.compile(r"\d\d|\d\.\d|[百千万]|\d[kw]")
_IDIOM = re.compile(r"(?<![十百千万\d])一(?:块(?!钱|[一二三四五六七八九\d]|$|的)|毛(?!钱))")
"""Together (一块退), nothing at all (一毛没退)."""


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


def find_sums(text: str) -> list[Sum]:
    """The sums in a normalised text and the numbers that could be one; no other currencies."""
    return [found for match in _SUM.finditer(text) if (found := _sum(match))]


def _sum(match: re.Match[str]) -> Sum | None:
    text, end = match.string, match.end()
    if match["foreign"] or match["mark"] == "$" or _IDIOM.match(text, match.start("count")):
        return None
    amount = quantity(
        match["count"], match["hedge"] or "", (match["more"] or "") + (match["tail"] or "").replace("整", "")
    )
    certain = bool(match["mark"] or match["unit"] or match["small"] or match["tail_unit"])
    if amount is None:
        return None
    if not certain and text[end : end + 1] in set(_MEASURES + "块"):
        return None
    if match["small"]:
        amount = Quantity(amount.spoken / 10, amount.low / 10, amount.high / 10, amount.vague)
    if match["jiao"]:
        part = (number(match["jiao"]) or 0) / Decimal(10) + (number(match["fen"] or "零") or 0) / Decimal(100)
        whole = amount.spoken + part
        amount = Quantity(whole, whole, whole)
    return Sum(
        end - len(match[0].lstrip()),
        end,
        match[0],
        amount,
        certain,
        certain or bool(_LIKELY.search(match["count"])),
        bool(match["sign"]),
        "超" in (match["hedge"] or ""),
    )
