"""The eligibility check as a conversation: take facts, look up the order, ask or give the verdict."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice

from refundbot import replies
from refundbot.catalogue import PRODUCTS
from refundbot.dialogue import consistency
from refundbot.dialogue.apart import DATES
from refundbot.dialogue.consistency import PHRASES, READ_BY_ROLE, UNSURE, Doubt
from refundbot.dialogue.facts import PAYMENT_PARTS, UNIT_PRICE, case_of, merge, plain, usable
from refundbot.dialogue.later import day_notes, planned
from refundbot.dialogue.state import Check, Told
from refundbot.dialogue.turn import Services, Turn
from refundbot.eligibility import Case, Decision, decide, next_question
from refundbot.eligibility.case import BillingMode, Origin, ResourceState
from refundbot.eligibility.moments import passed_by
from refundbot.eligibility.products import GENERAL, falls_under
from refundbot.eligibility.reading import moment
from refundbot.eligibility.windows import quota_needed
from refundbot.orders import Order, OrderSourceUnavailable
from refundbot.policy import Policy
from refundbot.replies import OwnOrder, Reply
from refundbot.understanding.facts import Fact, Span
from refundbot.understanding.facts.names import is_any_package
from refundbot.understanding.thresholds import SURE_OF_A_FACT
from refundbot.understanding.utterance import utterance

VOLUMES = frozenset({"total_gb", "used_gb", "left_gb", "used_ratio", "left_ratio"})
"""Facts that no rule asks for, but that are said back to the customer."""
DAY = timedelta(days=1)
"""A date that tells no more than the day is exact enough to be one."""
MOST_ASKINGS = 2
"""How often one fact is asked for."""
MOST_ORDERS = 100
"""Orders that are put before the customer."""
OF_BILLING = frozenset({"billing_mode", "term_months"})


def take(
    check: Check, facts: Iterable[Fact], now: datetime, turn: int = 0, *, corrects: bool = False
) -> Check:
    """The check with what the customer said in message number `turn`.

    A fact given later takes the place of an earlier one, but a vague one takes that of an exact one only
    where it `corrects` it, or answers the question on the table. 不对，去年那台花的是890 corrects no day of
    last year.
    """
    facts = tuple(facts)
    told = tuple(fact for fact in usable(facts, now) if not (fact.hinted and _spoken_of(fact.field, check)))
    vaguer = _holds_what_is_known if corrects else _vaguer
    told = tuple(fact for fact in told if fact.field == check.asked or not vaguer(fact, check))
    volumes = tuple(fact for fact in facts if fact.field in VOLUMES and not fact.problem)
    unsure = {f"{UNSURE}{fact.field}" for fact in told}
    changed = frozenset(f.field for f in told if _contradicts(f, check, corrects=corrects))
    check = _without_outdated(_without_the_trial(check, told), told)
    taken = replace(
        check,
        facts=merge(check.facts, told),
        said={**check.said, **{f.field: _provenance(f, turn, check, changed) for f in (*told, *volumes)}},
        not_known=tuple(name for name in check.not_known if name not in {fact.field for fact in told}),
        settled=(
            *(name for name in check.settled if name.removeprefix(UNSURE) not in changed),
            *(name for name in unsure if name == check.doubt),
        ),
    )
    taken = _without_its_voucher(_with_the_price_of_all(taken, told), check, told)
    return _of_its_kind(taken, now)


def _with_the_price_of_all(check: Check, told: Iterable[Fact]) -> Check:
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


def _without_its_voucher(taken: Check, before: Check, told: Iterable[Fact]) -> Check:
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


def _spoken_of(field: str, check: Check) -> bool:
    """Whether a fact is known, or was asked about, so that nothing that hints at it is looked into."""
    return field in check.facts or field in check.not_known or f"{UNSURE}{field}" in check.settled


SURELY_READ = 0.95
"""How sure a fact is that takes the place of what was told before, without a word of correction."""
EVEN = 0.5
"""How sure something is of which another thing was told before, and which is not said to correct that."""


def _contradicts(fact: Fact, check: Check, *, corrects: bool) -> bool:
    """Whether the customer told otherwise before: 7200元, and later 12块.

    A phrase does so only where it may well be of another thing, even in a correction: 那套是按需的.
    """
    known = check.facts.get(fact.field)
    if known is None or fact.field not in check.said or fact.field == check.asked:
        return False
    if fact.field not in READ_BY_ROLE:
        return known != plain(fact.value) and fact.confidence < SURE_OF_A_FACT
    if corrects:
        return False
    if not isinstance(fact.value, Span):
        return fact.confidence < SURELY_READ and Decimal(str(known)) != Decimal(str(fact.value))
    before = moment(fact.field, known)
    return fact.value.latest < before.earliest or fact.value.earliest > before.latest


def _provenance(fact: Fact, turn: int, check: Check, changed: frozenset[str]) -> Told:
    """Where a fact is from; what answers the question on the table is surely meant so, unless guessed."""
    readings = tuple(_span(other) for other in fact.alternatives)
    guessed = fact.hedged and fact.field in PHRASES and check.doubt is None
    answers = fact.field == check.asked and not guessed
    sure = 1.0 if answers else min(fact.confidence, EVEN if fact.field in changed else 1.0)
    before = _surely_told_before(fact.field, check) if fact.field in changed and not answers else None
    return Told(fact.text, turn, sure, fact.approximate, readings, before, fact.within)


def _surely_told_before(field: str, check: Check) -> str | None:
    """The sum (yuan) that counts where another one that was told of is not confirmed."""
    told = check.said.get(field)
    if field != "paid_amount" or told is None or told.approximate:
        return None
    return told.instead_of if told.confidence < SURE_OF_A_FACT else str(check.facts[field])


def _span(span: Span) -> dict[str, str]:
    return {"earliest": span.earliest.isoformat(), "latest": span.latest.isoformat()}


def _holds_what_is_known(fact: Fact, check: Check) -> bool:
    """Whether a date is a stretch of time, longer than a day, that the more exact one told before lies in."""
    known = check.facts.get(fact.field)
    if not isinstance(fact.value, Span) or known is None or fact.value.latest - fact.value.earliest <= DAY:
        return False
    before = moment(fact.field, known)
    within = fact.value.earliest <= before.earliest and before.latest <= fact.value.latest
    return within and before.latest - before.earliest < fact.value.latest - fact.value.earliest


def _vaguer(fact: Fact, check: Check) -> bool:
    """Whether a fact tells roughly what is known more exactly."""
    known = check.facts.get(fact.field)
    if fact.field == "provisioned_at" and isinstance(fact.value, Span) and fact.approximate:
        paid, length = check.facts.get("paid_at"), fact.value.latest - fact.value.earliest
        if paid is not None and fact.value.earliest <= (before := moment("paid_at", paid)).latest:
            return length >= before.latest - before.earliest  # 快半年了 of what was bought on the 1st of June
    if isinstance(fact.value, Span) and known is not None:
        before = moment(fact.field, known)
        within = fact.value.earliest <= before.earliest and before.latest <= fact.value.latest
        length = fact.value.latest - fact.value.earliest
        return length > (
            before.latest - before.earliest if within else max(before.latest - before.earliest, DAY)
        )
    exact = fact.field in check.said and not check.said[fact.field].approximate
    return fact.approximate and exact and fact.field in (*check.facts, *PAYMENT_PARTS)


def _of_its_kind(check: Check, now: datetime) -> Check:
    """The check with the kind of a 流量包 that is yet to begin: a shared one is in effect once bought (S19).

    It was taken for a shared one, as most are, only because no kind was named.
    """
    named = check.said.get("product")
    if check.order or not named or utterance(named.words).marks.names_shared:
        return check
    case = case_of(check, now)
    ahead = passed_by(case.effective_at, now) is False or case.state is ResourceState.NOT_IN_EFFECT
    if not falls_under(case, "shared_traffic_package") or not ahead:
        return check
    return replace(check, facts={**check.facts, "product": "resource_package"})


def _without_the_trial(check: Check, told: Iterable[Fact]) -> Check:
    """The check of what was charged for after it was tried, and not of the trial: 那它扣了99怎么退."""
    charged = any(fact.field == "paid_amount" and fact.value for fact in told)
    if not charged or check.facts.get("origin") != Origin.TRIAL.value:
        return check
    ended = check.facts.get("state") == ResourceState.EXPIRED.value
    return check.without("origin", *(("state", "expires_at") if ended else ()))


def _without_outdated(check: Check, told: Iterable[Fact]) -> Check:
    """The check without what was said of the billing of another kind of product: a package has its own."""
    before = check.facts.get("product")
    after = next((fact.value for fact in told if fact.field == "product"), before)
    if before is None or _is_package(before) == _is_package(after):
        return check
    kept = {name: value for name, value in check.facts.items() if name not in OF_BILLING}
    said = {name: words for name, words in check.said.items() if name not in {*OF_BILLING, *VOLUMES, "used"}}
    return replace(check, facts=kept, said=said)


def without_the_sum(check: Check) -> Check:
    """The check without what the customer told of the sum, which was told of more than goes back."""
    if check.order is not None:
        return check
    return check.without("paid_amount", "payment", *PAYMENT_PARTS)  # what one cost holds for each of a part


def without_the_refusal(check: Check) -> Check:
    """The check without the page that refused: what it refused for is gone, and it was not tried since."""
    return check.without("page_refuses")


def _is_package(product: object) -> bool:
    return product in PRODUCTS and PRODUCTS[str(product)].sold == "package"


def skip(check: Check) -> tuple[Check, tuple[str, ...]]:
    """The check after the customer could not say what was asked, and what is said of that."""
    if check.asked is None or check.doubt is not None:
        return check, ()
    if check.asked == "product":
        general, note = _given_up(check, "product")
        return general, (note,)
    askings = {**check.askings, check.asked: MOST_ASKINGS + 1}
    return replace(check, not_known=(*check.not_known, check.asked), askings=askings, misses=0), ()


async def look_up(check: Check, number: str, turn: Turn, services: Services) -> tuple[Check, str]:
    """Adds the order's facts, and says in one sentence how the look-up went.

    Only orders of the verified customer are read. Without one, or when the source is down or slow, the
    check goes on from what the customer says.
    """
    if turn.customer_id is None:
        return check, replies.note("sign_in_needed")
    try:
        found = await asyncio.wait_for(services.orders.find(number, turn.customer_id), services.order_timeout)
    except (OrderSourceUnavailable, asyncio.TimeoutError):
        return check, replies.note("orders_unavailable")
    if found is None:
        return check, replies.note("order_not_found", number=number)
    note = replies.note("order_found", number=found.number, title=found.title, sample=found.sample)
    return with_order(check, found), note


def with_order(check: Check, order: Order) -> Check:
    """The check with an order's facts; the book is trusted over memory."""
    facts = {name: plain(value) for name, value in order.case_facts().items() if value is not None}
    card = {"number": order.number, "title": order.title, "sample": order.sample}
    return replace(check, facts={**check.facts, **facts}, order=card)


