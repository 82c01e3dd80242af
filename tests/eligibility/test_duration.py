"""How much of a period is used up, and what had to be presumed for it."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from refundbot.eligibility.case import Case, Moment, PurchaseKind
from refundbot.eligibility.decision import Unknown
from refundbot.eligibility.duration import Share, closing, consumed_share, floor_hour, period_start
from refundbot.policy import PolicyBook
from refundbot.policy.model import POLICY_ZONE

sys.path.insert(0, str(Path(__file__).parent))
from worlds import NOW, POLICY

DAY = timedelta(days=1)
NEW, RENEWAL = PurchaseKind.NEW, PurchaseKind.RENEWAL


def ago(days: float) -> Moment:
    return Moment.exactly(NOW - DAY * days)


def share(**facts: Any) -> Share:
    return consumed_share(Case(NOW, **facts), POLICY)


@pytest.mark.parametrize(
    ("facts", "start", "presumed"),
    [
        ({"effective_at": ago(1), "provisioned_at": ago(2), "paid_at": ago(3)}, ago(1), ()),
        ({"provisioned_at": ago(2), "paid_at": ago(3), "purchase_kind": NEW}, ago(2), ()),
        ({"provisioned_at": ago(2), "paid_at": ago(3)}, ago(2), ("purchase_kind",)),
        ({"paid_at": ago(3), "purchase_kind": NEW}, ago(3), ("provisioned_at",)),
        ({"paid_at": ago(3)}, ago(3), ("purchase_kind", "provisioned_at")),
        ({"effective_at": ago(1), "purchase_kind": RENEWAL}, ago(1), ()),
        ({"provisioned_at": ago(2), "purchase_kind": RENEWAL}, None, ()),
        ({}, None, ("purchase_kind", "provisioned_at")),
    ],
)
def test_when_a_period_began(facts: dict[str, Any], start: Moment | None, presumed: tuple[str, ...]) -> None:
    assert period_start(Case(NOW, **facts)) == (start, presumed)


def test_an_exact_period() -> None:
    assert share(effective_at=ago(10), expires_at=ago(-20)) == Share(Fraction(1, 3), Fraction(1, 3))
    presumed = share(provisioned_at=ago(10), expires_at=ago(-20))
    assert presumed == Share(Fraction(1, 3), Fraction(1, 3), None, ("purchase_kind",))


def test_hours_are_counted_from_full_hour_to_full_hour() -> None:
    start = Moment.exactly(datetime(2026, 11, 21, 10, 59, 59, tzinfo=POLICY_ZONE))
    end = Moment.exactly(datetime(2026, 11, 23, 10, 0, tzinfo=POLICY_ZONE))
    assert share(effective_at=start, expires_at=end).lowest == Fraction(26, 48)


def test_the_full_hour_before() -> None:
    instant = datetime(2026, 11, 21, 2, 59, 58, 7, tzinfo=timezone.utc)
    assert floor_hour(instant) == datetime(2026, 11, 21, 10, tzinfo=POLICY_ZONE)
    assert floor_hour(instant).tzinfo is POLICY_ZONE


def test_before_the_start_nothing_and_after_the_end_all_is_consumed() -> None:
    assert share(effective_at=ago(-1), expires_at=ago(-2)).lowest == 0
    assert share(effective_at=ago(3), expires_at=ago(1)).highest == 1


def test_a_period_without_an_hour_has_no_share() -> None:
    assert share(effective_at=ago(1), expires_at=ago(1)) == Share(None, None, Unknown.END)
    assert share(effective_at=ago(1), expires_at=ago(2)) == Share(None, None, Unknown.END)
    rough = Moment(NOW - DAY, NOW + DAY)
    assert share(effective_at=ago(1), expires_at=rough) == Share(None, None, Unknown.END)


def test_what_is_missing() -> None:
    assert share(expires_at=ago(-1)) == Share(None, None, Unknown.START)
    assert share(effective_at=ago(1)) == Share(None, None, Unknown.END)


def test_rough_dates_give_bounds() -> None:
    rough = Moment(NOW - 10 * DAY, NOW - 5 * DAY)
    said = share(effective_at=rough, expires_at=ago(-10))
    assert said == Share(Fraction(5, 15), Fraction(10, 20), Unknown.DATE_INEXACT)
    said = share(effective_at=ago(10), expires_at=Moment(NOW + 10 * DAY, NOW + 30 * DAY))
    assert said == Share(Fraction(10, 40), Fraction(10, 20), Unknown.DATE_INEXACT)


def test_a_day_ends_with_its_last_second_unless_its_hour_is_told() -> None:
    start, end = datetime(2026, 11, 12, 9, tzinfo=POLICY_ZONE), datetime(2026, 12, 12, tzinfo=POLICY_ZONE)
    last = end.replace(hour=23, minute=59, second=59)
    by_day = share(effective_at=Moment.exactly(start), expires_at=Moment(end, last))
    assert by_day == share(effective_at=Moment.exactly(start), expires_at=Moment.exactly(last))
    at_three = Moment(end.replace(hour=15), end.replace(hour=15, minute=59, second=59))
    by_hour = share(effective_at=Moment.exactly(start), expires_at=at_three)
    assert by_hour == share(effective_at=Moment.exactly(start), expires_at=Moment.exactly(at_three.earliest))
    days = Moment(end, last + 3 * DAY)
    either = share(effective_at=Moment.exactly(start), expires_at=days)
    assert (either.highest, either.unknown) == (by_day.highest, Unknown.DATE_INEXACT)


def test_the_end_follows_from_the_term_within_one_day() -> None:
    start = datetime(2026, 11, 12, 9, 30, tzinfo=POLICY_ZONE)
    said = share(effective_at=Moment.exactly(start), term_months=1)
    used, total = 10 * 24 + 3, 30 * 24 + 15
    assert said == Share(Fraction(used, total), Fraction(used, total), None, ("expires_at",))
    day = Moment(start.replace(hour=0), start.replace(hour=23))
    said = share(effective_at=day, term_months=1)
    assert said.lowest == Fraction(used - 14, total - 14)
    assert said.highest == Fraction(used + 9, total + 9)
    assert (said.unknown, said.assumptions) == (Unknown.DATE_INEXACT, ("expires_at",))
    two = Moment(start, start + DAY)
    assert share(effective_at=two, term_months=1) == Share(None, None, Unknown.DATE_INEXACT)


def test_rules_that_count_otherwise_are_not_guessed_at(book: PolicyBook) -> None:
    case = Case(NOW, effective_at=ago(10), expires_at=ago(-20))
    for day in ("2010-01-01", "2023-06-01"):
        policy = book.at(datetime.fromisoformat(day).date())
        assert consumed_share(case, policy) == Share(None, None, Unknown.DURATION_RULE)


def test_only_the_last_second_of_a_day_is_the_midnight_after(book: PolicyBook) -> None:
    last = datetime(2026, 11, 22, 23, 59, 59, tzinfo=POLICY_ZONE)
    assert closing(last, POLICY) == last + timedelta(seconds=1)
    assert closing(last - timedelta(seconds=1), POLICY) == last - timedelta(seconds=1)
    assert closing(last, book.at(datetime(2010, 1, 1).date())) == last  # noqa: DTZ001


def test_a_period_of_one_hour() -> None:
    assert share(effective_at=Moment.exactly(NOW - timedelta(hours=1)), expires_at=ago(0)).lowest == 1


def test_fractions_of_a_second_are_rounded_down_too() -> None:
    start = Moment.exactly(NOW - DAY + timedelta(microseconds=500))
    assert share(effective_at=start, expires_at=ago(-1)).lowest == Fraction(1, 2)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that stands in a zone five and a half hours east of Greenwich."""
    monkeypatch.setenv("TZ", "XXX-5:30")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("elsewhere")
