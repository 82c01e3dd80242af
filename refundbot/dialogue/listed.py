"""Purchases that one message lists, a row each: the one that is meant makes the case, and no other."""

from __future__ import annotations

from dataclasses import replace

from refundbot import replies
from refundbot.catalogue import TOPICS
from refundbot.dialogue.apart import TELLS_APART
from refundbot.dialogue.checking import go_on
from refundbot.dialogue.purchase_told import OF_THE_ACCOUNT, OF_THE_COUNT, OF_THE_THING
from refundbot.dialogue.situation import Situation
from refundbot.dialogue.state import Check, Listed, Memory
from refundbot.dialogue.taking import take
from refundbot.dialogue.turn import Answered, Turn, no_topic
from refundbot.eligibility.case import PurchaseKind
from refundbot.replies import CHECK
from refundbot.understanding.goes_back import gives_back, gives_back_one
from refundbot.understanding.marks import marks
from refundbot.understanding.picking import (
    Picked,
    means_all,
    picked,
    sum_of,
    without_counts,
    without_the_sum_of,
)
from refundbot.understanding.pointing import points_at_one
from refundbot.understanding.text.listed import listed
from refundbot.understanding.text.normal_form import normalize
from refundbot.understanding.utterance import utterance

SHORT = 14
"""Characters up to which a message says little more than which one is meant: 那web-02呢, 最后一个不要了."""


def in_its_row(turn: Turn, memory: Memory) -> tuple[Turn, Memory]:
    """The turn without the rows that its message lists, and the memory with those of them that are meant.

    The first one that is meant is what is talked of, others wait. So are rows that were listed before, once
    a message chooses of them. A table that tells itself which one goes back is read as that one.
    """
    listing, number = listed(turn.text), memory.turn + 1
    if listing is None:
        return (turn, memory) if memory.listed is None else _chosen_later(turn, memory, memory.listed)
    told = Listed(listing.rows, without_counts(listing.before), number)
    said = "\n".join(filter(None, (listing.before, listing.after)))
    choice = picked(said, listing.rows, turn.now)
    if not choice.going and len(listing.wanted) == 1:
        taken = (listing.rows.index(listing.wanted[0]),)
        return turn, replace(memory, listed=replace(told, taken=taken, chosen_at=number, chosen=1))
    going = choice.going
    if not going and (len(listing.wanted) < len(listing.rows) or _all_meant(said)):
        going = tuple(i for i, row in enumerate(listing.rows) if row in listing.wanted and not row.gone)
    if not going:
        told = replace(told, about=without_counts(said))
        return replace(turn, text=said), replace(memory, listed=told)
    behind = picked(listing.after, listing.rows, turn.now) if listing.after else choice
    rest = behind.rest if listing.after else without_counts(choice.rest)
    return _taken_up(turn, memory, told, going, rest)


def _chosen_later(turn: Turn, memory: Memory, told: Listed) -> tuple[Turn, Memory]:
    """The same where the rows were listed before."""
    choice = picked(turn.text, told.rows, turn.now)
    if told.taken:
        going = _another_one(turn, told, choice)
        return _taken_up(turn, memory, told, going, choice.rest) if going else (turn, memory)
    going = choice.going or (tuple(range(len(told.rows))) if _all_meant(turn.text) else ())
    return _taken_up(turn, memory, told, going, choice.rest) if going else (turn, memory)


def _another_one(turn: Turn, told: Listed, choice: Picked) -> tuple[int, ...]:
    """The rows that are named and asked of beside those that were taken up: 那第二行呢."""
    said = normalize(turn.text)
    asks = gives_back(said) or marks(said).asks_anything or marks(said).takes_up or marks(said).corrects
    return tuple(each for each in choice.going if each not in told.taken) if choice.by_name and asks else ()


def _all_meant(text: str) -> bool:
    said = normalize(text)
    return means_all(text) and not gives_back_one(said) and not points_at_one(said)