async def own_orders(check: Check, turn: Turn, services: Services) -> tuple[OwnOrder, ...]:
    """The verified customer's orders that may be the one they mean, the latest first, once in a check."""
    if turn.customer_id is None or check.order is not None or check.orders_offered:
        return ()
    case = case_of(check, turn.now)
    return await list_orders(turn, services, lambda order: _fits(order, case)) or ()


async def list_orders(
    turn: Turn, services: Services, wanted: Callable[[Order], bool] = lambda _: True
) -> tuple[OwnOrder, ...] | None:
    """The verified customer's orders, the latest first; `None` where they cannot be had."""
    if turn.customer_id is None:
        return None
    try:
        orders = await asyncio.wait_for(services.orders.list_for(turn.customer_id), services.order_timeout)
    except (OrderSourceUnavailable, asyncio.TimeoutError):
        return None
    return tuple(
        OwnOrder(
            number=order.number,
            title=order.title,
            sample=order.sample,
            paid_at=order.paid_at,
            paid=None if order.paid_amount_fen is None else Decimal(order.paid_amount_fen).scaleb(-2),
            state=order.state,
        )
        for order in islice(filter(wanted, orders), MOST_ORDERS)
    )


def uncounted(check: Check) -> Check:
    """The check without its having asked what is on the table, which is not counted as asking twice."""
    asked = str(check.asked)
    return replace(check, askings={**check.askings, asked: check.askings.get(asked, 1) - 1})


