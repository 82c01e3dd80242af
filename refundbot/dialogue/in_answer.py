"""The facts of a message as they answer the question on the table, or put right what was told before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from refundbot.dialogue.apart import DATES
from refundbot.dialogue.day import opened_at_once
from refundbot.dialogue.facts import COUPONS_END, MEANT_FOR, quota_told
from refundbot.dialogue.one_more import tells_of_another
from refundbot.dialogue.state import Check
from refundbot.dialogue.turn import Turn
from refundbot.eligibility.case import PurchaseKind
from refundbot.understanding.facts import Fact
from refundbot.understanding.facts.answers import says_not
from refundbot.understanding.sayings import Saying

_COUNTED = frozenset({"quota_left", "quota_used"})
"""Facts that a bare number counts where they were asked for: 59 is no price then."""
_FILLERS = 2
"""Characters that a bare date may have around it: 是5月1号零点。"""


def facts_in_answer(turn: Turn, check: Check | None) -> tuple[Fact, ...]:
    """The facts of a message; what it leaves out is that of the question on the table.

    A correction leaves out what it corrects, which was told just before; a bare figure is a sum, but none
    where a count was asked for.
    """
    asked = check.asked if check else None
    if asked in DATES and turn.utterance.marks.asks and not turn.utterance.marks.tentative:
        asked = None  # 今天退的话能退多少 tells no date of the purchase
    if check is not None and tells_of_another(turn, check):
        asked = None  # 一台3月买的 tells nothing of the quota that was asked for
    doubted = check is not None and check.doubt is not None
    if asked == "state" and _is_a_bare_date(turn):
        asked = "effective_at"  # 它现在是已经生效，还是还没生效？9月1日
    if asked in DATES and doubted and not _is_a_bare_date(turn):
        told = {fact.field for fact in turn.utterance.facts(turn.now)}
        asked = asked if told.isdisjoint(DATES) else None  # a date is told as what it is: 11月18号开的，一年
    facts = turn.utterance.facts(turn.now, asked)
    if asked in _COUNTED and turn.utterance.normalised.strip().isnumeric():
        return tuple(fact for fact in facts if fact.field in _COUNTED)
    if check is not None:
        facts = tuple(_as_what_it_puts_right(facts, check, turn))
    if asked == "quota_left" and check is not None and check.misses and says_not(turn.utterance.normalised):
        return tuple(_none_returned(facts))
    if check is None or asked in {fact.field for fact in facts}:
        return facts
    if not facts and not turn.utterance.marks.asks and not quota_told(check):
        facts = _never_returned(turn)
    if at_once := opened_at_once(check, turn):
        return (*facts, at_once)
    if turn.utterance.marks.corrects:
        if not facts and quota_told(check) is not None and (anew := _counted_anew(turn)):
            return anew
        dates = [field for field in check.said if field in DATES]
        for field in sorted(dates, key=lambda each: (check.said[each].turn, dates.index(each)), reverse=True):
            if any(fact.field == field and not fact.problem for fact in facts):
                return facts  # told by its own words, so that nothing is left out
            corrected = turn.utterance.facts(turn.now, field)
            if any(fact.field == field and not fact.problem for fact in corrected):
                return corrected
    if check.meant_for is not None and turn.utterance.marks.asks_anything and _only_dates(facts):
        another = turn.utterance.facts(turn.now, MEANT_FOR)
        facts = another if MEANT_FOR in {fact.field for fact in another} else facts
    if not facts and not turn.utterance.marks.asks and (hour := _hour_of_the_day_known(turn, check)):
        return hour
    named = turn.utterance.normalised.endswith(("台", "个")) and "paid_amount" in check.facts
    if not facts and turn.utterance.marks.only_a_sum and not named:
        return turn.utterance.facts(turn.now, "paid_amount")
    return facts


def _is_a_bare_date(turn: Turn) -> bool:
    """Whether a message is a date and hardly a word more, so that it is of what was asked for: 5月1号零点."""
    said = turn.utterance
    dates = [fact for fact in said.facts(turn.now) if fact.field in DATES]
    return any(len(said.normalised.strip()) - len(fact.text) <= _FILLERS for fact in dates)


def _as_what_it_puts_right(facts: Iterable[Fact], check: Check, turn: Turn) -> Iterator[Fact]:
    """The facts, a date as that of what it puts right: 我是说30号过期 of a coupon, 月底是30号.

    A day on which something was renewed is not that of a purchase that is no renewal.
    """
    facts, said = tuple(facts), turn.utterance
    renewal = PurchaseKind.RENEWAL.value in {
        check.facts.get("purchase_kind"),
        *(fact.value for fact in facts if fact.field == "purchase_kind"),
    }
    known = not renewal and not check.said.keys().isdisjoint({"paid_at", "provisioned_at"})
    right = {
        fact: field for fact in facts if fact.field in DATES and (field := _put_right(fact, check, turn))
    }
    coupons = {said.normal_clause(fact) for fact, field in right.items() if field in COUPONS_END}
    for fact in facts:
        renewed = known and fact.field == "paid_at" and "renew" in said.normal_clause(fact)
        of_a_coupon = fact.field == "state" and said.normal_clause(fact) in coupons
        if not (renewed or of_a_coupon):
            yield replace(fact, field=right.get(fact, fact.field))


def _put_right(fact: Fact, check: Check, turn: Turn) -> str | None:
    """The field that a date puts right: one whose words are repeated before it, or the coupon's end."""
    said = turn.utterance
    for field, told in check.said.items():
        dated = field in DATES or field in COUPONS_END or field == MEANT_FOR
        if dated and told.words and 0 <= said.normalised.find(f"{told.words}是") < fact.start:
            return field
    ends = [field for field in check.said if field in COUPONS_END]
    of_a_coupon = fact.field == "expires_at" and "expires_at" not in check.said and said.marks.corrects
    return ends[-1] if of_a_coupon and ends else None


def _none_returned(facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts with some of the quota left, where 没 answers how much was returned this year.

    The question is put a second time with 今年没怎么退过的话，一般还有, to which 没 is 没退过.
    """
    for fact in facts:
        of_it = fact.field == "quota_left"
        yield replace(fact, value=1, approximate=True) if of_it else fact


def _counted_anew(turn: Turn) -> tuple[Fact, ...]:
    """What is left of the quota, where a message only puts right how much that is: 是还有7个不是8个.

    A count that stands in the place of one of refunds is of these: 我说退过2次是错的，是4次.
    """
    of_refunds = Saying.COUNTS_REFUNDS.is_in(turn.utterance.normalised)
    return tuple(
        replace(fact, field="quota_used") if of_refunds else fact
        for fact in turn.utterance.facts(turn.now, "quota_left")
        if fact.field == "quota_left"
    )


def _never_returned(turn: Turn) -> tuple[Fact, ...]:
    """What 没退过 tells of the quota where that is all that is said, though it was not asked for just now."""
    told = turn.utterance.facts(turn.now, "quota_left")
    return told if any(fact.field == "quota_used" and fact.value == 0 for fact in told) else ()


def _hour_of_the_day_known(turn: Turn, check: Check) -> tuple[Fact, ...]:
    """The time that is all a message tells, as that of the day told for the opening or the payment."""
    field = next((each for each in ("provisioned_at", "paid_at") if each in check.said), None)
    told = turn.utterance.facts(turn.now, field) if field else ()
    return tuple(fact for fact in told if fact.field == field and fact.only_a_time is not None)


def _only_dates(facts: Iterable[Fact]) -> bool:
    return all(fact.field in DATES for fact in facts)
