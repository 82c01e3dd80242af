"""A message while a question of the check is on the table: conditions and acts of its moves."""

from __future__ import annotations

from dataclasses import replace

from refundbot import replies
from refundbot.catalogue import TOPICS
from refundbot.dialogue import check as checks
from refundbot.dialogue import consistency
from refundbot.dialogue.answering import answer
from refundbot.dialogue.apart import BEGINS, DATES, TELLS_APART
from refundbot.dialogue.by_name import waits
from refundbot.dialogue.carry_over import of_check, of_the_same, other_order
from refundbot.dialogue.checking import begun_behind, go_on
from refundbot.dialogue.consistency import UNSURE, VOUCHER
from refundbot.dialogue.each_question import asked_at_once
from refundbot.dialogue.ended import ONCE_RENEWED
from refundbot.dialogue.facts import MEANT_FOR, case_of, quota_told
from refundbot.dialogue.goes_back import left_beside, says_which, stays, wished_products, wishes_only_that
from refundbot.dialogue.later import day_notes
from refundbot.dialogue.one_more import tells_of_one_beside, the_other
from refundbot.dialogue.order_lookup import list_orders
from refundbot.dialogue.purchase_talked_of import OF_A_THING
from refundbot.dialogue.put_by import put_by
from refundbot.dialogue.situation import Situation
from refundbot.dialogue.state import Check
from refundbot.dialogue.turn import Answered
from refundbot.dialogue.whose import ANSWERED_BY
from refundbot.eligibility.foreseen import Branch, foreseen
from refundbot.eligibility.products import GENERAL
from refundbot.understanding.facts.answered.model import UNKNOWN
from refundbot.understanding.facts.answers import tells_where_it_belongs
from refundbot.understanding.sayings import Saying

SURE = 0.9
"""Probability from which on the way of the money is asked for: no question of a check is answered by that."""
SHORT = 8
"""Characters up to which the words of a topic ask about it without a word of a question: 手续费."""
OF_THE_UPSHOT = frozenset({"amount.calculation", "policy.overview", "policy.subscription"})
"""Topics that ask what comes of it, which is told as far as it can be once the question was put in vain."""
MOST_OPEN = 4
"""Questions that were answered in vain, of which a verdict would list nothing but what may be."""
OF_THE_QUESTION = frozenset({"why", "evidence", "where"})
"""What may be asked back about the question on the table: why it is asked, where to look."""
_SPEAKS_OF = {
    Saying.SPEAKS_OF_A_DATE: DATES,
    Saying.SPEAKS_OF_THE_SUM: {"paid_amount"},
    Saying.SPEAKS_OF_THE_QUOTA: {"quota_left"},
}
"""The facts that are spoken of, whatever is said of them."""


def turns_to_another_purchase(situation: Situation) -> bool:
    """Whether another product is named, and not to correct the one talked of."""
    check = situation.running
    if check is None or situation.supposes:
        return False
    if other_order(situation.usable, situation.turn, check) or _tells_of_one_more(situation, check):
        return True
    turns = "product" not in check.facts or stays(check, situation.turn)
    if check.facts.get("product") in wished_products(situation.turn):
        return False  # 流量包我认了，我就想退服务器那一单
    turns = turns or situation.turn.utterance.only_of_the_other
    return turns and _taken_up(situation) is not None


def _tells_of_one_more(situation: Situation, check: Check) -> bool:
    """Whether one more purchase of the kind that is talked of is told of: 另外还有一台，昨天买的."""
    own = not OF_A_THING.isdisjoint(situation.told - {"product"})
    theirs = check.of_another and situation.turn.utterance.of_oneself
    known = "product" in check.facts and (theirs or not TELLS_APART.isdisjoint(check.facts))
    one_more = situation.names_one_more or (theirs and not BEGINS.isdisjoint(situation.told))
    return known and one_more and own and not situation.marks.corrects


def _taken_up(situation: Situation) -> Check | None:
    """The purchase among those that wait that is named, or is left where the one talked of stays."""
    waiting = situation.memory.waiting
    named = next((fact for fact in situation.usable if fact.field == "product"), None)
    if named is not None:
        return waits(situation.memory, named)
    check = _running(situation)
    if situation.turn.utterance.only_of_the_other and not check.of_another:
        theirs = [each for each in waiting if each.of_another]
        return theirs[0] if len(theirs) == 1 else None
    left = stays(check, situation.turn) or ("product" not in check.facts and left_beside(situation.turn))
    return waiting[0] if left and says_which(situation.turn) and len(waiting) == 1 else None