def put_often(check: Check) -> bool:
    """Whether the question on the table was put as often as one is."""
    return check.askings.get(str(check.asked), 0) >= MOST_ASKINGS


def _fits(order: Order, case: Case) -> bool:
    """Whether an order can be the one that a case tells of."""
    paid = case.paid_at
    same_product = case.product is None or (
        order.product is not None and PRODUCTS[order.product].rule == case.product.rule
    )
    same_time = paid is None or order.paid_at is None or paid.earliest <= order.paid_at <= paid.latest
    return same_product and same_time


def recap(check: Check, case: Case) -> tuple[str, ...]:
    """What is known of a check's case, as it is said back."""
    words = {field: told.words for field, told in check.said.items()}
    rough = {field for field, told in check.said.items() if told.approximate}
    return (*replies.recap(case, words, rough), *planned(check))


def called(check: Check, now: datetime) -> str:
    """A purchase in the few words that tell it from others: its product, the day it is of, what it cost."""
    case = case_of(check, now)
    day = next((field for field in ("paid_at", "provisioned_at", "effective_at") if field in check.facts), "")
    fields = (
        *([day] if day else []),
        *(name for name in ("term_months", "paid_amount") if name in check.facts),
    )
    told = "、".join(item for field in fields if (item := replies.item(case, field)))
    product = replies.product_name(str(check.facts.get("product", GENERAL)))
    return f"{product}（{told}）" if told else product


