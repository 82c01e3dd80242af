"""A check is opened or goes on: facts are taken, orders looked up, a question asked or the verdict given."""

from __future__ import annotations

from dataclasses import replace

from refundbot import replies
from refundbot.catalogue import TOPICS
from refundbot.dialogue import check as checks
from refundbot.dialogue.answering import answer_besides, answer_one
from refundbot.dialogue.carry_over import JUST_NOW, meant_before, of_check, other_order
from refundbot.dialogue.facts import case_of
from refundbot.dialogue.goes_back import says_which, wishes_each
from refundbot.dialogue.of_one_kind import of_one, of_one_product, singled_out, without_the_count_of_all
from refundbot.dialogue.one_by_one import later
from refundbot.dialogue.order_lookup import look_up, own_orders
from refundbot.dialogue.own_told import only_tells_of_their_own
from refundbot.dialogue.periods import told_apart
from refundbot.dialogue.purchase_talked_of import OF_A_THING
from refundbot.dialogue.purchase_told import OF_THE_ACCOUNT, facts_of
from refundbot.dialogue.said_back import corrected, recap
from refundbot.dialogue.several import left_out, mixes_several, purchases
from refundbot.dialogue.shared_quota import quota_notes, with_what_is_left
from refundbot.dialogue.situation import Situation
from refundbot.dialogue.state import Check, Memory, Provenance
from refundbot.dialogue.turn import Answered, Turn, no_topic
from refundbot.dialogue.whose import notes_of
from refundbot.dialogue.within import question_of
from refundbot.eligibility.case import PurchaseKind
from refundbot.replies import CHECK
from refundbot.understanding.facts import GUESSED, Fact


async def start_check(situation: Situation) -> Answered:
    """Opens a check; on the facts already known where a person was told them, or they are only varied."""
    memory, marks = situation.memory, situation.marks
    known = _already_told(situation)
    notes = (replies.note("let_us_see"),) if marks.bare_wish else ()
    another = situation.of_another_purchase
    if another:
        situation = replace(situation, memory=memory.leaving())
        known, left = begun_behind(situation.memory.former, known, situation)
        notes = (*notes, *left)
    else:
        known = _with_what_was_named(known, situation)
    before = None if another or situation.noted is not None else situation.finished
    reply, memory = await go_on(known, situation, notes, before)
    if reply.envelope["kind"] == "verdict" and (likely := _told_before_asked(situation, memory)):
        return likely
    if reply.envelope["kind"] == "question" and (topic := _asked_besides(situation)):
        first, _ = answer_one(topic, situation)
        return replies.then(first, reply, main=reply), memory
    return answer_besides(CHECK, reply, replace(situation, memory=memory)), memory


def _told_before_asked(situation: Situation, decided: Memory) -> Answered | None:
    """What is likely, with its premises asked about, where a talk begins with a case and asks nothing of it.

    续费了一年，想退 is often half of what there is to tell: a firm verdict on it would be as often false.
    """
    said, check = situation.turn.utterance, decided.check
    asks = said.marks.asks_anything or said.marks.asks_to_look or bool(said.order_numbers)
    if check is None or not situation.begins or decided.waiting or asks:
        return None
    decision, case = situation.decision_on(check), case_of(check, situation.turn.now)
    if not decision.amounts or not replies.to_confirm(decision):
        return None
    told = replies.heard_so_far(recap(check, case), situation.policy, situation.turn.confidence, decision)
    return told, replace(decided, check=replace(check, unconfirmed=True))


def begun_behind(
    before: tuple[Check, ...], check: Check, situation: Situation
) -> tuple[Check, tuple[str, ...]]:
    """A check that begins, with what the purchases `before` it leave of the quota, and what is said of it."""
    left = with_what_is_left(check, before, situation.turn, situation.services)
    return left, quota_notes(
        situation.taken(left, situation.facts), before, situation.turn, situation.services
    )


def _with_what_was_named(known: Check, situation: Situation) -> Check:
    """What is known of a case, with what a pronoun stands for; of another mode or channel nothing is meant.

    Where none stands for it, a product that was just named is likely meant, and a renewal where just that was
    asked about, or is what the message tells of; a verdict asks first.
    """
    memory, turn = situation.kept, situation.turn
    told = situation.topic if only_tells_of_their_own(turn, situation.facts) else None
    about = (memory.last_topic, told if memory.of_renewals else None)
    renewals = next(
        (topic for topic in about if topic and "purchase_kind" in TOPICS[topic].circumstance), None
    )
    if renewals is not None and "purchase_kind" not in known.facts:
        renewed = Provenance(replies.title(renewals), confidence=GUESSED)
        known = replace(
            known,
            facts={**known.facts, "purchase_kind": PurchaseKind.RENEWAL.value},
            said={**known.said, "purchase_kind": renewed},
        )
    if situation.marks.points_back or no_topic(situation.topic):
        before = meant_before(memory)
        agrees = all(known.facts.get(name, value) == value for name, value in before.items())
        return replace(known, facts={**before, **known.facts}) if agrees else known
    product = memory.named_within(JUST_NOW).get("product")
    if product is None or "product" in known.facts or turn.utterance.mentions("product"):
        return known
    said = {**known.said, "product": Provenance(replies.product_name(product), confidence=GUESSED)}
    return replace(known, facts={**known.facts, "product": product}, said=said)


def _asked_besides(situation: Situation) -> str | None:
    """The topic of a question that surely is about more than whether a purchase is refunded.

    It is answered at once, though facts are told of which a check can be made.
    """
    topic = situation.topic
    if no_topic(topic) or topic == CHECK or TOPICS[str(topic)].of_a_kind or topic in _OF_THE_CHECK:
        return None
    return topic if situation.marks.asks and question_of(str(topic), situation) else None


