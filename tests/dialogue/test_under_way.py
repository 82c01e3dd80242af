"""A refund that was asked for already is answered as that, and no check is opened on it."""

from __future__ import annotations

from refundbot.dialogue import Memory

from .conftest import Talk

CHECK = "eligibility.check"
LATE = ("6月10号申请的退款，云服务器，到今天钱没到", CHECK)


async def test_a_late_refund_opens_no_check_and_is_told_to_be_late(talk: Talk) -> None:
    (reply,), state = await talk(LATE)
    assert (reply.envelope["kind"], reply.envelope["topic"]) == ("answer", "payout.missing")
    assert "2026年6月10日" in reply.texts[0]
    assert "已经过了" in reply.texts[0]
    assert state.check is None or state.check.asked is None


async def test_one_of_today_is_not_told_to_be_late(talk: Talk) -> None:
    (reply,), _ = await talk(("今天早上刚点的退订，钱怎么还没到", "payout.missing"))
    assert "没到是正常的" in reply.texts[0]


async def test_a_week_without_a_day_is_not_told_to_be_in_time(talk: Talk) -> None:
    (reply,), _ = await talk(("退款怎么还没到啊，都一个礼拜了", CHECK))
    assert "正常" not in reply.texts[0]


async def test_what_is_told_next_is_of_it(talk: Talk) -> None:
    replies, state = await talk(LATE, ("支付宝付的", "dialogue.inform"), ("那到底是哪天", None))
    for reply in replies[1:]:
        assert reply.envelope["topic"] == "payout.missing"
        cited = [fact["id"] for fact in reply.envelope["facts"]]  # type: ignore[attr-defined]
        assert "payout.channels.alipay.days" in cited
    assert state.under_way is not None


async def test_who_waits_for_approval_is_told_by_the_sum(talk: Talk) -> None:
    waits = ("退订上个月就提交了的，一直写待审核", "process.progress")
    replies, _ = await talk(waits, ("六万多块钱", "dialogue.inform"))
    assert [reply.envelope["topic"] for reply in replies] == ["process.review_time"] * 2
    assert "客户经理" in replies[1].texts[0]
    replies, _ = await talk(waits, ("3800块的云硬盘", "dialogue.inform"))
    assert "不对劲" in replies[1].texts[0]


async def test_money_of_a_partner_is_looked_for_there(talk: Talk) -> None:
    (reply,), _ = await talk(("代理商那边付的钱，退订完成半个月了，我没收到", "payout.missing"))
    assert "伙伴" in reply.texts[0]
    assert "要您去提现" not in reply.texts[0]


async def test_what_was_withdrawn_is_dated_from_that_day(talk: Talk) -> None:
    (reply,), _ = await talk(("昨天提现的，支付宝还没收到", "payout.withdraw"))
    assert "2026年6月23日" in reply.texts[0]
    assert "转账汇款" not in reply.texts[0]


async def test_less_than_expected_is_answered_as_that(talk: Talk) -> None:
    (reply,), _ = await talk(("支付宝收到三百二，订单写退四百", "payout.missing"))
    assert reply.envelope["topic"] == "amount.dispute"


async def test_who_looked_already_is_told_whom_to_ask(talk: Talk) -> None:
    replies, _ = await talk(
        LATE, ("要是余额里也没有呢", "payout.missing"), ("该把什么发给谁", "process.materials")
    )
    for reply in replies[1:]:
        assert "请客服查" in reply.texts[0]
        assert "要您去提现" not in reply.texts[0]


async def test_a_running_check_gives_way_to_money_that_has_not_come(talk: Talk) -> None:
    replies, state = await talk(("我要退款", CHECK), ("上次那个已经退了，钱还没给我", "payout.missing"))
    assert replies[-1].envelope["topic"] == "payout.missing"
    assert state.check is None


