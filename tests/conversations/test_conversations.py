"""Whole conversations, by behaviour: what was understood, what is asked, what was decided. Not the wording.

Messages are parsed by the model in the real server; the dialogue runs here, so that its memory can be seen.
A turn states what it wants of the envelope (`kind`, `topic`, `outcome`; `cites`, words that each stand in the
id of a cited fact) and of the memory after it (`asked`, `facts`, `unknown`). Each turn is heard in
Traditional script as well, of three regions, and must mean the same. A script with `known_failure:
true` is not handled rightly yet; mending it without taking the mark away fails.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
import yaml
from opencc import OpenCC

from actions.base import read_turn
from refundbot.dialogue import Memory, Services, respond
from refundbot.orders import open_sample_book
from refundbot.policy import load_policy
from refundbot.replies import Reply
from refundbot.settings import Settings
from refundbot.understanding.text.normal_form import normalize
from tests.patience import PATIENCE

FOLDER = Path(__file__).parent
CASES = sorted(FOLDER.glob("*/*.yaml"))
NOW = "2026-06-24T15:00:00+08:00"
SECRET = "a-secret-of-these-tests-only-000000"
TRADITIONAL = {script: OpenCC(script).convert for script in ("s2t", "s2tw", "s2hk")}
KEYS = {"say", "kind", "topic", "outcome", "cites", "asked", "facts", "unknown"}


def test_each_behaviour_has_its_conversations() -> None:
    behaviours = {path.parent.name for path in CASES}
    assert len(CASES) >= 220
    assert len(behaviours) >= 13


def test_a_turn_is_pinned_to_one_kind_or_one_of_two() -> None:
    loose = [
        (path.stem, turn["say"])
        for path in CASES
        for turn in load(path)["turns"]
        if isinstance(turn.get("kind"), list) and len(turn["kind"]) > 2
    ]
    assert loose == []


def load(path: Path) -> dict[str, Any]:
    """The script of a conversation."""
    script: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return script


def parameters() -> list[Any]:
    """The scripts; those known to fail are expected to."""
    failing = pytest.mark.xfail(reason="known failure", strict=True, raises=AssertionError)
    return [
        pytest.param(
            path,
            id=f"{path.parent.name}/{path.stem}",
            marks=[failing] if load(path).get("known_failure") else [],
        )
        for path in CASES
    ]


@pytest.mark.e2e
@pytest.mark.parametrize("path", parameters())
async def test_conversation(path: Path, servers: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    script = load(path)
    now = datetime.fromisoformat(script.get("now", NOW))
    book = tmp_path_factory.getbasetemp() / f"orders-{now:%Y%m%d%H%M%S}.db"
    services = Services(
        policies=load_policy(), orders=open_sample_book(book, now, PATIENCE), order_timeout=PATIENCE
    )
    settings = Settings(fixed_now=now, secret=SECRET, order_db=book)
    metadata = {}
    if customer := script.get("customer"):
        metadata["customer_id"] = customer
    state = Memory()
    for number, expected in enumerate(script["turns"], 1):
        assert expected.keys() <= KEYS, f"turn {number}: unknown keys {expected.keys() - KEYS}"
        message = parse(servers.worker_url, expected["say"]) | {"metadata": metadata}
        intent = message["intent"]["name"]
        topic = None if intent == "nlu_fallback" else intent
        before = state
        reply, state = await respond(topic, read_turn(message, settings), before, services)
        for script_of, convert in TRADITIONAL.items():
            turn = read_turn(message | {"text": convert(expected["say"])}, settings)
            seen = heard(*await respond(topic, turn, before, services))
            assert seen == heard(reply, state), f"turn {number} in {script_of}: {turn.text!r}"
        state = Memory.from_json(json.loads(json.dumps(state.to_json())))
        where = f"turn {number} {expected['say']!r} ({intent}): {' / '.join(reply.texts)}"
        compare(expected, reply.envelope, state, where)


def test_the_model_sees_the_same_message_in_either_script() -> None:
    """What it is given is the normalised text, so that one parse serves them all."""
    for path in CASES:
        for turn in load(path)["turns"]:
            for convert in TRADITIONAL.values():
                same, other = (
                    normalize(text).replace("著", "着") for text in (turn["say"], convert(turn["say"]))
                )
                assert same == other, path


def heard(reply: Reply, state: Memory) -> dict[str, Any]:
    """What a turn has heard, asked and decided; a fact's own words stay in the customer's script."""
    check, envelope = state.check, reply.envelope
    return {
        **{part: envelope[part] for part in ("kind", "topic", "verdict", "candidates", "follow_ups")},
        "asked": check.asked if check else None,
        "facts": check.facts if check else None,
        "named": state.named,
    }


def test_a_figure_that_is_not_cited_is_noticed() -> None:
    envelope = {
        "kind": "answer",
        "topic": "payout.time",
        "verdict": None,
        "facts": [{"id": "payout.accounts.wechat.days"}],
    }
    compare({"cites": ["wechat"]}, envelope, Memory(), "here")
    with pytest.raises(AssertionError, match="no alipay"):
        compare({"cites": ["alipay"]}, envelope, Memory(), "here")


def parse(url: str, text: str) -> dict[str, Any]:
    """The parse of a message by the server's model."""
    body = json.dumps({"text": text}).encode()
    with urlopen(
        Request(f"{url}/model/parse", body, {"Content-Type": "application/json"}), timeout=30
    ) as answer:
        parsed: dict[str, Any] = json.loads(answer.read())
    return parsed


def compare(expected: Mapping[str, Any], envelope: Mapping[str, Any], state: Memory, where: str) -> None:
    """Asserts what a turn states of the envelope and of the memory after it."""
    known = state.check.facts if state.check else {}
    verdict = envelope["verdict"] or {}
    seen = {
        "kind": envelope["kind"],
        "topic": envelope["topic"],
        "outcome": verdict.get("outcome"),
        "asked": state.check.asked if state.check else None,
    }
    for name in seen.keys() & expected.keys():
        wanted = expected[name] if isinstance(expected[name], list) else [expected[name]]
        assert seen[name] in wanted, f"{name} is {seen[name]}, not {wanted}, at {where}"
    cited = [str(fact["id"]) for fact in envelope["facts"]]
    for word in expected.get("cites", []):
        assert any(word in name for name in cited), f"no {word} among {cited} at {where}"
    for name, value in expected.get("facts", {}).items():
        assert name in known, f"{name} is not known at {where}"
        assert agrees(known[name], value), f"{name} is {known[name]}, not {value}, at {where}"
    for name in expected.get("unknown", []):
        assert known.get(name) is None, f"{name} is {known.get(name)} at {where}"


def agrees(known: Any, wanted: Any) -> bool:
    """Whether a known fact is the wanted one; an interval must lie within the wanted interval."""
    if isinstance(wanted, dict) and {"earliest", "latest"} <= wanted.keys():
        within = known if isinstance(known, dict) else {"earliest": known, "latest": known}
        earliest, latest = (datetime.fromisoformat(within[end]) for end in ("earliest", "latest"))
        return bool(
            datetime.fromisoformat(wanted["earliest"]) <= earliest
            and latest <= datetime.fromisoformat(wanted["latest"])
        )
    if isinstance(wanted, dict) and isinstance(known, dict):
        return all(name in known and agrees(known[name], part) for name, part in wanted.items())
    return bool(known == wanted) or str(known) == str(wanted)
