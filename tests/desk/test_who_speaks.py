"""While a person speaks the bot says nothing, whatever happens in whatever order.

REFUNDBOT_INTERLEAVINGS=10000 tries as many orders of events of each test; the suite tries fewer.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from refundbot.channels.web.answering import Answers, claim
from refundbot.channels.web.bot import CustomerMessage
from refundbot.channels.web.clock import utc_now
from refundbot.channels.web.duty import Duty
from refundbot.channels.web.live import Live
from refundbot.conversations import gate, store
from refundbot.conversations.database import Database
from refundbot.conversations.gate import Agent, Transition
from refundbot.conversations.models import Conversation, Message
from refundbot.conversations.store import Bubble
from refundbot.desk import acts
from refundbot.settings import Settings

INTERLEAVINGS = int(os.environ.get("REFUNDBOT_INTERLEAVINGS", "60"))
STEPS = 30

LI, WANG, BOSS = Agent("li", "小李"), Agent("wang", "小王"), Agent("boss", "主管", is_supervisor=True)
PEOPLE = st.sampled_from([LI, WANG, BOSS])
NOW = datetime(2026, 11, 24, tzinfo=timezone.utc)


class Broken(AssertionError):
    """The transcript shows what must not be."""


def check_transcript(messages: Sequence[Message]) -> str:
    """Who speaks at the end, told from the transcript alone.

    Raises:
        Broken: the bot spoke while a person did, an agent while none had taken over, or a message was
            answered twice.
    """
    speaker = "bot"
    for place, message in enumerate(messages, start=1):
        if message.seq != place:
            raise Broken(f"a gap before {message.seq}")
        if message.sender == "bot" and speaker != "bot":
            raise Broken(f"the bot spoke at {place} while it was {speaker}")
        if message.sender == "agent" and speaker != f"human {message.agent_name}":
            raise Broken(f"{message.agent_name} spoke at {place} while it was {speaker}")
        speaker = _after(message, speaker)
    answered = Counter(m.reply_to for m in messages if m.sender == "bot")
    if any(times > 1 for times in answered.values()):
        raise Broken("a message was answered twice")
    return speaker


def _after(message: Message, speaker: str) -> str:
    if message.code == "agent_joined":
        return f"human {message.agent_name}"
    if message.code == "closed":
        return "closed"
    if message.code in ("handoff_queued", "agent_gone"):
        return "queued"
    if message.code in ("agent_left", "handoff_cancelled"):
        return "bot"
    return "bot" if message.sender == "customer" and speaker == "closed" else speaker


def transcript(database: Database, conversation_id: str) -> tuple[Conversation, list[Message]]:
    """A conversation and all that was said in it."""

    def unit(session: Any) -> tuple[Conversation, list[Message]]:
        conversation = store.find(session, conversation_id)
        assert conversation is not None
        return conversation, store.before(session, conversation_id, None, 10_000)

    return database.work(unit)


EVENTS = (
    *("customer_says", "bot_begins_an_answer", "bot_ends_an_answer") * 4,
    *("agent_takes_over", "agent_hands_back", "agent_speaks") * 2,
    *("customer_says_it_again", "customer_wants_a_person", "customer_waits_no_longer", "customer_leaves"),
    *("agent_assigns", "agent_resolves", "agent_is_gone", "server_is_killed"),
)
"""What may happen, the usual more often."""


class WhoSpeaks(RuleBasedStateMachine):
    """One conversation: its customer, two agents and a supervisor, and the bot, whose answers take time.

    One rule draws all events: with a rule each, Hypothesis leaves some out of every run, and hardly meets the
    orders in which an agent comes between the beginning and the end of an answer.
    """

    database: Database

    @initialize()
    def begin(self) -> None:
        self.now = NOW
        self.ids = itertools.count()
        self.begun: list[CustomerMessage] = []
        self.id = self.database.work(lambda s: store.open_conversation(s, NOW)).id

    @rule(event=st.sampled_from(EVENTS), agent=PEOPLE, number=st.integers(0, 20))
    def something_happens(self, event: str, agent: Agent, number: int) -> None:
        getattr(self, event)(agent, number)

    def do(self, act: Callable[[Any], Any]) -> Any:
        """Does something in a transaction, a second after the last thing."""
        self.now += timedelta(seconds=1)
        return self.database.work(act)

    def customer_says(self, *_: Any) -> None:
        self.do(lambda s: gate.customer_says(s, self.id, f"m{next(self.ids)}", "问", self.now))

    def customer_says_it_again(self, _: Agent, number: int) -> None:
        self.do(lambda s: gate.customer_says(s, self.id, f"m{number}", "问", self.now))

    def customer_wants_a_person(self, *_: Any) -> None:
        self.do(lambda s: gate.request_human(s, self.id, "customer_asked", self.now))

    def customer_waits_no_longer(self, *_: Any) -> None:
        self.do(lambda s: gate.cancel_request(s, self.id, self.now))

    def customer_leaves(self, *_: Any) -> None:
        self.do(lambda s: gate.leave(s, self.id, self.now))

    def bot_begins_an_answer(self, *_: Any) -> None:
        turn = self.do(lambda s: claim(s, self.id, self.now))
        if turn is not None:
            self.begun.append(turn)

    def bot_ends_an_answer(self, _: Agent, number: int) -> None:
        """Of those begun, perhaps by a server that was killed since; now and then it calls a person."""
        if self.begun:
            turn = self.begun.pop(number % len(self.begun))
            self._end(turn, "customer_asked" if number % 5 == 0 else None)

    def server_is_killed(self, *_: Any) -> None:
        """What was begun is begun anew; what was on its way may still arrive."""
        self.do(store.release_claims)

    def agent_takes_over(self, agent: Agent, _: int) -> None:
        self.do(lambda s: acts.take_over(s, self.id, agent, self.now))

    def agent_assigns(self, agent: Agent, number: int) -> None:
        self.do(lambda s: acts.assign(s, self.id, agent, (LI, WANG)[number % 2], self.now))

    def agent_speaks(self, agent: Agent, number: int) -> None:
        """An agent who has read a certain number of messages; a supervisor speaks as agents do."""
        agent = replace(agent, is_supervisor=False)
        _, before = transcript(self.database, self.id)
        done: Transition = self.do(
            lambda s: acts.say(s, self.id, agent, "我看看", self.now, based_on_seq=number, force=number == 0)
        )
        if done.changed and number:
            assert not any(message.sender == "customer" for message in before[number:])

    def agent_hands_back(self, agent: Agent, number: int) -> None:
        """Mostly who speaks, but others try it too."""
        speaks, _ = transcript(self.database, self.id)
        if speaks.agent_id and number % 3:
            agent = Agent(speaks.agent_id, str(speaks.agent_name))
        self.do(lambda s: acts.hand_back(s, self.id, agent, self.now, idle=range(number)))

    def agent_is_gone(self, agent: Agent, _: int) -> None:
        self.do(lambda s: gate.return_to_queue(s, self.id, agent.id, self.now))

    def agent_resolves(self, agent: Agent, _: int) -> None:
        self.do(lambda s: acts.resolve(s, self.id, agent, self.now))

    def teardown(self) -> None:
        """Nothing was said out of turn; in the end every message has an answer or a person who read it."""
        if not hasattr(self, "id"):
            return
        self.do(store.release_claims)
        while (turn := self.do(lambda s: claim(s, self.id, self.now))) is not None:
            self._end(turn, None)
        conversation, messages = transcript(self.database, self.id)
        assert check_transcript(messages).split()[0] == conversation.status
        assert {m.state for m in messages if m.sender == "customer"} <= {"answered", "heard"}

    def _end(self, turn: CustomerMessage, reason: str | None) -> None:
        def unit(session: Any) -> None:
            if turn.bot_speaks:
                gate.bot_says(session, self.id, turn.seq, [Bubble("答")], self.now, wants_person=reason)
            else:
                gate.leave_to_person(session, self.id, turn.seq)

        self.do(unit)


def try_orders(tmp_path: Path, phases: Sequence[Phase]) -> None:
    """Runs the model on a new database.

    Raises:
        Broken: an order of events shows what must not be.
    """
    WhoSpeaks.database = Database(f"sqlite:///{tmp_path / 'chat.db'}")
    try:
        run_state_machine_as_test(  # type: ignore[no-untyped-call]
            WhoSpeaks,
            settings=settings(
                max_examples=INTERLEAVINGS,
                phases=phases,
                stateful_step_count=STEPS,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        WhoSpeaks.database.close()


def test_the_bot_is_silent_in_every_order_of_events(tmp_path: Path) -> None:
    try_orders(tmp_path, tuple(Phase))


class Nobody:
    """Socket.IO without anybody on it."""

    async def emit(self, *_: Any, **__: Any) -> None:
        """Reaches no one."""


class Hesitant:
    """A bot that takes its time, and now and then wants a person or says nothing useful."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    async def answer(self, turn: CustomerMessage) -> list[Bubble]:
        await pause(self._chance)
        kind = self._chance.choice(["answer", "answer", "handoff", "error"])
        return [Bubble("答", {"kind": kind, "topic": None, "confidence": 0.9, "candidates": []})]

    async def listen(self, turn: CustomerMessage) -> None:
        await pause(self._chance)

    async def forget(self, tracker_ids: object) -> None:
        """Keeps nothing."""


