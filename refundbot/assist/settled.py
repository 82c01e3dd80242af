"""How a case is settled, once no fact is missing that could change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from refundbot.eligibility import Case, Decision, decide, next_question
from refundbot.policy import Policy
from refundbot.replies import figures, proof


@dataclass(frozen=True)
class Settled:
    """In Chinese; `None` where it is not known."""

    verdict: str | None = None
    amount: str | None = None
    """What would be refunded."""
    deadline: str | None = None
    """Until when that is the verdict, in Asia/Shanghai."""


def settled(case: Case, policy: Policy) -> Settled:
    """How the case is decided; nothing while a fact is missing that could change it."""
    if next_question(case, policy) is not None:
        return Settled()
    decision = decide(case, policy)
    card = proof.verdict_card(decision, case, policy)
    known = {line.id for line in decision.amounts if line.amount is not None or line.lowest is not None}
    amounts = {line["id"]: line["text"] for line in card["amounts"] if line["id"] in known}
    return Settled(card["title"], amounts.get("refund"), _deadline(decision, case))


def _deadline(decision: Decision, case: Case) -> str | None:
    untils = (
        datetime.fromisoformat(change.until)
        for change in decision.changes
        if change.until is not None and change.outcome is decision.outcome
    )
    ahead = [until for until in untils if until > case.requested_at]
    return figures.instant("decision.until", min(ahead), None).text() if ahead else None
