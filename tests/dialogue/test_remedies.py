"""An obstacle that is gone is said back, and the case is decided anew; suppositions do not pile up."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"
SERVER = "想退昨天新买的包年云服务器，1299元，五天名额还有"


@pytest.mark.parametrize(
    ("obstacle", "remedy", "said"),
    [
        ("还有个待支付的变更单", "刚取消了", "没付的单子处理掉了"),
        ("欠了50被冻结了", "补交了50", "冻结已经解除"),
    ],
)
async def test_what_blocked_is_gone(talk, obstacle: str, remedy: str, said: str) -> None:
    (first, reply), state = await talk((f"{SERVER}。{obstacle}", CHECK), (remedy, "dialogue.cancel"))
    assert first.envelope["verdict"]["outcome"] != "full_refund"
    assert reply.envelope["verdict"]["outcome"] == "full_refund"
    assert said in reply.texts[0]
    assert state.check.facts["paid_amount"] == "1299"


async def test_each_supposition_is_judged_from_the_case_itself(talk) -> None:
    (_, late, invoiced, used, again), state = await talk(
        (SERVER, CHECK),
        ("要是买了8天呢", None),
        ("要是我开了发票呢", "policy.invoice"),
        ("那名额用完了呢", None),
        ("所以我这单能退多少", CHECK),
    )
    outcomes = [reply.envelope["verdict"]["outcome"] for reply in (late, invoiced, used, again)]
    assert outcomes == ["partial_refund", "full_refund", "partial_refund", "full_refund"]
    assert "您自己这单不变" in used.texts[0]
    assert state.check.facts["quota_left"] == 1


ISSUED = ("SSL证书今天中午12点付的款，签发了还没吊销，能退吗", CHECK)
UNPAID = (f"{SERVER}。还有个待支付的变更单", CHECK)


@pytest.mark.parametrize(
    ("first", "asked", "field"),
    [
        (ISSUED, "吊销了之后能全退吗，最晚哪天", "certificate_refundable_state"),
        (ISSUED, "我吊销完就可以退全款了吧？最晚几号", "certificate_refundable_state"),
        (ISSUED, "等吊销办好了能退多少", "certificate_refundable_state"),
        (ISSUED, "把证书吊销掉以后呢，能全额退不", "certificate_refundable_state"),
        (UNPAID, "把那个单子取消掉以后能全退吗", "pending_transaction"),
        (UNPAID, "先把变更的单子付了再退，能全额吗", "pending_transaction"),
    ],
)
async def test_what_follows_a_remedy_is_judged_as_supposed(talk, first, asked, field) -> None:
    (before, after), state = await talk(first, (asked, "policy.deadline"))
    assert before.envelope["verdict"]["outcome"] != "full_refund"
    assert after.envelope["verdict"]["outcome"] == "full_refund"
    assert "假设" in after.texts[0]
    assert "前退订" in "".join(after.texts)
    assert state.actual.facts[field] != state.check.facts[field]


async def test_what_was_done_supposes_nothing(talk) -> None:
    (_, done, _), state = await talk(
        (f"{SERVER}。还有个待支付的变更单", CHECK),
        ("那我把那张没付的单取消了，现在能退多少", CHECK),
        ("没升级过别的", None),
    )
    assert done.envelope["verdict"]["outcome"] == "full_refund"
    assert "您自己这单不变" not in done.texts[0]
    assert state.check.facts["pending_transaction"] is False


@pytest.mark.parametrize(
    ("cause", "remedy"),
    [("是有张没付的扩容单", "那张单子刚取消"), ("账号欠费冻结了", "欠费补上了")],
)
async def test_a_page_that_refused_for_what_is_gone_refuses_no_more(talk, cause: str, remedy: str) -> None:
    (*_, gone), state = await talk((f"{SERVER}，退订页面不让退", CHECK), (cause, None), (remedy, None))
    assert gone.envelope["verdict"]["outcome"] == "full_refund"
    assert "page_refuses" not in state.check.facts


async def test_how_the_purchase_was_paid_is_no_remedy(talk) -> None:
    _, state = await talk((f"{SERVER}。还有个待支付的变更单", CHECK), ("服务器是支付宝付的", None))
    assert state.check.facts["pending_transaction"] is True


async def test_whether_it_is_to_be_done_first_is_answered(talk) -> None:
    (_, asked), state = await talk(
        (f"{SERVER}，开过发票，能退吗", CHECK), ("发票要不要先退", "policy.invoice")
    )
    assert asked.envelope["kind"] != "verdict"
    assert state.check.facts["invoiced"] is True
