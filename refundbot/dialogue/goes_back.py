"""Which of the products that a message names goes back, and which stays."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from refundbot.dialogue.by_name import ids_of, is_called
from refundbot.dialogue.purchase_told import OF_ITS_OWN, OF_THE_THING
from refundbot.dialogue.state import Check, Memory
from refundbot.dialogue.turn import Turn
from refundbot.understanding.facts import Fact
from refundbot.understanding.goes_back import gives_back, goes_first, leaves_alone
from refundbot.understanding.lexicon.vocabulary import Mention
from refundbot.understanding.sayings import Saying
from refundbot.understanding.told_apart import joined, of_all
from refundbot.understanding.utterance import Utterance


def wished_products(turn: Turn) -> frozenset[str]:
    """The product of which it is said that it goes back, if it is one: 流量包我认了，就想退服务器那一单."""
    return ids_of(names_wished(turn.utterance))


def names_wished(said: Utterance) -> list[Mention]:
    """The names of the one product of which it is said that it goes back: 我要退云主机; none of several."""
    names = said.mentions("product")
    clauses = [(name, said.normal_clause(name)) for name in names]
    wished = [name for name, clause in clauses if gives_back(clause) and not leaves_alone(clause)]
    too = any(of_all(clause) for _, clause in clauses)
    return wished if len(ids_of(wished)) == 1 and not too else []


def wishes_each(turn: Turn) -> bool:
    """Whether of products named side by side it is only said that they go back: 服务器和域名想退."""
    said = turn.utterance
    told = {fact.field for fact in said.facts(turn.now)}
    side_by_side = any(
        joined(said.normalised[one.end : other.start])
        and gives_back(said.normal_clause(other))
        and not Saying.HANGS_ON_IT.is_in(said.normal_clause(other))
        for one, other in pairwise(said.mentions("product"))
        if one.id != other.id
    )
    return side_by_side and told.isdisjoint(OF_ITS_OWN) and not left_beside(turn)


def wishes_only_that(turn: Turn) -> bool:
    """Whether of one product alone a message says that it goes back: 域名注册错了想退, but not 先退域名."""
    said = turn.utterance
    return bool(names_wished(said)) and not goes_first(said.normalised)


def says_which(turn: Turn) -> bool:
    """Whether it is said what goes back, or asked of all that is named."""
    said = turn.utterance.marks
    return said.wishes or said.asks or said.several_of_theirs or gives_back(turn.utterance.normalised)


def left_beside(turn: Turn, known: Iterable[Check] = ()) -> list[Mention]:
    """The products that a message says stay, while it is about others: RDS不要了，域名留着.

    So do those of `known` purchases that it names beside the only one to go back: 服务器挺好用，流量包想退.
    """
    said = turn.utterance
    wished = ids_of(names_wished(said))
    clauses = {name: said.normal_clause(name) for name in said.mentions("product")}
    stay = ids_of([name for name, clause in clauses.items() if leaves_alone(clause)])
    return [
        name
        for name in clauses
        if (name.id in stay and not gives_back(clauses[name]))
        or (wished and name.id not in wished and any(is_called(name, check, said) for check in known))
    ]


def of_what_goes_back(facts: tuple[Fact, ...], turn: Turn, memory: Memory) -> tuple[Fact, ...]:
    """The facts without those of what stays; the one product that is named beside it is meant."""
    known = [check for check in (memory.check, *memory.waiting) if check is not None]
    stay, said = left_beside(turn, known), turn.utterance
    others = [name for name in said.mentions("product") if name not in stay]
    clauses = {said.reading.clause(name.start) for name in stay}
    rest = "".join(clause for clause, _ in said.clauses("product") if not leaves_alone(clause))
    if not stay or len(ids_of(others)) > 1 or not (others or gives_back(rest)):
        return facts
    kept = tuple(
        fact
        for fact in facts
        if fact.field not in OF_THE_THING or said.reading.clause(fact.start) not in clauses
    )
    if not others:
        return kept
    meant = others[-1]
    clause = said.normal_clause(meant)
    if any(fact.field == "product" for fact in kept) or not gives_back(clause):
        return kept
    return (*kept, said.reading.fact("product", meant.id, meant.start, meant.end))


def stays(check: Check, turn: Turn) -> bool:
    """Whether a message says that the product of a check stays, naming it fully, in short, or not at all.

    What is not named stays where another one is to go back: 盘别动，流量包想退.
    """
    said, named = turn.utterance, left_beside(turn, (check,))
    if any(is_called(name, check, said) for name in named):
        return True
    others = [name for name in said.mentions("product") if name not in named]
    unnamed = any(leaves_alone(clause) and not names for clause, names in said.clauses("product"))
    return unnamed and bool(others) and not any(is_called(name, check, said) for name in others)
