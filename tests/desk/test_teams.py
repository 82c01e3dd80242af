"""A conversation is given to a team: its customer waits, anybody of the team may take over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from refundbot.desk import audit


async def signed_in(shop: Any, agent_id: str, team: str | None, role: Any = "agent") -> Any:
    person = shop.person(agent_id, role, team=team)
    await person.get("/me")
    return person


async def row_of(person: Any, talk: str) -> dict[str, Any]:
    return dict((await person.get(f"/conversations/{talk}"))[1]["conversation"])


async def told(shop: Any, talk: str) -> list[str]:
    history = await shop.chat.history(talk, {})
    return [message["text"] for message in history["messages"] if message["from"] == "system"]


async def test_the_roster_names_teams(shop: Any) -> None:
    li = await signed_in(shop, "li", "华东")
    wang = await signed_in(shop, "wang", None)
    _, listed = await li.get("/agents")
    assert {one["id"]: one["team"] for one in listed["agents"]} == {"li": "华东", "wang": None}
    assert (await li.get("/me"))[1]["team"] == "华东"
    await signed_in(shop, "li", "华北")
    assert {one["id"]: one["team"] for one in (await wang.get("/agents"))[1]["agents"]}["li"] == "华北"


async def test_who_is_given_to_a_team_waits_again_as_long_as_nobody_has_answered(shop: Any) -> None:
    li, wang = await signed_in(shop, "li", "华东"), await signed_in(shop, "wang", "华北")
    talk = await shop.customer()
    await shop.chat.request_human(talk)
    queued = (await row_of(li, talk))["queued_at"]
    await li.act(talk, "take-over")
    status, done = await li.act(talk, "assign", {"team": "华北"})
    row = done["conversation"]
    assert (status, row["status"], row["team"], row["agent"]) == (200, "queued", "华北", None)
    assert row["queued_at"] == row["waiting_since"] == queued
    assert row["handoff_reason"] == "坐席转到组里"
    assert (await told(shop, talk))[-1] == "已为您转到 华北 ，请稍候。"
    assert (await li.act(talk, "assign", {"team": "华北"}))[1]["changed"] is False
    assert (await wang.act(talk, "take-over"))[1]["conversation"]["team"] == "华北"
    entries = await shop.database.run(lambda s: audit.entries(s, conversation_id=talk))
    assert [entry.detail for entry in entries if entry.act == "assign"] == [{"team": "华北"}]


async def test_the_queue_is_filtered_by_team(shop: Any) -> None:
    li = await signed_in(shop, "li", "华东")
    talks = [await shop.customer() for _ in range(2)]
    for talk in talks:
        await shop.chat.request_human(talk)
    await li.act(talks[1], "assign", {"team": "华东"})
    _, listed = await li.get("/conversations", status="queued", team="华东")
    assert [row["id"] for row in listed["conversations"]] == [talks[1]]
    _, listed = await li.get("/conversations", status="queued")
    assert [row["id"] for row in listed["conversations"]] == talks


async def test_the_bots_customer_is_queued_for_a_team_and_nobodys_again_once_handed_back(shop: Any) -> None:
    li, talk = await signed_in(shop, "li", "华东"), await shop.customer()
    await li.act(talk, "assign", {"team": "华东"})
    assert (await row_of(li, talk))["status"] == "queued"
    await li.act(talk, "take-over")
    await li.act(talk, "hand-back")
    row = await row_of(li, talk)
    assert (row["status"], row["team"]) == ("bot", None)


async def test_what_another_speaks_in_only_a_supervisor_gives_to_a_team(shop: Any) -> None:
    li, wang = await signed_in(shop, "li", "华东"), await signed_in(shop, "wang", "华东")
    boss = await signed_in(shop, "boss", None, "supervisor")
    talk = await shop.customer()
    await li.act(talk, "take-over")
    status, refused = await wang.act(talk, "assign", {"team": "华东"})
    assert (status, refused["refusal"]) == (409, "taken")
    assert (await boss.act(talk, "assign", {"team": "华东"}))[0] == 200
    await boss.act(talk, "resolve")
    assert (await boss.act(talk, "assign", {"team": "华东"}))[1]["refusal"] == "closed"


async def test_a_team_that_nobody_is_of_is_not_found(shop: Any) -> None:
    li, talk = await signed_in(shop, "li", None), await shop.customer()
    status, refused = await li.act(talk, "assign", {"team": "华东"})
    assert (status, "没有这个组" in refused["error"]["text"]) == (404, True)
    for body in ({}, {"team": "华东", "agent_id": "li"}, {"team": " "}):
        assert (await li.act(talk, "assign", body))[0] == 400


async def test_whose_agent_is_gone_waits_for_the_same_team(shop: Any) -> None:
    li, talk = await signed_in(shop, "li", "华东"), await shop.customer()
    await li.act(talk, "assign", {"team": "华东"})
    await li.act(talk, "take-over")
    await li.post("/me/presence")
    later = shop.chat.clock() + timedelta(minutes=10)
    await shop.app.state.assist.returning.look(later)
    row = await row_of(li, talk)
    assert (row["status"], row["team"]) == ("queued", "华东")
