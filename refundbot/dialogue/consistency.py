"""Whether what is known of a purchase can be true together, and whether it was read rightly.

An ordered table of checks, of which the first that fails asks. Pure. What stands in an order of the
customer's is not doubted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from refundbot import replies
from refundbot.dialogue.apart import DATES
from refundbot.dialogue.facts import COUPONS_END, PAYMENT_PARTS, case_of, decision_on, plain
from refundbot.dialogue.state import Check, Provenance
from refundbot.dialogue.turn import Turn
from refundbot.eligibility import Case, Decision, decide
from refundbot.eligibility.case import BillingMode, Moment, Origin, PurchaseKind, ResourceState
from refundbot.eligibility.moments import add_months, passed_by
from refundbot.eligibility.products import falls_under
from refundbot.eligibility.reading import moment
from refundbot.eligibility.stages import SHORTEST_TERM
from refundbot.policy import Policy
from refundbot.understanding.facts.answers import came_on_top, says_yes, tells_where_it_belongs
from refundbot.understanding.facts.when.spans import behind
from refundbot.understanding.thresholds import SURE_OF_A_FACT, SURE_OF_A_PHRASE

SLACK = timedelta(days=31)
"""How long after its start with its term a first purchase may end: gifts of a month, rough dates."""
BEFORE_PAYMENT = timedelta(days=1)
"""How much earlier than the payment something may have been opened: days told roughly, a clock put wrong."""


@dataclass(frozen=True)
class Doubt:
    """Facts that cannot all be true, or one that may have been misread."""

    name: str
    """Of the check that failed, or `UNSURE` and the field."""
    fields: tuple[str, ...]


UNSURE = "unsure:"
ASKED_BY_NAME = frozenset({"paid_at", "provisioned_at", "product"})
"""What is not taken for confirmed by who says something else, and then asked for by its name."""
READ_BY_ROLE = frozenset(
    {"paid_at", "provisioned_at", "effective_at", "expires_at", "paid_amount", "term_months"}
)
"""Dates, sums and lengths: what they are of is learnt, with a confidence that means something."""
PHRASES = frozenset(
    {"billing_mode", "purchase_kind", "state", "origin", "seller"}
    | {"freeze", "invoiced", "pending_transaction", "benefits_used"}
)
"""What turns of phrase tell, which may be of another purchase than the one talked of."""
DOUBTED = (
    READ_BY_ROLE
    | PHRASES
    | {"product", "page_refuses", "changed_before_renewal", "resource_added_after_renewal"}
)
"""What is asked about where it was not surely read."""
Consistent = Callable[[Case], bool]


def _opened_when_paid(case: Case) -> bool:
    paid, opened = case.paid_at, case.provisioned_at
    return paid is None or opened is None or opened.latest + BEFORE_PAYMENT >= paid.earliest


def _ends_behind_its_start(case: Case) -> bool:
    start = _start(case)
    return start is None or case.expires_at is None or case.expires_at.latest > start.earliest


def _lasts_its_term(case: Case) -> bool:
    """A renewal adds to what there was before, so that only a first purchase ends with its own term."""
    start, end, term = _start(case), case.expires_at, case.term_months
    if start is None or end is None or term is None or case.purchase_kind is PurchaseKind.RENEWAL:
        return True
    first, last = add_months(start.earliest, term), add_months(start.latest, term)
    return end.latest + SLACK >= first and end.earliest <= last + SLACK


def _parts_within_the_total(case: Case) -> bool:
    payment, paid = case.payment, case.paid_amount
    if payment is None or paid is None:
        return True
    parts = (payment.cash, *(each.amount for each in (payment.cash_coupon, payment.stored_card) if each))
    return sum(part for part in parts if part is not None) <= paid


def _sold_like_this(case: Case) -> bool:
    product, mode = case.product, case.billing_mode
    if product is None or mode is None or product.sold is None:
        return True
    only = BillingMode.PACKAGE if product.sold == "package" else BillingMode.SUBSCRIPTION
    return mode is only or mode is BillingMode.SUBSCRIPTION


def _new_begins_when_paid(case: Case) -> bool:
    """What is bought for a term begins when it is paid; another beginning is that of a renewal (S7)."""
    paid, begins = case.paid_at or case.provisioned_at, case.effective_at
    if case.purchase_kind is not PurchaseKind.NEW or case.billing_mode is not BillingMode.SUBSCRIPTION:
        return True
    if (case.product and case.product.sold) or paid is None or begins is None:
        return True
    return abs(begins.earliest - paid.earliest) <= BEFORE_PAYMENT + (paid.latest - paid.earliest)


def _not_over_before_its_term(case: Case) -> bool:
    """What was paid for less than its term ago has not ended yet."""
    paid, term = case.paid_at or case.provisioned_at, case.term_months
    if case.state is not ResourceState.EXPIRED or paid is None or case.origin not in (None, Origin.PAID):
        return True
    if term is None and case.billing_mode is not BillingMode.SUBSCRIPTION:
        return True
    return add_months(paid.earliest, term or SHORTEST_TERM) <= case.requested_at


def _given_for_nothing(case: Case) -> bool:
    """What was given away was not paid for; of a trial that was, `taking` hears that it is over."""
    return case.origin not in (Origin.GIFT, Origin.FREE) or not case.paid_amount


def _begins_when_bought(case: Case) -> bool:
    """A shared or CDN package is in effect once bought (S19, S22), so that none begins on a day ahead."""
    at_once = any(falls_under(case, rule) for rule in ("shared_traffic_package", "cdn_traffic_package"))
    return not at_once or passed_by(case.effective_at, case.requested_at) is not False


def _start(case: Case) -> Moment | None:
    return case.effective_at or case.provisioned_at or case.paid_at


CHECKS: tuple[tuple[str, Consistent, tuple[str, ...]], ...] = (
    ("opened_before_paid", _opened_when_paid, ("paid_at", "provisioned_at")),
    (
        "ends_before_start",
        _ends_behind_its_start,
        ("effective_at", "provisioned_at", "paid_at", "expires_at"),
    ),
    ("term_and_end", _lasts_its_term, ("term_months", "expires_at")),
    ("parts_above_total", _parts_within_the_total, ("payment", "paid_amount")),
    ("billing_of_product", _sold_like_this, ("product", "billing_mode")),
    ("new_begins_later", _new_begins_when_paid, ("purchase_kind", "effective_at")),
    ("over_too_soon", _not_over_before_its_term, ("paid_at", "provisioned_at", "state")),
    ("given_and_paid", _given_for_nothing, ("paid_amount", "origin")),
)
"""Each check with the facts that it compares, the more telling first. Dates of the past that lie ahead are
not taken at all (`facts.usable`)."""


AGAINST_THE_RULES = (("begins_when_bought", _begins_when_bought, ("product", "effective_at")),)
"""Checks that no other reading of a date is sought for: what was told is against what is sold."""


def clash(check: Check, turn: Turn, policy: Policy) -> Doubt | None:
    """The first contradiction among what was told that matters for the verdict and was not settled."""
    case = case_of(check, turn.now)
    for name, holds, fields in (*CHECKS, *AGAINST_THE_RULES):
        if name in check.settled or holds(case):
            continue
        known = [field for field in fields if getattr(case, field) is not None]
        one, other = (known[0], known[-1])
        if any(_told(field, check) for field in known) and _differ((one, other), case, policy):
            return Doubt(name, (one, other))
    return None


def misread(check: Check, turn: Turn, policy: Policy) -> Doubt | None:
    """The least sure fact that decides about outcome or sum, and was not confirmed."""
    case = case_of(check, turn.now)
    unsure = sorted(
        (told.confidence, field)
        for field, told in check.said.items()
        if told.confidence < _sure_enough(field) and field in check.facts.keys() & DOUBTED
    )
    for _, field in unsure:
        known = f"{UNSURE}{field}" not in check.settled and replies.item(case, field) is not None
        if known and _decides(field, case, policy):
            return Doubt(f"{UNSURE}{field}", (field,))
    return None


def _sure_enough(field: str) -> float:
    """How sure a fact of a field has to be for nobody to be asked whether it was meant."""
    return SURE_OF_A_PHRASE if field in PHRASES else SURE_OF_A_FACT


def later_told(fields: Sequence[str], check: Check) -> str:
    """Of several fields the one that counts: what an order says, else what was told last."""
    by_order = [field for field in fields if not _told(field, check)]
    return by_order[0] if by_order else max(fields, key=lambda field: _weight(field, check))


def _weight(field: str, check: Check) -> tuple[bool, int]:
    """Whether a field was surely read, and in which message; the parts of a payment by their own names."""
    names = (field, *PAYMENT_PARTS) if field == "payment" else (field,)
    told = [check.said[name] for name in names if name in check.said]
    return max((each.confidence >= SURE_OF_A_FACT, each.turn) for each in told)


def settle(check: Check, doubt: Doubt) -> Check:
    """The check after a contradiction was asked about: the later statement counts.

    What surely begins on a day ahead is a package, if another one than was thought.
    """
    kept = later_told(doubt.fields, check)
    settled = without(check, [field for field in doubt.fields if field != kept], doubt.name)
    if doubt.name != "begins_when_bought" or "product" in settled.facts:
        return settled
    return replace(settled, facts={**settled.facts, "product": "resource_package"})


def confirmed(check: Check, turn: Turn) -> Check:
    """The check after it was asked whether a fact was understood rightly.

    It stays as it was told, whatever else is said, unless that denies it; what was told anew stands already.
    Only a day that can be asked for by its name, and the product, are asked for so, once passed over twice.
    """
    doubt = check.doubt
    if doubt is None or not doubt.startswith(UNSURE):
        return check
    field, passed_over = doubt.removeprefix(UNSURE), f"{doubt}?"
    if passed_over not in check.settled and _passes_over(turn, field):
        return replace(check, settled=(*check.settled, passed_over), doubt=None)
    another_sum = field in check.said and check.said[field].instead_of is not None
    unanswered = (field in ASKED_BY_NAME or another_sum) and not _affirms(turn)
    doubtful = unanswered or _denies(turn, field)
    denied = doubt not in check.settled and doubtful
    return without(check, [field] if denied else [], doubt)


def _passes_over(turn: Turn, field: str) -> bool:
    """Whether a message says nothing of the day that it was asked about: 现在干脆不想要这台了."""
    if field not in ASKED_BY_NAME or _affirms(turn) or _denies(turn, field):
        return False
    told = {fact.field for fact in turn.utterance.facts(turn.now)}
    return told.isdisjoint(DATES if field in DATES else {field}) and bool(told)


def _affirms(turn: Turn) -> bool:
    """Whether a message confirms what it was asked about, whatever else it says."""
    likeliest = turn.ranking[0][0] if turn.ranking else None
    said = turn.utterance
    return likeliest == "dialogue.affirm" or said.marks.acknowledges or says_yes(said.normalised)


def another_sum(check: Check) -> Doubt | None:
    """A sum that was not surely read, takes the place of one told before, and was not confirmed."""
    told, doubt = check.said.get("paid_amount"), f"{UNSURE}paid_amount"
    unsure = told is not None and told.instead_of is not None and told.confidence < SURE_OF_A_FACT
    return Doubt(doubt, ("paid_amount",)) if unsure and doubt not in check.settled else None


VOUCHER = "voucher_within"
"""The doubt whether a voucher was a part of the sum that was told, or came on top of it."""


def voucher_apart(check: Check, turn: Turn, policy: Policy) -> Doubt | None:
    """That it is open whether a voucher was a part of the sum, where that decides about what comes back."""
    paid, voucher = check.said.get("paid_amount"), check.said.get("voucher_amount")
    if paid is None or voucher is None or check.order is not None or VOUCHER in check.settled:
        return None
    told_at_once = voucher.within and voucher.turn == paid.turn  # 付了150，有20是券
    if paid.within is not None or not (voucher.within is None or told_at_once):
        return None
    if "cash_amount" in check.said and not told_at_once:
        return None  # 余额2900+代金券300: each means has its own sum
    one, other = (decision_on(each, turn.now, policy) for each in (check, _without_the_voucher(check)))
    return Doubt(VOUCHER, ("paid_amount", "payment")) if _upshot(one) != _upshot(other) else None


def with_its_voucher(check: Check, turn: Turn) -> Check:
    """The check once it was asked about a voucher: a sum holds it, unless it is said to have come on top.

    Who answers something else is asked a second time.
    """
    answered = tells_where_it_belongs(turn.utterance.normalised)
    if check.doubt != VOUCHER or not (answered or check.askings.get(VOUCHER, 0) > 1):
        return check
    settled = replace(check, settled=(*check.settled, VOUCHER), doubt=None)
    told = check.said["paid_amount"].within is not None or check.said["voucher_amount"].within is not None
    on_top = told or came_on_top(turn.utterance.normalised)
    return settled if on_top else _without_the_voucher(settled)


def _without_the_voucher(check: Check) -> Check:
    """The check with the voucher off the sum; as it is where more was spent by voucher."""
    payment, told = check.facts.get("payment"), check.said["voucher_amount"]
    part = payment.get("voucher", {}) if isinstance(payment, Mapping) else {}
    paid = Decimal(str(check.facts.get("paid_amount", 0))) - Decimal(str(part.get("amount", 0)))
    if paid < 0:
        return check
    said = {**check.said, "voucher_amount": replace(told, within=True)}
    return replace(check, facts={**check.facts, "paid_amount": str(paid)}, said=said)


def _denies(turn: Turn, field: str) -> bool:
    """Whether a message takes back what it was asked to confirm."""
    said = turn.utterance
    likeliest = turn.ranking[0][0] if turn.ranking else None
    of_another = field == "product" and bool(said.denied("product"))
    return likeliest == "dialogue.deny" or said.marks.corrects or of_another


def without(check: Check, fields: Iterable[str], settled: str) -> Check:
    """The check without what was told of some fields, and with a doubt settled; a sum told before is back."""
    dropped = {field for field in fields if _told(field, check)}
    back = {
        field: told.instead_of
        for field, told in check.said.items()
        if field in dropped and told.instead_of is not None
    }
    left = check.without(*dropped)
    return replace(
        left,
        facts={**left.facts, **back},
        said={
            **left.said,
            **{field: Provenance(sum_, check.said[field].turn) for field, sum_ in back.items()},
        },
        settled=(*check.settled, settled),
        doubt=None,
    )


def _differ(fields: tuple[str, str], case: Case, policy: Policy) -> bool:
    """Whether it matters which of two facts is true."""
    one, other = (decide(_less(case, field), policy) for field in fields)
    return _upshot(one) != _upshot(other)


def _decides(field: str, case: Case, policy: Policy) -> bool:
    """Whether outcome or sum are others without a fact."""
    return _upshot(decide(case, policy)) != _upshot(decide(_less(case, field), policy))


def _less(case: Case, field: str) -> Case:
    return replace(case, **{field: None})  # type: ignore[arg-type]


def _upshot(decision: Decision) -> tuple[object, ...]:
    sums = tuple((line.amount, line.lowest, line.highest) for line in decision.amounts)
    return decision.outcome, decision.possible, sums


def read_to_fit(check: Check, turn: Turn) -> Check:
    """The check with each date without a year read such that it fits the others, where one reading does.

    The end of the period before a renewal is not that of the renewal: 这一期用到5月19号，续的从20号起.
    """
    check = _with_coupons_that_paid(check, turn)
    check = _with_its_own_period(_with_an_end_for_a_beginning(check, turn), turn)
    for field, told in check.said.items():
        if told.readings and field in check.facts and _fails(check, turn):
            for reading in _readings(check, field):
                if not _fails(reading, turn):
                    return reading
    return check


_BY_ITS_DATES = frozenset({ResourceState.NOT_IN_EFFECT, ResourceState.IN_EFFECT, ResourceState.EXPIRED})
"""What another beginning takes back, as it tells it itself."""


def _with_its_own_period(check: Check, turn: Turn) -> Check:
    """The check of a renewal without the end of the period before it, behind which its own begins.

    An end that is told later than the beginning puts that right: 看错了，原来是11月28号到期的.
    """
    case = case_of(check, turn.now)
    ends, begins = case.expires_at, case.effective_at
    if case.purchase_kind is not PurchaseKind.RENEWAL or ends is None or not _told("expires_at", check):
        return check
    put_right = begins is not None and _is_told_since(check)
    outdated = (put_right and case.state in _BY_ITS_DATES) or _ended_before_it_was_renewed(check)
    of_the_first = {"expires_at", "state"} if outdated else {"expires_at"}
    left = check.without(*of_the_first)
    if (begins is None or put_right) and _ends_before_the_renewal_can(case, turn.now):
        return replace(left, facts={**left.facts, "effective_at": plain(behind(ends.earliest, ends.latest))})
    return check if begins is None or ends.earliest > begins.latest else left


def _ended_before_it_was_renewed(check: Check) -> bool:
    """Whether it was said to have ended before it was said to be renewed."""
    ended, renewed = check.said.get("state"), check.said.get("purchase_kind")
    expired = check.facts.get("state") == ResourceState.EXPIRED.value
    return expired and ended is not None and renewed is not None and ended.turn < renewed.turn


def _with_an_end_for_a_beginning(check: Check, turn: Turn) -> Check:
    """The check without a beginning that was the end, as was told since: 12月15号是到期，生效是买的那天."""
    case = case_of(check, turn.now)
    ends, begins = case.expires_at, case.effective_at
    if ends is None or begins is None or not {"expires_at", "effective_at"} <= check.said.keys():
        return check
    if ends.earliest.date() != begins.earliest.date() or not _is_told_since(check):
        return check
    return check.without("effective_at")


def _is_told_since(check: Check) -> bool:
    """Whether an end was told in a later message than the beginning, which no order says."""
    ends, begins = check.said["expires_at"], check.said.get("effective_at")
    return check.order_number is None and (begins is None or ends.turn > begins.turn)


def _ends_before_the_renewal_can(case: Case, now: datetime) -> bool:
    """Whether an end lies before a renewal begins or was paid for, or too soon behind that to be its own.

    One that has not begun begins no sooner than `now`.
    """
    told = case.effective_at or case.paid_at
    since = told.earliest if told else now if case.state is ResourceState.NOT_IN_EFFECT else None
    if since is None or case.expires_at is None:
        return False
    soonest = add_months(since, case.term_months or SHORTEST_TERM)
    return case.expires_at.latest < soonest - (soonest - since) / 4


def _with_coupons_that_paid(check: Check, turn: Turn) -> Check:
    """The check with every coupon ending no earlier than it was paid with, where its day can be so read.

    Of a day without a year a later one is meant then. One that is said to be over all the same is over.
    """
    case = case_of(check, turn.now)
    used, payment = case.paid_at or case.provisioned_at, check.facts.get("payment")
    if used is None or not isinstance(payment, Mapping):
        return check
    parts = dict(payment)
    for field, name in COUPONS_END.items():
        part = parts.get(name)
        if not isinstance(part, Mapping) or part.get("expires_at") is None:
            continue
        if moment("expires_at", part["expires_at"]).latest >= used.earliest:
            continue
        told = check.said.get(field) or check.said.get("coupon_expires_at")
        fitting = [
            dict(reading)
            for reading in (told.readings if told else ())
            if moment("expires_at", dict(reading)).latest >= used.earliest
        ]
        if fitting:
            parts[name] = {**part, "expires_at": fitting[0]}
    return check if parts == payment else replace(check, facts={**check.facts, "payment": parts})


def _readings(check: Check, field: str) -> Iterator[Check]:
    """The check with each other reading of a date in the place of the one that was taken."""
    told = check.said[field]
    for span in told.readings:
        others = (*(each for each in told.readings if each != span), _span(check.facts[field], field))
        said = {**check.said, field: replace(told, readings=others)}
        yield replace(check, facts={**check.facts, field: dict(span)}, said=said)


def _span(value: object, field: str) -> dict[str, str]:
    known = moment(field, value)
    return {"earliest": known.earliest.isoformat(), "latest": known.latest.isoformat()}


def _fails(check: Check, turn: Turn) -> bool:
    case = case_of(check, turn.now)
    return not all(holds(case) for _, holds, _ in CHECKS)


def _told(field: str, check: Check) -> bool:
    """Whether a field is from the customer, not from an order."""
    coupons = field == "payment" and not check.said.keys().isdisjoint(PAYMENT_PARTS)
    return field in check.said or coupons
