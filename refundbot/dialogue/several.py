"""Several purchases in one message, kept apart and looked at one after the other, each by its own facts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from refundbot.dialogue.by_name import ids_of
from refundbot.dialogue.goes_back import names_wished, wished_products
from refundbot.dialogue.of_one_kind import of_one_product
from refundbot.dialogue.purchase_told import OF_ITS_OWN, OF_THE_COUNT, OF_THE_THING, Purchase
from refundbot.dialogue.turn import Turn
from refundbot.understanding.facts import Fact
from refundbot.understanding.facts.what_stays import without_leaving
from refundbot.understanding.goes_back import leaves_alone
from refundbot.understanding.sayings import Saying
from refundbot.understanding.several import (
    counts_purchases,
    introduces_several,
    is_only_intended,
    tells_of_buying,
)
from refundbot.understanding.told_apart import of_each, of_itself, price, respectively
from refundbot.understanding.utterance import Utterance, utterance

SHOPS = frozenset({"marketplace_item"})
"""Products that are named by where they were bought: 在云商店买了个堡垒机."""
OF_A_PURCHASE = frozenset({"paid_at", "provisioned_at", "paid_amount"})
"""Facts of which one tells of a purchase, and not of something that belongs to another one."""


def purchases(turn: Turn) -> tuple[Purchase, ...]:
    """The purchases to be given back that a message tells apart; none where it tells of one only.

    Each clause is of the product that was named last; what comes before all products is said of each.
    """
    wanted = tuple(each for each in _told_apart(turn) if not leaves_alone(each.said.normalised))
    named = wished_products(turn)
    return tuple(each for each in wanted if not named or each.product in named)


def tells_of_several(turn: Turn) -> bool:
    """Whether a message tells of several purchases, of which none is to have what was told of another."""
    return bool(purchases(turn) or of_one_product(turn, None)) or mixes_several(turn)


def mixes_several(turn: Turn) -> bool:
    """Whether a message tells of several purchases that cannot be kept apart: 服务器和流量包，分别399和50."""
    said = turn.utterance
    named = {
        name
        for clause, names in said.clauses("product")
        if not Saying.HANGS_ON_IT.is_in(clause)
        for name in names
        if name not in said.lacking
    }
    return _speaks_of_several(said) and len(named) > 1 and not _told_apart(turn)


def left_out(facts: tuple[Fact, ...], turn: Turn) -> tuple[Fact, ...]:
    """Of the facts of a message that mixes several purchases those that hold for each, and what goes back.

    Of that stays what is told in a clause which names nothing else: 主机一年1200, 存储包留着, 主机想退.
    """
    said = turn.utterance
    first = min(mention.start for mention in said.mentions("product"))
    common = said.reading.clause(first)[0]
    back = ids_of(names_wished(said))
    own = {said.reading.clause(name.start) for name in said.mentions("product") if name.id in back} - {
        said.reading.clause(name.start) for name in said.mentions("product") if name.id not in back
    }
    kept = tuple(
        fact
        for fact in facts
        if fact.field not in OF_THE_THING
        or said.reading.clause(fact.start) in own
        or (fact.field not in OF_THE_COUNT and fact.end <= (first if fact.field == "paid_at" else common))
    )
    wished = names_wished(said) or (said.mentions("product") if said.marks.several_of_theirs else [])
    if not wished:
        return kept
    return (*kept, said.reading.fact("product", wished[0].id, wished[0].start, wished[0].end))


def _told_apart(turn: Turn) -> tuple[Purchase, ...]:
    """The purchases that a message tells apart, those too that stay."""
    said = turn.utterance
    if len(ids_of(said.mentions("product"))) < 2:
        return ()
    if respective := _respectively(said):
        return respective
    texts: dict[str, str] = {}
    common, product = "", None
    intended = {name.id for name in said.mentions("product") if is_only_intended(said.reading, name)}
    of_another = {name.id for name in said.mentions("product") if said.of_another_day(name)}
    denied = said.denied("product") | said.lacking | intended | of_another | SHOPS
    for clause, products in _clauses(said):
        named = [name for name in products if name not in denied and not Saying.HANGS_ON_IT.is_in(clause)]
        product = named[0] if len(set(named)) == 1 else product
        if product is None or (not named and of_each(clause)):
            common += clause
        else:
            texts[product] = texts.get(product, "") + clause
    told: list[Purchase] = []
    for name, text in texts.items():
        shared = () if not told or tells_of_buying(text) else _dates(told[-1], turn)
        told.append(Purchase(name, utterance(common + of_itself(text)), shared))
    own = [_of_its_own(utterance(without_leaving(texts[each.product])), turn) for each in told]
    counted = sum(map(bool, own)) > 1 and counts_purchases(said.normalised)
    if len(told) < 2 or not (counted or all(own)):
        return ()
    apart = counted or all(OF_A_PURCHASE & fields for fields in own) or _several(said, told)
    return tuple(told) if apart else ()


def _clauses(said: Utterance) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The clauses with the products named in each; one that prices several is told by each of them.

    共享流量包一年的 58块 CDN流量包半年 92块 is of two.
    """
    for start, end in said.reading.clauses():
        names = [name for name in said.mentions("product") if start <= name.start < end]
        cuts = [start, *(name.start for name in names[1:]), end]
        parts = [said.normalised[first:last] for first, last in pairwise(cuts)]
        if len(parts) > 1 and all(price(utterance(part.strip()).reading) for part in parts):
            yield from ((part, (name.id,)) for part, name in zip(parts, names, strict=True))
        else:
            yield said.normalised[start:end], tuple(name.id for name in names)


def _respectively(said: Utterance) -> tuple[Purchase, ...]:
    """The purchases whose sums are told in their order, 服务器和流量包，分别399和50; the rest is of each."""
    told = respectively(said.reading)
    if told is None:
        return ()
    words, sums = told
    names = {name.id: name for name in said.mentions("product")}
    if len(names) != len(sums):
        return ()
    rest = said.normalised.replace(words, "")
    for name in names.values():
        rest = rest.replace(said.normalised[name.start : name.end], "")
    called = {id: said.normalised[name.start : name.end] for id, name in names.items()}
    return tuple(
        Purchase(id, utterance(f"{called[id]}付了{amount}元，{rest}"))
        for id, amount in zip(names, sums, strict=True)
    )


def _several(said: Utterance, told: list[Purchase]) -> bool:
    """Whether a message is about several purchases, rather than about one and what belongs to it."""
    apart = said.marks.names_another or said.marks.several_of_theirs or _speaks_of_several(said)
    return apart or sum(each.said.marks.wishes or each.said.marks.stays for each in told) > 1


def _speaks_of_several(said: Utterance) -> bool:
    return counts_purchases(said.normalised) or introduces_several(said.reading)


def _dates(purchase: Purchase, turn: Turn) -> tuple[Fact, ...]:
    facts = (*purchase.shared, *purchase.said.facts(turn.now))
    return tuple(fact for fact in facts if fact.field in ("paid_at", "provisioned_at"))


def _of_its_own(said: Utterance, turn: Turn) -> frozenset[str]:
    fields = {fact.field for fact in said.facts(turn.now)}
    cost = {"paid_amount"} if price(said.reading) is not None else set()
    return OF_ITS_OWN & (fields | cost)
