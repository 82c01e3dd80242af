"""What the customers' channel adds to a turn: from `say` to the answer, beside REST in the same run.

    python -m bench.channel_vs_rest --turns 60

Asks a running server (`make run`) the same questions in turn over the channel and over REST, one at a time,
each in a conversation of its own kind. Prints the median of each and the difference, in milliseconds, and the
ratio. Servers for it: see --help of refundbot.cli serve; REFUNDBOT_MESSAGE_RATE must allow the turns.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
import uuid
from typing import Any

import aiohttp

from bench import chat_client
from refundbot.settings import Settings

QUESTIONS = ("流量包还没用能退吗", "退款多久到账", "代金券会退给我吗", "开了发票还能退吗", "手续费怎么算")
TURNS_OF_A_CONVERSATION = 10
"""Then both sides begin a new one: the cost of a turn grows with those before it."""
WAIT_SECONDS = 30


class ChannelSide:
    """A conversation over Socket.IO; a turn ends with the bubble that bears the envelope."""

    def __init__(self, socket: Any) -> None:
        self._socket, self._answered = socket, asyncio.Event()
        socket.on("message", self._keep, namespace=chat_client.NAMESPACE)

    def _keep(self, message: dict[str, Any]) -> None:
        if message["envelope"]:
            self._answered.set()

    async def turn(self, question: str) -> float:
        """Seconds from sending to the whole answer."""
        self._answered.clear()
        message = {"client_msg_id": uuid.uuid4().hex, "text": question}
        started = time.perf_counter()
        await self._socket.emit("say", message, namespace=chat_client.NAMESPACE)
        await asyncio.wait_for(self._answered.wait(), WAIT_SECONDS)
        return time.perf_counter() - started


async def rest_turn(http: aiohttp.ClientSession, url: str, sender: str, question: str) -> float:
    """Seconds from sending to the whole answer, over REST."""
    started = time.perf_counter()
    body = {"sender": sender, "message": question}
    async with http.post(f"{url}/webhooks/rest/webhook", json=body) as answer:
        messages = await answer.json()
    assert any("custom" in message for message in messages), messages
    return time.perf_counter() - started


async def run(url: str, worker: str, turns: int) -> tuple[list[float], list[float]]:
    """Seconds of each turn over the channel and over REST, taken alternately."""
    channel: list[float] = []
    rest: list[float] = []
    async with aiohttp.ClientSession() as http:
        while len(rest) < turns:
            socket = await chat_client.connect(http, url, await chat_client.open_session(http, url))
            side, sender = ChannelSide(socket), f"bench-{uuid.uuid4().hex}"
            for number in range(TURNS_OF_A_CONVERSATION):
                question = QUESTIONS[number % len(QUESTIONS)]
                if number % 2:
                    rest.append(await rest_turn(http, worker, sender, question))
                    channel.append(await side.turn(question))
                else:
                    channel.append(await side.turn(question))
                    rest.append(await rest_turn(http, worker, sender, question))
            await socket.disconnect()
    return channel, rest


def main() -> None:
    """Prints the medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", default=Settings.from_env().url)
    parser.add_argument("--worker", default=Settings.from_env().worker_url)
    parser.add_argument("--turns", type=int, default=60)
    chosen = parser.parse_args()
    channel, rest = asyncio.run(run(chosen.url, chosen.worker, chosen.turns))
    over_channel, over_rest = statistics.median(channel) * 1000, statistics.median(rest) * 1000
    added = statistics.median(c - r for c, r in zip(channel, rest, strict=True)) * 1000
    print(f"turns: {len(rest)}  median channel {over_channel:.1f} ms, REST {over_rest:.1f} ms")
    print(f"the channel adds {added:.1f} ms (median of the pairs); ratio {over_channel / over_rest:.3f}")


if __name__ == "__main__":
    main()
