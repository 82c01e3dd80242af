"""What is and what is not a fact of the case."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from chinese_calendar.constants import holidays
from hypothesis import given
from hypothesis import strategies as st

from refundbot.replies.questions import QUESTIONS
from refundbot.understanding.facts import Fact, Span, extract_facts
from refundbot.understanding.facts.answers import CHOICES
from refundbot.understanding.facts.when import festivals, lunar
from refundbot.understanding.text.normal_form import normalize

NOW = datetime.fromisoformat("2026-06-24T15:00:00+08:00")  # a Wednesday


def facts(text: str, asked: str | None = None, now: datetime = NOW) -> dict[str, Fact]:
    return {fact.field: fact for fact in extract_facts(text, now, asked)}


def values(text: str, asked: str | None = None) -> dict[str, object]:
    return {name: fact.problem or fact.value for name, fact in facts(text, asked).items()}


def day(
    text: str, field: str = "paid_at", asked: str | None = None, now: datetime = NOW
) -> tuple[str, str, bool]:
    fact = facts(text, asked, now)[field]
    assert isinstance(fact.value, Span), fact
    return f"{fact.value.earliest:%m-%d}", f"{fact.value.latest:%m-%d}", fact.approximate


@pytest.mark.parametrize("text", ["昨天提交的退订申请，今天还在审核", "昨天退的款怎么还没到"])
def test_the_day_of_a_refund_under_way_is_none_of_the_purchase(text: str) -> None:
    assert facts(text).keys() == {"refund_asked_at"}
    assert day(text, "refund_asked_at") == ("06-23", "06-23", False)


@pytest.mark.parametrize(
    "text",
    [
        # waiting, reviewing, asking
        "等了三天了",
        "3天能到账吗",
        "多少天内能退",
        "退款几天到账",
        "付款三天内可以退吗",
        "五天无理由",
        "7天无理由退货",
        "今天突然坏了",
        "客服7*24小时在线吗",
        "3个工作日还没到",
        "国庆期间客服上班吗",
        "我打算明天买",
        # money that was not paid for the purchase
        "退款1299元还没到账",
        "能退1299吗",
        "应退500",
        "手续费30%",
        "客服说扣30%手续费，退我910",
        "超过5万要审核吗",
        "大额5万以上",
        "满300减50",
        "我有500块余额想提现",
        "充值1000送200",
        "我刷了一百遍手机",
        "一块退行不行",
        # other numbers
        "我的电话13800138000",
        "打4000-955-988没人接",
        "IP是192.168.1.1",
        "s6.large.2规格",
        # wishes, questions, idioms
        "不用了",
        "不想续费了",
        "怎么关闭自动续费",
        "能开发票吗",
        "发票开了吗",
        "用没用过都一样吗",
        "生效了吗",
        "有没有生效",
        "等生效了再退",
        "快到期了",
        "名额还有吗",
        "没什么用",
        "我没法用",
        "不会用",
    ],
)
def test_no_fact(text: str) -> None:
    assert values(text) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我上周三花了1299块买的ECS想退款", {"paid_amount": 1299, "product": "ecs"}),
        (
            "买了10块云硬盘，花了58块8",
            {"product": "evs", "quantity": 10, "paid_amount": Decimal("58.8")},
        ),
        ("五块硬盘，四块退了", {"product": "evs"}),
        ("2核4G 5M带宽的云服务器", {"product": "ecs"}),
        ("原价两千付了一千八", {"paid_amount": 1800}),
        ("订单金额5000，优惠后4200", {"paid_amount": 4200}),
        ("花了1299，不对，1399", {"paid_amount": 1399}),
        ("付款分两笔，一笔五百，另一笔三百二", {}),
        ("付了-100块", {"paid_amount": "negative_money"}),
        ("花了几百块", {"paid_amount": "too_vague"}),
        ("付了3000，其中500是代金券", {"paid_amount": 2500, "voucher_amount": 500}),
        ("用现金券抵了200，自己付了300", {"paid_amount": 500, "cash_coupon_amount": 200, "cash_amount": 300}),
        ("付了500,200是代金券", {"paid_amount": 500, "voucher_amount": 200}),
        ("花了1,299.5元", {"paid_amount": Decimal("1299.5")}),
        ("没用代金券", {"voucher_amount": 0}),
        ("订单CS2611000123能退吗", {"order_number": "CS2611000123"}),
        ("提示 cbc.99003647", {"rejection_code": "CBC.99003647"}),
        ("不是ECS，是云硬盘", {"product": "evs"}),
        ("CDN流量包500G，那个流量包没用", {"product": "cdn_traffic_package", "total_gb": 500, "used": False}),
        ("退到支付宝吗", {}),
        ("包年还是包月", {}),
        ("没开票和开了票有差别吗", {}),
        ("用完了", {"state": "used_up", "used": True}),
        ("用了1T", {"used": True, "used_gb": 1024}),
        ("用了三分之一", {"used": True, "used_ratio": Decimal("0.3333")}),
        ("不是续费", {"purchase_kind": "new"}),
        ("今年退了两回了", {"quota_used": 2}),
        ("50元一个月的服务器", {"product": "ecs"}),
        ("两年的ECS", {"term_months": 24, "billing_mode": "subscription", "product": "ecs"}),
        ("买的时候用了8折券，实付1036.8", {"discount_coupon": True, "paid_amount": Decimal("1036.8")}),
        ("五天无理由我用了两次了", {"quota_used": 2}),
        ("9块9一个月的学生机", {"product": "ecs"}),
        ("花了9块9两年", {"paid_amount": Decimal("9.9"), "term_months": 24, "billing_mode": "subscription"}),
        ("带宽加油包买了7天的", {"product": "bandwidth_addon"}),
        ("钱付了机器没出来", {"product": "ecs", "state": "creation_failed"}),
        ("页面写着非五天无理由", {"five_day_supported": False}),
        ("权益还没用", {"benefits_used": False}),
        ("我没登录", {}),
        ("三年嘞服务器", {"product": "ecs", "term_months": 36, "billing_mode": "subscription"}),
        ("买了两台，一台昨天一台前天", {"quantity": 2}),
        ("实付好像是480", {"paid_amount": 480}),
        ("我同事那个号名额用完了", {}),
        ("公司另一个账号也用光了", {}),
        ("五台，名额还剩3个，都退", {"quantity": 5, "quota_left": 3}),
        ("名额还剩3个，都退", {"quota_left": 3}),
        ("单号2611000101", {"order_number": "CS2611000101"}),
        ("CDN包年的", {"product": "cdn", "billing_mode": "subscription", "term_months": 12}),
        ("开会议的时候连不上", {}),
        ("买了壹仟贰佰元的云会议", {"paid_amount": 1200, "product": "meeting"}),
        ("包年的流量包", {"term_months": 12, "product": "shared_traffic_package"}),
    ],
)
def test_facts(text: str, expected: dict[str, object]) -> None:
    found = values(text)
    found.pop("paid_at", None)
    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("昨天买的", ("06-23", "06-23", False)),
        ("三天前买的", ("06-21", "06-21", False)),
        ("买了四十来天", ("05-10", "05-17", True)),
        ("三个礼拜前买的", ("05-31", "06-06", True)),
        ("上周三买的", ("06-17", "06-17", False)),
        ("周三买的", ("06-17", "06-24", True)),  # said on a Wednesday
        ("端午当天买的", ("06-19", "06-19", False)),
        ("端午前后买的", ("06-15", "06-24", True)),
        ("去年双十一买的", ("11-11", "11-11", True)),
        ("昨天买的，不对，前天", ("06-22", "06-22", False)),
        ("不是昨天买的，是前天", ("06-22", "06-22", False)),
        ("10月20号买的，10月22号想退", ("10-20", "10-20", False)),
        ("前天申请退订上个月买的ECS", ("05-01", "05-31", True)),
        ("购买时间6月18号想退", ("06-18", "06-18", False)),
        ("上个月十几号买的", ("05-01", "05-31", True)),
    ],
)
def test_dates_of_payment(text: str, expected: tuple[str, str, bool]) -> None:
    assert day(text) == expected


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("昨天开通的，不对，前天", "provisioned_at", ("06-22", "06-22", False)),
        ("开通第四天", "provisioned_at", ("06-21", "06-21", False)),
        ("前天付款，昨天下午三点开通的", "provisioned_at", ("06-23", "06-23", False)),
        ("昨天买的，下午三点开通的", "provisioned_at", ("06-23", "06-23", False)),
        ("12月1号生效", "effective_at", ("12-01", "12-01", False)),
        ("要等到元旦才启用", "effective_at", ("01-01", "01-03", True)),
        ("服务期6月18号到7月18号", "expires_at", ("07-18", "07-18", False)),
        ("服务器到期了，6月20号", "expires_at", ("06-20", "06-20", False)),
    ],
)
def test_dates_of_other_events(text: str, field: str, expected: tuple[str, str, bool]) -> None:
    assert day(text, field) == expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2月30号买的", "impossible_date"),
        ("2026年2月29日买的", "impossible_date"),
        ("明天买的", "future_date"),
        ("好久以前买的", "too_vague"),
    ],
)
def test_problems(text: str, problem: str) -> None:
    fact = facts(text)["paid_at"]
    assert (fact.value, fact.problem) == ("", problem)


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("used", "没有", False),
        ("used", "用了", True),
        ("used", "一半吧", True),
        ("invoiced", "还没", False),
        ("invoiced", "开了", True),
        ("state", "还没", "not_in_effect"),
        ("state", "已经用上了", "in_effect"),
        ("state", "第一个", "in_effect"),
        ("purchase_kind", "不是，是续费", "renewal"),
        ("purchase_kind", "第一次", "new"),
        ("purchase_kind", "新的", "new"),
        ("purchase_kind", "新的啊，不是续的", "new"),
        ("purchase_kind", "新的周期12月15号才开始", "renewal"),
        ("purchase_kind", "下个周期的钱", "renewal"),
        ("billing_mode", "流量包", "package"),
        ("billing_mode", "第二个", "pay_per_use"),
        ("paid_amount", "一千二", Decimal(1200)),
        ("paid_amount", "1299", Decimal(1299)),
        ("quota_left", "用完了", 0),
        ("quota_left", "还有", 1),
        ("quota_left", "7", 7),
        ("term_months", "24", 24),
        ("freeze", "没有", "none"),
        ("pending_transaction", "没有", False),
    ],
)
def test_a_bare_answer_is_read_in_the_light_of_the_question(asked: str, text: str, expected: object) -> None:
    assert values(text, asked)[asked] == expected


@pytest.mark.parametrize("text", ["我还有480G没用呢", "剩下的都没用", "一半都没用上", "余下那些没动"])
def test_that_a_rest_is_unused_does_not_say_that_nothing_was_used(text: str) -> None:
    assert values(text).get("used") is not False


def test_the_quota_is_not_the_use_of_the_product() -> None:
    assert values("用完了", "quota_left") == {"quota_left": 0}
    assert values("用了两个", "quota_left") == {"quota_used": 2}
    assert values("没用过", "quota_left")["quota_left"] == 1


def test_a_bare_date_is_that_of_the_field_asked_for() -> None:
    assert day("上个月", "provisioned_at", asked="provisioned_at") == ("05-01", "05-31", True)
    assert day("大概三个礼拜前", asked="paid_at")[2] is True
    assert day("昨天买的", asked="provisioned_at") == ("06-23", "06-23", False)


def test_every_offered_answer_is_understood() -> None:
    """The buttons of the check send these texts as if typed."""
    for asked, question in QUESTIONS.items():
        for button in question.choices:
            if button.text != "付款后马上开通的":  # no fact of its own: the engine presumes it
                assert asked in values(button.text, asked), button


def test_ordinals_count_the_choices_as_they_are_offered() -> None:
    for asked, offered in CHOICES.items():
        buttons = [button.text for button in QUESTIONS[asked].choices]
        assert [values(text, asked)[asked] for text in buttons] == list(offered)[: len(buttons)]


def test_what_is_approximate_keeps_an_interval() -> None:
    for text in ("上个月买的", "半年前买的", "前几天买的", "最近买的", "国庆买的", "一年多前买的", "刚买的"):
        fact = facts(text)["paid_at"]
        assert isinstance(fact.value, Span)
        assert fact.approximate
        assert fact.value.earliest < fact.value.latest <= NOW


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("域名 刚买十分钟 退一下", 5, 15),
        ("才买一个小时的云硬盘想退", 30, 90),
        ("刚刚买一刻钟 退掉", 8, 22),
        ("才买20分钟，退", 10, 30),
        ("刚买俩小时", 90, 150),
    ],
)
def test_minutes_behind_just_bought_are_the_time_since(text: str, least: int, most: int) -> None:
    bought = facts(text)["paid_at"].value
    assert NOW - timedelta(minutes=most) <= bought.earliest <= bought.latest <= NOW - timedelta(minutes=least)


def test_a_day_is_the_whole_day_but_not_beyond_now() -> None:
    value = facts("今天买的")["paid_at"].value
    assert value == Span(datetime.fromisoformat("2026-06-24T00:00:00+08:00"), NOW)


def test_now_may_be_of_another_time_zone() -> None:
    elsewhere = datetime.fromisoformat("2026-06-23T20:00:00+00:00")  # 04:00 on the 24th in Shanghai
    assert day("昨天买的", now=elsewhere) == ("06-23", "06-23", False)


def test_the_lunar_table_agrees_with_the_holiday_calendar() -> None:
    for name, holiday in (
        ("春节", "Spring Festival"),
        ("端午", "Dragon Boat Festival"),
        ("中秋", "Mid-autumn Festival"),
    ):
        for year in range(2023, 2031):
            the_day = festivals.the_day(name, year)
            off = {day for day, known in holidays.items() if known == holiday and day.year == year}
            assert the_day is not None
            assert not off or the_day in off
    assert festivals.days("端午", 2031) is None
    qingming = [festivals.the_day("清明", year) for year in range(2023, 2031)]
    assert [day and day.day for day in qingming] == [5, 4, 4, 5, 5, 4, 4, 5]
    assert lunar.day(2025, 6, 1, leap=True) == date(2025, 7, 25)
    assert lunar.day(2025, 7, 1) == date(2025, 8, 23)
    assert lunar.term("雨水", 2026) == date(2026, 2, 18)
    assert festivals.days("除夕", 2026) == (date(2026, 2, 16), date(2026, 2, 16))


said = st.text(
    st.one_of(
        st.sampled_from(
            "一二三十百千万半几个天年月号日周点前后买付开用剩了的没不是到期生效元块券%G,，。? 0123456789.-/¥"
        ),
        st.characters(),
    ),
    max_size=60,
)
fields_asked = st.sampled_from(
    [None, "paid_at", "paid_amount", "state", "quota_left", "used", "term_months", "freeze"]
)


@given(said, fields_asked)
def test_any_text_gives_well_formed_facts(text: str, asked: str | None) -> None:
    found = extract_facts(text, NOW, asked)
    assert len({fact.field for fact in found}) == len(found)
    for fact in found:
        assert 0 <= fact.start <= fact.end <= len(text)
        assert fact.text == text[fact.start : fact.end]
        if fact.problem:
            assert fact.value == ""
        if isinstance(fact.value, Span):
            assert fact.value.earliest <= fact.value.latest
            assert fact.value.earliest.utcoffset() == timedelta(hours=8)
        if isinstance(fact.value, Decimal):
            assert fact.value >= 0


@given(said)
def test_a_sum_comes_only_from_a_figure_that_was_written(text: str) -> None:
    paid = {fact.field: fact for fact in extract_facts(text, NOW)}.get("paid_amount")
    if paid and not paid.problem:
        assert re.search("[0-9零〇一二两俩三仨四五六七八九十百千万]", normalize(paid.text))


@pytest.mark.parametrize("text", ["买了两台，一台昨天一台前天", "一个是上周买的，另一个是前天"])
def test_the_dates_of_two_purchases_are_none_of_one(text: str) -> None:
    assert "paid_at" not in values(text)


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("我买了OBS的标准存储包，一年540", "obs_package"),
        ("我買了 OBS 的標準儲存包", "obs_package"),
        ("云服务器备份那个资源包已经生效", "backup_package"),
        ("RDS的套餐包买错了想退", "resource_package"),
        ("函数计算的资源包没用过", "resource_package"),
        ("ECS包年的想退", "ecs"),
        ("云服务器包了三年", "ecs"),
        ("我有一个弹性公网IP，另外买过一个带宽加油包，现在还在用", "eip_bandwidth"),
        ("云主机又加了块云硬盘，想退", "ecs"),
        ("买了ECS，又买了块云硬盘，云硬盘能退吗", "evs"),
    ],
)
def test_a_package_of_a_product_and_what_was_added_to_one(text: str, product: str) -> None:
    assert {fact.field: fact.value for fact in extract_facts(text, NOW)}["product"] == product


def test_an_everyday_name_is_a_product_where_it_was_asked_for() -> None:
    assert [fact.value for fact in extract_facts("CSS", NOW, "product")] == ["css"]


@pytest.mark.parametrize("text", ["付了100美元", "paid USD 50", "港币800买的"])
def test_a_sum_in_another_currency_is_no_amount_and_is_not_passed_over(text: str) -> None:
    [fact] = extract_facts(text, NOW)
    assert (fact.field, fact.problem) == ("foreign_amount", "foreign_money")


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        *(
            ("state", text)
            for text in (
                "没用券",
                "没改过配置，也没开发票",
                "没有冻结",
                "没待支付的",
                "没开通自动续费",
                "没绑IP",
                "没收到短信",
                "没退过",
            )
        ),
        *(("quota_left", text) for text in ("没用券", "还没用券", "没申请过发票", "有张券", "还有发票")),
        *(("pending_transaction", text) for text in ("没开发票", "没用券", "没改过配置", "有张券", "没用")),
        *(("certificate_refundable_state", text) for text in ("没开票", "没用券", "没改过")),
        *(("used", text) for text in ("没用券", "没改配置")),
        *(("invoiced", text) for text in ("没开通", "没用券")),
        *(("changed_before_renewal", text) for text in ("没用券", "没开票")),
    ],
)
def test_a_no_about_something_else_answers_nothing(asked: str, text: str) -> None:
    assert asked not in values(text, asked)


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        *(
            ("state", text, "not_in_effect")
            for text in ("没有", "还没呢", "没到日子", "还没轮到它", "没有呢")
        ),
        ("state", "没到期", "in_effect"),
        *(("quota_left", text, 1) for text in ("没用过", "没退过货", "今年没用过", "有几个")),
        ("quota_left", "没有", 0),
        *(("pending_transaction", text, False) for text in ("没有待支付的", "没做过", "没有别的订单")),
        ("pending_transaction", "有一个待支付", True),
        ("certificate_refundable_state", "没签发", True),
        *(("used", text, False) for text in ("没用", "没登录过", "没动过")),
        ("invoiced", "没要发票", False),
        ("changed_before_renewal", "没升级过", False),
    ],
)
def test_a_no_of_what_was_asked_answers_it(asked: str, text: str, value: object) -> None:
    assert values(text, asked)[asked] == value


@pytest.mark.parametrize("text", ["买重了", "下单下重了", "今年头一回买东西", "第一回买", "手快多买了一台"])
def test_what_was_bought_twice_or_for_the_first_time_is_new(text: str) -> None:
    assert values(text)["purchase_kind"] == "new"


@pytest.mark.parametrize("text", ["续费重复了", "重复扣费了"])
def test_what_was_renewed_or_charged_twice_is_not_new(text: str) -> None:
    assert values(text).get("purchase_kind") != "new"


@pytest.mark.parametrize(
    "text", ["又加了一块500G的数据盘", "后来挂了1块2T云盘", "给它加了一块新盘", "添了两块100gb的高IO盘"]
)
def test_pieces_of_disks_are_no_money(text: str) -> None:
    assert "paid_amount" not in values(text)


@pytest.mark.parametrize(("text", "paid"), [("花了50块500G的流量包", "50"), ("120块新买的数据盘", "120")])
def test_money_before_what_was_bought_is_money(text: str, paid: str) -> None:
    assert values(text)["paid_amount"] == Decimal(paid)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("云服务器昨天买的，没开通自动续费，能退吗", "purchase_kind"),
        ("我没有设置过自动续费", "purchase_kind"),
        ("从来没开过自动续", "purchase_kind"),
        ("自动续费一直关着", "purchase_kind"),
        ("自动续费我没开", "purchase_kind"),
        ("没扣续费的钱", "purchase_kind"),
        ("没领过试用", "origin"),
        ("我又没有违规", "freeze"),
        ("没被公安冻结", "police"),
        ("从来没挂过带宽加油包", "bandwidth_addon_present"),
        ("11月3号续的费，没用自动续费", "used"),
    ],
)
def test_what_is_denied_did_not_happen(text: str, field: str) -> None:
    found = values(text)
    assert field not in {*found, *found.values()}


@pytest.mark.parametrize(
    "text", ["没想到自动续费了", "没来得及关就自动续费了", "没关自动续费，就扣了1200", "没点自动续费就续了"]
)
def test_what_happened_without_being_wanted_did(text: str) -> None:
    assert values(text)["purchase_kind"] == "renewal"


@pytest.mark.parametrize("text", ["从没续订", "压根没点过续费", "我没有续"])
def test_what_was_never_renewed_is_new(text: str) -> None:
    assert values(text)["purchase_kind"] == "new"


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("上一台是10月买的已经退了，这台6月20号买的云服务器", "state"),
        ("这台6月20号买的云服务器，上一台已经退了", "state"),
        ("我老板的服务器过期了，我这台还没", "state"),
        ("同事那台被封了，我这台好好的，6月20号买的ecs包年", "freeze"),
        ("昨天扣了手续费30块", "paid_at"),
        ("6月18号扣费12块，这是什么", "paid_amount"),
        ("管理费上月扣了20，云服务器6月20号买的", "paid_amount"),
        ("昨天被扣了300，莫名其妙", "paid_at"),
    ],
)
def test_what_is_of_another_or_a_charge_is_not_of_the_purchase(text: str, absent: str) -> None:
    assert absent not in values(text)


def test_a_part_of_the_thing_bought_is_not_what_was_bought() -> None:
    assert values("我买的云服务器，它的带宽5M，昨天买的")["product"] == "ecs"


def test_what_was_bought_is_told_beside_what_was_not() -> None:
    assert values("没买流量包，买的是云服务器，昨天付的")["product"] == "ecs"


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("这回是另外一笔：6月20日新开的云服务器，包月320元，这笔可以全退吗", "paid_amount", Decimal(320)),
        ("昨天下了单没付，晚上那个单子我撤掉了，这台云服务器想退", "pending_transaction", False),
    ],
)
def test_what_only_sounds_like_another_is_the_own(text: str, field: str, value: object) -> None:
    assert values(text)[field] == value
