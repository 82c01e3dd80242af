"""What a message is about, taken alone: its predicted topic, put right by what its words say."""

from __future__ import annotations

from refundbot import replies
from refundbot.catalogue import TOPICS
from refundbot.dialogue.facts import usable
from refundbot.dialogue.in_the_light import OF_A_FREEZE
from refundbot.dialogue.likely import interrupting, of_a_kind, standing_out, supposed
from refundbot.dialogue.own_told import OF_ONE_BOUGHT, only_tells_of_their_own
from refundbot.dialogue.state import Check, Memory
from refundbot.dialogue.turn import Turn
from refundbot.replies import COMPLAINT
from refundbot.understanding.facts import Fact
from refundbot.understanding.facts.answers import CHOICES
from refundbot.understanding.sayings import Saying
from refundbot.understanding.thresholds import SURE_OUTSIDE

_SAID_COMMANDS = frozenset(id for id, topic in TOPICS.items() if topic.command and topic.kind == "said")
"""Commands that stop the talk or begin it anew, which a purchase that is told of is not told for."""
_TAKEN_FOR_COMMANDS = frozenset({"dialogue.wait", "dialogue.restart"})
"""Commands that short answers are taken for."""


def topic_alone(topic: str | None, turn: Turn, memory: Memory, facts: tuple[Fact, ...]) -> str | None:
    """The topic of a message that tells `facts`; `topic` is the predicted one.

    `None` where it is of no topic, as where it answers the question on the table.
    """
    return _unless_negated(_meant(topic, turn, memory, facts), facts, turn, memory.check)


def _meant(topic: str | None, turn: Turn, memory: Memory, facts: tuple[Fact, ...]) -> str | None:
    """The topic, or the command that plain words give: to keep it stops the check, to complain is heard."""
    marks = turn.utterance.marks
    open_ = memory.check is not None and (memory.check.running or memory.check.heard)
    if open_ and marks.keeps_it and not marks.asks:
        return "dialogue.cancel"
    if topic is None:
        return _unclear(turn, memory, facts)
    if topic == "out_of_scope":
        frozen = marks.asks and bool(memory.last_topic) and any(fact.field == "freeze" for fact in facts)
        topic = OF_A_FREEZE if frozen else _within_scope(turn) or topic
    if topic == "out_of_scope" and _is_of_a_purchase(turn, facts):
        return None
    lost = marks.only_points and memory.last_topic is None
    of_theirs = marks.own_purchase or any(fact.field == "product" for fact in facts)
    begins = memory.last_topic is None and memory.check is None
    unsure = topic == "out_of_scope" and not (begins and turn.confidence >= SURE_OUTSIDE)
    lead_in = unsure and of_theirs and not marks.asks  # 我闺女给我弄的
    return None if lead_in or (lost and TOPICS[topic].aside) else topic


def _unclear(turn: Turn, memory: Memory, facts: tuple[Fact, ...]) -> str | None:
    """What a message is about that no topic explains surely.

    What is told of a case is left to the check, but for a question that a check does not answer.
    """
    if turn.utterance.marks.complains:
        return COMPLAINT
    if turn.utterance.marks.asks and {fact.field for fact in facts} == {"freeze"}:
        return OF_A_FREEZE
    tells = {fact.field for fact in facts} - {"product"}
    if memory.check is not None and memory.check.running:
        return interrupting(turn) if turn.utterance.marks.asks and not tells else None
    clear = standing_out(turn)
    if tells:
        return clear if clear and turn.utterance.marks.asks and not TOPICS[clear].gives_way else None
    return supposed(turn) or of_a_kind(turn) or clear


_OF_A_PURCHASE = frozenset({None, "account", "billing", "order"})
"""What lies next to refunds and may be told of a purchase as well: on whose account it was made."""


def _is_of_a_purchase(turn: Turn, facts: tuple[Fact, ...]) -> bool:
    """Whether a product of ours is told to be bought, and for how much: 拿我手机买了一个云服务器，268块.

    What was charged for on a day is bought as well, 服务器昨天自动续费了，扣我588; so is what is told of with
    its day, its sum or its term where nothing is asked: 想做店招，点成云主机了，三个月的. What stands before
    the product in its clause tells what it is for, 会员系统那台服务器.
    """
    told = {fact.field: fact for fact in facts if not fact.problem}
    said, product = turn.utterance, told.get("product")
    if product is None or told.keys().isdisjoint(OF_ONE_BOUGHT):
        return False
    first = said.reading.clause(product.start)[0]
    if said.normalised[:first].rstrip().endswith("的"):  # 健身房的 会员系统那台服务器
        first = said.reading.clause(first - 1)[0]
    if Saying.BOUGHT_AT.is_in(said.normalised[first : product.start]):  # 在阿里云买了台服务器
        first = product.start
    near = replies.neighbour(said.normalised[:first] + said.normalised[product.end :])
    others = {name.id for name in said.mentions("other_company") if not first <= name.start < product.end}
    if near not in _OF_A_PURCHASE or not others <= {"media"}:
        return False
    paid = "paid_amount" in told
    charged = paid and said.marks.charged and "paid_at" in told
    return (
        charged
        or (paid and said.marks.own_purchase)
        or (near is None and only_tells_of_their_own(turn, facts))
    )


def _within_scope(turn: Turn) -> str | None:
    """What a charge or a complaint is about that was taken for another trade's; `None` where it is that."""
    marks = turn.utterance.marks
    elsewhere = replies.neighbour(turn.utterance.normalised) in replies.ELSEWHERE
    if elsewhere or turn.entity("other_company") or turn.confidence >= SURE_OUTSIDE:
        return None
    if marks.charged:
        return "charge.unexpected"
    return COMPLAINT if marks.complains or marks.angry else None


def _unless_negated(
    topic: str | None, facts: tuple[Fact, ...], turn: Turn, check: Check | None
) -> str | None:
    """The topic, unless it is a command that the message negates, or that a correction was taken for.

    Nor does a word that answers the question on the table (正在用, 新单子) bid to wait or to start over.
    """
    marks = turn.utterance.marks
    asked = check.asked if check else None
    if check is not None and turn.utterance.remedied(check.facts):
        return None if topic and (TOPICS[topic].command or TOPICS[topic].aside) else topic
    answers = asked in CHOICES and asked in {fact.field for fact in facts}
    said = turn.utterance.ellipsis
    again = said is not None and said.aspect == "again"  # 再讲一遍 does not bid to start over
    if topic in _TAKEN_FOR_COMMANDS and (answers or again):
        return None
    if topic in _SAID_COMMANDS and check is None and only_tells_of_their_own(turn, facts):
        return None
    if topic == "dialogue.cancel" and marks.demands_it:
        return None  # 不用了！退钱！ is about what was bought
    negated = marks.negates_command or (marks.corrects and usable(facts, turn.now))
    return None if topic and TOPICS[topic].command and negated else topic
