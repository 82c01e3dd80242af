"""After the verdict: more facts of the case, its upshot once more, a question that its figures answer."""

from __future__ import annotations

from dataclasses import replace

from refundbot import replies
from refundbot.catalogue import TOPICS
from refundbot.dialogue.answering import OF_WHAT_CAME_WITH_IT
from refundbot.dialogue.carry_over import facets, of_the_same
from refundbot.dialogue.check import alike
from refundbot.dialogue.checking import go_on
from refundbot.dialogue.each_question import DEADLINE
from refundbot.dialogue.facts import MEANT_FOR, case_of, plain, quota_told, usable
from refundbot.dialogue.later import day_notes
from refundbot.dialogue.likely import LIKELY
from refundbot.dialogue.one_more import tells_of_one_beside
from refundbot.dialogue.said_back import recap
from refundbot.dialogue.situation import Situation
from refundbot.dialogue.state import REMEMBERED, Check
from refundbot.dialogue.turn import Answered, Turn, no_topic
from refundbot.dialogue.within import question_of
from refundbot.eligibility import Outcome, decide
from refundbot.eligibility.case import PurchaseKind
from refundbot.replies import CHECK, Reply
from refundbot.understanding.facts import Fact
from refundbot.understanding.sayings import Saying
from refundbot.understanding.stance import supposed_cause
from refundbot.understanding.utterance import utterance


def rues_a_loss(situation: Situation) -> bool:
    """Whether money is taken for lost of which the account of the finished check tells what becomes."""
    check = situation.finished
    of_a_part = situation.marks.protests and situation.alone in _OF_A_PART and not situation.usable
    if check is None or not (situation.rues_a_loss or of_a_part) or situation.marks.in_general:
        return False
    return bool(situation.decision_on(check).amounts)


_OF_A_PART = frozenset({"amount.fee", "policy.coupon"})
"""Topics of a protest against a part of the account: 凭什么扣手续费."""


async def explain_what_is_lost(situation: Situation) -> Answered:
    """What becomes of the part that is named, or of all that was paid."""
    check, turn = situation.finished, situation.turn
    assert check is not None, "a loss was explained without a case"
    case = case_of(check, turn.now)
    of_coupons = bool(turn.utterance.mentions("coupon_kind")) or "券" in turn.utterance.normalised
    reply = replies.what_is_lost(
        decide(case, situation.policy),
        case,
        situation.policy,
        turn.confidence,
        turn.utterance.sums,
        of_coupons=of_coupons,
        rough=check.rough,
    )
    return reply, replace(situation.memory, check=replace(check, ago=0), misses=0)


def asks_if_because(situation: Situation) -> bool:
    """Whether it is asked if one thing is what decided, and there is something to be told of that."""
    check = situation.decided
    if check is None or not situation.marks.asks_if_because:
        return False
    return _because(check, situation) is not None


async def tell_whether_because(situation: Situation) -> Answered:
    """Yes or no, and what did decide."""
    check = situation.finished
    reply = None if check is None else _because(check, situation)
    assert check is not None, "a reason was told without a verdict"
    assert reply is not None, "a reason was told where there is none"
    return reply, replace(situation.memory.answered("rejection.reasons"), check=replace(check, ago=0))


def _because(check: Check, situation: Situation) -> Reply | None:
    case, policy, turn = case_of(check, situation.turn.now), situation.policy, situation.turn
    days = day_notes(check, turn.now, policy)
    named = _named_as_cause(check, supposed_cause(turn.utterance.normalised), turn)
    return replies.because(decide(case, policy), case, named, policy, turn.confidence, days)


def _named_as_cause(check: Check, cause: str, turn: Turn) -> frozenset[str] | None:
    """The facts of the case that a cause names, as far as they are so; `None` where it names none."""
    told = usable(utterance(cause).facts(turn.now), turn.now)
    late = {"provisioned_at", "paid_at"} if Saying.TOO_LATE.is_in(cause) else set()
    if not (told or late):
        return None
    frozen = "freeze" in check.facts  # whatever kind of freeze it is called
    so = (
        f.field
        for f in told
        if check.facts.get(f.field) == plain(f.value) or (f.field == "freeze" and frozen)
    )
    return frozenset((*so, *late))


