"""Cases sampled from the whole space of the policy: what is true, and what the engine decides on it.

A truth never contradicts itself: paid no later than opened, begun before it ends, ended by the term that was
bought.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from refundbot.eligibility import ASKABLE, Case, Decision, case_from_mapping, decide
from refundbot.eligibility.decision import Outcome
from refundbot.eligibility.moments import add_months
from refundbot.policy import PolicyBook
from refundbot.policy.model import POLICY_ZONE

Truth = dict[str, object]
Kind = Callable[[Random, datetime], Truth]

TERMS = (1, 1, 1, 3, 6, 12, 12, 12, 24, 36)
"""Months."""
PRODUCTS = (
    *("ecs", "ecs", "ecs", "rds", "evs", "eip_bandwidth", "cloud_desktop"),
    *("waf", "nat", "elb", "dcs", "gaussdb", "hss"),
)
NEVER = ("domain", "welink", "savings_plan", "domain_bundle")
LATER_PACKAGES = ("obs_package", "media_package", "resource_package")
CHANNELS = ("alipay", "wechat", "balance", "bank_transfer", "unionpay")
FIRST = datetime(2026, 2, 1, tzinfo=POLICY_ZONE)
DAYS = 300
QUOTA = 10
FAILURES = ("creation_failed", "change_failed")


@dataclass(frozen=True)
class Situation:
    """A purchase and a moment of asking; `truth` by the names of `Case` fields, only what holds."""

    now: datetime
    kind: str
    truth: Mapping[str, object]

    def case(self, told: Collection[str] | None = None) -> Case:
        """The whole truth, or the part of it that was told."""
        known = self.truth.keys() & set(self.truth if told is None else told)
        return case_from_mapping({name: self.truth[name] for name in known}, self.now)

    def decision(self, policies: PolicyBook, told: Collection[str] | None = None) -> Decision:
        """What the engine decides on the whole truth, or on the part of it that was told."""
        return decide(self.case(told), policies.at(self.now))

    def surprises(self, policies: PolicyBook) -> tuple[str, ...]:
        """Facts that a customer has to bring up: kept back, they would lead to another end unasked.

        Facts that say the same need not all be told. Coupons are always, since they change the sum, and so is
        a failure, which is what such a customer comes with.
        """
        outcome = self.decision(policies).outcome
        needless: set[str] = set()
        found = []
        for name in self.truth:
            without = self.decision(policies, self.truth.keys() - needless - {name}).outcome
            brought = name == "payment" or str(self.truth[name]) in FAILURES
            if brought or without not in (outcome, Outcome.NEED_FACTS):
                found.append(name)
            elif without is outcome and name not in ASKABLE:
                needless.add(name)
        return tuple(found)


def situations(count: int, seed: int) -> Iterator[Situation]:
    """So many situations, the same for the same seed; each kind comes again after all the others did."""
    kinds = Random(seed).sample(list(KINDS), len(KINDS))
    for number in range(count):
        yield _situation(kinds[number % len(kinds)], Random(f"{seed} {number}"))


def _situation(kind: str, random: Random) -> Situation:
    now = FIRST + timedelta(minutes=random.randrange(DAYS * 24 * 60))
    now = now.replace(hour=random.randrange(8, 22))
    return Situation(now, kind, KINDS[kind](random, now))


def _subscription(random: Random, now: datetime, hours: int, term: int | None = None) -> Truth:
    """Opened so long ago and running still."""
    opened = now - timedelta(hours=hours, minutes=random.randrange(60))
    fitting = [each for each in TERMS if add_months(opened, each) > now + timedelta(days=1)]
    term = term or random.choice(fitting)
    by_day = 24 <= hours <= 90 or hours > 150  # far enough from either limit
    return {
        "product": random.choice(PRODUCTS),
        "billing_mode": "subscription",
        "term_months": term,
        "purchase_kind": "new",
        "state": "in_effect",
        "provisioned_at": _day(opened) if by_day and random.random() < 0.6 else opened.isoformat(),
        "paid_at": _day(opened - timedelta(days=random.choice((0, 0, 0, 0, 1, 3)))),
        "expires_at": _day(add_months(opened, term)),
        "paid_amount": str(random.randrange(30, 9000)),
        "quota_left": random.choice((QUOTA, QUOTA, 7, 3, 1)),
        "channel": random.choice(CHANNELS),
        "origin": "paid",
        "seller": "direct",
        "invoiced": False,
    }


def _five_day(random: Random, now: datetime) -> Truth:
    return _subscription(random, now, random.randrange(2, 117))


def _without_quota(random: Random, now: datetime) -> Truth:
    return {**_five_day(random, now), "quota_left": 0}


def _several(random: Random, now: datetime) -> Truth:
    left = random.choice((2, 3, 5, 7, QUOTA))
    return {
        **_five_day(random, now),
        "product": "ecs",
        "quota_left": left,
        "quantity": random.randrange(2, 9),
    }


def _later(random: Random, now: datetime) -> Truth:
    return _subscription(random, now, random.randrange(200, 24 * 300))


def _five_years(random: Random, now: datetime) -> Truth:
    return {
        **_subscription(random, now, random.randrange(24 * 20, 24 * 1700), term=60),
        "paid_amount": str(random.randrange(30, 900) * 100),
    }


def _large(random: Random, now: datetime) -> Truth:
    kind = random.choice((_five_day, _later))
    return {
        **kind(random, now),
        "paid_amount": str(random.randrange(40, 900) * 1000),
        "channel": "bank_transfer",
    }


def _renewal(random: Random, now: datetime, days: int) -> Truth:
    """A renewal whose period begins so many days from now; a negative number: it began."""
    begins = now + timedelta(days=days)
    fitting = [each for each in TERMS if add_months(begins, each) > now + timedelta(days=1)]
    term = random.choice(fitting)
    paid = min(now, begins) - timedelta(days=random.randrange(1, 30))
    truth = _subscription(random, now, 24)
    del truth["provisioned_at"]
    return {
        **truth,
        "purchase_kind": "renewal",
        "term_months": term,
        "state": "not_in_effect" if days > 0 else "in_effect",
        "paid_at": _day(paid),
        "effective_at": _day(begins),
        "expires_at": _day(add_months(begins, term)),
    }


def _renewal_ahead(random: Random, now: datetime) -> Truth:
    return _renewal(random, now, random.randrange(2, 60))


def _renewal_begun(random: Random, now: datetime) -> Truth:
    return _renewal(random, now, -random.randrange(7, 250))


def _blocked_renewal(random: Random, now: datetime) -> Truth:
    blockers: tuple[Truth, ...] = (
        {"resource_added_after_renewal": True},
        {"bandwidth_addon_present": True},
        {"changed_before_renewal": True},
        {"origin": "promotion"},
    )
    return {**_renewal_ahead(random, now), "product": "ecs", **random.choice(blockers)}


def _unpaid_change(random: Random, now: datetime) -> Truth:
    return {**_five_day(random, now), "pending_transaction": True}


def _page_refuses(random: Random, now: datetime) -> Truth:
    return {
        **_five_day(random, now),
        "page_refuses": True,
        "pending_transaction": random.choice((True, False)),
    }


def _frozen(random: Random, now: datetime) -> Truth:
    truth = _five_day(random, now)
    del truth["state"]  # who is frozen does not say that it runs
    return {**truth, "freeze": random.choice(("police", "arrears", "violation"))}


def _given(random: Random, now: datetime) -> Truth:
    truth = _five_day(random, now)
    for name in ("paid_at", "paid_amount", "channel", "invoiced"):
        del truth[name]
    return {**truth, "origin": random.choice(("gift", "trial"))}


def _promotion(random: Random, now: datetime) -> Truth:
    return {**_later(random, now), "origin": "promotion"}


def _by_partner(random: Random, now: datetime) -> Truth:
    kind = random.choice((_five_day, _later))
    truth = {**kind(random, now), "seller": "partner", "invoiced": random.choice((True, True, False))}
    del truth["channel"]
    return truth


def _expired(random: Random, now: datetime) -> Truth:
    opened = now - timedelta(days=random.randrange(40, 80))
    return {
        **_subscription(random, now, 24, term=1),
        "state": "expired",
        "provisioned_at": _day(opened),
        "paid_at": _day(opened),
        "expires_at": _day(add_months(opened, 1)),
    }


def _pay_per_use(random: Random, now: datetime) -> Truth:
    return {
        "product": random.choice(("ecs", "evs", "rds")),
        "billing_mode": "pay_per_use",
        "state": "in_effect",
    }


def _package(random: Random, now: datetime) -> Truth:
    return {
        "product": random.choice(("shared_traffic_package", "cdn_traffic_package", "obs_package")),
        "billing_mode": "package",
        "purchase_kind": "new",
        "state": "in_effect",
        "paid_at": _day(now - timedelta(days=random.randrange(1, 60))),
        "paid_amount": str(random.randrange(9, 400)),
        "used": random.choice((True, False)),
    }


def _package_ahead(random: Random, now: datetime) -> Truth:
    return {
        **_package(random, now),
        "product": random.choice(LATER_PACKAGES),
        "state": "not_in_effect",
        "effective_at": _day(now + timedelta(days=random.randrange(2, 40))),
        "used": False,
    }


def _certificate(random: Random, now: datetime) -> Truth:
    hours = random.choice((random.randrange(5, 160), random.randrange(180, 1500)))
    paid = now - timedelta(hours=hours)
    return {
        "product": "ssl_certificate",
        "purchase_kind": "new",
        "paid_at": paid.isoformat() if 120 < hours < 200 else _day(paid),
        "paid_amount": str(random.randrange(100, 6000)),
        "certificate_refundable_state": random.random() < 0.6,
        "channel": random.choice(CHANNELS),
    }


def _never(random: Random, now: datetime) -> Truth:
    return {
        "product": random.choice(NEVER),
        "purchase_kind": "new",
        "paid_at": _day(now - timedelta(days=random.randrange(0, 200))),
        "paid_amount": str(random.randrange(30, 900)),
        "channel": random.choice(CHANNELS),
    }


def _with_voucher(random: Random, now: datetime) -> Truth:
    return {**_five_day(random, now), "payment": {"voucher": _coupon(random)}}


def _wholly_by_voucher(random: Random, now: datetime) -> Truth:
    truth = random.choice((_five_day, _later))(random, now)
    del truth["channel"]
    return {**truth, "paid_amount": "0", "payment": {"voucher": _coupon(random)}}


def _two_coupons(random: Random, now: datetime) -> Truth:
    cash, coupon = random.randrange(100, 3000), _coupon(random)
    return {
        **_five_day(random, now),
        "paid_amount": str(cash + Decimal(coupon["amount"])),
        "payment": {"cash": str(cash), "voucher": _coupon(random), "cash_coupon": coupon},
    }


def _lapsed_card(random: Random, now: datetime) -> Truth:
    cash, card = random.randrange(100, 3000), _coupon(random)
    truth = _five_day(random, now)
    ended = now - timedelta(days=1)
    return {
        **truth,
        "paid_at": _day(now - timedelta(days=5)),
        "paid_amount": str(cash + Decimal(card["amount"])),
        "payment": {"cash": str(cash), "stored_card": {**card, "expires_at": _day(ended)}},
    }


def _failed(random: Random, now: datetime) -> Truth:
    truth = _subscription(random, now, 5)
    del truth["provisioned_at"], truth["expires_at"]
    return {**truth, "state": "creation_failed", "paid_at": _day(now)}


def _change_failed(random: Random, now: datetime) -> Truth:
    return {**_later(random, now), "state": "change_failed"}


KINDS: Mapping[str, Kind] = {
    "within five days": _five_day,
    "quota used up": _without_quota,
    "several machines": _several,
    "after five days": _later,
    "five years": _five_years,
    "large sum": _large,
    "renewal not begun": _renewal_ahead,
    "renewal begun": _renewal_begun,
    "renewal blocked": _blocked_renewal,
    "unpaid change order": _unpaid_change,
    "page refuses": _page_refuses,
    "frozen": _frozen,
    "gift or trial": _given,
    "promotion": _promotion,
    "by a partner": _by_partner,
    "expired": _expired,
    "pay per use": _pay_per_use,
    "package in effect": _package,
    "package not in effect": _package_ahead,
    "certificate": _certificate,
    "never refundable": _never,
    "with a voucher": _with_voucher,
    "wholly by voucher": _wholly_by_voucher,
    "two coupons": _two_coupons,
    "lapsed card": _lapsed_card,
    "creation failed": _failed,
    "change failed": _change_failed,
}


def _coupon(random: Random) -> dict[str, str]:
    return {"amount": str(random.randrange(5, 40) * 10)}


def _day(moment: datetime) -> str:
    return moment.astimezone(POLICY_ZONE).date().isoformat()
