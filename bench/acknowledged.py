"""How soon busy customers hear that what they said is stored, and are answered.

    python -m bench.acknowledged --url http://127.0.0.1:5005 --customers 100 --seconds 60

Each customer says something over a socket, waits for the answer, thinks, and goes on. The server must be
started with wide rates: REFUNDBOT_MESSAGE_RATE=1000/second REFUNDBOT_ADDRESS_RATE=100000/second. The two
times say something only beside those of another server on the same machine at the same hour.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import time
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp

from bench import chat_client

QUESTIONS = ("流量包还没用能退吗", "退款多久到账", "代金券会退给我吗", "开了发票还能退吗", "手续费怎么算")
THINKING_SECONDS = 2.0
PATIENCE_SECONDS = 60.0


class Customer:
    """One who talks; `acknowledged` and `answered` are seconds from what they said."""

    def __init__(self, socket: Any) -> None:
        self._socket, self._heard = socket, asyncio.Event()
        self.acknowledged: list[float] = []
        self.answered: list[float] = []
        socket.on("message", self._hear, namespace=chat_client.NAMESPACE)

    def _hear(self, message: Mapping[str, Any]) -> None:
        if message.get("envelope"):  # the notice of an erasure has none
            self._heard.set()

    async def talk(self, until: float) -> None:
        """Goes on until that time of the event loop."""
        clock = asyncio.get_running_loop().time
        while clock() < until:
            await asyncio.sleep(random.uniform(0, THINKING_SECONDS))
            with contextlib.suppress(asyncio.TimeoutError):
                await self.ask(random.choice(QUESTIONS))

    async def ask(self, text: str) -> None:
        """Asks, and waits for the answer.

        Raises:
            asyncio.TimeoutError: it does not come.
        """
        clock = asyncio.get_running_loop().time
        self._heard.clear()
        said, started = {"client_msg_id": uuid.uuid4().hex, "text": text}, clock()
        told = await self._socket.call("say", said, chat_client.NAMESPACE, PATIENCE_SECONDS)
        assert told["ok"], told
        self.acknowledged.append(clock() - started)
        await asyncio.wait_for(self._heard.wait(), PATIENCE_SECONDS)
        self.answered.append(clock() - started)


async def run(url: str, customers: int, seconds: float) -> list[Customer]:
    """So many customers, talking for so long."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        sockets = []
        for _ in range(customers):
            sockets.append(await chat_client.connect(http, url, await chat_client.open_session(http, url)))
        people = [Customer(socket) for socket in sockets]
        until = asyncio.get_running_loop().time() + seconds
        await asyncio.gather(*(person.talk(until) for person in people))
        for socket in sockets:
            await socket.disconnect()
    return people


def percentile(times: Sequence[float], share: float) -> float:
    """The time within which that share of them lies."""
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


def main() -> None:
    """Prints the times."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--url", default="http://127.0.0.1:5005")
    parser.add_argument("--customers", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60.0)
    chosen = parser.parse_args()
    started = time.monotonic()
    people = asyncio.run(run(chosen.url, chosen.customers, chosen.seconds))
    for name in ("acknowledged", "answered"):
        times = [seconds for person in people for seconds in getattr(person, name)]
        told = ", ".join(
            f"p{share * 100:.0f} {percentile(times, share):.3f} s" for share in (0.5, 0.95, 0.99)
        )
        print(f"{len(times)} {name}: {told}, longest {max(times):.3f} s")
    print(f"{time.monotonic() - started:.0f} s in all")


if __name__ == "__main__":
    main()
