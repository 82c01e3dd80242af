"""Days that are named: festivals, words of Cantonese, misheard parts of a day, the day of a story."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.understanding.facts import Span, extract_facts

NOW = datetime.fromisoformat("2027-10-12T15:00:00+08:00")  # a Tuesday


def told(text: str, asked: str | None = None) -> dict[str, str]:
    """Each date that is read, from its first minute to its last."""
    return {
        fact.field: f"{fact.value.earliest:%y-%m-%d %H:%M}..{fact.value.latest:%m-%d %H:%M}"
        for fact in extract_facts(text, NOW, asked)
        if isinstance(fact.value, Span)
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("元宵节那天买的", "27-02-20 00:00..02-20 23:59"),
        ("清明当天下的单", "27-04-05 00:00..04-05 23:59"),
        ("除夕当晚买的", "27-02-05 18:00..02-05 23:59"),
        ("端午节当日付的款", "27-06-09 00:00..06-09 23:59"),
        ("中秋晚上八点付的", "27-09-15 20:00..09-15 20:59"),
        ("中秋20:15付的", "27-09-15 20:15..09-15 20:15"),
        ("国庆上午10点整下的单", "27-10-01 10:00..10-01 10:00"),
        ("去年中秋下午3点半买的", "26-09-25 15:30..09-25 15:59"),
        ("去年五一那天买的", "26-05-01 00:00..05-01 23:59"),
        ("大年初一那天下午买的", "27-02-06 12:00..02-06 17:59"),
        ("重阳节买的", "27-10-08 00:00..10-08 23:59"),
        ("元旦清晨买的", "27-01-01 04:00..01-01 08:59"),
        # the days off, or around them
        ("中秋假期晚上八点买的", "27-09-13 00:00..09-17 23:59"),
        ("国庆期间买的", "27-10-01 00:00..10-07 23:59"),
        ("春节晚上八点买的", "27-02-05 00:00..02-12 23:59"),
        ("端午前后买的", "27-06-03 00:00..06-15 23:59"),
        ("夏天晚上买的", "27-06-01 00:00..08-31 23:59"),
        ("国庆第三天下午买的", "27-10-03 12:00..10-03 17:59"),
        ("元旦3号买的", "27-10-03 00:00..10-03 23:59"),
    ],
)
def test_a_festival_with_a_time_of_day_is_the_very_day(text: str, expected: str) -> None:
    assert told(text)["paid_at"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("噚日下晝三點買嘅", "27-10-11 15:00..10-11 15:59"),
        ("尋日上晝十點半買咗", "27-10-11 10:30..10-11 10:59"),
        ("琴晚八點買咗", "27-10-11 20:00..10-11 20:59"),
        ("擒日買㗎", "27-10-11 00:00..10-11 23:59"),
        ("噚朝九點買咗部", "27-10-11 09:00..10-11 09:59"),
        ("今朝十點買咗", "27-10-12 10:00..10-12 10:59"),
        ("今朝買的", "27-10-12 00:00..10-12 15:00"),
        ("前日朝早買嘅", "27-10-10 05:00..10-10 09:59"),
        ("前日朝頭早買嘅", "27-10-10 04:00..10-10 08:59"),
        ("大前日晏晝三點買嘅", "27-10-09 15:00..10-09 15:59"),
        ("10月9號夜晚十點買嘅", "27-10-09 22:00..10-09 22:59"),
        ("10月9號下晝兩點幾買嘅", "27-10-09 13:30..10-09 15:29"),
    ],
)
def test_days_and_their_parts_in_cantonese(text: str, expected: str) -> None:
    assert told(text)["paid_at"] == expected


@pytest.mark.parametrize("text", ["想寻朝阳区的机房", "报了个听日语课", "听朝鲜族歌"])
def test_of_other_words_with_the_same_characters_none_is_a_day(text: str) -> None:
    assert told(text) == {}


def test_tomorrow_in_cantonese_is_the_day_of_a_refund() -> None:
    assert told("聽日退得唔得")["requested_at"].startswith("27-10-13")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9号碗上8点20买的", "27-10-09 20:20..10-09 20:24"),
        ("9号玩上八点买的", "27-10-09 20:00..10-09 20:59"),
        ("9号早商9点买的", "27-10-09 09:00..10-09 09:59"),
        ("9号下舞3点买的", "27-10-09 15:00..10-09 15:59"),
        ("9号终午12:05买的", "27-10-09 12:05..10-09 12:05"),
        ("昨碗10点买的", "27-10-11 22:00..10-11 22:59"),
        # meant as it is written
        ("9号网上10点买的", "27-10-09 00:00..10-09 23:59"),
    ],
)
def test_a_part_of_the_day_is_heard_by_its_sound_before_an_hour(text: str, expected: str) -> None:
    assert told(text)["paid_at"] == expected


@pytest.mark.parametrize("text", ["其中五十点积分没用", "碗上三件套", "玩上三点就停"])
def test_nothing_else_is_a_part_of_the_day(text: str) -> None:
    assert told(text) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10月2号去听了个讲座，讲师说云服务器便宜，我当天就买了一台", "27-10-02"),
        ("国庆那天全家聚餐，表哥吹了半天云服务器，我当场就下单了", "27-10-01"),
        ("9月18号公司团建，聊着聊着我当晚就买了台云服务器", "27-09-18"),
        # another day has the purchase
        ("10月2号去听了个讲座，10月5号才下的单，当天就开好了", "27-10-05"),
    ],
)
def test_what_was_bought_there_and_then_was_on_the_day_of_the_story(text: str, expected: str) -> None:
    assert told(text)["paid_at"].startswith(expected)


def test_what_was_not_bought_then_has_no_day() -> None:
    assert told("10月2号同学生日，他劝我上云，我当时没买") == {}


@pytest.mark.parametrize(
    ("text", "paid"),
    [
        ("9月28号晚上办了一台云服务器，是双十一返场活动里买的", "27-09-28 18:00..09-28 23:59"),
        ("7月2号618返场买的服务器", "27-07-02 00:00..07-02 23:59"),
        ("7月2号在818活动买的服务器", "27-07-02 00:00..07-02 23:59"),
        ("618优惠活动，6月25号下的单", "27-06-25 00:00..06-25 23:59"),
        # no other day is told
        ("618活动买的服务器", "27-06-18 00:00..06-18 23:59"),
        ("双十一大促买的", "26-11-11 00:00..11-11 23:59"),
    ],
)
def test_the_name_of_a_sale_gives_way_to_a_day(text: str, paid: str) -> None:
    assert told(text)["paid_at"] == paid


def test_the_name_of_a_sale_is_no_sum() -> None:
    assert "paid_amount" not in {fact.field for fact in extract_facts("618返场的服务器，7月8号开的", NOW)}


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("到10 日早上 9 點資料庫才真的開通", "provisioned_at", "27-10-10 09:00..10-10 09:59"),
        ("10 月 3 日 16 点 30 分付的款", "paid_at", "27-10-03 16:30..10-03 16:34"),
        ("新的一期10号才开始的", "effective_at", "27-10-10 00:00..10-10 23:59"),
        ("续的那段9号才生效的", "effective_at", "27-10-09 00:00..10-09 23:59"),
        ("新的一期10月28号才开始的", "effective_at", "27-10-28 00:00..10-28 23:59"),
        ("新的一期20号才会开始", "effective_at", "27-10-20 00:00..10-20 23:59"),
        ("新的一个月后天零点开始", "effective_at", "27-10-14 00:00..10-14 00:59"),
        ("现金券是8月底就expire了的那种", "cash_coupon_expires_at", "27-08-21 00:00..08-31 23:59"),
        ("代金券、现金券有效期 2027-12-31", "voucher_expires_at", "27-12-31 00:00..12-31 23:59"),
        ("代金券/现金券/储值卡 有效期至2027-12-31", "voucher_expires_at", "27-12-31 00:00..12-31 23:59"),
        ("用了代金券 服务器有效期到2027-12-31", "expires_at", "27-12-31 00:00..12-31 23:59"),
        ("代金券、服务器都买了，服务器12月31日到期", "expires_at", "27-12-31 00:00..12-31 23:59"),
    ],
)
def test_to_what_a_day_belongs(text: str, field: str, expected: str) -> None:
    heard = told(text)
    assert heard.pop(field) == expected
    assert all(other.endswith("_expires_at") for other in heard)


def terms(text: str) -> tuple[object, list[str]]:
    facts = extract_facts(text, NOW)
    return next((f.value for f in facts if f.field == "term_months"), None), [*told(text)]


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("前天上午开了台云服务器 3个月 刚好600", 3),
        ("昨天拿券开了台服务器 半年 正好300", 6),
        ("9号下午开了台RDS，两年，共2400", 24),
    ],
)
def test_a_length_beside_the_day_of_the_purchase_is_its_term(text: str, months: int) -> None:
    term, dates = terms(text)
    assert term == months
    assert len(dates) == 1


@pytest.mark.parametrize(
    "text", ["服务器用了3个月了 花了600", "服务器跑了3个月，600块", "3个月前买的服务器 600"]
)
def test_how_long_it_has_been_there_is_no_term(text: str) -> None:
    assert terms(text)[0] is None


@pytest.mark.parametrize(
    ("text", "paid"),
    [
        ("去年五月公司成立，当时想做个官网，20号下单了一台服务器", "26-05-20"),
        ("去年八月份我开了家花店，就想搞个小程序，9号买了台云服务器", "26-08-09"),
        ("上个月我们搬了办公室，就想换个网络，8号买了个带宽，包年", "27-09-08"),
        ("2026年11月我接了个项目，客户说要上云，后来15号买了一台ECS", "26-11-15"),
        # of the present month, or the last such day
        ("去年八月份我开了家花店，今年想搞个小程序，9号买了台云服务器", "27-10-09"),
        ("去年八月份买过一台退了，想着便宜，9号又买了一台云服务器", "27-10-09"),
        ("去年八月份开始用华为云的，9号买了台服务器", "27-10-09"),
        ("9月的账单我看了，就想问问，9号买的服务器", "27-10-09"),
        ("去年八月份开了家花店。想做网站，9号买了台云服务器", "27-10-09"),
    ],
)
def test_a_day_of_a_story_is_in_its_month(text: str, paid: str) -> None:
    heard = told(text)
    assert heard["paid_at"].startswith(paid)
    assert "provisioned_at" not in heard


def test_a_shop_that_was_opened_is_no_machine() -> None:
    assert told("前天我开了家民宿") == {}
    assert "provisioned_at" in told("前天我给公司开了台服务器")


def test_a_beginning_that_is_said_to_be_over_is_sure() -> None:
    (begun,) = [f for f in extract_facts("新的一期10号才开始的，今天12号", NOW) if f.field == "effective_at"]
    assert begun.confidence > 0.9


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("是10月3号付的不是8号 国庆在老家下的单", "27-10-03 00:00..10-03 23:59"),
        ("10月2号买的，不是11号，国庆期间下单的", "27-10-02 00:00..10-02 23:59"),
        ("不是8号，国庆期间买的", "27-10-01 00:00..10-07 23:59"),
    ],
)
def test_a_festival_around_a_day_takes_its_place_in_no_correction(text: str, expected: str) -> None:
    assert told(text)["paid_at"] == expected


@pytest.mark.parametrize("text", ["7号还是9号 三天都在外面跑", "两天都在医院陪护", "三天一直在搬家"])
def test_how_long_something_else_went_on_tells_no_day(text: str) -> None:
    assert told(text, "provisioned_at").keys() <= {"provisioned_at"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("说错了，是3号", "27-10-03 00:00..10-03 23:59"),
        ("不对 是2号上午九点 5号是我交房租", "27-10-02 09:00..10-02 09:59"),
        ("打错了 是4号 10月4号下午三点", "27-10-04 15:00..10-04 15:59"),
        ("是11号 10月11号晚上八点 漏打了个1", "27-10-11 20:00..10-11 20:59"),
        ("看错了，其实是上周五", "27-10-08 00:00..10-08 23:59"),
    ],
)
def test_a_day_by_itself_puts_right_one_told_before(text: str, expected: str) -> None:
    assert told(text, "quota_left")["paid_at"] == expected


@pytest.mark.parametrize(
    "text",
    [
        "6号是我交房租",
        "5号是给员工发工资，看混了",
        "8号是在充电费",
        "说错了，是下周三",
        "搞错了，是3号升的配",
    ],
)
def test_the_day_of_another_doing_is_none_of_the_purchase(text: str) -> None:
    assert "paid_at" not in told(text, "quota_left")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("前年国庆，10月3号上午十点半开通的云服务器", "25-10-03 10:30..10-03 10:59"),
        ("去年夏天，7月5号开通的", "26-07-05 00:00..07-05 23:59"),
        ("前年，11月20号开的", "25-11-20 00:00..11-20 23:59"),
        ("大前年春节那会儿，2月12号开的", "24-02-12 00:00..02-12 23:59"),
        # the day is not in the stretch, or is no part of it
        ("今年国庆，9月20号开的", "27-09-20 00:00..09-20 23:59"),
        ("前年国庆在老家，10月3号开通了一台", "27-10-03 00:00..10-03 23:59"),
    ],
)
def test_a_day_has_the_year_of_the_stretch_beside_it(text: str, expected: str) -> None:
    heard = told(text)
    assert heard.get("provisioned_at") or heard["paid_at"] == expected
    assert expected in heard.values()


def test_what_was_counted_from_a_day_began_at_the_nearest() -> None:
    words = "老的到10月9号到期我5号续的半年新的从十号开始算的到今天才用了两天"
    assert told(words)["effective_at"] == "27-10-10 00:00..10-10 23:59"