async def pause(chance: random.Random) -> None:
    """Lets others go first, for a while."""
    for _ in range(chance.randrange(12)):
        await asyncio.sleep(0)


async def one_schedule(database: Database, seed: int) -> None:
    """A customer and two agents act at once on the running channel, in an order of their own."""
    chance = random.Random(seed)
    live = Live(Nobody(), database, Duty(Settings(), utc_now, str), utc_now)
    answers = Answers(database, Hesitant(chance), live, utc_now)
    conversation_id = database.work(lambda s: store.open_conversation(s, NOW)).id
    ids = itertools.count()

    async def customer() -> None:
        for _ in range(6):
            await pause(chance)
            now, id_ = datetime.now(timezone.utc), f"m{next(ids)}"
            act: Callable[[Any], Transition] = chance.choice(
                [
                    lambda s, n=now, i=id_: gate.customer_says(s, conversation_id, i, "问", n),
                    lambda s, n=now, i=id_: gate.customer_says(s, conversation_id, i, "问", n),
                    lambda s, n=now, i=id_: gate.customer_says(s, conversation_id, i, "问", n),
                    lambda s, n=now: gate.request_human(s, conversation_id, "customer_asked", n),
                    lambda s, n=now: gate.cancel_request(s, conversation_id, n),
                    lambda s, n=now: gate.leave(s, conversation_id, n),
                ]
            )
            live.publish(await database.run(act))
            answers.wake(conversation_id)

    async def agent(person: Agent) -> None:
        for _ in range(5):
            await pause(chance)
            now = datetime.now(timezone.utc)
            act = chance.choice([acts.take_over, acts.take_over, acts.hand_back, acts.resolve, None])
            if act is not None:
                done = await database.run(lambda s, a=act, n=now: a(s, conversation_id, person, n))
            else:
                done = await database.run(
                    lambda s, n=now: acts.say(
                        s, conversation_id, person, "我看看", n, based_on_seq=0, force=True
                    )
                )
            live.publish(done)

    await asyncio.gather(customer(), agent(LI), agent(WANG))
    answers.wake(conversation_id)
    while task := answers._working.get(conversation_id):
        await asyncio.wait({task})
    conversation, messages = transcript(database, conversation_id)
    assert check_transcript(messages).split()[0] == conversation.status, seed
    assert {m.state for m in messages if m.sender == "customer"} <= {"answered", "heard"}, seed