TELLING = ("outcome", "blocking", "amounts", "coupons")
"""The parts of a decision that are the answer itself."""


def alike(one: Decision, other: Decision, *, telling: bool = False) -> bool:
    """Whether two decisions say the same to the customer; `telling`: in outcome and sums at least."""
    parts = TELLING if telling else (*TELLING, "scenario", "payout", "next_steps", "changes")
    return all(getattr(one, part) == getattr(other, part) for part in parts)


def _news(check: Check, before: Check, turn: Turn) -> tuple[str, ...]:
    """What is said back of a check that was not known before; what was corrected is said back already."""
    known = (*recap(before, case_of(before, turn.now)), *corrected(check, before, turn.now))
    return tuple(item for item in recap(check, case_of(check, turn.now)) if item not in known)


def corrected(check: Check, before: Check, now: datetime) -> tuple[str, ...]:
    """The facts that are others than before, each in few words; one told more exactly is no other."""
    case = case_of(check, now)
    changed = [
        field
        for field, value in before.facts.items()
        if field in check.facts and check.facts[field] != value and not _refines(field, check, before)
    ]
    return tuple(item for field in changed if (item := replies.item(case, field)) is not None)


def _refines(field: str, check: Check, before: Check) -> bool:
    """Whether a date lies within what was known of it, or another fact adds a part or is more exact."""
    if field == "payment":
        return True
    if field == "product" and field in before.said:
        return is_any_package(before.said[field].words.lower())
    if field not in DATES:
        return False
    after, known = moment(field, check.facts[field]), moment(field, before.facts[field])
    return known.earliest <= after.earliest and after.latest <= known.latest


