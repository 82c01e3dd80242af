"""One turn: what the customer meant in the light of the conversation, and the answer to it."""

from __future__ import annotations

import re
from dataclasses import replace

from refundbot import replies
from refundbot.dialogue import check as checks
from refundbot.dialogue.ellipsis import Ellipsis, ellipsis
from refundbot.dialogue.facts import count_quota, usable
from refundbot.dialogue.follow_up import in_context
from refundbot.dialogue.on_case import about_case, changed_by
from refundbot.dialogue.several import besides, pressing
from refundbot.dialogue.signs import (
    ANOTHER,
    ASKS_TO_LOOK,
    COMPLAINS,
    CORRECTS,
    KEEPS_IT,
    NOT_THAT,
    OWN_PURCHASE,
    POINTS_BACK,
    QUESTION,
    SEVERAL_OF_HIS,
    UNSURE,
    WANTS_REFUND,
    amends,
    asks,
    stated,
)
from refundbot.dialogue.state import REMEMBERED, Check, Conversation
from refundbot.dialogue.subject import KINDS, facets, meant_before, named, of_check
from refundbot.dialogue.turn import Services, Turn
from refundbot.replies import CHECK, Reply
from refundbot.understanding.facts import Fact, extract_facts

Answered = tuple[Reply, Conversation]

WISHES = frozenset({None, CHECK, "process.apply", "policy.overview"})
"""Topics under which a bare wish for a refund may have been taken."""
TOLD = frozenset({"dialogue.inform", "dialogue.affirm", "dialogue.deny"})
"""What a message is that tells something and asks nothing."""
COMMANDS = frozenset({"support.handoff", "dialogue.cancel", "dialogue.restart", "dialogue.wait"})
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
        "used_gb",
        "used_ratio",
        "left_gb",
        "left_ratio",
    }
)
"""Facts that only the customer's own purchase has."""
DATES = frozenset({"paid_at", "provisioned_at"})
GENERAL = ("policy.", "amount.calculation", "process.apply")
"""Topics that give way to the check when the message states a case of its own."""
ASIDE = ("smalltalk.", "out_of_scope", "support.handoff")
"""Topics that leave what was talked of where it was."""


async def respond(topic: str | None, turn: Turn, state: Conversation, services: Services) -> Answered:
    """Answers a turn. `topic` is the predicted intent, `None` when no intent explains the message."""
    chosen = replies.topic_of_title(turn.text)
    topic = None if turn.text.startswith("／") else chosen or topic
    state = state.aged()
    facts = facts_in(turn, state, services)
    topic = _meant(pressing(topic, turn), turn, state)
    corrected = CORRECTS.search(turn.text) and usable(facts, turn.now)
    if topic in COMMANDS and (NOT_THAT.search(turn.text) or corrected):
        topic = None
    if topic in COMMANDS:
        return _command(topic, facts, turn, state, services)
    if turn.text.strip() == replies.ESCAPE:
        return _none_of_these(turn, state, services)
    said = None if chosen else ellipsis(turn.text)
    if state.check and state.check.running:
        return await _in_check(topic, said, facts, turn, state, state.check, services)
    finished = state.finished_check
    if finished and changed_by(finished, topic, facts, said, turn):
        return await _go_on(finished, facts, turn, state, services, before=finished)
    if said and state.last_topic and not _tells_what_was_bought(topic, said, turn, state.last_topic):
        topic = in_context(topic, said, state.last_topic, state.named_within(REMEMBERED))
    if finished and topic:
        of_case = about_case(topic, finished, facts, turn, state, services, chosen=chosen is not None)
        if of_case:
            return of_case
    if (
        _asks_of_heard(topic, turn, state)
        or _states_a_case(topic, facts, turn)
        or (state.check and _turns_to_another(facts, turn))
    ):
        return await _start_check(topic, facts, turn, state, services)
    if topic is None or topic.startswith("dialogue."):
        return _not_understood(turn, state)
    return _answer(topic, said, facts, turn, state, services)


def _meant(topic: str | None, turn: Turn, state: Conversation) -> str | None:
    """The topic, or the command that plain words give: to keep it stops the check, to complain is heard."""
    running = state.check is not None and state.check.running
    if running and KEEPS_IT.search(turn.text) and not QUESTION.search(turn.text):
        return "dialogue.cancel"
    return "support.handoff" if topic is None and COMPLAINS.search(turn.text) else topic


