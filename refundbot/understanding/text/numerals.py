"""Numbers as Chinese customers write and say them: 1,299.5  1.2万  3k  一千二  两百五  四十来  三四百."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": 0, "两": 2, "俩": 2, "仨": 3}
UNITS = {"十": 10, "百": 100, "千": 1000, "k": 1000, "万": 10000, "w": 10000}
HAN = "零〇一二两俩仨三四五六七八九十百千万"

# "付了500,200是代金券" are two numbers.
_ARABIC = (
    r"(?:\d{1,3}(?:,\d{3}){1,3}(?!\d)(?![元块]?[是的]?(?:代金|现金|储值|折扣))|\d{1,9})(?:\.\d{1,8})?(?!\d)"
)
_COUNTED = "年月日号天周个台核张折次条点分时:gtm%"
"""Behind figures: they count something of its own, and do not go on a number (3万4 but 3万 4台)."""
_LAST = rf"\d{{1,4}}(?![\d{_COUNTED}]|[.,]\d)"
_LOWER = rf"(?:零? ?{_LAST} ?[千百十]?){{1,3}}|[{HAN[2:]}]{{1,4}}(?=[千百十]|[元块圆毛])"
"""What goes on behind 万, 千 or k: 1万600, 2万3千5, 1千零20."""
_SCALED = rf"{_ARABIC} ?(?:[万千百]|[kw](?![a-z]))(?:{_LOWER})?"
_RUN_ON = rf"[{HAN}]{{1,8}}[百千万][二三四五六七八九](?=[一两二三半](?:年|个?季度?|个月))"
"""A sum that a length follows at once: 三百六一年, 一百二一个月."""
_SPOKEN = (
    rf"{_RUN_ON}"
    rf"|[{HAN}几]{{1,12}}(?:(?<=[{HAN[:-4]}])点[{HAN[:-4]}]{{1,8}}(?:[万千百]|(?![{HAN}分刻半])))?"
)
NUMBER = rf"(?<![\d.])(?:{_SCALED}|{_ARABIC}|{_SPOKEN})"
"""A number without its unit of measure. Bounded, so that no text makes a search slow."""
SCALE = "[万千百]"
"""Behind 多 or 来 it scales the number before: 二十多万."""
HEDGE = (
    "大概齐?|大约|大致|约莫?|差不多|将近|接近|不到|不足|没到|还没到|没满|还没满|还不到|还不满|未满|不满|快要?|近|超过?了?|至少|起码|"
    "好像|估计|可能|也就"
)
"""Words before a number that keep it from being exact."""
MORE = "来|多|几|余(?!额)"
"""Words between a number and its unit that do."""
LOOSE = "左右|上下|出头|多|不到"
"""Words behind the unit that do."""

_ADJACENT = re.compile(r"(一[二两]|[一二两]三|三四|四五|三五|五六|六七|七八|八九)(?=[十百千万]|$)")


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

    def times(self, factor: Decimal | int) -> Quantity:
        """The quantity in a unit so many times as large."""
        return replace(self, spoken=self.spoken * factor, low=self.low * factor, high=self.high * factor)

    def plus(self, part: Decimal) -> Quantity:
        """The quantity and a part of the next smaller unit."""
        return replace(self, spoken=self.spoken + part, low=self.low + part, high=self.high + part)


def number(text: str) -> Decimal | None:
    """The value of an exact number; `None` for 几百 and for digits without units such as 一二三.

    >>> [str(number(text)) for text in ("1,299.5", "1万600", "3万4", "2万3千5", "一千二", "十五点八万")]
    ['1299.5', '10600', '34000', '23500', '1200', '158000']
    """
    text = text.replace(",", "").replace(" ", "")
    whole, point, fraction = text.partition("点")
    if not point:
        return _value(text)
    scale = UNITS[fraction[-1]] if fraction[-1:] in UNITS else 1
    digits = "".join(str(_DIGITS.get(character, "")) for character in fraction)
    before = _value(whole)
    return None if before is None or not digits else _plain((before + Decimal(f"0.{digits}")) * scale)


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
        low, high = (_value(text.replace(between[1], digit)) for digit in between[1])
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


def _value(text: str) -> Decimal | None:
    """一千二百五 -> 1250: a last single digit counts in tenths of the unit before, but not behind 零."""
    parts = _PART.findall(text)
    if not parts or "".join(parts) != text:
        return None
    total = section = Decimal(0)
    digit: Decimal | None = None
    last = 1
    for part in parts:
        if part in "零〇" and len(parts) > 1:
            digit, last = digit or None, 1
        elif part in UNITS:
            last = UNITS[part]
            if last >= 10000:
                total = (total + section + (digit or 0)) * last
                section = Decimal(0)
            else:
                section += (Decimal(1) if digit is None else digit) * last
            digit = None
        elif digit:
            return None  # 一二三 are digits, no number
        else:
            digit = Decimal(_DIGITS[part]) if part in _DIGITS else Decimal(part)
            figures = len(part)
    if digit is not None and last > 10 and figures == 1:
        digit *= last // 10
    return _plain(total + section + (digit or 0))


_PART = re.compile(rf"\d+(?:\.\d+)?|[{''.join(_DIGITS)}]|[{''.join(UNITS)}]")


def _plain(value: Decimal) -> Decimal:
    """Without the zeros of a multiplication."""
    return value.to_integral_value() if value == value.to_integral_value() else value


def _vague(text: str) -> Quantity | None:
    low, high = _value(text.replace("几", "二")), _value(text.replace("几", "九"))
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
