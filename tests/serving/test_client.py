"""The client tells apart a bot that answers, one that refuses, and none at all."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from refundbot.serving import client
from refundbot.settings import ROOT, Settings

TURN = [{"recipient_id": "甲", "text": "您好"}]
POLL_SECONDS = 0.01
"""Within which a server hears that it is to end."""


class Server(HTTPServer):
    """Answers every request with `status` and `body`, and keeps what it was sent."""

    status, body = 200, json.dumps(TURN)

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[tuple[str, Any]] = []
        self.settings = Settings(port=self.server_port, worker_port=self.server_port)


class Handler(BaseHTTPRequestHandler):
    server: Server

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.append((self.path, json.loads(body) if body else None))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.body.encode())

    do_GET = do_POST = answer

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    threading.Thread(target=running.serve_forever, args=(POLL_SECONDS,), daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


def test_it_says_and_hears(server: Server) -> None:
    assert client.say(server.settings, "甲", "在吗") == TURN
    assert client.say(server.settings, "甲", "在吗", customer_token="t") == TURN
    said = {"sender": "甲", "message": "在吗"}
    assert server.seen == [
        ("/webhooks/rest/webhook", said),
        ("/webhooks/rest/webhook", {**said, "metadata": {"customer_token": "t"}}),
    ]


def test_the_api_token_goes_with_the_api_and_not_with_the_channel(server: Server) -> None:
    settings = Settings(worker_port=server.server_port, api_token="a&b")
    client.parse(settings, "在吗")
    client.say(settings, "甲", "在吗")
    assert [path for path, _ in server.seen] == ["/model/parse?token=a%26b", "/webhooks/rest/webhook"]


@pytest.mark.parametrize(("status", "body"), [(403, "closed"), (500, ""), (200, "<html>")])
def test_an_answer_that_is_none_is_a_refusal(server: Server, status: int, body: str) -> None:
    server.status, server.body = status, body
    with pytest.raises(client.Refused) as refused:
        client.say(server.settings, "甲", "在吗")
    assert refused.value.status == status
    assert not client.is_ready(server.settings)


def test_ready_is_what_the_front_door_says(server: Server, unused_tcp_port: int) -> None:
    assert client.is_ready(server.settings)
    assert server.seen == [("/chat/health", None)]
    assert not client.is_ready(Settings(port=unused_tcp_port))
    server.status = 503
    assert not client.is_ready(server.settings)


def test_where_nobody_answers_the_terminal_says_how_to_start(unused_tcp_port: int) -> None:
    with pytest.raises(client.Unreachable):
        client.say(Settings(worker_port=unused_tcp_port), "甲", "在吗")
    asked = subprocess.run(
        [sys.executable, "-m", "refundbot.cli", "ask", "在吗"],
        cwd=ROOT,
        env={"REFUNDBOT_WORKER_PORT": str(unused_tcp_port), "REFUNDBOT_CUSTOMER_SECRET": "s" * 32},
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 1
    assert "make run" in asked.stderr
    assert "Traceback" not in asked.stderr


def test_a_proxy_of_the_environment_is_not_asked(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert client.say(server.settings, "甲", "在吗") == TURN
