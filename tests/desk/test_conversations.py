"""What agents do in conversations: who may speak, and what happens when two want to."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from refundbot.conversations.models import Rating
from refundbot.settings import SHANGHAI


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
    seq = await shop.say(talk, "好的")
    history = await shop.chat.history(talk, {})
    assert history["messages"][-1]["from"] == "bot"
    assert history["messages"][-1]["seq"] == seq + 1


async def test_taking_over_twice_changes_nothing(shop: Any) -> None:
    li, talk = shop.person("li"), await shop.customer()
    await li.act(talk, "take-over")
    status, done = await li.act(talk, "take-over")
    assert (status, done["changed"], done["messages"]) == (200, False, [])


async def test_of_two_agents_at_once_one_gets_it_and_the_other_is_told_who(shop: Any) -> None:
    talk = await shop.customer()
    people = [shop.person("li"), shop.person("wang")]
    answers = await asyncio.gather(*(person.act(talk, "take-over") for person in people))
    assert sorted(status for status, _ in answers) == [200, 409]
    (conflict,) = (body for status, body in answers if status == 409)
    assert conflict["refusal"] == "taken"
    assert conflict["error"]["code"] == "conflict"
    assert conflict["conversation"]["agent"]["id"] in ("li", "wang")
    loser = people[[status for status, _ in answers].index(409)]
    for act, body in (("say", {"text": "您好", "based_on_seq": 9}), ("hand-back", None), ("resolve", None)):
        status, refused = await loser.act(talk, act, body)
        assert (status, refused["refusal"]) == (409, "taken"), act


async def test_a_draft_for_a_talk_that_moved_on_is_refused_with_what_is_new(shop: Any) -> None:
    li, talk = shop.person("li"), await shop.customer()
    _, done = await li.act(talk, "take-over")
    seen = done["conversation"]["last_seq"]
    new = await shop.say(talk, "等等，我说错了")
    status, refused = await li.act(talk, "say", {"text": "旧稿", "based_on_seq": seen})
    assert (status, refused["refusal"]) == (409, "moved_on")
    assert [(message["seq"], message["text"]) for message in refused["newer"]] == [(new, "等等，我说错了")]
    assert (await li.act(talk, "say", {"text": "旧稿", "based_on_seq": seen, "force": True}))[0] == 200
    assert (await li.act(talk, "say", {"text": "新稿", "based_on_seq": new}))[0] == 200


async def test_in_a_talk_that_the_customer_left_nobody_speaks(shop: Any) -> None:
    li, talk = shop.person("li"), await shop.customer()
    await li.act(talk, "take-over")
    await shop.chat.leave(talk)
    await shop.person("wang").get("/me")
    for act, body in (
        ("say", {"text": "您好", "based_on_seq": 9}),
        ("take-over", None),
        ("hand-back", None),
        ("assign", {"agent_id": "wang"}),
    ):
        status, refused = await li.act(talk, act, body)
        assert (status, refused["refusal"]) == (409, "closed"), act
    status, done = await li.act(talk, "resolve")
    assert (status, done["changed"]) == (200, False)


async def test_nobody_speaks_who_has_not_taken_over(shop: Any) -> None:
    li, talk = shop.person("li"), await shop.customer()
    status, refused = await li.act(talk, "say", {"text": "您好", "based_on_seq": 0})
    assert (status, refused["refusal"]) == (409, "not_taken")


async def test_while_a_person_speaks_the_bot_only_listens(shop: Any) -> None:
    li, talk = shop.person("li"), await shop.customer()
    await li.act(talk, "take-over")
    await shop.say(talk, "我昨天买的")
    messages = (await shop.chat.history(talk, {}))["messages"]
    assert [message["from"] for message in messages] == ["system", "customer"]
    assert shop.bot.heard == ["我昨天买的"]


async def test_only_a_supervisor_gives_away_what_another_has(shop: Any) -> None:
    li, wang, boss = shop.person("li"), shop.person("wang"), shop.person("boss", "supervisor")
    talk = await shop.customer()
    await li.act(talk, "take-over")
    to_wang = {"agent_id": "wang"}
    assert (await wang.act(talk, "assign", to_wang))[0] == 409
    status, done = await boss.act(talk, "assign", to_wang)
    assert (status, done["conversation"]["agent"]) == (200, {"id": "wang", "name": "客服wang"})
    status, done = await wang.act(talk, "assign", {"agent_id": "li"})
    assert (status, done["conversation"]["agent"]["id"]) == (200, "li")


async def test_a_conversation_is_given_to_who_has_signed_in_under_the_name_of_the_account(shop: Any) -> None:
    li, talk = shop.person("li"), await shop.customer()
    for stranger in ("wang", "chatwoot", "客服li", "LI", "li "):
        status, refused = await li.act(talk, "assign", {"agent_id": stranger})
        assert (status, refused["error"]["text"][:6]) == (404, "没有这位坐席"), stranger
    assert (await li.act(talk, "assign", {"agent_id": "li", "name": "银行客服"}))[0] == 400
    await shop.person("wang").get("/me")
    status, done = await li.act(talk, "assign", {"agent_id": "wang"})
    assert (status, done["conversation"]["agent"]) == (200, {"id": "wang", "name": "客服wang"})


BLANK = ("\u200b", " \u2060\ufeff", "\u3164", "\u2800\u00ad", "\u202e\u202c", "\u0301")


@pytest.mark.parametrize("blank", BLANK, ids=ascii)
async def test_what_cannot_be_seen_is_empty(shop: Any, blank: str) -> None:
    li, talk = shop.person("li"), await shop.customer()
    await li.act(talk, "take-over")
    for act, body in (
        ("say", {"text": blank, "based_on_seq": 9}),
        ("note", {"text": blank}),
        ("tag", {"tags": ["急", blank]}),
        ("assign", {"agent_id": blank}),
    ):
        assert (await li.act(talk, act, body))[0] == 400, act
    _, read = await li.get(f"/conversations/{talk}")
    assert (read["notes"], read["conversation"]["tags"]) == ([], [])
    assert [message["from"] for message in read["messages"]] == ["system"]
    await shop.chat.rate(talk, {"stars": 5, "comment": blank})
    assert await shop.database.run(lambda s: s.query(Rating.comment).all()) == [(None,)]


async def test_notes_and_tags_stay_at_the_desk(shop: Any) -> None:
    li, talk = shop.person("li"), await shop.customer()
    status, done = await li.act(talk, "note", {"text": "客户电话 13812345678，急"})
    assert (status, done["note"]["text"]) == (200, "客户电话 ［手机号］，急")
    status, done = await li.act(talk, "tag", {"tags": ["五天无理由", "急"]})
    assert (status, done["conversation"]["tags"]) == (200, ["五天无理由", "急"])
    _, read = await li.get(f"/conversations/{talk}")
    assert [note["agent"]["id"] for note in read["notes"]] == ["li"]
    assert (await shop.chat.history(talk, {}))["messages"] == []


async def test_each_act_stands_in_the_log_with_who_did_it(shop: Any) -> None:
    li, boss, talk = shop.person("li"), shop.person("boss", "supervisor"), await shop.customer()
    await li.act(talk, "take-over")
    await li.act(talk, "take-over")
    await li.act(talk, "say", {"text": "手机号发我", "based_on_seq": 1})
    await li.act(talk, "note", {"text": "急"})
    await li.act(talk, "hand-back")
    await boss.act(talk, "resolve")
    _, log = await boss.get("/audit", conversation_id=talk)
    assert [(entry["agent_id"], entry["act"]) for entry in reversed(log["entries"])] == [
        ("li", "take_over"),
        ("li", "say"),
        ("li", "note"),
        ("li", "hand_back"),
        ("boss", "resolve"),
    ]
    assert "手机号" not in str(log["entries"])


async def test_the_log_stays_when_the_customer_is_erased_and_holds_no_word_of_his(shop: Any) -> None:
    li, boss, talk = shop.person("li"), shop.person("boss", "supervisor"), await shop.customer()
    await shop.say(talk, "我的秘密")
    await li.act(talk, "take-over")
    await li.act(talk, "note", {"text": "他的秘密"})
    assert await shop.app.state.chat.housekeeping.erase(talk)
    assert (await li.get(f"/conversations/{talk}"))[0] == 404
    _, log = await boss.get("/audit", conversation_id=talk)
    assert [entry["act"] for entry in log["entries"]] == ["note", "take_over"]
    assert "秘密" not in str(log["entries"])


async def test_the_list_is_filtered_searched_and_paged(shop: Any) -> None:
    li = shop.person("li")
    talks = [await shop.customer() for _ in range(5)]
    await shop.say(talks[0], "微信付的几天到账")
    await shop.say(talks[1], "100%能退吗")
    await li.act(talks[2], "tag", {"tags": ["大额"]})
    await li.act(talks[3], "take-over")
    await shop.chat.request_human(talks[4])

    async def found(**query: Any) -> list[str]:
        _, answer = await li.get("/conversations", **query)
        return [row["id"] for row in answer["conversations"]]

    assert await found(q="微信付") == [talks[0]]
    assert await found(q="0%能") == [talks[1]]
    assert await found(q="大额") == [talks[2]]
    assert await found(tag="大额") == [talks[2]]
    assert await found(tag="大") == []
    assert await found(q=talks[0][:12]) == [talks[0]]
    assert await found(status="queued") == [talks[4]]
    assert await found(mine="true") == [talks[3]]
    assert set(await found()) == set(talks)
    today = datetime.now(SHANGHAI).date()
    yesterday = (today - timedelta(days=1)).isoformat()
    said = {talks[0], talks[1], talks[3], talks[4]}
    assert set(await found(**{"from": yesterday})) == said
    assert set(await found(**{"from": yesterday, "to": today.isoformat()})) == said
    assert await found(to=yesterday) == []
    assert await found(**{"from": yesterday, "q": "微信付"}) == [talks[0]]
    _, first = await li.get("/conversations", limit=2)
    _, second = await li.get("/conversations", limit=2, cursor=first["cursor"])
    _, third = await li.get("/conversations", limit=2, cursor=second["cursor"])
    paged = [row["id"] for page in (first, second, third) for row in page["conversations"]]
    assert len(paged) == len(set(paged)) == 5
    assert third["cursor"] is None
    assert first["counts"] == {
        "bot": 3,
        "queued": 1,
        "human": 1,
        "closed": 0,
        "mine": 1,
        "unread": 0,
        "left": 0,
    }


async def test_a_filter_that_is_misspelt_is_refused_rather_than_left_out(shop: Any) -> None:
    status, refused = await shop.person("li").get("/conversations", statuss="queued")
    assert (status, "“statuss”" in refused["error"]["text"]) == (400, True)


async def test_the_longest_wait_comes_first(shop: Any) -> None:
    li = shop.person("li")
    talks = [await shop.customer() for _ in range(3)]
    for talk in talks:
        await shop.chat.request_human(talk)
    await shop.say(talks[0], "有人吗")
    _, answer = await li.get("/conversations", status="queued", limit=2)
    _, rest = await li.get("/conversations", status="queued", limit=2, cursor=answer["cursor"])
    rows = answer["conversations"] + rest["conversations"]
    assert [row["id"] for row in rows] == talks
    assert all(row["waiting_since"] == row["queued_at"] for row in rows)
    assert {row["waiting_for"] for row in rows} == {"first"}
    assert rows[0]["last_message"]["text"] == "有人吗"
    assert rows[0]["handoff_reason"] == "客户要找人工"


async def test_a_customer_waits_from_the_first_word_nobody_answered(shop: Any) -> None:
    li, talk = shop.person("li"), await shop.customer()
    _, done = await li.act(talk, "take-over")
    assert done["conversation"]["waiting_since"] is None
    await shop.say(talk, "在吗")
    await shop.say(talk, "有人吗")
    _, read = await li.get(f"/conversations/{talk}")
    first = next(message for message in read["messages"] if message["from"] == "customer")
    assert read["conversation"]["waiting_since"] == first["at"]
    assert read["conversation"]["waiting_for"] == "next"
    _, done = await li.act(talk, "say", {"text": "在的", "based_on_seq": read["conversation"]["last_seq"]})
    assert done["conversation"]["waiting_since"] is None


async def test_a_long_transcript_is_read_page_by_page(shop: Any) -> None:
    li, talk = shop.person("li"), await shop.customer()
    for number in range(4):
        await shop.say(talk, f"问题{number}")
    _, last = await li.get(f"/conversations/{talk}", limit=5)
    _, first = await li.get(f"/conversations/{talk}", limit=5, before_seq=last["messages"][0]["seq"])
    assert (last["more"], first["more"]) == (True, False)
    assert [message["seq"] for message in first["messages"] + last["messages"]] == list(range(1, 9))