def proceed(
    check: Check,
    turn: Turn,
    services: Services,
    notes: tuple[str, ...] = (),
    *,
    say_back: bool = True,
    orders: tuple[OwnOrder, ...] = (),
    before: Check | None = None,
    conclude: bool = False,
) -> tuple[Reply, Check]:
    """The verdict if the facts decide it, else the one question that could still change the outcome.

    `say_back`: whether a question is to say back what is known, which is tiresome where nothing was added.
    `orders` are offered with a question. `before`: the check as it was decided before, so that a verdict
    that stays the same is not told at full length. `conclude`: nothing more is asked, whatever is still open.
    """
    policy = services.policies.at(turn.now)
    check = consistency.read_to_fit(consistency.with_its_voucher(check, turn), turn)
    doubt = consistency.clash(check, turn, policy)
    if doubt is not None and doubt.name == check.doubt:
        counts = replies.item(case_of(check, turn.now), consistency.later_told(doubt.fields, check))
        check = consistency.settle(check, doubt)
        notes = (*notes, replies.note("later_counts", item=counts)) if counts else notes
        doubt = consistency.clash(check, turn, policy)
    if doubt is not None:
        return _asking_about(doubt, check, turn, policy, notes)
    told, check = check.facts.get("paid_amount"), _whatever_it_is(consistency.confirmed(check, turn))
    if told != check.facts.get("paid_amount") and (
        counts := replies.item(case_of(check, turn.now), "paid_amount")
    ):
        notes = (*notes, replies.note("as_told_before", item=counts))
    if doubt := consistency.another_sum(check):  # no figure is told of it before
        return _asking_about(doubt, check, turn, policy, notes)
    fact = next_question(case_of(check, turn.now), policy)
    while fact is not None and (conclude or check.askings.get(fact, 0) >= MOST_ASKINGS):
        check, note = _given_up(check, fact)
        notes = (note, *(other for other in notes if other != note))
        fact = next_question(case_of(check, turn.now), policy)
    if fact is None and not conclude and (left := _passed_over(check, turn, policy)):
        check, fact = left
        notes = (replies.note("nearly"),)
    if fact is None and (
        doubt := consistency.misread(check, turn, policy) or consistency.voucher_apart(check, turn, policy)
    ):
        return _asking_about(doubt, check, turn, policy, notes)
    case = case_of(check, turn.now)
    understood = recap(check, case)
    if fact is None:
        decision = decide(case, policy)
        known = decide(case_of(before, turn.now), policy) if before else None
        repeated = known is not None and alike(decision, known, telling=True)
        news = _news(check, before, turn) if before and repeated else None
        postponed = turn.utterance.marks.postpones
        days = day_notes(check, turn.now, policy, postponed=postponed)
        reply = replies.verdict(
            decision,
            case,
            policy,
            turn.confidence,
            notes,
            understood,
            check.order,
            repeated=news,
            before=known,
            rough=check.rough,
            days=days,
        )
        return reply, replace(check, asked=None, doubt=None, misses=0, heard=False, ago=0)
    attempt = check.misses if fact == check.asked else 0
    told = understood if say_back else ()
    reply = replies.question(fact, policy, turn.confidence, attempt, notes, told, orders, quota_needed(case))
    offered = check.orders_offered or bool(orders)
    askings = {**check.askings, fact: check.askings.get(fact, 0) + 1}
    check = replace(check, asked=fact, misses=attempt, askings=askings, orders_offered=offered)
    return reply, replace(check, doubt=None, heard=False, ago=0)


def _passed_over(check: Check, turn: Turn, policy: Policy) -> tuple[Check, str] | None:
    """What was put twice and passed over, not unknown, is asked a last time when all else is told."""
    for fact in check.not_known:
        if check.askings.get(fact) == MOST_ASKINGS and fact != check.asked:
            again = replace(check, not_known=tuple(name for name in check.not_known if name != fact))
            if next_question(case_of(again, turn.now), policy) == fact:
                return again, fact
    return None


def _whatever_it_is(check: Check) -> Check:
    """The check of what is billed by use, of which there is nothing to give back whatever product it is."""
    if "product" in check.facts or check.facts.get("billing_mode") != BillingMode.PAY_PER_USE.value:
        return check
    return replace(check, facts={**check.facts, "product": GENERAL})


def _asking_about(
    doubt: Doubt, check: Check, turn: Turn, policy: Policy, notes: tuple[str, ...]
) -> tuple[Reply, Check]:
    """The question about a doubt, which shows what was understood."""
    case = case_of(check, turn.now)
    items = tuple(replies.item(case, field) or field for field in doubt.fields)
    reply = replies.doubt(items, policy, turn.confidence, notes, doubt.name)
    asked, askings = doubt.fields[-1], {**check.askings, doubt.name: check.askings.get(doubt.name, 0) + 1}
    check = replace(check, asked=asked, askings=askings, doubt=doubt.name)
    return reply, replace(check, misses=0, heard=False, ago=0)


def _given_up(check: Check, fact: str) -> tuple[Check, str]:
    """The check without a fact that was asked for in vain, and a sentence that says so.

    A product that is not listed is taken for another service, which falls under the general rules.
    """
    if fact != "product":
        return replace(check, not_known=(*check.not_known, fact), misses=0), replies.note("left_open")
    return replace(check, facts={**check.facts, "product": GENERAL}, misses=0), replies.note(
        "product_general"
    )
