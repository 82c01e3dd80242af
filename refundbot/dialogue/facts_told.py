"""What a message tells of a case: its facts, without those that are told of something else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from refundbot.catalogue import PRODUCTS
from refundbot.dialogue.apart import DATES
from refundbot.dialogue.ended import would_be_renewed
from refundbot.dialogue.facts import count_quota, plain
from refundbot.dialogue.goes_back import of_what_goes_back
from refundbot.dialogue.implied import is_to_be_bought
from refundbot.dialogue.in_answer import facts_in_answer
from refundbot.dialogue.one_more import brings_one_more, is_the_first_told_of, tells_of_one_beside
from refundbot.dialogue.purchase_talked_of import OF_A_THING, of_the_purchase
from refundbot.dialogue.purchase_told import OF_THE_THING
from refundbot.dialogue.state import Check, Memory
from refundbot.dialogue.supposition import is_put_aside
from refundbot.dialogue.turn import Services, Turn
from refundbot.eligibility.case import PurchaseKind
from refundbot.understanding.facts import Fact
from refundbot.understanding.marks import marks
from refundbot.understanding.plainly import plainly_asked, rues_a_loss
from refundbot.understanding.sayings import Saying
from refundbot.understanding.told_apart import of_all

_OF_ONE_THING = OF_THE_THING - {"product", "quantity"}
"""What is told of a disk's machine is none of the disk: 绑在一台按需的服务器上, 那台服务器1号就到期了."""
_COUNTED = frozenset({"quota_left", "quota_used"})
"""What is told of the quota in numbers."""
_OF_EARLIER_REFUNDS = frozenset({"quantity", "seller"})
"""What may be told of refunds that used the quota up."""
_BESIDE_A_QUESTION = frozenset({"channel", "seller", "order_number"})
"""What may be told beside a question that is asked plainly; 申请被关了 tells of no freeze."""
_OF_A_PART = frozenset(
    {*("paid_amount", "cash_amount", "voucher_amount"), *("expires_at", "effective_at", "term_months")}
)
"""What a part that is taken for lost is called by: 那30块呢, 那剩下的几个月呢."""


def facts_in(turn: Turn, memory: Memory, services: Services) -> tuple[Fact, ...]:
    """What the message states, read as an answer to the question on the table where there is one."""
    if would_be_renewed(turn, memory):
        return ()  # 我续一个月再退: a renewal that was not made tells nothing of the case
    quota = services.policies.at(turn.now).get("quotas.five_day").value
    in_passing = not brings_one_more(turn, memory) and not is_the_first_told_of(turn, memory.check)
    beside = tells_of_one_beside(turn)
    facts: Iterable[Fact] = (
        fact
        for fact in of_what_goes_back(facts_in_answer(turn, memory.check), turn, memory)
        if not (
            _of_a_number(fact, turn)
            or (fact.field in _COUNTED and _counts_none_now(turn, memory))
            or _of_a_later_refund(fact, turn)
            or _of_what_took_the_quota(fact, turn)
            or _of_what_went_back(fact, turn)
            or is_put_aside(fact, turn, memory.check)
            or _counts_the_purchases(fact, turn, memory)
            or (fact.field in _OF_ONE_THING and turn.utterance.of_a_belonging(fact))
            or _was_renewed_never(fact, turn, memory.check)
            or _is_a_way_back(fact, turn, memory.check)
            or (
                memory.check is not None
                and (
                    (beside and fact.field in OF_THE_THING)
                    or _is_the_count(fact, memory.check)
                    or _is_asked(fact, turn, memory.check)
                    or (in_passing and turn.utterance.of_the_other(fact))
                    or (
                        memory.finished_check is not None
                        and fact.field in OF_THE_THING
                        and is_to_be_bought(turn.utterance, fact)
                    )
                )
            )
        )
    )
    facts = _benefits_of_a_plan(of_the_purchase(facts, turn, memory), memory.check)
    told, text = {fact.field for fact in facts}, turn.utterance.normalised
    if memory.check is not None and told <= _OF_A_PART and rues_a_loss(text):
        return ()  # 那这30块就没了 tells no price
    if OF_A_THING.isdisjoint(told) and plainly_asked(text):
        facts = tuple(fact for fact in facts if fact.field in _BESIDE_A_QUESTION)
    return count_quota(facts, quota if isinstance(quota, int) else 0)


