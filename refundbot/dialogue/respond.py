"""One turn: what the customer meant in the light of the conversation, and the answer to it."""

from __future__ import annotations

import re
from dataclasses import replace

from refundbot import replies
from refundbot.dialogue import check as checks
from refundbot.dialogue.facts import count_quota, usable
from refundbot.dialogue.state import Check, Conversation
from refundbot.dialogue.turn import Services, Turn
from refundbot.replies import Facets, Reply
from refundbot.understanding.facts import Fact, extract_facts

CHECK = "eligibility.check"
QUESTION = re.compile(
    r"[?？]|吗|嘛|呢|多久|几天|多少|怎么|怎样|咋|为什么|为啥|什么|哪|能不能|可不可以|是不是|要不要"
)
UNSURE = re.compile(r"不知道|不清楚|记不清|记不得|不记得|不确定|忘了|忘记")
VARIES = re.compile(r"^(那|那么|如果|要是|假如|换成|换)")
CORRECTS = re.compile(r"不对|不是|说错|搞错|看错|记错|更正|应该是|打错")
ANOTHER = re.compile(r"还有|另外|另一|也想退|也要退")
NOT_THAT = re.compile(r"(别|不用|不要|不必|无需|先不)(再|急着)?(取消|停|转人工|找人工|人工|重新)")
ASKS_TO_LOOK = re.compile(
    r"帮(我|忙)?(看|查|瞧|算|確認|确认)[^，,。?？]*(我买|我的|我这|我那|这单|这笔|能不能退|可不可以退)"
)
HANDS_OVER = frozenset({None, "process.apply", "policy.overview"})
"""Topics under which a request to look at one's own purchase may have been taken."""
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
GENERAL = ("policy.", "amount.calculation", "process.apply")
"""Topics that give way to the check when the message states a case of its own."""


async def respond(
    topic: str | None, turn: Turn, state: Conversation, services: Services
) -> tuple[Reply, Conversation]:
    """Answers a turn. `topic` is the predicted intent, `None` when no intent explains the message."""
    topic = None if turn.text.startswith("／") else replies.topic_of_title(turn.text) or topic
    facts = facts_in(turn, state, services)
    if topic in COMMANDS and NOT_THAT.search(turn.text):
        topic = None
    if topic in COMMANDS:
        return _command(topic, turn, state, services)
    if state.check and state.check.running:
        return await _in_check(topic, facts, turn, state, state.check, services)
    if _states_a_case(topic, facts, turn) or (state.check and _turns_to_another(facts, turn)):
        return await _start_check(facts, turn, state, services)
    if state.check and _varies(topic, facts, turn, state.check):
        return await _go_on(state.check, facts, turn, state, services)
    if topic is None or topic.startswith("dialogue."):
        return _not_understood(turn, state)
    return _answer(topic, facts, turn, state, services)


def answer_about(topic: str, turn: Turn, state: Conversation, services: Services) -> Reply:
    """The answer to a topic about what the message names, whatever else the message may be.

    `KeyError` for the eligibility check and for what is no topic.
    """
    return _answer(topic, facts_in(turn, state, services), turn, state, services)[0]


def facts_in(turn: Turn, state: Conversation, services: Services) -> tuple[Fact, ...]:
    """What the message states, read as an answer to the question on the table where there is one."""
    asked = state.check.asked if state.check else None
    quota = services.policies.at(turn.now).get("quotas.five_day").value
    return count_quota(extract_facts(turn.text, turn.now, asked), quota if isinstance(quota, int) else 0)


def _command(topic: str, turn: Turn, state: Conversation, services: Services) -> tuple[Reply, Conversation]:
    """What works at any point: a person, stop, start over, wait."""
    running = state.check is not None and state.check.running
    if topic == "support.handoff":
        return _answer(topic, (), turn, state, services)
    if topic == "dialogue.wait":
        return replies.unclear_small("waiting"), state
    if topic == "dialogue.restart" and state.check:
        reply, check = checks.proceed(Check(), turn, services, replies.unclear_small("restarted").texts[:1])
        return reply, Conversation(last_topic=CHECK, check=check)
    if topic == "dialogue.restart":
        return replies.unclear_small("restarted"), Conversation()
    return replies.unclear_small("cancelled" if running else "nothing_running"), Conversation()


def _states_a_case(topic: str | None, facts: tuple[Fact, ...], turn: Turn) -> bool:
    """Whether the message is about the customer's own purchase (topics.md, Boundaries)."""
    if topic == CHECK or (topic in HANDS_OVER and ASKS_TO_LOOK.search(turn.text)):
        return True
    named = {fact.field for fact in facts}
    own = named & OWN_CASE
    if topic is None or topic.startswith("dialogue."):
        return "order_number" in own or (bool(own) and len(own | named & {"product"}) >= 2)
    return len(own) >= 2 - ("order_number" in own) and topic.startswith(GENERAL)


def _turns_to_another(facts: tuple[Fact, ...], turn: Turn) -> bool:
    """Whether the customer names another purchase after a check."""
    return ANOTHER.search(turn.text) is not None and any(fact.field == "product" for fact in facts)


