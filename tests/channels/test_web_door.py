"""A socket that shows no token is shown out and counts against its address; an address has so many places."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from refundbot.channels.web import door
from tests.patience import PATIENCE

SOCKET = "/chat/socket.io/?EIO=4&transport="


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "SILENT_SECONDS", 0.3)


@pytest.fixture
def long_enough_to_show_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "SILENT_SECONDS", 2.0)


async def open_polling(site: Any) -> str:
    """A polling session's id."""
    async with site.http.get(f"{site.url}{SOCKET}polling") as answer:
        return str(json.loads((await answer.text())[1:])["sid"])


async def until_closed(websocket: aiohttp.ClientWebSocketResponse) -> None:
    """Answers engine.io's and the websocket's pings, and waits for the end."""
    await asyncio.wait_for(_answer_until_closed(websocket), PATIENCE)


async def _answer_until_closed(websocket: aiohttp.ClientWebSocketResponse) -> None:
    while True:
        message = await websocket.receive()
        if message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR):
            return
        if message.data == "2":
            await websocket.send_str("3")


@pytest.mark.parametrize("said", [None, "40/chat,", '40/chat,{"token":"not one"}', "40/nowhere,", "41/chat,"])
async def test_a_websocket_without_a_token_is_shown_out(site: Any, said: str | None) -> None:
    async with site.http.ws_connect(f"{site.url}{SOCKET}websocket") as websocket:
        if said is not None:
            await websocket.send_str(said)
        await until_closed(websocket)


async def test_a_polling_session_without_a_token_is_shown_out(site: Any) -> None:
    session = await open_polling(site)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await asyncio.wait_for(site.http.get(f"{site.url}{SOCKET}polling&sid={session}"), PATIENCE)


async def test_a_websocket_that_never_takes_over_its_session_goes_with_it(site: Any) -> None:
    session = await open_polling(site)
    async with site.http.ws_connect(f"{site.url}{SOCKET}websocket&sid={session}") as websocket:
        await until_closed(websocket)


@pytest.mark.usefixtures("long_enough_to_show_a_token")
@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_who_has_shown_a_token_stays(site: Any, transport: str) -> None:
    customer = await site.connected(transport)
    await asyncio.sleep(3.0)
    await customer.say("在吗")
    assert await customer.answers(1)


@pytest.mark.usefixtures("long_enough_to_show_a_token")
async def test_who_leaves_every_namespace_is_shown_out_too(site: Any) -> None:
    customer = await site.connected()
    await customer.socket.eio.send("1/chat,")
    await site.until(lambda: customer.socket.eio.state == "disconnected")


async def test_an_address_has_so_many_places_and_silence_takes_one_for_a_while(
    open_site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "REMEMBERED_SECONDS", 3.0)
    site = await open_site(address_sockets=1)
    async with site.http.ws_connect(f"{site.url}{SOCKET}websocket") as websocket:
        async with site.http.get(f"{site.url}{SOCKET}polling") as refused:
            assert (refused.status, (await refused.json())["error"]["code"]) == (429, "rate_limited")
        await until_closed(websocket)
    async with site.http.get(f"{site.url}{SOCKET}polling") as remembered:
        assert remembered.status == 429
    while True:
        async with site.http.get(f"{site.url}{SOCKET}polling") as forgotten:
            if forgotten.status == 200:
                break
        await asyncio.sleep(0.05)


@pytest.mark.usefixtures("long_enough_to_show_a_token")
async def test_nothing_is_kept_of_who_has_gone(site: Any) -> None:
    # That a page which polled has gone, only pings without an answer tell: engine.io's own take a minute.
    engine = site.app.state.sockets.eio
    engine.ping_interval, engine.ping_timeout = 1.0, 2.0
    for transport in ("websocket", "polling"):
        customer = await site.connected(transport)
        await customer.close()
    async with site.http.ws_connect(f"{site.url}{SOCKET}websocket") as websocket:
        await until_closed(websocket)
    await site.until(lambda: not engine.sockets)


async def test_half_a_request_for_a_websocket_is_refused(site: Any) -> None:
    headers = {"Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "a" * 22 + "=="}
    async with site.http.get(f"{site.url}{SOCKET}websocket", headers=headers) as answer:
        assert (answer.status, (await answer.json())["error"]["code"]) == (400, "bad_request")
