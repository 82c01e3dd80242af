"""Several purchases in one message, kept apart and looked at one after the other, each by its own facts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from refundbot import replies
from refundbot.catalogue import PRODUCTS
from refundbot.dialogue import check as checks
from refundbot.dialogue.check import take
from refundbot.dialogue.state import Check, Memory
from refundbot.dialogue.turn import Answered, Services, Turn
from refundbot.replies import Reply
from refundbot.understanding.facts import Fact
from refundbot.understanding.lexicon.vocabulary import Mention
from refundbot.understanding.several import (
    counts_purchases,
    counts_things,
    gives_back,
    leaves_alone,
    of_all,
    price,
)
from refundbot.understanding.stance import hangs_on_it, is_short_for
from refundbot.understanding.utterance import Utterance, utterance

OF_ITS_OWN = frozenset({"paid_at", "provisioned_at", "expires_at", "paid_amount", "term_months", "state"})
"""Facts of which one at least is told of each purchase that is told apart."""
OF_THE_COUNT = frozenset({"quantity", "paid_amount"})
"""What is told of the purchases together, where it is told before them."""
OF_THE_THING = OF_ITS_OWN | {"product", "billing_mode", "effective_at", "used", "quantity"}
"""What is told of one thing that was bought, and of no other."""


@dataclass(frozen=True)
class Purchase:
    """What a message tells of one of several purchases."""

    product: str
    said: Utterance


def purchases(turn: Turn) -> tuple[Purchase, ...]:
    """The purchases to be given back that a message tells apart; none where it tells of one only.

    Each clause is of the product that was named last; what comes before all products is said of each.
    """
    wanted = tuple(each for each in _told_apart(turn) if not leaves_alone(each.said.normalised))
    named = {name.id for name in _wished(turn.utterance)}
    return tuple(each for each in wanted if not named or each.product in named)


def _told_apart(turn: Turn) -> tuple[Purchase, ...]:
    """The purchases that a message tells apart, those too that stay."""
    said = turn.utterance
    if len(_ids(said.mentions("product"))) < 2:
        return ()
    texts: dict[str, str] = {}
    common, product = "", None
    for clause, products in said.clauses("product"):
        named = [name for name in products if not hangs_on_it(clause)]
        product = named[0] if len(set(named)) == 1 else product
        if product is None:
            common += clause
        else:
            texts[product] = texts.get(product, "") + clause
    told = [Purchase(name, utterance(common + text)) for name, text in texts.items()]
    own = [each for each in told if _is_of_its_own(utterance(texts[each.product]), turn)]
    if len(own) < len(told) or len(told) < 2 or not _several(said, told):
        return ()
    return tuple(told)


def mixes_several(turn: Turn) -> bool:
    """Whether a message tells of several purchases that cannot be kept apart: 服务器和流量包，分别399和50."""
    said = turn.utterance
    named = {name for clause, names in said.clauses("product") if not hangs_on_it(clause) for name in names}
    return counts_purchases(said.normalised) and len(named) > 1 and not _told_apart(turn)


def left_out(facts: tuple[Fact, ...], turn: Turn) -> tuple[Fact, ...]:
    """Of the facts of a message that mixes several purchases those that hold for each, and what goes back."""
    said = turn.utterance
    first = min(mention.start for mention in said.mentions("product"))
    common = said.reading.clause(first)[0]
    kept = tuple(
        fact
        for fact in facts
        if fact.field not in OF_THE_THING
        or (fact.field not in OF_THE_COUNT and fact.end <= (first if fact.field == "paid_at" else common))
    )
    wished = _wished(said) or (said.mentions("product") if said.marks.several_of_theirs else [])
    if not wished:
        return kept
    return (*kept, said.reading.fact("product", wished[0].id, wished[0].start, wished[0].end))


def _wished(said: Utterance) -> list[Mention]:
    """The names of the one product of which it is said that it goes back: 我要退云主机; none of several."""
    names = said.mentions("product")
    clauses = [(name, said.normalised[slice(*said.reading.clause(name.start))]) for name in names]
    wished = [name for name, clause in clauses if gives_back(clause) and not leaves_alone(clause)]
    too = any(of_all(clause) for _, clause in clauses)
    return wished if len(_ids(wished)) == 1 and not too else []


def says_which(turn: Turn) -> bool:
    """Whether it is said what goes back, or asked of all that is named."""
    said = turn.utterance.marks
    return said.wishes or said.asks or said.several_of_theirs or gives_back(turn.utterance.normalised)


def left_beside(turn: Turn) -> list[Mention]:
    """The products that a message says stay, while it is about others: RDS不要了，域名留着."""
    reading = turn.utterance.reading
    return [
        name
        for name in turn.utterance.mentions("product")
        if leaves_alone(reading.whole[slice(*reading.clause(name.start))])
    ]


def of_what_goes_back(facts: tuple[Fact, ...], turn: Turn) -> tuple[Fact, ...]:
    """The facts without those of what stays; the one product that is named beside it is meant."""
    stay, said = left_beside(turn), turn.utterance
    others = [name for name in said.mentions("product") if name not in stay]
    clauses = {said.reading.clause(name.start) for name in stay}
    rest = "".join(clause for clause, _ in said.clauses("product") if not leaves_alone(clause))
    if not stay or len(_ids(others)) > 1 or not (others or gives_back(rest)):
        return facts
    kept = tuple(
        fact
        for fact in facts
        if fact.field not in OF_THE_THING or said.reading.clause(fact.start) not in clauses
    )
    if not others:
        return kept
    meant = others[-1]
    clause = said.normalised[slice(*said.reading.clause(meant.start))]
    if any(fact.field == "product" for fact in kept) or not gives_back(clause):
        return kept
    return (*kept, said.reading.fact("product", meant.id, meant.start, meant.end))


def waits(memory: Memory, fact: Fact) -> Check | None:
    """The waiting check of the product that a fact names, fully or in short."""
    exact = [check for check in memory.waiting if check.facts.get("product") == fact.value]
    short = [check for check in memory.waiting if _is_short(fact.text.lower(), check)]
    return exact[0] if exact else short[0] if len(short) == 1 else None


def stays(check: Check, turn: Turn) -> bool:
    """Whether a message says that the product of a check stays, naming it fully, in short, or not at all.

    What is not named stays where another one is to go back: 盘别动，流量包想退.
    """
    said, named = turn.utterance, left_beside(turn)
    if any(_is_called(name, check, said) for name in named):
        return True
    others = [name for name in said.mentions("product") if name not in named]
    unnamed = any(leaves_alone(clause) and not names for clause, names in said.clauses("product"))
    return unnamed and bool(others) and not any(_is_called(name, check, said) for name in others)


def _is_called(name: Mention, check: Check, said: Utterance) -> bool:
    return check.facts.get("product") == name.id or _is_short(said.normalised[name.start : name.end], check)


def _is_short(words: str, check: Check) -> bool:
    product = check.facts.get("product")
    return product in PRODUCTS and is_short_for(words, PRODUCTS[str(product)])


def _several(said: Utterance, told: list[Purchase]) -> bool:
    """Whether a message is about several purchases, rather than about one and what belongs to it."""
    apart = said.marks.names_another or said.marks.several_of_theirs or counts_purchases(said.normalised)
    return apart or sum(each.said.marks.wishes or each.said.marks.stays for each in told) > 1


def _is_of_its_own(said: Utterance, turn: Turn) -> bool:
    return price(said.reading) is not None or not OF_ITS_OWN.isdisjoint(
        {fact.field for fact in said.facts(turn.now)}
    )


def facts_of(purchase: Purchase, turn: Turn) -> tuple[Fact, ...]:
    """What is told of a purchase, whatever other products stand beside it."""
    facts = purchase.said.facts(turn.now)
    cost = price(purchase.said.reading)
    if cost is not None and "paid_amount" not in {fact.field for fact in facts}:
        facts = (*facts, cost)
    said = next(
        said for said in (purchase.said, turn.utterance) if purchase.product in _ids(said.mentions("product"))
    )
    named = next(name for name in said.mentions("product") if name.id == purchase.product)
    product = said.reading.fact("product", named.id, named.start, named.end)
    others = (fact for fact in facts if fact.field != "product")
    return (product, *(f for f in others if f.field != "quantity" or counts_things(f.text)))


def _ids(names: list[Mention]) -> frozenset[str]:
    return frozenset(name.id for name in names)


def later(told: tuple[Purchase, ...], turn: Turn, number: int) -> tuple[Check, ...]:
    """The checks of the purchases behind the first one, to be taken up in their turn."""
    return tuple(
        take(Check(facts={"product": each.product}), facts_of(each, turn), turn.now, number)
        for each in told[1:]
    )


def take_up_next(reply: Reply, memory: Memory, turn: Turn, services: Services) -> Answered:
    """The reply, and after a verdict what can be said of the next purchase that waits."""
    decided = reply.envelope["kind"] == "verdict" and memory.finished_check is not None
    if not memory.waiting or not decided:
        return reply, memory
    check, *others = memory.waiting
    product = str(check.facts.get("product", ""))
    note = replies.note("next_purchase", product=replies.product_name(product))
    following, check = checks.proceed(check, turn, services, (note,))
    memory = replace(memory, check=check, waiting=tuple(others))
    return take_up_next(replies.then(reply, following, main=reply), memory, turn, services)
