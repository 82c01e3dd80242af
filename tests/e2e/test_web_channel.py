"""The customers' channel with Rasa behind it: the case goes on, whatever happens to the conversation."""

from __future__ import annotations

import asyncio
import sqlite3
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import jsonschema
import jwt
import pytest

from bench import chat_client
from refundbot.replies import title
from refundbot.replies.envelope import schema

pytestmark = pytest.mark.e2e


class Page:
    """A customer's page that asks one thing after another."""

    def __init__(self, socket: Any, token: str, http: aiohttp.ClientSession) -> None:
        self.socket, self.token, self.http = socket, token, http
        self._messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        socket.on("message", self._messages.put_nowait, namespace=chat_client.NAMESPACE)

    async def do(self, event: str, **body: Any) -> Any:
        """The acknowledgement of an event."""
        ack = await self.socket.call(event, body, namespace=chat_client.NAMESPACE)
        assert ack["ok"], ack
        return ack

    async def ask(self, text: str) -> tuple[str, dict[str, Any]]:
        """The bot's words and envelope."""
        await self.do("say", client_msg_id=uuid.uuid4().hex, text=text)
        words = []
        while True:
            message = await asyncio.wait_for(self._messages.get(), 30)
            if message["from"] == "bot":
                words.append(message["text"])
            if message["envelope"]:
                jsonschema.validate(message["envelope"], schema())
                return "\n".join(words), message["envelope"]

    async def wait_for(self, code: str) -> None:
        """Waits for a notice of the system."""
        while (await asyncio.wait_for(self._messages.get(), 30)).get("code") != code:
            pass


@pytest.fixture
async def open_page(servers: Any) -> AsyncIterator[Callable[[], Awaitable[Page]]]:
    pages: list[Page] = []
    async with aiohttp.ClientSession() as http:

        async def start() -> Page:
            token = await chat_client.open_session(http, servers.url)
            pages.append(Page(await chat_client.connect(http, servers.url, token), token, http))
            return pages[-1]

        yield start
        for page in pages:
            await page.socket.disconnect()


def change(servers: Any, statement: str) -> None:
    """Changes something in the database behind the server's back."""
    with sqlite3.connect(servers.settings.state / "chat.db", timeout=10) as connection:
        connection.execute(statement)


async def test_an_order_of_the_sample_customer_gets_its_verdict(open_page: Any) -> None:
    page = await open_page()
    words, envelope = await page.ask("订单CS2611000101能退吗")
    assert (envelope["kind"], envelope["verdict"]["outcome"]) == ("verdict", "full_refund")
    assert "CS2611000101" in words


async def test_a_new_tracker_goes_on_with_the_running_check(servers: Any, open_page: Any) -> None:
    page = await open_page()
    _, asked = await page.ask("帮我查一下我买的云服务器能不能退")
    assert asked["kind"] == "question"
    change(servers, "UPDATE conversations SET tracker_turns = 1000")
    carried_on, _ = await page.ask("包年包月")
    one_tracker, fresh = await open_page(), await open_page()
    await one_tracker.ask("帮我查一下我买的云服务器能不能退")
    assert carried_on == (await one_tracker.ask("包年包月"))[0]
    assert carried_on != (await fresh.ask("包年包月"))[0]


async def test_a_message_that_was_half_answered_is_answered_as_if_for_the_first_time(
    servers: Any, open_page: Any
) -> None:
    page = await open_page()
    await page.ask("帮我查一下我买的云服务器能不能退")
    words, envelope = await page.ask("包年包月")
    # As after a kill between Rasa's answer and its storing: the answer is gone, the message waits again.
    change(servers, f"DELETE FROM messages WHERE text = '{words}' AND sender = 'bot'")
    change(
        servers,
        "UPDATE messages SET state = 'pending', claimed_at = '1970-01-01 00:00:00'"
        " WHERE sender = 'customer' AND text = '包年包月'",
    )
    again = []
    while not again or not again[-1]["envelope"]:
        message = await asyncio.wait_for(page._messages.get(), 30)
        again += [message] if message["from"] == "bot" else []
    assert "\n".join(m["text"] for m in again) == words
    assert again[-1]["envelope"]["kind"] == envelope["kind"]


async def test_what_is_told_while_a_person_is_awaited_counts_afterwards(open_page: Any) -> None:
    page = await open_page()
    await page.do("handoff")
    await page.wait_for("handoff_queued")
    await page.do("say", client_msg_id=uuid.uuid4().hex, text="我的订单是CS2611000101")
    await page.do("handoff", cancel=True)
    words, envelope = await page.ask(title("eligibility.check"))
    assert (envelope["kind"], envelope["verdict"]["outcome"]) == ("verdict", "full_refund"), words


async def test_what_is_typed_as_a_command_is_text(open_page: Any) -> None:
    page = await open_page()
    _, asked = await page.ask("帮我查一下我买的云服务器能不能退")
    for typed in ("/restart", "/session_start", '/inform{"product": "cdn"}'):
        _, envelope = await page.ask(typed)
        assert (envelope["kind"], envelope["topic"]) == (asked["kind"], asked["topic"]), typed


async def test_erasing_empties_rasas_store_too(servers: Any, open_page: Any) -> None:
    page = await open_page()
    await page.ask("退款多久到账")
    conversation_id = uuid.UUID(_subject(page.token)).hex

    def kept() -> int:
        with sqlite3.connect(servers.settings.state / "conversations.db") as connection:
            like = (f"web-{conversation_id}-%",)
            return connection.execute("SELECT count(*) FROM events WHERE sender_id LIKE ?", like).fetchone()[
                0
            ]

    assert kept() > 0
    async with page.http.delete(
        f"{servers.url}/chat/me", headers={"Authorization": f"Bearer {page.token}"}
    ) as answer:
        assert answer.status == 200
    assert kept() == 0


def _subject(token: str) -> str:
    return str(jwt.decode(token, options={"verify_signature": False})["sub"])
