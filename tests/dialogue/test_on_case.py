"""After the verdict: questions answered on its figures, and facts that change it."""

from __future__ import annotations

import pytest

from refundbot import replies
from refundbot.eligibility import case_from_mapping, decide
from refundbot.policy import load_policy
from tests.dialogue.conftest import NOW

CHECK = "eligibility.check"
SERVER = ("我前天新买的包月云服务器，1299块，五天名额还有，能退吗", CHECK)
BLOCKED = ("mysql数据库6月2号续了一年，付了2400，原来7月20号到期，续完又加了块磁盘，能退续费吗", CHECK)
PACKAGE = ("我上个月买的共享流量包500G用了30G能退吗", CHECK)
RENEWAL = ("包月云服务器5月1号续费的，续了一年，已经生效，付了1200，能退吗", CHECK)


@pytest.mark.parametrize(
    ("text", "topic", "said"),
    [
        ("那手续费呢", "amount.fee", "不收手续费"),
        ("要收费吗", "amount.fee", "不收手续费"),
        ("能退多少", "amount.calculation", "应退：1299.00 元"),
        ("什么时候到账", "payout.time", "华为云账户"),
        ("退到哪", "payout.destination", "华为云账户"),
        ("多久", "payout.time", "华为云账户"),
        ("是退1299吗", "amount.calculation", "应退：1299.00 元"),
        ("为什么", "rejection.reasons", "开通不到 5 天"),
        ("怎么弄", "process.apply", "费用中心"),
    ],
)
async def test_a_question_after_the_verdict_is_answered_on_the_case(talk, text, topic, said) -> None:
    (_, reply), state = await talk(SERVER, (text, topic))
    assert reply.envelope["topic"] == topic
    assert reply.envelope["kind"] == "answer"
    assert "您这单" in reply.texts[0]
    assert said in "\n".join(reply.texts)
    assert state.check.asked is None


async def test_the_figures_of_such_an_answer_are_facts(talk) -> None:
    (_, reply), _ = await talk(SERVER, ("能退多少", "amount.calculation"))
    assert {"case.paid_amount", "decision.refund"} <= {fact["id"] for fact in reply.envelope["facts"]}


async def test_the_channel_is_taken_with_the_question(talk) -> None:
    (_, reply, again), state = await talk(
        SERVER, ("微信付的，几天到账", "payout.time"), ("换成对公转账的呢", None)
    )
    assert state.check.facts["channel"] == "bank_transfer"
    assert "预计" in "\n".join(reply.texts)
    assert again.envelope["kind"] == "verdict"


@pytest.mark.parametrize(
    ("text", "topic"),
    [("那手续费呢", "amount.fee"), ("什么时候到账", "payout.time"), ("代金券退吗", "policy.coupon")],
)
async def test_where_nothing_comes_back_that_is_said_first(talk, text, topic) -> None:
    (_, reply), _ = await talk(PACKAGE, (text, topic))
    assert reply.texts[0].startswith("您这单退不了")
    assert reply.envelope["topic"] == topic


async def test_why_a_refusal_names_the_rule(talk) -> None:
    (_, reply), _ = await talk(PACKAGE, ("为什么", "rejection.reasons"))
    assert "共享流量包" in "\n".join(reply.texts)
    assert reply.envelope["sources"]


async def test_what_becomes_of_a_coupon_is_told_by_the_way_of_the_refund(talk) -> None:
    (_, reply), _ = await talk(SERVER, ("券呢", "policy.coupon"))
    assert "五天无理由" in reply.texts[0]


@pytest.mark.parametrize(
    "text", ["一般多久到账", "别的产品手续费怎么算", "CDN流量包的手续费呢", "通常要几天到账"]
)
async def test_a_general_question_has_its_general_answer(talk, text) -> None:
    (_, reply), _ = await talk(SERVER, (text, "amount.fee" if "手续费" in text else "payout.time"))
    assert "您这单" not in reply.texts[0]