def _benefits_of_a_plan(facts: Sequence[Fact], check: Check | None) -> Sequence[Fact]:
    """The facts without benefits of what has none; what only hints at them needs a support plan (S17)."""
    told = next((fact.value for fact in facts if fact.field == "product"), None)
    known = told or (check.facts.get("product") if check else None)
    plan = known in PRODUCTS and PRODUCTS[str(known)].rule == "support_plan"
    return tuple(
        fact for fact in facts if fact.field != "benefits_used" or plan or not (known or fact.hinted)
    )


def _counts_none_now(turn: Turn, memory: Memory) -> bool:
    """Whether a quota is spoken of that takes none, what is left once this is given back, or on a guess."""
    text = turn.utterance.normalised
    afterwards = memory.finished_check is not None and Saying.LEFT_AFTERWARDS.is_in(text)
    return afterwards or Saying.TAKES_NO_QUOTA.is_in(text) or Saying.COUNTS_ON_IT.is_in(text)


def _of_what_took_the_quota(fact: Fact, turn: Turn) -> bool:
    """Whether a thing is named whose refund used the quota up: 他退服务器把最后一个名额用掉了.

    昨天我账号上也开了一台 tells of a purchase on the account, and of no refund.
    """
    clause = turn.utterance.normal_clause(fact)
    return fact.field in OF_THE_THING and Saying.TOOK_OURS.is_in(clause) and not Saying.BOUGHT.is_in(clause)


def _is_asked(fact: Fact, turn: Turn, check: Check) -> bool:
    """Whether a decided case is asked about, of which it is told otherwise: 是不是你们按小时算的."""
    said, known = turn.utterance, check.facts.get(fact.field)
    if check.running or known in (None, plain(fact.value)) or said.supposed(fact) or said.marks.amends:
        return False
    before = said.before(fact)
    reckoned = fact.field == "billing_mode" and Saying.RECKONED_BY.is_in(before)
    return reckoned or Saying.ASKS_WHETHER.is_in(before)


def _of_what_went_back(fact: Fact, turn: Turn) -> bool:
    """Whether a count or a shop is that of what went back before: 今年退掉的我数过，8台.

    A count that stands alone in its clause is of what was told before it.
    """
    if fact.field not in _OF_EARLIER_REFUNDS:
        return False
    said, clauses = turn.utterance, list(turn.utterance.reading.clauses())
    place = next((i for i, (first, last) in enumerate(clauses) if first <= fact.start < last), 0)
    alone = len(said.normal_clause(fact).strip("，,。;")) <= len(fact.text) + 1
    told = [said.normalised[first:last] for first, last in clauses]
    return Saying.WENT_BACK.is_in(told[place]) or (
        alone and place > 0 and Saying.WENT_BACK.is_in(told[place - 1])
    )


def _of_a_number(fact: Fact, turn: Turn) -> bool:
    """Whether a sum is only a part of an order number: cs 2611 000106."""
    figures = "".join(filter(str.isdigit, fact.text))
    numbers = turn.utterance.order_numbers
    return fact.field == "paid_amount" and bool(figures) and any(figures in number for number in numbers)


def _of_a_later_refund(fact: Fact, turn: Turn) -> bool:
    """Whether a date is that of a refund that is put off: 等到元旦再退行不行."""
    return fact.field in DATES and marks(turn.utterance.normal_clause(fact)).postpones


def _counts_the_purchases(fact: Fact, turn: Turn, memory: Memory) -> bool:
    """Whether a count is that of the purchases talked of, of which each was told by itself: 两台都不要了."""
    others = len(memory.former) + len(memory.waiting)
    return (
        fact.field == "quantity"
        and fact.value == 1 + others > 1
        and of_all(turn.utterance.normal_clause(fact))
    )


def _was_renewed_never(fact: Fact, turn: Turn, check: Check | None) -> bool:
    """Whether something is said to be added after a renewal, and none is told of: 我挂了两块数据盘."""
    if fact.field != "resource_added_after_renewal" or fact.value is not True:
        return False
    known = {} if check is None else check.facts
    renewal = known.get("purchase_kind") == PurchaseKind.RENEWAL.value
    asked = check is not None and check.asked == fact.field
    return not (renewal or asked or Saying.BY_RENEWAL.is_in(turn.utterance.normalised))


def _is_a_way_back(fact: Fact, turn: Turn, check: Check | None) -> bool:
    """Whether a channel is only named for the money to come back through, the one paid by being told."""
    known = check is not None and "channel" in check.facts and check.asked != "channel"
    return fact.field == "channel" and known and Saying.WAY_BACK.is_in(turn.utterance.normalised)


def _is_the_count(fact: Fact, check: Check) -> bool:
    """Whether a sum is the count of what was bought, told before: 12块, of twelve disks."""
    return fact.field == "paid_amount" and not fact.problem and fact.value == check.facts.get("quantity")
