"""Several purchases of one product in one message: 两台云主机，一台昨天买的，一台去年买的."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from refundbot.dialogue.apart import BEGINS, TELLS_APART, are_two, is_told_again
from refundbot.dialogue.by_name import ids_of
from refundbot.dialogue.facts import UNIT_PRICE, plainly
from refundbot.dialogue.purchase_told import OF_THE_COUNT, OF_THE_THING, Purchase
from refundbot.dialogue.state import Check
from refundbot.dialogue.sums_taken import without_the_sum
from refundbot.dialogue.taking import take
from refundbot.dialogue.turn import Turn
from refundbot.understanding.facts import Fact
from refundbot.understanding.facts.what_stays import told_of_what_stays, without_leaving
from refundbot.understanding.goes_back import gives_back_one, leaves_alone
from refundbot.understanding.several import tells_of_the_rest
from refundbot.understanding.told_apart import of_each, of_one_kind, respectively, tells_of_each
from refundbot.understanding.utterance import utterance


def of_one_product(turn: Turn, known: object) -> tuple[Purchase, ...]:
    """The purchases of one product that a message tells apart: 两台云主机，一台昨天买的，一台去年买的.

    They are told apart where something is told of each that one purchase cannot have at once. A clause
    that tells nothing of a thing is said of each. What stays, or went back before, is left out.
    `known`: the product talked of, where none is named.
    """
    said = turn.utterance
    ids = ids_of(said.mentions("product")) or {known}
    first, *parts = of_one_kind(said.reading)
    if len(ids) != 1 or said.marks.corrects:
        return ()
    product, of_all_of_them = str(next(iter(ids)) or ""), ""
    own: list[tuple[str, bool]] = []
    one_stays = any(told_of_what_stays(said.reading))
    if not one_stays and (by_sums := tuple(_of_each_sum(product, turn))):
        return by_sums
    if not parts:
        return ()
    rest = len(parts) == 1 and tells_of_the_rest(said.normalised)
    counted = first if rest and _begin_apart(first, parts[0], turn) else ""
    if counted:
        first, parts = "", [first, *parts]
    for part in parts:
        kept = ""
        for clause, _ in utterance(part).clauses("product"):
            if kept and (of_each(clause) or _fields(clause, turn).isdisjoint(OF_THE_THING - {"product"})):
                of_all_of_them += f"，{clause}"
            else:
                kept += clause
        if _fields(kept, turn).isdisjoint(OF_THE_THING):
            of_all_of_them += f"，{kept}"
        own.append((kept, leaves_alone(part)))
    told = [(text, plainly(utterance(text).facts(turn.now)), stays) for text, stays in own]
    told = [each for each in told if not TELLS_APART.isdisjoint(each[1])]
    if not any(are_two(one, other) for (_, one, _), (_, other, _) in combinations(told, 2)):
        return ()
    stay = [
        plainly(utterance(without_leaving(clause)).facts(turn.now))
        for clause, _ in said.clauses("product")
        if leaves_alone(clause)
    ]
    return tuple(
        Purchase(
            product,
            utterance(first + text + of_all_of_them),
            of_a_kind=True,
            counts=counted.startswith(text),
            of_all=len(first),
        )
        for text, own_facts, stays in told
        if own_facts.get("state") != "unsubscribed"
        and not stays
        and not any(is_told_again(own_facts, each) for each in stay)
    )


def _begin_apart(one: str, other: str, turn: Turn) -> bool:
    """Whether what is told before one of several is of others: 两台是昨天买的，另一台是去年买的."""
    told = [plainly(utterance(text).facts(turn.now)) for text in (one, other)]
    return are_two(*told) and all(not BEGINS.isdisjoint(each) for each in told)


def _of_each_sum(product: str, turn: Turn) -> Iterator[Purchase]:
    """Those of one product of which only the sums are told apart: 两台，一台120一台98."""
    said = turn.utterance
    words, sums = respectively(said.reading) or ("", ())
    counted = [fact.value for fact in said.facts(turn.now) if fact.field == "quantity"]
    if len(sums) in counted:
        rest = said.normalised.replace(words, "")
        yield from (Purchase(product, utterance(f"付了{each}元，{rest}"), of_a_kind=True) for each in sums)


def singled_out(
    turn: Turn, facts: tuple[Fact, ...], check: Check, number: int
) -> tuple[tuple[Fact, ...], Check] | None:
    """The facts of the only one of several that is told of, and the check of the others: 两台，一台昨天买的.

    What was told before, or stands before it, is of each, but for the sum. `facts`: of message `number`.
    """
    said = turn.utterance
    counts = [fact.value for fact in facts if fact.field == "quantity" and not fact.problem]
    count = counts[-1] if counts else check.facts.get("quantity")
    first, *parts = of_one_kind(said.reading)
    if any(fact.field == "quantity" and fact.start >= len(first) for fact in facts):
        return None  # 一单下了三台 is no one of the three
    own = [fields for part in parts if not TELLS_APART.isdisjoint(fields := _fields(part, turn))]
    if not isinstance(count, int) or count < 2 or len(own) != 1 or UNIT_PRICE in own[0]:
        return None
    if own[0] & TELLS_APART == {"paid_amount"}:
        return None  # what each cost: 三台，一台210，总共630
    if tells_of_each(said.normalised):
        return None
    if said.returns_a_part or said.marks.corrects or gives_back_one(said.normalised):
        return None
    before = tuple(fact for fact in facts if fact.start < len(first) and fact.field not in OF_THE_COUNT)
    product = tuple(fact for fact in facts if fact.field == "product" and fact not in before)
    others = take(of_one(check), (*product, *before), turn.now, number)
    of_it = (fact for fact in facts if fact in before or fact.start >= len(first))
    return tuple(fact for fact in of_it if fact.field != "quantity"), replace(
        others, facts={**others.facts, "quantity": count - 1}, place=1
    )


def without_the_count_of_all(facts: tuple[Fact, ...], turn: Turn) -> tuple[Fact, ...]:
    """The facts of one more without the count of all of them, told before it: 买了两台，另一台是前天买的."""
    first, *parts = of_one_kind(turn.utterance.reading)
    return tuple(f for f in facts if not parts or f.field != "quantity" or f.start >= len(first))


def of_one(check: Check) -> Check:
    """The check of one of several that were counted together, of which the sum was told of them all."""
    if "quantity" not in check.facts:
        return check
    one = without_the_sum(check).without("quantity")
    return replace(one, facts={**one.facts, "quantity": 1})


def _fields(clause: str, turn: Turn) -> frozenset[str]:
    return frozenset(fact.field for fact in utterance(clause).facts(turn.now))