async def test_the_case_is_kept_until_another_purchase_is_talked_of(talk) -> None:
    asides = [("谢谢", "smalltalk.thanks")] * 5
    (*_, reply), _ = await talk(SERVER, *asides, ("什么时候到账", "payout.time"))
    assert "您这单" in reply.texts[0]
    (*_, reply), _ = await talk(SERVER, ("流量包能退吗", "policy.traffic_package"))
    assert "您这单" not in reply.texts[0]


@pytest.mark.parametrize(
    "text", ["所以到底能不能退，退多少", "所以呢", "能全退吗", "给个准数", "那我这个能退吗"]
)
@pytest.mark.parametrize("topic", [CHECK, "policy.overview", None])
async def test_the_upshot_is_the_verdict_once_more_with_its_sum(talk, text, topic) -> None:
    (first, reply), state = await talk(SERVER, (text, topic))
    assert reply.envelope["verdict"] == first.envelope["verdict"]
    assert "全额退" in reply.texts[0]
    assert "1299.00 元" in reply.texts[0]
    assert "应退" not in "".join(reply.texts)
    assert state.check.facts["product"] == "ecs"


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("其实我付的是1399块", "paid_amount", "1399"),
        ("更正，是支付宝付的", "channel", "alipay"),
        ("发票开了，要紧吗", "invoiced", True),
        ("对了，另外用了张200的代金券", "payment", {"voucher": {"amount": "200"}}),
    ],
)
async def test_what_is_told_after_the_verdict_updates_the_case(talk, text, field, value) -> None:
    (_, reply), state = await talk(SERVER, (text, None))
    assert reply.envelope["kind"] == "verdict"
    assert state.check.facts[field] == value
    assert state.check.facts["product"] == "ecs"


async def test_a_correction_is_said_back(talk) -> None:
    (_, reply), _ = await talk(SERVER, ("不对，是微信付的，付了1399块", "dialogue.inform"))
    assert "好，改成：实付 1399.00 元" in reply.texts[0]


async def test_a_fact_that_moves_the_deadline_does_change_the_verdict(talk) -> None:
    (_, reply), _ = await talk(SERVER, ("是前天上午10点开通的", "dialogue.inform"))
    assert "不改变结论" not in "".join(reply.texts)
    assert "6月27日 10:00" in "".join(reply.texts)


async def test_what_is_only_supposed_is_forgotten_with_the_next_message(talk) -> None:
    (_, supposed, reply), state = await talk(
        SERVER, ("要是这个月10号买的呢", None), ("所以我这单到底能不能退", CHECK)
    )
    assert supposed.envelope["verdict"]["outcome"] == "partial_refund"
    assert reply.envelope["verdict"]["outcome"] == "full_refund"
    assert state.check.facts["paid_at"]["earliest"].startswith("2026-06-22")


@pytest.mark.parametrize("text", ["凭什么不给退", "你们太坑了吧", "这不合理"])
async def test_a_protest_gets_the_criterion_its_source_and_a_person(talk, text) -> None:
    (_, reply), _ = await talk(PACKAGE, (text, "out_of_scope"))
    told = "\n".join(reply.texts)
    assert "共享流量包" in told
    assert "新建工单" in told
    assert reply.envelope["sources"]


@pytest.mark.parametrize("text", ["好的谢谢", "知道了", "哦", "行吧"])
async def test_taking_notice_is_left_at_that(talk, text) -> None:
    (_, reply), state = await talk(SERVER, (text, None))
    assert reply.envelope["kind"] == "smalltalk"
    assert state.check.facts["product"] == "ecs"


async def test_what_is_known_already_opens_no_empty_check(talk) -> None:
    failed = ("今天花1200买的云服务器包年，支付宝，显示创建失败，能退吗", CHECK)
    _, state = await talk(failed, ("是你们那边创建失败的，别算我五天无理由的次数", "policy.five_day"))
    assert state.check.facts["product"] == "ecs"
    assert state.check.facts["paid_amount"] == "1200"


