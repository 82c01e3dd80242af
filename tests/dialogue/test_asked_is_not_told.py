"""What is asked of a case that was decided changes nothing of it, and opens no other."""

from __future__ import annotations

import pytest

SERVER = (
    "云服务器，新购，包年，2026年1月8日10点开通，2027年1月8日到期，实付1200，没用券，能退多少",
    "eligibility.check",
)


@pytest.mark.parametrize(
    "text",
    [
        "我自个儿算出来是另外一个数，是不是你们按小时计费的缘故？",
        "差了几毛，难道是按小时算的？",
        "另一种算法是按小时计费吧",
        "我这个会不会是续费",
        "你们按小时算的",
    ],
)
async def test_the_case_stays(talk, text: str) -> None:
    _, before = await talk(SERVER)
    _, after = await talk(SERVER, (text, None))
    assert after.check.facts == before.check.facts


async def test_what_is_put_right_is_told(talk) -> None:
    (*_, reply), state = await talk(SERVER, ("不对，我这台是按需的", None))
    assert state.check.facts["billing_mode"] == "pay_per_use"
    assert reply.envelope["verdict"]["outcome"] == "nothing_to_refund"


async def test_another_mode_is_only_supposed_where_it_is_asked_about(talk) -> None:
    (first, reply, last), state = await talk(
        SERVER, ("按需的能退吗", None), ("我这台能退多少", "eligibility.check")
    )
    assert "假设" in reply.texts[0]
    assert last.envelope["verdict"]["outcome"] == first.envelope["verdict"]["outcome"]
    assert "billing_mode" not in state.check.facts or state.check.facts["billing_mode"] == "subscription"