def changes_the_case(situation: Situation) -> bool:
    """Whether a message tells something of the case that was decided, and so asks for a new verdict.

    A question that the figures of the case answer is left to them, unless what it tells changes these.
    """
    check = situation.decided
    if check is None or looks_for_another_way(situation):
        return False
    said = situation.ellipsis
    if said is not None and said.aspect not in (None, "can"):
        return False
    facts = _of_the_case(situation)
    taken_back = bool(situation.turn.utterance.days_of_another)
    if not (facts or taken_back) or situation.taken(check, facts).content == check.content:
        return False
    if said is not None and not situation.marks.amends:
        return no_topic(situation.alone) or check.ago <= 1
    if not situation.marks.asks or situation.marks.asks_if_it_matters or situation.supposes:
        return True
    if no_topic(situation.alone) or situation.alone == CHECK:
        return True
    rules = situation.alone == DEADLINE or TOPICS[str(situation.alone)].decides
    in_time = rules and not situation.marks.asks_until_when
    if MEANT_FOR in situation.told and (in_time or situation.marks.asks_the_verdict):
        return True
    return not alike(
        situation.decision_on(check), situation.decision_on(situation.taken(check, facts)), telling=True
    )


async def decide_anew(situation: Situation) -> Answered:
    """The verdict on the changed case, told shortly where it stays the same.

    What is only supposed is remembered for what is short for a question on it, and needs no confirmation;
    but what might have been done otherwise (当初要是买按需的) is not gone on about.
    """
    check = situation.finished
    assert check is not None, "a case was changed without one"
    facts = _of_the_case(situation)
    notes: tuple[str, ...] = ()
    if situation.supposes:
        notes = (replies.note("supposed"),)
    notes = (*_of_one_period(situation.taken(check, facts), situation), *notes)
    if situation.supposes:
        facts = tuple(replace(fact, confidence=1.0, hedged=False) for fact in facts)
    situation = replace(situation, facts=(*facts, *situation.volumes))
    reply, memory = await go_on(check, situation, notes, before=check)
    if situation.supposes and situation.turn.utterance.regrets:
        return reply, replace(memory, check=replace(check, ago=0))
    actual = replace(situation.memory.actual or check, ago=0) if situation.supposes else None
    return reply, replace(memory, actual=actual)


def looks_for_another_way(situation: Situation) -> bool:
    """Whether what was done is rued and another way asked for: 早知道先加盘再续费了，还有啥办法没."""
    rues = situation.marks.rues or situation.turn.utterance.regrets
    return rues and Saying.LOOKS_FOR_A_WAY.is_in(situation.turn.utterance.normalised)


def _of_the_case(situation: Situation) -> tuple[Fact, ...]:
    """What a message tells of the case: all that it supposes or corrects, else what it states."""
    if situation.supposes or situation.marks.amends or situation.ellipsis:
        return situation.usable
    return situation.stated


def takes_back_unheard(situation: Situation) -> bool:
    """Whether something told before is said to be wrong, and nothing was heard that would be right."""
    check, topic = situation.decided, situation.alone
    if check is None or situation.usable or situation.supposes:
        return False
    of_it = no_topic(topic) or topic == CHECK or TOPICS[str(topic)].decides
    return of_it and Saying.TAKES_BACK.is_in(situation.turn.utterance.normalised)


async def ask_what_is_wrong(situation: Situation) -> Answered:
    """What is to be put right is asked, with what was told before; no verdict is told that may be wrong."""
    check, turn = situation.finished, situation.turn
    assert check is not None, "something was taken back without a case"
    known = recap(check, case_of(check, turn.now))
    reply = replies.what_is_wrong(known, situation.policy, turn.confidence)
    return reply, replace(situation.memory.answered(CHECK), check=replace(check, ago=0))