async def test_what_hangs_on_the_machine_is_no_other_purchase(talk) -> None:
    (_, reply), state = await talk(SERVER, ("昨天还给它加了块云硬盘，发票开了，要紧吗", CHECK))
    assert reply.envelope["kind"] == "verdict"
    assert state.check.facts["product"] == "ecs"
    assert state.check.facts["paid_at"]["earliest"].startswith("2026-06-22")


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("换成CDN流量包呢", "not_refundable"),
        ("要是这个月10号买的呢", "partial_refund"),
        ("如果名额用完了呢", "partial_refund"),
    ],
)
async def test_another_fact_is_decided_anew(talk, text, outcome) -> None:
    (_, reply), _ = await talk(SERVER, (text, None))
    assert reply.envelope["kind"] == "verdict"
    assert reply.envelope["verdict"]["outcome"] == outcome


@pytest.mark.parametrize("text", ["我付了268", "实付268，能退多少"])
async def test_what_was_missing_completes_the_case(talk, text) -> None:
    server = ("我这个月10号新买的包月云服务器能退吗", CHECK)
    _, state = await talk(server, (text, CHECK))
    assert state.check.facts["product"] == "ecs"
    assert state.check.facts["paid_amount"] == "268"


async def test_a_verdict_that_stays_the_same_is_told_in_short(talk) -> None:
    (first, second), _ = await talk(SERVER, ("发票已经开了", "dialogue.inform"))
    assert second.envelope["verdict"]["outcome"] == first.envelope["verdict"]["outcome"]
    assert "不改变结论" in second.texts[0]
    assert "应退：" in "".join(first.texts)
    assert "应退：" not in "".join(second.texts)


@pytest.mark.parametrize("text", ["改天再退呢", "过几天再申请行吗"])
async def test_a_later_refund_is_told_by_the_deadline_of_the_case(talk, text) -> None:
    (_, reply), _ = await talk(SERVER, (text, "payout.time"))
    assert reply.envelope["topic"] == "policy.deadline"
    assert "6月27日" in reply.texts[0]


async def test_who_keeps_it_after_the_verdict_can_still_ask_about_it(talk) -> None:
    (_, kept, reply), _ = await talk(SERVER, ("算了不退了", "dialogue.cancel"), ("那手续费呢", "amount.fee"))
    assert kept.envelope["kind"] == "smalltalk"
    assert "您这单" in reply.texts[0]


async def test_what_is_told_in_passing_is_kept_for_the_case(talk) -> None:
    (*_, reply), state = await talk(
        SERVER,
        ("钱没到账怎么办", "payout.missing"),
        ("支付宝付的", "dialogue.inform"),
        ("几天", "payout.time"),
    )
    assert state.check.facts["channel"] == "alipay"
    assert "payout.channels.alipay.days" in {fact["id"] for fact in reply.envelope["facts"]}
    assert "过了" not in "".join(reply.texts)


async def test_what_to_do_about_a_refusal_is_told_of_the_case(talk) -> None:
    (_, reply), _ = await talk(PACKAGE, ("那怎么办", "out_of_scope"))
    assert reply.envelope["topic"] == "rejection.next_steps"
    assert reply.texts[0].startswith("您这单可以这样办")


async def test_a_partners_order_is_invoiced_by_the_partner(talk) -> None:
    order = ("订单CS2611000502能退吗", CHECK)
    (_, reply), _ = await talk(order, ("退票要找谁", "policy.invoice"), customer="demo3")
    assert "伙伴" in reply.texts[0].splitlines()[0]


async def test_a_second_purchase_is_of_the_same_product_and_starts_clean(talk) -> None:
    _, state = await talk(SERVER, ("另外还有一台上个月买的能退吗", CHECK))
    assert state.check.facts["product"] == "ecs"
    assert "billing_mode" not in state.check.facts


