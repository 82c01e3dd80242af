"""What is said back of a check: what is known of it, what it is called, what has changed."""

from __future__ import annotations

from datetime import datetime

from refundbot import replies
from refundbot.dialogue.apart import DATES
from refundbot.dialogue.facts import case_of
from refundbot.dialogue.implied import without_what_is_implied
from refundbot.dialogue.later import planned
from refundbot.dialogue.state import Check
from refundbot.eligibility import Case
from refundbot.eligibility.products import GENERAL
from refundbot.eligibility.reading import moment
from refundbot.understanding.facts.names import is_any_package


def recap(check: Check, case: Case) -> tuple[str, ...]:
    """What is known of a check's case, as it is said back."""
    words = {field: told.words for field, told in check.said.items()}
    rough = {field for field, told in check.said.items() if told.approximate}
    return (*replies.recap(without_what_is_implied(case), words, rough), *planned(check))


def called(check: Check, now: datetime) -> str:
    """A purchase in the few words that tell it from others: its product, the day it is of, what it cost."""
    case = case_of(check, now)
    day = next((field for field in ("paid_at", "provisioned_at", "effective_at") if field in check.facts), "")
    fields = (
        *([day] if day else []),
        *(name for name in ("term_months", "paid_amount") if name in check.facts),
    )
    told = "、".join(item for field in fields if (item := replies.item(case, field)))
    product = replies.product_name(str(check.facts.get("product", GENERAL)))
    return f"{product}（{told}）" if told else product


def corrected(check: Check, before: Check, now: datetime) -> tuple[str, ...]:
    """The facts that are others than before, each in few words; one told more exactly is no other."""
    case = case_of(check, now)
    changed = [
        field
        for field, value in before.facts.items()
        if field in check.facts and check.facts[field] != value and not _refines(field, check, before)
    ]
    return tuple(item for field in changed if (item := replies.item(case, field)) is not None)


def _refines(field: str, check: Check, before: Check) -> bool:
    """Whether a date lies within what was known of it, or another fact adds a part or is more exact."""
    if field == "payment":
        return True
    if field == "product" and field in before.said:
        return is_any_package(before.said[field].words.lower())
    if field not in DATES:
        return False
    after, known = moment(field, check.facts[field]), moment(field, before.facts[field])
    return known.earliest <= after.earliest and after.latest <= known.latest
