"""A refund that was asked for already is answered as that: where the money is, from when on it is late.

No check is opened on it: whether it can be refunded was decided when it was asked for.
"""

from __future__ import annotations

from dataclasses import replace

from refundbot import replies
from refundbot.catalogue import TOPICS
from refundbot.dialogue.answering import answer
from refundbot.dialogue.carry_over import named
from refundbot.dialogue.facts import case_of
from refundbot.dialogue.situation import Situation
from refundbot.dialogue.state import REMEMBERED, Check
from refundbot.dialogue.turn import Answered, no_topic
from refundbot.dialogue.waited_for import spoken_of
from refundbot.dialogue.within import question_of
from refundbot.replies import CHECK
from refundbot.understanding.facts.under_way import (
    asks_when,
    is_not_in_the_account,
    is_rued,
    tells_of_a_lost_card,
    was_not_withdrawn,
)

MISSING, WITHDRAW, SHORT, MATERIALS = (
    *("payout.missing", "payout.withdraw"),
    *("amount.dispute", "process.materials"),
)
_OF_THE_WAY = frozenset({"payout.time", MISSING, "process.progress", "process.review_time", SHORT})
"""Topics on a refund that was asked for."""
_WITH_IT = frozenset({MATERIALS, "policy.large_amount"})
"""Topics that are of it once it is talked of."""
_ASKED_BY_ITSELF = frozenset({"policy.failed_order", "policy.invoice", "policy.coupon"})
"""Topics that give way to a check, and have an answer of their own on what has not come back."""
_OF_LESS = frozenset({"payout.destination", "amount.fee"})
"""Topics that ask where the rest is, of a refund of which less came than was expected."""
_TOLD_IN_GENERAL = frozenset({MISSING, "process.progress"})
"""Topics whose answers say all where nothing is told of the refund."""
_HAVE_AN_ANSWER = frozenset(
    {
        *("payout.missing/where_to_look", "payout.missing/proof", "process.review_time/none"),
        *("process.progress/cancelled", "payout.time/parts"),
        *("amount.dispute/promised", "amount.dispute/page_differs"),
        *("amount.dispute/recalculate", "amount.dispute/detail"),
        *("policy.large_amount/threshold", "policy.large_amount/split"),
    }
)
"""Questions that are answered as they are asked."""


def asks_of_it(situation: Situation) -> bool:
    """Whether a message is of a refund that was asked for, and asks nothing that has an answer of its own."""
    said, marks, last = situation.turn.utterance, situation.marks, situation.memory.last_topic
    if situation.memory.under_way is None or situation.chosen is not None:
        return False
    if not spoken_of(situation.turn, situation.memory):
        return False
    if said.under_way is None:
        other = marks.in_general or marks.acknowledges or marks.charged or situation.names_one_more
        return not other and _goes_on(situation)
    of_a_charge = last is not None and TOPICS[last].group == "charge"
    return said.under_way.late or not of_a_charge if _no_answer(situation) else _told(situation)


def _told(situation: Situation) -> bool:
    """Whether what is told of a refund is what the message asks about."""
    topic, told = str(situation.topic), situation.turn.utterance.under_way
    assert told is not None, "nothing is told of a refund"
    if topic == WITHDRAW and told.stage == "withdrawn":
        return question_of(WITHDRAW, situation) in (None, f"{WITHDRAW}/how_long")
    if topic in _OF_THE_WAY:
        return question_of(topic, situation) not in _HAVE_AN_ANSWER
    if situation.memory.under_way and situation.memory.under_way.short and topic in _OF_LESS:
        return True
    if topic == "process.cancel":
        return not (situation.marks.asks or is_rued(situation.turn.utterance.reading))
    return told.late and TOPICS[topic].gives_way and topic not in _ASKED_BY_ITSELF


def _goes_on(situation: Situation) -> bool:
    """Whether a message that tells nothing of the refund by itself goes on with it: 微信付的, 那是哪天."""
    topic, reading = situation.topic, situation.turn.utterance.reading
    if _no_answer(situation):
        return topic == CHECK or _adds(situation) or situation.marks.asks
    topic = str(topic)
    if topic in _OF_THE_WAY | _WITH_IT:
        return question_of(topic, situation) not in _HAVE_AN_ANSWER
    if topic == WITHDRAW:
        return was_not_withdrawn(reading)
    return TOPICS[topic].gives_way and topic not in _ASKED_BY_ITSELF


def _adds(situation: Situation) -> bool:
    """Whether a message tells something of the refund, or asks when it comes."""
    said = situation.turn.utterance
    return bool(situation.facts or said.mentions("payment_channel")) or asks_when(said.reading)


def _no_answer(situation: Situation) -> bool:
    """Whether a message has no topic but, at most, that a purchase is to be looked at."""
    return no_topic(situation.topic) or situation.topic == CHECK


async def answer_it(situation: Situation) -> Answered:
    """Where the money is by what was told, since when it is late, and whom to send what."""
    memory, turn = situation.kept, situation.turn
    check = memory.check if memory.check is not None and not situation.running else Check()
    refund, topic = memory.under_way, str(situation.topic)
    assert refund is not None, "a refund under way was answered without one"
    refund = replace(refund, short=refund.short or topic == SHORT, ago=0)
    channel = _channel(situation, check)
    known = refund.short or refund.asked or refund.stage in ("reviewing", "withdrawn") or channel
    looked = topic == MATERIALS or is_not_in_the_account(turn.utterance.reading)
    lost = tells_of_a_lost_card(turn.utterance.reading)
    if topic in _TOLD_IN_GENERAL and not (known or looked):
        reply, after = answer(topic, situation)
    else:
        waited = replies.Waited(refund.stage, refund.short, refund.asked, refund.roughly, looked, lost)
        case = case_of(check, turn.now)
        reply = replies.waited_for(waited, channel, case, situation.policy, turn.confidence)
        heard = {**named(situation.facts, turn), **({"channel": channel} if channel else {})}
        after = memory.answered(str(reply.envelope["topic"])).hearing(heard)
    return reply, replace(after, under_way=refund, check=_put_aside(after.check))


def _put_aside(check: Check | None) -> Check | None:
    """A check that ran, to be gone on with when its purchase is spoken of again."""
    if check is None or not check.running:
        return check
    return replace(check, asked=None, heard=True) if check.facts else None


def _channel(situation: Situation, check: Check) -> str | None:
    """The channel paid by, as far as it was told; 余额 is where the money is looked for."""
    if check.facts.get("seller") == "partner":
        return "partner"
    told = next((str(fact.value) for fact in situation.facts if fact.field == "channel"), None)
    meant = named(situation.facts, situation.turn).get("channel")
    before = situation.memory.named_within(REMEMBERED).get("channel")
    known = check.facts.get("channel")
    return told or (meant if meant != "balance" else None) or (str(known) if known else None) or before
