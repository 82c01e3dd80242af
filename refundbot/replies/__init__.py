"""Every word that a customer reads. Pure: a topic or a decision in, Chinese wording and its envelope out."""

from refundbot.replies.answers import answer, depends_on
from refundbot.replies.details import detail, evidence, missing
from refundbot.replies.feeling import COMPLAINT, FEELINGS, met, with_a_person
from refundbot.replies.heard import heard_so_far, to_confirm
from refundbot.replies.in_all import Decided, in_all
from refundbot.replies.model import Button, Facets, Reply, then
from refundbot.replies.neighbours import ELSEWHERE, SERVICE, neighbour
from refundbot.replies.of_account import TOPIC as TOPIC_OF_FIGURE
from refundbot.replies.of_account import may_be, until_when
from refundbot.replies.on_case import (
    WAYS_BACK,
    because,
    no_deadline,
    nothing_on_case,
    of_the_thing,
    on_case,
    only_way_back,
    what_is_lost,
    whole_resource,
)
from refundbot.replies.own_orders import OwnOrder, offering_own, own_orders
from refundbot.replies.polarity import contradicts
from refundbot.replies.questions import doubt, lost, question, what_is_wrong
from refundbot.replies.recap import item, moment_text, product_name, recap
from refundbot.replies.script import in_script
from refundbot.replies.topics import TOPICS, of_title, title, topic_of_title
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
    offering_the_other,
    unclear_small,
    which_row,
)
from refundbot.replies.under_way import Waited, waited_for
from refundbot.replies.verdicts import outcome, protested, restated, verdict

__all__ = [
    "CHECK",
    "COMPLAINT",
    "ELSEWHERE",
    "ESCAPE",
    "FEELINGS",
    "SERVICE",
    "TOPICS",
    "TOPIC_OF_FIGURE",
    "WAYS_BACK",
    "Button",
    "Decided",
    "ErrorReason",
    "Facets",
    "OwnOrder",
    "Reply",
    "Waited",
    "also",
    "answer",
    "because",
    "clarify",
    "contradicts",
    "depends_on",
    "detail",
    "doubt",
    "error",
    "evidence",
    "heard_so_far",
    "in_all",
    "in_script",
    "item",
    "lost",
    "may_be",
    "met",
    "missing",
    "moment_text",
    "neighbour",
    "no_deadline",
    "note",
    "nothing_on_case",
    "of_the_thing",
    "of_title",
    "offering",
    "offering_orders",
    "offering_own",
    "offering_the_other",
    "on_case",
    "only_way_back",
    "outcome",
    "own_orders",
    "product_name",
    "protested",
    "question",
    "recap",
    "restated",
    "then",
    "title",
    "to_confirm",
    "topic_of_title",
    "unclear_small",
    "until_when",
    "verdict",
    "waited_for",
    "what_is_lost",
    "what_is_wrong",
    "which_row",
    "whole_resource",
    "with_a_person",
]
