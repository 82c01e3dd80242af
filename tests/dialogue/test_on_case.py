"""After the verdict: questions answered on its figures, and facts that change it."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"
SERVER = ("我前天新买的包月云服务器，1299块，五天名额还有，能退吗", CHECK)
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
        ("对了，用了张200的代金券", "payment", {"voucher": {"amount": "200"}}),
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


@pytest.mark.parametrize("text", ["要是下周再退呢", "过几天再申请行吗"])
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
    assert "预计" in "".join(reply.texts)


async def test_what_to_do_about_a_refusal_is_told_of_the_case(talk) -> None:
    (_, reply), _ = await talk(PACKAGE, ("那怎么办", "out_of_scope"))
    assert reply.envelope["topic"] == "rejection.next_steps"
    assert reply.texts[0].startswith("您这单可以这样办")


async def test_a_partners_order_is_invoiced_by_the_partner(talk) -> None:
    order = ("订单CS2611000502能退吗", CHECK)
    (_, reply), _ = await talk(order, ("退票要找谁", "policy.invoice"), customer="demo3")
    assert "伙伴" in reply.texts[0].splitlines()[0]


async def test_a_second_purchase_starts_clean(talk) -> None:
    _, state = await talk(SERVER, ("另外还有一台上个月买的能退吗", CHECK))
    assert "product" not in state.check.facts


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
