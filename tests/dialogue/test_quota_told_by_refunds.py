"""How many were given back this year tells the quota, and not that this purchase is gone."""

from __future__ import annotations

import pytest

SERVER = ("前天新买的包月云服务器，付了120，能退吗", "eligibility.check")


@pytest.mark.parametrize(
    "text", ["今年名额没啦，已经退了10个", "我早就退了12台了", "已经退订了11次", "今年已经退满10个了"]
)
async def test_a_count_of_refunds_is_no_refund_of_this_one(talk, text: str) -> None:
    (_, reply), state = await talk(SERVER, (text, None))
    assert "state" not in state.check.facts
    assert state.check.facts["quota_left"] == 0
    assert reply.envelope["verdict"]["outcome"] == "partial_refund"


@pytest.mark.parametrize("text", ["这台已经退订了", "早就退掉了"])
async def test_this_one_may_be_gone(talk, text: str) -> None:
    _, state = await talk(SERVER, (text, None))
    assert state.check.facts["state"] == "unsubscribed"
