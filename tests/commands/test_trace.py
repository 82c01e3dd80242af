"""The proof of a decision as a tree."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from refundbot.commands import trace as module
from refundbot.commands.trace import OVERVIEW, trace
from refundbot.commands.tree import Node, draw
from refundbot.eligibility import CRITERIA, Case, case_from_mapping, decide
from refundbot.eligibility.decision import Truth
from refundbot.policy import PolicyBook

NOW = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
SERVER = {
    "product": "ecs",
    "billing_mode": "subscription",
    "purchase_kind": "new",
    "provisioned_at": "2026-11-17 12:00",
    "quota_left": 1,
}


def test_a_tree_is_drawn_with_its_branches() -> None:
    tree = Node("root", (Node("a", (Node("b"), Node("c"))), Node("d", (Node("e"),))))
    assert draw(tree).splitlines() == ["root", "├─ a", "│  ├─ b", "│  └─ c", "└─ d", "   └─ e"]
    assert draw(tree, 1).splitlines() == ["root", "├─ a", "└─ d"]
    assert draw(tree, 0) == "root"


def below(facts: dict[str, Any], book: PolicyBook) -> dict[str, Node]:
    """The nodes of the tree by their text, at any depth."""
    case = case_from_mapping(facts, NOW)
    policy = book.at(NOW)
    found: dict[str, Node] = {}

    def walk(node: Node) -> None:
        found[node.text] = node
        for child in node.below:
            walk(child)

    walk(trace(case, decide(case, policy), policy))
    return found


def only(nodes: dict[str, Node], part: str) -> Node:
    (node,) = (node for text, node in nodes.items() if part in text)
    return node


def test_a_criterion_shows_its_facts_and_dated_parameters(book: PolicyBook) -> None:
    within = only(below(SERVER, book), "within_five_days")
    assert within.text.startswith("≠ 开通还没满五天无理由的时限")
    assert within.text.endswith("*［S1］")
    texts = [node.text for node in within.below]
    assert "开通时间 provisioned_at：2026-11-17T12:00:00+08:00" in texts
    parameter = within.below[-1]
    assert (
        parameter.text == "windows.five_day　五天无理由的时限：120 小时［S1 A 级，日期未注明］2020-10-20 起"
    )
    assert "S28 A 级，2022-09-08" in parameter.below[0].text


def test_what_was_presumed_is_marked_with_its_value(book: PolicyBook) -> None:
    nodes = below(SERVER, book)
    frozen = only(nodes, "not_frozen")
    assert "（假定）" in frozen.text
    assert frozen.below[0].text == "冻结 freeze：没有说，假定是 none"
    assert "（假定）" not in only(nodes, "product_refundable").text


def test_a_fact_that_is_told_has_its_name_in_words(book: PolicyBook) -> None:
    refundable = only(below(SERVER, book), "product_refundable")
    assert refundable.below[0].text == "产品 product：ecs（云服务器）"


def test_an_interval_and_what_was_asked_in_vain_are_shown_as_such(book: PolicyBook) -> None:
    facts = {"product": "ecs", "paid_at": "2026-11-17", "not_known": ["billing_mode"]}
    nodes = below(facts, book)
    expired = [node.text for node in only(nodes, "not_expired").below]
    assert "付款时间 paid_at：2026-11-17T00:00:00+08:00 到 2026-11-17T23:59:59+08:00 之间" in expired
    prepaid = [node.text for node in only(nodes, "　prepaid").below]
    assert "计费方式 billing_mode：问过，不知道" in prepaid


def test_amounts_are_told_to_the_fen_and_the_unknown_with_its_reason(book: PolicyBook) -> None:
    facts = {
        **SERVER,
        "provisioned_at": "2026-01-01 00:00",
        "term_months": 60,
        "paid_amount": "6000",
    }
    nodes = below(facts, book)
    assert only(nodes, "已消费 consumed").text == "已消费 consumed：约 1068.96 元"
    assert only(nodes, "手续费 fee").text == "手续费 fee：1800.00 元"
    nodes = below({**facts, "term_months": 12}, book)
    assert only(nodes, "手续费 fee").text == "手续费 fee：不知道（fee_rate_unknown）"


def test_the_overview_leaves_out_facts_and_parameters(book: PolicyBook) -> None:
    case = case_from_mapping(SERVER, NOW)
    policy = book.at(NOW)
    decision = decide(case, policy)
    overview = draw(trace(case, decision, policy), OVERVIEW)
    assert all(said.id in overview for said in decision.criteria)
    assert "windows.five_day" not in overview


@pytest.mark.parametrize("day", [2010, 2023])
def test_a_decision_under_an_older_policy_has_a_trace_too(book: PolicyBook, day: int) -> None:
    asked = NOW.replace(year=day)
    case = case_from_mapping({**SERVER, "provisioned_at": None}, asked)
    policy = book.at(asked)
    assert "quota_left" in draw(trace(case, decide(case, policy), policy))


def test_every_case_that_the_engine_is_tested_with_has_a_trace(book: PolicyBook) -> None:
    drawn = 0
    for file in sorted((Path(__file__).parents[1] / "eligibility" / "cases").glob("*.yaml")):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        for vector in content["cases"]:
            case = case_from_mapping({**content["base"], **vector["case"]}, NOW)
            policy = book.at(case.requested_at)
            decision = decide(case, policy)
            tree = draw(trace(case, decision, policy))
            if decision.scenario is not None:
                assert [id for id in decision.parameters if f"{id}　" not in tree] == []
            drawn += 1
    assert drawn > 90


def test_every_word_of_the_engine_has_a_wording() -> None:
    words = module.WORDS
    assert list(words["criteria"]) == [criterion.__name__ for criterion in CRITERIA]
    assert words["marks"].keys() == {truth.value for truth in Truth}
    assert words["facts"].keys() == {field.name for field in fields(Case)} - {"not_known", "implied"}
