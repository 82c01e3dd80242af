"""nginx as it is shipped, before front doors: what it lets through, and what it says of whom."""

from __future__ import annotations

import asyncio
import json
import ssl
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import socketio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bench import chat_client
from bench.nginx import Nginx, absent, before
from tests.conftest import free_port
from tests.patience import PATIENCE

Start = Callable[..., Nginx]


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[Start]:
    """Starts it before the front doors at these addresses; skips where it is not installed."""
    if missing := absent():
        pytest.skip(f"no {' and no '.join(missing)}")
    with ExitStack() as at_end:
        yield lambda *edges: at_end.enter_context(before(edges, tmp_path, free_port(), free_port()))


TRUSTING = ssl.create_default_context()
TRUSTING.check_hostname, TRUSTING.verify_mode = False, ssl.CERT_NONE


async def asked(method: str, url: str, **how: Any) -> tuple[int, str]:
    """Status and text of a request, once nginx listens."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while True:
        try:
            async with (
                aiohttp.ClientSession() as http,
                http.request(method, url, ssl=TRUSTING, allow_redirects=False, **how) as answer,
            ):
                return answer.status, answer.headers.get("Location", await answer.text())
        except aiohttp.ClientConnectorError:
            assert asyncio.get_running_loop().time() < deadline
            await asyncio.sleep(0.05)


async def told(request: Request) -> JSONResponse:
    return JSONResponse({"path": request.url.path, **request.headers})


async def test_what_is_public_passes_and_nothing_else(nginx: Start, serve_app: Any) -> None:
    edge = await serve_app(Starlette(routes=[Route("/{path:path}", told, methods=["GET", "POST"])]))
    proxy = nginx(edge, edge)
    for path in ("/chat/session", "/desk/", "/assist/v1/conversations", "/chatwoot/webhook"):
        status, text = await asked("POST", proxy.url + path)
        assert (status, json.loads(text)["path"]) == (200, path)
    for path in ("/", "/webhooks/rest/webhook", "/model/parse", "/conversations", "/metrics", "/work/alive"):
        assert (await asked("POST", proxy.url + path))[0] == 404
    assert (await asked("POST", f"{proxy.url}/chat/session", data=b"x" * 65_537))[0] == 413
    for path in ("/chat/attachments", f"/assist/v1/conversations/{'a' * 32}/attachments"):
        assert (await asked("POST", proxy.url + path, data=bytes(2**23)))[0] == 200
        assert (await asked("POST", proxy.url + path, data=bytes(2**23 + 1)))[0] == 413
    assert await asked("GET", f"{proxy.plain}/chat/?a=1") == (308, "https://127.0.0.1/chat/?a=1")


async def test_a_page_that_came_by_it_may_use_the_chat(open_site: Any, nginx: Start) -> None:
    site = await open_site(proxies=1)
    url = nginx(site.url, site.url).url
    for origin, status in ((url, 200), ("https://127.0.0.1", 403), ("https://other.example", 403)):
        asking = asked("POST", f"{url}/chat/session", json={}, headers={"Origin": origin})
        assert (await asking)[0] == status


async def test_a_client_does_not_choose_its_address(nginx: Start, serve_app: Any) -> None:
    edge = await serve_app(Starlette(routes=[Route("/{path:path}", told)]))
    claimed = {"X-Forwarded-For": "10.9.8.7"}
    _, text = await asked("GET", f"{nginx(edge, edge).url}/chat/session", headers=claimed)
    assert json.loads(text)["x-forwarded-for"] == "127.0.0.1"


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_a_customer_talks_through_it_though_a_front_door_is_dead(
    open_site: Any, nginx: Start, transport: str
) -> None:
    site = await open_site(proxies=1)
    proxy = nginx(f"http://127.0.0.1:{free_port()}", site.url)
    _, session = await asked("POST", f"{proxy.url}/chat/session", json={})
    heard: asyncio.Queue[Any] = asyncio.Queue()
    page = socketio.AsyncClient(reconnection=False, ssl_verify=False)
    page.on("message", heard.put, namespace=chat_client.NAMESPACE)
    await page.connect(
        proxy.url,
        namespaces=[chat_client.NAMESPACE],
        auth={"token": json.loads(session)["token"]},
        socketio_path=chat_client.SOCKET_PATH,
        transports=[transport],
    )
    said = {"client_msg_id": uuid.uuid4().hex, "text": "在吗"}
    assert (await page.call("say", said, chat_client.NAMESPACE, PATIENCE))["ok"]
    messages = [await asyncio.wait_for(heard.get(), PATIENCE) for _ in range(2)]
    assert [message["text"] for message in messages] == ["在吗", "关于“在吗”："]
    await page.disconnect()
