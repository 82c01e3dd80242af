"""A day that may be one of two is the stretch of both, and so decides nothing at a border between them."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.understanding.facts import Span, extract_facts

NOW = datetime.fromisoformat("2027-10-12T15:00:00+08:00")  # a Tuesday


def told(text: str) -> dict[str, str]:
    """Each date of the purchase that is read, from its first day to its last."""
    return {
        fact.field: f"{fact.value.earliest:%m-%d}..{fact.value.latest:%m-%d}"
        for fact in extract_facts(text, NOW)
        if isinstance(fact.value, Span)
    }


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("買咗三四日啦，可能五日，唔記得", "paid_at", "10-07..10-09"),
        ("开了五天，也可能六天，记不清了", "provisioned_at", "10-06..10-07"),
        ("买了五天还是六天来着", "paid_at", "10-06..10-07"),
        ("7号买的，也可能是8号", "paid_at", "10-07..10-08"),
        ("10月6号开的，没准是7号", "provisioned_at", "10-06..10-07"),
        ("上周四买的，要么就是上周五", "paid_at", "10-07..10-08"),
        ("要么5号要么6号买的", "paid_at", "10-05..10-06"),
        ("昨天或者前天买的", "paid_at", "10-10..10-11"),
        ("6号还是7号开的记不清了", "provisioned_at", "10-06..10-07"),
        ("国庆那天下的单，也许是2号", "paid_at", "10-01..10-02"),
        ("5号买的，6号也可能是7号开通的", "provisioned_at", "10-06..10-07"),
        ("四五天前、也可能六天前买的服务器", "paid_at", "10-06..10-08"),
        ("三四天前、没准五天前下的单", "paid_at", "10-07..10-09"),
        ("我6号、也可能7号买了一台云服务器", "paid_at", "10-06..10-07"),
        ("五天前，要不就是六天前开的云服务器", "provisioned_at", "10-06..10-07"),
        ("不是7号就是9号买的", "paid_at", "10-07..10-09"),
        ("要不是7号开的就是8号", "provisioned_at", "10-07..10-08"),
        ("上周二到周四之间哪天买的说不清", "paid_at", "10-05..10-07"),
        ("上周三到上周五里头某一天开通的", "provisioned_at", "10-06..10-08"),
        ("10月5日至10月8日之间下的单", "paid_at", "10-05..10-08"),
    ],
)
def test_either_of_two_days(text: str, field: str, expected: str) -> None:
    heard = told(text)
    assert heard.pop(field) == expected
    assert set(heard) <= {"paid_at"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6号买的，可能7号开通的", {"paid_at": "10-06..10-06", "provisioned_at": "10-07..10-07"}),
        ("6号买的，可能11月到期", {"paid_at": "10-06..10-06", "expires_at": "11-01..11-30"}),
        ("6号买的，7号开通的", {"paid_at": "10-06..10-06", "provisioned_at": "10-07..10-07"}),
        ("不是6号买的，是7号", {"paid_at": "10-07..10-07"}),
        ("6号买的，可能是下午三点", {"paid_at": "10-06..10-06"}),
        ("买了四五天", {"paid_at": "10-07..10-08"}),
        ("明天或者后天退行吗", {}),
        ("买了四五天，可能六天后退", {"paid_at": "10-07..10-08"}),
    ],
)
def test_what_is_no_doubt_between_two_days(text: str, expected: dict[str, str]) -> None:
    heard = told(text)
    heard.pop("requested_at", None)
    assert heard == expected


@pytest.mark.parametrize(
    ("text", "asked", "days"),
    [
        ("不是4号就是7号", "provisioned_at", ("2027-10-04", "2027-10-07")),
        ("不是8号就是9号买的，两天都在开会", "paid_at", ("2027-10-08", "2027-10-09")),
        ("眼看元旦了哪有空弄这个", "paid_at", None),
        ("马上国庆了用不上了", "paid_at", None),
        ("不是3号买的，就是没开通", "paid_at", None),
    ],
)
def test_the_day_that_was_asked_for(text: str, asked: str, days: tuple[str, str] | None) -> None:
    told = {fact.field: fact.value for fact in extract_facts(text, NOW, asked)}
    span = told.get(asked)
    found = (f"{span.earliest:%Y-%m-%d}", f"{span.latest:%Y-%m-%d}") if isinstance(span, Span) else None
    assert found == days
