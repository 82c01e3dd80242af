"""The way from a message that was not understood to the training data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from refundbot.cli import main
from refundbot.desk import learned
from refundbot.understanding.rasa.training_data import Example, read_examples


async def queue(shop: Any) -> dict[str, Any]:
    """The open items by their texts."""
    status, answer = await shop.person("boss", "supervisor").get("/review")
    assert status == 200
    return {item["text"]: item for item in answer["items"]}


async def test_what_was_not_understood_waits_for_a_supervisor(shop: Any) -> None:
    talk = await shop.customer()
    await shop.say(talk, "退款多久到账")
    shop.bot.envelope = {
        **shop.bot.envelope,
        "kind": "clarify",
        "candidates": [{"topic": "payout.time", "title": "x"}],
    }
    await shop.say(talk, "那个咋整")
    shop.bot.envelope = {**shop.bot.envelope, "kind": "answer", "candidates": [], "confidence": 0.55}
    await shop.say(talk, "钱呢")
    items = await queue(shop)
    assert {text: item["reasons"] for text, item in items.items()} == {
        "那个咋整": ["fallback"],
        "钱呢": ["close_call"],
    }
    assert items["那个咋整"]["candidates"] == [{"topic": "payout.time", "title": "退款多久到账"}]
    assert items["钱呢"]["confidence"] == 0.55


async def test_useless_answers_hand_overs_and_edited_suggestions_wait_too(shop: Any) -> None:
    li, talk = shop.person("li"), await shop.customer()
    seq = await shop.say(talk, "我要退钱")
    await shop.chat.give_feedback(talk, {"seq": seq + 1, "useful": False})
    await shop.say(talk, "怎么还不退")
    await shop.say(talk, "转人工")
    await li.act(talk, "take-over")
    seq = await shop.say(talk, "微信付的呢")
    _, advice = await li.post("/suggest", {"conversation_id": talk})
    body = {"text": "微信一样", "based_on_seq": seq, "suggestion_id": advice["suggestions"][0]["id"]}
    await li.act(talk, "say", body)
    assert {text: item["reasons"] for text, item in (await queue(shop)).items()} == {
        "我要退钱": ["not_useful"],
        "怎么还不退": ["handoff"],
        "微信付的呢": ["edited"],
    }


async def test_a_message_waits_once_with_all_its_reasons(shop: Any) -> None:
    talk = await shop.customer()
    shop.bot.envelope = {**shop.bot.envelope, "confidence": 0.5}
    seq = await shop.say(talk, "钱呢")
    await queue(shop)
    await shop.chat.give_feedback(talk, {"seq": seq + 1, "useful": False})
    await queue(shop)
    assert (await queue(shop))["钱呢"]["reasons"] == ["close_call", "not_useful"]


async def test_the_nearest_training_phrasings_are_shown(shop: Any) -> None:
    talk = await shop.customer()
    shop.bot.envelope = {**shop.bot.envelope, "confidence": 0.5}
    known = next(iter(learned.training(learned_folder())))
    await shop.say(talk, known.text)
    nearest = (await queue(shop))[known.text]["nearest"]
    assert (nearest[0]["text"], nearest[0]["topic"], nearest[0]["similarity"]) == (
        known.text,
        known.intent,
        1.0,
    )
    assert len(nearest) == learned.MOST_NEAREST


def learned_folder() -> Path:
    return Path(__file__).parents[2] / "data" / "nlu"


async def test_a_supervisor_decides_and_may_think_again(shop: Any) -> None:
    boss, talk = shop.person("boss", "supervisor"), await shop.customer()
    shop.bot.envelope = {**shop.bot.envelope, "confidence": 0.5}
    await shop.say(talk, "钱呢")
    id_ = (await queue(shop))["钱呢"]["id"]
    status, done = await boss.post(f"/review/{id_}", {"decision": "assign", "topic": "payout.missing"})
    assert (status, done["item"]["status"], done["item"]["assigned"]["topic"]) == (
        200,
        "assigned",
        "payout.missing",
    )
    assert done["item"]["decided_by"] == "boss"
    assert await queue(shop) == {}
    status, done = await boss.post(f"/review/{id_}", {"decision": "missing"})
    assert (done["item"]["status"], done["item"]["assigned"]) == ("missing", None)
    assert (await boss.post(f"/review/{id_}", {"decision": "assign"}))[0] == 400
    assert (await boss.post(f"/review/{id_}", {"decision": "assign", "topic": "no.topic"}))[0] == 404
    assert (await boss.post("/review/999", {"decision": "dismiss"}))[0] == 404


async def test_an_accepted_phrasing_becomes_a_change_to_the_training_data_by_command(
    shop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    boss, talk = shop.person("boss", "supervisor"), await shop.customer()
    shop.bot.envelope = {**shop.bot.envelope, "confidence": 0.5}
    await shop.say(talk, "我13812345678的钱呢")
    await shop.say(talk, "退回[微信](x)没见着")
    items = await queue(shop)
    for text, topic in (("我［手机号］的钱呢", "payout.missing"), ("退回[微信](x)没见着", "payout.missing")):
        await boss.post(f"/review/{items[text]['id']}", {"decision": "assign", "topic": topic})
    folder = tmp_path / "nlu"
    folder.mkdir()
    monkeypatch.setenv("REFUNDBOT_STATE", str(tmp_path))
    assert main(["review", "export", "--to", str(folder)]) == 0
    assert "2 phrasings added" in capsys.readouterr().out
    assert [(e.intent, e.text) for e in read_examples(folder)] == [
        ("payout.missing", "我［手机号］的钱呢"),
        ("payout.missing", "退回 微信 (x)没见着"),
    ]
    assert main(["review", "export", "--to", str(folder)]) == 0
    assert "0 phrasings added" in capsys.readouterr().out


async def test_an_accepted_phrasing_of_an_erased_conversation_is_not_exported(
    shop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    boss, talk = shop.person("boss", "supervisor"), await shop.customer()
    shop.bot.envelope = {**shop.bot.envelope, "confidence": 0.5}
    await shop.say(talk, "我的钱呢")
    id_ = (await queue(shop))["我的钱呢"]["id"]
    await boss.post(f"/review/{id_}", {"decision": "assign", "topic": "payout.missing"})
    assert await shop.app.state.chat.housekeeping.erase(talk)
    monkeypatch.setenv("REFUNDBOT_STATE", str(tmp_path))
    assert main(["review", "export", "--to", str(tmp_path)]) == 0
    assert "0 phrasings added" in capsys.readouterr().out
    assert not (tmp_path / learned.FILE_NAME).exists()


def test_an_export_leaves_out_what_is_known_and_keeps_what_was_learnt(tmp_path: Path) -> None:
    entry = {"version": "3.1", "nlu": [{"intent": "payout.time", "examples": "- 多久到账\n"}]}
    (tmp_path / "payout.yml").write_text(yaml.safe_dump(entry, allow_unicode=True), encoding="utf-8")
    first = learned.export([("payout.time", "几天到？"), ("payout.missing", "多久，到账")], tmp_path)
    assert first.added == (("payout.time", "几天到？"),)
    assert first.skipped == (("多久，到账", "known as payout.time"),)
    again = learned.export(
        [("payout.missing", "钱呢"), ("payout.time", "几天到"), ("payout.time", "？！")], tmp_path
    )
    assert again.added == (("payout.missing", "钱呢"),)
    assert [why for _, why in again.skipped] == ["known", "empty"]
    texts = {e.text: e.intent for e in read_examples(tmp_path)}
    assert texts == {"多久到账": "payout.time", "几天到？": "payout.time", "钱呢": "payout.missing"}


def test_the_leak_check_reads_what_was_learnt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test question that a supervisor accepts is caught by the check on the training data."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "data"))
    import phrases

    (tmp_path / "data" / "nlu").mkdir(parents=True)
    learned.export([("payout.time", "一句测试题")], tmp_path / "data" / "nlu")
    monkeypatch.setattr(phrases, "ROOT", tmp_path)
    assert list(phrases.training()) == [("payout.time", "一句测试题")]


def test_the_nearest_are_sorted() -> None:
    examples = [Example("多久到账", "payout.time", "a"), Example("能退吗", "policy.overview", "b")]
    assert [near.text for near in learned.nearest("多久能到账", examples)] == ["多久到账", "能退吗"]
