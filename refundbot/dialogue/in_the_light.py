"""The topic of a message in the light of what was talked of, and what is asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refundbot.catalogue import TOPICS, topic_of
from refundbot.dialogue.carry_over import KINDS, named
from refundbot.dialogue.facts import MEANT_FOR
from refundbot.dialogue.follow_up import in_context, instead
from refundbot.dialogue.state import REMEMBERED
from refundbot.dialogue.turn import no_topic
from refundbot.replies import CHECK
from refundbot.understanding.ellipsis import Ellipsis
from refundbot.understanding.thresholds import CANDIDATE_FROM

if TYPE_CHECKING:
    from refundbot.dialogue.situation import Situation

OF_A_FREEZE = "rejection.reasons"
"""What is asked by who names a freeze and asks nothing else that is understood."""
FEW = 8
"""Characters up to which a message is likely to go on with what was talked of."""
CLEAR_IN_CONTEXT = 0.25
"""Probability from which on a longer message goes on with what was answered."""
CLEARLY = 0.5
"""Probability from which on it does whatever it names."""
SURE = 0.9
"""Probability from which on a topic, and the question of it, stand for themselves."""
APART = 1.5
"""By how much a question is likelier than the next for it to be told apart, where only the topic is sure."""
WELL_APART = 2.0
"""As much, where the message may well stand for itself."""
NEARLY_CLEAR = 0.15
"""Probability from which on what is likeliest only told goes on with what was answered."""
GOES_ON = ("呢", "的", "那种", "的话")
"""Ends of what goes on with what was said."""


def carried_over(situation: Situation) -> tuple[str | None, str | None]:
    """The topic in the light of what was talked of, and what is asked of it where that is heard so too.

    The topic of a short message is what it is short for.
    """
    topic, said, last = situation.alone, situation.ellipsis, situation.memory.last_topic
    marks, asked = situation.marks, None
    if situation.finished and marks.postpones and MEANT_FOR not in situation.told:
        return "policy.deadline", None
    if situation.running:
        carries = marks.asks and (last != CHECK or _varies_the_case(situation, said))
    else:
        carries = not (said and last and _tells_what_was_bought(situation, said, last))
    if said and last and said.aspect == "why" and _just_told_of_the_money(situation, last):
        return OF_A_FREEZE, None
    if said and last and carries:
        carried = situation.memory.named_within(REMEMBERED)
        asked = in_context(topic, said, last, situation.memory.last_question, carried)
        topic = asked and topic_of(asked)
    if last and _free(situation) and situation.turn.utterance.puts_right:
        about = instead(named(situation.facts, situation.turn), last)
        return about, situation.memory.last_question if about == last else about
    heard, clearly = _followed_up(situation)
    of_it = heard is not None and (said is None or topic is None or topic_of(heard) == last)
    whole = heard == last and not no_topic(topic) and topic != last
    other = whole or _names_another_kind(said, topic, last)
    if heard is not None and of_it and (clearly or not other):
        return topic_of(heard), heard
    return topic, (asked or topic) if said and last else None


def _just_told_of_the_money(situation: Situation, last: str) -> bool:
    """Whether the way of a decided case's money was told last: what 为什么 asks is then the verdict."""
    return situation.finished is not None and situation.finished.ago <= 1 and TOPICS[last].group == "payout"


def _varies_the_case(situation: Situation, said: Ellipsis | None) -> bool:
    """Whether a short question asks of another case than the one that is being checked: 那包年的呢.

    What answers the question on the table is no such question.
    """
    check = situation.running
    if said is None or check is None or check.asked in situation.told:
        return False
    return said.circumstance is not None or (said.aspect is None and situation.marks.takes_up)


def _free(situation: Situation) -> bool:
    """Whether a message may go on with what was answered in general: no case is talked of."""
    return situation.running is None and situation.finished is None and situation.chosen is None


def _names_another_kind(said: Ellipsis | None, topic: str | None, last: str | None) -> bool:
    """Whether a name brings the topic of another kind of purchase, whatever is heard: 那包年的呢."""
    names = said is not None and KINDS & set(said.named or ())
    return bool(names) and last is not None and topic != last and TOPICS[last].of_a_kind


