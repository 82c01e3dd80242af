"""What was paid, as a customer tells it: the price of one, a voucher in it, the sum of more than one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from refundbot.dialogue.facts import PAYMENT_PARTS, UNIT_PRICE, plain
from refundbot.dialogue.state import Check
from refundbot.understanding.facts import Fact


def with_the_price_of_all(check: Check, told: Iterable[Fact]) -> Check:
    """The check with what all cost, where it is told what one did and how many there are: 五台，每台180.

    What is told of the whole sum, or stands in an order, takes the place of that.
    """
    said = {fact.field: fact for fact in told}
    one, total = said.get(UNIT_PRICE), said.get("paid_amount")
    if total is not None and (one is None or total.value != one.value):
        said_ = {name: words for name, words in check.said.items() if name != UNIT_PRICE}
        return replace(check, price_of_one=None, said=said_)
    price = str(plain(one.value)) if one is not None else check.price_of_one
    check, count = replace(check, price_of_one=price), check.facts.get("quantity")
    if price is None or not isinstance(count, int) or check.order is not None:
        return check
    amount = str(Decimal(price) * count)
    words = check.said[UNIT_PRICE]
    return replace(
        check, facts={**check.facts, "paid_amount": amount}, said={**check.said, "paid_amount": words}
    )


def without_its_voucher(taken: Check, before: Check, told: Iterable[Fact]) -> Check:
    """The check with a voucher off the sum told before, which it was a part of: 其中20块是代金券.

    What counts as paid is without vouchers (S2). One told of already stays on top, if it was told so.
    """
    said = {fact.field: fact for fact in told}
    voucher, known = said.get("voucher_amount"), before.said.get("voucher_amount")
    if voucher is None or not voucher.within or taken.order is not None or "paid_amount" in said:
        return taken
    total = before.said.get("paid_amount")
    if "paid_amount" not in taken.facts or (known is not None and not known.within):
        return taken
    if total is not None and total.within is False:
        return taken  # 实付150 is without what was paid by voucher
    payment = before.facts.get("payment")
    part = payment.get("voucher", {}) if known is not None and isinstance(payment, Mapping) else {}
    paid = Decimal(str(taken.facts["paid_amount"])) + Decimal(str(part.get("amount", 0)))
    paid -= Decimal(str(voucher.value))
    if paid < 0:
        return taken
    others = {name: words for name, words in taken.said.items() if name != UNIT_PRICE}
    facts = {**taken.facts, "paid_amount": str(paid)}
    return replace(taken, facts=facts, said=others, price_of_one=None)


def without_the_sum(check: Check) -> Check:
    """The check without what the customer told of the sum, which was told of more than goes back."""
    if check.order is not None:
        return check
    return check.without("paid_amount", "payment", *PAYMENT_PARTS)  # what one cost holds for each of a part
