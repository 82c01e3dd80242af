"""A turn as lines of a terminal."""

from __future__ import annotations

from refundbot.serving.terminal import render


def test_texts_buttons_and_sources_in_the_order_they_came() -> None:
    source = {"id": "S3", "title": "退订规则", "url": "https://x", "as_of": "2026-05-01", "grade": "A"}
    messages = [
        {"recipient_id": "甲", "text": "可以退。"},
        {
            "recipient_id": "甲",
            "text": "要看看您的订单吗？",
            "buttons": [{"title": "看看", "payload": "看看"}],
        },
        {"recipient_id": "甲", "custom": {"data": {"sources": [source, {"id": "S4", "title": "公告"}]}}},
    ]
    assert render(messages).splitlines() == [
        "可以退。",
        "要看看您的订单吗？",
        "  ［看看］",
        "  来源：S3 退订规则 2026-05-01 https://x",
        "  来源：S4 公告",
    ]


def test_a_turn_without_sources() -> None:
    assert render([{"text": "您好"}, {"custom": {"data": {"kind": "smalltalk"}}}]) == "您好"