async def begin_anew(situation: Situation) -> Answered:
    """Begins the check of the other purchase, or goes on with it where it waits; then the one left waits."""
    memory, left = situation.memory, _running(situation)
    known = _taken_up(situation)
    if known is None and _tells_of_one_more(situation, left):
        known = None if "product" in situation.told else _of_the_same_product(situation, left)
        waiting = (*(check for check in memory.waiting if check is not known), put_by(left, situation.turn))
        return await _begin(
            known or Check(), left, replace(situation, memory=replace(memory, waiting=waiting))
        )
    if known is None:
        told = not TELLS_APART.isdisjoint(left.said) and situation.marks.names_another
        beside = told and not wishes_only_that(situation.turn)
        waiting = (*memory.waiting, put_by(left, situation.turn))
        memory = replace(memory, waiting=waiting) if beside else memory.leaving()
        return await _begin(Check(), left, replace(situation, memory=memory))
    called = str(known.facts["product"])  # 流量包 may be short for the CDN流量包 that waits
    facts = tuple(replace(f, value=called) if f.field == "product" else f for f in situation.facts)
    situation = replace(situation, facts=facts)
    waiting = tuple(check for check in memory.waiting if check is not known)
    if "product" not in left.facts:
        waiting = ()  # it was asked which one goes back
    elif not stays(left, situation.turn) and not wishes_only_that(situation.turn):
        waiting = (*waiting, put_by(left, situation.turn))
    return await _begin(known, left, replace(situation, memory=replace(memory, waiting=waiting)))


def _of_the_same_product(situation: Situation, left: Check) -> Check:
    """The purchase that was counted with the one talked of and waits, else another one of its product."""
    product = left.facts["product"]
    return the_other(situation.memory, product, situation.usable) or Check(facts={"product": product})


async def _begin(check: Check, left: Check, situation: Situation) -> Answered:
    """Begins a check, with what the one that is left and those before it leave of the quota."""
    before = (left, *situation.memory.former)
    check, notes = begun_behind(before, check, situation)
    for waits_now in (each for each in situation.memory.waiting if each.said is left.said):
        notes = (replies.note("set_aside" if waits_now.wished else "another_first"), *notes)
    return await go_on(check, situation, notes)


def asks_about_the_question(situation: Situation) -> bool:
    """Whether the question on the table is itself asked about: 为什么要问这个, 在哪看."""
    said = situation.ellipsis
    of_it = said is not None and said.aspect in OF_THE_QUESTION and not situation.facts
    return situation.running is not None and of_it


async def explain_the_question(situation: Situation) -> Answered:
    """Puts the question again, with where the answer is found, which is not counted as asking it twice."""
    running = _running(situation)
    hinted = replace(running, misses=max(running.misses, 1))
    reply, _ = checks.proceed(checks.uncounted(hinted), situation.turn, situation.services, say_back=False)
    of_quota = running.asked == "quota_left"  # 没 answers the hint, so that it is remembered
    return reply, replace(situation.memory, check=hinted if of_quota else running)


def answers_a_doubt(situation: Situation) -> bool:
    """Whether it is said whether something was understood rightly, or where a voucher belongs."""
    check = situation.running
    if check is None or check.doubt is None or situation.told:
        return False
    if check.doubt == VOUCHER:
        return tells_where_it_belongs(situation.turn.utterance.normalised)
    return check.doubt.startswith(UNSURE) and (_says_yes(situation) or _says_no(situation))


def _says_yes(situation: Situation) -> bool:
    return not _says_no(situation) and (situation.topic == "dialogue.affirm" or situation.marks.acknowledges)


def _says_no(situation: Situation) -> bool:
    return situation.topic == "dialogue.deny" or situation.marks.corrects or situation.marks.denies


async def settle_a_doubt(situation: Situation) -> Answered:
    """Goes on with what was confirmed, or without what was misread."""
    check = _running(situation)
    wrong = (str(check.asked),) if check.doubt != VOUCHER and _says_no(situation) else ()
    if check.doubt != VOUCHER:
        check = consistency.without(check, wrong, str(check.doubt))
    reply, check = checks.proceed(check, situation.turn, situation.services, say_back=bool(wrong))
    return reply, replace(situation.memory, check=check, misses=0)


