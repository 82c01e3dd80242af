"""Events reach RabbitMQ: whatever is down delays them, and loses none."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy.orm import Session

from bench.proxy import Proxy
from refundbot.conversations import gate, publisher, store
from refundbot.conversations.database import Database
from refundbot.conversations.publisher import Publisher
from tests.conftest import RabbitMQ
from tests.patience import PATIENCE

COUNT = 20


def now() -> datetime:
    return datetime.now(timezone.utc)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path}/chat.db", tells=True)
    yield opened
    opened.close()


@pytest.fixture
def proxy(rabbitmq: RabbitMQ) -> Iterator[Proxy]:
    parts = urlsplit(rabbitmq.url)
    with Proxy(parts.hostname or "127.0.0.1", parts.port or 5672).listening() as between:
        yield between


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publisher, "SILENCE_SECONDS", 1.0)
    monkeypatch.setattr(publisher, "RETRY_SECONDS", 0.1)
    monkeypatch.setattr(publisher, "POLL_SECONDS", 0.05)


def through(proxy: Proxy, rabbitmq: RabbitMQ) -> str:
    parts = urlsplit(rabbitmq.url)
    return parts._replace(netloc=f"{parts.username}:{parts.password}@127.0.0.1:{proxy.port}").geturl()


async def talk(database: Database, first: int = 0) -> None:
    """A conversation with messages that are counted."""

    def unit(session: Session) -> None:
        id_ = store.open_conversation(session, now()).id
        for number in range(first, first + COUNT):
            gate.customer_says(session, id_, f"{number}", f"第{number}句", now())

    await database.run(unit)


async def arrived(rabbitmq: RabbitMQ, count: int) -> list[dict[str, Any]]:
    """The messages told, once there are so many; each counts once, however often it came."""
    found: dict[int, dict[str, Any]] = {}

    async def wait() -> None:
        while len(found) < count:
            found.update({b["id"]: b for b in await rabbitmq.published() if b["kind"] == "message"})
            await asyncio.sleep(0.05)

    await asyncio.wait_for(wait(), PATIENCE)
    return [found[id_] for id_ in sorted(found)]


async def test_the_channel_tells_what_customers_say_and_hear(
    open_site: Any, rabbitmq: RabbitMQ, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Publisher.__init__, "__defaults__", (rabbitmq.name,))
    site = await open_site(events_url=rabbitmq.url)
    customer = await site.connected()
    await customer.say("能退吗，我电话13812345678")
    await customer.answers(1)
    asked, answered = await arrived(rabbitmq, 2)
    assert (asked["from"], answered["from"], answered["reply_to"]) == ("customer", "bot", 1)
    assert "13812345678" not in asked["text"]


async def test_a_broker_that_is_down_at_the_start_keeps_nobody_and_loses_nothing(
    database: Database, proxy: Proxy, rabbitmq: RabbitMQ
) -> None:
    proxy.break_with("cut")
    publishing = Publisher(database, through(proxy, rabbitmq), now, rabbitmq.name)
    publishing.start()
    await talk(database)
    await asyncio.sleep(0.5)
    proxy.mend()
    assert [b["text"] for b in await arrived(rabbitmq, COUNT)] == [f"第{n}句" for n in range(COUNT)]
    await publishing.stop()


@pytest.mark.parametrize("fault", ["cut", "silent", "frozen", "mute", "slow", "trickling"])
async def test_a_broker_that_breaks_later_loses_nothing(
    database: Database, proxy: Proxy, rabbitmq: RabbitMQ, fault: Any
) -> None:
    publishing = Publisher(database, through(proxy, rabbitmq), now, rabbitmq.name)
    publishing.start()
    await talk(database)
    assert len(await arrived(rabbitmq, COUNT)) == COUNT
    proxy.break_with(fault)
    await talk(database, COUNT)
    await asyncio.sleep(0.5)
    proxy.mend()
    texts = [b["text"] for b in await arrived(rabbitmq, COUNT)]
    assert texts == [f"第{n}句" for n in range(COUNT, 2 * COUNT)]
    await publishing.stop()


async def test_what_is_published_leaves_the_outbox_and_comes_once(
    database: Database, rabbitmq: RabbitMQ
) -> None:
    two = [Publisher(database, rabbitmq.url, now, rabbitmq.name) for _ in range(2)]
    for publishing in two:
        publishing.start()
    for part in range(5):
        await talk(database, part * COUNT)
    ids = [body["id"] for body in await arrived(rabbitmq, 5 * COUNT)]
    assert len(ids) == len(set(ids))
    await asyncio.gather(*(publishing.stop() for publishing in two))