async def test_another_kind_of_product_loses_the_billing_of_the_first(talk) -> None:
    _, state = await talk(SERVER, ("换成CDN流量包呢", None))
    assert "billing_mode" not in state.check.facts
    assert state.check.facts["paid_amount"] == "1299"


async def test_a_refused_customer_is_not_told_that_it_works(talk) -> None:
    (_, reply), _ = await talk(SERVER, ("为什么页面上退不了", "rejection.reasons"))
    assert "您这单能" not in reply.texts[0]


async def test_a_bare_wish_behind_the_verdict_is_no_new_check(talk) -> None:
    (before, after), state = await talk(SERVER, ("退", None))
    assert after.envelope["verdict"]["outcome"] == before.envelope["verdict"]["outcome"]
    assert state.check.facts["product"] == "ecs"


async def test_a_time_without_a_day_is_of_the_day_of_the_payment(talk) -> None:
    """Five days since the payment are over, those since the opening are not."""
    bought = ("包月云服务器，6月19号下午2点50付的款，100块，新买的，名额还有，能全退吗", CHECK)
    (before, after), state = await talk(bought, ("不过那天3点20才开通的", "dialogue.inform"))
    assert before.envelope["verdict"]["outcome"] == "partial_refund"
    assert after.envelope["verdict"]["outcome"] == "full_refund"
    assert state.check.facts["provisioned_at"]["earliest"].startswith("2026-06-19T15:20")


async def test_it_is_asked_about_where_the_day_is_not_pointed_to(talk) -> None:
    bought = ("包月云服务器，6月19号下午2点50付的款，100块，新买的，名额还有，能全退吗", CHECK)
    (_, asks), state = await talk(bought, ("3点20才开通的", "dialogue.inform"))
    assert state.check.asked == "provisioned_at"
    assert "2026年6月19日 15:20" in asks.texts[0]


async def test_what_is_told_again_of_a_decided_case_begins_no_new_one(talk) -> None:
    """Nor does it forget what stands in the way."""
    (_, refused, again), state = await talk(
        ("5月6号我给云数据库续了一年的费，4320元，新的一年要7月1号才开始", CHECK),
        ("续完过了三天我就把规格从4核升到了8核", None),
        ("现在决定改成自建机房，续的那一年还没生效，这4320可以原样退回来吗？", CHECK),
    )
    assert refused.envelope["verdict"]["outcome"] == "not_refundable"
    assert again.envelope["verdict"]["outcome"] == "not_refundable"
    assert state.check.facts["changed_before_renewal"] is True
    assert "effective_at" in state.check.facts


async def test_what_a_colleague_bought_changes_no_case_of_ones_own(talk) -> None:
    (_, _), state = await talk(SERVER, ("我同事那台是上周五才买的，她可以全额退吗？", None))
    assert state.check.facts["paid_at"]["earliest"].startswith("2026-06-22")


UNPAID = ("云硬盘昨天包年买的，640块，扩容的单子点了没付，还挂着待支付，能退吗", CHECK)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("不扩了，整块都想退，现在可以直接退吗", None),
        ("整块盘都要退", CHECK),
        ("那块盘还有救吗", "policy.five_day"),
        ("客户说他们自己有云硬盘了", None),
        ("今天都第二天了，能退吗", CHECK),
        ("另外我这块云硬盘还能退不", CHECK),
        ("扩容那单我不要了，能退了吧", CHECK),
        ("那我把那个单子取消掉再来", "process.cancel"),
    ],
)
async def test_what_is_said_of_the_same_purchase_keeps_the_case_and_what_stands_in_the_way(
    talk, text, topic
) -> None:
    (first, reply), state = await talk(UNPAID, (text, topic))
    assert first.envelope["verdict"]["outcome"] == "not_refundable"
    told = "\n".join(reply.texts)
    assert "可以全额退" not in told
    assert "可以退" not in told
    assert state.check.facts["pending_transaction"] is True
    assert state.check.facts["paid_amount"] == "640"
    assert state.check.facts["term_months"] == 12
    assert state.check.asked is None