_OF_THE_CHECK = frozenset({"policy.deadline", "amount.calculation"})
"""Topics whose questions a check answers, besides those on a kind of purchase."""


_OF_ANOTHER = OF_A_THING - {"billing_mode", "term_months"}
"""What has to be told of another purchase: what it is, its day or its sum."""


def _already_told(situation: Situation) -> Check:
    """What is known of the case that is to be checked: what was noted, or the case that was decided.

    The latter is kept whatever is said of it, until another purchase is named.
    """
    if situation.noted is not None:
        other = situation.names_one_more or other_order(situation.usable, situation.turn, situation.noted)
        return situation.begun if other else situation.noted
    another = situation.marks.names_another or not situation.told.isdisjoint(_OF_ANOTHER)
    return situation.decided or (None if another else situation.finished) or situation.begun


async def go_on(
    check: Check, situation: Situation, notes: tuple[str, ...] = (), before: Check | None = None
) -> Answered:
    """Takes the facts, looks an order up, and asks or decides; `before` as in `checks.proceed`."""
    facts, turn, services = situation.facts, situation.turn, situation.services
    if situation.names_one_more:
        facts = without_the_count_of_all(facts, turn)
    told = purchases(turn) or of_one_product(turn, check.facts.get("product"))
    waiting = (*later(told, turn, situation.memory.turn), *situation.memory.waiting)
    if told and told[0].of_a_kind:
        check = of_one(check)
    elif not told and (periods := told_apart(turn, check, situation.memory.turn)):
        facts, check, in_use = periods
        waiting = (in_use, *waiting)
        situation = replace(situation, memory=replace(situation.memory, wants_sum=True))
        notes = (replies.note("one_by_one_periods"), *notes)
    elif not told and (one := singled_out(turn, facts, check, situation.memory.turn)):
        facts, rest = one
        check, waiting = of_one(check), (rest, *waiting)
    of_the_account = bool(situation.told) and situation.told <= OF_THE_ACCOUNT  # 他上月退了一堆，名额剩0
    apart = situation.marks.anothers_account or (turn.utterance.asks_of_anothers and not of_the_account)
    theirs = told[0].said.asks_of_anothers if told else apart
    if theirs and not check.of_another:
        check = replace(check, of_another=True)
        notes = tuple(dict.fromkeys((*notes, replies.note("anothers_account"))))
    if told:
        facts = (*facts_of(told[0], turn), *(fact for fact in facts if fact.field in OF_THE_ACCOUNT))
    elif "product" not in check.facts and mixes_several(turn) and not wishes_each(turn):
        facts = left_out(facts, turn)
    notes = (
        *notes,
        *(note for note in notes_of(situation) if note not in notes),
        *(replies.note(f.problem, text=f.text) for f in facts if f.problem),
    )
    if len(told) > 1 and told[0].of_a_kind:
        notes = (replies.note("one_by_one_of_a_kind"), *notes)
    elif len(told) > 1:
        first, *others = (replies.product_name(each.product) for each in told)
        notes = (replies.note("one_by_one_products", first=first, others="、".join(others)), *notes)
    elif (
        (situation.marks.several_of_theirs or wishes_each(turn)) and not told and "product" not in check.facts
    ):
        facts, said, waiting = _one_by_one(facts, turn)
        notes = (*said, *notes)
    numbers = turn.utterance.order_numbers
    number = next(iter(numbers), None)
    if len(numbers) > 1:
        notes = (replies.note("one_by_one"), *notes)
    if number and number != check.order_number:
        check, note = await look_up(Check(), number, turn, services)
        notes = (note, *notes)
    known = check
    check = situation.taken(check, facts)
    gone = tuple(fact.field for fact in turn.utterance.remedied(known.facts))
    notes = (*(replies.note(f"gone_{field}") for field in gone), *notes)
    before_it = replace(known, facts={f: value for f, value in known.facts.items() if f not in gone})
    changed = corrected(check, before_it, turn.now)
    if changed and not situation.supposes:
        notes = (replies.note("changed", items="、".join(changed)), *notes)
    orders = await own_orders(check, turn, services)
    asked = check
    reply, check = checks.proceed(
        check, turn, services, notes, orders=orders, before=before, freed=bool(gone)
    )
    which = len(told) > 1 and not told[0].of_a_kind and not says_which(turn)
    if which and reply.envelope["kind"] == "verdict":
        waiting = (asked, *waiting)
        reply, check = checks.proceed(Check(), turn, services)  # which one goes back is asked
    before_it_waited = situation.memory.waiting
    waiting = tuple(e if e in before_it_waited else replace(e, wished=True) for e in waiting)
    reply = replies.offering_orders(reply, numbers[1:])
    memory = replace(situation.kept.answered(CHECK), check=check, waiting=waiting)
    return reply, memory.hearing(of_check(check))


def _one_by_one(
    facts: tuple[Fact, ...], turn: Turn
) -> tuple[tuple[Fact, ...], tuple[str, ...], tuple[Check, ...]]:
    """The facts with the first of several products, a sentence that says so, and checks of the others.

    Several of one product are looked at at once; of what, where no product is named, is not known.
    """
    products = list(dict.fromkeys(mention.id for mention in turn.utterance.mentions("product")))
    if len(products) < 2:
        return facts, () if products else (replies.note("one_by_one"),), ()
    first, *others = (replies.product_name(product) for product in products)
    facts = tuple(replace(fact, value=products[0]) if fact.field == "product" else fact for fact in facts)
    note = replies.note("one_by_one_products", first=first, others="、".join(others))
    return facts, (note,), tuple(Check(facts={"product": product}) for product in products[1:])
