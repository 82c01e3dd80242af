"""A message lists several purchases, and one of them is meant: no fact of another row is in the case."""

from __future__ import annotations

import pytest

from refundbot.dialogue import Memory
from refundbot.understanding.text.listed import listed

from .conftest import Talk

CHECK = "eligibility.check"
PIPES = (
    "公司名下的资源：\n编号|资源|开通日期|时长|实付\n1|云服务器|2026-02-11 10:20|1年|3,100.00\n"
    "2|云数据库RDS|2026-06-22 16:05|1个月|260.00\n3|云硬盘300G|2026-06-21 11:40|6个月|450.00"
)
SPACES = (
    "几台云服务器的续费：\n机器    续费付款   续出来的期间       金额\n"
    "job-01  05-20    06-01 ~ 06-30 (1个月)  120\njob-02  06-10    07-05 ~ 10-04 (3个月)  640"
)
NUMBERS = "我的订单：1) 云服务器 6月20日 包月 98元 2) 云硬盘 6月22日 包月 35元 3) 公网IP 6月23日 包月 23元"
LINES = "shop-1 云服务器 6月20日 150元\nshop-2 云服务器 6月23日 260元"


async def heard(talk: Talk, *texts: str) -> Memory:
    _, memory = await talk(*((text, CHECK) for text in texts))
    return memory


@pytest.mark.parametrize(
    ("listing", "text", "paid"),
    [
        (PIPES, "只退第3行，硬盘已经卸下来了", "450"),
        (PIPES, "第二个能退多少", "260"),
        (PIPES, "最后一行不要了", "450"),
        (PIPES, "倒数第二个退掉", "260"),
        (PIPES, "那块盘退", "450"),
        (PIPES, "那个260的", "260"),
        (PIPES, "6月21号开的那个不要了", "450"),
        (PIPES, "第1、2行留着，剩下的退", "450"),
        (PIPES, "除了第2行其他的都留着", "260"),
        (SPACES, "就动job-02，job-01照常跑", "640"),
        (SPACES, "120那笔别动，另外的退", "640"),
        (NUMBERS, "第二个不要了", "35"),
        (NUMBERS, "就退那个公网IP", "23"),
        (LINES, "shop-2退掉", "260"),
    ],
)
async def test_the_row_that_is_meant_makes_the_case(talk: Talk, listing: str, text: str, paid: str) -> None:
    for messages in ((listing, text), (f"{listing}\n{text}",)):
        memory = await heard(talk, *messages)
        assert memory.check is not None
        assert memory.check.facts["paid_amount"] == paid
        assert "quantity" not in memory.check.facts
        assert not memory.waiting


@pytest.mark.parametrize("listing", [PIPES, SPACES, NUMBERS, LINES])
async def test_where_none_is_said_to_be_meant_it_is_asked(talk: Talk, listing: str) -> None:
    replies, memory = await talk((listing, CHECK))
    assert replies[0].texts[0].startswith("您想退哪一行？")
    assert memory.check is None or memory.check.facts.keys() <= {"product"}
    assert Memory.from_json(memory.to_json()) == memory


async def test_a_period_in_one_cell_has_a_beginning_and_an_end(talk: Talk) -> None:
    memory = await heard(talk, SPACES, "退job-02")
    assert memory.check is not None
    told = {name: memory.check.facts[name]["earliest"][:10] for name in ("effective_at", "expires_at")}
    assert told == {"effective_at": "2026-07-05", "expires_at": "2026-10-04"}
    assert memory.check.facts["purchase_kind"] == "renewal"


async def test_several_that_are_chosen_are_looked_at_one_after_the_other(talk: Talk) -> None:
    memory = await heard(talk, PIPES, "第2行和第3行都退")
    assert [check.facts["product"] for check in memory.purchases] == ["rds", "evs"]
    memory = await heard(talk, PIPES, "都退")
    assert len(memory.purchases) == 3


async def test_what_is_said_of_all_rows_is_told_of_each(talk: Talk) -> None:
    memory = await heard(
        talk,
        "名称 | 付款时间 | 金额\nk-1 | 2026-06-20 10:00 | 110\nk-2 | 2026-06-21 10:00 | 130\n"
        "k-3 | 2026-06-22 10:00 | 150\n云服务器，都是新购包月，名额还剩7个，除了k-2其余都退",
    )
    assert [check.facts["paid_amount"] for check in memory.purchases] == ["110", "150"]
    assert {check.facts["product"] for check in memory.purchases} == {"ecs"}
    assert [check.facts["quota_left"] for check in memory.purchases] == [7, 6]


