"""The internal port tells how the server is, also where its event loop is stuck or its database away."""

from __future__ import annotations

import asyncio
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from refundbot.conversations.store import Bubble
from refundbot.replies.envelope import envelope
from refundbot.serving import probes
from refundbot.serving.probes import Probes
from tests.patience import PATIENCE


@pytest.fixture
async def probed(site: Any) -> AsyncIterator[Probes]:
    opened = Probes(("127.0.0.1", 0), site.chat.check, site.chat.database)
    opened.start()
    yield opened
    opened.stop()


async def get(probed: Probes, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{probed.port}{path}") as answer:
        return answer.status, await answer.text()


async def figures(probed: Probes) -> dict[tuple[str, ...], float]:
    """Every sample, by name and the values of its labels."""
    _, text = await get(probed, "/metrics")
    families = text_string_to_metric_families(text)
    return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


async def test_what_is_said_is_counted(site: Any, probed: Probes) -> None:
    verdict = envelope("verdict", None, confidence=1.0) | {"verdict": {"outcome": "full_refund"}}
    unsure = envelope("clarify", "payout.time", confidence=0.3)
    replies = iter([Bubble("可以", verdict), Bubble("哪一个", unsure)])

    async def reply(_: Any) -> list[Bubble]:
        return [next(replies)]

    site.bot.reply = reply
    before = await figures(probed)
    customer = await site.connected()
    await customer.say("一")
    await customer.answers(1)
    await customer.say("二")
    await customer.answers(2)
    await customer.ask("handoff")
    after = await figures(probed)

    def grown(*key: str) -> float:
        return after.get(key, 0.0) - before.get(key, 0.0)

    assert grown("refundbot_messages_total", "answered") == 2
    assert grown("refundbot_verdicts_total", "full_refund") == 1
    assert grown("refundbot_unsure_intents_total", "payout.time") == 1
    assert grown("refundbot_handovers_total", "handoff_queued") == 1
    assert after["refundbot_queued_conversations",] == 1
    for step in ("storing", "waiting", "answering", "answered"):
        assert grown("refundbot_step_seconds_count", step) == 2
    assert grown("refundbot_store_seconds_count", "database") > 0


async def test_what_waits_is_told(site: Any, probed: Probes) -> None:
    answer = asyncio.Event()

    async def reply(turn: Any) -> list[Bubble]:
        await answer.wait()
        return await site.bot.echo(turn)

    site.bot.reply = reply
    customer = await site.connected()
    await customer.say("一")
    waiting = await figures(probed)
    assert waiting["refundbot_unanswered_messages",] == 1
    assert waiting["refundbot_oldest_unanswered_seconds",] > 0
    answer.set()
    await customer.answers(1)
    assert (await figures(probed))["refundbot_unanswered_messages",] == 0


async def test_a_database_that_is_away_is_told_and_the_rest_too(
    site: Any, probed: Probes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> None:
        raise probes.Unavailable

    monkeypatch.setattr(type(site.chat.database), "work", away)
    told = await figures(probed)
    assert told["refundbot_database_up",] == 0
    assert ("refundbot_unanswered_messages",) not in told
    assert any(name == "refundbot_store_seconds_count" for name, *_ in told)


async def test_ready_is_who_can_serve_customers(site: Any, probed: Probes) -> None:
    assert (await get(probed, "/ready"))[0] == 200

    async def is_ready() -> bool:
        return False

    site.bot.is_ready = is_ready
    assert (await get(probed, "/ready"))[0] == 503
    assert (await get(probed, "/live"))[0] == 200


async def test_a_stuck_event_loop_is_not_live(probed: Probes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "STUCK_SECONDS", 1.5)
    assert (await get(probed, "/live"))[0] == 200
    time.sleep(2.0)  # noqa: ASYNC251  the event loop is stuck
    with pytest.raises(urllib.error.HTTPError, match="503"):  # another thread's work, while this one waits
        urllib.request.urlopen(f"http://127.0.0.1:{probed.port}/live", timeout=PATIENCE)  # noqa: ASYNC210
    await asyncio.sleep(0)
    assert (await get(probed, "/live"))[0] == 200


async def test_nothing_else_is_served(probed: Probes) -> None:
    assert (await get(probed, "/"))[0] == 404
