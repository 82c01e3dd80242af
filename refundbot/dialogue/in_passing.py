"""Another product than the one that was bought, where it is only named for a use, a reason or a comparison.

Once it is known what was bought, another name turns to another purchase only where its own clause tells of
buying that, wishes it back or asks of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from refundbot.dialogue.apart import TELLS_APART
from refundbot.dialogue.by_name import is_called
from refundbot.dialogue.purchase_told import OF_THE_THING
from refundbot.dialogue.state import Check, Memory
from refundbot.dialogue.turn import Turn
from refundbot.understanding.facts import Fact
from refundbot.understanding.in_passing import is_in_passing, told_of
from refundbot.understanding.lexicon.vocabulary import Mention

_OF_BUYING = frozenset({"paid_at", "provisioned_at", "paid_amount", "unit_price"})
"""What is told of buying something, rather than of what became of it."""


def without_what_is_named_in_passing(facts: tuple[Fact, ...], turn: Turn, memory: Memory) -> tuple[Fact, ...]:
    """The facts without such a product, and without what becomes of it: 服务器3月就到期了, of a package."""
    check = memory.check
    others = (*memory.waiting, *memory.former)
    aside = [] if check is None else named_in_passing(turn, check, facts, others)
    places = {place for name in aside for place in _told_of(name, aside, turn)}
    return tuple(
        fact
        for fact in facts
        if not (
            (fact.field in OF_THE_THING and fact.start in places)
            or (fact.field == "product" and any(fact.start < n.end and n.start < fact.end for n in aside))
        )
    )


def named_in_passing(
    turn: Turn, check: Check, facts: Iterable[Fact], others: Iterable[Check] = ()
) -> list[Mention]:
    """The names of such products in a message, which are none of the `others` that are talked of either."""
    said = turn.utterance
    if not _is_told_of(check) or check.asked == "product" or said.marks.names_another or said.marks.corrects:
        return []
    known = [each for each in (check, *others) if "product" in each.facts]
    names = [
        name for name in said.mentions("product") if not any(is_called(name, each, said) for each in known)
    ]
    bought = [fact.start for fact in facts if fact.field in _OF_BUYING]
    meant = {name.id for name in names if not is_in_passing(said.reading, name, bought)}
    return [name for name in names if name.id not in meant]


def _told_of(name: Mention, aside: list[Mention], turn: Turn) -> range:
    """Where a message tells of a product that is named in passing, up to the next name that is not."""
    places = told_of(turn.utterance.reading, name)
    behind = [each.start for each in turn.utterance.mentions("product") if each not in aside]
    return range(places.start, min([places.stop, *(start for start in behind if start > name.start)]))


def _is_told_of(check: Check) -> bool:
    """Whether it is known of a check what was bought, and more than its name."""
    return "product" in check.facts and (check.bought_anew or not TELLS_APART.isdisjoint(check.facts))
