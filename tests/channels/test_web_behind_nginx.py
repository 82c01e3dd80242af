"""nginx as it is shipped, before front doors: what it lets through, and what it says of whom."""

from __future__ import annotations

import asyncio
import json
import shutil
import ssl
import subprocess
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
from refundbot.settings import ROOT
from tests.conftest import free_port
from tests.patience import PATIENCE

SHIPPED = ROOT / "deploy" / "nginx"
TRUSTING = ssl.create_default_context()
TRUSTING.check_hostname, TRUSTING.verify_mode = False, ssl.CERT_NONE


@dataclass(frozen=True)
class Nginx:
    """A running nginx."""

    url: str
    plain: str


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[Callable[..., Nginx]]:
    """Starts it before the front doors at these addresses; skips where it is not installed."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if program is None:
        pytest.skip("no nginx")
    running: list[subprocess.Popen[bytes]] = []

    def start(*urls: str) -> Nginx:
        ports = {"8443": str(free_port()), "8080": str(free_port())}
        shipped = (SHIPPED / "refundbot.conf").read_text(encoding="utf-8")
        for port, ours in ports.items():
            assert f"listen {port}" in shipped
            shipped = shipped.replace(f"listen {port}", f"listen 127.0.0.1:{ours}")
        shipped = shipped.replace("pid /tmp", f"pid {tmp_path}")
        (tmp_path / "refundbot.conf").write_text(shipped, encoding="utf-8")
        edges = (SHIPPED / "edges.conf").read_text(encoding="utf-8")
        for number, url in enumerate(urls, start=1):
            assert f"edge-{number}:5005" in edges
            edges = edges.replace(f"edge-{number}:5005", url.removeprefix("http://"))
        (tmp_path / "edges.conf").write_text(edges, encoding="utf-8")
        tls = tmp_path / "tls" / "refundbot"
        tls.parent.mkdir()
        certified = f"-nodes -subj /CN=localhost -keyout {tls}.key -out {tls}.crt"
        command = f"openssl req -x509 -newkey rsa:2048 {certified}"
        subprocess.run(command.split(), check=True, capture_output=True)
        options = ["-p", str(tmp_path), "-c", str(tmp_path / "refundbot.conf")]
        subprocess.run([program, *options, "-t"], check=True, capture_output=True)
        running.append(subprocess.Popen([program, *options, "-g", "daemon off;"]))
        return Nginx(f"https://127.0.0.1:{ports['8443']}", f"http://127.0.0.1:{ports['8080']}")

    yield start
    for process in running:
        process.terminate()
        process.wait(PATIENCE)


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


async def test_what_is_public_passes_and_nothing_else(nginx: Any, serve_app: Any) -> None:
    edge = await serve_app(Starlette(routes=[Route("/{path:path}", told, methods=["GET", "POST"])]))
    before = nginx(edge, edge)
    for path in ("/chat/session", "/desk/", "/assist/v1/conversations", "/chatwoot/webhook"):
        status, text = await asked("POST", before.url + path)
        assert (status, json.loads(text)["path"]) == (200, path)
    for path in ("/", "/webhooks/rest/webhook", "/model/parse", "/conversations", "/metrics", "/work/alive"):
        assert (await asked("POST", before.url + path))[0] == 404
    assert (await asked("POST", f"{before.url}/chat/session", data=b"x" * 65_537))[0] == 413
    assert await asked("GET", f"{before.plain}/chat/?a=1") == (308, "https://127.0.0.1/chat/?a=1")


async def test_a_client_does_not_choose_its_address(nginx: Any, serve_app: Any) -> None:
    edge = await serve_app(Starlette(routes=[Route("/{path:path}", told)]))
    claimed = {"X-Forwarded-For": "10.9.8.7"}
    _, text = await asked("GET", f"{nginx(edge, edge).url}/chat/session", headers=claimed)
    assert json.loads(text)["x-forwarded-for"] == "127.0.0.1"


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_a_customer_talks_through_it_though_a_front_door_is_dead(
    open_site: Any, nginx: Any, transport: str
) -> None:
    site = await open_site(proxies=1)
    before = nginx(f"http://127.0.0.1:{free_port()}", site.url)
    _, session = await asked("POST", f"{before.url}/chat/session", json={})
    heard: asyncio.Queue[Any] = asyncio.Queue()
    page = socketio.AsyncClient(reconnection=False, ssl_verify=False)
    page.on("message", heard.put, namespace=chat_client.NAMESPACE)
    await page.connect(
        before.url,
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