def answer_about(topic: str, turn: Turn, state: Conversation, services: Services) -> Reply:
    """The answer to a topic about what the message names, whatever else the message may be.

    `KeyError` for the eligibility check and for what is no topic.
    """
    return _answer_one(topic, None, facts_in(turn, state, services), turn, state, services)[0]


def facts_in(turn: Turn, state: Conversation, services: Services) -> tuple[Fact, ...]:
    """What the message states, read as an answer to the question on the table where there is one."""
    asked = state.check.asked if state.check else None
    quota = services.policies.at(turn.now).get("quotas.five_day").value
    return count_quota(extract_facts(turn.text, turn.now, asked), quota if isinstance(quota, int) else 0)


def _command(
    topic: str, facts: tuple[Fact, ...], turn: Turn, state: Conversation, services: Services
) -> Answered:
    """What works at any point: a person, stop, start over, wait."""
    running = state.check is not None and state.check.running
    if topic == "support.handoff":
        return _answer(topic, None, facts, turn, state, services)
    if topic == "dialogue.wait":
        return replies.unclear_small("waiting"), state
    if topic == "dialogue.restart" and state.check:
        reply, check = checks.proceed(Check(), turn, services, replies.unclear_small("restarted").texts[:1])
        return reply, Conversation(last_topic=CHECK, check=check)
    if topic == "dialogue.restart":
        return replies.unclear_small("restarted"), Conversation()
    return replies.unclear_small("cancelled" if running else "nothing_running"), Conversation()


def _asks_of_heard(topic: str | None, turn: Turn, state: Conversation) -> bool:
    """Whether the message asks what becomes of the case that a person was told of."""
    heard = state.check is not None and state.check.heard
    return heard and topic is not None and topic.startswith(GENERAL) and bool(POINTS_BACK.search(turn.text))


def _tells_what_was_bought(topic: str | None, said: Ellipsis, turn: Turn, last: str) -> bool:
    """Whether a bare name tells what the customer bought, after an answer that invited him to."""
    only_a_name = said.aspect is None and said.circumstance is None and set(said.named or ()) <= KINDS
    return only_a_name and _no_topic(topic) and last.startswith(GENERAL) and not asks(turn.text)


def _no_topic(topic: str | None) -> bool:
    """Whether a message, taken alone, asks about no topic."""
    return topic is None or topic.startswith("dialogue.")


def _states_a_case(topic: str | None, facts: tuple[Fact, ...], turn: Turn) -> bool:
    """Whether the message is about the customer's own purchase (topics.md, Boundaries)."""
    looks = ASKS_TO_LOOK.search(turn.text) or SEVERAL_OF_HIS.search(turn.text)
    if topic == CHECK or (looks and (topic is None or topic.startswith(GENERAL))):
        return True
    if topic in WISHES and WANTS_REFUND.fullmatch(turn.text.strip()):
        return True
    named_fields = {fact.field for fact in facts}
    own = named_fields & OWN_CASE
    if own & DATES and "product" in named_fields and OWN_PURCHASE.search(turn.text):
        return topic is None or topic.startswith(GENERAL)
    if topic in TOLD and not asks(turn.text):
        return bool({fact.field for fact in usable(facts, turn.now)} - {"channel"})
    if topic is None or topic.startswith("dialogue."):
        return "order_number" in own or (bool(own) and len(own | named_fields & {"product"}) >= 2)
    return len(own) >= 2 - ("order_number" in own) and topic.startswith(GENERAL)


def _turns_to_another(facts: tuple[Fact, ...], turn: Turn) -> bool:
    """Whether the customer names another purchase after a check."""
    return ANOTHER.search(turn.text) is not None and any(fact.field == "product" for fact in facts)


async def _start_check(
    topic: str | None, facts: tuple[Fact, ...], turn: Turn, state: Conversation, services: Services
) -> Answered:
    """Opens a check; on the facts already known where a person was told them, or they are only varied."""
    amended = state.check and (state.check.heard or (usable(facts, turn.now) and amends(turn.text)))
    known = state.check if state.check and amended else Check()
    notes: tuple[str, ...] = ()
    if WANTS_REFUND.fullmatch(turn.text.strip()):
        notes = (replies.note("let_us_see"),)
    if not known.facts and (POINTS_BACK.search(turn.text) or _no_topic(topic)):
        known = replace(known, facts=meant_before(state))
    reply, state = await _go_on(known, facts, turn, state, services, notes)
    return _answer_besides(CHECK, reply, facts, turn, state, services), state


