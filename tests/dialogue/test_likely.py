"""An unclear message is answered where one topic stands out, and what goes on with an answer is heard so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from refundbot.dialogue import Memory, Services, Turn, respond
from refundbot.dialogue.likely import interrupting, standing_out
from refundbot.replies import Reply

from .conftest import NOW, Talk

Ranking = tuple[tuple[str, float], ...]


def turn(text: str, ranking: Ranking, in_context: Ranking = (), code: str | None = None) -> Turn:
    entities = (("rejection_code", code),) if code else ()
    return Turn(text, ranking, entities, NOW, in_context=in_context)


async def after(
    services: Services, before: Turn, said: Turn, topic: str | None = None
) -> tuple[Reply, Memory]:
    _, memory = await respond(before.ranking[0][0], before, Memory(), services)
    return await respond(topic, said, memory, services)


@pytest.mark.parametrize(
    ("ranking", "topic"),
    [
        ((("process.data", 0.5), ("account.closing", 0.05)), "process.data"),
        ((("payout.withdraw", 0.5), ("payout.time", 0.4), ("out_of_scope", 0.1)), "payout.withdraw"),
        ((("process.data", 0.5), ("account.closing", 0.3)), None),
        ((("process.data", 0.4), ("account.closing", 0.05)), None),
        ((("out_of_scope", 0.6), ("account.closing", 0.01)), None),
        ((("dialogue.inform", 0.6), ("account.closing", 0.01)), None),
        ((), None),
    ],
)
def test_a_topic_stands_out_where_others_are_far_behind_or_of_its_group(
    ranking: Ranking, topic: str | None
) -> None:
    assert standing_out(turn("那段录像还能弄回来不", ranking)) == topic


def test_while_a_question_waits_less_is_enough_for_another_one() -> None:
    ranking = (("amount.fee", 0.52), ("amount.dispute", 0.26))
    assert standing_out(turn("扣得多不多", ranking)) is None
    assert interrupting(turn("扣得多不多", ranking)) == "amount.fee"
    assert interrupting(turn("扣得多不多", (("amount.fee", 0.5), ("out_of_scope", 0.4)))) is None
    assert interrupting(turn("扣得多不多", ())) is None


async def test_what_stands_out_is_answered_and_the_rest_asked_back(services: Services) -> None:
    clear = turn("那段录像还能弄回来不", (("process.data", 0.5), ("account.closing", 0.02)))
    unclear = turn("那段录像还能弄回来不", (("process.data", 0.5), ("account.closing", 0.4)))
    told = [(await respond(None, each, Memory(), services))[0].envelope for each in (clear, unclear)]
    assert [(each["kind"], each["topic"]) for each in told] == [
        ("answer", "process.data"),
        ("clarify", "process.data"),
    ]


WITHDRAWN = turn("余额怎么提现", (("payout.withdraw", 0.95),))


@pytest.mark.parametrize(
    ("text", "ranking", "in_context", "given"),
    [
        # clear in the light of the answer, though long
        (
            "逢年过节银行不上班那几天也算进去吗",
            (("policy.five_day", 0.4), ("payout.withdraw", 0.3)),
            (("payout.withdraw/how_long", 0.8), ("policy.five_day/window", 0.02)),
            "payout.withdraw/how_long",
        ),
        # long, and hardly about what was answered
        (
            "逢年过节银行不上班那几天也算进去吗",
            (("policy.five_day", 0.4), ("account.closing", 0.3)),
            (("payout.withdraw/fee", 0.2), ("policy.five_day/window", 0.1)),
            "policy.five_day",
        ),
        # not told apart within the topic that was answered
        (
            "逢年过节银行不上班那几天也算进去吗",
            (("payout.withdraw", 0.4), ("account.closing", 0.3)),
            (("payout.withdraw/fee", 0.1), ("payout.withdraw/amount", 0.09)),
            "payout.withdraw",
        ),
    ],
)
async def test_a_long_message_goes_on_with_an_answer_only_where_that_is_clear(
    services: Services, text: str, ranking: Ranking, in_context: Ranking, given: str
) -> None:
    reply, _ = await after(services, WITHDRAWN, turn(text, ranking, in_context))
    assert (reply.envelope["question"] or reply.envelope["topic"]) == given


async def test_what_surely_asks_something_else_is_not_taken_for_more_of_the_same(
    services: Services,
) -> None:
    ranking = (("out_of_scope", 0.95),)
    heard = (("payout.withdraw/fee", 0.2), ("out_of_scope", 0.19))
    reply, _ = await after(
        services, WITHDRAWN, turn("要是楼下咖啡店关门了咋办呀", ranking, heard), "out_of_scope"
    )
    assert reply.envelope["kind"] == "out_of_scope"


async def test_what_is_only_added_is_answered_by_the_topic_as_a_whole(services: Services) -> None:
    before = replace(
        turn("提现收不收费", (("payout.withdraw", 0.95),)),
        within={"payout.withdraw": ("payout.withdraw/fee", 0.99)},
    )
    heard = (("payout.withdraw/amount", 0.03), ("payout.withdraw/cannot", 0.03))
    said = turn("前年年初存进去的那种", (("dialogue.inform", 0.99),), heard)
    reply, _ = await after(services, before, said, "dialogue.inform")
    assert (reply.envelope["topic"], reply.envelope["question"]) == ("payout.withdraw", None)
    assert reply.envelope["kind"] == "answer"


@pytest.mark.parametrize(
    ("text", "kind"),
    [("没听明白，讲得通俗一点", "answer"), ("啥意思呀，再解释一遍", "answer")],
)
async def test_who_did_not_understand_is_told_the_rule_behind_it(talk: Talk, text: str, kind: str) -> None:
    (first, again), _ = await talk(("手续费怎么扣", "amount.fee"), (text, "dialogue.restart"))
    assert (again.envelope["kind"], again.envelope["topic"]) == (kind, "amount.fee")
    assert again.texts != first.texts


async def test_no_leeway_asked_for_is_the_exceptions_asked_for(talk: Talk) -> None:
    (_, reply), _ = await talk(("五天无理由是什么", "policy.five_day"), ("就没有一点商量的余地吗", None))
    assert "这几种不能用五天无理由" in reply.texts[0]


async def test_an_error_code_is_kept_in_mind(services: Services) -> None:
    before = turn("退订弹出CBC.99003651是啥", (("rejection.reasons", 0.95),), code="CBC.99003651")
    for text, words in (("那要等多长时间", "十分钟"), ("那怎么办", "等那张订单完成")):
        reply, _ = await after(services, before, turn(text, ()))
        assert words in reply.texts[0]
    other, _ = await after(services, before, turn("流量包为什么退不了", (("rejection.reasons", 0.9),)))
    assert "CBC" not in "".join(other.texts) or "错误码" in "".join(other.texts)


@pytest.mark.parametrize(
    ("text", "alone", "topic"),
    [
        ("那要是过了五天呢", "policy.five_day", "policy.deadline"),
        ("那按月付的呢", None, "policy.subscription"),
        ("要是过了呢", None, "policy.deadline"),
    ],
)
async def test_in_a_check_another_case_is_asked_of_in_passing(
    talk: Talk, text: str, alone: str | None, topic: str
) -> None:
    (_, reply), state = await talk(("昨天买的包月云服务器能退吗", "eligibility.check"), (text, alone))
    assert (reply.envelope["kind"], reply.envelope["topic"]) == ("answer", topic)
    assert state.check is not None
    assert state.check.asked == "quota_left"


async def test_in_a_check_it_is_answered_whether_something_matters(talk: Talk) -> None:
    (_, reply), _ = await talk(
        ("昨天买的云服务器能退吗", "eligibility.check"), ("专票都开了，有影响没", "policy.invoice")
    )
    assert reply.envelope["topic"] == "policy.invoice"
    assert "欠票" in "".join(reply.texts)


async def test_a_sure_question_is_answered_before_a_check_asks(services: Services) -> None:
    text = "双十一抢的云服务器，66一年，写着不许退，我硬要退会怎样"
    said = Turn(
        text,
        (("policy.gift", 0.9),),
        (),
        NOW,
        within={"policy.gift": ("policy.gift/seckill", 0.95)},
    )
    reply, state = await respond("policy.gift", said, Memory(), services)
    assert reply.envelope["kind"] == "question"
    assert "看活动说明" in reply.texts[0]
    assert state.check is not None
    assert state.check.running


async def test_who_tells_of_their_own_purchase_has_it_checked(services: Services) -> None:
    ranking = (("eligibility.check", 0.44), ("policy.invoice", 0.3))
    said = turn("我哥们昨天下午帮我们买错了三年的，扣钱不", ranking)
    reply, state = await respond(None, said, Memory(), services)
    assert reply.envelope["kind"] == "question"
    assert state.check is not None
    assert "paid_at" in state.check.facts


async def test_who_drops_it_is_let_go(talk: Talk) -> None:
    (_, kept), _ = await talk(("想退云服务器", "process.apply"), ("哦没事了，看错号了", "dialogue.deny"))
    assert "先留着" in kept.texts[0]
    (_, stopped), state = await talk(("昨天买的云服务器能退吗", "eligibility.check"), ("没事了", None))
    assert "先不查了" in stopped.texts[0]
    assert state.check is None


async def test_a_freeze_that_is_asked_of_has_its_answer(talk: Talk) -> None:
    (_, reply), _ = await talk(
        ("流量包能退吗", "policy.traffic_package"), ("假如单位账号被冻结了咋整", "out_of_scope")
    )
    assert reply.envelope["topic"] == "rejection.reasons"


async def test_a_coupon_asked_of_is_no_refusal(talk: Talk) -> None:
    (_, reply), _ = await talk(
        ("还没生效的能退吗", "policy.not_in_effect"), ("那我的代金券怎么办", "policy.coupon")
    )
    assert reply.envelope["topic"] == "policy.coupon"


async def test_another_product_goes_on_with_a_charge(talk: Talk) -> None:
    (_, reply), _ = await talk(("EIP解绑了还在扣", "charge.continues"), ("云硬盘呢", None))
    assert reply.envelope["topic"] == "charge.continues"
