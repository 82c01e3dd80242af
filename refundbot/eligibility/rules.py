"""The rules in the order in which they are applied: the first one whose conditions hold decides.

Bars come before scenarios, so that a case is refused on the fewest facts; the scenarios follow the matrix
of the unsubscription pages (S5). What a scenario gives back is the policy's to say, not this table's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from refundbot.eligibility import bars, stages, windows
from refundbot.eligibility.case import Case, Seller
from refundbot.eligibility.decision import CriterionResult, Outcome
from refundbot.eligibility.products import GENERAL, falls_under
from refundbot.policy import Policy

Criterion = Callable[[Case, Policy], CriterionResult]
Reason = str | Callable[[Case], str | None]


@dataclass(frozen=True)
class Condition:
    """A criterion that has to hold, or, with `holds` false, has to fail."""

    criterion: Criterion
    holds: bool = True


@dataclass(frozen=True)
class Rule:
    """What follows when all conditions hold: a scenario of the policy, a refusal, or a fixed outcome."""

    when: tuple[Condition, ...]
    scenario: str | None = None
    """Scenario id; its `refund` parameter says how much comes back."""
    outcome: Outcome | None = None
    """Outcome where neither a scenario nor a reason in the policy decides it."""
    reason: Reason | None = None
    """The parameter that refuses, or how to find it in a case; `None` as long as the case leaves it open."""
    steps: tuple[str, ...] = ()
    """What to do next, as ids of procedures."""


def _product_reason(case: Case) -> str | None:
    """The product's own sentence; the general one where the product is not one of those listed."""
    if falls_under(case, GENERAL):
        return "non_refundable.situations.package_in_effect.reason"
    return None if case.product is None else f"products.{case.product.rule}.reason"


def _invoice_reason(case: Case) -> str:
    seller = "partner" if case.seller is Seller.PARTNER else "marketplace"
    return f"non_refundable.situations.{seller}_invoiced.reason"


def _origin_reason(case: Case) -> str | None:
    return None if case.origin is None else f"non_refundable.situations.{case.origin.value}.reason"


def _freeze_reason(case: Case) -> str | None:
    return None if case.freeze is None else f"freeze.{case.freeze.value}.text"


_is = Condition
_no = partial(Condition, holds=False)
_SITUATION = "non_refundable.situations."
_BLOCKED = "in_use_blocked"
_RENEWAL = (_no(stages.new_purchase), _is(stages.not_yet_in_effect))
_LATER = (_is(stages.bought_for_later), _is(stages.not_yet_in_effect))
_CERTIFICATE = _no(windows.ordinary_window)
_FIVE_DAYS = (_is(stages.new_purchase), _is(windows.within_five_days), _is(windows.five_day_supported))

_MANUAL = ("procedures.manual_review",)
_CONSOLE = ("procedures.console_in_use",)
_IN_RENEWAL = ("procedures.console_renewal",)


def _refused(*when: Condition, reason: Reason) -> Rule:
    """Nothing comes back; a person may still look at it."""
    return Rule(when, _BLOCKED, reason=reason, steps=_MANUAL)


def _unless_refused(*when: Condition) -> Rule:
    """Stands before what gives something back: where the page refuses it, nothing may be promised."""
    return Rule(
        (*when, _no(bars.page_allows)),
        outcome=Outcome.MANUAL_REVIEW,
        reason=f"{_SITUATION}page_refuses.reason",
        steps=_MANUAL,
    )


