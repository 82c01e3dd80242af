"""A customer talks over the real sockets: stored, answered once, in order, in every tab."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from refundbot.catalogue import QUESTIONS, TOPICS, topic_of
from refundbot.channels.web import answering
from refundbot.channels.web.bot import CustomerMessage
from refundbot.conversations import gate
from refundbot.conversations.gate import Agent
from refundbot.conversations.store import Bubble
from refundbot.replies import title
from refundbot.replies.envelope import envelope

WANG = Agent("wang", "小王")


async def act(site: Any, unit: Any) -> Any:
    """An agent's act on the conversation, told as the desk tells it."""
    outcome = await site.chat.database.run(unit)
    site.chat.live.publish(outcome)
    return outcome


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_a_question_is_acknowledged_and_answered(site: Any, transport: str) -> None:
    customer = await site.connected(transport)
    assert customer.socket.transport() == transport
    assert await customer.say("退款多久到账", "a1") == {"ok": True, "seq": 1}
    assert await customer.answers(1) == ["关于“退款多久到账”："]
    own, answer = customer.got("customer")[0], customer.got("bot")[0]
    assert (own["seq"], own["client_msg_id"], own["text"]) == (1, "a1", "退款多久到账")
    assert (answer["seq"], answer["envelope"]["kind"], answer["choices"]) == (2, "answer", [])


async def test_a_message_sent_twice_is_stored_and_answered_once(site: Any) -> None:
    customer = await site.connected()
    first = await customer.say("退款多久到账", "same")
    await customer.answers(1)
    assert await customer.say("退款多久到账", "same") == first
    await customer.say("另一句", "other")
    assert await customer.answers(2) == ["关于“退款多久到账”：", "关于“另一句”："]
    assert [turn.text for turn in site.bot.asked] == ["退款多久到账", "另一句"]


async def test_the_same_message_sent_at_once_from_two_tabs_is_stored_once(site: Any) -> None:
    customer, tab = await site.connected(), site.customer()
    tab.token = customer.token
    await tab.connect()
    acks = await asyncio.gather(customer.say("在吗", "x"), tab.say("在吗", "x"))
    assert acks == [{"ok": True, "seq": 1}] * 2
    await tab.answers(1)
    assert len(site.bot.asked) == 1


async def test_answers_keep_the_order_of_the_questions(site: Any) -> None:
    async def slow_at_first(turn: CustomerMessage) -> list[Bubble]:
        await asyncio.sleep(0.2 if turn.text == "一" else 0)
        return [Bubble(turn.text)]

    site.bot.reply = slow_at_first
    customer = await site.connected()
    for text in "一二三":
        await customer.say(text)
    assert await customer.answers(3) == ["一", "二", "三"]


async def test_a_slow_answer_does_not_hold_up_other_customers(site: Any) -> None:
    waiting = asyncio.Event()

    async def hangs_for_one(turn: CustomerMessage) -> list[Bubble]:
        if turn.text == "慢":
            await waiting.wait()
        return [Bubble(turn.text)]

    site.bot.reply = hangs_for_one
    slow, quick = await site.connected(), await site.connected()
    await slow.say("慢")
    await quick.say("快")
    assert await quick.answers(1) == ["快"]
    waiting.set()
    assert await slow.answers(1) == ["慢"]


async def test_all_tabs_of_a_customer_see_the_same(site: Any) -> None:
    customer, tab, other = await site.connected(), site.customer("polling"), await site.connected()
    tab.token = customer.token
    await tab.connect()
    await customer.say("退款多久到账")
    await tab.answers(1)
    await customer.answers(1)
    assert tab.got() == customer.got()
    assert other.got() == []


async def test_what_was_missed_is_replayed(site: Any) -> None:
    customer = await site.connected()
    await customer.say("一")
    await customer.answers(1)
    back = site.customer()
    back.token = customer.token
    await back.connect()
    missed = await back.ask("resume", {"after_seq": 1})
    assert missed == {"ok": True, "status": "bot", "messages": customer.got("bot"), "last_seq": 2}
    assert (await back.ask("resume", {"after_seq": 2}))["messages"] == []


