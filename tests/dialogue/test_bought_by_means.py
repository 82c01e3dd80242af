"""A purchase that is told with its price is ours, by whatever phone it was made and whatever it runs."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.dialogue import Turn
from refundbot.dialogue.state import Memory
from refundbot.dialogue.topic_alone import topic_alone
from refundbot.replies import neighbour
from refundbot.understanding.facts import extract_facts

NOW = datetime.fromisoformat("2026-11-22T12:00:00+08:00")


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("孩子用我手机在你们这买了个云服务器说是要开什么房间一百九十八块钱账号是我实名的", None),
        ("我女儿借我手机买了台服务器，花了99块", None),
        ("我用手机在你们这买了台云服务器，99块一年，现在ssh连不上怎么弄", "out_of_scope"),
        ("我在你们这买的手机坏了，3000块", "out_of_scope"),
        ("我在阿里云买了台服务器，99块", "out_of_scope"),
    ],
)
def test_a_purchase_of_ours_is_no_other_trade(text: str, topic: str | None) -> None:
    turn = Turn(text, (("out_of_scope", 0.99),), (), NOW)
    assert topic_alone("out_of_scope", turn, Memory(), extract_facts(text, NOW)) == topic


@pytest.mark.parametrize(
    ("text", "near"), [("拿我手机下的单", None), ("用妈的手机买的", None), ("我手机坏了", "device")]
)
def test_a_phone_by_which_something_was_bought_is_none_of_the_matter(text: str, near: str | None) -> None:
    assert (neighbour(text) == "device") is (near == "device")
