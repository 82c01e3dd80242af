"""What is asked in plain words is answered as that before, within and after a check, never by a verdict."""

from __future__ import annotations

import pytest

from refundbot.understanding.facts.reading import read
from refundbot.understanding.plainly import plainly_asked, rues_a_loss

CHECK = "eligibility.check"
OPEN = ("云硬盘昨天新买的包月130", CHECK)
TOLD = ("云硬盘昨天新买的包月，实付130，今年没退过", CHECK)
FULL = ("云硬盘昨天新买的包月，实付130，代金券30，今年没退过，能退吗", CHECK)
PART = ("云硬盘昨天新买的包月，实付130，代金券30，名额用完了，能退吗", CHECK)
ASKED = {
    "policy.invoice/fee": [
        "手续费给开票吗",
        "手续费那块能开专票不",
        "发票能把手续费开进去吗",
        "手续费有收据没",
    ],
    "payout.missing/proof": ["这笔退款账上怎么记", "退回来的怎么做账"],
    "policy.invoice/red": ["冲红怎么办", "开过的票要冲红不", "红字发票找谁开", "怎么红冲啊"],
    "payout.time/parts": ["退款几笔", "钱会分几笔到", "是一笔到还是两笔", "退的款有多少笔"],
    "process.progress/cancelled": [
        "退款显示已取消咋回事",
        "我提交了退款，系统给撤了",
        "前天申请的退款一看已撤销，我没撤",
        "我的退款申请被关了",
        "退订申请自动取消了，还能再退吗",
        "昨天提交的退款，今天状态变成已关闭了",
    ],
    "process.apply/for_me": [
        "你帮我退一下，我不会弄",
        "怎么点啊，我不会",
        "我老了，不会操作",
        "不会操作，你直接给我退了吧",
        "我都七十多了，你替我点一下",
        "看不清字，麻烦帮我办一下退款",
    ],
}


@pytest.mark.parametrize(("question", "text"), [(q, text) for q, texts in ASKED.items() for text in texts])
async def test_it_is_answered_wherever_it_is_asked(talk, question: str, text: str) -> None:
    for before in ((), (OPEN,), (TOLD,), (FULL,), (PART,)):
        replies, _ = await talk(*before, (text, None))
        assert replies[-1].envelope["kind"] == "answer"
        assert replies[-1].envelope["question"] == question


@pytest.mark.parametrize(
    "text",
    [
        "怎么取消自动续费",
        "取消退款申请",
        "退款被驳回了",
        "今年退了两笔",
        "你帮我看看能退多少",
        "手续费怎么算",
        "我不懂，能退给我多少",
        "待支付订单已取消，能退吗",
    ],
)
def test_other_words_ask_nothing_plainly(text: str) -> None:
    assert plainly_asked(read(text).whole) is None


async def test_who_cannot_do_it_is_offered_a_person(talk) -> None:
    (reply,), _ = await talk(("我不会弄，你帮我退一下", None))
    assert "转人工" in [button.title for button in reply.buttons]


@pytest.mark.parametrize(
    ("case", "text", "said"),
    [
        (PART, "那这30块就没了？", "退不回来"),
        (PART, "券就这么没了啊", "退不回来"),
        (FULL, "那30块的券白花了？", "会退回来"),
        (PART, "那我不是亏了", "其余退给您"),
        (PART, "剩下的就不退了？", "其余退给您"),
        (PART, "我这130打水漂了？", "其余退给您"),
        (FULL, "那我岂不是亏大了", "没有少"),
        (FULL, "那30块呢", "会退回来"),
        (PART, "那剩下的几个月呢", "其余退给您"),
        (PART, "扣的那些钱不给退了？", "其余退给您"),
    ],
)
async def test_a_part_that_is_taken_for_lost_is_explained(talk, case, text: str, said: str) -> None:
    (_, reply), state = await talk(case, (text, None))
    assert (reply.envelope["kind"], reply.envelope["topic"]) == ("answer", "amount.calculation")
    assert said in reply.texts[0]
    assert state.check.facts["paid_amount"] == "130"


async def test_within_a_check_what_may_be_lost_is_told(talk) -> None:
    (_, reply), state = await talk(OPEN, ("那这130就没了？", None))
    assert "全额退" in reply.texts[0]
    assert state.check.asked == "quota_left"


@pytest.mark.parametrize("text", ["数据就没了吗", "名额都没了", "机器不见了", "不亏", "花了130"])
def test_what_is_no_money_is_not_lost(text: str) -> None:
    assert not rues_a_loss(read(text).whole)


@pytest.mark.parametrize(
    ("text", "topic", "said"),
    [("凭啥扣我手续费", "amount.fee", "手续费"), ("凭什么券不退", "policy.coupon", "代金券")],
)
async def test_a_protest_against_a_part_is_answered_on_that_part(
    talk, text: str, topic: str, said: str
) -> None:
    (_, reply), _ = await talk(PART, (text, topic))
    assert reply.envelope["topic"] == "amount.calculation"
    assert said in reply.texts[0]


async def test_of_what_is_told_only_what_changes_is_told_again(talk) -> None:
    (_, channel, day), _ = await talk(
        FULL, ("微信付的", "dialogue.inform"), ("看错了，是今天买的", "dialogue.inform")
    )
    told = "\n".join(channel.texts)
    assert "微信" in told
    assert "提现" in told
    assert "根据" not in told
    assert "不改变" not in told
    assert "6月29日" in "\n".join(day.texts)
    assert "不改变" not in "\n".join(day.texts)
    assert "去哪里退" not in "\n".join(day.texts)


async def test_a_sheet_that_was_told_is_not_told_again(talk) -> None:
    (_, same, other), _ = await talk(FULL, ("今晚再退来得及吗", None), ("看错了，实付是120", None))
    assert "根据" not in "\n".join(same.texts)
    assert "应退" not in "\n".join(same.texts)
    assert "前提" not in "\n".join(other.texts)
    assert "去哪里退" not in "\n".join(other.texts)
    assert "120.00 元" in "\n".join(other.texts)