async def test_the_history_comes_in_pages(site: Any) -> None:
    customer = await site.connected()
    for number in range(4):
        await customer.say(f"第{number}句")
        await customer.answers(number + 1)
    _, page = await customer.call("GET", "history?limit=3")
    assert ([m["seq"] for m in page["messages"]], page["last_seq"], page["more"]) == ([6, 7, 8], 8, True)
    _, page = await customer.call("GET", "history?limit=30&before_seq=6")
    assert ([m["seq"] for m in page["messages"]], page["more"]) == ([1, 2, 3, 4, 5], False)


async def test_a_choice_is_said_by_its_title_and_reaches_the_bot_as_what_it_stands_for(site: Any) -> None:
    async def offers(_: CustomerMessage) -> list[Bubble]:
        return [Bubble("您是想问哪个？", choices=[{"id": "c1", "title": "多久到账", "text": "退款多久到账"}])]

    site.bot.reply = offers
    customer = await site.connected()
    await customer.say("钱呢")
    await customer.answers(1)
    assert customer.got("bot")[0]["choices"] == [{"id": "c1", "title": "多久到账"}]
    assert (await customer.ask("say", {"client_msg_id": "k", "choice": "c1"}))["ok"]
    await customer.answers(2)
    assert customer.got("customer")[1]["text"] == "多久到账"
    assert site.bot.asked[1].text == "退款多久到账"


async def test_a_choice_that_was_not_offered_here_is_refused(site: Any) -> None:
    async def offers(_: CustomerMessage) -> list[Bubble]:
        return [Bubble("哪个？", choices=[{"id": "c1", "title": "甲", "text": "乙"}])]

    site.bot.reply = offers
    customer, other = await site.connected(), await site.connected()
    await customer.say("钱呢")
    await customer.answers(1)
    for choice in ("c1", "/restart", "c2"):
        ack = await other.ask("say", {"client_msg_id": choice, "choice": choice})
        assert ack["error"]["code"] == "bad_request"
    assert len(site.bot.asked) == 1


async def test_personal_data_is_neither_stored_nor_given_to_the_bot(site: Any) -> None:
    customer = await site.connected()
    await customer.say("我手机13812345678，订单CS2611000101")
    [answer] = await customer.answers(1)
    assert site.bot.asked[0].text == "我手机［手机号］，订单CS2611000101"
    assert "138" not in answer
    assert b"13812345678" not in b"".join(
        file.read_bytes() for file in site.chat.settings.state.rglob("*") if file.is_file()
    )


def place(position: int) -> dict[str, Any]:
    """A place in the queue of a desk that nobody has entered."""
    return {"position": position, "off_duty": {"hours": None, "hotline": "4000-955-988"}}


async def test_a_wish_for_a_person_ends_the_bots_turn(site: Any) -> None:
    customer = await site.connected()
    assert await customer.ask("handoff") == {"ok": True, "status": "queued"}
    assert (await customer.ask("handoff"))["status"] == "queued"
    await customer.until(lambda: ("queue", place(1)) in customer.events)
    await customer.say("还在吗")
    await customer.until(lambda: len(customer.got("customer")) == 1)
    await site.until(lambda: len(site.bot.heard) == 1)
    assert [m["code"] for m in customer.got("system")] == ["handoff_queued"]
    assert (site.bot.asked, customer.got("bot")) == ([], [])


async def test_who_waits_no_longer_is_answered_by_the_bot_again(site: Any) -> None:
    customer = await site.connected()
    await customer.ask("handoff")
    assert await customer.ask("handoff", {"cancel": True}) == {"ok": True, "status": "bot"}
    await customer.say("退款多久到账")
    await customer.answers(1)


async def test_what_was_said_in_the_queue_is_answered_once_nobody_is_waited_for(site: Any) -> None:
    customer = await site.connected()
    await customer.say("能退吗")
    await customer.answers(1)
    await customer.ask("handoff")
    await customer.say("退款多久到账")
    await site.until(lambda: len(site.bot.heard) == 1)
    await customer.ask("handoff", {"cancel": True})
    await customer.answers(2)
    assert [turn.text for turn in site.bot.asked] == ["能退吗", "退款多久到账"]


