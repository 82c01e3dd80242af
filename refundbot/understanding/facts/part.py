"""How many an order was of, of which only a part goes back: 买了5台，只退其中2台."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.facts.together import OF_A_PART
from refundbot.understanding.text.numerals import HAN, number

_OF_THE_ORDER = frozenset({"paid_amount", "cash_amount"})
"""What was paid for an order, of which no more than a part may go back."""
_COUPONS = frozenset({"voucher_amount", "cash_coupon_amount", "stored_card_amount"})
_FEN = Decimal("0.01")
_THINGS = re.compile(
    rf"(?<![\d.第头首{HAN}])(?P<count>\d{{1,3}}|[{HAN}]{{1,3}}) ?"
    r"(?:[台套]|[块张](?=[^,，。]{0,4}(?:盘|硬盘|证书)))(?!月|订?单)"
)
_COME_TO = re.compile(
    "(?:机器|服务器|主机|实例|盘|硬盘|ecs)?(?:一共|总共|一起|合计|加起来|共|总价)(?:是|花了?|付了?|实付| )*"
)
"""Between a count and the sum of so many."""
_OF_ALL = re.compile("总价|总额|一共|总共|合计|共计|总计|订单")
"""Before a sum behind what goes back: it is of all that was bought all the same."""
_STAY_OR_WENT = re.compile("(?:其[他它余]|另外?|剩下?的?|留下?|退过|退了|再退)[^,，。!?;]{0,2}$")
"""Before a count: it is of those that stay, or that went back before."""


def of_an_order(reading: Reading, facts: Sequence[Fact]) -> list[Fact]:
    """The facts; with how many a sum is of, or were bought where only some go back.

    What was paid for all of them is left out then, or told as the price of one, if a whole number of fen.
    """
    part = OF_A_PART.search(reading.text)
    if part is None:
        return [*facts, *_of_the_sum(reading, facts)]
    kept = [
        fact
        for fact in facts
        if fact.field not in _OF_THE_ORDER or _is_of_the_part(reading, fact, facts, part)
    ]
    return [*kept, *_of_all(reading, facts, part)]


def _of_the_sum(reading: Reading, facts: Sequence[Fact]) -> Iterator[Fact]:
    """How many the sum is of that is told behind their count: 这2台一共1500."""
    paid = next((fact for fact in facts if fact.field == "paid_amount"), None)
    for match in _THINGS.finditer(reading.text):
        count = number(match["count"])
        if paid and count and _COME_TO.fullmatch(reading.text, match.end(), paid.start):
            yield reading.fact("bought", int(count), *match.span())


def _of_all(reading: Reading, facts: Sequence[Fact], part: re.Match[str]) -> Iterator[Fact]:
    """How many were bought, if it is told, and what one of them cost."""
    of = {fact.field: fact for fact in facts}
    bought, paid = _bought(reading, of.get("quantity")), of.get("paid_amount")
    if bought is None:
        return
    yield bought
    if paid is None or paid.problem or _is_of_the_part(reading, paid, facts, part) or _COUPONS & of.keys():
        return
    price = Decimal(str(paid.value)) / int(str(bought.value))
    if "unit_price" not in of and price == price.quantize(_FEN):
        yield replace(paid, field="unit_price", value=price, text=f"{paid.text.strip()} ÷ {bought.value}")


def _bought(reading: Reading, back: Fact | None) -> Fact | None:
    """How many were bought, where one count is larger than that of those that go back."""
    if back is None or not isinstance(back.value, int):
        return None
    larger = [(count, match) for count, match in _counted(reading) if count > int(str(back.value))]
    if len({count for count, _ in larger}) != 1:
        return None
    count, match = larger[0]
    return reading.fact("bought", count, *match.span())


def _is_of_the_part(reading: Reading, sum_: Fact, facts: Sequence[Fact], part: re.Match[str]) -> bool:
    """Whether a sum is what was paid for those that go back, as their count before it or its place tells."""
    back = next((fact for fact in facts if fact.field == "quantity"), None)
    first = reading.clause(sum_.start)[0]
    before = [count for count, match in _counted(reading) if first <= match.start() < sum_.start]
    if before:
        return back is not None and before[-1] == back.value
    of_all = _bought(reading, back) and _OF_ALL.search(reading.before(sum_.start))
    return sum_.start >= part.end() and not of_all


def _counted(reading: Reading) -> list[tuple[int, re.Match[str]]]:
    """The counts of things that were bought or go back."""
    return [
        (int(count), match)
        for match in _THINGS.finditer(reading.text)
        if (count := number(match["count"])) and not _STAY_OR_WENT.search(reading.before(match.start()))
    ]