def asks_for_the_upshot(situation: Situation) -> bool:
    """Whether the verdict is asked for once more: 所以到底能不能退; or what is known is told again."""
    check, topic = situation.decided, situation.alone
    if check is None or situation.marks.in_general or situation.supposes:
        return False
    if not of_the_same(check, situation.usable, situation.turn):
        return False
    if situation.figure in _TOLD_BY_ITSELF:
        return False
    if topic == _NOT_ARRIVED and situation.decision_on(check).outcome in _NOTHING_BACK:
        return True  # 一分都没有？
    demands = situation.marks.demands_it and no_topic(situation.topic)
    wishes = situation.marks.bare_wish or demands
    if wishes and check.ago <= REMEMBERED:
        return True
    if MEANT_FOR in situation.told and (no_topic(topic) or topic == CHECK):
        return True  # 那今天退呢, where that is what was judged
    plain = topic == "amount.calculation"
    short_for = situation.ellipsis is not None and situation.ellipsis.aspect not in (None, "can", "amount")
    if short_for or (topic in _ANSWERED_ON_FIGURES and not (plain and situation.marks.asks_the_verdict)):
        return False
    if situation.marks.asks_the_verdict:
        if no_topic(topic) or topic == CHECK or (topic in _OF_A_REFUSAL and not situation.marks.refused):
            return True
        return TOPICS[str(topic)].gives_way or TOPICS[str(topic)].aside
    if no_topic(topic) and check.ago <= REMEMBERED and _likely_whether(situation):
        return True
    if speaks_of_another(situation):
        return False
    return topic == CHECK or (bool(situation.stated) and not situation.marks.asks and no_topic(topic))


def _likely_whether(situation: Situation) -> bool:
    """Whether a message is likeliest about what a verdict decides, if not surely: 都第三天了吧."""
    if situation.marks.protests or situation.marks.asks:
        return False
    likeliest, probability = situation.turn.ranking[0] if situation.turn.ranking else (None, 0.0)
    return likeliest in TOPICS and TOPICS[str(likeliest)].decides and probability >= LIKELY


_NOT_ARRIVED = "payout.missing"
_NOTHING_BACK = (Outcome.NOT_REFUNDABLE, Outcome.NOTHING_TO_REFUND)
"""Outcomes of which no money is on its way."""
_TOLD_BY_ITSELF = frozenset({"quota", "charges", "consumed"})
"""Figures of the account that the upshot does not tell."""
_ANSWERED_ON_FIGURES = frozenset({"amount.calculation", "amount.fee", "policy.deadline", "policy.coupon"})
"""Topics that ask for more than the upshot."""
_OF_A_REFUSAL = frozenset({"rejection.reasons", "rejection.next_steps"})
"""Topics that 你再说一遍能不能退 is taken for, where nobody speaks of a refusal."""


async def repeat_the_verdict(situation: Situation) -> Answered:
    """The verdict in a sentence or two, with its sum."""
    check = situation.finished
    assert check is not None, "a verdict was repeated without one"
    check = replace(check, ago=0)
    case, policy = case_of(check, situation.turn.now), situation.policy
    days = (*_of_one_period(check, situation), *day_notes(check, situation.turn.now, policy))
    reply = replies.restated(
        decide(case, policy), case, policy, situation.turn.confidence, check.order, days, rough=check.rough
    )
    return reply, replace(situation.memory.answered(CHECK), check=check)


def _of_one_period(check: Check, situation: Situation) -> tuple[str, ...]:
    """That only the renewal is counted, to who speaks of what was there before it as well: 两段都退."""
    renewal = check.facts.get("purchase_kind") == PurchaseKind.RENEWAL.value
    both = renewal and Saying.BOTH_PERIODS.is_in(situation.turn.utterance.normalised)
    return (replies.note("one_period"),) if both else ()


