"""`check`: the verdict that a customer gets, with its trace."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from refundbot.commands.case_file import read_cases
from refundbot.commands.check import checked, told
from refundbot.dialogue.check import proceed
from refundbot.dialogue.state import Check
from refundbot.dialogue.turn import Services, Turn
from refundbot.eligibility import case_to_mapping, decide, decision_to_json
from refundbot.orders import open_sample_book
from refundbot.policy import PolicyBook
from refundbot.policy.loader import PACKAGED
from refundbot.settings import ROOT
from tests.patience import PATIENCE

CASES = ROOT / "docs" / "cases"
FIVE_DAY = CASES / "five-day.yaml"
NOW = datetime.fromisoformat("2026-11-22T12:00:00+08:00")
FILES = sorted(CASES.glob("*.yaml"))
Run = Callable[..., Any]


def expected_outcomes() -> dict[str, list[str]]:
    """The outcomes that the table of the examples promises, by file."""
    rows = re.findall(
        r"^\| \[(.+?)\]\(\1\) \| .+ \| (.+) \|$", (CASES / "README.md").read_text("utf-8"), re.M
    )
    return {file: outcomes.split("、") for file, outcomes in rows}


def test_the_examples_are_those_of_the_table_and_end_as_it_says(run: Run) -> None:
    found = {}
    for file in FILES:
        decisions = json.loads(run("check", file, "--json").out)
        listed = decisions if isinstance(decisions, list) else [decisions]
        found[file.name] = [decision["outcome"] for decision in listed]
    assert found == expected_outcomes()
    assert len(found) == 6


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_says_what_a_customer_is_told(file: Path, book: PolicyBook, tmp_path: Path) -> None:
    orders = open_sample_book(tmp_path / "orders.db", NOW, PATIENCE)
    services = Services(policies=book, orders=orders, order_timeout=PATIENCE)
    for case in read_cases(file, NOW).cases:
        policy = book.at(case.requested_at)
        facts = {name: value for name, value in case_to_mapping(case).items() if name != "requested_at"}
        turn = Turn("能退吗", (("eligibility.check", 1.0),), (), case.requested_at)
        reply, _ = proceed(Check(facts=facts), turn, services)
        assert told(case, policy) == reply
        assert checked(case, policy).startswith("\n\n".join(reply.texts))


def test_the_trace_follows_the_verdict(run: Run) -> None:
    done = run("check", FIVE_DAY)
    assert done.status == 0
    assert done.err == ""
    assert done.out.startswith("可以全额退，按五天无理由。")
    assert "✓ 开通还没满五天无理由的时限　within_five_days *［S1］" in done.out
    assert "120 小时" not in done.out


def test_explain_shows_facts_parameters_and_sources(run: Run) -> None:
    out = run("check", FIVE_DAY, "--explain").out
    assert "windows.five_day　五天无理由的时限：120 小时［S1 A 级，日期未注明］2020-10-20 起" in out
    assert "开通时间 provisioned_at：2026-11-20T09:30:00+08:00" in out


def test_json_is_the_decision_and_nothing_else(run: Run, book: PolicyBook) -> None:
    (case,) = read_cases(FIVE_DAY, NOW).cases
    expected = decision_to_json(decide(case, book.at(case.requested_at)))
    assert json.loads(run("check", FIVE_DAY, "--json").out) == expected


def test_another_instant_is_a_what_if(run: Run) -> None:
    def outcome(*at: str) -> str:
        return str(json.loads(run("check", FIVE_DAY, "--json", *at).out)["outcome"])

    assert outcome() == "full_refund"
    assert outcome("--at", "2026-11-25 09:29:59") == "full_refund"
    assert outcome("--at", "2026-11-25T01:30:00Z") == "manual_review"
    assert outcome("--at", "2026-11-25 09:30:01") == "partial_refund"


def test_an_edited_policy_is_a_what_if(run: Run, tmp_path: Path) -> None:
    edited = tmp_path / "policy"
    shutil.copytree(PACKAGED, edited)
    windows = edited / "parameters" / "windows.yaml"
    text = windows.read_text(encoding="utf-8")
    windows.write_text(text.replace("value: 120", "value: 24"), encoding="utf-8")
    out = run("check", FIVE_DAY, "--policy", edited).out
    assert out.startswith("可以退，但要扣费")
    assert "✗ 开通还没满五天无理由的时限" in out
    as_it_is = run("check", FIVE_DAY).out
    assert "照文件里的时间" not in as_it_is
    for asked_otherwise in (out, run("check", FIVE_DAY, "--at", "2026-11-26 12:00").out):
        last = asked_otherwise.splitlines()[-1]
        assert last.startswith("照文件里的时间、按现行政策：结论 full_refund / in_use_five_day　")


def test_cases_of_a_list_are_numbered(run: Run) -> None:
    out = run("check", CASES / "one-server.yaml").out
    assert re.findall(r"^案例 \d / 3$", out, re.M) == ["案例 1 / 3", "案例 2 / 3", "案例 3 / 3"]
    assert "它是包年包月的，还是按需计费的？" in out


def test_a_bad_case_is_named_and_nothing_is_printed(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "cases.yaml"
    file.write_text("[{product: ecs}, {product: lamp}]")
    done = run("check", file)
    assert done.status == 1
    assert done.out == ""
    assert done.err.startswith(f"{file}: case 2: product: 'lamp' is not in the catalogue")


def test_a_bad_policy_is_named_and_nothing_is_printed(run: Run, tmp_path: Path) -> None:
    done = run("check", FIVE_DAY, "--policy", tmp_path)
    assert (done.status, done.out) == (1, "")
    assert "version.txt: the file cannot be read" in done.err


def test_an_instant_that_is_none_is_a_usage_error(run: Run) -> None:
    done = run("check", FIVE_DAY, "--at", "tomorrow")
    assert (done.status, done.out) == (2, "")
    assert "argument --at: 'tomorrow' is not an instant; write" in done.err
