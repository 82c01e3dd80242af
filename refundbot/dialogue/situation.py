"""A turn in the light of the conversation: what the conditions and acts of the moves read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from refundbot import replies
from refundbot.catalogue import PRODUCTS, TOPICS, topic_of
from refundbot.dialogue.carry_over import of_the_same, other_order
from refundbot.dialogue.check import DATES, VOLUMES, take, without_the_sum
from refundbot.dialogue.day import on_the_day, opened_at_once
from refundbot.dialogue.facts import count_quota, plain, usable
from refundbot.dialogue.in_the_light import OF_A_FREEZE, carried_over
from refundbot.dialogue.likely import interrupting, of_a_kind, standing_out, supposed
from refundbot.dialogue.questions import pressing
from refundbot.dialogue.several import of_what_goes_back, stays
from refundbot.dialogue.state import REMEMBERED, Check, Memory
from refundbot.dialogue.turn import Services, Turn
from refundbot.eligibility.products import GENERAL
from refundbot.policy import Policy
from refundbot.replies import COMPLAINT
from refundbot.understanding.ellipsis import Ellipsis
from refundbot.understanding.facts import Fact
from refundbot.understanding.facts.answers import CHOICES
from refundbot.understanding.marks import Marks, marks
from refundbot.understanding.several import asks_if_touched
from refundbot.understanding.stance import amends, hangs_on_it, is_short_for, tells_of_a_refund
from refundbot.understanding.thresholds import SURE_OUTSIDE

_TAKEN_FOR_COMMANDS = frozenset({"dialogue.wait", "dialogue.restart"})
"""Commands that short answers are taken for."""
OF_A_THING = frozenset({"product", "paid_at", "provisioned_at", "paid_amount", "billing_mode", "term_months"})
"""What is told of a thing bought rather than of the account."""


@dataclass(frozen=True)
class Situation:
    """A message, the memory that it meets, and what it is about."""

    turn: Turn
    memory: Memory
    services: Services
    facts: tuple[Fact, ...]
    alone: str | None
    """The topic of the message taken alone; `None` where no intent explains it."""
    topic: str | None
    """The topic in the light of what was talked of."""
    ellipsis: Ellipsis | None = None
    """What the message consists of, if it is short for something."""
    chosen: str | None = None
    """The topic, or the question of it, that was offered and chosen, so that it is certain."""
    followed_up: str | None = None
    """The topic or question that the message asks in the light of what was answered."""

    @property
    def marks(self) -> Marks:
        """How the message is meant."""
        return self.turn.utterance.marks

    @property
    def policy(self) -> Policy:
        """The policy at the time of the message."""
        return self.services.policies.at(self.turn.now)

    @property
    def running(self) -> Check | None:
        """The check of which a question is on the table."""
        check = self.memory.check
        return check if check and check.running else None

    @property
    def finished(self) -> Check | None:
        """The check that was decided last, of which the talk is still."""
        return self.memory.finished_check

    @cached_property
    def usable(self) -> tuple[Fact, ...]:
        """What the message tells that the engine takes, without what is told of a thing beside it."""
        facts = usable(self.facts, self.turn.now)
        check = self.memory.check
        return facts if check is None else _without_bystanders(facts, check, self.turn)

    @property
    def stated(self) -> tuple[Fact, ...]:
        """Of these what it states, rather than supposes."""
        return self.turn.utterance.stated(self.usable)

    @property
    def volumes(self) -> tuple[Fact, ...]:
        """What it tells of volumes, which is said back only."""
        return tuple(fact for fact in self.facts if fact.field in VOLUMES)

    @cached_property
    def told(self) -> frozenset[str]:
        """The fields of which the message tells something that the engine takes."""
        return frozenset(fact.field for fact in self.usable)

    @property
    def supposes(self) -> bool:
        """Whether it supposes another case, and does not put it aside in the same breath."""
        marks, said = self.marks, self.turn.utterance
        if said.dismisses:
            return False
        varies = not marks.corrects and (marks.supposes or (marks.counterfactual and marks.asks))
        return varies or any(_supposed(fact, self.turn, self.memory.check) for fact in self.usable)

    @property
    def of_another_purchase(self) -> bool:
        """Whether it names another purchase than the one of the check, and not to correct or vary it."""
        check, numbers = self.memory.check, self.turn.utterance.order_numbers
        if check is not None and numbers and check.order_number not in numbers:
            return True
        if check is None or self.marks.amends or self.supposes:
            return False
        product = next((fact.value for fact in self.usable if fact.field == "product"), None)
        if self.marks.another_one or (self.marks.names_another and product is not None):
            return True
        known = check.facts.get("product")
        return self.ellipsis is None and None not in (product, known) and known not in (product, GENERAL)

    @cached_property
    def kept(self) -> Memory:
        """The memory, with what is stated in passing of the case: 支付宝付的，钱去哪了.

        Before there is a check it is noted for one.
        """
        check = self.finished
        if check is None:
            return self.memory if self.running else self._noting
        if self.marks.names_another or not of_the_same(check, self.facts, self.turn):
            return self.memory
        stated = self.turn.utterance.stated(self.facts)
        return replace(self.memory, check=self.taken(check, stated))

    @property
    def noted(self) -> Check | None:
        """What was told lately of a case that no check was opened on."""
        check = self.memory.check
        return check if check is not None and check.heard and check.ago <= REMEMBERED else None

    @property
    def _noting(self) -> Memory:
        known = self.noted or Check()
        if other_order(self.stated, self.turn, known):
            known = Check()
        check = self.taken(known, (*self.stated, *self.volumes))
        if check == known:
            return self.memory
        return replace(self.memory, check=replace(check, heard=True, ago=0))

    def taken(self, check: Check, facts: Iterable[Fact]) -> Check:
        """A check with facts of this message.

        What was told of a sum before a part of the order was singled out was told of the whole.
        """
        if self.turn.utterance.returns_a_part:
            check = without_the_sum(check)
        amends = self.marks.corrects or self.marks.counterfactual
        return take(check, facts, self.turn.now, self.memory.turn, corrects=amends)


def _without_bystanders(facts: tuple[Fact, ...], check: Check, turn: Turn) -> tuple[Fact, ...]:
    """The facts without those of a thing that only hangs on the purchase talked of: 给它买过一个带宽包."""
    known, utterance = check.facts.get("product"), turn.utterance
    others = [fact for fact in facts if fact.field == "product" and fact.value != known]
    if known is None or not others:
        return facts
    corrects = utterance.marks.corrects
    clauses = {utterance.clause(fact): utterance.normal_clause(fact) for fact in others}
    beside = {
        written
        for written, clause in clauses.items()
        if (not amends(clause) if corrects else hangs_on_it(clause) or asks_if_touched(clause))
    }
    return tuple(f for f in facts if utterance.clause(f) not in beside or f.field not in OF_A_THING)


def situate(topic: str | None, turn: Turn, memory: Memory, services: Services) -> Situation:
    """The situation of a turn. `topic` is the predicted intent, `memory` what was remembered before."""
    chosen = replies.of_title(turn.text) or replies.of_title(turn.utterance.normalised)
    topic = None if turn.text.startswith("／") else topic_of(chosen) if chosen else topic
    said = None if chosen else turn.utterance.ellipsis
    memory = memory.aged() if said else memory.aged().without_supposition()
    stay = left_alone(turn)
    waiting = tuple(
        check for check in memory.waiting if check.facts.get("product") not in stay and not stays(check, turn)
    )
    memory = replace(memory, waiting=waiting)
    if memory.check is not None and memory.check.running and turn.utterance.returns_a_part:
        memory = replace(memory, check=without_the_sum(memory.check))
    facts = facts_in(turn, memory, services)
    alone = _unless_negated(_meant(pressing(topic, turn), turn, memory, facts), facts, turn, memory.check)
    situation = Situation(turn, memory, services, facts, alone, alone, said, chosen)
    topic, followed_up = carried_over(situation)
    return replace(situation, topic=topic, followed_up=followed_up)


def facts_in(turn: Turn, memory: Memory, services: Services) -> tuple[Fact, ...]:
    """What the message states, read as an answer to the question on the table where there is one."""
    quota = services.policies.at(turn.now).get("quotas.five_day").value
    facts: Iterable[Fact] = (
        fact
        for fact in of_what_goes_back(_in_the_light(turn, memory.check), turn)
        if not (
            _of_a_number(fact, turn)
            or _of_a_later_refund(fact, turn)
            or _is_put_aside(fact, turn, memory.check)
            or (memory.check is not None and _is_the_count(fact, memory.check))
        )
    )
    if memory.check is not None:
        check = memory.check
        facts = _of_the_talk((on_the_day(fact, check, turn) for fact in facts), turn, check)
    facts = _without_the_state_of_another(tuple(facts), turn, memory.check)
    return count_quota(facts, quota if isinstance(quota, int) else 0)


def _of_the_talk(facts: Iterable[Fact], turn: Turn, check: Check) -> Iterator[Fact]:
    """The facts as they are meant while a purchase is talked of.

    机器 is the one talked of, whatever machine that is. What was refunded before, or stays as it is, is no
    purchase to be looked at, and what is told of the latter is no fact of the former.
    """
    said, known = turn.utterance, check.facts.get("product")
    alone = left_alone(turn)
    if check.running and alone and known not in alone:
        return
    another = known is None or check.asked == "product" or said.marks.names_another
    for fact in facts:
        if fact.field != "product" or fact.value == known or another:
            yield fact
        elif is_short_for(said.normalised[fact.start : fact.end], PRODUCTS[str(known)]):
            yield replace(fact, value=str(known))
        elif not tells_of_a_refund(said.normal_clause(fact)):
            yield fact


def _without_the_state_of_another(
    facts: tuple[Fact, ...], turn: Turn, check: Check | None
) -> tuple[Fact, ...]:
    """The facts without what became of something that is named, but is not what was bought: CDN包早用完了.

    Of what else something would be asked or wished for, it is what was bought.
    """
    if turn.utterance.marks.asks_anything or turn.utterance.marks.wishes:
        return facts
    named = {name.id for name in turn.utterance.mentions("product") if not name.everyday}
    known = check.facts.get("product") if check else None
    if not named or known is not None or any(fact.field == "product" for fact in facts):
        return facts
    return tuple(fact for fact in facts if fact.field not in ("state", "used"))


def _is_put_aside(fact: Fact, turn: Turn, check: Check | None) -> bool:
    """Whether a fact is only supposed, and no variation of a case that was decided is asked for.

    Nothing supposed takes the place of what was told, nor does it become a fact of a check that runs.
    """
    if not _supposed(fact, turn, check):
        return False
    if turn.utterance.dismisses:
        return True
    if check is None or fact.field == check.asked:
        return False
    return check.running or (check.heard and check.facts.get(fact.field) is not None)


def _supposed(fact: Fact, turn: Turn, check: Check | None) -> bool:
    """Whether a fact is supposed; what differs from what was told is, in a sentence that supposes."""
    known = None if check is None else check.facts.get(fact.field)
    differs = known is not None and known != plain(fact.value)
    said = turn.utterance
    return said.supposed(fact) or (differs and said.beside_a_supposition(fact))


def _of_a_later_refund(fact: Fact, turn: Turn) -> bool:
    """Whether a date is that of a refund that is put off: 等到元旦再退行不行."""
    return fact.field in DATES and marks(turn.utterance.normal_clause(fact)).postpones


def left_alone(turn: Turn) -> frozenset[str]:
    """The products of which a message tells only that they stay as they are."""
    said = turn.utterance.marks
    stay = said.stays and not (said.wishes or said.asks)
    return frozenset(mention.id for mention in turn.utterance.mentions("product")) if stay else frozenset()


def _of_a_number(fact: Fact, turn: Turn) -> bool:
    """Whether a sum is only a part of an order number: cs 2611 000106."""
    figures = "".join(filter(str.isdigit, fact.text))
    numbers = turn.utterance.order_numbers
    return fact.field == "paid_amount" and bool(figures) and any(figures in number for number in numbers)


def _is_the_count(fact: Fact, check: Check) -> bool:
    """Whether a sum is the count of what was bought, told before: 12块, of twelve disks."""
    return fact.field == "paid_amount" and not fact.problem and fact.value == check.facts.get("quantity")


def _in_the_light(turn: Turn, check: Check | None) -> tuple[Fact, ...]:
    """The facts of a message; what it leaves out is that of the question on the table.

    A correction leaves out what it corrects, which was told just before; a bare figure is a sum.
    """
    asked = check.asked if check else None
    if asked in DATES and turn.utterance.marks.asks and not turn.utterance.marks.tentative:
        asked = None  # 今天退的话能退多少 tells no date of the purchase
    facts = turn.utterance.facts(turn.now, asked)
    if check is None or asked in {fact.field for fact in facts}:
        return facts
    if at_once := opened_at_once(check, turn):
        return (*facts, at_once)
    if turn.utterance.marks.corrects:
        dates = DATES & check.said.keys()
        for field in sorted(dates, key=lambda field: check.said[field].turn, reverse=True):
            corrected = turn.utterance.facts(turn.now, field)
            if any(fact.field == field and not fact.problem for fact in corrected):
                return corrected
    if not facts and turn.utterance.marks.only_a_sum:
        return turn.utterance.facts(turn.now, "paid_amount")
    return facts


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
    lost = marks.only_points and memory.last_topic is None
    of_theirs = marks.own_purchase or any(fact.field == "product" for fact in facts)
    lead_in = topic == "out_of_scope" and of_theirs and not marks.asks  # 我闺女给我弄的
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
    answers = asked in CHOICES and asked in {fact.field for fact in facts}
    said = turn.utterance.ellipsis
    again = said is not None and said.aspect == "again"  # 再讲一遍 does not bid to start over
    if topic in _TAKEN_FOR_COMMANDS and (answers or again):
        return None
    negated = marks.negates_command or (marks.corrects and usable(facts, turn.now))
    return None if topic and TOPICS[topic].command and negated else topic
