"""Which fact to ask for next: one that can still change the outcome, and of those the most telling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from itertools import combinations, product

from refundbot.catalogue import PRODUCTS, Product
from refundbot.eligibility.case import BillingMode, Case, Moment, PurchaseKind, ResourceState
from refundbot.eligibility.decision import CriterionResult, Truth
from refundbot.eligibility.evaluation import Evaluation, evaluate
from refundbot.eligibility.moments import add_months, limit
from refundbot.eligibility.products import billing, falls_under, may_start_later
from refundbot.eligibility.stages import SHORTEST_TERM
from refundbot.eligibility.windows import CERTIFICATE_DAYS, FIVE_DAYS, quota_needed
from refundbot.policy import Policy

TIERS: tuple[tuple[str, ...], ...] = (
    ("product",),
    ("billing_mode",),
    ("paid_at", "provisioned_at", "quota_left"),
    ("state", "purchase_kind", "certificate_refundable_state"),
    ("pending_transaction",),
)
"""The facts worth asking for, those first that are easiest to say; within a tier the most telling first."""
ASKABLE = tuple(name for tier in TIERS for name in tier)

OWN_WAYS = frozenset(
    {
        "ecs",
        "other",
        "shared_traffic_package",
        "backup_package",
        "bandwidth_addon",
        "ssl_certificate",
        "support_plan",
        "website_builder",
    }
)
"""Products that some criterion tells apart from others under the same kind of rule."""

_HOUR = timedelta(hours=1)


def next_question(case: Case, policy: Policy) -> str | None:
    """The `Case` field to ask for next; `None` when no answer could change the outcome any more."""
    return next(_missing(case, policy, evaluate(case, policy)), None)


def answers_to(name: str, case: Case, policy: Policy) -> tuple[object, ...]:
    """Answers to an askable fact that stand for all others, as far as they agree with what is known."""
    return _values(name, case, policy, evaluate(case, policy))


def missing(case: Case, policy: Policy, evaluation: Evaluation) -> tuple[str, ...]:
    """All facts that can still change the outcome, in the order in which to ask for them."""
    return tuple(_missing(case, policy, evaluation))


def _missing(case: Case, policy: Policy, evaluation: Evaluation) -> Iterator[str]:
    if len(evaluation.outcomes) == 1:
        return
    trial = _Trial(case, policy, evaluation)
    for together in (2, 3):
        found = False
        for tier in TIERS:
            telling = [name for name in tier if trial.can_change(name, together)]
            yield from sorted(telling, key=trial.left_open)
            found = found or bool(telling)
        if found:
            return


class _Trial:
    """Tries answers to the questions that the open criteria raise."""

    def __init__(self, case: Case, policy: Policy, evaluation: Evaluation) -> None:
        unsettled = {name for said in evaluation.trace if said.truth is Truth.UNKNOWN for name in said.facts}
        self.case = case
        self.policy = policy
        self.answers = {
            name: _values(name, case, policy, evaluation)
            for name in ASKABLE
            if name in unsettled and _open(name, case)
        }
        self.tried: dict[frozenset[tuple[str, object]], Evaluation] = {frozenset(): evaluation}

    def can_change(self, name: str, together: int) -> bool:
        """Whether two answers lead to different outcomes, given answers to fewer than `together` others."""
        if name not in self.answers:
            return False
        others = [other for other in self.answers if other != name]
        chosen = (some for size in range(together) for some in combinations(others, size))
        return any(
            self._tells(name, dict(zip(some, values, strict=True)))
            for some in chosen
            for values in product(*(self.answers[other] for other in some))
        )

    def left_open(self, name: str) -> Fraction:
        """How many endings an answer leaves open, on average."""
        answers = self.answers[name]
        return Fraction(sum(len(self._evaluate({name: value}).endings) for value in answers), len(answers))

    def _tells(self, name: str, given: Mapping[str, object]) -> bool:
        if not self._evaluate(given).reads(name):
            return False
        if name == "purchase_kind" and "billing_mode" in self.answers and "billing_mode" not in given:
            # What a renewal tells of the billing is asked so.
            given = {**given, "billing_mode": BillingMode.SUBSCRIPTION}
        outcomes = (set(self._evaluate({**given, name: value}).outcomes) for value in self.answers[name])
        first = next(outcomes, None)
        return any(other != first for other in outcomes)

    def _evaluate(self, answers: Mapping[str, object]) -> Evaluation:
        """The case with some answers. A criterion says again what it said without those it does not read."""
        key = frozenset(answers.items())
        if key not in self.tried:
            unchanged: dict[str, CriterionResult] = {}
            for name in answers:
                without = self._evaluate({other: answers[other] for other in answers if other != name})
                unchanged.update(without.apart_from(name))
            case = replace(self.case, **answers)  # type: ignore[arg-type]
            self.tried[key] = evaluate(case, self.policy, unchanged)
        return self.tried[key]


def _open(name: str, case: Case) -> bool:
    """Whether nobody has said it, no other fact implies it, and it was not asked for in vain."""
    if name == "certificate_refundable_state" and not falls_under(case, "ssl_certificate"):
        return False
    known = billing(case) if name == "billing_mode" else getattr(case, name)
    return known is None and name not in case.not_known


def _values(name: str, case: Case, policy: Policy, evaluation: Evaluation) -> tuple[object, ...]:
    """Answers that stand for all others, as far as they agree with what is known."""
    now = case.requested_at
    if name == "paid_at":
        windows = [length for id in (FIVE_DAYS, CERTIFICATE_DAYS) if (length := limit(id, policy))]
        past = max(windows, default=_HOUR)
        days = [now, now - past - _HOUR]
        if "state" in case.not_known:  # then only the day of purchase can tell that the term has not ended
            days.append(add_months(now, -(case.term_months or SHORTEST_TERM)) - _HOUR)
        return tuple(map(Moment.exactly, days))
    if name == "provisioned_at":
        paid = case.paid_at
        return (Moment.exactly(paid.earliest), Moment.exactly(paid.latest)) if paid else ()
    if name == "state":
        return tuple(_states(case, policy, evaluation))
    if name == "quota_left":
        return (0, quota_needed(case) or 1)
    kinds: dict[str, tuple[object, ...]] = {
        "certificate_refundable_state": (False, True),
        "pending_transaction": (False, True),
        "product": _products(policy),
        "billing_mode": tuple(BillingMode),
        "purchase_kind": tuple(PurchaseKind),
    }
    return kinds[name]


def _products(policy: Policy) -> tuple[Product, ...]:
    """One product of each kind of rule, and those with a rule of their own."""
    own_rules = (id for id, product in PRODUCTS.items() if product.own_rule)
    kinds = {policy.get(f"products.{rule}.refundable").value: rule for rule in own_rules}
    return tuple(PRODUCTS[rule] for rule in sorted({*kinds.values(), *OWN_WAYS}))


def _states(case: Case, policy: Policy, evaluation: Evaluation) -> Iterator[ResourceState]:
    yield ResourceState.IN_EFFECT
    if case.purchase_kind is not PurchaseKind.NEW or may_start_later(case, policy) is not False:
        yield ResourceState.NOT_IN_EFFECT
    if any(said.id == "not_expired" and said.truth is Truth.UNKNOWN for said in evaluation.trace):
        yield ResourceState.EXPIRED
