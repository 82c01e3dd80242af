"""A backup is tried: made under running servers, restored elsewhere, and a customer goes on in the middle."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bench import chat_client, services
from bench.cluster import Cluster
from refundbot.cli import main
from refundbot.serving import model
from tests.patience import PATIENCE

pytestmark = pytest.mark.e2e

OPENING, NEXT = "帮我查一下我买的云服务器能不能退", "包年包月"


class Page:
    """A customer's page."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http, self._url = http, url
        self._answers: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()

    async def open(self, token: str | None = None) -> str:
        """Opens a conversation, or goes on with that of the token; its token."""
        async with self._http.post(f"{self._url}/chat/session", json={"token": token}) as answer:
            session = await answer.json()
        self._socket = await chat_client.connect(self._http, self._url, session["token"])
        self._socket.on("message", self._hear, namespace=chat_client.NAMESPACE)
        return str(session["token"])

    async def ask(self, text: str) -> tuple[str, str]:
        """The topic of the answer, and its words."""
        said = {"client_msg_id": uuid.uuid4().hex, "text": text}
        assert (await self._socket.call("say", said, chat_client.NAMESPACE, PATIENCE))["ok"]
        texts = []
        while True:
            message = await asyncio.wait_for(self._answers.get(), PATIENCE)
            texts.append(message["text"])
            if message["envelope"]:
                return message["envelope"]["topic"], "\n".join(texts)

    async def told(self) -> list[str]:
        """All that was said so far."""
        resumed = await self._socket.call("resume", {"after_seq": 0}, chat_client.NAMESPACE, PATIENCE)
        return [message["text"] for message in resumed["messages"]]

    async def close(self) -> None:
        await self._socket.disconnect()

    def _hear(self, message: Mapping[str, Any]) -> None:
        if message["from"] == "bot":
            self._answers.put_nowait(message)


@asynccontextmanager
async def served(state: Path, **environ: str) -> AsyncIterator[Callable[[], Page]]:
    """Servers on this state; opens pages there."""
    cluster = Cluster(state, edges=1, workers=1, environ=environ)
    try:
        await cluster.ready()
        async with aiohttp.ClientSession() as http:
            yield lambda: Page(http, cluster.edges[0].url)
    finally:
        cluster.stop()


async def goes_on(page: Page, stranger: Page, token: str, before: list[str]) -> None:
    """Has the customer go on with what was asked of them, which tells nobody else anything."""
    await page.open(token)
    assert await page.told() == before
    topic, words = await page.ask(NEXT)
    await stranger.open()
    assert topic == "eligibility.check"
    assert words != (await stranger.ask(NEXT))[1]
    await page.close()
    await stranger.close()


async def test_with_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model.ensure()
    own = {"REFUNDBOT_CUSTOMER_SECRET": ""}
    async with served(tmp_path / "state", **own) as open_page:
        page = open_page()
        token = await page.open()
        await page.ask(OPENING)
        before = await page.told()
        monkeypatch.setenv("REFUNDBOT_STATE", str(tmp_path / "state"))
        assert await asyncio.to_thread(main, ["backup", str(tmp_path / "backup")]) == 0
        await page.ask("按需的")
        await page.close()
    async with served(tmp_path / "backup", **own) as open_page:
        await goes_on(open_page(), open_page(), token, before)


async def test_with_postgresql(tmp_path: Path, postgresql_url: str) -> None:
    if not shutil.which("pg_dump"):
        pytest.skip("no pg_dump")
    model.ensure()
    own, dump = {"REFUNDBOT_CUSTOMER_SECRET": "s" * 40}, tmp_path / "refundbot.dump"
    with services.database() as url:
        async with served(tmp_path / "before", REFUNDBOT_DATABASE_URL=url, **own) as open_page:
            page = open_page()
            token = await page.open()
            await page.ask(OPENING)
            before = await page.told()
            await run("pg_dump", "--format=custom", f"--file={dump}", url)
            await page.ask("按需的")
            await page.close()
    with services.database() as url:
        await run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={url}", str(dump))
        async with served(tmp_path / "after", REFUNDBOT_DATABASE_URL=url, **own) as open_page:
            await goes_on(open_page(), open_page(), token, before)


async def run(*command: str) -> None:
    await asyncio.to_thread(subprocess.run, command, check=True)
