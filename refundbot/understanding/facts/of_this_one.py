"""What is told of this purchase, and not of another one, of a trial, or of what the page refuses for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from refundbot.understanding.facts.fact import NOT_SO, Fact
from refundbot.understanding.facts.latest import latest
from refundbot.understanding.facts.of_another_day import is_told_of_another_day
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.facts.whose import (
    is_anothers_offer,
    is_of_another_time,
    is_of_one_returned,
    is_of_the_other,
)
from refundbot.understanding.lexicon.words import pattern

_CHARGED = re.compile(
    "(?<![没不会别未])(?:扣(?:了|我|掉|走)|收了|转(?:成|为)?(?:正(?!常)|付费|收费|包[年月]))"
)
"""Behind a trial: it was charged for then."""
OF_RENEWALS = frozenset({"changed_before_renewal", "resource_added_after_renewal"})
"""What is hinted at only of a renewal: a disk that was newly bought, 挂在服务器上, was added to none."""
_OF_A_PERIOD = frozenset({"purchase_kind", "state", *OF_RENEWALS})
"""What is told of a purchase that went back before as well: 有2次是退未生效的续费."""
_GIVEN = frozenset({"gift", "free"})
_CAUSES = frozenset({"pending_transaction", "freeze", "bandwidth_addon_present"})
"""What makes the page refuse."""
_OF_A_THING = frozenset(
    {"term_months", "billing_mode", "paid_amount", "paid_at", "provisioned_at", "expires_at", "effective_at"}
)
"""What is told of one thing that was bought."""
_CHARGED_ON = re.compile("(?:一直|还|仍然?|继续|照样|照旧|老是?|每[个月天年]+)(?:在|被|给|都|又)*扣")
"""In the clause of a thing: it goes on being charged for."""
_DISPUTED = re.compile(
    "(?:什么(?!时候|地方|价|情况)|谁说|哪里|哪儿|哪有|怎么(?:就|会|又)?(?:变成|成了))[^,，。;!?]{0,6}$"
)
_PUT_RIGHT_BEHIND = pattern("<CORRECTION>|明明|[,，。;!?](?:是|就是|我)")
"""Around what was understood wrongly."""


def of_the_own(reading: Reading, facts: Sequence[Fact]) -> Iterator[Fact]:
    """The facts without what is told of another's behind the own: 包月，同事那台三年; or is disputed."""
    thing = [fact for fact in facts if fact.field in _OF_A_THING]
    others = [fact for fact in thing if is_of_the_other(reading, fact.start)]
    begun = min((fact.start for fact in thing if fact not in others), default=len(reading.whole))
    for fact in facts:
        told = fact in thing or fact.field == "product"
        of_another = told and is_told_of_another_day(reading, fact.start)
        of_another = of_another or _names_another_by_it(reading, fact, facts)
        if not (of_another or (fact in others and begun < fact.start) or _is_disputed(reading, fact)):
            yield fact


_OF_THAT_KIND = re.compile("(?:计费|付费|后付费)?(?:的|那个)? ?")


def _names_another_by_it(reading: Reading, fact: Fact, facts: Sequence[Fact]) -> bool:
    """Whether a billing mode only tells of what kind another product is: 按流量的EIP欠费，云服务器停了."""
    if fact.field != "billing_mode":
        return False
    own = {each.value for each in latest(reading, (each for each in facts if each.field == "product"))}
    named = (*reading.mentions("product"), *reading.belongings)
    others = [name for name in named if name.id not in own]
    return bool(own) and any(
        name.start >= fact.end and _OF_THAT_KIND.fullmatch(reading.text, fact.end, name.start)
        for name in others
    )


def _is_disputed(reading: Reading, fact: Fact) -> bool:
    """Whether what was understood is only repeated, and put right behind it: 什么买了12个月，我说的是包月."""
    disputed = fact.field in _OF_A_THING and _DISPUTED.search(reading.before(fact.start))
    return bool(disputed) and _PUT_RIGHT_BEHIND.search(reading.whole, fact.end) is not None


def of_this_one(reading: Reading, facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts without what is told of one that went back before, or failed, or of what others give away."""
    for fact in facts:
        failed = (fact.field, fact.value) == ("state", "creation_failed")
        if failed and is_of_another_time(reading, fact.start, fact.end):
            continue
        if fact.field == "origin" and fact.value in _GIVEN and is_anothers_offer(reading, fact.start):
            continue
        if (fact.field, fact.value) == ("state", "unsubscribed") and _charges_go_on(reading, fact):
            continue
        if fact.field not in _OF_A_PERIOD or not is_of_one_returned(reading, fact.start):
            yield fact


def _charges_go_on(reading: Reading, fact: Fact) -> bool:
    """Whether it is another thing that went back, and one goes on: 一直扣共享带宽的费，服务器早就退订了."""
    first, last = reading.clause(fact.start)
    named = reading.mentions("product")
    gone = {name.id for name in named if first <= name.start < fact.start}
    return bool(gone) and any(
        name.id not in gone and _CHARGED_ON.search(reading.whole, *reading.clause(name.start))
        for name in named
        if not first <= name.start < last
    )


def after_a_trial(reading: Reading, facts: Sequence[Fact]) -> Sequence[Fact]:
    """The facts without those of a trial that was charged for after its end: 试用到期后自动扣了99."""
    by_field = {fact.field: fact for fact in facts}
    if "origin" not in by_field or by_field["origin"].value != "trial":
        return facts
    paid = by_field.get("paid_amount")
    if not ((paid and paid.value) or _CHARGED.search(reading.text, by_field["origin"].end)):
        return facts
    ended = {"origin", "state", "expires_at"}
    return [
        fact
        for fact in facts
        if fact.field not in ended or (fact.field, fact.value) == ("state", "in_effect")
    ]


def without_a_named_cause(reading: Reading, facts: Sequence[Fact]) -> Iterator[Fact]:
    """The facts without a page that refuses for a cause that its sentence names: 待支付订单挡着退不了."""
    causes = {
        reading.sentence(each.start) for each in facts if each.field in _CAUSES and each.value not in NOT_SO
    }
    for fact in facts:
        if (fact.field, fact.value) != ("page_refuses", True) or reading.sentence(fact.start) not in causes:
            yield fact
