"""What stands open is what agents are advised on, read in the queue, and the bot answers once handed back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.desk.conftest import IDLE

QUESTION = "退款多久到账"


async def briefed(shop: Any, talk: str) -> dict[str, Any]:
    """The row of a conversation once it has been put in brief."""
    await shop.chat.live._untold.join()
    while task := shop.app.state.assist.briefing._working.get(talk):
        await task
    _, read = await shop.person("li").get(f"/conversations/{talk}")
    return dict(read["conversation"])


@pytest.mark.parametrize("said", [*([idle] for idle in IDLE), list(IDLE)], ids=" ".join)
async def test_advice_is_on_the_question_and_not_on_what_is_said_while_waiting(
    shop: Any, said: list[str]
) -> None:
    talk = await shop.customer()
    for text in (QUESTION, *said):
        await shop.say(talk, text)
    _, advice = await shop.person("li").post("/suggest", {"conversation_id": talk})
    assert [s["topic"] for s in advice["suggestions"]] == ["payout.time", "payout.missing", "policy.overview"]


@pytest.mark.parametrize("said", IDLE)
async def test_where_nothing_is_asked_nothing_is_suggested(shop: Any, said: str) -> None:
    talk = await shop.customer()
    await shop.say(talk, said)
    _, advice = await shop.person("li").post("/suggest", {"conversation_id": talk})
    assert advice["suggestions"] == []


async def test_what_is_handed_back_in_mid_question_is_answered(shop: Any) -> None:
    li, talk = shop.person("li"), await shop.customer()
    await li.act(talk, "take-over")
    seq = await shop.say(talk, "已答的")
    await li.act(talk, "say", {"text": "好的", "based_on_seq": seq})
    for text in ("在吗", QUESTION, "等了半天了"):
        await shop.say(talk, text)
    await li.act(talk, "hand-back")
    await shop.quiet(talk)
    history = await shop.chat.history(talk, {})
    assert [m["text"] for m in history["messages"] if m["from"] == "bot"] == [f"您说：{QUESTION}"]


async def test_the_row_tells_what_it_is_about_and_how_the_customer_feels(shop: Any) -> None:
    talk = await shop.customer()
    await shop.say(talk, QUESTION)
    await shop.chat.request_human(talk)
    row = await briefed(shop, talk)
    assert (row["brief"]["question"], row["brief"]["topic"]) == (QUESTION, "退款多久到账")
    assert (row["brief"]["verdict"], row["brief"]["mood"]) == (None, None)
    for text in ("在吗", "等了半天了"):
        await shop.say(talk, text)
    brief = (await briefed(shop, talk))["brief"]
    assert (brief["question"], brief["mood"]) == (QUESTION, "着急")
    await shop.say(talk, "凭什么不给退，我要投诉")
    assert (await briefed(shop, talk))["brief"]["mood"] == "不满"


async def test_the_brief_goes_with_the_conversation(shop: Any) -> None:
    talk = await shop.customer()
    await shop.say(talk, QUESTION)
    await shop.chat.request_human(talk)
    await briefed(shop, talk)
    await shop.app.state.chat.housekeeping.erase(talk)
    left = await shop.database.run(lambda s: s.execute("SELECT count(*) FROM briefs").scalar())
    assert left == 0