async def test_the_place_in_the_queue_moves_up(site: Any) -> None:
    first, second = await site.connected(), await site.connected()
    await first.ask("handoff")
    await second.ask("handoff")
    await second.until(lambda: ("queue", place(2)) in second.events)
    await first.ask("close")
    await second.until(lambda: ("queue", place(1)) in second.events)


async def test_the_bot_is_silent_while_an_agent_speaks_and_answers_after(site: Any) -> None:
    customer = await site.connected()
    session = (await customer.call("POST", "session", {"token": customer.token}))[1]
    conversation = session["conversation_id"]
    await act(site, lambda s: gate.take_over(s, conversation, WANG, site.clock()))
    await customer.say("一")
    await act(site, lambda s: gate.agent_says(s, conversation, WANG, "您好，我是小王", site.clock()))
    await customer.until(lambda: len(customer.got("agent")) == 1)
    assert customer.got("agent")[0]["agent"] == {"name": "小王"}
    await site.until(lambda: [turn.text for turn in site.bot.heard] == ["一"])
    assert customer.got("bot") == []
    await act(site, lambda s: gate.hand_back(s, conversation, WANG, site.clock()))
    await customer.say("二")
    assert await customer.answers(1) == ["关于“二”："]
    assert ("status", {"status": "human", "agent": {"name": "小王"}}) in customer.events


async def test_an_answer_under_way_when_an_agent_takes_over_is_not_said(site: Any) -> None:
    taken = asyncio.Event()

    async def slow(turn: CustomerMessage) -> list[Bubble]:
        await taken.wait()
        return [Bubble(turn.text)]

    site.bot.reply = slow
    customer = await site.connected()
    session = (await customer.call("POST", "session", {"token": customer.token}))[1]
    await customer.say("一")
    await site.until(lambda: len(site.bot.asked) == 1)
    await act(site, lambda s: gate.take_over(s, session["conversation_id"], WANG, site.clock()))
    taken.set()
    await customer.until(lambda: ("typing", {"from": "bot", "on": False}) in customer.events)
    assert customer.got("bot") == []


async def test_an_answer_that_hands_over_queues_the_customer(site: Any) -> None:
    async def hands_over(_: CustomerMessage) -> list[Bubble]:
        return [Bubble("好的，转人工。", envelope("handoff", "support.handoff", confidence=1.0))]

    site.bot.reply = hands_over
    customer = await site.connected()
    await customer.say("我要找真人")
    await customer.until(lambda: len(customer.got("system")) == 1)
    assert [m["text"] for m in customer.got("bot")] == ["好的，转人工。"]
    assert (await customer.ask("resume", {}))["queue"] == place(1)


async def test_who_asks_for_a_person_gets_one_even_where_the_bot_fails(site: Any) -> None:
    async def fails(_: CustomerMessage) -> list[Bubble]:
        return [Bubble("抱歉，我这边暂时查不了。", envelope("error", None, confidence=0.0))]

    site.bot.reply = fails
    customer = await site.connected()
    await customer.say(title("support.handoff"))
    await customer.until(lambda: len(customer.got("system")) == 1)
    assert customer.got("system")[0]["code"] == "handoff_queued"


async def test_a_closed_talk_is_opened_again_by_a_message(site: Any) -> None:
    customer = await site.connected()
    assert await customer.ask("close") == {"ok": True, "status": "closed"}
    await customer.until(lambda: customer.got("system") != [])
    assert customer.got("system")[0]["code"] == "closed"
    await customer.say("还有一个问题")
    await customer.answers(1)
    assert (await customer.ask("resume", {}))["status"] == "bot"
    told = [data["status"] for event, data in customer.events if event == "status"]
    assert told == ["closed", "bot"]


