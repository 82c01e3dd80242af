"""What the variables of agents' macros stand for in a conversation."""

from __future__ import annotations

from datetime import datetime

from refundbot.assist.settled import settled
from refundbot.dialogue import Memory, case_of
from refundbot.policy import Policy
from refundbot.replies import proof
from refundbot.replies.macros import Variable


def case_values(memory: Memory, policy: Policy, now: datetime) -> dict[Variable, str]:
    """The values in Chinese that follow from the case; what is not known for certain is not in it."""
    if memory.check is None:
        return {}
    case = case_of(memory.check, now)
    found = settled(case, policy)
    values: dict[Variable, str | None] = {
        "product": proof.fact_words(case, "product"),
        "order": memory.check.order_number,
        "sum": found.amount,
        "deadline": found.deadline,
    }
    return {name: value for name, value in values.items() if value is not None}