def protests(situation: Situation) -> bool:
    """Whether somebody is not content with the verdict, or wants to know what it rests on: 依据呢, 真的吗."""
    check, said = situation.decided, situation.ellipsis
    if check is None:
        return False
    of_it = situation.memory.last_topic == CHECK and said is not None and said.aspect == "evidence"
    rues = situation.marks.rues and not situation.marks.asks and no_topic(situation.alone)
    less = rues and situation.decision_on(check).outcome is not Outcome.FULL_REFUND
    lost = situation.rues_a_loss and not situation.marks.in_general
    holds = situation.marks.protests or _holds_against_it(situation, check)
    return holds or of_it or less or lost or looks_for_another_way(situation)


def _holds_against_it(situation: Situation, check: Check) -> bool:
    """Whether others say that what was refused is refunded, 我同事说能退的, or wonder at it, 这也不行?"""
    if Saying.HOLDS_EVEN_SO.is_in(situation.turn.utterance.normalised):
        return situation.decision_on(check).outcome in (*_NOTHING_BACK, Outcome.MANUAL_REVIEW)
    if situation.marks.asks or not Saying.PROMISED.is_in(situation.turn.utterance.normalised):
        return False
    return situation.decision_on(check).outcome in _NOTHING_BACK


async def answer_a_protest(situation: Situation) -> Answered:
    """What decided, where it stands, and the way to a person."""
    check = situation.finished
    assert check is not None, "a protest was answered without a verdict"
    case, policy = case_of(check, situation.turn.now), situation.policy
    days = day_notes(check, situation.turn.now, policy)
    reply = replies.protested(
        decide(case, policy), case, policy, situation.turn.confidence, days, rough=check.rough
    )
    return reply, replace(situation.memory, check=replace(check, ago=0), misses=0)


def asks_for_another_way_back(situation: Situation) -> bool:
    """Whether another channel than the one paid by is named for the money to come back through."""
    check, said = situation.decided, situation.turn.utterance
    if check is None:
        return False
    known = check.facts.get("channel")
    other = any(name.id != known for name in said.mentions("payment_channel"))
    return known in replies.WAYS_BACK and other and Saying.WAY_BACK.is_in(said.normalised)


async def tell_the_way_back(situation: Situation) -> Answered:
    """That it comes back the way it was paid, until when, and where to after that."""
    check = situation.finished
    assert check is not None, "a way back was told without a case"
    reply = replies.only_way_back(str(check.facts["channel"]), situation.policy, situation.turn.confidence)
    return reply, replace(situation.memory.answered("payout.withdraw"), check=replace(check, ago=0))


def gives_up_the_whole(situation: Situation) -> bool:
    """Whether the whole resource is given up, or another way sought, where no renewal goes back alone."""
    return _of_the_whole(situation) is not None


async def tell_of_the_whole(situation: Situation) -> Answered:
    """What comes back of the whole resource, and that the refusal was of the renewal alone."""
    check, reply = situation.finished, _of_the_whole(situation)
    assert check is not None, "a whole resource was told of without a case"
    assert reply is not None, "a whole resource was told of where the renewal alone is no matter"
    return reply, replace(situation.memory.answered("policy.renewal"), check=replace(check, ago=0))


def _of_the_whole(situation: Situation) -> Reply | None:
    check, said = situation.decided, situation.turn.utterance
    if check is None:
        return None
    if not (Saying.BOTH_PERIODS.is_in(said.normalised) or Saying.LOOKS_FOR_A_WAY.is_in(said.normalised)):
        return None
    return replies.whole_resource(situation.decision_on(check), situation.policy, situation.turn.confidence)


def takes_notice(situation: Situation) -> bool:
    """Whether somebody only takes notice of what was answered, or finds nothing wrong in the verdict."""
    spoken = situation.memory.last_topic is not None or situation.memory.check is not None
    small = situation.alone is not None and TOPICS[situation.alone].aside
    marks, check = situation.marks, situation.finished
    nothing = check is not None and check.ago <= REMEMBERED and marks.denies and not marks.corrects
    noticed = marks.acknowledges and not small
    return spoken and situation.running is None and situation.noted is None and (noticed or nothing)


