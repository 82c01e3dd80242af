"""How often a conversation and an address may ask. Counted in this process: each instance for itself."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Literal, get_args

from refundbot.channels.web.refusal import Refusal

Act = Literal["message", "feedback", "rating", "leave_message", "consent", "handoff"]
"""What a conversation does that costs: it is stored, or told to people."""

_SECONDS = {"second": 1, "minute": 60, "hour": 3600}


class Rates:
    """The counters of this process."""

    def __init__(
        self, message_rate: str, act_rate: str, address_rate: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """The rates as settings write them, e.g. `30/minute`; `message_rate` is that of
        messages and of feedback on answers, `act_rate` that of each other act. `clock` counts seconds."""
        messages, acts = Windows(message_rate, clock), Windows(act_rate, clock)
        self._acts = {act: messages if act in ("message", "feedback") else acts for act in get_args(Act)}
        self._addresses = Windows(address_rate, clock)

    def act(self, conversation_id: str, act: Act) -> None:
        """Counts an act of a conversation.

        Raises:
            Refusal: too many of that kind.
        """
        self._acts[act].count(f"{act} {conversation_id}")

    def request(self, address: str) -> None:
        """Counts a request from an address.

        Raises:
            Refusal: too many.
        """
        self._addresses.count(address)


class Windows:
    """Counts by key, each in a window of its own that begins with the first hit and is dropped when it ends.

    All windows are as long, so they end in the order in which they began: dropping looks at none that is not
    over, and a hit costs the same however many keys there are. The library `limits` goes through all keys.
    """

    def __init__(self, rate: str, clock: Callable[[], float]) -> None:
        """A rate such as `30/minute`."""
        most, _, unit = rate.partition("/")
        self._most, self._seconds, self._clock = int(most), _SECONDS[unit], clock
        self._open: OrderedDict[str, _Window] = OrderedDict()

    def count(self, key: str) -> None:
        """Counts a hit.

        Raises:
            Refusal: too many in the window, with the seconds until it ends.
        """
        now = self._clock()
        while self._open and next(iter(self._open.values())).ends_at <= now:
            self._open.popitem(last=False)
        window = self._open.setdefault(key, _Window(now + self._seconds))
        if window.hits >= self._most:
            raise Refusal("rate_limited", max(1, math.ceil(window.ends_at - now)))
        window.hits += 1

    def __len__(self) -> int:
        """How many keys are counted."""
        return len(self._open)


class _Window:
    __slots__ = ("ends_at", "hits")

    def __init__(self, ends_at: float) -> None:
        self.ends_at, self.hits = ends_at, 0