def asks_for_a_figure(situation: Situation) -> bool:
    """Whether a figure is asked for that what was told so far gives, whatever answers the question."""
    check = situation.running
    if check is None or situation.figure is None or check.doubt:
        return False
    if check.asked in situation.told - {fact.field for fact in situation.stated}:
        return False
    same = of_the_same(check, situation.usable, situation.turn) and not situation.supposes
    branches = _branches(situation) if same else ()
    return bool(branches) and (situation.figure != "until" or replies.until_when(branches) is not None)


def _branches(situation: Situation) -> tuple[Branch, ...]:
    check = situation.taken(_running(situation), situation.stated)
    return foreseen(case_of(check, situation.turn.now), situation.policy)


async def tell_what_may_be(situation: Situation) -> Answered:
    """The figure by each answer to the question on the table, which is put again, uncounted."""
    turn, stated = situation.turn, situation.stated
    check = situation.taken(_running(situation), stated)
    figure = str(situation.figure)
    first = replies.may_be(
        figure,
        _branches(situation),
        situation.policy,
        turn.confidence,
        quota_told(check),
        rough=check.rough,
        days=day_notes(check, turn.now, situation.policy),
    )
    second, check = checks.proceed(checks.uncounted(check), turn, situation.services, say_back=bool(stated))
    memory = situation.memory.answered(replies.TOPIC_OF_FIGURE[figure])
    return replies.then(first, second), replace(memory, check=check).hearing(of_check(check))


def digresses(situation: Situation) -> bool:
    """Whether the message asks something else, rather than answering the question on the table."""
    check, topic = situation.running, situation.topic
    if check is None or topic is None or TOPICS[topic].kind in ("check", "said"):
        return False
    if situation.plainly:
        return True
    if len(asked_at_once(situation)) > 1:
        return False  # the verdict will tell it all
    asks = situation.marks.asks or situation.marks.asks_if_it_matters
    text = situation.turn.utterance.normalised.strip()
    if MEANT_FOR in situation.told and TOPICS[topic].told_by_verdict and not TOPICS[topic].heard_in(text):
        return False  # 拖到下周一退会怎样
    rules = TOPICS[topic].decides and not TOPICS[topic].of_a_kind
    if rules and situation.marks.asks_the_verdict and _tells_of_the_case(situation):
        return False  # 再往后那个月还没开始，能不能退给我: the check tells it
    interrupts = TOPICS[topic].interrupts
    answered = check.asked in situation.told
    if answered or situation.stated:
        return asks and interrupts and not (answered and TOPICS[topic].told_by_verdict)
    if situation.marks.asks_the_verdict and TOPICS[topic].gives_way:
        return False
    if topic in OF_THE_UPSHOT and checks.put_often(check):
        return False
    named = len(text) <= SHORT and TOPICS[topic].heard_in(text)
    small = TOPICS[topic].aside and situation.marks.acknowledges
    of_money = TOPICS[topic].group == "payout" and situation.turn.confidence >= SURE
    surely = of_money or situation.followed_up in (*ANSWERED_BY.values(), ONCE_RENEWED)
    plainly = situation.chosen is not None or TOPICS[topic].kind == "handoff" or small or named or surely
    return asks or (interrupts and plainly)


def _tells_of_the_case(situation: Situation) -> bool:
    """Whether a message states more of the case than what it is and how it was paid."""
    return bool({fact.field for fact in situation.stated} - {"product", "channel"})


async def answer_and_ask_again(situation: Situation) -> Answered:
    """Answers a digression, keeps what it states (not what it supposes), and puts the question again.

    What was put twice is not put a third time; who answers it later is heard all the same. Nor is the same
    answer given again and again: then it is gone on without what was asked.
    """
    turn, check = situation.turn, _running(situation)
    first, memory = answer(str(situation.topic), situation)
    stated = turn.utterance.stated(situation.facts)
    answered = tuple(f for f in situation.usable if f.field == check.asked and f not in stated)
    told = situation.taken(check, (*stated, *answered))
    if told.content == check.content and checks.put_often(check):
        before = situation.memory
        same = (memory.last_topic, memory.last_question) == (before.last_topic, before.last_question)
        again = same and situation.ellipsis is None  # 那支付宝呢 goes on with it
        return await ask_again(situation) if again else (first, replace(memory, check=check))
    second, check = checks.proceed(told, turn, situation.services, say_back=bool(stated))
    main = second if check.asked is None else first
    return replies.then(first, second, main=main), replace(memory, check=check).hearing(of_check(check))


