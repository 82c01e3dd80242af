"""Whether what is known of a purchase can be true together, and whether it was read rightly.

An ordered table of checks, of which the first that fails asks. Pure. What stands in an order of the
customer's is not doubted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from refundbot import replies
from refundbot.dialogue.facts import COUPONS_END, PAYMENT_PARTS, case_of
from refundbot.dialogue.state import Check
from refundbot.dialogue.turn import Turn
from refundbot.eligibility import Case, Decision, decide
from refundbot.eligibility.case import BillingMode, Moment, PurchaseKind
from refundbot.eligibility.moments import add_months
from refundbot.eligibility.presumptions import PRESUMED
from refundbot.eligibility.reading import moment
from refundbot.policy import Policy
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
READ_BY_ROLE = frozenset(
    {"paid_at", "provisioned_at", "effective_at", "expires_at", "paid_amount", "term_months"}
)
"""Dates, sums and lengths: what they are of is learnt, with a confidence that means something."""
PHRASES = frozenset(
    {"billing_mode", "purchase_kind", "state", "origin", "seller"}
    | {"freeze", "invoiced", "pending_transaction"}
)
"""What turns of phrase tell, which may be of another purchase than the one talked of."""
DOUBTED = READ_BY_ROLE | PHRASES | {"product"}
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
)
"""Each check with the facts that it compares, the more telling first. Dates of the past that lie ahead are
not taken at all (`facts.usable`)."""


def clash(check: Check, turn: Turn, policy: Policy) -> Doubt | None:
    """The first contradiction among what was told that matters for the verdict and was not settled."""
    case = case_of(check, turn.now)
    for name, holds, fields in CHECKS:
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
    """The check after a doubt was asked about: the later statement counts, what is left unsure does not.

    What nobody would be asked for again stays, as it was not denied: without it the ordinary is presumed, and
    more is promised than was told.
    """
    if doubt.name.startswith(UNSURE) and doubt.fields[0] in PRESUMED:
        return replace(check, settled=(*check.settled, doubt.name), doubt=None)
    kept = later_told(doubt.fields, check) if len(doubt.fields) > 1 else None
    return without(check, [field for field in doubt.fields if field != kept], doubt.name)


def without(check: Check, fields: Iterable[str], settled: str) -> Check:
    """The check without what was told of some fields, and with a doubt settled."""
    dropped = {field for field in fields if _told(field, check)}
    return replace(
        check,
        facts={name: value for name, value in check.facts.items() if name not in dropped},
        said={name: told for name, told in check.said.items() if name not in dropped},
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
    case = case_of(check, turn.now)
    ends, begins = case.expires_at, case.effective_at
    renewed = case.purchase_kind is PurchaseKind.RENEWAL and _told("expires_at", check)
    if renewed and ends is not None and begins is not None and ends.earliest <= begins.latest:
        facts = {name: value for name, value in check.facts.items() if name != "expires_at"}
        said = {name: told for name, told in check.said.items() if name != "expires_at"}
        check = replace(check, facts=facts, said=said)
    for field, told in check.said.items():
        if told.readings and field in check.facts and _fails(check, turn):
            for reading in _readings(check, field):
                if not _fails(reading, turn):
                    return reading
    return check


def _with_coupons_that_paid(check: Check, turn: Turn) -> Check:
    """The check with every coupon ending no earlier than it was paid with.

    Of a day without a year a later one is meant then; where none fits, when it ends is not known.
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
        rest = {key: value for key, value in part.items() if key != "expires_at"}
        parts[name] = {**rest, "expires_at": fitting[0]} if fitting else rest
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
