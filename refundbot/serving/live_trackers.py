"""The trackers of conversations that go on, as they were kept last: not many, and not for long.

Who takes one has it alone. It comes back once it is kept, so that one whose turn failed, was cut or was
erased meanwhile is gone. That it is still what the store holds, the store proves at each turn.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable

from rasa.shared.core.trackers import DialogueStateTracker

SECONDS = 300.0
"""After which an idle tracker is dropped: what another worker erases is out of this one's memory by then."""

MOST_EVENTS = 20_000
"""Of all trackers together; a turn makes about nine."""


class LiveTrackers:
    """Trackers by sender, the one kept longest ago first. To be used on the event loop."""

    def __init__(self, seconds: float = SECONDS, most_events: int = MOST_EVENTS) -> None:
        """Each is held for `seconds`, and all have `most_events` together."""
        self._seconds, self._most_events = seconds, most_events
        self._held: dict[str, tuple[DialogueStateTracker, int, float]] = {}
        self._events = 0

    def take(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of a sender, which is nobody else's from now on."""
        tracker, events, _ = self._held.pop(sender_id, (None, 0, 0.0))
        self._events -= events
        return tracker

    def put(self, tracker: DialogueStateTracker) -> None:
        """Holds a tracker that has just been kept."""
        self.drop([tracker.sender_id])
        self._held[tracker.sender_id] = tracker, len(tracker.events), time.monotonic()
        self._events += len(tracker.events)
        while self._events > self._most_events:
            self.take(next(iter(self._held)))
        asyncio.get_running_loop().call_later(self._seconds, self._expire)

    def drop(self, sender_ids: Iterable[str]) -> None:
        """Holds these no longer."""
        for sender_id in sender_ids:
            self.take(sender_id)

    def clear(self) -> None:
        """Holds none any longer."""
        self.drop(list(self._held))

    def _expire(self) -> None:
        since = time.monotonic() - self._seconds
        self.drop([sender_id for sender_id, (*_, at) in self._held.items() if at <= since])
