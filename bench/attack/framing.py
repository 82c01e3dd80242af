"""Requests whose length is a lie (item 6), and processes that no longer answer (items 6 and 9)."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal

from bench.attack import wire
from bench.attack.attack import Attack, Finding, Scale, judged
from bench.attack.server import Server

FORMS: dict[str, str] = {
    "negative": "Content-Length: -1",
    "blank before the colon": "Content-Length : 5",
    "tab before the colon": "Content-Length\t: 5",
    "both lengths": "Content-Length: 5\r\nTransfer-Encoding: chunked",
    "two lengths": "Content-Length: 5\r\nContent-Length: 6",
    "a plus": "Content-Length: +5",
    "an underscore": "Content-Length: 1_0",
    "other digits": "Content-Length: ５",
    "no number": "Content-Length: x",
    "a list": "Content-Length: 5, 5",
    "chunked twice": "Transfer-Encoding: chunked, chunked",
    "negative chunk": "Transfer-Encoding: chunked",
}
ANSWER_SECONDS = 2.0
RECOVERY_SECONDS = 120.0


async def chat_lengths(server: Server, _: Scale) -> Finding:
    """Sends each form to the front door."""
    return await _lengths(server, server.port, "/chat/session")


async def action_lengths(server: Server, _: Scale) -> Finding:
    """Sends each form to the action server."""
    return await _lengths(server, server.action_port, "/webhook")


async def _lengths(server: Server, port: int, path: str) -> Finding:
    hung = []
    for form, header in FORMS.items():
        request = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{header}\r\n\r\n".encode()
        body = b"-5\r\nhello\r\n0\r\n\r\n" if form == "negative chunk" else b"hello"
        await wire.exchange(port, request + body, source=server.address(), seconds=ANSWER_SECONDS)
        if not await server.is_well():
            hung.append(form)
            await server.restart()
    return judged(
        held=not hung, figure=f"{len(hung)} of {len(FORMS)} hung it: {', '.join(hung)}".rstrip(": ")
    )


async def stuck_child(server: Server, _: Scale) -> Finding:
    """Stops the front door's process, as a stuck loop would: another must come, with a line in the log."""
    written = len(server.log())
    for pid in server.processes("edge.server"):
        os.kill(pid, signal.SIGSTOP)
    back = await server.well_within(RECOVERY_SECONDS)
    line = bool(server.log()[written:].strip())
    if back is None:
        await server.restart()
        return judged(held=False, figure=f"not back within {RECOVERY_SECONDS:.0f} s")
    return judged(held=line, figure=f"back after {back:.0f} s, {'told' if line else 'not told'} in the log")


async def killed_child(server: Server, _: Scale) -> Finding:
    """Kills the action server: it must come back, and the others must not go."""
    others = server.processes("rasa_server") + server.processes("edge.server")
    for pid in server.processes("action_server"):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    await asyncio.sleep(1.0)
    back = await server.well_within(60.0)
    stayed = set(others) <= set(server.processes())
    if back is None:
        await server.restart()
        return judged(held=False, figure="the product ended" if not stayed else "not back within 60 s")
    return judged(
        held=stayed, figure=f"back after {back + 1:.0f} s, the others {'stayed' if stayed else 'went'}"
    )


async def told_to_end(server: Server, _: Scale) -> Finding:
    """Tells the supervisor to end while its children are stuck."""
    for module in ("edge.server", "rasa_server", "action_server"):
        for pid in server.processes(module):
            os.kill(pid, signal.SIGSTOP)
    seconds = await server.stop(within=40.0)
    await server.start()
    return judged(
        held=seconds is not None,
        figure="not ended after 40 s" if seconds is None else f"ended after {seconds:.0f} s",
    )


ATTACKS = (
    Attack(
        "lengths-chat",
        6,
        "Bodies whose length is negative, double or misspelt, to the front door.",
        chat_lengths,
        limit_seconds=900,
    ),
    Attack("lengths-actions", 6, "The same to the action server.", action_lengths, limit_seconds=900),
)
DEADLY_ATTACKS = (
    Attack("killed-child", 9, "One of the servers is killed.", killed_child, limit_seconds=400),
    Attack(
        "stuck-child",
        6,
        "The front door's process is stopped, as a stuck loop would be.",
        stuck_child,
        limit_seconds=500,
    ),
    Attack("sigterm-stuck", 6, "SIGTERM while all servers are stuck.", told_to_end, limit_seconds=400),
)
