"""What was paid, as a customer tells it: the price of one, a voucher in it, the sum of more than one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from refundbot.dialogue.facts import BOUGHT, PAYMENT_PARTS, UNIT_PRICE, plain
from refundbot.dialogue.state import Check, Provenance
from refundbot.understanding.facts import Fact

_FEN = Decimal("0.01")


def with_the_price_of_all(check: Check, told: Iterable[Fact]) -> Check:
    """The check with what all cost, where it is told what one did and how many there are: 五台，每台180.

    What is told of the whole sum, or stands in an order, takes the place of that. What an order cost of which
    only a part goes back tells what one did.
    """
    said = {fact.field: fact for fact in told}
    one, total = said.get(UNIT_PRICE), said.get("paid_amount")
    if BOUGHT in said:
        check = replace(check, bought=int(str(said[BOUGHT].value)))
    if total is not None and not _is_of_as_many(total, one):
        said_ = {name: words for name, words in check.said.items() if name != UNIT_PRICE}
        check = replace(check, price_of_one=None, said=said_)
        return check if "quantity" in said else _with_its_part_of(check)
    price = str(plain(one.value)) if one is not None else check.price_of_one
    check, count = replace(check, price_of_one=price), check.facts.get("quantity")
    if price is None or not isinstance(count, int) or check.order is not None:
        return check
    amount = str(Decimal(price) * count)
    words = check.said[UNIT_PRICE]
    return replace(
        check, facts={**check.facts, "paid_amount": amount}, said={**check.said, "paid_amount": words}
    )


def _with_its_part_of(check: Check) -> Check:
    """The check with its part of what was paid for all that was bought, each of which cost as much.

    Where that comes to no sum, or a coupon paid as well, what was paid for the part is left open.
    """
    count, bought, paid = check.facts.get("quantity"), check.bought, check.facts.get("paid_amount")
    if bought is None or not isinstance(count, int) or count >= bought or check.order is not None:
        return check
    words, price = _shared(check.said["paid_amount"], bought), Decimal(str(paid)) / bought
    if "payment" in check.facts or price != price.quantize(_FEN):
        return without_the_sum(check)
    return replace(
        check,
        price_of_one=f"{price:f}",
        facts={**check.facts, "paid_amount": f"{price * count:f}"},
        said={**check.said, UNIT_PRICE: words, "paid_amount": words},
    )


def of_a_part(check: Check) -> Check:
    """The check of a part of what was bought, of which what was paid for all is its share."""
    count, paid = check.facts.get("quantity"), check.said.get("paid_amount")
    if isinstance(count, int) and count > 1 and check.bought is None:
        check = replace(check, bought=count)
    bought = check.bought
    if paid is None or bought is None or "payment" in check.facts or check.price_of_one is not None:
        return without_the_sum(check)
    price = Decimal(str(check.facts.get("paid_amount", 0))) / bought
    if count != bought or not price or price != price.quantize(_FEN):
        return without_the_sum(check)
    check = without_the_sum(replace(check, price_of_one=f"{price:f}"))
    return replace(check, said={**check.said, UNIT_PRICE: _shared(paid, bought)})


def _shared(paid: Provenance, bought: int) -> Provenance:
    """What all cost, as the words for what one did."""
    return replace(paid, words=f"{paid.words.strip()} ÷ {bought}")


def _is_of_as_many(total: Fact, one: Fact | None) -> bool:
    """Whether a sum is the price of one, or so many times as much: 合计1176，每台392."""
    price = Decimal(str(one.value)) if one is not None else Decimal(0)
    return price > 0 and Decimal(str(total.value)) % price == 0


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


def added_up(check: Check, told: Iterable[Fact], *, corrects: bool) -> tuple[Fact, ...]:
    """The facts, where a sum told before is one told now and a voucher: 100, then 付了80 券抵20.

    The smaller sum was paid then, surely and whichever was told first, and the voucher came on top of it
    (S2); unless the greater one corrects it, or is said to be without vouchers.
    """
    told = tuple(told)
    said = {fact.field: fact for fact in told}
    before, paid, voucher = check.facts.get("paid_amount"), said.get("paid_amount"), _voucher(check, said)
    if before is None or paid is None or not voucher or check.order is not None:
        return told
    known, now = Decimal(str(before)), Decimal(str(paid.value))
    if abs(known - now) != voucher or (now > known and (corrects or paid.within is False)):
        return told
    surely = replace(paid, value=min(known, now), within=False, confidence=1.0)
    return tuple(surely if fact is paid else fact for fact in told)


def _voucher(check: Check, said: Mapping[str, Fact]) -> Decimal:
    """What was spent by voucher, as it is told now or was before; nothing where none was."""
    if "voucher_amount" in said:
        return Decimal(str(said["voucher_amount"].value))
    payment = check.facts.get("payment")
    part = payment.get("voucher", {}) if isinstance(payment, Mapping) else {}
    return Decimal(str(part.get("amount", 0)))


def without_other_money(check: Check, told: Iterable[Fact]) -> Check:
    """The check without a part in money that is more than all that is told now to have been paid."""
    paid = next((fact for fact in told if fact.field == "paid_amount"), None)
    payment = check.facts.get("payment")
    if paid is None or not isinstance(payment, Mapping) or "cash_amount" not in check.said:
        return check
    if Decimal(str(payment.get("cash", 0))) <= Decimal(str(paid.value)):
        return check
    left = check.without("cash_amount")
    parts = {name: part for name, part in payment.items() if name != "cash"}
    facts = {name: value for name, value in left.facts.items() if name != "payment"}
    return replace(left, facts={**facts, "payment": parts} if parts else facts)


def without_the_sum(check: Check) -> Check:
    """The check without what the customer told of the sum, which was told of more than goes back."""
    if check.order is not None:
        return check
    return check.without("paid_amount", "payment", *PAYMENT_PARTS)  # what one cost holds for each of a part