async def _go_on(
    check: Check,
    facts: tuple[Fact, ...],
    turn: Turn,
    state: Conversation,
    services: Services,
    notes: tuple[str, ...] = (),
    before: Check | None = None,
) -> Answered:
    """Takes the facts, looks an order up, and asks or decides; `before` as in `checks.proceed`."""
    notes = (*notes, *(replies.note(f.problem, text=f.text) for f in facts if f.problem))
    if SEVERAL_OF_HIS.search(turn.text):
        facts, note = _one_by_one(facts, turn)
        notes = (note, *notes)
    numbers = order_numbers(facts, turn)
    number = next(iter(numbers), None)
    if len(numbers) > 1:
        notes = (replies.note("one_by_one"), *notes)
    if number and number != check.order_number:
        check, note = await checks.look_up(Check(), number, turn, services)
        notes = (note, *notes)
    check = checks.take(check, facts, turn.now)
    orders = await checks.own_orders(check, turn, services)
    reply, check = checks.proceed(check, turn, services, notes, orders=orders, before=before)
    reply = replies.offering_orders(reply, numbers[1:])
    return reply, replace(state, check=check, last_topic=CHECK, misses=0).hearing(of_check(check))


def order_numbers(facts: tuple[Fact, ...], turn: Turn) -> tuple[str, ...]:
    """The order numbers of a message, in its order."""
    read = next((str(fact.value) for fact in facts if fact.field == "order_number"), None)
    if read is None:
        return ()
    spelt = (value for entity, value in turn.entities if entity == "order_number")
    return tuple(dict.fromkeys(re.sub(r"[\s\-:]", "", value).upper() for value in spelt)) or (read,)


def _one_by_one(facts: tuple[Fact, ...], turn: Turn) -> tuple[tuple[Fact, ...], str]:
    """The facts with the first of several products, and a sentence that says so."""
    products = list(dict.fromkeys(value for entity, value in turn.entities if entity == "product"))
    if len(products) < 2:
        return facts, replies.note("one_by_one")
    first, *others = (replies.product_name(product) for product in products)
    facts = tuple(replace(fact, value=products[0]) if fact.field == "product" else fact for fact in facts)
    return facts, replies.note("one_by_one_products", first=first, others="、".join(others))


async def _in_check(
    topic: str | None,
    said: Ellipsis | None,
    facts: tuple[Fact, ...],
    turn: Turn,
    state: Conversation,
    check: Check,
    services: Services,
) -> Answered:
    """A message while a question is on the table: an answer, another question, or neither."""
    if other_order(facts, turn, check):
        return await _go_on(Check(), facts, turn, state, services)
    asking = QUESTION.search(turn.text) is not None
    if said and said.aspect in OF_THE_QUESTION and not facts:
        reply, _ = checks.proceed(replace(check, misses=max(check.misses, 1)), turn, services, recap=False)
        return reply, state
    if said and asking and state.last_topic not in (None, CHECK):
        topic = in_context(topic, said, state.last_topic, state.named_within(REMEMBERED))
    if topic and _digresses(topic, facts, turn, check):
        return _answer_and_ask_again(topic, said, facts, turn, state, check, services)
    if facts:
        return await _go_on(check, facts, turn, state, services)
    if topic == "dialogue.unsure" or UNSURE.search(turn.text):
        reply, check = checks.proceed(checks.skip(check), turn, services, recap=False)
        return reply, replace(state, check=check, misses=0)
    reply, check = checks.proceed(replace(check, misses=check.misses + 1), turn, services, recap=False)
    return reply, replace(state, check=check)


OF_THE_QUESTION = frozenset({"why", "where"})
"""What may be asked back about the question on the table: why it is asked, where to look."""


def _digresses(topic: str, facts: tuple[Fact, ...], turn: Turn, check: Check) -> bool:
    """Whether the message asks something else, rather than answering the question on the table."""
    if topic == CHECK or topic.startswith("dialogue."):
        return False
    asking = QUESTION.search(turn.text) is not None
    told = {fact.field for fact in usable(facts, turn.now)}
    if told:
        return asking and check.asked not in told and topic != "out_of_scope"
    return asking or topic != "out_of_scope"


