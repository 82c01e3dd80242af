"""Places in the queue: told to whom they move, at a cost that does not grow with the queue."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from refundbot.channels.web.clock import utc_now
from refundbot.channels.web.places import TOLD_IN_A_ROUND, Place, Places
from refundbot.conversations import gate, store
from refundbot.conversations.database import Database


class Queue:
    """A queue of customers, and what they were told."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(f"sqlite:///{folder / 'chat.db'}")
        self.told: list[tuple[str, int]] = []
        self.off_duty: dict[str, object] | None = None
        self.connected: list[str] = []
        self.now = utc_now()
        self.places = Places(
            self.database,
            self._tell,
            connected=lambda: self.connected,
            off_duty=lambda _: self.off_duty,
            clock=lambda: self.now,
        )
        self.joined = 0

    async def _tell(self, conversation_id: str, place: Place) -> None:
        self.told.append((conversation_id, place["position"]))
        assert place.get("off_duty") == self.off_duty

    async def join(self, count: int) -> list[str]:
        def unit(session: object) -> str:
            self.joined += 1
            at = utc_now() + timedelta(seconds=self.joined)
            id = store.open_conversation(session, at).id
            gate.request_human(session, id, "customer_asked", at)
            return id

        return [await self.database.run(unit) for _ in range(count)]

    async def leave(self, conversation_id: str) -> None:
        await self.database.run(lambda s: gate.cancel_request(s, conversation_id, utc_now()))

    async def rounds(self) -> int:
        """Tells all there is, and in how many rounds."""
        for count in range(1, 100):
            if not await self.places.tell_round():
                return count
        raise AssertionError("it is told without an end")


@pytest.mark.parametrize("waiting", [3, 300])
async def test_one_who_joins_is_told_alone_however_many_wait(tmp_path: Path, waiting: int) -> None:
    queue = Queue(tmp_path)
    await queue.join(waiting)
    await queue.rounds()
    queue.told.clear()
    (new,) = await queue.join(1)
    assert await queue.rounds() == 1
    assert queue.told == [(new, waiting + 1)]
    queue.database.close()


async def test_a_round_tells_the_foremost_and_the_others_follow(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    ids = await queue.join(50)
    await queue.rounds()
    queue.told.clear()
    await queue.leave(ids[0])
    assert await queue.places.tell_round()
    assert queue.told == [(id, place) for place, id in enumerate(ids[1 : TOLD_IN_A_ROUND + 1], start=1)]
    await queue.rounds()
    assert queue.told == [(id, place) for place, id in enumerate(ids[1:], start=1)]
    queue.database.close()


async def test_who_has_gone_takes_no_place_before_others_and_has_it_again_when_back(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    first, second, third = await queue.join(3)
    queue.now += timedelta(seconds=3)
    await queue.rounds()
    queue.told.clear()
    queue.now += store.HERE
    queue.connected = [second, third]
    await queue.places.look()
    await queue.rounds()
    assert queue.told == [(second, 1), (third, 2)]
    back = await queue.database.run(lambda s: queue.places.of(s, first))
    assert back == {"position": 1}
    queue.told.clear()
    await queue.rounds()
    assert queue.told == [(second, 2), (third, 3)]
    queue.database.close()


async def test_who_waits_is_told_when_nobody_is_on_duty_any_more(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    ids = await queue.join(2)
    await queue.rounds()
    queue.told.clear()
    queue.off_duty = {"hours": "工作日 09:00-18:00", "hotline": "4000-955-988"}
    await queue.rounds()
    assert queue.told == [(ids[0], 1), (ids[1], 2)]
    queue.told.clear()
    await queue.rounds()
    assert queue.told == []
    queue.database.close()
