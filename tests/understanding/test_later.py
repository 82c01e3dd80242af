"""The day for which a refund is asked, where that is not today."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.understanding.facts import Span, extract_facts
from refundbot.understanding.facts.later import AT_ITS_END

NOW = datetime.fromisoformat("2026-11-30T10:00:00+08:00")  # a Monday


def hours(text: str) -> str | None:
    told = {fact.field: fact.value for fact in extract_facts(text, NOW)}.get("requested_at")
    return f"{told.earliest:%m-%d %H:%M}-{told.latest:%H:%M}" if isinstance(told, Span) else None


def day(text: str) -> str | None:
    told = {fact.field: fact.value for fact in extract_facts(text, NOW)}.get("requested_at")
    return f"{told.latest:%Y-%m-%d}" if isinstance(told, Span) else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12月3号再退能全退吗", "2026-12-03"),
        ("下周再退行吗", "2026-12-13"),
        ("过两天再退", "2026-12-02"),
        ("等用完这个月再退", "2026-12-01"),
        ("那等明年名额重置再退呢", "2027-01-01"),
        ("拖到元旦以后再退", "2027-01-04"),
        ("12月15日申请退订能退多少", "2026-12-15"),
        ("十天后退能拿回多少", "2026-12-10"),
        ("12月10号之前退掉", "2026-12-09"),
        ("年底再退能退多少", "2026-12-31"),
        ("今天退的话能退多少", "2026-11-30"),
        ("我拖到明年1月3号再退是不是能多退些", "2027-01-03"),
        ("过两天再退行不行,比如12月6号", "2026-12-06"),
        ("我下周一去公司才能操作,12月7号", "2026-12-07"),
        ("等我数据迁完,大约12月18号,再退", "2026-12-18"),
        ("放到12月20号再说,还能全退吗", "2026-12-20"),
        ("想用到12月20号,到时候再退", "2026-12-20"),
        ("我12月9号回国再处理它", "2026-12-09"),
        ("先不退,等到12月24号", "2026-12-24"),
        ("最晚放到12月6号", "2026-12-06"),
        ("我可以等到周日吗", "2026-12-06"),
        ("晚两天退会扣多少", "2026-12-02"),
        ("延后一周退,扣的钱会变多吗", "2026-12-07"),
        ("多用十天再退扣多少", "2026-12-10"),
        ("那再晚三天呢", "2026-12-03"),
        ("要是拖到明年年底退呢", "2027-12-31"),
        ("不急,先用着,下个月底前退就行吧", "2026-12-31"),
        ("晚一周退和现在退差多少钱", "2026-12-07"),
    ],
)
def test_the_day_of_the_refund_is_read(text: str, expected: str) -> None:
    assert day(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "过几天再退",
        "11月20号申请退款，现在还没到账",
        "12月3号退款能到账吗",
        "昨天退的款呢",
        "12月3号到期，能退吗",
        "明天能退完不",
        "今年还是第一次要退",
        "晚了两天退,扣了我200",
        "到账晚三天怎么办",
        "退款什么时候到,能等到12月10号吗",
        "券要留到12月30号",
        "11月28号我再看的时候就被扣了",
        "拖到周四机器才开通",
        "11月28号,再退一台",
    ],
)
def test_no_other_day_is_one(text: str) -> None:
    assert day(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("那我后天早上8点去退成不成", "12-02 08:00-08:59"),
        ("12月2号上午退，来得及不", "12-02 06:00-11:59"),
        ("打算周三晚上十点半退", "12-02 22:30-22:59"),
        ("我今晚10点再退可以不", "11-30 22:00-22:59"),
        ("晚上八点我再退呢", "11-30 20:00-20:59"),
        ("今天下午退", "11-30 12:00-17:59"),
        ("今天退呢", "11-30 10:00-10:00"),
    ],
)
def test_the_hour_of_the_refund_is_kept(text: str, expected: str) -> None:
    assert hours(text) == expected


@pytest.mark.parametrize("text", ["过了期再退会怎样", "等它到期了再退可以不", "到期以后我再退呢"])
def test_an_end_looked_forward_to_is_when_and_no_state(text: str) -> None:
    told = {fact.field: fact.value for fact in extract_facts(text, NOW)}
    assert told.get("requested_at") == AT_ITS_END
    assert "state" not in told


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("不续的话到期了会自动扣钱不", False),
        ("到期了系统还会扣我钱吗", False),
        ("服务器已经到期了，还能退吗", True),
        ("服务器到期了能退吗", True),
    ],
)
def test_what_would_follow_an_end_tells_of_none(text: str, over: bool) -> None:
    told = {fact.field: fact.value for fact in extract_facts(text, NOW)}
    assert ("state" in told) is over
    assert "requested_at" not in told


@pytest.mark.parametrize(
    "text",
    ["过两天再退,比如12月6号", "放到12月20号再说", "想用到12月20号,到时候再退", "改天退,12月11号,能全退不"],
)
def test_a_day_that_a_refund_is_put_off_to_dates_nothing_else(text: str) -> None:
    assert {fact.field for fact in extract_facts(text, NOW)} == {"requested_at"}


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("到期日是12月20号,到时候再退", "expires_at"),
        ("放到12月20日到期,我再退行吗", "expires_at"),
        ("过几天再退行吗,11月28日买的", "paid_at"),
        ("上周等到周四机器才开通", "provisioned_at"),
    ],
)
def test_a_day_of_the_purchase_beside_it_stays_one(text: str, field: str) -> None:
    assert field in {fact.field for fact in extract_facts(text, NOW)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("那就明早吧", "2026-12-01"),
        ("那就周五晚上，能退多少", "2026-12-04"),
        ("要不后天", "2026-12-02"),
        ("干脆下周一，来得及吗", "2026-12-07"),
        ("那就昨天吧", None),
    ],
)
def test_a_day_that_is_chosen_for_it_is_all_that_is_told(text: str, expected: str | None) -> None:
    assert day(text) == expected


@pytest.mark.parametrize(
    "text", ["今天上午就退掉", "想今天上午退", "打算今天上午就退（10点左右）", "今早退能退多少"]
)
def test_a_part_of_this_day_that_has_begun_is_now(text: str) -> None:
    told = {fact.field: fact.value for fact in extract_facts(text, NOW.replace(hour=9, minute=50))}
    asked_for = told.get("requested_at")
    assert asked_for is None or asked_for == Span(asked_for.earliest, asked_for.earliest)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天下午退", "11-30 12:00-17:59"),
        ("今天晚上八点退", "11-30 20:00-20:59"),
        ("明天几点退都行吗", "12-01 00:00-23:59"),
    ],
)
def test_a_part_of_this_day_that_is_to_come_is_later(text: str, expected: str) -> None:
    assert hours(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "元旦后几号几点之前退都算五天内",
        "那12月4号几点前要退",
        "明天上午几点之前退才算全额",
        "12月最晚哪天退",
        "下周哪天退才不亏",
        "新的一个月后天开始，退",
    ],
)
def test_until_when_one_can_is_no_day(text: str) -> None:
    assert day(text) is None