async def test_a_blocker_that_was_removed_is_taken_back(talk) -> None:
    _, state = await talk(UNPAID, ("那个单子刚取消掉了", None))
    assert state.check.facts["pending_transaction"] is False


@pytest.mark.parametrize(
    "text",
    [
        "我还有台云服务器也想退",
        "另外一个账号里买的那台云服务器能退吗",
        "那另外那台呢，能退吗",
        "另外，共享流量包能退吗",
        "我昨天下午又买了台云服务器，能退吗",
        "6月2号我买了一台包年的云服务器，能退吗",
    ],
)
async def test_a_purchase_that_is_named_as_another_begins_anew(talk, text) -> None:
    _, state = await talk(SERVER, (text, CHECK))
    assert state.check.facts.get("paid_amount") != "1299"


CHANGED = ("云数据库5月6号续了一年费，4320元，新的一年7月1号才开始，续完又把规格升了一档，能退吗", CHECK)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("续的那段还没开始，退掉它行吗", "policy.renewal"),
        ("还没生效的不是应该能退么", "policy.not_in_effect"),
        ("五天无理由呢，能用上吗", "policy.five_day"),
        ("那提前退行不行", "policy.subscription"),
        ("最晚哪天之前退", "policy.deadline"),
    ],
)
async def test_no_answer_in_general_promises_what_the_verdict_refused(talk, text, topic) -> None:
    (first, reply), _ = await talk(CHANGED, (text, topic))
    assert first.envelope["verdict"]["outcome"] == "not_refundable"
    assert reply.envelope["verdict"]["outcome"] == "not_refundable"
    assert "改过配置" in "\n".join(reply.texts)


async def test_how_to_apply_for_what_is_not_refunded_is_told_by_what_can_be_done(talk) -> None:
    (_, reply), _ = await talk(CHANGED, ("怎么申请", "process.apply"))
    assert reply.texts[0].startswith("您这单退不了")
    assert "新建工单" in "\n".join(reply.texts)


async def test_what_is_told_of_a_decided_case_is_answered_by_no_lecture(talk) -> None:
    (_, reply), _ = await talk(SERVER, ("同事反馈扩容过一次，那笔钱都付清了。", "policy.failed_order"))
    assert "全额退" in reply.texts[0]
    assert "系统自动退" not in "".join(reply.texts)


async def test_an_order_that_changes_the_one_talked_of_is_no_other_purchase(talk) -> None:
    (_, reply), state = await talk(SERVER, ("另外那单升配的还没付款", "dialogue.inform"))
    assert reply.envelope["verdict"]["outcome"] == "not_refundable"
    assert state.check.facts["paid_amount"] == "1299"


@pytest.mark.parametrize(
    ("text", "alone", "topic", "said"),
    [
        ("退不退", "policy.overview", CHECK, "可以全额退"),
        ("找谁批", None, "policy.large_amount", "不用找谁批"),
        ("要审批吗", None, "policy.large_amount", "不用找谁批"),
        ("手续费咋算", "amount.calculation", "amount.fee", "不收手续费"),
        ("哪里点", "process.find_entry", "process.find_entry", "费用中心"),
        ("where to click", "support.contact", "process.find_entry", "费用中心"),
        ("how long", None, "payout.time", "钱这样走"),
        ("为什么是全额", "amount.dispute", "rejection.reasons", "开通不到 5 天"),
    ],
)
async def test_a_short_question_has_a_short_answer_on_the_case(talk, text, alone, topic, said) -> None:
    (_, reply), _ = await talk(SERVER, (text, alone))
    assert reply.envelope["topic"] == topic
    assert reply.texts[0].splitlines()[0].count(said) == 1
    assert len(reply.texts[0].splitlines()) <= 5


