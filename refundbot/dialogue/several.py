"""Several purchases in one message, kept apart and looked at one after the other, each by its own facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from refundbot import replies
from refundbot.catalogue import PRODUCTS
from refundbot.dialogue import check as checks
from refundbot.dialogue.apart import BEGINS, TELLS_APART, are_two, is_told_again
from refundbot.dialogue.check import take, without_the_sum
from refundbot.dialogue.facts import UNIT_PRICE, plainly
from refundbot.dialogue.shared_quota import quota_notes, with_what_is_left
from refundbot.dialogue.state import Check, Memory
from refundbot.dialogue.turn import Answered, Services, Turn
from refundbot.dialogue.which_one import pointed_at
from refundbot.replies import Reply
from refundbot.understanding.facts import Fact
from refundbot.understanding.facts.names import is_short_for, package_of
from refundbot.understanding.lexicon.vocabulary import Mention
from refundbot.understanding.sayings import Saying
from refundbot.understanding.several import (
    counts_purchases,
    counts_things,
    gives_back,
    gives_back_one,
    goes_first,
    introduces_several,
    is_only_intended,
    joined,
    leaves_alone,
    of_all,
    of_each,
    of_itself,
    of_one_kind,
    price,
    respectively,
    tells_of_buying,
    tells_of_each,
    tells_of_the_rest,
)
from refundbot.understanding.utterance import Utterance, utterance

OF_ITS_OWN = frozenset({"paid_at", "provisioned_at", "expires_at", "paid_amount", "term_months", "state"})
"""Facts of which one at least is told of each purchase that is told apart."""
SHOPS = frozenset({"marketplace_item"})
"""Products that are named by where they were bought: 在云商店买了个堡垒机."""
OF_A_PURCHASE = frozenset({"paid_at", "provisioned_at", "paid_amount"})
"""Facts of which one tells of a purchase, and not of something that belongs to another one."""
OF_THE_COUNT = frozenset({"quantity", "paid_amount"})
"""What is told of the purchases together, where it is told before them."""
OF_THE_ACCOUNT = frozenset({"quota_left", "quota_used"})
"""What is told of the account, and so of each purchase."""
OF_THE_THING = OF_ITS_OWN | {"product", "billing_mode", "effective_at", "used", "quantity"}
"""What is told of one thing that was bought, and of no other."""


@dataclass(frozen=True)
class Purchase:
    """What a message tells of one of several purchases."""

    product: str
    said: Utterance
    shared: tuple[Fact, ...] = ()
    """The dates of the one before it, where it is named without a verb of its own: 还有个流量包."""
    of_a_kind: bool = False
    """Whether it is told apart from others of the same product."""
    counts: bool = False
    """Whether it is of as many as are counted in it: 两台是昨天买的."""
    of_all: int = 0
    """Characters that are told of all of a kind, and so tell what all cost."""


def purchases(turn: Turn) -> tuple[Purchase, ...]:
    """The purchases to be given back that a message tells apart; none where it tells of one only.

    Each clause is of the product that was named last; what comes before all products is said of each.
    """
    wanted = tuple(each for each in _told_apart(turn) if not leaves_alone(each.said.normalised))
    named = wished_products(turn)
    return tuple(each for each in wanted if not named or each.product in named)


def of_one_product(turn: Turn, known: object) -> tuple[Purchase, ...]:
    """The purchases of one product that a message tells apart: 两台云主机，一台昨天买的，一台去年买的.

    They are told apart where something is told of each that one purchase cannot have at once. A clause
    that tells nothing of a thing is said of each. What stays, or went back before, is left out.
    `known`: the product talked of, where none is named.
    """
    said = turn.utterance
    ids = _ids(said.mentions("product")) or {known}
    first, *parts = of_one_kind(said.reading)
    if len(ids) != 1 or said.marks.corrects:
        return ()
    product, of_all_of_them, own = str(next(iter(ids)) or ""), "", []
    if by_sums := tuple(_of_each_sum(product, turn)):
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
        own.append(kept)
    told = [(text, plainly(utterance(text).facts(turn.now))) for text in own]
    told = [(text, facts) for text, facts in told if not TELLS_APART.isdisjoint(facts)]
    if not any(are_two(one, other) for (_, one), (_, other) in combinations(told, 2)):
        return ()
    stay = [
        plainly(utterance(clause).facts(turn.now))
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
        for text, own_facts in told
        if own_facts.get("state") != "unsubscribed"
        and not leaves_alone(text)
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


def _told_apart(turn: Turn) -> tuple[Purchase, ...]:
    """The purchases that a message tells apart, those too that stay."""
    said = turn.utterance
    if len(_ids(said.mentions("product"))) < 2:
        return ()
    if respective := _respectively(said):
        return respective
    texts: dict[str, str] = {}
    common, product = "", None
    intended = {name.id for name in said.mentions("product") if is_only_intended(said.reading, name)}
    denied = said.denied("product") | intended | SHOPS
    for clause, products in said.clauses("product"):
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
    own = [_of_its_own(utterance(texts[purchase.product]), turn) for purchase in told]
    if not all(own) or len(told) < 2:
        return ()
    apart = all(OF_A_PURCHASE & fields for fields in own) or _several(said, told)
    return tuple(told) if apart else ()


def tells_of_several(turn: Turn) -> bool:
    """Whether a message tells of several purchases, of which none is to have what was told of another."""
    return bool(purchases(turn) or of_one_product(turn, None)) or mixes_several(turn)


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


def mixes_several(turn: Turn) -> bool:
    """Whether a message tells of several purchases that cannot be kept apart: 服务器和流量包，分别399和50."""
    said = turn.utterance
    named = {
        name
        for clause, names in said.clauses("product")
        if not Saying.HANGS_ON_IT.is_in(clause)
        for name in names
    }
    return _speaks_of_several(said) and len(named) > 1 and not _told_apart(turn)


def left_out(facts: tuple[Fact, ...], turn: Turn) -> tuple[Fact, ...]:
    """Of the facts of a message that mixes several purchases those that hold for each, and what goes back.

    Of that stays what is told in a clause which names nothing else: 主机一年1200, 存储包留着, 主机想退.
    """
    said = turn.utterance
    first = min(mention.start for mention in said.mentions("product"))
    common = said.reading.clause(first)[0]
    back = _ids(_wished(said))
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
    wished = _wished(said) or (said.mentions("product") if said.marks.several_of_theirs else [])
    if not wished:
        return kept
    return (*kept, said.reading.fact("product", wished[0].id, wished[0].start, wished[0].end))


def wished_products(turn: Turn) -> frozenset[str]:
    """The product of which it is said that it goes back, if it is one: 流量包我认了，就想退服务器那一单."""
    return _ids(_wished(turn.utterance))


def _wished(said: Utterance) -> list[Mention]:
    """The names of the one product of which it is said that it goes back: 我要退云主机; none of several."""
    names = said.mentions("product")
    clauses = [(name, said.normal_clause(name)) for name in names]
    wished = [name for name, clause in clauses if gives_back(clause) and not leaves_alone(clause)]
    too = any(of_all(clause) for _, clause in clauses)
    return wished if len(_ids(wished)) == 1 and not too else []


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
    return bool(_wished(said)) and not goes_first(said.normalised)


def says_which(turn: Turn) -> bool:
    """Whether it is said what goes back, or asked of all that is named."""
    said = turn.utterance.marks
    return said.wishes or said.asks or said.several_of_theirs or gives_back(turn.utterance.normalised)


def left_beside(turn: Turn, known: Iterable[Check] = ()) -> list[Mention]:
    """The products that a message says stay, while it is about others: RDS不要了，域名留着.

    So do those of `known` purchases that it names beside the only one to go back: 服务器挺好用，流量包想退.
    """
    said = turn.utterance
    wished = _ids(_wished(said))
    clauses = {name: said.normal_clause(name) for name in said.mentions("product")}
    stay = _ids([name for name, clause in clauses.items() if leaves_alone(clause)])
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
    clause = said.normal_clause(meant)
    if any(fact.field == "product" for fact in kept) or not gives_back(clause):
        return kept
    return (*kept, said.reading.fact("product", meant.id, meant.start, meant.end))


def waits(memory: Memory, fact: Fact) -> Check | None:
    """The waiting check of the product that a fact names, fully or in short."""
    exact = [check for check in memory.waiting if check.facts.get("product") == fact.value]
    short = [check for check in memory.waiting if _is_short(fact.text.lower(), check)]
    return exact[0] if exact else short[0] if len(short) == 1 else None


def gone_back(memory: Memory, turn: Turn) -> Memory:
    """The memory with the purchase talked of that a message names, where that is one of before.

    So what is told or corrected is of the purchase that it is told of: 我说的是CDN那个，不是共享的.
    """
    check, said = memory.check, turn.utterance
    if check is None or "product" not in check.facts:
        return memory
    named = said.meant("product")
    pointed = None if leaves_alone(said.normalised) else pointed_at(memory, said, turn.now)
    if pointed is not None and all(is_called(name, check, said) for name in named):
        former = [each for each in memory.former if each is pointed]
    elif said.marks.names_another or not named or any(is_called(name, check, said) for name in named):
        return memory
    else:
        former = [each for each in memory.former if all(is_called(name, each, said) for name in named)]
    if len(former) != 1:
        return memory
    others = tuple(each for each in memory.former if each is not former[0])
    return replace(replace(memory, former=others).leaving(), check=former[0])


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


def is_called(name: Mention, check: Check, said: Utterance) -> bool:
    """Whether a name in an utterance is that of the product of a check, fully or in short."""
    known = check.facts.get("product")
    short = _is_short(said.normalised[name.start : name.end], check)
    return known in (name.id, package_of(said.reading, name)) or short


def _is_short(words: str, check: Check) -> bool:
    product = check.facts.get("product")
    return product in PRODUCTS and is_short_for(words, PRODUCTS[str(product)])


def _several(said: Utterance, told: list[Purchase]) -> bool:
    """Whether a message is about several purchases, rather than about one and what belongs to it."""
    apart = said.marks.names_another or said.marks.several_of_theirs or _speaks_of_several(said)
    return apart or sum(each.said.marks.wishes or each.said.marks.stays for each in told) > 1


def _dates(purchase: Purchase, turn: Turn) -> tuple[Fact, ...]:
    facts = (*purchase.shared, *purchase.said.facts(turn.now))
    return tuple(fact for fact in facts if fact.field in ("paid_at", "provisioned_at"))


def _speaks_of_several(said: Utterance) -> bool:
    return counts_purchases(said.normalised) or introduces_several(said.reading)


def _of_its_own(said: Utterance, turn: Turn) -> frozenset[str]:
    fields = {fact.field for fact in said.facts(turn.now)}
    cost = {"paid_amount"} if price(said.reading) is not None else set()
    return OF_ITS_OWN & (fields | cost)


def facts_of(purchase: Purchase, turn: Turn) -> tuple[Fact, ...]:
    """What is told of a purchase, whatever other products stand beside it, and nothing of the account."""
    facts = purchase.said.facts(turn.now)
    own = {fact.field for fact in facts}
    facts = (*facts, *(fact for fact in purchase.shared if own.isdisjoint(("paid_at", "provisioned_at"))))
    cost = price(purchase.said.reading)
    if cost is not None and "paid_amount" not in {fact.field for fact in facts}:
        facts = (*facts, cost)
    one = purchase.of_a_kind and not purchase.counts
    left_out = OF_THE_ACCOUNT | {"quantity"} if one else OF_THE_ACCOUNT
    facts = tuple(
        fact
        for fact in facts
        if fact.field not in left_out and not (fact.field == "paid_amount" and fact.start < purchase.of_all)
    )
    said = next(
        (
            each
            for each in (purchase.said, turn.utterance)
            if purchase.product in _ids(each.mentions("product"))
        ),
        None,
    )
    if said is None:  # it was named before
        return facts
    named = next(name for name in said.mentions("product") if name.id == purchase.product)
    product = said.reading.fact("product", named.id, named.start, named.end)
    others = (fact for fact in facts if fact.field != "product")
    return (product, *(f for f in others if f.field != "quantity" or counts_things(f.text)))


def _ids(names: list[Mention]) -> frozenset[str]:
    return frozenset(name.id for name in names)


def later(told: tuple[Purchase, ...], turn: Turn, number: int) -> tuple[Check, ...]:
    """The checks of the purchases behind the first one, to be taken up in their turn."""
    return tuple(
        replace(
            take(
                Check(facts={"product": each.product} if each.product else {}),
                facts_of(each, turn),
                turn.now,
                number,
            ),
            of_another=each.said.asks_of_anothers,
            place=place,
        )
        for place, each in enumerate(told[1:], start=1)
    )


def take_up_next(reply: Reply, memory: Memory, turn: Turn, services: Services) -> Answered:
    """The reply, and after a verdict what can be said of the next purchase that waits."""
    decided = memory.finished_check
    if not memory.waiting or decided is None or reply.envelope["kind"] != "verdict":
        return reply, memory
    check, *others = memory.waiting
    memory = memory.leaving()
    check = with_what_is_left(check, memory.former, turn, services)
    left = quota_notes(check, memory.former, turn, services)
    again = decided.facts.get("product") == check.facts.get("product")
    note = replies.note(
        "next_of_a_kind" if again else "next_purchase", product=checks.called(check, turn.now)
    )
    notes = (note, *left, *([replies.note("anothers_account")] if check.of_another else []))
    following, check = checks.proceed(check, turn, services, notes)
    memory = replace(memory, check=check, waiting=tuple(others))
    return take_up_next(replies.then(reply, following, main=reply), memory, turn, services)
