"""A turn in the light of the conversation: what the conditions and acts of the moves read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from refundbot import replies
from refundbot.catalogue import PRODUCTS, TOPICS, topic_of
from refundbot.dialogue.bars import barred
from refundbot.dialogue.carry_over import JUST_NOW, names_more_exactly, of_the_same, other_order
from refundbot.dialogue.check import DATES, VOLUMES, take, without_the_refusal, without_the_sum
from refundbot.dialogue.day import on_the_day, opened_at_once
from refundbot.dialogue.facts import COUPONS_END, MEANT_FOR, count_quota, plain, quota_told, usable
from refundbot.dialogue.in_the_light import OF_A_FREEZE, carried_over
from refundbot.dialogue.later import on_the_day_meant
from refundbot.dialogue.likely import interrupting, of_a_kind, standing_out, supposed
from refundbot.dialogue.questions import pressing
from refundbot.dialogue.several import (
    gone_back,
    left_beside,
    of_what_goes_back,
    stays,
    wishes_only_that,
)
from refundbot.dialogue.state import REMEMBERED, Check, Memory
from refundbot.dialogue.turn import Services, Turn, no_topic
from refundbot.dialogue.waited_for import of_the_refund, remembered, spoken_of
from refundbot.dialogue.whose import of_the_account
from refundbot.eligibility.case import PurchaseKind, ResourceState
from refundbot.eligibility.products import GENERAL, GIVEN
from refundbot.eligibility.reading import moment
from refundbot.policy import Policy
from refundbot.replies import CHECK, COMPLAINT
from refundbot.understanding.account_asked import Figure, account_asked
from refundbot.understanding.ellipsis import Ellipsis
from refundbot.understanding.facts import Fact, Span
from refundbot.understanding.facts.answers import CHOICES, says_not
from refundbot.understanding.facts.later import PUT_OFF
from refundbot.understanding.facts.names import package_of
from refundbot.understanding.facts.turned_to import asks_to_turn
from refundbot.understanding.lexicon.vocabulary import Mention
from refundbot.understanding.marks import Marks, marks
from refundbot.understanding.several import (
    asks_if_touched,
    is_one_more,
    is_told_as_new,
    of_all,
    points_by_description,
)
from refundbot.understanding.stance import (
    amends,
    charges_to_stop,
    hangs_on_it,
    is_of_a_purchase,
    is_short_for,
    names_a_way_back,
    tells_of_a_refund,
    tells_of_what_takes_no_quota,
    tells_only_of_use,
    would_renew_first,
)
from refundbot.understanding.thresholds import SURE_OUTSIDE

_ON_THE_QUOTA = "policy.five_day/quota"
"""What is told where some of the quota is said to have gone to what takes none of it."""
_TAKEN_FOR_COMMANDS = frozenset({"dialogue.wait", "dialogue.restart"})
"""Commands that short answers are taken for."""
ONCE_RENEWED = "policy.renewal/started"
"""What answers who would renew what ended, and give it back then."""
_COUNTED = frozenset({"quota_left", "quota_used"})
OF_A_THING = frozenset({"product", "paid_at", "provisioned_at", "paid_amount", "billing_mode", "term_months"})
"""What is told of a thing bought rather than of the account."""
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
    def finished(self) -> Check | None:
        """The check that was decided last, of which the talk is still."""
        return self.memory.finished_check

    @cached_property
    def figure(self) -> Figure | None:
        """The figure of the account of the purchase talked of that it asks for, if not in general."""
        said = self.turn.utterance
        if self.chosen or self.marks.in_general or said.asks_of_anothers or said.only_of_the_other:
            return None
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
        varies = not marks.corrects and (marks.supposes or (marks.counterfactual and marks.asks))
        if marks.takes_up and marks.asks and not marks.corrects and self._differs:
            return True
        once_over = any(fact.field == MEANT_FOR and fact.value in PUT_OFF for fact in self.usable)
        return (
            once_over or varies or any(_supposed(fact, self.turn, self.memory.check) for fact in self.usable)
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
        names = self.turn.utterance.mentions("product")
        of_it = any(fact.field in OF_A_CHANGE and fact.value is True for fact in self.facts)
        if (self.marks.another_one and (names or not of_it)) or self._points_at_another:
            return True
        reading = self.turn.utterance.reading
        return any(is_one_more(reading, name) or self._cannot_be_the_one(name) for name in names)

    @property
    def begun(self) -> Check:
        """The check of another purchase, of the same product where that is only pointed at: 花99买的那台."""
        check = self.memory.check
        named = self.turn.utterance.mentions("product")
        same = check is not None and "product" in check.facts and not named and self._points_at_another
        return Check(facts={"product": check.facts["product"]}) if check is not None and same else Check()

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
        return bool(said.stated((product,))) and is_of_a_purchase(said.normal_clause(product))

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
        if check == known:
            return self.memory
        return replace(memory, check=replace(check, heard=True, ago=0))

    def taken(self, check: Check, facts: Iterable[Fact]) -> Check:
        """A check with facts of this message.

        What was told of a sum before a part of the order was singled out was told of the whole.
        """
        if self.turn.utterance.returns_a_part:
            check = without_the_sum(check)
        if _gone(self.turn, check) or self.turn.utterance.detaches:
            check = without_the_refusal(check)
        amends = self.marks.corrects or self.marks.counterfactual
        facts, now = tuple(facts), self.turn.now
        taken = take(check, facts, now, self.memory.turn, corrects=amends)
        return on_the_day_meant(taken, facts, now, self.policy)


def _is_a_way_back(fact: Fact, turn: Turn, check: Check | None) -> bool:
    """Whether a channel is only named for the money to come back through, the one paid by being told."""
    known = check is not None and "channel" in check.facts and check.asked != "channel"
    return fact.field == "channel" and known and names_a_way_back(turn.utterance.normalised)


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


_ONCE_IT_ENDS = "policy.renewal/when_charged"
"""What answers whether something is charged once it ends: 到期了会自动扣我钱吗."""

_TO_ON_DEMAND = "change.configuration/to_on_demand"
"""What answers whether it can be turned to pay-per-use, and whether money comes back then."""
_OF_ON_DEMAND = "policy.pay_per_use"
"""What is answered on a purchase that is charged so."""


def situate(topic: str | None, turn: Turn, memory: Memory, services: Services) -> Situation:
    """The situation of a turn. `topic` is the predicted intent, `memory` what was remembered before."""
    chosen = replies.of_title(turn.text) or replies.of_title(turn.utterance.normalised)
    topic = None if turn.text.startswith("／") else topic_of(chosen) if chosen else topic
    said = None if chosen else turn.utterance.ellipsis
    goes_on = (said is not None or _of_the_day_supposed(topic, turn, memory)) and not turn.utterance.supposes
    memory = memory.aged() if goes_on else memory.aged().without_supposition()
    stay = left_alone(turn)
    waiting = tuple(
        check for check in memory.waiting if check.facts.get("product") not in stay and not stays(check, turn)
    )
    memory = gone_back(replace(memory, waiting=waiting), turn)
    if memory.check is not None and memory.check.running and turn.utterance.returns_a_part:
        memory = replace(memory, check=without_the_sum(memory.check))
    facts = facts_in(turn, memory, services)
    if spoken_of(turn, memory):
        facts = of_the_refund(facts, turn)
        memory = replace(memory, under_way=remembered(turn, memory, facts))
    alone = _unless_negated(_meant(pressing(topic, turn), turn, memory, facts), facts, turn, memory.check)
    situation = Situation(turn, memory, services, facts, alone, alone, said, chosen)
    topic, followed_up = carried_over(situation)
    stop = charges_to_stop(turn.utterance.normalised) if topic is None else None
    counted = topic != CHECK and tells_of_what_takes_no_quota(turn.utterance.normalised)
    rule = _ON_THE_QUOTA if counted else None
    ended = None if chosen else _of_what_ended(topic, turn, memory)
    if bar := barred(topic, situation) or of_the_account(topic, situation) or stop or rule or ended:
        topic, followed_up = topic_of(bar), bar
    elif _turns_to_on_demand(topic, turn, facts):
        topic, followed_up = topic_of(_TO_ON_DEMAND), _TO_ON_DEMAND
    elif turn.utterance.marks.expects_a_charge and (no_topic(topic) or topic == topic_of(_ONCE_IT_ENDS)):
        topic, followed_up = topic_of(_ONCE_IT_ENDS), _ONCE_IT_ENDS
    return replace(situation, topic=topic, followed_up=followed_up)


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


def _of_what_ended(topic: str | None, turn: Turn, memory: Memory) -> str | None:
    """What answers who asks of a purchase that has ended for its data, or thinks of renewing it first."""
    if not _has_ended(memory):
        return None
    if would_renew_first(turn.utterance.normalised):
        return ONCE_RENEWED
    return "policy.deadline/grace" if topic == "process.data" else None


def _has_ended(memory: Memory) -> bool:
    return memory.check is not None and memory.check.facts.get("state") == ResourceState.EXPIRED.value


def facts_in(turn: Turn, memory: Memory, services: Services) -> tuple[Fact, ...]:
    """What the message states, read as an answer to the question on the table where there is one."""
    if _has_ended(memory) and would_renew_first(turn.utterance.normalised):
        return ()  # 我续一个月再退: a renewal that was not made tells nothing of the case
    quota = services.policies.at(turn.now).get("quotas.five_day").value
    facts: Iterable[Fact] = (
        fact
        for fact in of_what_goes_back(_in_the_light(turn, memory.check), turn, memory)
        if not (
            _of_a_number(fact, turn)
            or (fact.field in _COUNTED and tells_of_what_takes_no_quota(turn.utterance.normalised))
            or _of_a_later_refund(fact, turn)
            or _is_put_aside(fact, turn, memory.check)
            or _counts_the_purchases(fact, turn, memory)
            or _is_a_way_back(fact, turn, memory.check)
            or (
                memory.check is not None
                and (_is_the_count(fact, memory.check) or turn.utterance.of_the_other(fact))
            )
        )
    )
    if memory.check is not None:
        check = memory.check
        facts = _of_the_talk((on_the_day(fact, check, turn) for fact in facts), turn, check)
        facts = _with_what_is_gone(tuple(facts), turn, check)
        facts = _without_bystanders(facts, check, turn)
    facts = _without_the_state_of_another(tuple(facts), turn, memory.check)
    facts = _of_packages(facts, turn, memory)
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
        else:
            clause = said.normal_clause(fact)
            if not (tells_of_a_refund(clause) or tells_only_of_use(clause) or asks_if_touched(clause)):
                yield fact


def _with_what_is_gone(facts: tuple[Fact, ...], turn: Turn, check: Check) -> tuple[Fact, ...]:
    """The facts with those by which what stood in the way is gone, or would be; their clauses tell no more.

    带宽包退掉了 names no purchase, and 补交了50 tells no price.
    """
    said, gone = turn.utterance, _gone(turn, check)
    clauses = {said.reading.clause(fact.start) for fact in gone}
    fields = {fact.field for fact in gone}
    kept = (f for f in facts if said.reading.clause(f.start) not in clauses and f.field not in fields)
    return (*kept, *gone)


def _gone(turn: Turn, check: Check) -> tuple[Fact, ...]:
    """The facts by which what stood in the way is gone, or would be where that is asked of a verdict."""
    said = turn.utterance
    return said.remedied(check.facts) or (() if check.running else said.would_be_remedied(check.facts))


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


def _of_packages(facts: tuple[Fact, ...], turn: Turn, memory: Memory) -> tuple[Fact, ...]:
    """The facts with the package that is named by what it is for, where packages are talked of: CDN那个."""
    said, known = turn.utterance, memory.named_within(JUST_NOW).get("product")
    known = str(memory.check.facts.get("product", known) if memory.check else known)
    if known not in PRODUCTS or PRODUCTS[known].sold != "package":
        return facts
    named = [name for name in said.mentions("product") if name.id not in said.denied("product")]
    packages = [(package, name) for name in named if (package := package_of(said.reading, name))]
    if len(packages) != 1 or len(named) != 1:
        return facts
    (package, name), others = packages[0], (fact for fact in facts if fact.field != "product")
    return (said.reading.fact("product", package, name.start, name.end), *others)


def _is_put_aside(fact: Fact, turn: Turn, check: Check | None) -> bool:
    """Whether a fact is only supposed, and no variation of a case that was decided is asked for.

    Nothing supposed takes the place of what was told, nor does it become a fact of a check that runs; but a
    day that is supposed for the refund is as good as planned.
    """
    if not _supposed(fact, turn, check):
        return False
    if turn.utterance.dismisses:
        return True
    if check is None or fact.field in (check.asked, MEANT_FOR):
        return False
    return check.running or (check.heard and check.facts.get(fact.field) is not None)


def _supposed(fact: Fact, turn: Turn, check: Check | None) -> bool:
    """Whether a fact is supposed; what differs from what was told is, in a sentence that supposes."""
    if fact.field == MEANT_FOR and fact.value in PUT_OFF:
        return True
    known = None if check is None else check.facts.get(fact.field)
    differs = known is not None and known != plain(fact.value)
    said = turn.utterance
    return said.supposed(fact) or (differs and said.beside_a_supposition(fact))


def _of_a_later_refund(fact: Fact, turn: Turn) -> bool:
    """Whether a date is that of a refund that is put off: 等到元旦再退行不行."""
    return fact.field in DATES and marks(turn.utterance.normal_clause(fact)).postpones


def left_alone(turn: Turn) -> frozenset[str]:
    """The products of which a message tells only that they stay as they are."""
    said = turn.utterance
    named = frozenset(mention.id for mention in said.mentions("product"))
    if said.marks.wishes or said.marks.asks or not said.marks.stays:
        return frozenset()
    if len(named) > 1:
        return frozenset(name.id for name in left_beside(turn))
    return frozenset() if wishes_only_that(turn) else named


def _of_a_number(fact: Fact, turn: Turn) -> bool:
    """Whether a sum is only a part of an order number: cs 2611 000106."""
    figures = "".join(filter(str.isdigit, fact.text))
    numbers = turn.utterance.order_numbers
    return fact.field == "paid_amount" and bool(figures) and any(figures in number for number in numbers)


def _counts_the_purchases(fact: Fact, turn: Turn, memory: Memory) -> bool:
    """Whether a count is that of the purchases talked of, of which each was told by itself: 两台都不要了."""
    others = len(memory.former) + len(memory.waiting)
    return (
        fact.field == "quantity"
        and fact.value == 1 + others > 1
        and of_all(turn.utterance.normal_clause(fact))
    )


def _is_the_count(fact: Fact, check: Check) -> bool:
    """Whether a sum is the count of what was bought, told before: 12块, of twelve disks."""
    return fact.field == "paid_amount" and not fact.problem and fact.value == check.facts.get("quantity")


def _as_what_it_puts_right(facts: Iterable[Fact], check: Check, turn: Turn) -> Iterator[Fact]:
    """The facts, a date as that of what it puts right: 我是说30号过期 of a coupon, 月底是30号.

    A day on which something was renewed is not that of a purchase that is no renewal.
    """
    facts, said = tuple(facts), turn.utterance
    renewal = PurchaseKind.RENEWAL.value in {
        check.facts.get("purchase_kind"),
        *(fact.value for fact in facts if fact.field == "purchase_kind"),
    }
    known = not renewal and not check.said.keys().isdisjoint({"paid_at", "provisioned_at"})
    right = {
        fact: field for fact in facts if fact.field in DATES and (field := _put_right(fact, check, turn))
    }
    coupons = {said.normal_clause(fact) for fact, field in right.items() if field in COUPONS_END}
    for fact in facts:
        renewed = known and fact.field == "paid_at" and "renew" in said.normal_clause(fact)
        of_a_coupon = fact.field == "state" and said.normal_clause(fact) in coupons
        if not (renewed or of_a_coupon):
            yield replace(fact, field=right.get(fact, fact.field))


def _put_right(fact: Fact, check: Check, turn: Turn) -> str | None:
    """The field that a date puts right: one whose words are repeated before it, or the coupon's end."""
    said = turn.utterance
    for field, told in check.said.items():
        dated = field in DATES or field in COUPONS_END or field == MEANT_FOR
        if dated and told.words and 0 <= said.normalised.find(f"{told.words}是") < fact.start:
            return field
    ends = [field for field in check.said if field in COUPONS_END]
    of_a_coupon = fact.field == "expires_at" and "expires_at" not in check.said and said.marks.corrects
    return ends[-1] if of_a_coupon and ends else None


