"""Hypothesis strategies: whole worlds, in which all facts are known and agree, and parts of them."""

from __future__ import annotations

import os
from dataclasses import fields, replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from refundbot.catalogue import CHANNELS, PRODUCTS
from refundbot.eligibility import ASKABLE
from refundbot.eligibility.case import (
    BillingMode,
    Case,
    Coupon,
    Freeze,
    Moment,
    Origin,
    Payment,
    PurchaseKind,
    ResourceState,
    Seller,
)
from refundbot.eligibility.moments import add_months
from refundbot.eligibility.products import may_start_later
from refundbot.policy import Policy, load_policy
from refundbot.policy.model import POLICY_ZONE

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=POLICY_ZONE)
POLICY: Policy = load_policy().at(NOW)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "")
NIGHTLY = PROFILE == "nightly"
SHARE = {"nightly": Fraction(20), "mutants": Fraction(1, 30)}.get(PROFILE, Fraction(1, 2))
"""The share of the examples that is tried: many by night, few where thousands of faults are to be told."""
ORDINARY = (
    PRODUCTS["ecs"],
    PRODUCTS["evs"],
    PRODUCTS["backup_package"],
    PRODUCTS["ssl_certificate"],
    PRODUCTS["support_plan"],
)
"""Products that the rules of a refund reach often enough."""
RULED = tuple(product for product in PRODUCTS.values() if product.own_rule)
OVER = (
    ResourceState.CREATION_FAILED,
    ResourceState.CHANGE_FAILED,
    ResourceState.UNSUBSCRIBED,
    ResourceState.CLOSED,
)
TERMS = (1, 3, 12, 24, 36, 60)
HOURS = st.one_of(
    st.integers(0, 24 * 12), st.sampled_from((119, 120, 121, 167, 168, 169)), st.integers(0, 24 * 800)
)


def steady(examples: int) -> settings:
    """The same examples on every run, and none judged by the clock; by night many more, and new ones."""
    return settings(
        max_examples=int(examples * SHARE),
        phases=(Phase.explicit, Phase.generate) if PROFILE == "mutants" else tuple(Phase),
        derandomize=not NIGHTLY,
        print_blob=NIGHTLY,
        deadline=None,
        suppress_health_check=[HealthCheck.filter_too_much],
    )


def without(policy: Policy, *ids: str) -> Policy:
    """The policy as if nothing were known of these parameters."""
    return _edited(policy, ids, value=None, unknown="?", conflict=None)


def undisputed(policy: Policy, *ids: str) -> Policy:
    """The policy as if no other source disagreed about these parameters."""
    return _edited(policy, ids, conflict=None)


def _edited(policy: Policy, ids: tuple[str, ...], **changes: object) -> Policy:
    parameters = dict(policy.parameters)
    for id in ids:
        entries = tuple(replace(entry, **changes) for entry in parameters[id].entries)  # type: ignore[arg-type]
        parameters[id] = replace(parameters[id], entries=entries)
    return replace(policy, parameters=parameters)


def mostly(ordinary: object, *others: object) -> st.SearchStrategy[object]:
    return st.sampled_from((ordinary,) * 4 + others)


def always(ordinary: object, *_: object) -> st.SearchStrategy[object]:
    return st.just(ordinary)


@st.composite
def worlds(draw: st.DrawFn) -> Case:
    """A case with all facts that bear on its outcome known, requested at NOW under POLICY.

    What is charged by use has no term, is never renewed and no gift, and what was paid for cost something.
    One in two has nothing exceptional about it, so that refunds are not drowned in obstacles.
    """
    usually = always if draw(st.booleans()) else mostly
    product = draw(st.one_of(st.sampled_from(ORDINARY), st.sampled_from(RULED)))
    mode = draw(usually(BillingMode.SUBSCRIPTION, *BillingMode))
    by_use = mode is BillingMode.PAY_PER_USE and not product.sold
    kind = PurchaseKind.NEW if by_use else draw(st.sampled_from(PurchaseKind))
    term = draw(st.sampled_from(TERMS))
    paid = NOW - timedelta(hours=draw(HOURS), minutes=draw(st.sampled_from((0, 0, 17))))
    case = Case(
        NOW,
        product=product,
        billing_mode=BillingMode.SUBSCRIPTION if product.sold else mode,
        term_months=None if by_use else term,
        purchase_kind=kind,
        origin=Origin.PAID if by_use else draw(usually(Origin.PAID, *Origin)),
        paid_at=Moment.exactly(paid),
        used=draw(st.booleans()),
        five_day_supported=draw(usually(True, False)),
        quota_left=draw(st.sampled_from((0, 1, 10))),
        quantity=draw(st.sampled_from((1, 1, 1, 3))),
        paid_amount=Decimal(draw(st.integers(1, 8_000_000))) / 100,
        channel=draw(st.sampled_from(tuple(CHANNELS.values()))),
        invoiced=draw(st.booleans()),
        freeze=draw(usually(Freeze.NONE, *Freeze)),
        seller=draw(usually(Seller.DIRECT, *Seller)),
        pending_transaction=draw(usually(False, True)),
        special_activity=draw(usually(False, True)),
        benefits_used=draw(usually(False, True)),
        certificate_refundable_state=draw(usually(True, False)),
        changed_before_renewal=draw(usually(False, True)),
        resource_added_after_renewal=draw(usually(False, True)),
        bandwidth_addon_present=draw(usually(False, True)),
        fee_waiver_contract=draw(usually(False, True)),
        page_refuses=draw(usually(False, True)),
    )
    return draw(lived(case, term, paid))


