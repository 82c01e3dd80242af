"""A talk in Traditional characters: its answers are, until the customer writes Simplified ones."""

from __future__ import annotations

from refundbot.dialogue import Memory, Services, Turn, respond
from refundbot.replies import Reply
from refundbot.understanding.text.script import script_of
from tests.dialogue.conftest import NOW, Talk


async def test_answers_are_in_the_script_of_the_customer_who_may_switch(talk: Talk) -> None:
    replies, state = await talk(
        ("退款要幾天到帳", "payout.time"),
        ("ok", "dialogue.affirm"),
        ("退款怎么申请", "process.apply"),
        ("怎麼申請退款", "process.apply"),
    )
    assert ["帳戶" in replies[0].texts[0], "账户" in replies[0].texts[0]] == [True, False]
    assert "申请" not in "".join(replies[1].texts)
    assert "订单管理" in "".join(replies[2].texts)
    assert "訂單管理" in "".join(replies[3].texts)
    assert state.script == "traditional"


def test_a_sign_tells_no_script() -> None:
    assert script_of("ECS for 2 months, ¥1,200") == "simplified"


async def test_the_slot_keeps_the_script(talk: Talk) -> None:
    _, state = await talk(("唔係，幾時到賬", "payout.time"))
    assert Memory.from_json(state.to_json()) == state
    assert state.script == "hong_kong"


async def test_a_check_goes_on_in_the_script_whatever_is_picked(services: Services) -> None:
    async def say(text: str, topic: str | None, memory: Memory) -> tuple[Reply, Memory]:
        return await respond(topic, Turn(text, ((topic, 0.9),) if topic else (), (), NOW), memory, services)

    reply, memory = await say("我的雲伺服器昨天買的，想退", "eligibility.check", Memory())
    while memory.check is not None and memory.check.running:
        button = reply.buttons[0]
        reply, memory = await say(button.text, "dialogue.inform", memory)
        assert memory.script == "traditional"
    assert reply.envelope["kind"] == "verdict"
    assert "退訂" in "".join(reply.texts)
    assert "退订" not in "".join(reply.texts)


async def test_what_was_shown_is_understood_when_it_is_typed(services: Services) -> None:
    first, memory = await respond(
        "eligibility.check",
        Turn("我的雲伺服器想退", (("eligibility.check", 0.9),), (), NOW),
        Memory(),
        services,
    )
    shown = next(button for button in first.buttons if button.title != button.text)
    _, typed = await respond(None, Turn(shown.title, (), (), NOW), memory, services)
    _, picked = await respond(None, Turn(shown.text, (), (), NOW), memory, services)
    assert typed.check is not None
    assert picked.check is not None
    assert typed.check.facts == picked.check.facts != memory.check.facts


async def test_starting_over_keeps_the_script(talk: Talk) -> None:
    (*_, reply), state = await talk(("退款要幾天", "payout.time"), ("重來", "dialogue.restart"))
    assert state.script == "traditional"
    assert reply.envelope["kind"] == "smalltalk"
