"""Numbers as Chinese customers write and say them: 1,299.5  1.2万  3k  一千二  两百五  四十来  三四百."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": 0, "两": 2, "俩": 2, "仨": 3}
_UNITS = {"十": 10, "百": 100, "千": 1000, "k": 1000, "万": 10000, "w": 10000}
HAN = "零〇一二两俩仨三四五六七八九十百千万"

# "付了500,200是代金券" are two numbers.
_ARABIC = (
    r"(?:\d{1,3}(?:,\d{3}){1,3}(?!\d)(?![元块]?[是的]?(?:代金|现金|储值|折扣))|\d{1,9})(?:\.\d{1,8})?(?!\d)"
)
NUMBER = rf"(?<![\d.])(?:{_ARABIC} ?[万千百kw](?![a-z])(?:\d(?!\d))?|{_ARABIC}|[{HAN}几]{{1,10}})"
"""A number without its unit of measure. Bounded, so that no text makes a search slow."""
HEDGE = (
    "大概齐?|大约|大致|约莫?|差不多|将近|接近|不到|不足|没到|还没到|没满|还没满|还不到|还不满|未满|不满|快要?|近|超过?了?|至少|起码|"
    "好像|估计|可能|也就"
)
"""Words before a number that keep it from being exact."""
MORE = "来|多|几|余"
"""Words between a number and its unit that do."""
LOOSE = "左右|上下|出头|多|不到"
"""Words behind the unit that do."""

_ADJACENT = re.compile(r"(一二|[一二两]三|三四|四五|三五|五六|六七|七八|八九)(?=[十百千万]|$)")


@dataclass(frozen=True)
class Quantity:
    """A number as meant: `spoken` is the figure named; it lies within `[low, high]`."""

    spoken: Decimal
    low: Decimal
    high: Decimal
    vague: bool = False
    """No figure was named at all: 几百."""

    @property
    def approximate(self) -> bool:
        """Whether more than one value is meant."""
        return self.low != self.high


def number(text: str) -> Decimal | None:
    """The value of an exact number; `None` for 几百 and for digits without units such as 一二三."""
    text = text.replace(",", "").replace(" ", "")
    arabic = re.fullmatch(r"(\d+(?:\.\d+)?)(?:([百千万kw])(\d)?)?", text)
    if arabic:
        unit = _UNITS[arabic[2]] if arabic[2] else 1
        value = Decimal(arabic[1]) * unit + Decimal(arabic[3] or 0) * unit / 10
        return value.to_integral_value() if value == value.to_integral_value() else value
    return _spoken(text)


def year(text: str) -> int | None:
    """A year in figures or digit by digit: 2025, 25, 二零二五. A year of two digits is of this century."""
    figures = "".join(str(_DIGITS.get(character, character)) for character in text)
    if not figures.isdecimal() or len(figures) not in {2, 4}:
        return None
    return int(figures) if len(figures) == 4 else 2000 + int(figures)


def quantity(text: str, before: str = "", after: str = "") -> Quantity | None:
    """The number `text` between words such as 大概, 不到, 多, 来, 左右.

    多 and 出头 reach up to the next step of the last place named (四十多: 40 to 50), 左右 and the like about
    half a step to either side, 不到 a step down, 超过 up to twice the number.
    """
    text = text.replace(",", "").replace(" ", "")
    if "几" in text:
        return _vague(text)
    between = _ADJACENT.search(text)
    if between:
        low, high = (_spoken(text.replace(between[1], digit)) for digit in between[1])
        return Quantity(low, low, high) if low is not None and high is not None else None
    exact = number(text)
    if exact is None:
        return None
    step = _step(exact)
    below, margin = (exact / 2, step * 3 / 10) if exact == step else (exact - step, step / 2)
    if re.search("[多几余]|出头", after):
        return Quantity(exact, exact, exact + step)
    if re.search("不到|不足|没到|[没未不]满", before + after):
        return Quantity(exact, below, exact)
    if re.search("快|近", before):
        return Quantity(exact, (exact + below) / 2, exact)
    if "来" in after:
        return Quantity(exact, exact - min(margin, step / 5), exact + margin)
    if re.search("超|至少|起码", before):
        return Quantity(exact, exact, exact * 2)
    if before or after:
        return Quantity(exact, exact - margin, exact + margin)
    return Quantity(exact, exact, exact)


def _spoken(text: str) -> Decimal | None:
    """一千二百五 -> 1250: the digit after the last unit counts in tenths of it unless 零 comes before."""
    total = section = digit = 0
    last = 1
    pending = False
    for character in text:
        if character in _DIGITS:
            if pending and digit:
                return None
            digit, pending = _DIGITS[character], True
            if digit == 0:
                last, pending = 1, False
        elif character == "万":
            total = (total + section + digit) * _UNITS[character]
            section, digit, pending, last = 0, 0, False, 1000 * 10
        elif character in _UNITS:
            last = _UNITS[character]
            section += (digit if pending else 1) * last
            digit, pending = 0, False
        else:
            return None
    if pending and last > 10:
        digit *= last // 10
    return Decimal(total + section + digit) if text else None


def _vague(text: str) -> Quantity | None:
    low, high = _spoken(text.replace("几", "二")), _spoken(text.replace("几", "九"))
    if low is None or high is None:
        return None
    if text.startswith("十"):
        low = Decimal(11)
    return Quantity(low, low, high, vague=True)


def _step(value: Decimal) -> Decimal:
    """The place value of the last figure that is not zero: 1200 -> 100."""
    step = Decimal(1)
    while value and value % (step * 10) == 0:
        step *= 10
    return step
