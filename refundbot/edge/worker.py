"""The way from the front door to a worker: a call for each thing that is asked of it.

A worker that is away, dies, or is silent has answered nothing: what it was asked is asked again, of another
where there is one.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import aiohttp

from refundbot.channels.assist.memory import Heard, Recalled
from refundbot.channels.web.bot import TIMEOUT_SECONDS, CustomerMessage, NotNow
from refundbot.channels.work import wire
from refundbot.conversations.store import Bubble
from refundbot.settings import Settings
from refundbot.telemetry import traces

SILENCE_SECONDS = TIMEOUT_SECONDS + 2.0
"""After which a worker that still has not answered is given up: it limits its turns itself."""

CONNECT_SECONDS = 2.0

PULSE_SECONDS = 2.0
"""After which each of several workers is asked again whether it is alive."""

PULSELESS_SECONDS = 6.0
"""After which one that does not say so is taken for dead, and what it was asked is asked of another."""


class Workers:
    """All workers there are: bot, memory and parser of the front door."""

    def __init__(self, settings: Settings) -> None:
        """Their addresses and their key are the settings'."""
        self._urls = settings.worker_urls
        self._headers = {"Authorization": f"Bearer {wire.keys_of(settings)[0]}"}
        self._kept_session: aiohttp.ClientSession | None = None
        self._pulses: list[asyncio.Task[None]] = []
        self._dead: set[str] = set()
        self._asking: defaultdict[str, set[asyncio.Future[Any]]] = defaultdict(set)

    async def answer(self, turn: CustomerMessage) -> list[Bubble]:
        """See `Bot.answer`."""
        said = await self._ask("answer", wire.turn_to(turn), turn.conversation_id)
        return [wire.bubble_from(bubble) for bubble in said]

    async def listen(self, turn: CustomerMessage) -> None:
        """See `Bot.listen`."""
        await self._ask("listen", wire.turn_to(turn), turn.conversation_id)

    async def forget(self, tracker_ids: Sequence[str]) -> None:
        """See `Bot.forget`."""
        await self._ask("forget", {"trackers": list(tracker_ids)})

    async def is_ready(self) -> bool:
        """See `Bot.is_ready`: one that could answer is enough."""
        for is_ready in asyncio.as_completed([self._is_ready(url) for url in self._urls]):
            if await is_ready:
                return True
        return False

    async def expire(self, untouched_since: datetime) -> bool:
        """See `Bot.expire`."""
        return bool(await self._ask("expire", {"untouched_since": untouched_since.isoformat()}))

    async def heard(self, trackers: Sequence[str], message_id: str) -> Heard | None:
        """See `BotMemory.heard`."""
        told = {"trackers": list(trackers), "message_id": message_id}
        return wire.heard_from(await self._ask("heard", told, trackers[-1]))

    async def recall(self, trackers: Sequence[str], message_id: str) -> Recalled:
        """See `BotMemory.recall`."""
        told = {"trackers": list(trackers), "message_id": message_id}
        return wire.recalled_from(await self._ask("recall", told, trackers[-1]))

    async def parse(self, text: str) -> Mapping[str, Any]:
        """Rasa's parse of a text."""
        parsed: Mapping[str, Any] = await self._ask("parse", {"text": text}, text)
        return parsed

    async def close(self) -> None:
        """Closes the connections, if there are any."""
        for pulse in self._pulses:
            pulse.cancel()
        if self._kept_session is not None:
            await self._kept_session.close()

    async def _is_ready(self, url: str) -> bool:
        try:
            return bool(await self._ask_one(url, "is_ready", {}))
        except (NotNow, aiohttp.ClientError, asyncio.TimeoutError):
            return False

    async def _ask(self, act: str, told: Mapping[str, Any], about: str = "") -> Any:
        """What a worker gives; one that cannot be reached is passed over.

        Raises:
            NotNow: there is none, or the one that was asked did not answer.
        """
        for url in self._in_order(about):
            try:
                return await self._ask_one(url, act, told)
            except aiohttp.ClientConnectorError:
                continue
            except (aiohttp.ClientError, asyncio.TimeoutError) as error:
                raise NotNow(f"a worker did not answer: {type(error).__name__}", perhaps_noted=True) from None
        raise NotNow("no worker can be reached")

    async def _ask_one(self, url: str, act: str, told: Mapping[str, Any]) -> Any:
        asking = asyncio.ensure_future(self._post(url, act, told))
        self._asking[url].add(asking)
        try:
            return await asking
        except asyncio.CancelledError:
            if url not in self._dead:
                raise
            raise NotNow("a worker is silent", perhaps_noted=True) from None
        finally:
            self._asking[url].discard(asking)

    async def _post(self, url: str, act: str, told: Mapping[str, Any]) -> Any:
        headers = traces.carried()
        async with self._session().post(f"{url}{wire.PREFIX}/{act}", json=told, headers=headers) as answer:
            given = await answer.json()
            if answer.status == 503:
                raise NotNow(given["error"], perhaps_noted=given["perhaps_noted"])
            answer.raise_for_status()
            return given["done"]

    def _in_order(self, about: str) -> Iterator[str]:
        """The workers in the order in which a conversation is asked of them: the same while they are the same
        (rendezvous hashing), so that one that joins or goes moves only its own."""

        def place(url: str) -> tuple[bool, bytes]:
            return url in self._dead, hashlib.sha256(f"{url} {about}".encode()).digest()

        return iter(sorted(self._urls, key=place))

    async def _feel(self, url: str) -> None:
        """Tells a worker that is silent, its connections open, from one that is busy."""
        limit = aiohttp.ClientTimeout(total=PULSELESS_SECONDS)
        while True:
            try:
                async with self._session().get(f"{url}{wire.PREFIX}/alive", timeout=limit):
                    self._dead.discard(url)
            except asyncio.TimeoutError:
                self._dead.add(url)
                for asking in tuple(self._asking[url]):
                    asking.cancel()
            except aiohttp.ClientError:
                pass  # who asks it something is told so at once
            await asyncio.sleep(PULSE_SECONDS)

    def _session(self) -> aiohttp.ClientSession:
        """The session, opened at the first call (it belongs to the running event loop)."""
        if self._kept_session is None:
            timeout = aiohttp.ClientTimeout(total=SILENCE_SECONDS, sock_connect=CONNECT_SECONDS)
            self._kept_session = aiohttp.ClientSession(headers=self._headers, timeout=timeout)
            if len(self._urls) > 1:
                self._pulses = [asyncio.create_task(self._feel(url)) for url in self._urls]
        return self._kept_session