async def test_a_question_beside_a_list_is_answered(talk: Talk) -> None:
    replies, _ = await talk(
        ("退款多久到账？流水：\n日期 | 渠道 | 金额\n06-01 | 微信 | 120\n06-03 | 支付宝 | 98", "payout.time")
    )
    assert replies[0].envelope["topic"] == "payout.time"


async def test_a_purchase_and_its_renewal_are_added_up(talk: Talk) -> None:
    table = (
        "资源 | 单据 | 付款日 | 期间 | 金额\n云服务器 | 新购 | 2026-03-01 | 2026-03-01~2026-09-01 | 900.00\n"
        "云服务器 | 续费 | 2026-06-20 | 2026-09-02~2027-03-01 | 900.00"
    )
    replies, memory = await talk((table, CHECK), ("整台都不要了，合计1,800能回来多少", CHECK))
    assert [check.facts["paid_amount"] for check in memory.purchases] == ["900", "900"]
    assert {check.facts["purchase_kind"] for check in memory.purchases} == {"new", "renewal"}
    assert any("合计" in text or "一共" in text for text in replies[-1].texts)


async def test_another_row_may_be_asked_of_later(talk: Talk) -> None:
    memory = await heard(talk, SPACES, "退job-02", "那job-01呢")
    assert memory.check is not None
    assert memory.check.facts["paid_amount"] == "120"


async def test_rows_that_stay_tell_nothing_of_the_one_that_goes(talk: Talk) -> None:
    memory = await heard(talk, PIPES, "只退第3行", "第1、2行不受影响继续用，对吧")
    assert memory.check is not None
    assert memory.check.facts["paid_amount"] == "450"


@pytest.mark.parametrize(
    "text",
    [
        "1. 产品：云服务器 2. 付款时间：2026-05-01 3. 金额：300元",
        "1、能退多少 2、手续费多少",
        "我6月20号买的云服务器98元\n21号又买了流量包50元",
        "1. 先退服务器 2. 再退硬盘",
        "产品 云服务器\n付款时间 2026-06-20\n实付 98元",
        "开通时间 2026-06-20 10:00\n支付金额 98元\n到期 2026-07-20",
        "今天问两件事：1) 6月20号买的服务器能退多少 2) 6月22号的98元退到哪",
    ],
)
def test_what_is_told_of_one_purchase_is_no_list(text: str) -> None:
    assert listed(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "5台云服务器，6月22日买的包月，未配公网IP，共2600元，想全退",
        "5台云服务器，6月22号开的，不含云硬盘，包月一共2600元，能全退吗",
        "6月22日买了5台云服务器包月2600元，没有配带宽，想退",
    ],
)
async def test_what_is_not_there_is_no_second_purchase(talk: Talk, text: str) -> None:
    memory = await heard(talk, text)
    assert [check.facts["product"] for check in memory.purchases] == ["ecs"]
    assert memory.purchases[0].facts["paid_amount"] == "2600"


async def test_what_went_back_before_tells_neither_number_nor_shop(talk: Talk) -> None:
    memory = await heard(
        talk,
        "昨天下午3点开的包月云服务器66元，新买的，想退",
        "今年五天内退掉的主机我点过，6台，还有云商店的一个软件也是五天内退的",
    )
    assert memory.check is not None
    assert not memory.check.facts.keys() & {"quantity", "seller"}


async def test_what_is_left_is_not_concluded_from_what_is_asked(talk: Talk) -> None:
    memory = await heard(
        talk,
        "昨天下午3点开的包月云服务器66元，新买的，想退",
        "今年退过9次，里面有两次是软件，软件不算次数吧？那我还剩3次",
    )
    assert memory.check is not None
    assert "quota_left" not in memory.check.facts


async def test_what_was_there_for_long_and_stays_is_no_purchase(talk: Talk) -> None:
    memory = await heard(
        talk,
        "卖茶叶那服务器前年就有了那个不动前天我另外单独买了一块云硬盘包月六十块支付宝付的",
        "就退这块",
    )
    assert [check.facts.get("product") for check in memory.purchases] == ["evs"]
    assert memory.purchases[0].facts["paid_amount"] == "60"
