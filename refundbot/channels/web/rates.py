"""How often a conversation and an address may ask: counted here, and by all front doors together."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Literal, get_args

from refundbot.channels.web.refusal import Refusal
from refundbot.channels.web.shared_rates import SharedRates

Act = Literal["message", "feedback", "rating", "leave_message", "consent", "handoff", "attachment"]
"""What a conversation does that costs: it is stored, or told to people."""

_SECONDS = {"second": 1, "minute": 60, "hour": 3600}


class Rates:
    """What is counted of each kind."""

    def __init__(
        self,
        message_rate: str,
        act_rate: str,
        address_rate: str,
        clock: Callable[[], float] = time.monotonic,
        shared: SharedRates | None = None,
        attachment_rate: str = "20/minute",
        upload_rate: str = "200/hour",
    ) -> None:
        """The rates as settings write them, e.g. `30/minute`; `message_rate` is that of messages and of
        feedback on answers, `attachment_rate` that of attachments, `act_rate` that of each other act,
        `upload_rate` that of attachments from an address. `clock` counts seconds. Several front doors count
        in `shared` as well."""
        messages, acts = Windows(message_rate, clock), Windows(act_rate, clock)
        self._acts = {act: messages if act in ("message", "feedback") else acts for act in get_args(Act)}
        self._acts["attachment"] = Windows(attachment_rate, clock)
        self._addresses = Windows(address_rate, clock)
        self._uploads = Windows(upload_rate, clock)
        self._shared = shared

    async def act(self, conversation_id: str, act: Act) -> None:
        """Counts an act of a conversation.

        Raises:
            Refusal: too many of that kind.
        """
        await self._count(self._acts[act], f"{act} {conversation_id}")

    async def request(self, address: str) -> None:
        """Counts a request from an address.

        Raises:
            Refusal: too many.
        """
        await self._count(self._addresses, f"address {address}")

    async def upload(self, address: str) -> None:
        """Counts an attachment from an address, from which as many conversations can be opened as one likes.

        Raises:
            Refusal: too many.
        """
        await self._count(self._uploads, f"upload {address}")

    async def close(self) -> None:
        """Lets go of what is shared."""
        if self._shared is not None:
            await self._shared.close()

    async def _count(self, windows: Windows, key: str) -> None:
        # Here always: so this process knows its own, from the moment on when Redis is silent.
        windows.count(key)
        hits = await self._shared.hit(key, windows.seconds) if self._shared is not None else None
        if hits is not None and hits.count > windows.most:
            raise _too_many(hits.seconds)


class Windows:
    """Counts by key, each in a window of its own that begins with the first hit and is dropped when it ends.

    All windows are as long, so they end in the order in which they began: dropping looks at none that is not
    over, and a hit costs the same however many keys there are. The library `limits` goes through all keys.
    """

    def __init__(self, rate: str, clock: Callable[[], float]) -> None:
        """A rate such as `30/minute`."""
        most, _, unit = rate.partition("/")
        self.most, self.seconds, self._clock = int(most), _SECONDS[unit], clock
        self._open: OrderedDict[str, _Window] = OrderedDict()

    def count(self, key: str) -> None:
        """Counts a hit.

        Raises:
            Refusal: too many in the window, with the seconds until it ends.
        """
        now = self._clock()
        while self._open and next(iter(self._open.values())).ends_at <= now:
            self._open.popitem(last=False)
        window = self._open.setdefault(key, _Window(now + self.seconds))
        if window.hits >= self.most:
            raise _too_many(window.ends_at - now)
        window.hits += 1

    def __len__(self) -> int:
        """How many keys are counted."""
        return len(self._open)


class _Window:
    __slots__ = ("ends_at", "hits")

    def __init__(self, ends_at: float) -> None:
        self.ends_at, self.hits = ends_at, 0


def _too_many(seconds: float) -> Refusal:
    return Refusal("rate_limited", max(1, math.ceil(seconds)))
