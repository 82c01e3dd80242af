"""What agents do in conversations: who may speak, and what happens when two want to."""

from __future__ import annotations

from typing import Any


async def test_an_agent_takes_over_speaks_and_hands_back(shop: Any) -> None:
    li, talk = shop.person("li"), await shop.customer()
    await shop.say(talk, "退款多久到账")
    status, done = await li.act(talk, "take-over")
    assert (status, done["changed"]) == (200, True)
    assert done["conversation"]["status"] == "human"
    assert done["conversation"]["agent"] == {"id": "li", "name": "客服li"}
    assert [message["code"] for message in done["messages"]] == ["agent_joined"]
    seq = done["conversation"]["last_seq"]
    status, done = await li.act(talk, "say", {"text": "我来看看", "based_on_seq": seq})
    assert (status, done["messages"][0]["text"], done["messages"][0]["from"]) == (200, "我来看看", "agent")
    status, done = await li.act(talk, "hand-back")
    assert (status, done["conversation"]["status"], done["conversation"]["agent"]) == (200, "bot", None)
