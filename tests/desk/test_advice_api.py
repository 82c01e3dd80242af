"""Suggestions over the API, and what becomes of them."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from refundbot.conversations import store
from refundbot.desk.models import Suggested, SuggestionEvent


def stored(session: Any) -> list[tuple[Any, ...]]:
    """Everything of the conversations that a suggestion could have changed."""
    tables = ("conversations", "messages", "feedback", "notes", "audit")
    return [tuple(row) for table in tables for row in session.execute(f"SELECT * FROM {table}").all()]


async def test_suggestions_come_for_the_last_message_with_evidence(shop: Any) -> None:
    li, talk = shop.person("li"), await shop.customer()
    await li.act(talk, "take-over")
    seq = await shop.say(talk, "退款多久到账")
    status, advice = await li.post("/suggest", {"conversation_id": talk})
    assert (status, advice["draft_for_seq"]) == (200, seq)
    assert [s["topic"] for s in advice["suggestions"]] == ["payout.time", "payout.missing", "policy.overview"]
    assert advice["suggestions"][0]["envelope"]["sources"]
    assert "退款多久到账" in advice["summary"]


async def test_suggesting_changes_nothing_in_the_conversation(shop: Any) -> None:
    li, talk = shop.person("li"), await shop.customer()
    await shop.say(talk, "我昨天买的云服务器能退吗")
    before = await shop.database.run(stored)
    await li.post("/suggest", {"conversation_id": talk})
    await li.post("/suggest", {"conversation_id": talk, "text": "换个问法", "order_id": "CS2611000101"})
    assert await shop.database.run(stored) == before


async def test_another_desk_asks_with_a_text_alone(shop: Any) -> None:
    status, advice = await shop.person("li").post("/suggest", {"text": "退款多久到账"})
    assert (status, advice["draft_for_seq"], len(advice["suggestions"])) == (200, None, 3)
    status, refused = await shop.person("li").post("/suggest", {"text": "\u200b"})
    assert (status, "“text”" in refused["error"]["text"]) == (400, True)


async def test_an_order_of_the_customer_is_judged_where_the_agent_names_it(shop: Any) -> None:
    li, talk = shop.person("li"), await shop.customer()
    await shop.say(talk, "在吗")
    _, advice = await li.post("/suggest", {"conversation_id": talk, "order_id": "CS2611000101"})
    assert (advice["verdict"]["order_number"], advice["verdict"]["outcome"]) == (
        "CS2611000101",
        "full_refund",
    )
    _, read = await li.get(f"/conversations/{talk}")
    assert "CS2611000101" in {order["number"] for order in read["orders"]}
    assert all(order["sample"] for order in read["orders"])
    _, text_alone = await li.post("/suggest", {"text": "能退吗", "order_id": "CS2611000101"})
    assert text_alone["verdict"] is None


async def test_orders_are_read_only_while_the_site_vouches_for_the_customer(shop: Any) -> None:
    li, talk = shop.person("li"), await shop.customer()

    def runs_out(session: Any) -> None:
        store.lock(session, talk).customer_until = datetime(2020, 1, 1, tzinfo=timezone.utc)

    assert (await li.get(f"/conversations/{talk}"))[1]["orders"]
    await shop.database.run(runs_out)
    assert (await li.get(f"/conversations/{talk}"))[1]["orders"] == []
    _, advice = await li.post("/suggest", {"conversation_id": talk, "order_id": "CS2611000101"})
    assert advice["verdict"] is None


async def test_what_is_sent_from_a_suggestion_is_measured_against_it(shop: Any) -> None:
    li, talk = shop.person("li"), await shop.customer()
    await li.act(talk, "take-over")
    seq = await shop.say(talk, "退款多久到账")
    _, advice = await li.post("/suggest", {"conversation_id": talk})
    first = advice["suggestions"][0]
    text = "\n".join(first["texts"])
    body = {"text": f"您好，{text}", "based_on_seq": seq, "suggestion_id": first["id"]}
    assert (await li.act(talk, "say", body))[0] == 200
    (event,) = await shop.database.run(lambda s: s.query(SuggestionEvent).all())
    assert (event.event, event.agent_id, event.distance) == ("sent", "li", 3)


async def test_each_thing_that_happens_to_a_suggestion_is_kept(shop: Any) -> None:
    li = shop.person("li")
    _, advice = await li.post("/suggest", {"text": "退款多久到账"})
    id_ = advice["suggestions"][1]["id"]
    for body in (
        {"event": "shown"},
        {"event": "inserted"},
        {"event": "edited", "distance": 7},
        {"event": "rejected", "reason": "答非所问"},
    ):
        assert (await li.post("/feedback", {"suggestion_id": id_, **body}))[0] == 200
    events = await shop.database.run(lambda s: s.query(SuggestionEvent).order_by(SuggestionEvent.id).all())
    assert [(e.event, e.distance, e.reason) for e in events] == [
        ("shown", None, None),
        ("inserted", None, None),
        ("edited", 7, None),
        ("rejected", None, "答非所问"),
    ]
    kept = await shop.database.run(lambda s: s.query(Suggested).order_by(Suggested.position).all())
    assert [suggestion.position for suggestion in kept] == [1, 2, 3]


async def test_a_suggestion_of_another_conversation_cannot_be_sent(shop: Any) -> None:
    li, talk, other = shop.person("li"), await shop.customer(), await shop.customer()
    await shop.say(other, "退款多久到账")
    _, advice = await li.post("/suggest", {"conversation_id": other})
    await li.act(talk, "take-over")
    body = {"text": "您好", "based_on_seq": 9, "suggestion_id": advice["suggestions"][0]["id"]}
    assert (await li.act(talk, "say", body))[0] == 404
    assert (await shop.chat.history(talk, {}))["messages"][-1]["from"] == "system"


async def test_bad_input_is_told_with_its_field(shop: Any) -> None:
    li, talk = shop.person("li"), await shop.customer()
    for path, body, status, field in (
        (f"/conversations/{talk}/note", {"text": "x" * 2001}, 413, "text"),
        (f"/conversations/{talk}/note", {"text": "  "}, 400, "text"),
        (f"/conversations/{talk}/note", {"text": "\ud800"}, 400, "text"),
        (f"/conversations/{talk}/note", {"words": "x"}, 400, "body"),
        (f"/conversations/{talk}/note", None, 400, "body"),
        (f"/conversations/{talk}/tag", {"tags": ["a", 7]}, 400, "tags.1"),
        ("/suggest", {}, 400, "body"),
    ):
        answered, refused = await li.post(path, body)
        assert (answered, f"“{field}”" in refused["error"]["text"]) == (status, True), (path, refused)
