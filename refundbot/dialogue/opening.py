"""Whether a message is about a purchase of the customer's own, and so opens a check, or leads up to one."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from refundbot import replies
from refundbot.catalogue import QUESTIONS, TOPICS
from refundbot.dialogue.carry_over import other_order
from refundbot.dialogue.check import next_open
from refundbot.dialogue.facts import MEANT_FOR, case_of, usable
from refundbot.dialogue.own_told import only_tells_of_their_own
from refundbot.dialogue.said_back import recap
from refundbot.dialogue.several import tells_of_several
from refundbot.dialogue.situation import Situation
from refundbot.dialogue.state import Check
from refundbot.dialogue.turn import Answered, Turn, no_topic
from refundbot.eligibility.case import PurchaseKind
from refundbot.replies import CHECK
from refundbot.understanding.facts import Fact
from refundbot.understanding.sayings import Saying

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
ONE_THING = {"term_months": "billing_mode", "cash_amount": "paid_amount"}
"""包年 tells of the term and of the billing at once, what was paid in money of the amount."""
BEGUN = frozenset({"paid_at", "effective_at"})
"""Dates by which a renewal is told of that was made: 前天到期，系统又自动续了."""
DATES = frozenset({"paid_at", "provisioned_at"})
NEARLY = 0.4
"""Probability from which on the check is meant by who tells of a purchase of their own."""


ENOUGH = 3
"""Facts from which on a story that names a product is about what was bought."""
MUCH = 30
"""Characters from which on a message that asks nothing is likely the first half of a story."""


def opens_a_check(situation: Situation) -> bool:
    """Whether a purchase of the customer's own is to be looked at: the one told of, or another one."""
    facts, turn = situation.facts, situation.turn
    if _only_known(situation) or situation.plainly:
        return False
    return (
        _only_tells_of_their_own(situation)
        or _asks_of_heard(situation)
        or _has_told_all(situation)
        or _asks_of_their_own(situation)
        or _asks_at_the_end_of_a_story(situation)
        or _tells_more(situation)
        or _tells_vaguely(situation)
        or _likely_a_check(situation)
        or states_a_case(situation.topic, facts, turn)
        or (situation.memory.check is not None and situation.names_one_more)
        or (situation.of_another_purchase and not OWN_CASE.isdisjoint(situation.told))
    )


def _only_tells_of_their_own(situation: Situation) -> bool:
    """Whether nothing is asked, and a purchase of the customer's own is told of, whatever topic is heard.

    What lies outside is told by its words, and a case that was decided goes on by its own moves.
    """
    topic = situation.topic
    aside = topic == "out_of_scope" or situation.chosen is not None or situation.decided is not None
    return not aside and only_tells_of_their_own(situation.turn, situation.facts)


def _only_known(situation: Situation) -> bool:
    """Whether all that a message tells was known of the case that was decided, and no other is meant."""
    check, facts = situation.decided, situation.usable
    if check is None or not facts:
        return False
    return situation.taken(check, facts).content == check.content


def only_begins(situation: Situation) -> bool:
    """Whether a message only says that something will be told, or tells of another one only.

    Then the rest is waited for.

    The first word of a conversation is a greeting, to be greeted.
    """
    memory, greets = situation.memory, situation.topic is not None and situation.memory.turn == 1
    free = memory.check is None and memory.last_topic is None
    begins = situation.marks.only_begins and not situation.facts and not greets
    undecided = situation.running is None and situation.finished is None
    stays = undecided and situation.turn.utterance.only_of_what_stays
    return stays or (free and (begins or _tells_how_another_fared(situation)))


def _tells_how_another_fared(situation: Situation) -> bool:
    """Whether somebody only tells that another one got the money back: 老陈买了个IP，第二天就退了."""
    said = situation.turn.utterance
    back = said.asks_of_anothers and Saying.GOT_IT_BACK.is_in(said.normalised)
    return back and not (situation.marks.asks or situation.marks.asks_anything)


async def listen(situation: Situation) -> Answered:
    """A word by which the customer goes on."""
    return replies.unclear_small("listening"), situation.memory


