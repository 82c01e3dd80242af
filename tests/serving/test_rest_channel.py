"""The REST channel answers whatever is sent to it, and hands Rasa text only."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import jsonschema
import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic

from refundbot.channels.rest import BAD_REQUEST, NOT_ERASED, RestInput, tracker_id
from refundbot.channels.typed import UnreadableMessage, typed_text
from refundbot.orders.identity import mint_customer_token
from refundbot.replies import error
from refundbot.replies.envelope import schema
from refundbot.serving.forgetting import ForgettingTrackerStore
from refundbot.serving.sqlite_store import SQLiteTrackerStore
from refundbot.settings import MAX_MESSAGE_CHARACTERS, Settings
from tests.patience import PATIENCE

SECRET = "a-secret-of-these-tests-only-000000"


class Rasa:
    """Stands in for Rasa: keeps the messages it is given and answers with `answer`."""

    def __init__(self) -> None:
        self.seen: list[UserMessage] = []
        self.answer: Callable[[UserMessage], Awaitable[None]] = self.greet

    async def greet(self, message: UserMessage) -> None:
        await message.output_channel.send_text_message(message.sender_id, "您好")

    async def __call__(self, message: UserMessage) -> None:
        self.seen.append(message)
        await self.answer(message)


class Channel:
    """The channel on a real server, and the Rasa behind it."""

    def __init__(self, url: str, app: Sanic, session: aiohttp.ClientSession, rasa: Rasa) -> None:
        self.url, self.app, self.session, self.rasa = url, app, session, rasa

    async def post(self, body: Any) -> tuple[int, Any]:
        """Status and JSON of the answer to a body; a string is sent as it is."""
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        async with self.session.post(self.url, data=data) as response:
            return response.status, await response.json()

    async def erase(self, body: Any) -> tuple[int, Any]:
        """Status and JSON of the answer to a request to erase."""
        async with self.session.delete(self.url, json=body) as response:
            return response.status, await response.json()

    async def say(self, message: Any, **rest: Any) -> list[dict[str, Any]]:
        """The messages of a turn, which must have been answered."""
        status, messages = await self.post({"sender": "甲", "message": message, **rest})
        assert status == 200, messages
        return messages


@pytest.fixture(params=[PATIENCE], ids=[""])
async def channel(
    serve_sanic: Callable[[Sanic], Awaitable[str]], tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Channel]:
    """The channel; a test that is about slow turns sets the seconds that one may take."""
    app = Sanic("rest", configure_logging=False)
    rasa = Rasa()
    app.blueprint(
        RestInput(Settings(secret=SECRET, state=tmp_path), timeout=request.param).blueprint(rasa),
        url_prefix="/webhooks/rest",
    )
    url = await serve_sanic(app)
    async with aiohttp.ClientSession() as session:
        yield Channel(f"{url}/webhooks/rest/webhook", app, session, rasa)


def assert_apologises(messages: list[dict[str, Any]], reason: Any) -> None:
    assert tuple(message["text"] for message in messages if "text" in message) == error(reason).texts
    assert {message["recipient_id"] for message in messages} == {"甲"}
    envelope = messages[-1]["custom"]["data"]
    jsonschema.validate(envelope, schema())
    assert envelope["kind"] == "error"


def test_the_channel_keeps_the_stock_address() -> None:
    assert RestInput.name() == "rest"
    assert RestInput.from_credentials(None).url_prefix() == "rest"


async def test_a_question_is_handed_over_and_its_answer_returned(channel: Channel) -> None:
    assert await channel.say(" 流量包还没用能退吗 ") == [{"recipient_id": "甲", "text": "您好"}]
    [message] = channel.rasa.seen
    assert (message.text, message.sender_id) == ("流量包还没用能退吗", tracker_id("甲"))
    assert message.input_channel == "rest"
    assert message.metadata is None


@pytest.mark.parametrize(
    "sender", ["web-0123456789abcdef0123456789abcdef-1", "rest-甲", "13812345678", "a" * 255]
)
async def test_no_sender_names_a_conversation_of_another_channel(channel: Channel, sender: str) -> None:
    _, [answer] = await channel.post({"sender": sender, "message": "在吗"})
    [message] = channel.rasa.seen
    assert message.sender_id.startswith("rest-")
    assert len(message.sender_id) == len("rest-") + 32
    assert sender not in message.sender_id
    assert answer["recipient_id"] == sender


async def test_senders_are_told_apart(channel: Channel) -> None:
    for sender in ("甲", "乙", "甲"):
        await channel.post({"sender": sender, "message": "在吗"})
    first, second, again = (message.sender_id for message in channel.rasa.seen)
    assert first == again != second


async def test_personal_data_reaches_nobody(channel: Channel) -> None:
    await channel.say("我的手机是13812345678，订单 CS2606300001 能退吗")
    assert channel.rasa.seen[0].text == "我的手机是［手机号］，订单 CS2606300001 能退吗"


async def test_what_a_sender_said_is_erased_after_the_turn_under_way(channel: Channel) -> None:
    store, locks = ForgettingTrackerStore(InMemoryTrackerStore(Domain.empty())), InMemoryLockStore()
    channel.app.ctx.agent = SimpleNamespace(tracker_store=store, lock_store=locks)
    for sender in ("甲", "乙"):
        await store.save(DialogueStateTracker.from_events(tracker_id(sender), [UserUttered("在吗")]))
    async with locks.lock(tracker_id("甲")):
        erasing = asyncio.create_task(channel.erase({"sender": "甲"}))
        await asyncio.sleep(0.1)
        await store.save(DialogueStateTracker.from_events(tracker_id("甲"), [UserUttered("还在说")]))
        assert not erasing.done()
    assert await erasing == (200, {"ok": True})
    assert list(await store.keys()) == [tracker_id("乙")]
    await store.save(DialogueStateTracker.from_events(tracker_id("甲"), [UserUttered("又来了")]))
    assert await store.retrieve(tracker_id("甲")) is not None, "what is said later is remembered"
    assert await channel.erase({}) == (400, {"error": BAD_REQUEST})


async def test_what_cannot_be_erased_yet_is_told_so_in_words(channel: Channel, tmp_path: Path) -> None:
    file = tmp_path / "trackers.db"
    store = ForgettingTrackerStore(SQLiteTrackerStore(str(file), Domain.empty()))
    channel.app.ctx.agent = SimpleNamespace(tracker_store=store, lock_store=InMemoryLockStore())
    await store.save(DialogueStateTracker.from_events(tracker_id("甲"), [UserUttered("在吗")]))
    with sqlite3.connect(file, isolation_level=None) as backup:
        backup.execute("BEGIN IMMEDIATE")
        async with channel.session.delete(channel.url, json={"sender": "甲"}) as answer:
            assert (answer.status, await answer.json()) == (503, {"error": NOT_ERASED})
            assert int(answer.headers["Retry-After"]) > 0
        backup.execute("ROLLBACK")
    assert await channel.erase({"sender": "甲"}) == (200, {"ok": True})
    assert list(await store.keys()) == []


async def test_answers_are_legible_on_the_wire(channel: Channel) -> None:
    async with channel.session.post(channel.url, json={"sender": "甲", "message": "在吗"}) as response:
        assert "您好" in await response.text()


async def test_what_the_client_says_of_itself_is_not_believed(channel: Channel) -> None:
    token = mint_customer_token("demo", SECRET, Settings().now(), timedelta(hours=1))
    await channel.say("在吗", input_channel="web", metadata={"customer_id": "别人", "customer_token": token})
    [message] = channel.rasa.seen
    assert message.input_channel == "rest"
    assert message.metadata == {"customer_id": "demo"}
    assert token not in str(vars(message))


@pytest.mark.parametrize(
    "metadata",
    [
        *([], "t", 1, {}, {"customer_token": 1}, {"customer_token": "t" * 5000}, {"customer_token": "a.b.c"}),
        {"customer_id": "demo"},
        {"customer_token": mint_customer_token("demo", "k" * 40, Settings().now(), timedelta(hours=1))},
        {"customer_token": mint_customer_token("demo", SECRET, Settings().now(), -timedelta(hours=1))},
    ],
    ids=lambda value: repr(value)[:40],
)
async def test_without_a_token_that_holds_nobody_is_known(channel: Channel, metadata: Any) -> None:
    await channel.say("在吗", metadata=metadata)
    assert channel.rasa.seen[0].metadata is None


@pytest.mark.parametrize(
    "body",
    [
        "",
        "不是 JSON",
        b"\xff\xfe",
        "[" * 100_000,
        [],
        "null",
        {},
        {"message": "在吗"},
        {"sender": None, "message": "在吗"},
        {"sender": 1, "message": "在吗"},
        {"sender": "", "message": "在吗"},
        {"sender": "  ", "message": "在吗"},
        {"sender": "a\x00b", "message": "在吗"},
        {"sender": "\ud800", "message": "在吗"},
        {"sender": "a" * 256, "message": "在吗"},
    ],
    ids=lambda body: repr(body)[:30],
)
async def test_a_request_that_names_no_conversation_is_told_how_to(channel: Channel, body: Any) -> None:
    assert await channel.post(body) == (400, {"error": BAD_REQUEST})
    assert channel.rasa.seen == []


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (None, "empty"),
        ("", "empty"),
        (" \n\t　", "empty"),
        ("\x00\x07\x1b", "empty"),
        ("\u200b\ufeff\u202e", "empty"),
        ("\ud800", "empty"),
        ("\ufe0f\u0301", "empty"),
        ("\u3164\u115f\uffa0", "empty"),
        ("\u2800", "empty"),
        ("\u00ad\u034f\u180e", "empty"),
        (1, "bad_request"),
        (True, "bad_request"),
        (["退款"], "bad_request"),
        ({"text": "退款"}, "bad_request"),
        ("退" * (MAX_MESSAGE_CHARACTERS + 1), "too_long"),
        ("退款" * 500_000, "too_long"),
    ],
    ids=lambda value: repr(value)[:20],
)
async def test_what_cannot_be_parsed_is_answered_without_rasa(
    channel: Channel, message: Any, reason: str
) -> None:
    assert_apologises(await channel.say(message), reason)
    assert channel.rasa.seen == []


async def test_a_request_without_a_message_is_answered(channel: Channel) -> None:
    status, messages = await channel.post({"sender": "甲"})
    assert status == 200
    assert_apologises(messages, "empty")


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("/restart", "／restart"),
        ('/inform{"order_number": "CS1"}', '／inform{"order_number": "CS1"}'),
        ("  /session_start", "／session_start"),
        ("\u200b/restart", "／restart"),
        ("\x00 \ufeff\n/restart", "／restart"),
        ("//restart", "／/restart"),
        ("/", "／"),
        ("EXTERNAL: policy.overview", "EXTERNAL: policy.overview"),
        ("退款/退订", "退款/退订"),
        ("一\x00二\u200b三\ud800", "一二三"),
        ("第一行\n第二行\t完", "第一行\n第二行\t完"),
        ("😀👍🏽", "😀👍🏽"),
        ("？？？", "？？？"),
        ("退" * MAX_MESSAGE_CHARACTERS, "退" * MAX_MESSAGE_CHARACTERS),
    ],
    ids=lambda value: repr(value)[:20],
)
async def test_what_was_typed_reaches_rasa_as_text(channel: Channel, typed: str, text: str) -> None:
    await channel.say(typed)
    assert [message.text for message in channel.rasa.seen] == [text]


@pytest.mark.parametrize(
    "typed", ["/", "/restart", " /a", "\u2060/a", "\u00ad/a", "\u3000/a", "\u2028/a", "\x1f/a"]
)
def test_rasa_never_sees_a_command(typed: str) -> None:
    try:
        text = typed_text(typed)
    except UnreadableMessage:
        return
    assert not UserMessage(text).text.startswith("/")


async def test_a_turn_that_says_nothing_ends_in_an_apology(channel: Channel) -> None:
    async def say_nothing(_: UserMessage) -> None: ...

    channel.rasa.answer = say_nothing
    assert_apologises(await channel.say("在吗"), "unavailable")


async def test_a_turn_that_raises_ends_in_an_apology(
    channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_: UserMessage) -> None:
        raise RuntimeError("disk full")

    channel.rasa.answer = fail
    with caplog.at_level(logging.INFO):
        assert_apologises(await channel.say("秘密的话"), "unavailable")
    assert "disk full" in caplog.text
    assert "秘密的话" not in caplog.text


@pytest.mark.parametrize("channel", [0.3], indirect=True)
async def test_a_turn_that_takes_too_long_ends_in_an_apology(channel: Channel) -> None:
    cancelled = asyncio.Event()

    async def hang(_: UserMessage) -> None:
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            cancelled.set()
            raise

    channel.rasa.answer = hang
    assert_apologises(await channel.say("在吗"), "timeout")
    assert cancelled.is_set()


async def test_an_answer_given_before_a_failure_stands(channel: Channel) -> None:
    async def answer_then_fail(message: UserMessage) -> None:
        await channel.rasa.greet(message)
        raise RuntimeError("could not be saved")

    channel.rasa.answer = answer_then_fail
    assert await channel.say("在吗") == [{"recipient_id": "甲", "text": "您好"}]


async def test_one_conversation_failing_leaves_the_next_alone(channel: Channel) -> None:
    async def fail(_: UserMessage) -> None:
        raise RuntimeError

    channel.rasa.answer = fail
    await channel.say("在吗")
    channel.rasa.answer = channel.rasa.greet
    assert await channel.say("在吗") == [{"recipient_id": "甲", "text": "您好"}]