def _in_the_light(turn: Turn, check: Check | None) -> tuple[Fact, ...]:
    """The facts of a message; what it leaves out is that of the question on the table.

    A correction leaves out what it corrects, which was told just before; a bare figure is a sum.
    """
    asked = check.asked if check else None
    if asked in DATES and turn.utterance.marks.asks and not turn.utterance.marks.tentative:
        asked = None  # 今天退的话能退多少 tells no date of the purchase
    doubted = check is not None and check.doubt is not None
    if asked in DATES and doubted and DATES & {f.field for f in turn.utterance.facts(turn.now)}:
        asked = None  # a date is told as what it is: 11月18号开的，一年
    facts = turn.utterance.facts(turn.now, asked)
    if check is not None:
        facts = tuple(_as_what_it_puts_right(facts, check, turn))
    if asked == "quota_left" and check is not None and check.misses and says_not(turn.utterance.normalised):
        return tuple(_none_returned(facts))
    if check is None or asked in {fact.field for fact in facts}:
        return facts
    if not facts and not turn.utterance.marks.asks and not quota_told(check):
        facts = _never_returned(turn)
    if at_once := opened_at_once(check, turn):
        return (*facts, at_once)
    if turn.utterance.marks.corrects:
        dates = DATES & check.said.keys()
        for field in sorted(dates, key=lambda field: check.said[field].turn, reverse=True):
            corrected = turn.utterance.facts(turn.now, field)
            if any(fact.field == field and not fact.problem for fact in corrected):
                return corrected
    if check.meant_for is not None and turn.utterance.marks.asks_anything and _only_dates(facts):
        another = turn.utterance.facts(turn.now, MEANT_FOR)
        facts = another if MEANT_FOR in {fact.field for fact in another} else facts
    if not facts and not turn.utterance.marks.asks and (hour := _hour_of_the_day_known(turn, check)):
        return hour
    if not facts and turn.utterance.marks.only_a_sum:
        return turn.utterance.facts(turn.now, "paid_amount")
    return facts