def _taken_up(
    turn: Turn, memory: Memory, told: Listed, going: tuple[int, ...], rest: str
) -> tuple[Turn, Memory]:
    """The turn and the memory once rows were chosen, of which the renewal comes before what it renews."""
    number, known = memory.turn + 1, memory.check
    if len(going) > 1:  # 都是包月的 is said of each
        told = replace(told, about=f"{told.about}\n{without_counts(rest)}")
    account = Check()
    if known is not None and TELLS_APART.isdisjoint(known.facts) and not known.order:
        kept = known.without(*OF_THE_THING)
        account = Check(facts=kept.facts, said=kept.said)
    else:
        memory = memory.leaving()
    checks = [_check_of(place, told, turn, number) for place in going]
    checks = [
        replace(each, facts={**account.facts, **each.facts}, said={**account.said, **each.said})
        if first
        else each.without(*OF_THE_ACCOUNT)
        for first, each in zip((True, *[False] * len(checks)), checks, strict=False)
    ]
    if _are_periods(checks):
        checks.sort(key=lambda check: check.facts.get("purchase_kind") != PurchaseKind.RENEWAL.value)
        memory = replace(memory, wants_sum=True)
    sums = [each for place in going if (each := sum_of(told.rows[place])) is not None]
    taken = tuple(dict.fromkeys((*told.taken, *going)))
    memory = replace(
        memory.answered(CHECK),
        check=replace(checks[0], heard=True),
        waiting=(*(replace(each, wished=True) for each in checks[1:]), *memory.waiting),
        listed=replace(told, taken=taken, chosen_at=number, chosen=len(going)),
    )
    return replace(turn, text=without_the_sum_of(rest, sums)), memory


def _check_of(place: int, told: Listed, turn: Turn, number: int) -> Check:
    """The check of a row, with what is said of all rows."""
    row, about = told.rows[place], told.about
    own = utterance(row.text).facts(turn.now)
    fields = {fact.field for fact in own}
    shared = tuple(
        fact
        for fact in utterance(f"{about}\n{row.text}").facts(turn.now)
        if fact.field not in fields and not (fact.field in OF_THE_COUNT and fact.start < len(about))
    )
    return replace(take(Check(), (*own, *shared), turn.now, number), place=place)


def _are_periods(checks: list[Check]) -> bool:
    """Whether two rows are of one thing: the period in use, and the renewal that takes it up."""
    kinds = [check.facts.get("purchase_kind") for check in checks]
    same = len({check.facts.get("product") for check in checks}) == 1
    return len(checks) == 2 and same and kinds.count(PurchaseKind.RENEWAL.value) == 1


def chooses(situation: Situation) -> bool:
    """Whether a message chose several of the rows that were listed, or says little besides one: 第三个."""
    told, said = situation.memory.listed, situation.turn.utterance
    if told is None or told.chosen_at != situation.memory.turn or not _of_the_purchase(situation):
        return False
    return told.chosen > 1 or len(said.normalised) <= SHORT


async def look_at_each(situation: Situation) -> Answered:
    """Begins with the first that was chosen; the others follow in their turn."""
    check = situation.memory.check
    assert check is not None, "rows were chosen of which none is talked of"
    several = situation.memory.listed is not None and situation.memory.listed.chosen > 1
    periods = _are_periods([check, *situation.memory.waiting])
    note = replies.note("one_by_one_periods" if periods else "one_by_one_rows")
    notes = (note,) if several else ()
    return await go_on(replace(check, heard=False), situation, notes)


def leaves_it_open(situation: Situation) -> bool:
    """Whether rows were listed, and it is not said which is meant; once more where nothing else is said."""
    told, memory = situation.memory.listed, situation.memory
    if told is None or told.taken or not _of_the_purchase(situation):
        return False
    return memory.turn - told.turn <= 1


def _of_the_purchase(situation: Situation) -> bool:
    """Whether a message asks nothing but what becomes of what was bought."""
    topic = situation.topic
    asks = situation.marks.asks or situation.marks.asks_anything
    return no_topic(topic) or TOPICS[str(topic)].gives_way or topic == CHECK or not asks


async def ask_which(situation: Situation) -> Answered:
    """Asks which row goes back."""
    told = situation.memory.listed
    assert told is not None, "it was asked for a row where none is listed"
    places = tuple(row.place for row in told.rows)
    reply = replies.which_row(places, situation.turn.confidence)
    return reply, situation.kept.answered(CHECK)
