"""What agents are told on the socket of the desk, and who is let in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
import socketio
from socketio.exceptions import ConnectionError as Refused

from bench import chat_client
from tests.patience import PATIENCE

NAMESPACE = "/desk"

chat_client.fit_aiohttp()


class Screen:
    """An agent's page: the events that came."""

    def __init__(self) -> None:
        self.socket = socketio.AsyncClient(reconnection=False)
        self.events: list[tuple[str, Any]] = []
        self._changed = asyncio.Event()
        for event in ("conversation", "message", "queue", "typing", "erased", "connect_error"):
            self.socket.on(event, self._keeper(event), namespace=NAMESPACE)

    def _keeper(self, event: str) -> Callable[[Any], Awaitable[None]]:
        async def keep(data: Any) -> None:
            self.events.append((event, data))
            self._changed.set()

        return keep

    async def connect(self, url: str, token: object) -> None:
        await self.socket.connect(
            url,
            namespaces=[NAMESPACE],
            auth={"token": token},
            socketio_path=chat_client.SOCKET_PATH,
            transports=["websocket"],
        )

    async def until(self, event: str, holds: Callable[[Any], bool] = bool) -> Any:
        """The first event of that name, come or to come, of which `holds` is true."""
        while True:
            for name, data in self.events:
                if name == event and holds(data):
                    return data
            self._changed.clear()
            await asyncio.wait_for(self._changed.wait(), PATIENCE)


@pytest.fixture
async def screen(shop: Any) -> AsyncIterator[Screen]:
    """The page of an agent who is signed in."""
    screen = Screen()
    await screen.connect(shop.url, shop.person("li").token)
    yield screen
    await screen.socket.disconnect()


async def test_every_message_and_every_change_is_told(shop: Any, screen: Screen) -> None:
    talk = await shop.customer()
    await shop.say(talk, "退款多久到账")
    asked = await screen.until("message", lambda m: m["from"] == "customer")
    assert (asked["conversation_id"], asked["seq"], asked["text"]) == (talk, 1, "退款多久到账")
    answered = await screen.until("message", lambda m: m["from"] == "bot")
    assert answered["envelope"]["kind"] == "answer"
    row = await screen.until("conversation", lambda c: c["last_seq"] == 2)
    assert (row["id"], row["status"], row["last_message"]["from"]) == (talk, "bot", "bot")


async def test_the_queue_is_told_as_it_grows_and_shrinks(shop: Any, screen: Screen) -> None:
    assert await screen.until("queue") == {"waiting": 0, "left": 0}
    talk = await shop.customer()
    await shop.chat.request_human(talk)
    await screen.until("queue", lambda q: q["waiting"] == 1)
    screen.events.clear()
    await shop.person("wang").act(talk, "take-over")
    await screen.until("queue", lambda q: q["waiting"] == 0)
    assert (await screen.until("conversation"))["agent"]["id"] == "wang"


async def test_notes_reach_the_agents_and_not_the_customer(shop: Any, screen: Screen) -> None:
    talk = await shop.customer()
    await shop.person("wang").act(talk, "note", {"text": "老客户"})
    note = await screen.until("message", lambda m: m["from"] == "note")
    assert (note["conversation_id"], note["text"], note["agent"]["id"]) == (talk, "老客户", "wang")
    assert (await shop.chat.history(talk, {}))["messages"] == []


async def test_what_is_erased_is_told(shop: Any, screen: Screen) -> None:
    talk = await shop.customer()
    await shop.say(talk, "退款多久到账")
    assert await shop.app.state.chat.housekeeping.erase(talk)
    assert await screen.until("erased") == {"conversation_id": talk}


async def test_a_customer_who_types_is_shown(shop: Any, screen: Screen) -> None:
    talk = await shop.customer()
    shop.chat.live.typing(talk, True)
    assert await screen.until("typing") == {"conversation_id": talk, "from": "customer", "on": True}


@pytest.mark.parametrize("kind", ["nothing", "a customer's", "expired", "a number"])
async def test_only_agents_are_let_in(shop: Any, kind: str) -> None:
    token = {
        "nothing": None,
        "a customer's": (await shop.chat.open_session({}))["token"],
        "expired": shop.person(life=-timedelta(hours=1)).token,
        "a number": 7,
    }[kind]
    screen = Screen()
    with pytest.raises(Refused):
        await screen.connect(shop.url, token)
    refused = await screen.until("connect_error")
    assert refused["message"] == ("expired" if kind == "expired" else "unauthorized")
    assert refused["data"]["text"]


async def test_who_is_refused_for_asking_too_often_hears_nothing(open_shop: Any) -> None:
    shop = await open_shop(address_rate="5/minute")
    talk = await shop.customer()
    for _ in range(5):
        async with aiohttp.ClientSession() as http, http.get(f"{shop.url}/chat/health") as answer:
            assert answer.status == 200
    async with aiohttp.ClientSession() as http:
        address = f"{shop.url}{chat_client.SOCKET_PATH}/?EIO=4&transport=websocket"
        async with http.ws_connect(address) as socket:
            await socket.receive(timeout=PATIENCE)
            await socket.send_str('40/desk,{"token":"x"}')
            assert "rate_limited" in await socket.receive_str(timeout=PATIENCE)
            await shop.say(talk, "我的秘密")
            await shop.person("li").act(talk, "note", {"text": "备注"})
            heard = [frame.data async for frame in socket if frame.type is aiohttp.WSMsgType.TEXT]
    assert heard in ([], ["1"])  # until it is closed


@pytest.mark.parametrize("event", ["connect", "disconnect"])
async def test_no_event_of_an_agents_keeps_the_socket_beyond_its_time(shop: Any, event: str) -> None:
    screen = Screen()
    await screen.connect(shop.url, shop.person("li", life=timedelta(seconds=2)).token)
    await screen.socket.eio.send(f'2{NAMESPACE},["{event}",{{}}]')
    await asyncio.wait_for(screen.socket.wait(), PATIENCE)
    assert not screen.socket.connected


async def test_an_agent_is_let_go_when_the_token_ends(shop: Any) -> None:
    screen = Screen()
    await screen.connect(shop.url, shop.person("li", life=timedelta(seconds=2)).token)
    await asyncio.wait_for(screen.socket.wait(), PATIENCE)
    assert not screen.socket.connected