def _answer_and_ask_again(
    topic: str,
    said: Ellipsis | None,
    facts: tuple[Fact, ...],
    turn: Turn,
    state: Conversation,
    check: Check,
    services: Services,
) -> Answered:
    """Answers an interruption, keeps what it states (not what it supposes), and puts the question again."""
    first, state = _answer(topic, said, facts, turn, state, services)
    kept = stated(turn.text, facts)
    check = replace(checks.take(check, kept, turn.now), misses=0)
    second, check = checks.proceed(check, turn, services, recap=bool(kept))
    return replies.then(first, second), replace(state, check=check).hearing(of_check(check))


def other_order(facts: tuple[Fact, ...], turn: Turn, check: Check) -> bool:
    """Whether the customer turned to another purchase: another product that is no correction."""
    if CORRECTS.search(turn.text) or check.asked == "product":
        return False
    known = check.facts.get("product")
    return known is not None and any(
        f.field == "product" and f.value != known and not f.problem for f in facts
    )


def _answer(
    topic: str,
    said: Ellipsis | None,
    facts: tuple[Fact, ...],
    turn: Turn,
    state: Conversation,
    services: Services,
) -> Answered:
    """Answers a topic, and what else the message asks."""
    reply, state = _answer_one(topic, said, facts, turn, state, services)
    return _answer_besides(topic, reply, facts, turn, state, services), state


def _answer_besides(
    topic: str,
    reply: Reply,
    facts: tuple[Fact, ...],
    turn: Turn,
    state: Conversation,
    services: Services,
) -> Reply:
    """The reply, and the answer to what else the message surely asks; what is left is offered."""
    others = besides(topic, turn)
    if not others:
        return reply
    answer, _ = _answer_one(others[0], None, facts, turn, state, services)
    if answer.texts == reply.texts:
        return reply
    if reply.envelope["kind"] == "question":
        return replies.then(answer, reply, main=reply)
    both = replies.then(reply, replies.also(others[0], answer))
    return replies.offering(both, others[1:], answered=(topic, others[0]))


def _answer_one(
    topic: str,
    said: Ellipsis | None,
    facts: tuple[Fact, ...],
    turn: Turn,
    state: Conversation,
    services: Services,
) -> Answered:
    """Answers a topic, about the product, billing mode or channel that is meant."""
    policy = services.policies.at(turn.now)
    about = facets(topic, facts, turn, state, short=said is not None)
    reply = None
    if said and said.aspect == "why" and topic == state.last_topic:
        reply = replies.why(topic, policy, about, turn.confidence)
    reply = reply or replies.answer(topic, policy, about, turn.confidence)
    last = state.last_topic if topic.startswith(ASIDE) else topic
    return reply, replace(state, last_topic=last, misses=0).hearing(named(facts, turn))


def _not_understood(turn: Turn, state: Conversation) -> Answered:
    """Asks back with the likeliest topics; after two misses offers a person."""
    if turn.ranking and turn.ranking[0][0] == "out_of_scope" and turn.ranking[0][1] >= OUT_OF_SCOPE_AT:
        candidates: tuple[str, ...] = ()
    else:
        candidates = tuple(
            name
            for name, probability in turn.ranking
            if probability >= CANDIDATE_AT and not name.startswith(("dialogue.", "smalltalk.", "out_of_"))
        )[:3]
    reply = replies.clarify(candidates, turn.confidence, state.misses)
    return reply, replace(state, misses=state.misses + 1)


def _none_of_these(turn: Turn, state: Conversation, services: Services) -> Answered:
    """What is offered was not meant: the question once more, or common questions and, in time, a person."""
    if state.check and state.check.running:
        reply, check = checks.proceed(state.check, turn, services, recap=False)
        return reply, replace(state, check=check)
    return replies.clarify((), turn.confidence, state.misses), replace(state, misses=state.misses + 1)


CANDIDATE_AT = 0.04
"""Probability from which a topic is offered when asking back."""
OUT_OF_SCOPE_AT = 0.35
"""Probability from which an unclear message is taken as being of another trade."""