async def test_another_wish_opens_a_check_again(talk: Talk) -> None:
    replies, _ = await talk(LATE, ("昨天买的云硬盘也想退，能退吗", CHECK))
    assert replies[-1].envelope["topic"] == CHECK


async def test_how_long_refunds_take_in_general_is_answered_in_general(talk: Talk) -> None:
    replies, _ = await talk(("退订成功之后多久到账", "payout.time"))
    assert replies[0].envelope["topic"] == "payout.time"


async def test_it_is_remembered_as_json_and_forgotten(talk: Talk) -> None:
    _, state = await talk(LATE)
    assert Memory.from_json(state.to_json()) == state
    _, state = await talk(LATE, *[("好的", "dialogue.affirm")] * 5)
    assert state.under_way is None


async def test_a_check_that_gave_way_is_gone_on_with(talk: Talk) -> None:
    disk = ("云硬盘想退，520块昨天买的", CHECK)
    late = ("等下，上回那台主机的退款还没到呢，5月底退的", "payout.missing")
    replies, state = await talk(disk, late, ("那云硬盘能退吗", CHECK))
    assert [reply.envelope["topic"] for reply in replies] == [CHECK, "payout.missing", CHECK]
    assert state.check is not None
    assert state.check.facts["paid_amount"] == "520"


async def test_what_is_still_processed_is_not_said_to_have_come(talk: Talk) -> None:
    (reply,), _ = await talk(("6月3号申请的退款，状态处理中，到现在钱没到", "process.progress"))
    assert "钱多半在那里" not in reply.texts[0]
    assert "工单" in reply.texts[0]


async def test_a_card_that_is_gone_is_spoken_of(talk: Talk) -> None:
    (reply,), _ = await talk(("原来的卡注销了，退款6月12号就完成了，钱没收到", "payout.missing"))
    assert "没有查到" in reply.texts[0]


async def test_what_was_asked_for_just_now_is_counted_from_today(talk: Talk) -> None:
    replies, _ = await talk(("我刚刚提交了退订", "process.cancel"), ("手滑点了退订", "process.cancel"))
    assert "2026年6月24日" in replies[0].texts[0]
    assert replies[1].envelope["topic"] == "process.cancel"


async def test_who_asks_how_charges_are_stopped_is_told(talk: Talk) -> None:
    replies, _ = await talk(("怎么叫它不要扣了", None), ("咋让它别再自动扣了", None))
    assert [reply.envelope["question"] for reply in replies] == [
        "charge.continues/stop_all",
        "policy.renewal/turn_off",
    ]


async def test_a_purchase_told_next_is_not_the_refund_waited_for(talk: Talk) -> None:
    replies, _ = await talk(LATE, ("我还有台RDS，20号新买的，包三个月980，能退吗", CHECK))
    assert replies[1].envelope["topic"] == CHECK


async def test_what_a_colleague_got_back_is_waited_for_by_nobody(talk: Talk) -> None:
    replies, state = await talk(
        ("我同事上周买的kafka，第三天退的，一分没扣退给他了", None),
        ("我这个是rocketmq，20号买的，包三个月，今天退也一样全退吗", CHECK),
    )
    assert "payout.missing" not in [reply.envelope["topic"] for reply in replies]
    assert state.check.facts["product"] == "rocketmq"


async def test_who_asks_whether_what_was_given_back_can_be_is_told_so(talk: Talk) -> None:
    waits = ("NAT网关上周五退订了，显示退订成功，可是钱没到支付宝", "payout.missing")
    replies, _ = await talk(waits, ("那我这个能退吗，能退多少", CHECK))
    assert replies[1].envelope["verdict"]["outcome"] == "nothing_to_refund"


async def test_an_end_that_is_not_there_yet_is_no_money_that_has_not_come(talk: Talk) -> None:
    (reply,), state = await talk(("云硬盘去年8月1号新买的包年600，到期还没到，能退多少", CHECK))
    assert reply.envelope["kind"] != "answer"
    assert state.under_way is None
