"""Which question of a topic a message asks: the one that was chosen, or else heard and sure enough."""

from __future__ import annotations

from refundbot.catalogue import QUESTIONS, topic_of
from refundbot.dialogue.situation import Situation
from refundbot.understanding.thresholds import SURE_OF_A_QUESTION


def question_of(topic: str, situation: Situation) -> str | None:
    """The question of a topic that is to be answered; `None` where it is the topic itself."""
    if situation.chosen is not None:
        chosen = QUESTIONS.get(situation.chosen)
        return chosen.id if chosen and chosen.topic == topic else None
    followed_up = situation.followed_up
    if followed_up is not None and topic_of(followed_up) == topic:
        return followed_up if followed_up in QUESTIONS else None
    if situation.turn.entity("rejection_code"):
        return None  # the topic tells what this very code means
    question, probability = situation.turn.within.get(topic, (None, 0.0))
    return question if probability >= SURE_OF_A_QUESTION and question in QUESTIONS else None
