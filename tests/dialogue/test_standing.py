"""What was told exactly stands against a mention in passing, and a bare date is of what was asked for."""

from __future__ import annotations

import pytest

CHECK, INFORM = "eligibility.check", "dialogue.inform"
OPENED = "6月10号上午十点开的云服务器，包年，付了1200，五天名额还有3个，能退多少"


@pytest.mark.parametrize(
    "later",
    [
        "才用了没几天就不想要了",
        "机器才买两天吧",
        "昨天跟老板商量过了，确定不要",
        "不是续的，项目上个月就黄了",
        "我让同事晚上回来弄",
        "不是我要退，是公司上个月改方案了",
    ],
)
async def test_a_date_in_passing_takes_no_day_away(talk, later: str) -> None:
    _, state = await talk((OPENED, CHECK), (later, INFORM))
    assert state.check.facts["provisioned_at"]["earliest"].startswith("2026-06-10T10:00")


@pytest.mark.parametrize(
    ("later", "day"),
    [
        ("不对，是6月22号开的", "2026-06-22"),
        ("记错了，是前天开的", "2026-06-22"),
        ("刚翻了订单，刚才那个日期是错的，是12号开的", "2026-06-12"),
        ("开通时间是6月11号", "2026-06-11"),
    ],
)
async def test_a_day_that_is_put_right_is_taken(talk, later: str, day: str) -> None:
    _, state = await talk((OPENED, CHECK), (later, INFORM))
    assert state.check.facts["provisioned_at"]["earliest"].startswith(day)


@pytest.mark.parametrize("answer", ["7月1号", "七月一号零点", "是7月1日"])
async def test_a_bare_date_answers_whether_a_renewal_has_begun(talk, answer: str) -> None:
    _, state = await talk(("云服务器6月20号续费了一个月，98块，想退", CHECK), (answer, INFORM))
    facts = state.check.facts
    assert facts["effective_at"]["earliest"].startswith("2026-07-01")
    assert facts["paid_at"]["earliest"].startswith("2026-06-20")


async def test_a_bare_date_that_confirms_another_field_is_no_payment(talk) -> None:
    _, state = await talk(
        ("5月20号给公司订了一个视频直播的资源包，一年1299，生效时间选的6月1号零点，想着以后再用", CHECK),
        ("没到生效时间的包可以全退吧，我一分钟都没播过，麻烦退一下", CHECK),
        ("6月1号零点", INFORM),
    )
    assert state.check.facts["paid_at"]["earliest"].startswith("2026-05-20")
    assert state.check.facts["effective_at"]["earliest"].startswith("2026-06-01")


@pytest.mark.parametrize("later", ["按小时算的", "那就按时长吧", "麻烦按小时折算"])
async def test_how_it_is_reckoned_makes_no_year_pay_per_use(talk, later: str) -> None:
    _, state = await talk((OPENED, CHECK), (later, INFORM))
    assert state.check.facts["billing_mode"] == "subscription"


async def test_a_billing_mode_that_is_put_right_is_taken(talk) -> None:
    _, state = await talk((OPENED, CHECK), ("说错了，是按需计费的", INFORM))
    assert state.check.facts["billing_mode"] == "pay_per_use"