async def leave_it_at_that(situation: Situation) -> Answered:
    """A friendly word."""
    return replies.unclear_small("noticed"), replace(situation.memory, misses=0)


def speaks_of_another(situation: Situation) -> bool:
    """Whether somebody turns to the purchase of another, and tells nothing of it: 那他的呢."""
    said = situation.turn.utterance
    return (
        situation.finished is not None
        and (said.only_of_the_other or tells_of_one_beside(situation.turn))
        and not situation.facts
        and (no_topic(situation.alone) or situation.alone == CHECK)
    )


async def tell_it_apart(situation: Situation) -> Answered:
    """That it is looked at apart, and what is to be told of it; or that it is not looked at."""
    beside = tells_of_one_beside(situation.turn)
    return replies.unclear_small("left_alone" if beside else "another"), replace(situation.memory, misses=0)


def asks_about_the_case(situation: Situation) -> bool:
    """Whether the topic has an answer on the figures of the finished check."""
    return _told(situation) is not None


async def answer_on_the_case(situation: Situation) -> Answered:
    """The answer to the topic on the figures of the finished check."""
    told = _told(situation)
    assert told is not None, "a question on a case was answered without one"
    reply, check = told
    return reply, replace(situation.kept.answered(str(situation.topic)), check=replace(check, ago=0))


def _told(situation: Situation) -> tuple[Reply, Check] | None:
    """The answer on the case, and the case with what the question adds to it, which changes nothing told.

    `None` where the question is asked in general, of another purchase, or has no answer in figures. A topic
    that was offered as a button has its general answer then.
    """
    check, topic, turn = situation.kept.finished_check, situation.topic, situation.turn
    figure = situation.figure if situation.figure in _TOLD_BY_ITSELF else None
    topic = replies.TOPIC_OF_FIGURE[figure] if figure else topic
    if check is None or topic is None or situation.marks.in_general or situation.plainly:
        return None
    if turn.utterance.asks_of_anothers:
        return None
    if not of_the_same(check, situation.facts, turn):
        return None
    if topic and question_of(topic, situation) in OF_WHAT_CAME_WITH_IT:
        return None
    if topic in _OF_THE_TOPIC_ITSELF and question_of(topic, situation) not in (None, _WHO_APPROVES):
        return None
    policy = situation.policy
    facts = () if Saying.OF_A_KIND.is_in(turn.utterance.normalised) else situation.facts
    told = turn.utterance.stated(facts)
    added = tuple(fact for fact in facts if fact in told or fact.field not in check.facts)
    known, check = situation.taken(check, added), situation.taken(check, facts)
    case = case_of(check, turn.now)
    decision = decide(case, policy)
    if topic == "process.apply" and situation.ellipsis and decision.outcome in _REFUSED:
        topic = "rejection.next_steps"
    if topic == "rejection.reasons" and decision.amounts and situation.marks.refused:
        return None
    notes = (*_of_one_period(check, situation), *day_notes(check, turn.now, policy))
    reply = replies.on_case(
        topic,
        decision,
        case,
        policy,
        turn.confidence,
        turn.entity("coupon_kind"),
        notes,
        rough=check.rough,
        figure=figure,
        quota_left=quota_told(check),
    )
    if reply is None:
        nothing = replies.nothing_on_case(topic, decision, policy, turn.confidence)
        if nothing is None or situation.chosen is not None:
            return None
        about = facets(topic, situation.facts, turn, situation.kept, short=True)
        reply = replies.then(nothing, replies.answer(topic, policy, about, turn.confidence))
    return reply, known


_WHO_APPROVES = "policy.large_amount/who_approves"
_OF_THE_TOPIC_ITSELF = frozenset({"process.find_entry", "policy.large_amount"})
"""Topics of which a case answers no other question than they are asked as a whole."""
_REFUSED = (Outcome.NOT_REFUNDABLE, Outcome.MANUAL_REVIEW)