async def test_a_pause_or_many_turns_begin_a_new_tracker(site: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(answering, "MAX_TURNS", 2)
    customer = await site.connected()
    for number in range(3):
        await customer.say(f"第{number}句")
        await customer.answers(number + 1)
    site.clock.ahead = timedelta(minutes=31)
    await customer.say("过后")
    await customer.answers(4)
    first, second, third, fourth = site.bot.asked
    assert first.tracker_id == second.tracker_id
    assert third.earlier_trackers == (first.tracker_id,)
    assert fourth.earlier_trackers == (third.tracker_id, first.tracker_id)


async def test_what_is_told_to_a_person_is_carried_over_once_and_then_added_to(site: Any) -> None:
    customer = await site.connected()
    await customer.say("一")
    await customer.answers(1)
    site.clock.ahead = timedelta(minutes=31)
    await customer.ask("handoff")
    for number, text in enumerate("二三", start=1):
        await customer.say(text)
        await site.until(lambda count=number: len(site.bot.heard) == count)
        await site.chat.answers.settled(site.bot.heard[0].conversation_id, 10)
    first, second = site.bot.heard
    assert first.earlier_trackers == (site.bot.asked[0].tracker_id,)
    assert (second.tracker_id, second.earlier_trackers) == (first.tracker_id, ())


async def test_the_opening_names_the_robot_and_offers_questions_that_fit_the_page(site: Any) -> None:
    customer = site.customer()
    opening = await customer.open(page="https://shop.example/billing/refunds?phone=13812345678#x")
    assert "机器人" in "".join(opening["greeting"]["texts"])
    assert opening["hot_questions"][0] == {
        "topic": "payout.time",
        "title": title("payout.time"),
        "text": title("payout.time"),
    }
    assert "示例数据" in opening["banner"]
    assert not opening["consent"]


async def test_type_ahead_finds_titles_by_how_customers_ask(site: Any) -> None:
    customer = site.customer()
    _, found = await customer.call("GET", "suggest?q=微信付的多久到账")
    assert found["suggestions"][0]["topic"] == "payout.time"
    offered = (id for id, topic in TOPICS.items() if topic.offered)
    of_titles = {title(id): topic_of(id) for id in (*offered, *QUESTIONS)}
    assert all(of_titles[s["text"]] == s["topic"] for s in found["suggestions"])
    for nothing in ("", "退", "zzzz", "🙂🙂"):
        assert (await customer.call("GET", f"suggest?q={nothing}"))[1] == {"suggestions": []}


async def test_what_a_customer_thinks_of_it_is_kept(site: Any) -> None:
    customer = await site.connected()
    await customer.say("退款多久到账")
    await customer.answers(1)
    for body in (
        {"seq": 2, "useful": False, "reason": "没回答"},
        {"seq": 2, "useful": True, "comment": "好"},
    ):
        assert await customer.call("POST", "feedback", body) == (200, {"ok": True})
    assert await customer.call("POST", "rating", {"stars": 5, "comment": "谢谢"}) == (200, {"ok": True})
    assert await customer.call("POST", "consent", {"granted": True}) == (200, {"ok": True})
    assert (await customer.open(token=customer.token))["consent"]
    left = {"text": "请回电", "contact": "13812345678"}
    assert await customer.call("POST", "leave-message", left) == (200, {"ok": True})
    await customer.until(lambda: customer.got("system") != [])
    told = customer.got("system")[0]
    assert told["code"] == "left_message"
    assert (
        told["text"] == "留言已收到。现在没有客服在岗，客服上班后回复，回复会发到这里，或按您留的方式联系您。"
    )
    assert (await customer.call("POST", "feedback", {"seq": 1, "useful": True}))[0] == 404


async def test_erasing_leaves_nothing(site: Any) -> None:
    customer = await site.connected()
    await customer.say("一")
    await customer.answers(1)
    assert await customer.call("DELETE", "me") == (200, {"ok": True, "finished": True})
    assert len(site.bot.forgotten) == 1
    await customer.until(lambda: any(m.get("code") == "erased" for m in customer.got()))
    status, told = await customer.call("GET", "history")
    assert (status, told["error"]["code"]) == (401, "unauthorized")
    assert (await customer.open(token=customer.token))["last_seq"] == 0


async def test_the_server_says_whether_it_can_serve(site: Any) -> None:
    customer = site.customer()
    assert await customer.call("GET", "health") == (200, {"status": "ok"})

    async def fails(_: Any) -> Any:
        raise ConnectionError

    object.__setattr__(site.chat.database, "run", fails)
    status, told = await customer.call("GET", "health")
    assert (status, told["error"]["code"]) == (503, "unavailable")