def test_only_the_zone_of_the_policy_counts() -> None:
    start = datetime(2026, 1, 30, 18, 10, tzinfo=timezone.utc)  # the 31st in Shanghai, at ten past two
    asked = datetime(2026, 2, 10, 2, 35, tzinfo=POLICY_ZONE)
    case = Case(asked, effective_at=Moment.exactly(start), term_months=1)
    used, total = 10 * 24, 28 * 24 + 22
    assert consumed_share(case, POLICY).lowest == Fraction(used, total)


def test_a_renewal_that_begins_with_a_day_ends_with_the_day_before_it() -> None:
    """Old term to 20 July 23:59:59, renewed for a month: to 20 August 23:59:59, which are 744 hours."""
    now = datetime.fromisoformat("2026-07-21T09:30:00+08:00")
    begins = Moment(*map(datetime.fromisoformat, ("2026-07-21T00:00:00+08:00", "2026-07-21T00:59:59+08:00")))
    facts: dict[str, Any] = {"effective_at": begins, "term_months": 1}
    renewed = consumed_share(Case(now, purchase_kind=RENEWAL, **facts), POLICY)
    assert renewed.lowest == renewed.highest == Fraction(9, 744)
    assert consumed_share(Case(now, purchase_kind=NEW, **facts), POLICY).lowest == Fraction(9, 768)