def _none_returned(facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts with some of the quota left, where 没 answers how much was returned this year.

    The question is put a second time with 今年没怎么退过的话，一般还有, to which 没 is 没退过.
    """
    for fact in facts:
        of_it = fact.field == "quota_left"
        yield replace(fact, value=1, approximate=True) if of_it else fact


def _never_returned(turn: Turn) -> tuple[Fact, ...]:
    """What 没退过 tells of the quota where that is all that is said, though it was not asked for just now."""
    told = turn.utterance.facts(turn.now, "quota_left")
    return told if any(fact.field == "quota_used" and fact.value == 0 for fact in told) else ()


def _hour_of_the_day_known(turn: Turn, check: Check) -> tuple[Fact, ...]:
    """The time that is all a message tells, as that of the day told for the opening or the payment."""
    field = next((each for each in ("provisioned_at", "paid_at") if each in check.said), None)
    told = turn.utterance.facts(turn.now, field) if field else ()
    return tuple(fact for fact in told if fact.field == field and fact.only_a_time is not None)


def _only_dates(facts: Iterable[Fact]) -> bool:
    return all(fact.field in DATES for fact in facts)


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
    negated = marks.negates_command or (marks.corrects and usable(facts, turn.now))
    return None if topic and TOPICS[topic].command and negated else topic