def _varies(topic: str | None, facts: tuple[Fact, ...], turn: Turn, check: Check) -> bool:
    """Whether the message changes a fact of the check that was just finished, or adds one it lacked."""
    told = {fact.field for fact in usable(facts, turn.now)}
    if not told:
        return False
    if topic is None or topic.startswith("dialogue.") or _amends(turn):
        return True
    return bool(told & {*check.not_known}) and QUESTION.search(turn.text) is None


def _amends(turn: Turn) -> bool:
    """Whether the words announce a variation or a correction."""
    return bool(VARIES.match(turn.text.strip()) or CORRECTS.search(turn.text))


async def _start_check(
    facts: tuple[Fact, ...], turn: Turn, state: Conversation, services: Services
) -> tuple[Reply, Conversation]:
    """Opens a check; on the facts already known where a person was told them, or they are only varied."""
    amended = state.check and (state.check.heard or (usable(facts, turn.now) and _amends(turn)))
    known = state.check if state.check and amended else Check()
    return await _go_on(known, facts, turn, state, services)


async def _go_on(
    check: Check, facts: tuple[Fact, ...], turn: Turn, state: Conversation, services: Services
) -> tuple[Reply, Conversation]:
    """Takes the facts, looks an order up, and asks or decides."""
    notes = tuple(replies.note(f.problem, text=f.text) for f in facts if f.problem)
    number = next((str(f.value) for f in facts if f.field == "order_number"), None)
    if number and number != check.order_number:
        check, note = await checks.look_up(Check(), number, turn, services)
        notes = (note, *notes)
    check = checks.take(check, facts, turn.now)
    reply, check = checks.proceed(check, turn, services, notes)
    return reply, replace(state, check=check, last_topic=CHECK, misses=0)


async def _in_check(
    topic: str | None,
    facts: tuple[Fact, ...],
    turn: Turn,
    state: Conversation,
    check: Check,
    services: Services,
) -> tuple[Reply, Conversation]:
    """A message while a question is on the table: an answer, another question, or neither."""
    if other_order(facts, turn, check):
        return await _go_on(Check(), facts, turn, state, services)
    if topic and _digresses(topic, facts, turn, check):
        return _answer_and_ask_again(topic, facts, turn, state, check, services)
    if facts:
        return await _go_on(check, facts, turn, state, services)
    if topic == "dialogue.unsure" or UNSURE.search(turn.text):
        reply, check = checks.proceed(checks.skip(check), turn, services)
        return reply, replace(state, check=check, misses=0)
    reply, check = checks.proceed(replace(check, misses=check.misses + 1), turn, services)
    return reply, replace(state, check=check)


def _digresses(topic: str, facts: tuple[Fact, ...], turn: Turn, check: Check) -> bool:
    """Whether the message asks something else, rather than answering the question on the table."""
    if topic == CHECK or topic.startswith("dialogue."):
        return False
    asks = QUESTION.search(turn.text) is not None
    told = {fact.field for fact in usable(facts, turn.now)}
    if told:
        return asks and check.asked not in told and topic != "out_of_scope"
    return asks or topic != "out_of_scope"


def _answer_and_ask_again(
    topic: str,
    facts: tuple[Fact, ...],
    turn: Turn,
    state: Conversation,
    check: Check,
    services: Services,
) -> tuple[Reply, Conversation]:
    """Answers an interruption and puts the open question again. What a question supposes is no fact yet."""
    first, state = _answer(topic, facts, turn, state, services)
    second, check = checks.proceed(check, turn, services)
    return replies.then(first, second), replace(state, check=check)


def other_order(facts: tuple[Fact, ...], turn: Turn, check: Check) -> bool:
    """Whether the customer turned to another purchase: another product that is no correction."""
    if CORRECTS.search(turn.text) or check.asked == "product":
        return False
    known = check.facts.get("product")
    return known is not None and any(
        f.field == "product" and f.value != known and not f.problem for f in facts
    )


def _answer(
    topic: str, facts: tuple[Fact, ...], turn: Turn, state: Conversation, services: Services
) -> tuple[Reply, Conversation]:
    """Answers a topic, about the product, billing mode or channel that the customer named."""
    reply = replies.answer(
        topic, services.policies.at(turn.now), _facets(facts, turn, state), turn.confidence
    )
    return reply, replace(state, last_topic=topic, misses=0)


def _facets(facts: tuple[Fact, ...], turn: Turn, state: Conversation) -> Facets:
    """What the answer is to be about: the message first, then the running check."""
    said = {fact.field: fact.value for fact in usable(facts, turn.now)}
    known = {**(state.check.facts if state.check and state.check.running else {}), **said}

    def named(field: str, entity: str) -> str | None:
        value = known.get(field) or turn.entity(entity)
        return str(value) if value is not None else None

    return Facets(
        product=named("product", "product"),
        billing_mode=named("billing_mode", "billing_mode"),
        channel=named("channel", "payment_channel"),
        coupon_kind=turn.entity("coupon_kind"),
        rejection_code=turn.entity("rejection_code"),
    )


def _not_understood(turn: Turn, state: Conversation) -> tuple[Reply, Conversation]:
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


CANDIDATE_AT = 0.04
"""Probability from which a topic is offered when asking back."""
OUT_OF_SCOPE_AT = 0.35
"""Probability from which an unclear message is taken as being of another trade."""
