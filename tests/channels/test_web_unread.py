"""Who asks and asks and never reads the answers is not told for ever: nothing of theirs piles up."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import pytest

from refundbot.channels.web import sockets

LONG = "字" * 1900
ASKED = 300
"""Times that all that was said is asked for: a hundred times as much as may wait."""


@pytest.fixture
async def talkative(open_site: Any) -> Any:
    """A site, and a customer who has said much."""
    site = await open_site(message_rate="1000/minute")
    customer = await site.connected()
    for _ in range(30):
        await customer.say(LONG)
    await customer.answers(30)
    await customer.close()
    return site, customer.token


async def test_who_never_reads_is_hung_up_on(talkative: Any) -> None:
    site, token = talkative
    connections = site.app.state.sockets.eio.sockets
    address = f"{site.url}/chat/socket.io/?EIO=4&transport=websocket"
    async with aiohttp.ClientSession() as http, http.ws_connect(address) as websocket:
        await websocket.send_str(f"40/chat,{json.dumps({'token': token})}")
        await site.until(lambda: bool(connections))
        (kept,) = connections.values()
        for number in range(ASKED):
            await websocket.send_str('42/chat,7["resume",{}]')
            if number % 10 == 0:
                await http.get(f"{site.url}/chat/suggest?q=a")  # the server has the turn
            assert _waiting(kept) <= sockets.MOST_UNREAD + 2**20
        await site.until(lambda: not connections)


async def test_who_reads_is_told_however_much_they_ask_for(talkative: Any) -> None:
    site, token = talkative
    address = f"{site.url}/chat/socket.io/?EIO=4&transport=websocket"
    async with aiohttp.ClientSession() as http, http.ws_connect(address) as websocket:
        await websocket.send_str(f"40/chat,{json.dumps({'token': token})}")
        for _ in range(ASKED // 3):
            await websocket.send_str('42/chat,7["resume",{}]')
            while not (await websocket.receive_str()).startswith("43/chat,7"):
                pass


def _waiting(connection: Any) -> int:
    """Characters that wait for a connection to read them."""
    return sum(len(packet.data) for packet in connection.queue._queue if packet is not None and packet.data)
