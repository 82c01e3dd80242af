"""Nobody hears what is not theirs: connecting, failing, expiring and leaving in every order.

python-socketio's own server, its Engine.IO sockets and both namespaces, without a network and on a clock that
can be put forward. REFUNDBOT_ATTEMPTS=50000 tries as many connections; the suite tries fewer.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import os
import random
from collections.abc import Callable, Coroutine, Iterable, Iterator
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import pytest
from engineio import packet
from engineio.async_socket import AsyncSocket

from refundbot.channels.assist.socket import AgentNamespace
from refundbot.channels.web import tokens
from refundbot.channels.web.duty import Duty
from refundbot.channels.web.live import DESK, NAMESPACE, Live
from refundbot.channels.web.refusal import Refusal
from refundbot.channels.web.socket import CustomerNamespace
from refundbot.channels.web.sockets import Sockets
from refundbot.conversations.gate import Agent, Transition
from refundbot.conversations.models import Conversation, Message
from refundbot.desk import listing
from refundbot.desk.identity import SignedIn, Unauthorised
from refundbot.desk.listing import Row
from refundbot.desk.models import Note
from refundbot.desk.oidc import IssuerUnavailable
from refundbot.settings import Settings

ATTEMPTS = int(os.environ.get("REFUNDBOT_ATTEMPTS", "1000"))
IN_ONE_WORLD = 20

NOW = datetime(2026, 11, 24, tzinfo=timezone.utc)
TALKS = ("talk-0", "talk-1")
LIVES = (timedelta(seconds=30), timedelta(hours=2), timedelta(days=7))
FAILURES: tuple[Callable[[], BaseException], ...] = (
    Unauthorised,
    lambda: Unauthorised(expired=True),
    lambda: IssuerUnavailable("https://login.example"),
    lambda: Refusal("unauthorized"),
    lambda: Refusal("rate_limited", 3),
    lambda: KeyError("sub"),
    lambda: TypeError("not a token"),
    lambda: OSError("the network is down"),
    lambda: ConnectionRefusedError("the issuer refuses"),
    asyncio.TimeoutError,
    asyncio.CancelledError,
    RecursionError,
)
EVENTS: tuple[Any, ...] = (
    ["connect"],
    ["connect", {"asgi.scope": {}}],
    ["connect", {}, {"token": "x"}],
    ["disconnect"],
    ["disconnect", "client disconnect"],
    ["say", {"client_msg_id": "1", "text": "在吗"}],
    ["resume", {"after_seq": 0}],
    ["queue", {}],
    ["_refused", {}],
    [],
    {},
    [{}],
    None,
)


class Loop(asyncio.SelectorEventLoop):
    """An event loop whose clock can be put forward."""

    ahead = 0.0

    def time(self) -> float:
        return super().time() + self.ahead


class Attempt:
    """One client: what it will show, and what became of it."""

    def __init__(self, number: int, chance: random.Random) -> None:
        self.number = number
        self.namespace = chance.choice((NAMESPACE, DESK))
        self.talk = chance.choice(TALKS)
        self.life = chance.choice(LIVES)
        self.failure = chance.choice(FAILURES) if chance.random() < 0.4 else None
        self.turns = chance.choice((0, 0, 1, 3))
        """For how many turns of the loop its verification waits of itself."""
        self.is_held = chance.random() < 0.4
        """Whether it then waits until it is released."""
        self.released = asyncio.Event()
        self.socket: Any = None
        self.verified_until: datetime | None = None
        self.is_gone = False
        """Whether it has left, or sent what ends a connection."""
        self.did_more = False
        self.heard: list[str] = []
        self.is_connected = False

    def may_hear(self, namespace: str, talk: str, now: datetime) -> bool:
        """Whether something told now may reach it."""
        is_theirs = namespace == self.namespace and (namespace == DESK or talk == self.talk)
        is_admitted = self.verified_until is not None and now < self.verified_until and not self.is_gone
        return is_theirs and is_admitted

    def listen(self) -> None:
        """Reads what was sent to it."""
        while not self.socket.queue.empty():
            sent = self.socket.queue.get_nowait()
            if sent is None or sent.packet_type != packet.MESSAGE:
                continue
            kind, _, rest = sent.data.partition(f"{self.namespace},")
            if kind == "0":
                self.is_connected = True
            elif kind in ("1", "4"):
                self.is_connected = False
            elif kind.startswith("2"):
                name, data = json.loads(rest)
                self.heard.append(str(data.get("number", name)))


class World:
    """The server, what stands behind it, and the clients."""

    def __init__(self, loop: Loop, seed: int) -> None:
        self.loop, self.chance = loop, random.Random(seed)
        self.ahead = timedelta()
        self.is_rated = self.is_database_down = False
        self.numbers = itertools.count()
        self.attempts = [Attempt(number, self.chance) for number in range(IN_ONE_WORLD)]
        self.server = Sockets()
        self.tasks: list[asyncio.Task[None]] = []
        chat = SimpleNamespace(clock=self.clock, rates=self, admit=self.admit, key="k" * 40)
        chat.say = chat.resume = self.act
        self.agents = AgentNamespace(self, self, self, self.clock)  # type: ignore[arg-type]
        self.server.register_namespace(CustomerNamespace(chat))  # type: ignore[arg-type]
        self.server.register_namespace(self.agents)
        self.live = Live(self.server, self, Duty(Settings(), self.clock, str), self.clock)  # type: ignore[arg-type]

    def clock(self) -> datetime:
        return NOW + self.ahead

    # What stands behind the namespaces: rates, a database, both ways to verify a token.

    def request(self, _: str) -> None:
        if self.is_rated:
            raise Refusal("rate_limited", 3)

    def message(self, _: str) -> None: ...

    async def run(self, unit: Any) -> Any:
        await asyncio.sleep(0)
        if self.is_database_down and unit is listing.queue:
            raise OSError("the database is down")
        return {} if unit is listing.queue else [Row(talk(TALKS[0]), None, None, None, 0)]

    async def act(self, *_: Any) -> Any:
        return SimpleNamespace(seq=1, get=lambda *_: None, keys=lambda: ())

    async def admit(self, token: str) -> tokens.SessionToken:
        attempt = await self.check(token)
        return tokens.SessionToken(token, attempt.talk, self.clock() + attempt.life)

    async def verify(self, token: str) -> SignedIn:
        attempt = await self.check(token)
        return SignedIn(Agent("li", "小李"), self.clock() + attempt.life)

    async def check(self, token: str) -> Attempt:
        attempt = self.attempts[int(token)]
        for _ in range(attempt.turns):
            await asyncio.sleep(0)
        if attempt.is_held:
            await attempt.released.wait()
        if attempt.failure is not None:
            raise attempt.failure()
        # A customer's token that ends within a day is exchanged for one that lasts a week.
        is_exchanged = attempt.namespace == NAMESPACE and attempt.life < tokens.RENEWAL
        attempt.verified_until = self.clock() + (tokens.LIFE if is_exchanged else attempt.life)
        return attempt

    # What happens.

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        self.tasks.append(self.loop.create_task(work))

    async def connect(self, attempt: Attempt) -> None:
        if attempt.socket is None:
            id_ = f"eio-{attempt.number}"
            attempt.socket = AsyncSocket(self.server.eio, id_)
            attempt.socket.connected = True
            self.server.eio.sockets[id_] = attempt.socket
            scope = {"client": ("203.0.113.7", 5005)}
            await self.server._handle_eio_connect(id_, {"asgi.scope": scope})
        self.send(attempt, f'0{attempt.namespace},{{"token":"{attempt.number}"}}')

    def send(self, attempt: Attempt, frame: str) -> None:
        self.begin(attempt.socket.receive(packet.Packet(packet.MESSAGE, frame)))

    async def release(self, attempt: Attempt) -> None:
        attempt.released.set()

    async def is_cancelled(self, _: Attempt) -> None:
        pending = [task for task in self.tasks if not task.done()]
        if pending:
            self.chance.choice(pending).cancel()

    async def connects_again(self, attempt: Attempt) -> None:
        attempt.did_more = True
        await self.connect(attempt)

    async def goes_away(self, attempt: Attempt) -> None:
        await attempt.socket.close(wait=False, abort=True)
        attempt.is_gone = True

    async def leaves(self, attempt: Attempt) -> None:
        attempt.did_more = True
        self.send(attempt, f"1{attempt.namespace},")

    async def sends_an_event(self, attempt: Attempt) -> None:
        attempt.did_more = True
        self.send(attempt, f"2{attempt.namespace},{json.dumps(self.chance.choice(EVENTS))}")

    async def sends_rubbish(self, attempt: Attempt) -> None:
        attempt.did_more = True
        rubbish = (
            "9",
            "4/desk,{}",
            "x",
            "3/chat,1[]",
            '51-/desk,["connect",{"_placeholder":true}]',
            "2" * 99,
        )
        self.send(attempt, self.chance.choice(rubbish))

    async def time_passes(self, _: Attempt) -> None:
        passed = self.chance.choice((timedelta(seconds=31), timedelta(hours=3), timedelta(days=3)))
        self.ahead += passed
        self.loop.ahead += passed.total_seconds()

    async def rate_changes(self, _: Attempt) -> None:
        self.is_rated = not self.is_rated

    async def database_changes(self, _: Attempt) -> None:
        self.is_database_down = not self.is_database_down

    STEPS = (
        *("release", "release", "time_passes", "sends_an_event", "sends_an_event"),
        *("is_cancelled", "connects_again", "goes_away", "leaves", "sends_rubbish"),
        *("rate_changes", "database_changes"),
    )

    async def live_through(self) -> int:
        """Everything in some order; how many events were heard.

        Raises:
            AssertionError: by somebody who is not admitted, or not by somebody who is.
        """
        plans = [
            [("connect", attempt), *((self.chance.choice(self.STEPS), attempt) for _ in range(3))]
            for attempt in self.attempts
        ]
        history: list[str] = []
        self.live.start()
        while plans:
            plan = self.chance.choice(plans)
            step, attempt = plan.pop(0)
            history.append(f"{step} {attempt.number}")
            await getattr(self, step)(attempt)
            for _ in range(4 if step == "time_passes" else self.chance.choice((0, 1, 2, 8))):
                await asyncio.sleep(0)
            await self.tell_something(history)
            plans = [rest for rest in plans if rest]
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        return sum(len(attempt.heard) for attempt in self.attempts)

    async def tell_something(self, history: list[str]) -> None:
        """Tells the desk something, and the customers of a talk, and looks who heard it."""
        id_ = self.chance.choice(TALKS)
        await self.tell(NAMESPACE, id_, lambda number: self.tell_customer(id_, number), history)
        how = self.chance.choice((self.tell_change, self.tell_note, self.tell_typing))
        await self.tell(DESK, id_, how, history)

    async def tell(
        self, namespace: str, talk: str, tell: Callable[[str], Coroutine[Any, Any, None]], history: list[str]
    ) -> None:
        """Tells something once.

        Raises:
            AssertionError: who heard it is not who was to.
        """
        present = [attempt for attempt in self.attempts if attempt.socket is not None]
        for attempt in present:
            attempt.listen()
        number = f"n{next(self.numbers)}"
        before = {one for one in present if one.may_hear(namespace, talk, self.clock())}
        certain = {one for one in before if one.is_connected and not one.did_more}
        await tell(number)
        after = {one for one in present if one.may_hear(namespace, talk, self.clock())}
        for attempt in present:
            attempt.listen()
        heard = {one for one in present if number in one.heard}
        strangers = heard - before - after
        strangers |= {one for one in present if one.heard and one.verified_until is None}
        assert not strangers, f"{numbers(strangers)} heard {number} after {history}"
        assert certain <= heard, f"{numbers(certain - heard)} did not hear {number} after {history}"

    async def tell_customer(self, talk: str, number: str) -> None:
        self.numbered(number)
        self.live.emit(talk, "message", {})
        await self.live._untold.join()

    async def tell_change(self, number: str) -> None:
        changed = talk(TALKS[0])
        self.numbered(number)
        await self.agents.tell(Transition(changed, True, (said(changed.id),)))

    async def tell_note(self, number: str) -> None:
        self.numbered(number)
        note = Note(id=1, conversation_id=TALKS[0], agent_id="li", agent_name="小李", text="x", at=NOW)
        await self.agents.tell_note(note)

    async def tell_typing(self, number: str) -> None:
        self.numbered(number)
        self.live.typing(TALKS[0], True)
        await self.live._untold.join()

    def numbered(self, number: str) -> None:
        """Has what is told from now on carry this number, save what a socket is told by itself."""
        emit = type(self.server).emit

        async def emit_numbered(event: str, data: Any = None, **how: Any) -> None:
            await emit(self.server, event, data if how.get("to") else {**data, "number": number}, **how)

        self.server.emit = emit_numbered  # type: ignore[assignment, method-assign]


def numbers(attempts: Iterable[Attempt]) -> list[int]:
    return [attempt.number for attempt in attempts]


def talk(id_: str) -> Conversation:
    return Conversation(id=id_, status="bot", tags=[], created_at=NOW, updated_at=NOW, last_seq=1)


def said(id_: str) -> Message:
    return Message(conversation_id=id_, seq=1, sender="customer", text="我的秘密", choices=[], at=NOW)


@pytest.fixture
def silence() -> Iterator[None]:
    """Nothing is logged: what fails here fails thousands of times."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.usefixtures("silence")
def test_nothing_is_told_to_who_is_not_admitted() -> None:
    heard = 0
    for seed in range(ATTEMPTS // IN_ONE_WORLD):
        loop = Loop()
        try:
            heard += loop.run_until_complete(World(loop, seed).live_through())
        except AssertionError as broken:
            raise AssertionError(f"world {seed}: {broken}") from None
        finally:
            loop.close()
    assert heard > ATTEMPTS  # those who are admitted do hear
