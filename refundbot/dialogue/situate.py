"""A message is put in the light of the conversation: what it tells, and what it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from refundbot import replies
from refundbot.catalogue import TOPICS, topic_of
from refundbot.dialogue.bars import barred
from refundbot.dialogue.by_name import gone_back
from refundbot.dialogue.ended import of_what_ended
from refundbot.dialogue.facts_told import facts_in
from refundbot.dialogue.goes_back import stays
from refundbot.dialogue.implied import spoken_of_renewals
from refundbot.dialogue.in_the_light import carried_over
from refundbot.dialogue.purchase_talked_of import left_alone
from refundbot.dialogue.questions import pressing
from refundbot.dialogue.situation import Situation
from refundbot.dialogue.state import Memory
from refundbot.dialogue.sums_taken import of_a_part
from refundbot.dialogue.topic_alone import topic_alone
from refundbot.dialogue.turn import Services, Turn, no_topic
from refundbot.dialogue.waited_for import of_the_refund, remembered, spoken_of
from refundbot.dialogue.whose import of_the_account
from refundbot.replies import CHECK
from refundbot.understanding.facts import Fact
from refundbot.understanding.facts.turned_to import asks_to_turn
from refundbot.understanding.sayings import Saying

_ON_THE_QUOTA = "policy.five_day/quota"
"""What is told where some of the quota is said to have gone to what takes none of it."""
_STOP_RENEWING, _STOP_ALL = "policy.renewal/turn_off", "charge.continues/stop_all"
"""What answers who asks how charges are stopped, those of a renewal and others."""
_ONCE_IT_ENDS = "policy.renewal/when_charged"
"""What answers whether something is charged once it ends: 到期了会自动扣我钱吗."""
_TO_ON_DEMAND = "change.configuration/to_on_demand"
"""What answers whether it can be turned to pay-per-use, and whether money comes back then."""
_KEPT_RUNNING = "policy.renewal/keep_machine"
"""What is asked with the day until which it runs, 机器还能用到14号吧, which tells nothing of the renewal."""
_OF_A_CODE = "rejection.reasons"
"""What tells the meaning of an error code, whatever was told of the one before it."""
_WHOM_TO_ASK = "support.contact"
_OF_ON_DEMAND = "policy.pay_per_use"
"""What is answered on a purchase that is charged so."""


def situate(topic: str | None, turn: Turn, memory: Memory, services: Services) -> Situation:
    """The situation of a turn. `topic` is the predicted intent, `memory` what was remembered before."""
    chosen = replies.of_title(turn.text) or replies.of_title(turn.utterance.normalised)
    topic = None if turn.text.startswith("／") else topic_of(chosen) if chosen else topic
    said = None if chosen else turn.utterance.ellipsis
    goes_on = (said is not None or _of_the_day_supposed(topic, turn, memory)) and not turn.utterance.supposes
    memory = memory.aged() if goes_on else memory.aged().without_supposition()
    memory = spoken_of_renewals(memory, turn)
    stay = left_alone(turn)
    waiting = tuple(
        check for check in memory.waiting if check.facts.get("product") not in stay and not stays(check, turn)
    )
    memory = gone_back(replace(memory, waiting=waiting), turn)
    if memory.check is not None and memory.check.running and turn.utterance.returns_a_part:
        memory = replace(memory, check=of_a_part(memory.check))
    facts = facts_in(turn, memory, services)
    if spoken_of(turn, memory):
        facts = of_the_refund(facts, turn)
        memory = replace(memory, under_way=remembered(turn, memory, facts))
    alone = topic_alone(pressing(topic, turn), turn, memory, facts)
    situation = Situation(turn, memory, services, facts, alone, alone, said, chosen)
    if situation.of_the_decided == _KEPT_RUNNING:
        situation = replace(situation, facts=())
    topic, followed_up = carried_over(situation)
    if by_rule := _answered_by_rule(topic, situation):
        topic, followed_up = topic_of(by_rule), by_rule
    return replace(situation, topic=topic, followed_up=followed_up)


def _answered_by_rule(topic: str | None, situation: Situation) -> str | None:
    """The topic or question that answers what a message says, whatever it was taken for, if there is one."""
    turn, text = situation.turn, situation.turn.utterance.normalised
    if bar := situation.plainly or barred(topic, situation) or of_the_account(topic, situation):
        return bar
    if turn.entity("rejection_code") and (no_topic(topic) or TOPICS[str(topic)].aside or topic == _OF_A_CODE):
        return _OF_A_CODE
    if no_topic(topic) and Saying.WHOM_TO_ASK.is_in(text):
        return _WHOM_TO_ASK
    if situation.of_the_decided:
        return situation.of_the_decided
    if topic is None and Saying.STOPS_CHARGES.is_in(text):
        return _STOP_RENEWING if Saying.BY_RENEWAL.is_in(text) else _STOP_ALL
    if topic != CHECK and Saying.TAKES_NO_QUOTA.is_in(text):
        return _ON_THE_QUOTA
    if situation.chosen is None and (ended := of_what_ended(topic, turn, situation.memory)):
        return ended
    if _turns_to_on_demand(topic, turn, situation.facts):
        return _TO_ON_DEMAND
    ends = turn.utterance.marks.expects_a_charge and (no_topic(topic) or topic == topic_of(_ONCE_IT_ENDS))
    return _ONCE_IT_ENDS if ends else None


def _of_the_day_supposed(topic: str | None, turn: Turn, memory: Memory) -> bool:
    """Whether the coupon is asked about just after a later day was supposed, which may tell it otherwise."""
    supposed, actual = memory.check, memory.actual
    if supposed is None or actual is None or supposed.meant_for in (None, actual.meant_for):
        return False
    return topic == "policy.coupon" and turn.utterance.marks.asks_anything


def _turns_to_on_demand(topic: str | None, turn: Turn, facts: Iterable[Fact]) -> bool:
    """Whether nothing else is made out than a wish to turn to pay-per-use: 不退了，改成按需行不行."""
    told = any(fact.field == "billing_mode" for fact in facts)
    open_ = no_topic(topic) or topic in (CHECK, _OF_ON_DEMAND)
    return open_ and not told and asks_to_turn(turn.utterance.normalised)
