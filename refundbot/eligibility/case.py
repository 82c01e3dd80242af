"""The facts of one customer's purchase. Every fact may be unknown (`None`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum

from refundbot.catalogue import Channel, Product


class BillingMode(str, Enum):
    """How it is charged."""

    SUBSCRIPTION = "subscription"
    PAY_PER_USE = "pay_per_use"
    PACKAGE = "package"
    ONE_OFF = "one_off"


class PurchaseKind(str, Enum):
    """A first purchase or the renewal of an earlier one."""

    NEW = "new"
    RENEWAL = "renewal"


class ResourceState(str, Enum):
    """Where the purchase stands in its life."""

    NOT_IN_EFFECT = "not_in_effect"
    IN_EFFECT = "in_effect"
    USED_UP = "used_up"
    EXPIRED = "expired"
    CREATION_FAILED = "creation_failed"
    CHANGE_FAILED = "change_failed"
    UNSUBSCRIBED = "unsubscribed"
    CLOSED = "closed"
    """Taken down by the cloud, without a refund that is known of."""


class Origin(str, Enum):
    """How the customer came by it."""

    PAID = "paid"
    FREE = "free"
    TRIAL = "trial"
    GIFT = "gift"
    PROMOTION = "promotion"


class Freeze(str, Enum):
    """A freeze on the account or the resource."""

    NONE = "none"
    POLICE = "police"
    ARREARS = "arrears"
    VIOLATION = "violation"
    UNSPECIFIED = "unspecified"
    """Frozen, but nobody said why."""


class Seller(str, Enum):
    """Who sold it."""

    DIRECT = "direct"
    PARTNER = "partner"
    MARKETPLACE = "marketplace"


@dataclass(frozen=True)
class Moment:
    """An instant known to lie within `[earliest, latest]`, both aware; exact when they are equal.

    A customer who says "last month" gives an interval. It is never silently made exact.
    """

    earliest: datetime
    latest: datetime

    def __post_init__(self) -> None:
        if self.earliest.tzinfo is None or self.latest.tzinfo is None:
            raise ValueError("a Moment needs aware datetimes")
        if self.earliest > self.latest:
            raise ValueError("a Moment may not end before it begins")

    @classmethod
    def exactly(cls, instant: datetime) -> Moment:
        """The moment that is this one instant."""
        return cls(instant, instant)

    @property
    def exact(self) -> bool:
        """Whether the instant itself is known."""
        return self.earliest == self.latest


@dataclass(frozen=True)
class Coupon:
    """A coupon spent on the order: its amount in yuan and when it expires (unknown: `None`)."""

    amount: Decimal
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Payment:
    """How an order's payable amount was settled, in yuan. An unknown part is `None`."""

    cash: Decimal | None = None
    voucher: Coupon | None = None
    cash_coupon: Coupon | None = None
    stored_card: Coupon | None = None
    discount_coupon: bool | None = None


@dataclass(frozen=True)
class Case:
    """One purchase and the request to give it back. `None` always means: not known."""

    requested_at: datetime
    product: Product | None = None
    billing_mode: BillingMode | None = None
    term_months: int | None = None
    purchase_kind: PurchaseKind | None = None
    state: ResourceState | None = None
    origin: Origin | None = None
    paid_at: Moment | None = None
    provisioned_at: Moment | None = None
    effective_at: Moment | None = None
    expires_at: Moment | None = None
    used: bool | None = None
    five_day_supported: bool | None = None
    quota_left: int | None = None
    quantity: int | None = None
    """How many resources are to be given back together; one where nobody says."""
    paid_amount: Decimal | None = None
    unit_price: Decimal | None = None
    """Yuan that each of several cost, where all cost the same and `paid_amount` is that of them all."""
    payment: Payment | None = None
    channel: Channel | None = None
    invoiced: bool | None = None
    freeze: Freeze | None = None
    seller: Seller | None = None
    pending_transaction: bool | None = None
    special_activity: bool | None = None
    benefits_used: bool | None = None
    certificate_refundable_state: bool | None = None
    changed_before_renewal: bool | None = None
    resource_added_after_renewal: bool | None = None
    bandwidth_addon_present: bool | None = None
    fee_waiver_contract: bool | None = None
    page_refuses: bool | None = None
    """Whether the unsubscription page was seen to refuse it, for whatever reason."""
    not_known: frozenset[str] = field(default_factory=frozenset)
    """Names of facts that the customer was asked for and could not give: never asked again."""
    implied: frozenset[str] = field(default_factory=frozenset)
    """Names of facts that nobody told, but that follow from how it was told: premises of a decision."""
