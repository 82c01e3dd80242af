"""The facts of a customer's case, read from what he wrote."""

from __future__ import annotations

from datetime import datetime

from refundbot.understanding.facts.added import is_listed
from refundbot.understanding.facts.answered.meanings import facts_meant
from refundbot.understanding.facts.answers import answer
from refundbot.understanding.facts.consequences import consequences
from refundbot.understanding.facts.doubted import doubted
from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.hints import hints
from refundbot.understanding.facts.in_roles import facts_in_roles
from refundbot.understanding.facts.latest import counts_machines, latest
from refundbot.understanding.facts.of_this_one import (
    OF_RENEWALS,
    after_a_trial,
    of_the_own,
    of_this_one,
    without_a_named_cause,
)
from refundbot.understanding.facts.part import of_an_order
from refundbot.understanding.facts.quota.left import left_beside_used
from refundbot.understanding.facts.reading import Reading, read
from refundbot.understanding.facts.renewed import of_the_renewal
from refundbot.understanding.facts.taken_back import without_what_is_taken_back
from refundbot.understanding.facts.turned_to import only_turned_to
from refundbot.understanding.facts.unpaid import was_given_up, was_paid
from refundbot.understanding.facts.whose import without_what_stays


def extract_facts(text: str, now: datetime, asked: str | None = None) -> tuple[Fact, ...]:
    """The facts in `text`, at most one of a field, in the order of the text.

    `now` is aware and gives relative dates their meaning; results are in Asia/Shanghai. `asked` is the case
    field that the customer was just asked for: it tells how to read a bare answer; `requested_at` where a
    day of the refund was just talked of. Amounts are in yuan, volumes in GB. Of contradicting statements the
    later one counts. Beside the fields of a case there are `order_number`, `rejection_code`, `used_gb`,
    `left_gb`, `total_gb`, `used_ratio`, `left_ratio`, `voucher_amount`, `cash_coupon_amount`,
    `stored_card_amount`, `coupon_amount` (what a coupon told of before paid alone), `discount_coupon`,
    `quota_used` (how many refunds this year), `unit_price` (what one of several cost), `bought` (how many an
    order was of, of which only some go back), `requested_at` (when the refund is to be asked for, where that
    is told; `later.AT_ITS_END` once the purchase has run out, `later.JUST_BEFORE` shortly before) and
    `refund_asked_at` (the day on which it was). Pure;
    raises for no text.
    """
    return facts_of(read(text), now, asked)


def facts_of(reading: Reading, now: datetime, asked: str | None) -> tuple[Fact, ...]:
    """The facts of a text that has been read, as `extract_facts` gives them."""
    as_told = without_what_is_taken_back(reading)
    reading = without_what_stays(as_told)
    said = [fact for fact in facts_in_roles(reading, now, asked) if not only_turned_to(reading, fact)]
    said = [*of_the_own(as_told, said)]
    facts = latest(reading, of_the_renewal(reading, of_this_one(reading, said), now))
    facts = left_beside_used(reading, facts)
    if any(fact.field == "quota_used" for fact in facts):
        facts = [f for f in facts if f.field != "quota_left" or not counts_machines(f)]
    fields = {fact.field for fact in facts}
    answered = (asked == "quota_left" and "quota_used" in fields) or (
        asked == "state" and "coupon_expires_at" in fields  # what has ended is the coupon
    )
    if asked and not answered and asked not in fields:
        bare = answer(reading, asked)
        facts = [*facts, *([bare] if bare else facts_meant(reading, asked, fields))]
    facts = of_an_order(reading, facts)
    told = [*doubted(reading, consequences(reading, facts, asked, now))]
    settled = {"purchase_kind"} if any(f.value == "pay_per_use" for f in told) else set()  # a term is renewed
    if any((f.field, f.value) == ("purchase_kind", "new") for f in told):
        settled |= OF_RENEWALS
    hinted = hints(reading, {asked, *(fact.field for fact in told), *settled})
    told += [
        f for f in hinted if not (was_paid(reading, f) or was_given_up(reading, f) or is_listed(reading, f))
    ]
    told = [*of_this_one(reading, after_a_trial(reading, told))]
    return tuple(sorted(without_a_named_cause(reading, told), key=lambda fact: (fact.start, fact.field)))