RULES: tuple[Rule, ...] = (
    Rule((_no(bars.not_unsubscribed),), outcome=Outcome.NOTHING_TO_REFUND, steps=("procedures.progress",)),
    Rule((_no(bars.created),), "creation_failed", steps=("procedures.progress",)),
    _refused(_no(bars.product_refundable), reason=_product_reason),
    _refused(_no(stages.no_package_in_effect), reason=_product_reason),
    Rule((_no(bars.self_service),), outcome=Outcome.MANUAL_REVIEW, reason=_product_reason, steps=_MANUAL),
    Rule(
        (_no(bars.prepaid),),
        "pay_per_use",
        outcome=Outcome.NOTHING_TO_REFUND,
        steps=("procedures.pay_per_use_delete",),
    ),
    _refused(_no(bars.paid_for), reason=_origin_reason),
    _refused(_no(bars.charged_by_term), reason=f"{_SITUATION}one_off.reason"),
    Rule(
        (_is(windows.ordinary_window), _no(stages.not_expired)),
        "expired",
        reason=f"{_SITUATION}expired.reason",
        steps=("procedures.release_expired", *_MANUAL),
    ),
    Rule(
        (_no(bars.not_closed),),
        outcome=Outcome.MANUAL_REVIEW,
        reason="rejections.CBC_30000067.meaning",
        steps=("procedures.progress", *_MANUAL),
    ),
    Rule((_no(bars.freeze_settled),), outcome=Outcome.MANUAL_REVIEW, reason=_freeze_reason, steps=_MANUAL),
    _refused(_no(bars.not_frozen), reason=f"{_SITUATION}police_freeze.reason"),
    Rule(
        (_no(bars.no_pending_transaction),),
        _BLOCKED,
        reason=f"{_SITUATION}pending_transaction.reason",
        steps=("procedures.cancel_unpaid", *_MANUAL),
    ),
    _refused(_no(bars.invoice_no_obstacle), reason=_invoice_reason),
    Rule(
        (_no(bars.sold_by_cloud),),
        outcome=Outcome.MANUAL_REVIEW,
        reason="products.marketplace_item.reason",
        steps=("procedures.marketplace",),
    ),
    _refused(_no(bars.support_benefits_unused), reason=f"{_SITUATION}support_benefits_used.reason"),
    Rule(
        (_CERTIFICATE, _is(windows.within_certificate_window), _no(windows.certificate_state_allows)),
        _BLOCKED,
        reason="products.ssl_certificate.states",
        steps=("procedures.ssl",),
    ),
    _unless_refused(_CERTIFICATE, _is(windows.within_certificate_window)),
    Rule(
        (_CERTIFICATE, _is(windows.within_certificate_window), _is(windows.certificate_state_allows)),
        outcome=Outcome.FULL_REFUND,
        steps=("procedures.ssl",),
    ),
    _refused(_CERTIFICATE, reason=_product_reason),
    _refused(
        *_RENEWAL, _no(stages.unchanged_before_renewal), reason="renewal_blockers.changed_before.reason"
    ),
    _refused(
        *_RENEWAL, _no(stages.nothing_added_after_renewal), reason="renewal_blockers.added_resources.reason"
    ),
    _refused(*_RENEWAL, _no(stages.no_bandwidth_addon), reason="renewal_blockers.bandwidth_addon.reason"),
    _refused(*_RENEWAL, _no(stages.renewed_without_promotion), reason="renewal_blockers.promotion.reason"),
    _refused(*_RENEWAL, _no(stages.renewal_refundable), reason="renewal_blockers.website_builder.reason"),
    _unless_refused(*_RENEWAL),
    Rule(_RENEWAL, "renewal_period", steps=_IN_RENEWAL),
    Rule(
        (*_LATER, _no(bars.no_special_activity)),
        outcome=Outcome.MANUAL_REVIEW,  # an old page of another language only says that it may be refused
        reason="not_effective_blockers.activity.reason",
        steps=_MANUAL,
    ),
    _unless_refused(*_LATER),
    Rule(_LATER, "not_effective", steps=("procedures.console_not_effective",)),
    _refused(_no(stages.in_use_refundable), reason=_product_reason),
    _refused(_no(bars.no_special_activity), reason=f"{_SITUATION}special_activity.reason"),
    _unless_refused(),
    Rule(
        (*_FIVE_DAYS, _is(windows.quota_left), _no(windows.quota_covers)),
        "in_use_partly_five_day",
        steps=_CONSOLE,
    ),
    Rule(
        (*_FIVE_DAYS, _is(windows.quota_left), _is(windows.quota_covers)),
        "in_use_five_day",
        steps=_CONSOLE,
    ),
    Rule((), "in_use_conditional", steps=_CONSOLE),
)

CRITERIA: tuple[Criterion, ...] = tuple(
    dict.fromkeys(condition.criterion for rule in RULES for condition in rule.when)
)
"""Every criterion, in the order of first use. Its name is its id in a decision."""
