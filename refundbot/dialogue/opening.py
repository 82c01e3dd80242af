"""Whether a message is about a purchase of the customer's own, and so opens a check."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from refundbot.dialogue.ellipsis import Ellipsis
from refundbot.dialogue.facts import usable
from refundbot.dialogue.signs import (
    ANOTHER,
    ASKS_TO_LOOK,
    CORRECTS,
    OWN_PURCHASE,
    POINTS_BACK,
    SEVERAL_OF_HIS,
    WANTS_REFUND,
    asks,
)
from refundbot.dialogue.state import Check, Conversation
from refundbot.dialogue.subject import KINDS
from refundbot.dialogue.turn import Turn
from refundbot.replies import CHECK
from refundbot.understanding.facts import Fact
from refundbot.understanding.questions import is_story

WISHES = frozenset({None, CHECK, "process.apply", "policy.overview"})
"""Topics under which a bare wish for a refund may have been taken."""
TOLD = frozenset({"dialogue.inform", "dialogue.affirm", "dialogue.deny"})
"""What a message is that tells something and asks nothing."""
OWN_CASE = frozenset(
    {
        "order_number",
        "paid_at",
        "provisioned_at",
        "effective_at",
        "expires_at",
        "paid_amount",
        "state",
        "used",
    }
)
"""Facts that only the customer's own purchase has."""
SAYS_THE_USE = {"used_gb": "used", "used_ratio": "used", "left_gb": "used", "left_ratio": "used"}
"""What is used and what is left are one fact, however it is told."""
DATES = frozenset({"paid_at", "provisioned_at"})
CIRCUMSTANCE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "policy.not_in_effect": frozenset({"effective_at", "state"}),
        "policy.failed_order": frozenset({"state"}),
    }
)
"""Facts that are what a topic is about: it takes others besides to state a case."""
GENERAL = ("policy.", "amount.calculation", "process.apply")
"""Topics that give way to the check when the message states a case of its own."""


def states_a_case(topic: str | None, facts: tuple[Fact, ...], turn: Turn) -> bool:
    """Whether the message asks about, or tells of, a purchase of the customer's own."""
    looks = ASKS_TO_LOOK.search(turn.text) or SEVERAL_OF_HIS.search(turn.text)
    if topic == CHECK or (looks and _gives_way(topic, turn)):
        return True
    if topic in WISHES and WANTS_REFUND.fullmatch(turn.text.strip()):
        return True
    named_fields = {fact.field for fact in facts}
    own = {SAYS_THE_USE.get(name, name) for name in named_fields} & OWN_CASE
    dated_product = own & DATES and "product" in named_fields and OWN_PURCHASE.search(turn.text)
    if dated_product and topic not in CIRCUMSTANCE and _gives_way(topic, turn):
        return True
    if topic in TOLD and not asks(turn.text):
        return bool({fact.field for fact in usable(facts, turn.now)} - {"channel"})
    if topic is None or topic.startswith("dialogue."):
        told = len(own | named_fields & {"product"}) >= 2 and not is_story(turn.text)
        return "order_number" in own or (bool(own) and told)
    own -= CIRCUMSTANCE.get(topic, frozenset())
    return len(own) >= 2 - ("order_number" in own) and _gives_way(topic, turn)


def _gives_way(topic: str | None, turn: Turn) -> bool:
    """Whether a topic gives way to the check of a case that the message states.

    A story tells much besides what it asks: there only a wish for a refund is about what was bought.
    """
    if is_story(turn.text):
        return topic is not None and topic in WISHES
    return topic is None or topic.startswith(GENERAL)


def asks_of_heard(topic: str | None, turn: Turn, state: Conversation) -> bool:
    """Whether the message asks what becomes of the case that a person was told of."""
    heard = state.check is not None and state.check.heard
    return heard and topic is not None and topic.startswith(GENERAL) and bool(POINTS_BACK.search(turn.text))


def tells_what_was_bought(topic: str | None, said: Ellipsis, turn: Turn, last: str) -> bool:
    """Whether a bare name tells what the customer bought, after an answer that invited him to."""
    only_a_name = said.aspect is None and said.circumstance is None and set(said.named or ()) <= KINDS
    return only_a_name and no_topic(topic) and last.startswith(GENERAL) and not asks(turn.text)


def turns_to_another(facts: tuple[Fact, ...], turn: Turn) -> bool:
    """Whether the customer names another purchase after a check."""
    return ANOTHER.search(turn.text) is not None and any(fact.field == "product" for fact in facts)


def other_order(facts: tuple[Fact, ...], turn: Turn, check: Check) -> bool:
    """Whether the customer turned to another purchase: another product that is no correction."""
    if CORRECTS.search(turn.text) or check.asked == "product":
        return False
    known = check.facts.get("product")
    return known is not None and any(
        f.field == "product" and f.value != known and not f.problem for f in facts
    )


def no_topic(topic: str | None) -> bool:
    """Whether a message, taken alone, asks about no topic."""
    return topic is None or topic.startswith("dialogue.")
