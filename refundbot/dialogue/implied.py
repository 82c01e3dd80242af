"""What follows from how a purchase was told, so that it is no question but a premise of the verdict.

Who tells that they bought or opened something means a first purchase; who renewed says so, in whatever words.
So where nothing that may be of a renewal was said, it is taken for a first purchase, and the verdict names
that among its premises. Who was refused for something that is gone now is told what comes of it: that there
is quota left is a premise then, and no question that keeps the customer from it.
"""

from __future__ import annotations

from dataclasses import replace

from refundbot.dialogue.state import Check, Memory
from refundbot.dialogue.turn import Turn
from refundbot.eligibility import Case
from refundbot.eligibility.case import PurchaseKind, ResourceState
from refundbot.eligibility.windows import quota_needed
from refundbot.understanding.facts import Fact
from refundbot.understanding.sayings import Saying
from refundbot.understanding.utterance import Utterance

_TELLS_A_PURCHASE = frozenset({"product", "paid_at", "provisioned_at", "paid_amount", "term_months"})
"""Facts of which one at least is told of what was bought."""


def spoken_of_renewals(memory: Memory, turn: Turn) -> Memory:
    """The memory with it noted that a renewal was spoken of; nothing is taken for a first purchase then.

    What is to be bought after a verdict, 那我再去买个新的, is no renewal of what was decided.
    """
    if memory.finished_check is not None and is_to_be_bought(turn.utterance):
        return memory
    if not Saying.OF_A_RENEWAL.is_in(turn.utterance.normalised):
        return memory
    check = memory.check and replace(memory.check, bought_anew=False, implied=())
    return replace(memory, of_renewals=True, check=check)


def is_to_be_bought(said: Utterance, fact: Fact | None = None) -> bool:
    """Whether something is only to be bought anew, as far as is told beside a fact."""
    text = said.normalised if fact is None else said.normal_clause(fact)
    return Saying.WOULD_BUY.is_in(text) and not said.marks.corrects


def told_as_bought(check: Check, turn: Turn, memory: Memory) -> Check:
    """The check with what a message tells of how it came about."""
    if memory.of_renewals or _TELLS_A_PURCHASE.isdisjoint(check.facts):
        return check
    bought = "provisioned_at" in check.said or Saying.BOUGHT.is_in(turn.utterance.normalised)
    return replace(check, bought_anew=True) if bought else check


def is_implied(fact: str, check: Check, *, freed: bool) -> bool:
    """Whether a fact need not be asked for; `freed`: what stood in the way before is gone."""
    if fact in check.facts or fact in check.not_known or fact in check.implied:
        return False
    if fact == "quota_left":
        return freed
    later = "effective_at" in check.facts or check.facts.get("state") == ResourceState.NOT_IN_EFFECT.value
    return fact == "purchase_kind" and check.bought_anew and not later


def with_what_is_implied(case: Case, implied: tuple[str, ...]) -> Case:
    """The case with the facts that follow from how it was told, but those that were told."""
    names = frozenset(n for n in implied if getattr(case, n) is None and n not in case.not_known)
    case = replace(case, implied=names)
    if "purchase_kind" in names:
        case = replace(case, purchase_kind=PurchaseKind.NEW)
    if "quota_left" in names:
        case = replace(case, quota_left=quota_needed(case) or 1)
    return case


def without_what_is_implied(case: Case) -> Case:
    """The case as far as it was told."""
    return replace(case, **dict.fromkeys(case.implied), implied=frozenset())  # type: ignore[arg-type]
