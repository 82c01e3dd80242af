"""`converse`: a conversation by lines, on the dialogue alone and on the trained model."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from refundbot.commands.converse import BadLine, Talk
from refundbot.commands.tree import draw
from refundbot.commands.why import explained
from refundbot.policy import PolicyBook
from refundbot.settings import ROOT, Settings

AT = "2026-11-22T12:00:00+08:00"


class Parser:
    """Takes every message for a check."""

    async def parse_message(self, message_data: str, memory: object = None) -> dict[str, Any]:
        ranking = [{"name": "eligibility.check", "confidence": 0.9}]
        return {"text": message_data, "intent": ranking[0], "intent_ranking": ranking, "entities": []}


@pytest.fixture
def talk(book: PolicyBook, tmp_path: Path) -> Talk:
    settings = Settings(order_db=tmp_path / "orders.db", state=tmp_path)
    return Talk(Parser(), settings, book, tmp_path)


async def say(talk: Talk, text: str) -> dict[str, Any]:
    return await talk.answer(json.dumps({"say": text}))


async def test_a_check_goes_on_from_line_to_line(talk: Talk) -> None:
    assert await talk.answer(json.dumps({"new": True, "at": AT})) == {"new": True, "at": AT}
    first = await say(talk, "我昨天买的云服务器")
    assert first["envelope"]["kind"] == "question"
    assert first["facts"]["product"] == "ecs"
    assert first["facts"]["paid_at"]["earliest"].startswith("2026-11-21")
    second = await say(talk, "包年包月的")
    assert second["facts"]["billing_mode"] == "subscription"
    assert second["asked"] not in (None, first["asked"])


async def test_a_turn_is_explained(talk: Talk) -> None:
    tree = draw(explained("我昨天买的云服务器", await say(talk, "我昨天买的云服务器")))
    assert "move: open_a_check" in tree
    assert "product: ecs  <- 云服务器 in 我昨天买的云服务器" in tree
    assert "0.900 eligibility.check" in tree


async def test_a_new_conversation_knows_nothing_of_the_one_before(talk: Talk) -> None:
    await say(talk, "我昨天买的云服务器")
    await talk.answer(json.dumps({"new": True, "at": AT}))
    assert "paid_at" not in (await say(talk, "能退吗"))["facts"]


async def test_a_signed_in_customers_orders_are_dated_by_the_conversation(talk: Talk) -> None:
    await talk.answer(json.dumps({"new": True, "at": "2026-03-02T12:00:00+08:00", "customer": "demo"}))
    answer = await say(talk, "云服务器")
    assert answer["buttons"]
    told = await say(talk, answer["buttons"][0])
    assert told["facts"]["paid_at"].startswith("2026-03-02T")


async def test_buttons_are_in_the_script_of_the_customer(talk: Talk) -> None:
    await talk.answer(json.dumps({"new": True, "at": AT}))
    asked = await say(talk, "我昨天買的雲主機，包年，想退")
    assert "還有名額" in asked["buttons"]
    assert (await say(talk, "還有名額"))["facts"]["quota_left"] == 1


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "not JSON"),
        ("[]", "a line is"),
        ('{"say": 3}', "a line is"),
        ('{"new": true, "at": "yesterday"}', "at"),
        ('{"new": true, "customer": 3}', "customer"),
    ],
)
async def test_a_line_that_is_no_request_is_told_so(talk: Talk, line: str, told: str) -> None:
    with pytest.raises(BadLine, match=told):
        await talk.answer(line)


@pytest.mark.e2e
def test_the_command_answers_each_line_with_one_on_the_trained_model() -> None:
    requests = [{"new": True, "at": AT}, {"say": "流量包还没用能退吗"}]
    lines = [*map(json.dumps, requests), "nonsense"]
    command = [sys.executable, "-m", "refundbot.cli", "converse"]
    ran = subprocess.run(
        command, input="\n".join(lines), cwd=ROOT, capture_output=True, text=True, timeout=600, check=True
    )
    begun, answered, refused = map(json.loads, ran.stdout.splitlines())
    assert begun["new"] is True
    assert answered["envelope"]["topic"] == "policy.traffic_package"
    assert answered["texts"]
    assert "not JSON" in refused["error"]
