"""A value holds from its date until the next one; before the first there is none."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from refundbot.policy import PolicyBook, PolicyError, load_policy

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def book() -> PolicyBook:
    return load_policy()


@pytest.mark.parametrize(
    ("on", "granularity"),
    [(date(2023, 12, 31), "day"), (date(2024, 1, 1), "hour"), (date(2024, 1, 2), "hour")],
)
def test_a_value_changes_on_its_date(book: PolicyBook, on: date, granularity: str) -> None:
    assert book.at(on).get("formulas.granularity").value == granularity


@pytest.mark.parametrize(
    ("on", "parts"),
    [
        (date(2025, 7, 23), ("cash", "cash_coupon")),
        (date(2025, 7, 24), ("cash", "cash_coupon", "stored_card")),
        (date(2025, 7, 25), ("cash", "cash_coupon", "stored_card")),
    ],
)
def test_the_paid_amount_includes_stored_cards_from_the_newer_page_on(
    book: PolicyBook, on: date, parts: tuple[str, ...]
) -> None:
    assert book.at(on).get("coupon_rules.paid_amount").value == parts


@pytest.mark.parametrize(
    ("on", "known"), [(date(2020, 10, 19), False), (date(2020, 10, 20), True), (date(2020, 10, 21), True)]
)
def test_before_the_first_date_nothing_is_known(book: PolicyBook, on: date, known: bool) -> None:
    window = book.at(on).get("windows.five_day")
    assert window.known is known
    assert (window.value == 120) is known
    assert (window.since == date(2020, 10, 20)) is known
    assert (window.unknown is None) is known
    assert (window.conflict is not None) is known
    assert window.source.id == "S1"


def test_an_unknown_value_says_why_and_where_it_was_sought(book: PolicyBook) -> None:
    rate = book.at(TODAY).get("fees.monthly")
    assert not rate.known
    assert rate.value is None
    assert rate.unknown == "按月购买的手续费率没有查到，请以退订页面显示为准"
    assert rate.source.id == "S4"


def test_an_aware_datetime_counts_by_its_day_in_shanghai(book: PolicyBook) -> None:
    newyear = datetime(2023, 12, 31, 16, 0, tzinfo=timezone.utc)
    assert book.at(newyear).on == date(2024, 1, 1)
    assert book.at(newyear - timedelta(seconds=1)).on == date(2023, 12, 31)


def test_a_naive_datetime_is_refused(book: PolicyBook) -> None:
    with pytest.raises(PolicyError, match="no time zone"):
        book.at(datetime(2024, 1, 1))  # noqa: DTZ001 - the naive one is the point


def test_a_misspelt_id_is_an_error_and_not_an_unknown(book: PolicyBook) -> None:
    with pytest.raises(PolicyError, match=r"no policy parameter 'windows\.fife_day'"):
        book.at(TODAY).get("windows.fife_day")


def test_ids_below_a_prefix_are_sorted(book: PolicyBook) -> None:
    policy = book.at(TODAY)
    assert policy.ids("fees.five_year.") == tuple(f"fees.five_year.year_{n}" for n in range(1, 6))
    assert policy.ids("nothing.") == ()
    assert policy.ids() == tuple(sorted(book.parameters))


def test_a_policy_carries_version_and_day(book: PolicyBook) -> None:
    policy = book.at(TODAY)
    assert (policy.version, policy.on) == (book.version, TODAY)


def test_values_are_frozen(book: PolicyBook) -> None:
    rate = book.at(TODAY).get("fees.five_year.year_1")
    assert rate.value == Decimal("0.30")
    with pytest.raises(AttributeError):
        rate.value = Decimal("0.10")  # type: ignore[misc]
    with pytest.raises(TypeError):
        book.sources["S1"] = book.sources["S2"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("on", "overdue"), [(date(2027, 5, 30), False), (date(2027, 5, 31), False), (date(2027, 6, 1), True)]
)
def test_a_parameter_is_overdue_once_its_review_date_has_passed(
    book: PolicyBook, on: date, overdue: bool
) -> None:
    assert ("quotas.five_day" in {value.id for value in book.overdue(on)}) is overdue
