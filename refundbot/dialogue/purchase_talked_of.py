"""The facts of a message as those of the purchase talked of, and not of what is only named beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from refundbot.catalogue import PRODUCTS
from refundbot.dialogue.carry_over import JUST_NOW, names_more_exactly
from refundbot.dialogue.day import on_the_day
from refundbot.dialogue.goes_back import left_beside, wishes_only_that
from refundbot.dialogue.in_passing import without_what_is_named_in_passing
from refundbot.dialogue.state import Check, Memory
from refundbot.dialogue.turn import Turn
from refundbot.understanding.account_asked import account_asked
from refundbot.understanding.facts import Fact
from refundbot.understanding.facts.names import package_of
from refundbot.understanding.facts.short_names import is_bare, is_short_for
from refundbot.understanding.goes_back import asks_if_touched, gives_back
from refundbot.understanding.marks import marks
from refundbot.understanding.sayings import Saying

OF_A_THING = frozenset({"product", "paid_at", "provisioned_at", "paid_amount", "billing_mode", "term_months"})
"""What is told of a thing bought rather than of the account."""


def of_the_purchase(facts: Iterable[Fact], turn: Turn, memory: Memory) -> tuple[Fact, ...]:
    """The facts as they are meant of the purchase talked of, if there is one."""
    check = memory.check
    if check is not None:
        if not names_more_exactly(facts := tuple(facts), turn, check):
            facts = without_what_is_named_in_passing(facts, turn, memory)
        facts = _of_the_talk((on_the_day(fact, check, turn) for fact in facts), turn, check)
        facts = _with_what_is_gone(tuple(facts), turn, check)
        facts = _without_bystanders(facts, check, turn)
    return _of_packages(_without_the_state_of_another(tuple(facts), turn, check), turn, memory)


def _of_the_talk(facts: Iterable[Fact], turn: Turn, check: Check) -> Iterator[Fact]:
    """The facts as they are meant while a purchase is talked of.

    机器 is the one talked of, whatever machine that is. What was refunded before, or stays as it is, is no
    purchase to be looked at, and what is told of the latter is no fact of the former.
    """
    said, known = turn.utterance, check.facts.get("product")
    alone = left_alone(turn)
    if check.running and alone and known not in alone:
        return
    another = known is None or check.asked == "product" or said.marks.names_another
    for fact in facts:
        if fact.field in ("product", "seller") and account_asked(said.normal_clause(fact)) == "quota":
            continue  # 云商店的镜像退款算不算 names no purchase
        if fact.field == "product" and known is not None and Saying.OF_A_KIND.is_in(said.normal_clause(fact)):
            continue
        if fact.field != "product" or fact.value == known or another:
            yield fact
        elif _names_the_known(said.normalised[fact.start : fact.end], str(fact.value), str(known)):
            yield replace(fact, value=str(known))
        else:
            clause = said.normal_clause(fact)
            told = Saying.REFUNDED_BEFORE.is_in(clause) or Saying.ONLY_OF_USE.is_in(clause)
            if not (told or asks_if_touched(clause) or _draws_on_no_package(fact, turn, str(known))):
                yield fact


def _names_the_known(words: str, read_as: str, known: str) -> bool:
    """Whether words are short for the product talked of, and were not told more exactly as another one."""
    exactly = not is_bare(words, read_as) and is_short_for(words, PRODUCTS[read_as])
    return is_short_for(words, PRODUCTS[known]) and not exactly


def _draws_on_no_package(fact: Fact, turn: Turn, known: str) -> bool:
    """Whether a thing is only named for why a package is of no use: 部机用固定带宽，根本不走流量."""
    said, clause = turn.utterance, turn.utterance.normal_clause(fact)
    packages = [PRODUCTS[each].sold == "package" for each in (known, str(fact.value)) if each in PRODUCTS]
    return (
        packages == [True, False]
        and Saying.DRAWS_ON_NO_PACKAGE.is_in(said.normalised)
        and not (marks(clause).own_purchase or gives_back(clause))
    )


def left_alone(turn: Turn) -> frozenset[str]:
    """The products of which a message tells only that they stay as they are."""
    said = turn.utterance
    named = frozenset(mention.id for mention in said.mentions("product"))
    if said.marks.wishes or said.marks.asks or not said.marks.stays:
        return frozenset()
    if len(named) > 1:
        return frozenset(name.id for name in left_beside(turn))
    return frozenset() if wishes_only_that(turn) else named


def _without_bystanders(facts: tuple[Fact, ...], check: Check, turn: Turn) -> tuple[Fact, ...]:
    """The facts without those of a thing that only hangs on the purchase talked of: 给它买过一个带宽包."""
    known, utterance = check.facts.get("product"), turn.utterance
    others = [fact for fact in facts if fact.field == "product" and fact.value != known]
    if known is None or not others:
        return facts
    clauses = {utterance.clause(fact): utterance.normal_clause(fact) for fact in others}
    beside = {written for written, clause in clauses.items() if _is_beside_it(clause, turn)}
    return tuple(f for f in facts if utterance.clause(f) not in beside or f.field not in OF_A_THING)


def _is_beside_it(clause: str, turn: Turn) -> bool:
    """Whether a clause that names another product tells nothing of what was bought."""
    if turn.utterance.marks.corrects:
        return not Saying.SAYS_WHAT_IS_RIGHT.is_in(clause)
    return Saying.HANGS_ON_IT.is_in(clause) or asks_if_touched(clause)


def _with_what_is_gone(facts: tuple[Fact, ...], turn: Turn, check: Check) -> tuple[Fact, ...]:
    """The facts with those by which what stood in the way is gone, or would be; their clauses tell no more.

    带宽包退掉了 names no purchase, and 补交了50 tells no price.
    """
    said, gone = turn.utterance, obstacles_gone(turn, check)
    clauses = {said.reading.clause(fact.start) for fact in gone}
    fields = {fact.field for fact in gone}
    kept = (f for f in facts if said.reading.clause(f.start) not in clauses and f.field not in fields)
    return (*kept, *gone)


def obstacles_gone(turn: Turn, check: Check) -> tuple[Fact, ...]:
    """The facts by which what stood in the way is gone, or would be where that is asked of a verdict."""
    said = turn.utterance
    return said.remedied(check.facts) or (() if check.running else said.would_be_remedied(check.facts))


def _without_the_state_of_another(
    facts: tuple[Fact, ...], turn: Turn, check: Check | None
) -> tuple[Fact, ...]:
    """The facts without what became of something that is named, but is not what was bought: CDN包早用完了.

    Of what else something would be asked or wished for, it is what was bought.
    """
    if turn.utterance.marks.asks_anything or turn.utterance.marks.wishes:
        return facts
    named = {name.id for name in turn.utterance.mentions("product") if not name.everyday}
    known = check.facts.get("product") if check else None
    if not named or known is not None or any(fact.field == "product" for fact in facts):
        return facts
    return tuple(fact for fact in facts if fact.field not in ("state", "used"))


def _of_packages(facts: tuple[Fact, ...], turn: Turn, memory: Memory) -> tuple[Fact, ...]:
    """The facts with the package that is named by what it is for, where packages are talked of: CDN那个."""
    said, known = turn.utterance, memory.named_within(JUST_NOW).get("product")
    known = str(memory.check.facts.get("product", known) if memory.check else known)
    if known not in PRODUCTS or PRODUCTS[known].sold != "package":
        return facts
    named = said.meant("product")
    if any(is_short_for(said.normalised[name.start : name.end], PRODUCTS[known]) for name in named):
        return facts
    packages = [(package, name) for name in named if (package := package_of(said.reading, name))]
    if len(packages) != 1 or len(named) != 1:
        return facts
    (package, name), others = packages[0], (fact for fact in facts if fact.field != "product")
    return (said.reading.fact("product", package, name.start, name.end), *others)
