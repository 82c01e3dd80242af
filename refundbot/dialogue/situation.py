"""A turn in the light of the conversation: what the conditions and acts of the moves read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from refundbot import replies
from refundbot.catalogue import QUESTIONS, TOPICS
from refundbot.dialogue.carry_over import names_more_exactly, of_the_same, other_order
from refundbot.dialogue.day import without_the_days_of_another
from refundbot.dialogue.facts import decision_on, plain, usable
from refundbot.dialogue.implied import told_as_bought
from refundbot.dialogue.later import on_the_day_meant
from refundbot.dialogue.of_the_decided import asked_of_the_decided
from refundbot.dialogue.one_more import (
    is_begun,
    is_the_first_told_of,
    tells_of_another,
    tells_of_one_beside,
)
from refundbot.dialogue.purchase_talked_of import OF_A_THING, obstacles_gone
from refundbot.dialogue.put_by import is_wished
from refundbot.dialogue.state import REMEMBERED, Check, Memory, Provenance
from refundbot.dialogue.sums_taken import of_a_part
from refundbot.dialogue.supposition import is_supposed
from refundbot.dialogue.taking import VOLUMES, take, without_the_refusal
from refundbot.dialogue.turn import Services, Turn
from refundbot.dialogue.which_one import pointed_at
from refundbot.eligibility import Decision
from refundbot.eligibility.products import GENERAL, GIVEN
from refundbot.eligibility.reading import moment
from refundbot.policy import Policy
from refundbot.understanding.account_asked import Figure, account_asked
from refundbot.understanding.ellipsis import Ellipsis
from refundbot.understanding.facts import GUESSED, Fact, Span
from refundbot.understanding.lexicon.vocabulary import Mention
from refundbot.understanding.marks import Marks
from refundbot.understanding.plainly import plainly_asked, rues_a_loss
from refundbot.understanding.pointing import points_by_description
from refundbot.understanding.sayings import Saying
from refundbot.understanding.several import counts_things, is_one_more, is_told_as_new, tells_of_the_rest

POINTED_BY = frozenset({"paid_at", "paid_amount"})
"""Facts by which a thing is pointed at: 上周买的那台, 99块的那台."""
OF_A_CHANGE = frozenset(
    {
        *("pending_transaction", "changed_before_renewal"),
        *("resource_added_after_renewal", "bandwidth_addon_present"),
    }
)
"""What is told of an order beside the purchase that changes or adds to it."""


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
    def begins(self) -> bool:
        """Whether nothing but a greeting was said before, and no purchase is talked of."""
        last = self.memory.last_topic
        return self.memory.check is None and (last is None or TOPICS[last].kind == "smalltalk")

    @property
    def finished(self) -> Check | None:
        """The check that was decided last, of which the talk is still."""
        return self.memory.finished_check

    @property
    def decided(self) -> Check | None:
        """The same, unless the message names another purchase."""
        check = self.finished
        return None if check is None or self.of_another_purchase else check

    def decision_on(self, check: Check) -> Decision:
        """What is decided on a check by the policy of the message."""
        return decision_on(check, self.turn.now, self.policy)

    @cached_property
    def plainly(self) -> str | None:
        """The question that it asks in plain words, and tells nothing of a purchase beside it."""
        if self.chosen:
            return None
        asked = plainly_asked(self.turn.utterance.normalised) if OF_A_THING.isdisjoint(self.told) else None
        decided = None if asked else self.of_the_decided
        return asked or (decided if decided in QUESTIONS else None)

    @cached_property
    def of_the_decided(self) -> str | None:
        """The topic or the question that answers what is asked of the case that was decided."""
        return asked_of_the_decided(self)

    @cached_property
    def rues_a_loss(self) -> bool:
        """Whether it takes money for lost, and tells nothing: 那这30块就没了."""
        return not self.chosen and not self.facts and rues_a_loss(self.turn.utterance.normalised)

    @cached_property
    def figure(self) -> Figure | None:
        """The figure of the account of the purchase talked of that it asks for, if not in general."""
        said = self.turn.utterance
        if self.chosen or self.plainly or self.marks.in_general:
            return None
        if said.asks_of_anothers or said.only_of_the_other:
            return None
        if self.running and self.rues_a_loss:
            return "refund"
        if self.finished and Saying.LEFT_AFTERWARDS.is_in(said.normalised):
            return "quota"
        return account_asked(said.normalised) or ("until" if self.marks.asks_until_when else None)

    @cached_property
    def usable(self) -> tuple[Fact, ...]:
        """What the message tells that the engine takes."""
        return usable(self.facts, self.turn.now)

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
        if self.finished is not None and said.would_be_remedied(self.finished.facts):
            return True
        if self._asks_of_another_mode:
            return True
        varies = not marks.corrects and (marks.supposes or (marks.counterfactual and marks.asks))
        if marks.takes_up and marks.asks and not marks.corrects and self._differs:
            check = self.memory.check
            return check is None or not tells_of_another(self.turn, check)
        return varies or any(is_supposed(fact, self.turn, self.memory.check) for fact in self.usable)

    @property
    def _asks_of_another_mode(self) -> bool:
        """Whether it is asked how it is with another billing mode than that of the case: 按需的能退吗."""
        said = self.turn.utterance
        if self.finished is None or self.marks.corrects or not self.marks.asks_the_verdict:
            return False
        known = self.finished.facts.get("billing_mode")
        clauses = [
            said.normal_clause(fact)
            for fact in self.usable
            if fact.field == "billing_mode" and known not in (None, fact.value)
        ]
        named = said.mentions("product") and self.told != {"billing_mode"}
        return not named and any(
            Saying.ASKS.is_in(clause) and not Saying.OF_ONESELF.is_in(clause) for clause in clauses
        )

    @property
    def _differs(self) -> bool:
        """Whether it names what is not so in the case that was decided: 那名额用完了呢.

        Another product is that of another purchase, 那OBS的资源包呢, and what was done supposes nothing:
        那我把单子取消了，现在能退多少.
        """
        known = {} if self.finished is None else self.finished.facts
        done = {fact.field for fact in self.turn.utterance.remedied(known)}
        if any(fact.field == "product" and fact.value != known.get("product") for fact in self.usable):
            return False
        return any(
            fact.field not in done and known.get(fact.field, plain(fact.value)) != plain(fact.value)
            for fact in self.usable
        )

    @cached_property
    def of_another_purchase(self) -> bool:
        """Whether it names another purchase than the one of the check, and not to correct or vary it.

        Only what is named as another is one: another order, one more of its kind, another product.
        """
        check, said = self.memory.check, self.turn.utterance
        if check is not None and said.order_numbers and check.order_number not in said.order_numbers:
            return True
        if check is None or self.supposes or self.marks.corrects:
            return False
        if self.names_one_more:
            return True
        product = next((fact for fact in self.usable if fact.field == "product"), None)
        known, short = check.facts.get("product"), self.ellipsis
        if product is None or (short is not None and short.aspect not in (None, "can")):
            return False
        if names_more_exactly(self.usable, self.turn, check):
            return False
        return known not in (product.value, None, GENERAL) and self._is_bought(product)

    @property
    def names_one_more(self) -> bool:
        """Whether it names one more purchase beside the one talked of: 另外那台, 还有个云硬盘.

        An order that changes the one talked of is none: 另外那单扩容的还没付.
        """
        said, check = self.turn.utterance.own, self.memory.check
        names = said.mentions("product")
        if tells_of_one_beside(self.turn) or (said.days_of_another and not self.marks.wishes):
            return False
        if check is not None and (
            is_begun(check, self.memory)
            or is_the_first_told_of(self.turn, check)
            or pointed_at(self.memory, said, self.turn.now) is check
        ):
            return False
        if not names and tells_of_the_rest(said.normalised):
            return True
        if check is not None and tells_of_another(self.turn, check) and not self.marks.corrects:
            return True
        of_it = any(fact.field in OF_A_CHANGE and fact.value is True for fact in self.facts)
        if (said.marks.another_one and (names or not of_it)) or self._points_at_another:
            return True
        return any(is_one_more(said.reading, name) or self._cannot_be_the_one(name) for name in names)

    @property
    def begun(self) -> Check:
        """The check of another purchase, likely of the same product where no other is named: 花99买的那台."""
        check = self.memory.check
        named = self.turn.utterance.mentions("product")
        if check is None or "product" not in check.facts or named or not self.names_one_more:
            return Check()
        product = str(check.facts["product"])
        surely = self._points_at_another or counts_things(self.turn.utterance.normalised)
        words = Provenance(replies.product_name(product), confidence=1.0 if surely else GUESSED)
        return Check(facts={"product": product}, said={"product": words})

    @property
    def _points_at_another(self) -> bool:
        """Whether a thing is pointed at by what is not true of the one talked of: 花99买的那台, of a gift."""
        check = self.memory.check
        if check is None or self.marks.corrects or not points_by_description(self.turn.utterance.reading):
            return False
        told = {fact.field: plain(fact.value) for fact in self.usable}
        given = check.facts.get("origin") in GIVEN and "paid_amount" not in check.facts
        if given and not told.keys().isdisjoint(("paid_amount", "unit_price")):
            return True
        return any(check.facts.get(field, told[field]) != told[field] for field in POINTED_BY & told.keys())

    def _cannot_be_the_one(self, name: Mention) -> bool:
        """Whether a purchase is told as news, of another day than the one talked of: 昨天买了台云主机."""
        check, said = self.memory.check, self.turn.utterance
        if check is None or not is_told_as_new(said.reading, name):
            return False
        days = [
            fact.value for fact in self.stated if fact.field == "paid_at" and isinstance(fact.value, Span)
        ]
        known = check.facts.get("paid_at") or check.facts.get("provisioned_at")
        if known is None or not days:
            return False
        before = moment("paid_at", known)
        return all(day.latest < before.earliest or day.earliest > before.latest for day in days)

    def _is_bought(self, product: Fact) -> bool:
        """Whether of a product that is named something is asked or wished for, or that it was bought."""
        if self.marks.asks_anything or self.marks.wishes:
            return True
        said = self.turn.utterance
        return bool(said.stated((product,))) and Saying.OF_A_PURCHASE.is_in(said.normal_clause(product))

    @property
    def asked_of(self) -> Check | None:
        """The decided check that the message is about, with what is told in passing.

        `None` where it is asked in general, or names what that purchase is not.
        """
        check = self.kept.finished_check
        if check is None or self.marks.in_general or self.of_another_purchase:
            return None
        of_it = not self.turn.utterance.asks_of_anothers and of_the_same(check, self.facts, self.turn)
        return check if of_it else None

    @cached_property
    def kept(self) -> Memory:
        """The memory, with what is stated in passing of the case: 支付宝付的，钱去哪了.

        Before there is a check it is noted for one.
        """
        check = self.finished
        if check is None:
            return self.memory if self.running else self._noting
        if self.names_one_more or not of_the_same(check, self.facts, self.turn):
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
        memory, known = self.memory, self.noted or Check()
        if self.names_one_more or other_order(self.stated, self.turn, known):
            memory, known = memory.leaving(), self.begun
        check = self.taken(known, (*self.stated, *self.volumes))
        if replace(check, wished=known.wished) == known:
            return self.memory  # a wish alone tells nothing to be noted
        return replace(memory, check=replace(check, heard=True, ago=0))

    def taken(self, check: Check, facts: Iterable[Fact]) -> Check:
        """A check with facts of this message.

        What was told of a sum before a part of the order was singled out was told of the whole.
        """
        if self.turn.utterance.returns_a_part:
            check = of_a_part(check)
        if obstacles_gone(self.turn, check) or self.turn.utterance.detaches:
            check = without_the_refusal(check)
        check = without_the_days_of_another(check, self.turn)
        marks, facts, now = self.marks, tuple(facts), self.turn.now
        if is_wished(self.turn) or (check.asked is not None and check.asked in {f.field for f in facts}):
            check = replace(check, wished=True)
        corrects = marks.corrects or Saying.LOOKED_UP.is_in(self.turn.utterance.normalised)
        taken = take(check, facts, now, self.memory.turn, corrects=corrects, supposed=marks.counterfactual)
        return on_the_day_meant(told_as_bought(taken, self.turn, self.memory), facts, now, self.policy)
