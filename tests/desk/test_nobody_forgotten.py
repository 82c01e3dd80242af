"""Nobody is forgotten: left messages are tasks, the clock counts, and who is left by an agent waits again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

CONTACT = "138-0013-8000 晚上打"


async def leave_message(shop: Any, talk: str, text: str = "发票开错了，请回电") -> int:
    await shop.chat.leave_message(talk, {"text": text, "contact": CONTACT})
    _, listed = await shop.person("li").get("/left-messages")
    return int(listed["left_messages"][-1]["id"])


async def row_of(shop: Any, talk: str, agent: str = "li") -> dict[str, Any]:
    _, read = await shop.person(agent).get(f"/conversations/{talk}")
    return dict(read["conversation"])


async def counts(shop: Any, agent: str = "li") -> dict[str, int]:
    return dict((await shop.person(agent).get("/conversations"))[1]["counts"])


async def said(shop: Any, talk: str) -> list[tuple[str, str]]:
    history = await shop.chat.history(talk, {})
    return [(message["from"], message["text"]) for message in history["messages"]]


async def test_a_left_message_is_a_task_until_somebody_has_answered_it(shop: Any) -> None:
    li, talk = shop.person("li"), await shop.customer()
    left = await leave_message(shop, talk)
    (task,) = (await li.get("/left-messages"))[1]["left_messages"]
    assert (task["conversation_id"], task["text"], task["contact"]) == (talk, "发票开错了，请回电", CONTACT)
    assert (task["owner"], task["handled_at"]) == (None, None)
    assert (await counts(shop))["left"] == 1
    _, taken = await li.post(f"/left-messages/{left}/take")
    assert taken["left_message"]["owner"] == {"id": "li", "name": "客服li"}
    _, done = await li.post(f"/left-messages/{left}/answer", {"text": "已经重开了，明天寄出"})
    assert done["left_message"]["handled_at"] is not None
    assert (await said(shop, talk))[-2:] == [
        ("system", "客服 客服li 回复了您的留言："),
        ("agent", "已经重开了，明天寄出"),
    ]
    assert (await counts(shop))["left"] == 0
    (old,) = (await li.get("/left-messages", status="done"))[1]["left_messages"]
    assert old["id"] == left


async def test_who_was_called_back_is_told_so_once(shop: Any) -> None:
    li, talk = shop.person("li"), await shop.customer()
    left = await leave_message(shop, talk)
    for _ in range(2):
        assert (await li.post(f"/left-messages/{left}/answer", {}))[0] == 200
    assert (await said(shop, talk))[1:] == [("system", "客服 客服li 已按您留的方式回复了您的留言。")]


async def test_of_two_agents_one_sees_to_a_left_message(shop: Any) -> None:
    talk = await shop.customer()
    left = await leave_message(shop, talk)
    await shop.person("li").post(f"/left-messages/{left}/take")
    for act, body in (("take", None), ("answer", {})):
        status, refused = await shop.person("wang").post(f"/left-messages/{left}/{act}", body)
        assert (status, refused["error"]["code"]) == (409, "conflict"), act
    boss = shop.person("boss", "supervisor")
    _, taken = await boss.post(f"/left-messages/{left}/take")
    assert taken["left_message"]["owner"]["id"] == "boss"
    assert (await boss.post("/left-messages/999/take"))[0] == 404


async def test_a_closed_talk_is_answered_too_and_stays_closed(shop: Any) -> None:
    talk = await shop.customer()
    left = await leave_message(shop, talk)
    await shop.chat.leave(talk)
    await shop.person("li").post(f"/left-messages/{left}/answer", {"text": "好了"})
    assert (await said(shop, talk))[-1] == ("agent", "好了")
    assert (await row_of(shop, talk))["status"] == "closed"


async def test_left_messages_go_with_their_conversation(shop: Any) -> None:
    talk = await shop.customer()
    await leave_message(shop, talk)
    await shop.app.state.chat.housekeeping.erase(talk)
    assert (await shop.person("li").get("/left-messages"))[1]["left_messages"] == []


async def test_the_clock_goes_on_until_a_person_has_said_the_first_word(shop: Any) -> None:
    li, talk = shop.person("li"), await shop.customer()
    await shop.say(talk, "退款多久到账")
    await shop.chat.request_human(talk)
    queued = (await row_of(shop, talk))["queued_at"]
    await shop.say(talk, "在吗")
    await li.act(talk, "take-over")
    assert (await row_of(shop, talk))["waiting_since"] == queued
    last = (await row_of(shop, talk))["last_seq"]
    await li.act(talk, "say", {"text": "在的", "based_on_seq": last})
    assert (await row_of(shop, talk))["waiting_since"] is None


async def test_what_the_bot_has_answered_waits_for_nobody(shop: Any) -> None:
    li, talk = shop.person("li"), await shop.customer()
    await shop.say(talk, "退款多久到账")
    await li.act(talk, "take-over")
    row = await row_of(shop, talk)
    assert (row["waiting_since"], row["unread"]) == (None, 0)
    await shop.say(talk, "还有一个问题")
    await shop.say(talk, "在吗")
    row = await row_of(shop, talk)
    _, read = await li.get(f"/conversations/{talk}")
    first = next(m for m in read["messages"] if m["text"] == "还有一个问题")
    assert (row["waiting_since"], row["unread"]) == (first["at"], 2)


async def test_a_call_that_was_taken_back_waits_for_nobody(shop: Any) -> None:
    talk = await shop.customer()
    await shop.chat.request_human(talk)
    await shop.chat.cancel_request(talk)
    await shop.person("li").act(talk, "take-over")
    assert (await row_of(shop, talk))["waiting_since"] is None


async def test_only_the_agent_who_speaks_has_seen_it(shop: Any) -> None:
    li, talk = shop.person("li"), await shop.customer()
    await li.act(talk, "take-over")
    seq = await shop.say(talk, "有人吗")
    assert (await counts(shop))["unread"] == 1
    await shop.person("wang").act(talk, "seen", {"seq": seq})
    assert (await row_of(shop, talk))["unread"] == 1
    await li.act(talk, "seen", {"seq": 2**31 - 1})
    assert (await row_of(shop, talk))["unread"] == 0
    assert (await counts(shop))["unread"] == 0
    await shop.say(talk, "再问一句")
    assert (await row_of(shop, talk))["unread"] == 1
    await shop.person("boss", "supervisor").get("/me")
    await li.act(talk, "assign", {"agent_id": "boss"})
    assert (await row_of(shop, talk))["unread"] == 2  # nobody has answered, and they have seen nothing


async def test_who_is_left_by_an_agent_that_is_gone_waits_again_in_his_place(shop: Any) -> None:
    li, talk, later = shop.person("li"), await shop.customer(), await shop.customer()
    assert (await li.post("/me/presence"))[0] == 200
    await li.act(talk, "take-over")
    await shop.say(talk, "怎么还没退")
    since = (await row_of(shop, talk))["waiting_since"]
    await shop.chat.request_human(later)
    now = shop.chat.clock()
    await shop.app.state.assist.returning.look(now + timedelta(minutes=4))
    assert (await row_of(shop, talk))["status"] == "human"
    await shop.app.state.assist.returning.look(now + timedelta(minutes=6))
    _, listed = await li.get("/conversations", status="queued")
    assert [row["id"] for row in listed["conversations"]] == [talk, later]
    row = listed["conversations"][0]
    assert (row["waiting_since"], row["unread"], row["agent"]) == (since, 1, None)
    assert row["handoff_reason"] == "接待的坐席离开了"
    sender, text = (await said(shop, talk))[-1]
    assert sender == "system"
    assert "已为您转给其他客服" in text


@pytest.mark.parametrize("beats", [True, False])
async def test_who_is_there_or_never_said_so_keeps_the_conversations(shop: Any, beats: bool) -> None:
    li, talk = shop.person("li"), await shop.customer()
    if beats:
        await li.post("/me/presence")
    await li.act(talk, "take-over")
    await shop.app.state.assist.returning.look(shop.chat.clock() + timedelta(minutes=4 if beats else 600))
    assert (await row_of(shop, talk))["status"] == "human"