async def test_the_running_channel_keeps_the_bot_silent(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'chat.db'}")
    try:
        for seed in range(INTERLEAVINGS):
            await one_schedule(database, seed)
    finally:
        database.close()


def test_the_check_of_transcripts_can_fail() -> None:
    def said(seq: int, sender: str, code: str | None = None, reply_to: int | None = None) -> Message:
        return Message(seq=seq, sender=sender, code=code, reply_to=reply_to, agent_name="小李", text="x")

    joined = said(1, "system", "agent_joined")
    for broken in (
        [joined, said(2, "bot")],
        [said(1, "system", "handoff_queued"), said(2, "bot")],
        [said(1, "agent")],
        [said(1, "bot", reply_to=7), said(2, "bot", reply_to=7)],
        [said(2, "bot")],
    ):
        with pytest.raises(Broken):
            check_transcript(broken)
    assert check_transcript([joined, said(2, "agent"), said(3, "customer")]) == "human 小李"


def test_the_model_finds_a_gate_that_lets_the_bot_speak(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the gate's look at the status taken out, the same test fails."""

    def careless(session: Any, id_: str, seq: int, bubbles: Any, now: datetime, **_: Any) -> Transition:
        conversation = store.lock(session, id_)
        asked = store.message(session, id_, seq)
        if asked is None or asked.state != "pending":
            return Transition(conversation)
        asked.state = "answered"
        return Transition(
            conversation, True, (store.add(session, conversation, "bot", bubbles[0], now, reply_to=seq),)
        )

    monkeypatch.setattr(gate, "bot_says", careless)
    with pytest.raises(Broken):
        try_orders(tmp_path, (Phase.generate,))
