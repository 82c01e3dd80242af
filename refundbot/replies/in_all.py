"""What several purchases that were decided come to together: each in a line, and their sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from refundbot.eligibility import Decision
from refundbot.eligibility.decision import AmountLine, Unknown
from refundbot.policy import Policy
from refundbot.replies.accounts import placeholder, total_back, why_unknown
from refundbot.replies.draft import Draft
from refundbot.replies.figures import Figure
from refundbot.replies.model import Reply
from refundbot.replies.verdicts import outcome
from refundbot.replies.wording import wording

_WORDS = wording("in_all.yaml").of_keys("words").child("words").by_key()
_TOPIC = "amount.calculation"
_NONE = Decimal(0)


@dataclass(frozen=True)
class Decided:
    """One of the purchases: what it is called, and what was decided of it."""

    called: str
    decision: Decision


@dataclass(frozen=True)
class _Sum:
    """What comes back, in yuan; `lowest` is `None` where a charge that is not known comes off it."""

    lowest: Decimal | None
    highest: Decimal


def in_all(
    purchases: Sequence[Decided], undecided: int, policy: Policy, confidence: float, *, rough: bool = False
) -> Reply:
    """What they come to together; `undecided`: how many more are still looked at. `rough` as in `verdict`."""
    draft = Draft(policy, rough=rough)
    draft.say(_WORDS["title"])
    sums = [_back(each.decision) for each in purchases]
    for number, (each, back) in enumerate(zip(purchases, sums, strict=True), start=1):
        draft.cite(each.decision.parameters)
        draft.know(Figure(f"purchase.{number}", each.called, "text", "customer"))
        told = _told(draft, each.decision, back, number)
        line = _WORDS["line"].replace("{number}", str(number)).replace("{what}", f"{{purchase.{number}}}")
        draft.say(line.replace("{outcome}", told))
    draft.next_bubble()
    _tell_total(draft, sums, more=bool(undecided))
    if undecided:
        draft.know(Figure("purchases.undecided", undecided, "count", None))
        draft.say(_WORDS["undecided"].replace("{count}", "{purchases.undecided}"))
    return draft.reply("answer", _TOPIC, confidence)


def _back(decision: Decision) -> _Sum | None:
    """What comes back of one; `None` where that is not known."""
    if not decision.amounts:
        return _Sum(_NONE, _NONE)
    total = total_back(decision)
    if total is not None:
        return _Sum(total, total)
    lines = {line.id: line for line in decision.amounts}
    refund, before_fee = lines["refund"], lines.get("refund_before_fee")
    if refund.lowest is not None and refund.highest is not None:
        return _Sum(refund.lowest, refund.highest)
    highest = None if before_fee is None else before_fee.amount or before_fee.highest
    return None if highest is None else _Sum(None, highest)


def _told(draft: Draft, decision: Decision, back: _Sum | None, number: int) -> str:
    """One of them in a few words."""
    if not decision.amounts:
        return outcome(decision.outcome.value)
    if back is None:
        refund = next(line for line in decision.amounts if line.id == "refund")
        told = _WORDS["open"].replace("{outcome}", outcome(decision.outcome.value))
        return told.replace("{reason}", why_unknown(_first_unknown(decision, refund)))
    return _shown(draft, back, f"purchase.{number}.refund", ("exact", "range", "at_most"))


def _first_unknown(decision: Decision, refund: AmountLine) -> AmountLine:
    paid = next(line for line in decision.amounts if line.id == "paid")
    return paid if paid.unknown is Unknown.PAID_AMOUNT else refund


def _shown(draft: Draft, back: _Sum, id: str, words: tuple[str, str, str]) -> str:
    exact, between, at_most = words
    if back.lowest == back.highest:
        return _WORDS[exact].replace("{amount}", placeholder(draft, id, back.highest))
    if back.lowest is None:
        return _WORDS[at_most].replace("{amount}", placeholder(draft, id, back.highest))
    told = _WORDS[between].replace("{lowest}", placeholder(draft, f"{id}.lowest", back.lowest))
    return told.replace("{highest}", placeholder(draft, f"{id}.highest", back.highest))


def _tell_total(draft: Draft, sums: Sequence[_Sum | None], *, more: bool) -> None:
    known = [each for each in sums if each is not None]
    least = [each.lowest for each in known if each.lowest is not None]
    lowest = sum(least, _NONE) if len(least) == len(known) else None
    highest = sum((each.highest for each in known), _NONE)
    if highest:
        words = ("total", "total_range", "total_at_most")
        told = _shown(draft, _Sum(lowest, highest), "purchases.total_back", words)
        draft.say(told if len(known) == len(sums) else _WORDS["of_those"].replace("{sum}", told))
    elif len(known) == len(sums) and not more:
        draft.say(_WORDS["none"])
    if len(known) < len(sums):
        draft.say(_WORDS["without"])
