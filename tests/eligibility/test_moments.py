"""Intervals against a point in time, and calendar months."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from refundbot.eligibility.case import Moment
from refundbot.eligibility.moments import add_months, passed_by, term_between
from refundbot.policy.model import POLICY_ZONE

NOW = datetime(2026, 11, 22, 12, tzinfo=POLICY_ZONE)


@pytest.mark.parametrize(
    ("hours", "passed"),
    [((-2, -1), True), ((-1, 0), True), ((0, 0), True), ((-1, 1), None), ((0, 1), None), ((1, 2), False)],
)
def test_an_interval_has_passed_when_all_of_it_has(hours: tuple[int, int], passed: bool | None) -> None:
    first, last = (NOW + timedelta(hours=ahead) for ahead in hours)
    assert passed_by(Moment(first, last), NOW) is passed


def test_nobody_knows_whether_an_unknown_moment_has_passed() -> None:
    assert passed_by(None, NOW) is None


@pytest.mark.parametrize(
    ("first", "last", "complaint"),
    [
        (NOW.replace(tzinfo=None), NOW.replace(tzinfo=None), "a Moment needs aware datetimes"),
        (NOW.replace(tzinfo=None), NOW, "a Moment needs aware datetimes"),
        (NOW, NOW.replace(tzinfo=None), "a Moment needs aware datetimes"),
        (NOW, NOW - timedelta(seconds=1), "a Moment may not end before it begins"),
    ],
)
def test_what_no_moment_is(first: datetime, last: datetime, complaint: str) -> None:
    with pytest.raises(ValueError, match=f"^{complaint}$"):
        Moment(first, last)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-11-15", 13, "2027-12-15"),
        ("2024-02-29", 12, "2025-02-28"),
    ],
)
def test_months_keep_the_day_where_there_is_one(start: str, months: int, end: str) -> None:
    assert add_months(datetime.fromisoformat(start), months) == datetime.fromisoformat(end)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2026-06-10 10:12", "2031-06-10 23:59:59", 60),
        ("2026-06-10 10:12", "2031-06-11 00:00", 60),
        ("2026-06-10 10:12", "2031-06-09 23:59:59", 60),
        ("2026-01-31 08:00", "2026-02-28 23:59:59", 1),
        ("2024-02-29 08:00", "2025-02-28 00:00", 12),
        ("2026-06-10 23:59", "2026-09-10 00:00", 3),
        ("2026-06-10 10:12", "2031-06-12 00:00", None),
        ("2026-06-10 10:12", "2027-06-25 23:59:59", None),
        ("2026-06-10 10:12", "2026-06-10 23:59:59", None),
        ("2026-06-10 10:12", "2026-06-24 23:59:59", None),
        ("2026-06-10 10:12", "2025-06-10 23:59:59", None),
    ],
)
def test_whole_months_lie_between_a_start_and_an_end(start: str, end: str, months: int | None) -> None:
    first, last = (datetime.fromisoformat(each).replace(tzinfo=POLICY_ZONE) for each in (start, end))
    assert term_between(first, last) == months
