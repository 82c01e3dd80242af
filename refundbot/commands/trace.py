"""The proof of a decision as a tree: criteria with their facts and parameters, amounts, the money's way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from enum import Enum

from refundbot.catalogue import Channel, Product
from refundbot.commands import values
from refundbot.commands.tree import Node
from refundbot.eligibility import Case, Decision, case_to_mapping
from refundbot.eligibility.decision import AmountLine, CouponReturn, CriterionResult
from refundbot.eligibility.presumptions import ordinary
from refundbot.policy import Policy
from refundbot.policy.model import POLICY_ZONE
from refundbot.replies import figures
from refundbot.replies.recap import named
from refundbot.replies.wording import wording

_TABLES = ("criteria", "marks", "facts", "fact", "amounts", "amount", "payout", "branches")
_LINES = ("heading", "as_it_is", "legend", "presumed", "deciding", "cited")
_FILE = wording("trace.yaml").of_keys(*_TABLES, *_LINES)
WORDS = {table: _FILE.child(table).by_key() for table in _TABLES}
HEADING = _FILE.child("heading").text()
AS_IT_IS = _FILE.child("as_it_is").text()
LEGEND = _FILE.child("legend").text()
_PRESUMED = _FILE.child("presumed").text()
_CITED = _FILE.child("cited").text()
_DECIDING = _FILE.child("deciding").text()

OVERVIEW = 2
"""Levels of the tree that show what was concluded, without the facts and parameters below."""


def trace(case: Case, decision: Decision, policy: Policy) -> Node:
    """The tree of a decision on `case` under `policy`; branches that would be empty are left out."""
    facts, outcome = _Facts(case), decision.outcome.value
    root = WORDS["branches"]["root"].format(
        outcome=f"{outcome} / {decision.scenario}" if decision.scenario else outcome,
        requested_at=case.requested_at.astimezone(POLICY_ZONE).isoformat(" "),
        version=policy.version,
    )
    scenario = (f"scenarios.{decision.scenario}.{key}" for key in ("applies", "refund"))
    branches = {
        "scenario": _parameters(scenario, policy) if decision.scenario else (),
        "possible": [Node(possible.value) for possible in decision.possible],
        "criteria": [_criterion(said, facts, decision, policy) for said in decision.criteria],
        "blocking": _parameters(decision.blocking, policy),
        "amounts": [_amount(line, policy) for line in decision.amounts],
        "coupons": [_coupon(coupon, policy) for coupon in decision.coupons],
        "payout": list(_payout(decision, policy)),
        "missing": [Node(_titled(name)) for name in decision.missing],
        "assumptions": [Node(facts.line(name, assumed=True)) for name in decision.assumptions],
    }
    return Node(
        root,
        tuple(Node(WORDS["branches"][key], tuple(below)) for key, below in branches.items() if below),
    )


class _Facts:
    """The facts of a case as they would stand in a case file, with their names in words."""

    def __init__(self, case: Case) -> None:
        self._case, self._ordinary = case, ordinary(case)

    def line(self, name: str, assumed: bool) -> str:
        """A fact with its value, with the value that is `assumed` for it, or without any."""
        return f"{_titled(name)}：{self._shown(name, assumed)}"

    def _shown(self, name: str, assumed: bool) -> str:
        words = WORDS["fact"]
        if getattr(self._case, name) is not None:
            return _value(self._case, name)
        if assumed and getattr(self._ordinary, name) is not None:
            return words["presumed"].format(value=_value(self._ordinary, name))
        if assumed:
            return words["ordinary"]
        return words["not_known" if name in self._case.not_known else "unsaid"]


def _value(case: Case, name: str) -> str:
    words, value = WORDS["fact"], case_to_mapping(case)[name]
    if isinstance(value, Mapping):
        return words["interval"].format(**value)
    kind = getattr(case, name)
    called = named(name, kind) if isinstance(kind, (Product, Channel, Enum)) else None
    if called is not None:
        return words["named"].format(value=value, name=called)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _titled(name: str) -> str:
    return f"{WORDS['facts'][name]} {name}"


def _criterion(said: CriterionResult, facts: _Facts, decision: Decision, policy: Policy) -> Node:
    text = f"{WORDS['marks'][said.truth.value]} {WORDS['criteria'][said.id]}　{said.id}"
    if said.presumed:
        text += _PRESUMED
    if said.id in decision.deciding:
        text += f" {_DECIDING}"
    if said.parameters:
        sources = dict.fromkeys(policy.get(id).source.id for id in said.parameters)
        text += _CITED.format(sources="、".join(sources))
    read = (Node(facts.line(name, name in said.assumed)) for name in said.facts)
    return Node(text, (*read, *_parameters(said.parameters, policy)))


def _amount(line: AmountLine, policy: Policy) -> Node:
    words = WORDS["amount"]
    if line.amount is not None:
        shown = _yuan(line.amount)
    elif line.lowest is not None and line.highest is not None:
        shown = words["range"].format(lowest=_yuan(line.lowest), highest=_yuan(line.highest))
    else:
        shown = words["unknown"].format(reason=line.unknown.value if line.unknown else "")
    return Node(f"{WORDS['amounts'][line.id]} {line.id}：{shown}", _parameters(line.parameters, policy))


def _yuan(amount: Decimal) -> str:
    """An amount to the fen, as the customer is told it; the JSON has it exactly."""
    exact = amount == amount.quantize(figures.FEN)
    shown = figures.money("amount", amount, None).text()
    return WORDS["amount"]["exact" if exact else "about"].format(amount=shown)


def _payout(decision: Decision, policy: Policy) -> Iterator[Node]:
    payout = decision.payout
    if payout is None:
        return
    review = WORDS["payout"]["review"].format(mark=WORDS["marks"][payout.review.value])
    yield Node(review, _parameters(payout.parameters, policy))
    for leg in payout.legs:
        dates = {"earliest": leg.earliest, "latest": leg.latest}
        shown = WORDS["payout"]["leg" if leg.latest else "undated"].format(to=leg.to, **dates)
        yield Node(shown, _parameters(leg.parameters, policy))


def _coupon(coupon: CouponReturn, policy: Policy) -> Node:
    amount = "" if coupon.amount is None else _yuan(coupon.amount)
    text = WORDS["amount"]["coupon"].format(kind=coupon.kind, result=coupon.result, amount=amount)
    return Node(text.rstrip(), _parameters(coupon.parameters, policy))


def _parameters(ids: Iterable[str], policy: Policy) -> tuple[Node, ...]:
    return tuple(_parameter(id, policy) for id in ids)


def _parameter(id: str, policy: Policy) -> Node:
    value = policy.get(id)
    below = (Node(values.disagreement(value.conflict)),) if value.conflict else ()
    return Node(values.line(value), below)