async def test_why_after_the_way_of_the_money_asks_for_the_verdict(talk) -> None:
    (*_, reply), _ = await talk(SERVER, ("退到哪", "payout.destination"), ("为啥", None))
    assert reply.envelope["topic"] == "rejection.reasons"
    assert "开通不到 5 天" in reply.texts[0]


async def test_why_it_is_not_all_asks_for_the_verdict_whatever_was_told_last(talk) -> None:
    (*_, reply), _ = await talk(SERVER, ("那手续费呢", "amount.fee"), ("为啥不是全额", "amount.dispute"))
    assert reply.envelope["topic"] == "rejection.reasons"


async def test_a_large_sum_is_approved_by_somebody(talk) -> None:
    (_, reply), _ = await talk((SERVER[0].replace("1299块", "12万元"), CHECK), ("谁批", None))
    assert "由您的客户经理审批" in reply.texts[0]


async def test_how_asks_of_a_refusal_what_is_left_to_do(talk) -> None:
    (_, reply), _ = await talk(PACKAGE, ("咋整", None))
    assert reply.envelope["topic"] == "rejection.next_steps"


@pytest.mark.parametrize("text", ["no", "No, thanks", "没有", "yes"])
async def test_who_finds_nothing_wrong_in_a_verdict_is_understood(talk, text) -> None:
    (_, reply), _ = await talk(SERVER, (text, None))
    assert reply.envelope["kind"] == "smalltalk"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("那他的呢", None),
        ("上一台10月退的已经到账了", None),
        ("我朋友那台按需的被封了", None),
        ("另外那个弹性IP不退，留着", CHECK),
    ],
)
async def test_another_purchase_leaves_the_case_as_it_is(talk, text, topic) -> None:
    _, before = await talk(SERVER)
    (_, reply), state = await talk(SERVER, (text, topic))
    assert state.check.facts == before.check.facts
    assert "另一单" in reply.texts[0] or "别人那一单" in reply.texts[0]


async def test_what_was_wrong_with_the_thing_corrects_no_date(talk) -> None:
    _, state = await talk(
        ("6月21号买了套云容器引擎，一年6800", CHECK), ("22号部署了业务，23号发现版本不对", "dialogue.inform")
    )
    assert state.check.facts["paid_at"]["earliest"].startswith("2026-06-21")


ISSUED = ("SSL证书前天付的款，已经签发，还没吊销，能退吗", CHECK)
NOT_ISSUED = ("SSL证书昨天付的款，还没签发，能退吗", CHECK)


@pytest.mark.parametrize("case", [ISSUED, NOT_ISSUED])
@pytest.mark.parametrize("text", ["当时抵过一张代金券，还能拿回来吗", "券呢", "现金券退不退"])
async def test_a_certificate_returns_no_coupons(talk, case, text) -> None:
    (_, reply), _ = await talk(case, (text, "policy.coupon"))
    said = "\n".join(reply.texts)
    assert reply.texts[0].startswith("SSL证书用掉的券不退")
    assert "会退回来" not in said
    assert "会退回：" not in said


def test_of_a_stored_card_spent_on_a_certificate_nothing_is_claimed() -> None:
    policy = load_policy().at(NOW)
    case = case_from_mapping({"product": "ssl_certificate"}, NOW)
    reply = replies.on_case("policy.coupon", decide(case, policy), case, policy, 0.9, "stored_card")
    assert reply is not None
    assert "没有查到" in reply.texts[0]


@pytest.mark.parametrize(
    "case", [("域名前天注册的，想退", CHECK), ISSUED, ("我领的免费试用云服务器能退吗", CHECK)]
)
async def test_what_is_left_of_a_package_is_offered_of_packages_only(talk, case) -> None:
    (reply, of_a_package), _ = await talk(case, PACKAGE)
    assert "怎么看剩余流量" not in [button.title for button in reply.buttons]
    assert "怎么看剩余流量" in [button.title for button in of_a_package.buttons]