def tells_facts(situation: Situation) -> bool:
    """Whether the message tells something of the case, if only that a day of it was another thing's."""
    tells = bool(situation.facts or situation.turn.utterance.days_of_another)
    return situation.running is not None and tells


async def take_the_facts(situation: Situation) -> Answered:
    """Goes on with what was told; of what is asked nothing is, but for the answer to the question.

    Who tells another fact has not passed the question over: it is put once more as if for the first time.
    """
    check = _running(situation)
    if situation.marks.asks:
        stated = situation.turn.utterance.stated(situation.facts)
        told = tuple(
            f for f in situation.facts if f in stated or f.field in (check.asked, MEANT_FOR) or f.problem
        )
        situation = replace(situation, facts=told)
    tells_another = (
        check.asked not in situation.told and situation.taken(check, situation.facts).content != check.content
    )
    return await go_on(checks.uncounted(check) if tells_another else check, situation)


def does_not_know(situation: Situation) -> bool:
    """Whether what was asked is not known. Of the quota 几点开的记不清了 says nothing."""
    check = situation.running
    if check is None:
        return False
    answered = situation.turn.utterance.answer_to(check.asked) == UNKNOWN
    unsure = answered or situation.topic == "dialogue.unsure" or situation.marks.unsure
    return unsure and not _of_something_else(check, situation)


def _of_something_else(check: Check, situation: Situation) -> bool:
    text = situation.turn.utterance.normalised
    spoken_of = [fields for saying, fields in _SPEAKS_OF.items() if saying.is_in(text)]
    return bool(spoken_of) and not any(check.asked in fields for fields in spoken_of)


async def leave_it_open(situation: Situation) -> Answered:
    """Goes on without the fact that is not known; who knows next to nothing is told the way on instead.

    Which product it is decides the rules, so that who does not know is first told where it can be seen.
    """
    turn, memory = situation.turn, situation.memory
    check = _running(situation)
    if check.asked == "product" and check.doubt is None and not checks.put_often(check):
        return await ask_again(situation)
    check, notes = checks.skip(check)
    guessed = check.askings.get("product", 0) if check.facts.get("product") == GENERAL else 0
    if len(check.not_known) + guessed >= MOST_OPEN:
        orders = await list_orders(turn, situation.services) or ()
        reply = replies.lost(situation.policy, turn.confidence, orders)
        return reply, replace(memory, check=None, misses=0)
    reply, check = checks.proceed(check, situation.turn, situation.services, notes, say_back=False)
    return reply, replace(situation.memory, check=check, misses=0)


def is_asked(situation: Situation) -> bool:
    """Whether a question is on the table at all."""
    return situation.running is not None


async def ask_again(situation: Situation) -> Answered:
    """Puts the question once more, in other words; who asks for the upshot is told that it is near.

    Who asks for it again, and cannot tell what was asked, is told what can be said without it.

    Who tells of another purchase in passing has not missed the question.
    """
    check = _running(situation)
    other = situation.turn.utterance.only_of_the_other or tells_of_one_beside(situation.turn)
    if other and not check.of_another:
        apart = (replies.note("of_another"),)
        reply, check = checks.proceed(
            checks.uncounted(check), situation.turn, situation.services, apart, say_back=False
        )
        return reply, replace(situation.memory, check=check)
    upshot = situation.marks.asks_the_verdict or situation.topic in OF_THE_UPSHOT
    conclude = upshot and checks.put_often(check)
    check = replace(check, misses=check.misses + 1)
    notes = (replies.note("nearly"),) if (upshot or asked_at_once(situation)) and not conclude else ()
    reply, check = checks.proceed(
        check, situation.turn, situation.services, notes, say_back=False, conclude=conclude
    )
    return reply, replace(situation.memory, check=check)


def _running(situation: Situation) -> Check:
    check = situation.running
    assert check is not None, "a move of the check was made without one"
    return check
