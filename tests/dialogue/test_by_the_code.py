"""What a code tells by which the page refused counts in the verdict, until it is mended."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"
RENEWED = "包年弹性公网IP，2月20日续了一年，付了1104元，新周期8月16日起。要退的只是续费"
BOUGHT = "昨天开通的包月云服务器，付了99元，没退过，能退吗"


@pytest.mark.parametrize(
    ("code", "told", "field"),
    [
        ("CBC.99003654", RENEWED, "bandwidth_addon_present"),
        ("cbc 99003651", BOUGHT, "pending_transaction"),
        ("CBC.99003100", BOUGHT, "pending_transaction"),
        ("CBC.99003643", BOUGHT, "invoiced"),
        ("CBC.99003656", BOUGHT, "freeze"),
    ],
)
async def test_no_refund_is_promised_against_it(talk, code, told, field) -> None:
    replies, state = await talk((f"退订的时候报错 {code}", "rejection.reasons"), (told, CHECK))
    assert field in state.check.facts
    verdict = replies[-1].envelope["verdict"]
    assert verdict is None or verdict["outcome"] != "full_refund"


async def test_it_is_promised_when_that_is_out_of_the_way(talk) -> None:
    replies, _ = await talk(
        ("退订续费周期报错 CBC.99003654", "rejection.reasons"),
        (RENEWED, CHECK),
        ("加油包退掉了，现在呢", CHECK),
    )
    outcomes = [reply.envelope["verdict"]["outcome"] for reply in replies[1:]]
    assert outcomes == ["not_refundable", "full_refund"]