PAID_BY_ALIPAY = ("我前天新买的包月云服务器，支付宝付的1299块，五天名额还有，能退吗", CHECK)


@pytest.mark.parametrize(
    "text",
    [
        "退了第二天微信能提出来吗",
        "可以用微信提现不",
        "所以到底回支付宝还是回微信",
        "退到微信零钱行吗",
        "能不能提到银联卡",
        "提现的时候用微信收行不行",
        "那退款是退回微信还是支付宝呀",
        "钱可以直接退到微信里吗",
        "能改退到微信吗",
        "是提到支付宝还是微信",
    ],
)
async def test_a_way_back_that_is_asked_about_is_not_the_one_paid_by(talk, text) -> None:
    (_, reply), state = await talk(PAID_BY_ALIPAY, (text, "payout.withdraw"))
    assert reply.texts[0].startswith("只能回支付宝")
    assert state.check.facts["channel"] == "alipay"


@pytest.mark.parametrize("text", ["说错了，是微信付的", "我是微信付的，能提现吗"])
async def test_the_channel_paid_by_is_still_put_right(talk, text) -> None:
    _, state = await talk(PAID_BY_ALIPAY, (text, "payout.withdraw"))
    assert state.check.facts["channel"] == "wechat"


async def test_of_both_periods_of_a_renewal_the_one_in_use_is_looked_at_too(talk) -> None:
    renewed = ("云主机续了一年，付了960，还没开始，续费能退吗", "eligibility.check")
    for words in ("两段都退能拿回多少", "连原来那段一起退，总共退多少"):
        replies, state = await talk(renewed, (words, "amount.calculation"))
        assert "在用的那段要另外算" in "".join(replies[-1].texts), words
        assert state.check.facts["purchase_kind"] == "new"
    replies, _ = await talk(renewed, ("那能退多少", "amount.calculation"))
    assert "另一段" not in "".join(replies[-1].texts)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("那我把整个库退了，续的那段钱能回来吗", CHECK),
        ("整个库不要了，连库一起退，能退吗", CHECK),
        ("数据库也不要了呢", "dialogue.inform"),
        ("干脆把库退掉呢", "policy.renewal"),
        ("全部一起退行不行", None),
    ],
)
async def test_the_whole_resource_goes_back_where_the_renewal_alone_does_not(talk, text, topic) -> None:
    (refused, reply), _ = await talk(BLOCKED, (text, topic))
    assert refused.envelope["verdict"]["outcome"] == "not_refundable"
    assert reply.texts[0].startswith("整个一起退就可以")
    assert "还没开始的这段续费全额退" in reply.texts[0]


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("一分都没有？", "payout.missing"),
        ("那就是退不了了？一分都没有？", "payout.missing"),
        ("钱一点都不给吗", "payout.missing"),
        ("一毛钱都拿不到吗", None),
        ("合着一分钱不退我？", None),
        ("这钱就拿不回来了呗", None),
    ],
)
@pytest.mark.parametrize("refused", [BLOCKED, PACKAGE])
async def test_no_money_is_missing_after_a_refusal(talk, refused, text, topic) -> None:
    (_, reply), _ = await talk(refused, (text, topic))
    assert reply.texts[0].startswith("抱歉，这个退不了")


async def test_a_period_told_that_ends_where_the_renewal_begins_is_the_one_in_use(talk) -> None:
    """The sum of the renewal is not that of what is in use."""
    renewed = ("云主机6月20号续了两个月，付了136，7月5号到期，续费能退吗", CHECK)
    (first, before), state = await talk(renewed, ("那正在用的这个月6月5号到7月5号的呢？能退点不", None))
    assert first.envelope["verdict"]["outcome"] == "full_refund"
    assert "在用的那段要另外算" in "".join(before.texts)
    assert "136" not in "".join(before.texts)
    assert state.check.facts["purchase_kind"] == "new"
