"""One figure of a refund's account, told of a decided case or of what may come of one that is not yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import Enum

from refundbot.eligibility import Case, Decision, Outcome
from refundbot.eligibility.foreseen import Branch
from refundbot.eligibility.windows import quota_needed
from refundbot.policy import Policy
from refundbot.replies.accounts import amount_line, placeholder, total_back
from refundbot.replies.draft import Draft
from refundbot.replies.figures import Figure, instant
from refundbot.replies.model import Reply
from refundbot.replies.questions import tell_days
from refundbot.replies.verdicts import open_sum, outcome
from refundbot.replies.wording import wording

_SENTENCES = ("intro", "line", "total", "as_paid", "until", "page")
_FILE = wording("of_account.yaml").of_keys("quota", "supposed", *_SENTENCES)
_QUOTA = _FILE.child("quota").by_key()
_SUPPOSED = _FILE.child("supposed").by_key()
_LINE = {name: _FILE.child(name).text() for name in _SENTENCES}
TOPIC = {
    "quota": "policy.five_day",
    "consumed": "amount.calculation",
    "charges": "amount.fee",
    "fee": "amount.fee",
    "refund": "amount.calculation",
    "until": "policy.deadline",
}
"""The topic of each figure, which answers it in general."""
_LINES = {"consumed": ("consumed",), "charges": ("consumed", "fee"), "fee": ("fee",)}
_SETTLED = frozenset({Outcome.FULL_REFUND, Outcome.PARTIAL_REFUND})


def may_be(
    figure: str,
    branches: Iterable[Branch],
    policy: Policy,
    confidence: float,
    quota_left: int | None,
    *,
    rough: bool = False,
    days: tuple[str, ...] = (),
) -> Reply:
    """A figure of a case by each answer to what is still asked; those that come to the same are told as one.

    `quota_left` where it was told exactly; `rough` and `days` as in `verdict`.
    """
    draft = Draft(policy, rough=rough)
    tell_days(draft, days)
    told: dict[tuple[object, ...], list[Branch]] = {}
    for branch in branches:
        draft.cite(branch.decision.parameters)
        sums = tuple((line.id, line.amount, line.highest) for line in branch.decision.amounts)
        told.setdefault((branch.decision.outcome, branch.decision.scenario, sums), []).append(branch)
    if len(told) > 1:
        draft.say(_LINE["intro"])
    for branch, *others in told.values():
        words = "；".join(
            (
                outcome(branch.decision.outcome.value),
                *_words(draft, figure, branch.decision, branch.case, quota_left),
            )
        )
        if len(told) == 1:
            draft.say(f"{words}。")
            continue
        labels = "，或者".join("、".join(_labels(each)) for each in (branch, *others))
        draft.say(_LINE["line"].replace("{supposed}", labels).replace("{words}", words))
    if figure not in ("quota", "until"):
        draft.say(_LINE["page"])
    return draft.reply("answer", TOPIC[figure], confidence)


def until_when(branches: Iterable[Branch]) -> datetime | None:
    """Until when all comes back by every answer by which it does; `None` where that is not one moment."""
    full = [each for each in branches if each.decision.outcome is Outcome.FULL_REFUND]
    untils = {_until(each.decision, each.case) for each in full}
    return untils.pop() if len(untils) == 1 else None


def _until(decision: Decision, case: Case) -> datetime | None:
    untils = (datetime.fromisoformat(change.until) for change in decision.changes if change.until)
    return next((until for until in untils if until > case.requested_at), None)


def of_quota(draft: Draft, decision: Decision, case: Case, quota_left: int | None) -> str | None:
    """What a decided case takes of the yearly five-day refunds, and what is left then where that is known.

    `None` where the policy does not tell whether it takes any.
    """
    if decision.scenario is None:
        return None
    id = f"scenarios.{decision.scenario}.uses_quota"
    uses = draft.policy.get(id).value
    if not isinstance(uses, bool):
        return None
    draft.rest_on((id,))
    if not uses:
        if quota_left is None:
            return _QUOTA["none"]
        draft.know(Figure("decision.quota_then", quota_left, "count", None))
        return _QUOTA["none_and_leaves"]
    draft.rest_on(("quotas.counting_resource",))
    needed = quota_needed(case) or 1
    taken = min(needed, case.quota_left or needed)
    draft.know(Figure("decision.quota_taken", taken, "count", None))
    if quota_left is None:
        return _QUOTA["takes"]
    draft.know(Figure("decision.quota_then", quota_left - taken, "count", None))
    return _QUOTA["takes_and_leaves"]


def of_charges(draft: Draft, decision: Decision, figure: str) -> Iterator[str]:
    """The lines of what is taken off, as templates."""
    lines = {line.id: line for line in decision.amounts}
    for id in _LINES[figure]:
        if id in lines:
            yield amount_line(draft, lines[id])


def _words(
    draft: Draft, figure: str, decision: Decision, case: Case, quota_left: int | None
) -> Iterator[str]:
    if figure == "quota":
        told = of_quota(draft, decision, case, quota_left)
        yield from () if told is None else (told,)
    elif decision.outcome not in _SETTLED:
        return
    elif figure == "until":
        if decision.outcome is Outcome.FULL_REFUND and (until := _until(decision, case)):
            draft.know(instant("decision.until", until, None))
            yield _LINE["until"]
    elif figure != "refund":
        yield from of_charges(draft, decision, figure)
    elif (total := total_back(decision)) is not None:
        yield _LINE["total"].replace("{amount}", placeholder(draft, "decision.total_back", total))
    elif decision.outcome is Outcome.FULL_REFUND:
        yield _LINE["as_paid"]
    else:
        for line in open_sum(decision):
            yield amount_line(draft, line)


def _labels(branch: Branch) -> Iterator[str]:
    for name, value in branch.supposed:
        if name == "quota_left":
            yield _SUPPOSED["quota_left.some" if value else "quota_left.none"]
        else:
            yield _SUPPOSED[f"{name}.{value.value if isinstance(value, Enum) else str(value).lower()}"]
