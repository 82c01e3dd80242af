"""What an answer passes over is asked again, and not forgotten; parts that have their own sums are apart."""

from __future__ import annotations

from dataclasses import replace

from refundbot.dialogue.consistency import UNSURE, confirmed
from refundbot.dialogue.state import Check, Provenance
from refundbot.dialogue.turn import Turn
from tests.dialogue.conftest import NOW

CHECK = "eligibility.check"
OPENED = {"earliest": "2026-06-22T15:00:00+08:00", "latest": "2026-06-22T15:59:59+08:00"}
ASKED = Check(
    facts={"product": "ecs", "provisioned_at": OPENED},
    said={"provisioned_at": Provenance("前天下午三点", 1, 0.5)},
    asked="provisioned_at",
    doubt=f"{UNSURE}provisioned_at",
)
BESIDE = Turn("昨天下了个升配的单子，没付款，在那挂着", (), (), NOW)


def test_a_day_that_is_passed_over_is_kept_once_and_asked_again() -> None:
    once = confirmed(ASKED, BESIDE)
    assert once.facts["provisioned_at"] == OPENED
    assert ASKED.doubt not in once.settled
    twice = confirmed(replace(once, doubt=ASKED.doubt), BESIDE)
    assert "provisioned_at" not in twice.facts


def test_a_day_that_is_denied_is_forgotten_at_once() -> None:
    assert "provisioned_at" not in confirmed(ASKED, Turn("不对", (("dialogue.deny", 0.9),), (), NOW)).facts


async def test_means_with_sums_of_their_own_are_not_asked_about(talk) -> None:
    told = "ELB续费单，6月20号下的，续一年，7月1号才起。余额2900+代金券300，券到明年3月底，能退多少"
    (reply,), state = await talk((told, CHECK))
    assert state.check.doubt != "voucher_within"
    assert state.check.facts["paid_amount"] == "2900"
    assert reply.envelope["kind"] in ("verdict", "question")


async def test_an_order_that_holds_them_all_is_none_of_them(talk) -> None:
    told = "昨天下午两点开了5个云桌面，一个单子下的，包月，每个299，合计1495，5个都退"
    _, state = await talk((told, CHECK))
    assert state.waiting == ()
    assert state.check.facts["quantity"] == 5


async def test_the_only_product_that_is_named_is_what_was_bought(talk) -> None:
    told = "6月22号晚上八点刚开的服务器一年1560，今天一看网警那边发函把我这台给冻了，我做啥了我？？！"
    _, state = await talk((told, CHECK))
    assert state.check.facts["product"] == "ecs"