def only_tells(situation: Situation) -> bool:
    """Whether much is told of a purchase, nothing is asked of it yet, and a verdict could be given.

    On the first half of a story it would be firm and as often false as the other half matters; nor is one
    given unasked that rests on more than was told:
    小王那台是9月26号开的，别动他的; 三月十号我开的云服务器，半年的, of which a renewal is told next.
    """
    before, said = situation.memory, situation.turn.utterance
    goes_on = situation.noted is not None and before.last_topic == CHECK and said.is_story
    if not (goes_on or situation.begins):
        return False
    if said.order_numbers or said.marks.wants_an_answer:
        return False
    if tells_of_several(situation.turn):
        return False  # they are looked at one after the other
    check = situation.taken(situation.noted or Check(), situation.facts)
    check, undecided = next_open(check, situation.turn.now, situation.policy)
    if undecided is not None or (len(said.normalised) < MUCH and not check.implied):
        return False
    return opens_a_check(situation)


async def hear_them_out(situation: Situation) -> Answered:
    """What was understood is said back; the verdict waits for the rest, or for being asked."""
    memory, turn = situation.kept.answered(CHECK), situation.turn
    if memory.check is None:
        return replies.unclear_small("listening"), memory
    known = recap(memory.check, case_of(memory.check, turn.now))
    return replies.heard_so_far(known, situation.policy, turn.confidence), memory


def _has_told_all(situation: Situation) -> bool:
    """Whether a story that was heard out so far ends with being asked what becomes of it, or with a nod."""
    noted, marks, memory = situation.noted, situation.marks, situation.memory
    waited_for = noted is not None and noted.ago <= 1 and memory.last_topic == CHECK
    topic = situation.topic
    of_it = no_topic(topic) or TOPICS[str(topic)].gives_way
    asks = marks.asks_the_verdict or marks.asks_how_much
    return waited_for and (asks or of_it or not marks.asks_anything)


def _tells_vaguely(situation: Situation) -> bool:
    """Whether somebody begins with something of theirs that has no name yet: 我买了个东西, 现在不想用了."""
    marks, begins = situation.marks, situation.memory.last_topic is None
    theirs = (marks.own_purchase or marks.wishes) and not situation.turn.utterance.mentions("product")
    nothing = no_topic(situation.topic) and not situation.turn.utterance.is_story
    return begins and theirs and nothing and not marks.asks


def states_a_case(topic: str | None, facts: tuple[Fact, ...], turn: Turn) -> bool:
    """Whether the message asks about, or tells of, a purchase of the customer's own."""
    marks = turn.utterance.marks
    looks = marks.asks_to_look or marks.several_of_theirs
    if topic == CHECK or (looks and _gives_way(topic, turn)):
        return True
    if marks.bare_wish and (topic is None or TOPICS[topic].wish):
        return True
    named_fields = {fact.field for fact in facts}
    named = [(SAYS_THE_USE.get(fact.field, fact.field), fact) for fact in facts]
    own = {name for name, _ in named} & OWN_CASE
    places = _places([fact for name, fact in named if name in own])
    circumstance = TOPICS[topic].circumstance if topic else frozenset()
    renewed = any((fact.field, fact.value) == ("purchase_kind", PurchaseKind.RENEWAL.value) for fact in facts)
    if renewed and own & BEGUN and not marks.asks and _gives_way(topic, turn):
        return True
    dated_product = own & DATES and "product" in named_fields and marks.own_purchase
    if dated_product and not circumstance and _gives_way(topic, turn):
        return True
    if topic and TOPICS[topic].informs and not marks.asks_anything:
        return bool({fact.field for fact in usable(facts, turn.now)} - {"channel"})
    if no_topic(topic):
        told = len(own | named_fields & {"product"}) >= 2 and not turn.utterance.is_story
        return "order_number" in own or (bool(own) and told)
    own -= circumstance
    told_twice = min(len(own), places) >= 2 - ("order_number" in own)
    return told_twice and _gives_way(topic, turn)


def _places(facts: Iterable[Fact]) -> int:
    """At how many places facts are told: 已经启用了 says of use and state at once, so does 用了|两个月."""
    ordered = sorted(facts, key=lambda fact: fact.start)
    beside = sum(after.start <= before.end for before, after in pairwise(ordered))
    return len(ordered) - beside


def _gives_way(topic: str | None, turn: Turn) -> bool:
    """Whether a topic gives way to the check of a case that the message states.

    A story tells much besides what it asks: there only a wish for a refund is about what was bought.
    """
    if turn.utterance.is_story:
        return topic is not None and TOPICS[topic].wish
    return topic is None or TOPICS[topic].gives_way


