"""Why the bot answered so, for supervisors: made anew from what Rasa keeps of the message."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

import pytest

from refundbot.conversations import retention
from refundbot.dialogue import Check, Memory
from refundbot.dialogue.moves import MOVES
from refundbot.settings import ROOT
from refundbot.understanding.marks import Marks
from tests.desk.kept import RANKING, Kept, keep

SAID = "我三天前新买的包月云服务器，能退吗"


async def answered(shop: Any, text: str = SAID, memory: object = None) -> tuple[str, int, int]:
    """A conversation with a message that Rasa keeps in an earlier tracker, its seq and that of its answer."""
    talk = await shop.customer()
    seq = await shop.say(talk, text)
    shop.app.state.agent.tracker_store = await shop.database.run(lambda s: keep(s, talk, seq, memory))
    return talk, seq, seq + 1


async def test_a_supervisor_is_told_move_facts_marks_and_ranking(shop: Any) -> None:
    talk, _, answer = await answered(shop)
    status, trace = await shop.person("wang", "supervisor").get(
        f"/conversations/{talk}/messages/{answer}/trace"
    )
    assert status == 200
    assert trace["move"] == "open_a_check"
    names = [move.name for move in MOVES]
    assert trace["did_not_hold"] == names[: names.index("open_a_check")]
    assert (
        trace["topic"] == trace["alone"] == {"topic": "eligibility.check", "title": trace["topic"]["title"]}
    )
    facts = {fact["name"]: fact for fact in trace["facts"]}
    assert (facts["product"]["title"], facts["product"]["value"]) == ("产品", "云服务器")
    assert (facts["purchase_kind"]["value"], facts["purchase_kind"]["text"]) == ("新购", "新买")
    assert facts["product"]["clause"] in SAID
    assert facts["product"]["text"] in facts["product"]["clause"]
    assert [(row["topic"], row["confidence"]) for row in trace["ranking"]] == RANKING
    assert trace["question"] is None
    limits = {"asks_back_below", "candidate_from", "sure_of_a_question", "sure_of_one"}
    assert trace["thresholds"].keys() == limits


async def test_the_memory_before_the_message_counts(shop: Any) -> None:
    asked = Memory(check=Check({"product": "ecs"}, asked="state"))
    talk, _, answer = await answered(shop, "已经开通了", asked.to_json())
    _, trace = await shop.person("wang", "supervisor").get(f"/conversations/{talk}/messages/{answer}/trace")
    assert trace["move"] == "take_the_facts"


async def test_an_agent_who_is_no_supervisor_is_refused(shop: Any) -> None:
    talk, _, answer = await answered(shop)
    status, refused = await shop.person("li").get(f"/conversations/{talk}/messages/{answer}/trace")
    assert (status, refused["error"]["code"]) == (403, "forbidden")


async def test_what_was_masked_is_masked_in_the_trace_too(shop: Any) -> None:
    talk, _, answer = await answered(shop, f"{SAID}，电话13912345678")
    _, trace = await shop.person("wang", "supervisor").get(f"/conversations/{talk}/messages/{answer}/trace")
    assert trace["facts"]
    assert "13912345678" not in str(trace)


@pytest.mark.parametrize("seq", ["customer's", "beyond"])
async def test_only_the_bots_messages_have_one(shop: Any, seq: str) -> None:
    talk, said, answer = await answered(shop)
    number = said if seq == "customer's" else answer + 1
    status, _ = await shop.person("wang", "supervisor").get(f"/conversations/{talk}/messages/{number}/trace")
    assert status == 404


async def test_what_is_erased_or_forgotten_has_none(shop: Any) -> None:
    talk, _, answer = await answered(shop)
    wang, path = shop.person("wang", "supervisor"), f"/conversations/{talk}/messages/{answer}/trace"
    kept = shop.app.state.agent.tracker_store
    shop.app.state.agent.tracker_store = Kept("other", "other", SAID, None)
    assert (await wang.get(path))[0] == 404, "Rasa has forgotten it"
    shop.app.state.agent.tracker_store = kept
    assert (await wang.get(path))[0] == 200
    await shop.database.run(lambda s: retention.erase(s, talk, shop.chat.clock()))
    assert (await wang.get(path))[0] == 404, "the customer has had it erased"


def words_for(block: str) -> set[str]:
    """The names for which the desk has words."""
    words = (ROOT / "web/desk/i18n/zh-Hans.ts").read_text(encoding="utf-8")
    found = re.search(rf"^    {block}: {{\n(.*?)^    }}", words, re.DOTALL | re.MULTILINE)
    assert found
    return set(re.findall(r"^ +(\w+): \"", found[1], re.MULTILINE))


def test_the_desk_has_words_for_every_move_and_mark() -> None:
    assert {move.name for move in MOVES} - words_for("moves") == set()
    assert {mark.name for mark in fields(Marks)} - words_for("markNames") == set()
