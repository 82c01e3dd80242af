"""Where the words around a span leave no doubt of its role, or its time, whatever the model takes it for."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from refundbot.understanding.facts import Span, extract_facts

NOW = datetime.fromisoformat("2026-08-19T15:00:00+08:00")  # a Wednesday


def read(text: str, asked: str | None = None) -> dict[str, object]:
    """What is read of each field; of a date its first day."""
    facts = extract_facts(text, NOW, asked)
    return {
        fact.field: f"{fact.value.earliest:%Y-%m-%d}" if isinstance(fact.value, Span) else fact.value
        for fact in facts
    }


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("升配补差价120，结果升配失败", 120),
        ("RDS包年3000买的，昨天升配多付了260.5，变更失败", Decimal("260.5")),
        ("服务器一年1200，昨天升级补交了差价80元，变更失败", 80),
        ("变更规格失败了，扣了我差价66.6元", Decimal("66.6")),
    ],
)
def test_of_a_change_that_failed_the_difference_was_paid(text: str, amount: object) -> None:
    assert read(text)["paid_amount"] == amount


def test_the_difference_of_a_change_that_went_well_is_not_what_was_paid() -> None:
    assert "paid_amount" not in read("升级成功了，补了80差价")


@pytest.mark.parametrize(
    ("text", "paid", "voucher"),
    [
        ("原价600元，代金券抵了100，剩下的用支付宝付", 500, 100),
        ("標價1500，代金券減了200，餘下微信支付", 1300, 200),
        ("350 全部用 代金券 抵掉 的", 0, 350),
    ],
)
def test_what_a_voucher_leaves_over(text: str, paid: object, voucher: object) -> None:
    told = read(text)
    assert (told["paid_amount"], told["voucher_amount"]) == (paid, voucher)


def test_of_a_price_that_came_down_otherwise_the_rest_is_what_the_coupon_left_or_open() -> None:
    heard = read("原价600元，活动价450，代金券抵了100，剩下的支付宝")
    assert heard.get("paid_amount") in (None, 350)


@pytest.mark.parametrize(
    ("text", "field", "day"),
    [
        ("my voucher expires 9/30", "voucher_expires_at", "2026-09-30"),
        ("付了1000，里面有张储值卡300，那卡8月25号就到头了", "stored_card_expires_at", "2026-08-25"),
        ("储值卡500，现金券200，券9月30号过期", "cash_coupon_expires_at", "2026-09-30"),
        ("代金券100，8月30号到期；现金券50，9月12号到期", "voucher_expires_at", "2026-08-30"),
        ("8月17号开的RDS，用了张当天到期的代金券", "coupon_expires_at", "2026-08-17"),
        ("那张80的现金券8月18号，也就是昨天，已经作废了", "cash_coupon_expires_at", "2026-08-18"),
    ],
)
def test_each_coupon_has_its_own_end(text: str, field: str, day: str) -> None:
    told = read(text)
    assert told[field] == day
    assert "expires_at" not in told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("券年底才过期", ("coupon_expires_at", "2026-11-16")),
        ("月底到期", ("expires_at", "2026-08-26")),
        ("代金券月底过期的话还能退不", ("voucher_expires_at", "2026-08-26")),
        ("9月底到期", ("expires_at", "2026-09-26")),
        ("月初到期", ("expires_at", "2026-09-01")),
        ("月底再退行吗", ("requested_at", "2026-08-31")),
        ("想用到月底再退", ("requested_at", "2026-08-31")),
        ("年底买的云服务器", ("paid_at", "2025-11-16")),
        ("上个月底买的", ("paid_at", "2026-07-21")),
        ("月底过期了", ("expires_at", "2026-07-21")),
    ],
)
def test_what_ends_at_the_end_of_the_year_or_month_does_so_at_the_present_one(
    text: str, expected: tuple[str, str]
) -> None:
    field, day = expected
    assert read(text)[field] == day


@pytest.mark.parametrize(
    "text",
    ["五一值班，5月6号下午开的云服务器", "端午没放假，6月22号开通的RDS", "国庆上线，10月9号上午开的Kafka"],
)
def test_a_festival_beside_the_day_of_the_opening_is_none_of_the_purchase(text: str) -> None:
    assert "paid_at" not in read(text)


@pytest.mark.parametrize("text", ["续的要9月6号才算，没开始呢", "续了一年，得等到9月1号才接上"])
def test_what_only_begins_on_a_day_begins_then(text: str) -> None:
    told = read(text)
    assert str(told["effective_at"]).startswith("2026-09")
    assert "paid_at" not in told


@pytest.mark.parametrize(
    "text", ["rds 包年 3200 四天前 退", "云硬盘 100 昨天 退订", "redis 包月 260 上周五 退"]
)
def test_a_day_among_key_words_is_that_of_the_payment(text: str) -> None:
    assert "paid_at" in read(text)


@pytest.mark.parametrize("text", ["昨天退的 没到账", "ecs 包月 明天 退"])
def test_the_day_of_a_refund_is_not(text: str) -> None:
    assert "paid_at" not in read(text)


def test_of_two_sums_that_are_asked_about_neither_is_told() -> None:
    assert "paid_amount" not in read("一共退3,000.00还是2,600.00？")


@pytest.mark.parametrize("text", ["昨天那单是给过期的云主机续费的", "到期了又续了一年，昨天付的"])
def test_what_was_renewed_has_not_expired(text: str) -> None:
    told = read(text)
    assert "state" not in told
    assert told["purchase_kind"] == "renewal"


def test_what_nobody_renewed_has() -> None:
    assert read("7月底到期了，没续")["state"] == "expired"


def test_a_renewal_may_begin_on_the_day_of_the_payment() -> None:
    assert read("8月3号续费的云服务器，当天就接上了")["effective_at"] == "2026-08-03"


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("A单是云硬盘，昨天买的，80块，留着。B单是云服务器，3号上午开的，包月235", "ecs"),
        ("第一单是ECS，5号买的，300块，不退；第二单RDS，8号买的，包月120，想退", "rds"),
    ],
)
def test_of_orders_with_labels_the_one_that_stays_tells_nothing(text: str, product: str) -> None:
    told = read(text)
    assert told["product"] == product
    assert told["paid_amount"] in (235, 120)


def test_what_stands_in_brackets_of_another_one_is_not_of_this() -> None:
    assert "billing_mode" not in read("15号开的是演示那台（那台是按需的），要退的这台是10号下午开的")


@pytest.mark.parametrize(
    "text", ["没有没有", "没有了", "none", "没有没有，都付完了", "冇", "nothing pending", "都没有了"]
)
def test_nothing_waits(text: str) -> None:
    assert read(text, "pending_transaction")["pending_transaction"] is False


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("还在有效期内", "in_effect"),
        ("已开通", "in_effect"),
        ("开通了", "in_effect"),
        ("没到期 9.10才到", "in_effect"),
        ("还没开通", "not_in_effect"),
        ("资源没了", "closed"),
        ("显示资源已关闭", "closed"),
    ],
)
def test_the_state_in_few_words(text: str, state: str) -> None:
    assert read(text, "state")["state"] == state


@pytest.mark.parametrize("text", ["双11那天买的，5000", "618当天下单的云服务器，2000块"])
def test_a_day_of_sales_is_no_promotion(text: str) -> None:
    assert "origin" not in read(text)


@pytest.mark.parametrize("text", ["双11抢的服务器", "618秒杀的云主机"])
def test_what_was_snatched_on_it_is_one(text: str) -> None:
    assert read(text)["origin"] == "promotion"


def test_an_invoice_that_others_issued_to_us() -> None:
    assert read("发票上周他们已经给我们开好了")["invoiced"] is True


def test_a_contract_that_waives_the_fee_in_two_languages() -> None:
    assert read("我们的 agreement 里写明 退订不收 handling fee")["fee_waiver_contract"] is True


def test_what_was_never_applied_for_was_not_used() -> None:
    assert read("今年没有申请过五天无理由")["quota_used"] == 0
    assert read("没申请过", "quota_left")["quota_left"] == 1


@pytest.mark.parametrize(("text", "amount"), [("RDS 280一个月", 280), ("云桌面 88块一个月 昨天买的", 88)])
def test_the_price_of_one_month_was_paid(text: str, amount: int) -> None:
    assert read(text)["paid_amount"] == amount


def test_not_where_more_months_were_bought() -> None:
    assert "paid_amount" not in read("50元一个月的云服务器，买了三个月")


def test_what_is_set_against_what_it_is_not_is_surely_told() -> None:
    facts = extract_facts("查了下订单，写的是按需 不是包年", NOW)
    assert [fact.confidence for fact in facts if fact.field == "billing_mode"] == [1.0]


@pytest.mark.parametrize(
    ("text", "count"),
    [("云硬盘8块（同一订单），今天全退", 8), ("云硬盘6块，昨天开通，现在6块全部退订", 6)],
)
def test_disks_are_counted_in_the_unit_of_money(text: str, count: int) -> None:
    assert read(text)["quantity"] == count


@pytest.mark.parametrize("text", ["云硬盘50块，昨天买的，50块全部退给我", "云硬盘30块一个月"])
def test_where_it_is_money_nothing_is_counted(text: str) -> None:
    assert "quantity" not in read(text)


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("云堡垒机买了三天，跟普通的云主机一个规则吧", "cbh"),
        ("域名也像服务器那样能五天退吗", "domain"),
        ("my domain, is it the same as a normal server?", "domain"),
        ("退云桌面和退流量包差不多麻烦吗", "cloud_desktop"),
    ],
)
def test_what_a_purchase_is_compared_with_is_none(text: str, product: str) -> None:
    assert read(text)["product"] == product


@pytest.mark.parametrize("text", ["这个跟按需的一样，随时能退吧", "和包年的同样规矩吗"])
def test_nor_is_a_way_of_billing_that_it_is_compared_with(text: str) -> None:
    assert "billing_mode" not in read(text)


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("替带宽订了个加油包，15号付的80", "bandwidth_addon"),
        ("给云数据库买了块云硬盘，昨天付的，60块，盘想退", "evs"),
        ("公网IP上挂着加油包，8月15号买的IP，想退", "eip_bandwidth"),
    ],
)
def test_what_was_bought_for_another_thing_is_what_was_bought(text: str, product: str) -> None:
    assert read(text)["product"] == product


@pytest.mark.parametrize(
    "text",
    [
        "8月16号拍下了一台RDS没付钱，第二天中午才付的款",
        "周一提交了订单没付款，昨天晚上回家后来又付掉的",
        "15号下的单没付，16号付了",
        "订单8月14日提交未支付，8月15日完成支付",
    ],
)
def test_an_order_that_was_paid_in_the_end_is_not_in_the_way(text: str) -> None:
    assert "pending_transaction" not in read(text)


@pytest.mark.parametrize(
    "text",
    [
        "下了单还没付款，明天再付",
        "昨天点了个续费没付款，服务器是15号买的",
        "有个升配单没付，机器是16号付款买的",
    ],
)
def test_one_that_is_still_to_be_paid_is(text: str) -> None:
    assert read(text)["pending_transaction"] is True


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("买了3台云服务器，每台899，一共2697", 2697),
        ("开了三个RDS实例，3000一个，9000", 9000),
        ("五块云硬盘，一块36，五块180", 180),
    ],
)
def test_of_the_price_of_one_and_of_all_the_latter_was_paid(text: str, amount: int) -> None:
    assert read(text)["paid_amount"] == amount


def test_of_the_price_of_one_alone_what_all_cost_is_left_open() -> None:
    assert "paid_amount" not in read("买了3台云服务器，每台899")


def test_the_price_of_a_month_may_stand_behind_it() -> None:
    assert read("昨天付款的云桌面，一个月60，新买的")["paid_amount"] == 60
    assert read("云硬盘 200g 一个月45 已经卸下来了")["paid_amount"] == 45
    assert "paid_amount" not in read("每个月60，买了半年")


def test_the_sum_that_is_pointed_at_was_paid() -> None:
    assert read("这笔480元可以退吗")["paid_amount"] == 480
    assert "paid_amount" not in read("这笔480元手续费怎么算")


@pytest.mark.parametrize("text", ["代金券不是当钱用的吗，过期了就没了？", "储值卡还能用吧，已经过期了怎么办"])
def test_a_coupon_has_expired_where_nothing_else_is_named(text: str) -> None:
    assert "state" not in read(text)


def test_of_two_days_either_may_be_meant() -> None:
    either = next(f.value for f in extract_facts("不是昨天就是前天买的", NOW) if f.field == "paid_at")
    assert isinstance(either, Span)
    assert (either.latest.date() - either.earliest.date()).days == 1


@pytest.mark.parametrize(
    ("text", "seller"),
    [
        ("就在云商店那边，给部门买了套防火墙软件", "marketplace"),
        ("koogallery买的SSL证书", "marketplace"),
        ("不是云商店买的，是官网直接买的", "direct"),
    ],
)
def test_who_sold_it(text: str, seller: str) -> None:
    assert read(text)["seller"] == seller


@pytest.mark.parametrize("text", ["发票8号已经开完给会计了", "专票上周就给开好了", "发票昨天才开出来"])
def test_an_invoice_that_was_issued_on_a_day(text: str) -> None:
    assert read(text)["invoiced"] is True


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("今年没推过", "quota_used", 0),
        ("今年推过三个了", "quota_used", 3),
        ("无理由推定的次树好像用玩了", "quota_left", 0),
        ("昨天上午买了一太云服物器", "product", "ecs"),
        ("威信付的", "channel", "wechat"),
    ],
)
def test_what_dictation_made_of_it(text: str, field: str, value: object) -> None:
    assert read(text)[field] == value


def test_a_package_by_its_name_but_not_by_its_measure_is_doubted() -> None:
    def sure(text: str) -> float:
        return next(fact.confidence for fact in extract_facts(text, NOW) if fact.field == "product")

    assert sure("那个流量包，10兆的，包月89") <= 0.5 < sure("那个流量包，10G的，包月89")


def test_what_is_told_of_him_for_whom_it_is_asked_is_told_of_the_purchase() -> None:
    asked_for = read("替我爸问一下，他昨天买的云桌面，一个月88，他今年已经退过九个了")
    assert (asked_for["product"], asked_for["quota_used"]) == ("cloud_desktop", 9)
    assert "freeze" not in read("同事说他那台被封了，我这台能退吗")


def test_an_order_is_no_thing_of_which_one_is_counted() -> None:
    assert "quantity" not in read("同一个订单里的，要全退")
    assert read("那三个实例是8月12日上午一起开的，要全退")["quantity"] == 3


@pytest.mark.parametrize(
    ("text", "left"), [("就剩1个名额，三台都退", 1), ("还有两个，四块盘一起退", 2), ("还剩三台的名额", 3)]
)
def test_how_many_go_back_is_not_what_is_left_of_the_quota(text: str, left: int) -> None:
    assert read(text, "quota_left")["quota_left"] == left


@pytest.mark.parametrize("text", ["买了三台一共2700，只想退其中一台", "两台共1800块，先退一台"])
def test_what_an_order_cost_was_not_paid_for_a_part_of_it(text: str) -> None:
    assert "paid_amount" not in read(text)


def test_what_the_part_cost_was() -> None:
    assert read("三台机器，我只退其中一台，就是17号899那台")["paid_amount"] == 899


def test_what_nobody_renewed_ended_at_its_last_end() -> None:
    assert str(read("云桌面6月份到期忘了续，后来也没管")["expires_at"]).startswith("2026-06")


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        ("8月5号付的钱，拖到这周一机器才真正开通", "2026-08-17"),
        ("云硬盘8月9号付的，16号才到位", "2026-08-16"),
        ("8月3号下的单，直到前天才给开出来", "2026-08-17"),
        ("付款是8月6号，审核卡到15号晚上才下来", "2026-08-15"),
        ("8月7号買的雲主機，拖到昨天才開通", "2026-08-18"),
        ("机器8月9号拍下的，15号终于给我开通了", "2026-08-15"),
    ],
)
def test_what_was_there_at_last_was_opened_then(text: str, opened: str) -> None:
    heard = read(text)
    assert heard["provisioned_at"] == opened
    assert "effective_at" not in heard


@pytest.mark.parametrize(
    "text",
    [
        "8月12号付的款，预计25号才开通",
        "8月12号付的款，客服说25号才能开通",
        "8月13号买的云服务器，前天换了个系统才能用",
        "8月1号买的云服务器，昨天才发现用不上",
        "8月6号付的1500，备案等到前天才给开下来",
    ],
)
def test_what_is_expected_or_of_something_else_was_not(text: str) -> None:
    assert "provisioned_at" not in read(text)


@pytest.mark.parametrize(
    "text",
    [
        "甲客户的CDN流量包不用管，已经用完了；乙客户的云数据库昨天买的，一年900",
        "老客户那边的域名别管，早过期了。我问的是新客户的云数据库，昨天买的，一年900",
        "A公司的Redis已经退掉了不用看，B公司的云数据库昨天买的，一年900",
    ],
)
def test_what_a_party_has_that_is_put_aside_is_no_fact(text: str) -> None:
    heard = read(text)
    assert (heard["product"], heard["paid_amount"], heard["term_months"]) == ("rds", 900, 12)
    assert {"state", "used"}.isdisjoint(heard)


def test_a_party_that_is_asked_about_is_not_put_aside() -> None:
    heard = read("这家客户的云硬盘昨天买的，包月50，接着用不用管都行")
    assert (heard["product"], heard["paid_amount"]) == ("evs", 50)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("五一最后一天买的redis", "2026-05-05"),
        ("五一节第二天下的单", "2026-05-02"),
        ("去年国庆头一天买的", "2025-10-01"),
        ("端午当天付的款", "2026-06-19"),
        ("端午假期最后一天买的", "2026-06-21"),
        ("元旦前一天买的", "2025-12-31"),
    ],
)
def test_a_day_is_told_by_its_place_in_a_festival(text: str, day: str) -> None:
    assert read(text)["paid_at"] == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("代金券11月30号才到期", "2026-11-30"),
        ("券是年底12月31号才过期的", "2026-12-31"),
        ("代金券有效期到10月8号", "2026-10-08"),
        ("代金券12月31日前有效", "2026-12-31"),
        ("代金券3月5号就过期了", "2026-03-05"),
    ],
)
def test_what_ends_later_than_it_was_used_lies_ahead(text: str, day: str) -> None:
    told = read(text)
    assert (told.get("voucher_expires_at") or told["coupon_expires_at"]) == day


def test_a_day_of_a_month_before_which_it_was_is_no_length() -> None:
    (paid,) = (fact for fact in extract_facts("7月31日之前买的云硬盘", NOW) if fact.field == "paid_at")
    assert isinstance(paid.value, Span)
    assert f"{paid.value.latest:%Y-%m-%d}" == "2026-07-31"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("续的那一年还没begin", "not_in_effect"),
        ("renewal hasn't started yet", "not_in_effect"),
        ("我的redis还在running", "in_effect"),
        ("买了流量包，没 start 用过", None),
        ("服务器还没start", None),
    ],
)
def test_a_state_is_told_in_english_words(text: str, state: str | None) -> None:
    assert read(text).get("state") == state


@pytest.mark.parametrize(
    ("text", "asked", "value"),
    [
        ("报月的", "billing_mode", "subscription"),
        ("保年", "billing_mode", "subscription"),
        ("按续吧", "billing_mode", "pay_per_use"),
        ("序非", "purchase_kind", "renewal"),
        ("是新够的", "purchase_kind", "new"),
        ("未生笑", "state", "not_in_effect"),
        ("还没activate", "state", "not_in_effect"),
        ("not started", "state", "not_in_effect"),
        ("还没expired", "state", "in_effect"),
        ("still running", "state", "in_effect"),
        ("haven't started using it", "state", None),
        ("三年", "purchase_kind", None),
    ],
)
def test_an_answer_is_heard_by_its_sound_or_in_english(text: str, asked: str, value: str | None) -> None:
    assert read(text, asked).get(asked) == value


@pytest.mark.parametrize(
    "text",
    [
        "8号的时候跑不动，又给它加了一档配置",
        "上周四扩了点内存",
        "5号打过一次热线",
        "11号头回登上去看了看",
        "14号页面提示不让退",
        "12号提过退订，没批",
        "9号才收到扣款短信",
        "7号找你们客服问过",
        "10号备案下来的",
        "13号欠费停过机",
        "12号加了节点，钱也付了",
        "15号接入了域名",
    ],
)
def test_the_day_of_another_event_is_not_that_of_the_purchase(text: str) -> None:
    assert not {"paid_at", "provisioned_at"} & read(text).keys()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("8号登录控制台买的云服务器", "2026-08-08"),
        ("云硬盘6号下单，9号才发现地域错了", "2026-08-06"),
        ("5号就付了款，12号打过热线", "2026-08-05"),
        ("昨天云服务器包年1560，还没用", "2026-08-18"),
        ("10号续的费，14号又给它升了规格", "2026-08-10"),
        ("7号买来测试的rds", "2026-08-07"),
    ],
)
def test_the_day_of_the_purchase_stays_beside_other_events(text: str, day: str) -> None:
    assert read(text)["paid_at"] == day


@pytest.mark.parametrize("text", ["15号问过你们客服说能退", "10号提过一次退订，没批", "12号打了热线说可以退"])
def test_what_was_asked_on_a_day_is_no_refund_of_a_later_day(text: str) -> None:
    assert "requested_at" not in read(text)


@pytest.mark.parametrize(
    "text",
    [
        "今天19号",
        "现在19号，还没开始呢",
        "不是 今天都19号了",
        "降配是8月3号，续费之前",
        "加盘那天是8月6号",
        "才用了不到半天",
        "那就退不掉了？才用了不到一天",
        "还没用满两天",
        "续的这个月开始了吧",
    ],
)
@pytest.mark.parametrize("asked", [None, "paid_at"])
def test_the_present_day_a_change_or_a_use_that_was_hardly_one_dates_no_purchase(
    text: str, asked: str | None
) -> None:
    assert read(text, asked).keys().isdisjoint({"paid_at", "provisioned_at", "effective_at", "expires_at"})


@pytest.mark.parametrize(
    ("text", "months", "field", "day"),
    [
        ("云主机续费一年 9月15号生效", 12, "effective_at", "2026-09-15"),
        ("续了半年 10月1号才开始", 6, "effective_at", "2026-10-01"),
        ("买了一年 8月10号开通", 12, "provisioned_at", "2026-08-10"),
        ("续费两年12月8日起算", 24, "effective_at", "2026-12-08"),
    ],
)
def test_a_day_behind_a_term_is_no_part_of_it(text: str, months: int, field: str, day: str) -> None:
    told = read(text)
    assert (told["term_months"], told[field]) == (months, day)
    assert "paid_at" not in told


@pytest.mark.parametrize(
    "text", ["昨天一单开通了15台云主机 想全退了", "上周上了6台数据库 都不要了", "前天开了3台ecs，想全部退掉"]
)
def test_what_was_opened_is_counted(text: str) -> None:
    assert read(text)["quantity"] in (15, 6, 3)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("今年名额还剩3个 明年又有10个", 3),
        ("明年1月是不是又有10次名额", None),
        ("过了年是不是又有10个名额了", None),
        ("元旦以后名额又是10个了吧", None),
    ],
)
def test_the_quota_of_another_year_is_not_this_years(text: str, left: int | None) -> None:
    assert read(text).get("quota_left") == left


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("云主机想退，前几天点了升级带宽没付钱", "ecs"),
        ("前几天点了个升级带宽没付钱", None),
        ("扩容云硬盘的单子没付", None),
        ("包月数据库，加带宽那单一直没付", "rds"),
        ("带宽想退", "eip_bandwidth"),
    ],
)
def test_what_a_change_is_made_to_is_not_what_was_bought(text: str, product: str | None) -> None:
    assert read(text).get("product") == product


@pytest.mark.parametrize(
    "text", ["待支付订单挡着退不了", "点退订提示有个待支付的订单", "有张变更单占着，页面退不了"]
)
def test_a_page_that_refuses_for_a_named_cause_is_one_obstacle(text: str) -> None:
    told = read(text)
    assert told["pending_transaction"] is True
    assert "page_refuses" not in told


@pytest.mark.parametrize(
    "text",
    [
        "发票我已经退了",
        "已经退票了",
        "专票退回去了",
        "电子发票退票办完了",
        "退票批下来了",
        "发票前天冲红了",
        "我早就退了发票",
    ],
)
def test_an_invoice_that_was_given_back_is_none_and_gives_nothing_else_back(text: str) -> None:
    told = read(text)
    assert told["invoiced"] is False
    assert "state" not in told


@pytest.mark.parametrize("text", ["退票还在审核", "发票能退了吗", "发票没退", "申请退票了"])
def test_an_invoice_that_is_only_to_be_given_back_is_still_there(text: str) -> None:
    assert read(text).get("invoiced") is not False


@pytest.mark.parametrize(
    ("text", "state"),
    [
        *(
            (text, "in_effect")
            for text in ("已经开始用了", "开始了吧", "才过了两天", "刚开始算的", "开始一天了", "走了三天")
        ),
        *((text, "not_in_effect") for text in ("还没开始", "还没开始算", "没开始呢")),
    ],
)
def test_how_long_it_has_run_tells_that_it_began(text: str, state: str) -> None:
    told = read(text, "state")
    assert told["state"] == state
    assert told.keys().isdisjoint({"provisioned_at", "paid_at"})


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("续了一年，还没到那一段", "not_in_effect"),
        ("续费那段时间还没到", "not_in_effect"),
        ("新的一年已经开始了", "in_effect"),
        ("续的这个月刚开始算", "in_effect"),
    ],
)
def test_the_term_of_a_renewal_has_begun_or_not(text: str, state: str) -> None:
    assert read(text)["state"] == state


@pytest.mark.parametrize(
    ("text", "term", "amount"),
    [
        ("上周五入的云服务器一年八百八能退不", 12, 880),
        ("买了个rds三个月九百六前天买的还没用过", 3, 960),
        ("云桌面半年 450 昨天拍的想退", 6, 450),
    ],
)
def test_a_length_before_its_price_is_the_term(text: str, term: int, amount: int) -> None:
    told = read(text)
    assert (told.get("term_months"), told.get("paid_amount")) == (term, amount)


@pytest.mark.parametrize("text", ["云服务器用了三个月900块想退", "包年的云服务器一个月88块想退"])
def test_a_length_of_use_or_a_rate_is_no_term(text: str) -> None:
    assert read(text).get("term_months") in (None, 12)


@pytest.mark.parametrize(
    "text",
    [
        "那个7月29是我妈那台的，我的是7月31",
        "客服说未生效的可以全退，可我这个1月12就生效了",
        "黑五11月27我没买，我买的是11月25，VPS",
        "云服务器三月1200拍的想退",
    ],
)
def test_a_month_of_the_calendar_is_no_term(text: str) -> None:
    assert "term_months" not in read(text)


def test_when_and_for_how_much_stand_around_a_bare_verb() -> None:
    told = read("包年主机去年8月买3600用了7个月中间机器欠费被冻结了能退多少")
    assert (told["paid_at"], told["paid_amount"]) == ("2025-08-01", 3600)
    assert told["freeze"] == "arrears"


@pytest.mark.parametrize(
    "text", ["去年8月买的ecs一年3600用了7个月后来机器欠费被冻结了", "今年1月买的数据库跑了三个月了后来没管"]
)
def test_how_long_it_was_used_is_no_opening_where_it_was_bought_long_before(text: str) -> None:
    assert "provisioned_at" not in read(text)


@pytest.mark.parametrize(
    ("text", "field", "day"),
    [
        ("8月15日晚上8点付款,第二天晚上8点才开通,按哪个算", "provisioned_at", "2026-08-16"),
        ("8月15日付的款,次日早上9点机器才开出来", "provisioned_at", "2026-08-16"),
        ("8月15号晚上下的单,隔天上午才开通", "provisioned_at", "2026-08-16"),
        ("8月15日付款,过了两天才开通", "provisioned_at", "2026-08-17"),
        ("8月15日付款,第三天中午才开通", "provisioned_at", "2026-08-17"),
        ("上周一付的,转天才生效", "effective_at", "2026-08-11"),
        ("我8月15日续费,第二天就生效了", "effective_at", "2026-08-16"),
        ("15号下单没付,第二天才付的款", "paid_at", "2026-08-16"),
    ],
)
def test_a_day_told_by_the_one_before_it_is_behind_that(text: str, field: str, day: str) -> None:
    assert read(text)[field] == day


@pytest.mark.parametrize(
    "text", ["续费后第二天生效吗", "8月15号买的,第二天就用不了了", "开通第二天才发现买错了"]
)
def test_no_other_second_day_opens_or_begins_anything(text: str) -> None:
    assert not {"provisioned_at", "effective_at"} & read(text).keys()


def test_the_day_after_one_that_nobody_told_is_no_day_yet() -> None:
    fact = next(f for f in extract_facts("第二天才开通的", NOW) if f.field == "provisioned_at")
    assert (fact.problem, fact.days_on) == ("too_vague", 1)


@pytest.mark.parametrize(
    "text",
    [
        "是续费之后扩的,8月8号",
        "盘是续费前扩的,7月30号",
        "磁盘是后来加的,8月8号那天",
        "我续完才升的配,8月7号",
        "续费后加过一块盘,大概8月9号",
        "带宽是续费之前升的,应该是7月28号",
        "配置改过一次,8月6号",
        "扩盘是8月8号",
        "扩的时间是8月8号",
    ],
)
def test_the_day_of_a_change_is_none_of_the_renewal(text: str) -> None:
    assert "paid_at" not in read(text)


@pytest.mark.parametrize("text", ["续的,8月2号", "买了服务器还加了盘,8月8号", "续费的时候一起扩的,8月2号"])
def test_the_day_of_a_purchase_beside_a_change_stays_one(text: str) -> None:
    assert "paid_at" in read(text)


@pytest.mark.parametrize("asked", [None, "provisioned_at"])
@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("不是一年，是半年", 6),
        ("说错了，不是包年，是三个月的", 3),
        ("不是一年，我买的是两年的", 24),
        ("买错了不是1年，其实是4个月", 4),
    ],
)
def test_what_takes_the_place_of_a_term_or_a_plan_is_a_term(
    text: str, asked: str | None, months: int
) -> None:
    assert read(text, asked) == {"term_months": months, "billing_mode": "subscription"}


def test_how_long_ago_it_was_is_put_right_as_a_day() -> None:
    assert "term_months" not in read("不是一年前，是半年前", "provisioned_at")


@pytest.mark.parametrize("text", ["具体还剩几分钟", "还有几个月", "离截止还剩几小时呢"])
def test_how_long_is_left_where_it_is_asked_dates_nothing(text: str) -> None:
    assert read(text) == {}


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("十二点零五分付的款", "08-19 12:05"),
        ("八点十分付的款", "08-19 08:10"),
        ("9点零3分付的款", "08-19 09:03"),
        ("昨天十点零五分付的款", "08-18 10:05"),
        ("十分钟前付的款", "08-19 14:46"),
    ],
)
def test_the_minutes_of_a_clock_are_no_time_since(text: str, first: str) -> None:
    (paid,) = (fact.value for fact in extract_facts(text, NOW) if fact.field == "paid_at")
    assert isinstance(paid, Span)
    assert f"{paid.earliest:%m-%d %H:%M}" == first


@pytest.mark.parametrize(
    ("text", "used"),
    [("名额？我记得今年用了有七八个吧", 8), ("名额今年用了大概3个", 3), ("名额用了两三次", 3)],
)
def test_of_the_quota_the_most_that_was_used_counts(text: str, used: int) -> None:
    assert read(text, "quota_left") == {"quota_used": used}


@pytest.mark.parametrize("asked", [None, "provisioned_at"])
@pytest.mark.parametrize(
    "text",
    [
        "周末不算工作日吧，我今年一次都没退过",
        "周末两天休息也算吗",
        "中间还隔了个周末",
        "中间夹着个周末",
        "今天周一，现在点退订要扣钱",
        "今天都星期三了，页面还不让我退",
    ],
)
def test_a_weekend_between_and_the_weekday_of_today_date_no_purchase(text: str, asked: str | None) -> None:
    assert not {"paid_at", "provisioned_at"} & read(text, asked).keys()


@pytest.mark.parametrize(
    ("text", "asked", "day"),
    [
        ("服务器周末买的", None, "2026-08-15"),
        ("赶上个周末买的", None, "2026-08-15"),
        ("今天周三，服务器上周五买的", None, "2026-08-14"),
        ("今天周三", "paid_at", "2026-08-19"),
        ("周末", "paid_at", "2026-08-15"),
    ],
)
def test_a_weekend_or_a_weekday_of_the_purchase_dates_it(text: str, asked: str | None, day: str) -> None:
    assert read(text, asked)["paid_at"] == day


@pytest.mark.parametrize(
    ("text", "asked", "months"),
    [
        ("包三个月", "billing_mode", 3),
        ("是包三个月的", "billing_mode", 3),
        ("包半年", "billing_mode", 6),
        ("包仨月 560", "billing_mode", 3),
        ("三个月560", "billing_mode", 3),
        ("周二早上九点半买的服务器三个月560 点退定它报错", None, 3),
    ],
)
def test_what_is_paid_ahead_for_is_a_term(text: str, asked: str | None, months: int) -> None:
    heard = read(text, asked)
    assert (heard["billing_mode"], heard["term_months"]) == ("subscription", months)


@pytest.mark.parametrize("text", ["流量包三个月前买的", "那个包三个月没用过", "三个月前"])
def test_a_package_of_months_ago_has_no_such_term(text: str) -> None:
    assert "term_months" not in read(text, "billing_mode")


def test_an_hour_at_which_it_was_asked_for_is_no_sum() -> None:
    assert "paid_amount" not in read("服务器我10 点退的")


@pytest.mark.parametrize("text", ["我昨天是点了个升级配置", "昨天点了升配没付款就关了", "昨天又提交了变更"])
def test_the_day_of_a_change_dates_no_purchase(text: str) -> None:
    assert not {"paid_at", "provisioned_at"} & read(text).keys()


def test_an_upgraded_model_is_bought_on_its_day() -> None:
    assert read("昨天下了个升级版的服务器订单，付了300")["paid_at"] == "2026-08-18"


@pytest.mark.parametrize(
    "text",
    [
        "Oh wait sorry!! 我看错 order 了，云桌面是 August 1 上午 10 点开的，不是 8 号。8 号是 another thing",
        "看错订单了，云桌面是8月1号开通的，不是8号。8号是另一个东西",
        "云桌面是8月1号开的，不是8号开的",
        "不是8号，是1号开通的",
        "8月8号是另一台开的，这台是8月1号开的",
        "8号是别的单子，这个是1号开通",
    ],
)
def test_a_day_that_is_denied_or_another_things_dates_nothing(text: str) -> None:
    assert read(text)["provisioned_at"] == "2026-08-01"


def test_what_is_told_of_another_things_day_is_told_of_that_thing() -> None:
    assert not read("看错了 6号是测试环境那个按需的")


@pytest.mark.parametrize(
    ("text", "field", "day"),
    [
        ("8月8号是我买的那天", "paid_at", "2026-08-08"),
        ("8月8号是同事帮我买的服务器", "paid_at", "2026-08-08"),
        ("测试环境的服务器是8月8号开通的", "provisioned_at", "2026-08-08"),
    ],
)
def test_a_day_of_the_own_purchase_dates_it(text: str, field: str, day: str) -> None:
    assert read(text)[field] == day