def _tells_more(situation: Situation) -> bool:
    """Whether what the message states makes a case, alone or with what was told before a check was opened.

    What asks a question that it was surely understood to ask is answered.
    """
    topic, marks, noted = situation.topic, situation.marks, situation.noted
    in_a_story = situation.turn.utterance.is_story and not marks.asks_the_verdict
    if in_a_story or situation.chosen is not None:
        return False
    stated = {ONE_THING.get(fact.field, fact.field) for fact in situation.stated} - {"channel", MEANT_FOR}
    circumstance = TOPICS[topic].circumstance if topic else frozenset()
    aside = topic == "out_of_scope" and not marks.asks
    case = noted is not None and bool(noted.facts)
    if no_topic(topic) or aside:
        last = situation.memory.last_topic
        invited = last is None or TOPICS[last].gives_way or last == CHECK
        goes_on = case and (bool(stated) or (invited and not (marks.asks or marks.acknowledges)))
        product = "product" in situation.told and not _asks_the_way(situation)
        wishes = (aside and _wishes_something(situation)) or (marks.wishes and product)
        return (len(stated) >= 2 and not aside) or goes_on or wishes
    if case and situation.stated and marks.asks_the_verdict:
        return True
    if marks.asks_the_verdict and len(stated - circumstance - {"product"}) >= 2:
        return True
    if marks.asks or not TOPICS[str(topic)].gives_way:
        return False
    if not case and len(stated - circumstance) < 2:
        return False
    return (marks.wishes and bool(stated)) or bool(stated & OWN_CASE - circumstance)


def _likely_a_check(situation: Situation) -> bool:
    """Whether a purchase of the customer's own is told of, and likeliest its check is meant."""
    likeliest, probability = situation.turn.ranking[0] if situation.turn.ranking else (None, 0.0)
    own = situation.marks.own_purchase and not OWN_CASE.isdisjoint(fact.field for fact in situation.facts)
    return no_topic(situation.topic) and likeliest == CHECK and probability >= NEARLY and own


def _asks_the_way(situation: Situation) -> bool:
    """Whether a question is likeliest one that no check answers: 点哪里能把这个服务器退了."""
    likeliest = situation.turn.ranking[0][0] if situation.turn.ranking else CHECK
    asked = likeliest in TOPICS and likeliest != CHECK and not TOPICS[likeliest].gives_way
    return situation.marks.asks and asked


def _wishes_something(situation: Situation) -> bool:
    """Whether something that has no name here is to be given back, and that of nobody else's."""
    return situation.marks.wishes and replies.neighbour(situation.turn.utterance.normalised) is None


def _asks_of_heard(situation: Situation) -> bool:
    """Whether the message asks what becomes of the case that a person was told of."""
    check, topic = situation.memory.check, situation.topic
    heard = check is not None and check.heard
    asks = situation.followed_up in QUESTIONS
    points = situation.marks.points_back and not asks
    return heard and topic is not None and TOPICS[topic].gives_way and points


def _asks_of_their_own(situation: Situation) -> bool:
    """Whether the message asks what becomes of a purchase that was told of, not looked at.

    那我这个能退吗 points at it, 卸载后能退多少 tells what is done to it, 那云服务器能退吗 names it. It is
    meant as well where more of it is told and a refund asked about, or nothing else understood than that.
    """
    noted, marks, topic = situation.noted, situation.marks, situation.topic
    if noted is None or OWN_CASE.isdisjoint(noted.facts) or not marks.asks:
        return False
    if situation.turn.utterance.detaches or (marks.asks_the_verdict and marks.points_back):
        return True
    if situation.names_one_more or other_order(situation.usable, situation.turn, noted):
        return False
    goes_on = no_topic(topic) and marks.names_a_refund
    decides = topic is not None and TOPICS[topic].decides and TOPICS[topic].gives_way
    named = marks.asks_the_verdict and "product" in situation.told
    return situation.chosen is None and (goes_on or (decides and (named or bool(situation.stated))))


def _asks_at_the_end_of_a_story(situation: Situation) -> bool:
    """Whether much is told of a purchase in a story, and asked in so many words what comes back of it."""
    marks, topic = situation.marks, situation.topic
    if not situation.turn.utterance.is_story or situation.chosen is not None:
        return False
    stated = {fact.field for fact in situation.stated} - {"channel", MEANT_FOR}
    decides = no_topic(topic) or TOPICS[str(topic)].decides
    decides = decides or (marks.asks_how_much and TOPICS[str(topic)].gives_way)
    asks = marks.asks_how_much or marks.asks_the_verdict
    return asks and decides and "product" in situation.told and len(stated) >= ENOUGH
