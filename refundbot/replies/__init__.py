"""Every word that a customer reads. Pure: a topic or a decision in, Chinese wording and its envelope out."""

from refundbot.replies.answers import answer, depends_on, why
from refundbot.replies.model import Button, Facets, Reply, then
from refundbot.replies.neighbours import neighbour
from refundbot.replies.on_case import nothing_on_case, on_case
from refundbot.replies.questions import OwnOrder, question
from refundbot.replies.recap import product_name, recap
from refundbot.replies.topics import TOPICS, title, topic_of_title
from refundbot.replies.turns import (
    CHECK,
    ESCAPE,
    ErrorReason,
    also,
    clarify,
    error,
    note,
    offering,
    offering_orders,
    unclear_small,
)
from refundbot.replies.verdicts import verdict

__all__ = [
    "CHECK",
    "ESCAPE",
    "TOPICS",
    "Button",
    "ErrorReason",
    "Facets",
    "OwnOrder",
    "Reply",
    "also",
    "answer",
    "clarify",
    "depends_on",
    "error",
    "neighbour",
    "note",
    "nothing_on_case",
    "offering",
    "offering_orders",
    "on_case",
    "product_name",
    "question",
    "recap",
    "then",
    "title",
    "topic_of_title",
    "unclear_small",
    "verdict",
    "why",
]