def _followed_up(situation: Situation) -> tuple[str | None, bool]:
    """What a message asks that goes on with what was answered, 那第11个呢, 从哪儿扣, and whether clearly so.

    `None` where it says something else, or stands for itself.
    """
    turn, memory, alone = situation.turn, situation.memory, situation.alone
    command = alone is not None and TOPICS[alone].command
    if not _free(situation) or situation.marks.acknowledges or command or memory.last_topic is None:
        return None, False
    if _asks_the_same(situation):
        return memory.last_question, True
    if _leans_on_the_answer(situation):
        return _of_the_last(situation), True
    heard, probability, next_best = _heard(situation)
    if heard is None:
        return None, False
    of_heard = dict(turn.ranking).get(topic_of(heard), 0.0)
    clear = probability >= CLEAR_IN_CONTEXT
    if clear and of_heard >= CANDIDATE_FROM:
        return heard, probability >= CLEARLY
    if _is_short(situation) and (clear or not _stands_for_itself(situation, heard)):
        apart = alone != "dialogue.inform" or probability >= APART * next_best
        return heard if apart else memory.last_topic, False
    likeliest = turn.ranking[0][0] if turn.ranking else None
    of_last = alone is None and topic_of(heard) == memory.last_topic
    if of_last and likeliest == memory.last_topic:
        return heard if probability >= WELL_APART * next_best else memory.last_topic, False
    if of_last and likeliest == "dialogue.inform" and probability >= APART * next_best:
        return heard if probability >= NEARLY_CLEAR else None, False
    adds = alone == "dialogue.inform" and not situation.usable and memory.last_question is not None
    return memory.last_topic if adds and not TOPICS[memory.last_topic].gives_way else None, False


def _heard(situation: Situation) -> tuple[str | None, float, float]:
    """The likeliest thing that is asked after the last answer, how probably, and the next of its topic."""
    outside = situation.alone is not None and TOPICS[situation.alone].aside
    asked = [
        (id, p)
        for id, p in situation.turn.in_context
        if TOPICS[topic_of(id)].kind == "answer" or (outside and TOPICS[topic_of(id)].asked)
    ]
    if not asked or TOPICS[topic_of(asked[0][0])].kind != "answer":
        return None, 0.0, 0.0
    heard, probability = asked[0]
    of_its_topic = (p for id, p in asked[1:] if topic_of(id) == topic_of(heard))
    return heard, probability, next(of_its_topic, 0.0)


def _asks_the_same(situation: Situation) -> bool:
    """Whether what was answered is doubted, or surely asked again of another thing that the answer names."""
    turn, memory = situation.turn, situation.memory
    question, probability = turn.within.get(str(memory.last_topic), (None, 0.0))
    sure = probability >= SURE and turn.confidence >= SURE and situation.alone == memory.last_topic
    doubts = situation.marks.corrects and situation.marks.asks and situation.alone is None
    return memory.last_question is not None and (doubts or (sure and question == memory.last_question))


def _leans_on_the_answer(situation: Situation) -> bool:
    """Whether a message can only be about what was answered: 我亲弟也不中？, 怎么把它抹平.

    It wonders at it, or taken alone is about a thing that has no name and is not ours.
    """
    turn, alone, marks = situation.turn, situation.alone, situation.marks
    if named(situation.facts, turn) or turn.entity("other_company"):
        return False
    if marks.wonders:
        return not _stands_for_itself(situation, str(situation.memory.last_topic))
    return alone is not None and TOPICS[alone].kind == "out_of_scope" and marks.points_back and marks.asks


def _of_the_last(situation: Situation) -> str | None:
    """What of the topic that was answered a message asks: the same again, unless something else is clear."""
    memory = situation.memory
    likely = [(id, p) for id, p in situation.turn.in_context if topic_of(id) == memory.last_topic]
    (best, probability), (_, next_best) = [*likely, ("", 0.0), ("", 0.0)][:2]
    clear = probability >= WELL_APART * max(next_best, CANDIDATE_FROM / 2)
    return best if clear else memory.last_question or memory.last_topic


def _is_short(situation: Situation) -> bool:
    """Whether a message is short for something that was talked of."""
    marks, alone = situation.marks, situation.alone
    text = situation.turn.utterance.normalised.strip(" ?。!")
    spoken = alone is not None and TOPICS[alone].kind == "said"
    goes_on = marks.takes_up or marks.varies or marks.supposes or marks.corrects or text.endswith("呢")
    of_it = TOPICS[str(situation.memory.last_topic)].circumstance
    tells_more = spoken and situation.told <= of_it and text.endswith(GOES_ON)
    return goes_on or tells_more or (len(text) <= FEW and (marks.asks or not spoken))


def _stands_for_itself(situation: Situation, heard: str) -> bool:
    """Whether a message is surely about another topic, and says surely what it asks, or says much."""
    turn, alone = situation.turn, situation.alone
    if alone == OF_A_FREEZE and "freeze" in situation.told:
        return True
    if alone is None or alone == topic_of(heard) or turn.confidence < SURE:
        return False
    _, probability = turn.within.get(alone, (None, 0.0))
    much = TOPICS[alone].aside and len(turn.utterance.normalised.strip()) > FEW
    return much or (TOPICS[alone].kind == "answer" and probability >= SURE)


def _tells_what_was_bought(situation: Situation, said: Ellipsis, last: str) -> bool:
    """Whether a bare name tells what the customer bought, after an answer that invited them to."""
    only_a_name = said.aspect is None and said.circumstance is None and set(said.named or ()) <= KINDS
    invited = TOPICS[last].gives_way
    return only_a_name and no_topic(situation.alone) and invited and not situation.marks.asks_anything
