"""Input that no client sends, and a start that cannot succeed (item 12)."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from urllib.parse import quote

from bench.attack import agents, people, wire
from bench.attack.attack import Attack, Finding, Scale, judged
from bench.attack.people import CHAT, DESK
from bench.attack.server import START_SECONDS, Server
from bench.ports import free_port
from refundbot.settings import ROOT

LONG = "x" * 5000
ODD_TEXTS = (
    "http://[",
    "http://[::1",
    "//[",
    "\u0000",
    "\ud800",
    "é" * 300,
    LONG,
    "null",
    "-1",
    "1e999",
    "NaN",
    "９",
)
ODD_ORIGINS = (
    "http://[",
    "http://[::1",
    "null",
    "http://a:b:c",
    "http://" + LONG[:3000],
    "\\",
    "http://\u00e9",
)
ODD_NUMBERS = (
    "NaN",
    "Infinity",
    "1e999",
    "9" * 400,
    "-0",
    "1.5",
    '"101"',
    "[1]",
    "true",
    "9223372036854775808",
)
ODD_PACKETS = (
    "", "4", "40", "42", "49", "9", "6", "4x", "42/desk", "42/chat,", "42/chat,[", "42/chat,{}", "42/chat,[]",
    '42/chat,["say"]', '42/chat,[1,2]', '42/chat,[null]', '42/chat,["say",NaN]', '42/chat,["say",[[[[]]]]]',
    "451-/chat,", '451-/chat,["say",{"_placeholder":true,"num":0}]', "459999999999-/chat,[]", "43/chat,1[]",
    "41/none,", "40/chat,[", "40/chat,1", '40/chat,"x"', "40/" + LONG, "4" * 2000, "42/chat," + "[" * 3000,
    "42/chat,99999999999999999999999999[]", "\u0000", "é",
)  # fmt: skip


async def requests(server: Server, _: Scale) -> Finding:
    """Odd origins, pages, cursors, ids and numbers, over HTTP."""
    before, statuses = server.tracebacks(), []
    customer, agent = await people.customer(server), people.agent(server)
    for text in ODD_TEXTS:
        for field in ("page", "locale", "token", "customer_token"):
            statuses.append((await _safely(server, "POST", "/chat/session", {field: text})).status)
        for query in ("before_seq", "limit"):
            statuses.append((await customer.ask("GET", f"/history?{query}={_quoted(text)}")).status)
        for query in ("cursor", "q", "tag", "limit", "status"):
            statuses.append((await agent.ask("GET", f"/conversations?{query}={_quoted(text)}")).status)
        for path in (f"/conversations/{_quoted(text[:2000])}", f"/audit?conversation_id={_quoted(text)}"):
            statuses.append((await agent.ask("GET", path)).status)
        for body in ({"seq": text, "useful": True}, {"seq": 1, "useful": text}):
            statuses.append((await customer.ask("POST", "/feedback", body)).status)
        for cursor in (
            f"2026-01-01T00:00:00+00:00_{_quoted(text)}",
            "9" * 90,
            "2026-13-45_",
            "0:0:0",
            "-",
            "9999999999999:1",
        ):
            statuses.append((await agent.ask("GET", f"/conversations?cursor={cursor}")).status)
    for origin in ODD_ORIGINS:
        for path in ("/chat/health", "/chat/socket.io/?EIO=4&transport=polling"):
            head = f"GET {path} HTTP/1.1\r\nHost: x\r\nOrigin: {origin}\r\nConnection: close\r\n\r\n"
            heard = await wire.exchange(server.port, head.encode(), source=server.address(), seconds=3)
            statuses.append(int(heard.split()[1]) if heard.startswith(b"HTTP/1.1 ") else 0)
    for number in ODD_NUMBERS:
        for known in (b'"id": 101', b'"id": 3', b'"id": 42'):
            statuses.append(
                await agents.deliver(server, agents.webhook_text().replace(known, f'"id": {number}'.encode()))
            )
        statuses.append(await _raw_json(server, f'{{"before_seq": {number}, "page": {number}}}'))
    return _told(server, before, statuses)


async def packets(server: Server, _: Scale) -> Finding:
    """Garbage packets of Engine.IO and Socket.IO, admitted and not."""
    before = server.tracebacks()
    customer = await people.customer(server)
    for namespace, token in ((CHAT, customer.token), (DESK, server.agent_token("小王")), (CHAT, None)):
        for packet in ODD_PACKETS:
            with contextlib.suppress(*wire.FAILURES):
                async with wire.socket(server, server.address()) as socket:
                    if token:
                        await socket.join(namespace, token)
                    await socket.send(packet)
                    await socket.ws.send_bytes(packet.encode())
                    await asyncio.sleep(0.02)
    queries = (
        "EIO=4&transport=polling&sid=none",
        "EIO=9&transport=x",
        "EIO=4&transport=websocket&sid=none",
        "",
    )
    answers = [await _safely(server, "POST", f"/chat/socket.io/?{query}", {"a": 1}) for query in queries]
    return _told(server, before, [answer.status for answer in answers])


async def bad_start(server: Server, _: Scale) -> Finding:
    """Starts without a folder to write to, and without PostgreSQL: it ends with a sentence, no traceback."""
    with tempfile.NamedTemporaryFile() as file, tempfile.TemporaryDirectory() as folder:
        cases = {
            "no folder": {"REFUNDBOT_STATE": f"{file.name}/state"},
            "no PostgreSQL": {
                "REFUNDBOT_STATE": folder,
                "REFUNDBOT_DATABASE_URL": f"postgresql://x@127.0.0.1:{free_port()}/x",
            },
        }
        bad = []
        for name, environ in cases.items():
            ended, said = await asyncio.to_thread(_start, server, environ)
            if not ended or "Traceback (most recent call last)" in said:
                bad.append(f"{name} ({'a traceback' if ended else 'not ended'})")
    return judged(held=not bad, figure=f"{len(bad)} of {len(cases)} bad: {', '.join(bad)}".rstrip(": "))


def _start(server: Server, environ: Mapping[str, str]) -> tuple[bool, str]:
    """Whether the start ended by itself, as it does once three servers are loaded, and what it said."""
    names = ("REFUNDBOT_PORT", "REFUNDBOT_WORKER_PORT", "REFUNDBOT_ACTION_PORT")
    ports = {name: str(free_port()) for name in names}
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "refundbot.cli", "serve"],
            cwd=ROOT,
            env={**server.environ, **ports, **environ},
            stdout=said,
            stderr=said,
        )
        until = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < until:
            time.sleep(0.2)
        ended = process.poll() is not None
        if not ended:
            process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
        said.seek(0)
        return ended, said.read().decode(errors="replace")


async def _safely(server: Server, method: str, path: str, body: object) -> wire.Answer:
    try:
        return await wire.call(server, method, path, body, source=server.address())
    except wire.FAILURES:
        return wire.Answer(0, None)


async def _raw_json(server: Server, body: str) -> int:
    head = (
        "POST /chat/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    )
    heard = await wire.exchange(server.port, head.encode(), source=server.address(), seconds=5)
    return int(heard.split()[1]) if heard.startswith(b"HTTP/1.1 ") else 0


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


def _told(server: Server, tracebacks_before: int, statuses: list[int]) -> Finding:
    failed = [status for status in statuses if status >= 500 or status == 0]
    tracebacks = server.tracebacks() - tracebacks_before
    return judged(
        held=not failed and tracebacks == 0,
        figure=f"{len(failed)} of {len(statuses)} answers 5xx or none, {tracebacks} tracebacks",
    )


ATTACKS = (
    Attack("odd-requests", 12, "Odd origins, pages, cursors, ids and numbers over HTTP.", requests),
    Attack("odd-packets", 12, "Garbage packets over Socket.IO.", packets),
    Attack(
        "bad-start",
        12,
        "Starts without a folder to write to, and without PostgreSQL.",
        bad_start,
        limit_seconds=600,
    ),
)