@st.composite
def lived(draw: st.DrawFn, case: Case, term: int, paid: datetime) -> Case:
    """The case with a state and dates that go together."""
    failed = draw(st.sampled_from((None,) * 12 + OVER))
    if failed is not None:
        return replace(case, state=failed)
    if case.billing_mode is BillingMode.PAY_PER_USE:
        return replace(case, state=ResourceState.IN_EFFECT, provisioned_at=case.paid_at)
    renewal = case.purchase_kind is PurchaseKind.RENEWAL
    if (renewal or may_start_later(case, POLICY) is not False) and draw(st.booleans()):
        start = NOW + timedelta(hours=draw(st.integers(1, 5000)))
        return replace(
            case,
            state=ResourceState.NOT_IN_EFFECT,
            effective_at=Moment.exactly(start),
            expires_at=Moment.exactly(add_months(start, term)),
        )
    latest = NOW if renewal else min(NOW, paid + timedelta(hours=3))
    start = paid + (latest - paid) * draw(st.sampled_from((0, 0, 1)))
    end = add_months(start, term)
    held = draw(mostly(ResourceState.IN_EFFECT, ResourceState.USED_UP))
    state = ResourceState.EXPIRED if end <= NOW else held
    return replace(
        case,
        state=state,
        provisioned_at=Moment.exactly(start),
        effective_at=Moment.exactly(start),
        expires_at=Moment.exactly(end),
    )


yuan = st.one_of(st.just(Decimal(0)), st.decimals(0, 60_000, places=2))
coupons = st.one_of(
    st.none(),
    st.builds(
        Coupon, yuan, st.one_of(st.none(), st.integers(-30, 30).map(lambda days: NOW + timedelta(days=days)))
    ),
)


@st.composite
def priced(draw: st.DrawFn) -> Case:
    """A world, paid in one amount that is known or in parts that all are."""
    world = draw(worlds())
    if draw(st.booleans()):
        return world
    payment = Payment(
        cash=draw(st.one_of(yuan, st.just(Decimal(50_000)))),
        voucher=draw(coupons) or Coupon(Decimal(0)),
        cash_coupon=draw(coupons) or Coupon(Decimal(0)),
        stored_card=draw(coupons) or Coupon(Decimal(0)),
        discount_coupon=False,
    )
    return replace(world, paid_amount=None, payment=payment)


FACTS = tuple(
    f.name for f in fields(Case) if f.name not in ("requested_at", "not_known", "implied", "unit_price")
)
"""What may be hidden: no world has a price of each."""


@st.composite
def parts(draw: st.DrawFn, world: Case) -> Case:
    """What somebody knows of a world: some facts missing, some dates rough, some facts asked for in vain."""
    hidden = draw(st.sets(st.sampled_from(FACTS)))
    if draw(st.booleans()):
        hidden |= {"state", "effective_at", "expires_at", "provisioned_at"}
    known: dict[str, object] = dict.fromkeys(hidden)
    for name in ("paid_at", "provisioned_at", "effective_at", "expires_at"):
        said: Moment | None = getattr(world, name)
        if name not in hidden and said is not None and draw(st.booleans()):
            before, after = (timedelta(hours=draw(st.integers(0, 60))) for _ in range(2))
            latest = said.latest + after
            if name in ("paid_at", "provisioned_at"):
                latest = max(said.latest, min(latest, NOW))
            known[name] = Moment(said.earliest - before, latest)
    not_known = draw(st.sets(st.sampled_from(sorted(hidden)))) if hidden else set()
    return replace(world, **known, not_known=frozenset(not_known))  # type: ignore[arg-type]


@st.composite
def beginnings(draw: st.DrawFn) -> Case:
    """What is known when a customer begins to tell: the product and a few of the facts asked for."""
    world = draw(worlds())
    told = {"product", *draw(st.sets(st.sampled_from(sorted(ASKABLE)), max_size=3))}
    hidden = [name for name in FACTS if name not in told]
    not_known = draw(st.sets(st.sampled_from(sorted(set(ASKABLE) - told)), max_size=2))
    return replace(world, **dict.fromkeys(hidden), not_known=frozenset(not_known))  # type: ignore[arg-type]


payments = st.builds(
    Payment,
    cash=st.one_of(st.none(), st.just(Decimal(0)), st.decimals(0, 1000, places=2)),
    voucher=st.one_of(st.none(), st.builds(Coupon, st.decimals(0, 100, places=2))),
    cash_coupon=st.one_of(st.none(), st.builds(Coupon, st.decimals(0, 100, places=2))),
    stored_card=st.one_of(st.none(), st.builds(Coupon, st.decimals(0, 100, places=2))),
    discount_coupon=st.sampled_from((None, False, True)),
)
