"""A word that means much else names a product only where it is said that it does."""

from __future__ import annotations

import pytest

from refundbot.understanding.utterance import utterance


@pytest.mark.parametrize(
    "text",
    [
        "翻翻短信，是5月10号下午3点买的服务器",
        "收到扣款短信才知道服务器被续费了",
        "短信里写着5月3号扣了服务器的钱",
        "会议上说要退服务器",
    ],
)
def test_an_everyday_word_names_nothing(text: str) -> None:
    assert [name.id for name in utterance(text).mentions("product")] == ["ecs"]


@pytest.mark.parametrize("text", ["短信服务能退吗", "买的短信没用完", "那短信呢", "短信也想退"])
def test_what_was_bought_or_goes_back_is_named_by_it(text: str) -> None:
    assert [name.id for name in utterance(text).mentions("product")] == ["msgsms"]
