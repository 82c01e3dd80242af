"""What comes and goes beside words: attachments of others, files that are not what they say, and too much of
either (items 1, 3 and 8)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.attack import people, wire
from bench.attack.attack import Attack, Finding, Scale, judged
from bench.attack.erasing import SETTLING_SECONDS, secret
from bench.attack.people import CHAT, Customer
from bench.attack.server import Server

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF\n"
SCRIPT = b"<script>alert(document.domain)</script>"
HOSTILE = (
    ("image/png", b"<!doctype html>" + SCRIPT),
    ("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>"),
    ("text/html", SCRIPT),
    ("image/gif", b"GIF89a" + SCRIPT),
    ("image/png", b"\x89PNG\r\n\x1a\n" + bytes(4000)),
    ("image/jpeg", b"\xff\xd8\xff" + SCRIPT * 99),
    ("application/pdf", SCRIPT),
    ("application/pdf", b"%PDF-1.7" + SCRIPT),
    ("application/zip", b"PK\x03\x04" + bytes(100)),
)
SLOW_UPLOADS = 24
FLOOD = 210
ERASED = 20
UNREAD_ASKED = 1000
UNREAD_SECONDS = 20.0
UNREAD_MEGABYTES = 20
LONG = "字" * 1900


async def _upload(customer: Customer, data: bytes, kind: str = "application/pdf") -> wire.Answer:
    headers = {"Authorization": f"Bearer {customer.token}", "Content-Type": kind}
    url = f"{customer.server.url}/chat/attachments"
    async with (
        wire.session(customer.source) as http,
        http.post(url, data=data, headers=headers) as answer,
    ):
        return wire.Answer(answer.status, json.loads(await answer.read()))


async def others(server: Server, _: Scale) -> Finding:
    """Asks for attachments, sent and not sent, with every token but theirs, and for files beside them."""
    owner, stranger = await people.customer(server), await people.customer(server)
    unsent, sent = [(await _upload(owner, PDF)).body["attachment"]["id"] for _ in range(2)]
    async with owner.on_socket() as socket:
        body = {"client_msg_id": "file", "attachments": [{"id": sent, "name": "a.pdf"}]}
        await socket.call(CHAT, "say", body)
    agent = people.agent(server)
    of_owner, of_stranger = f"/conversations/{owner.id}", f"/conversations/{stranger.id}"
    asked = [
        *(
            (stranger.ask, f"/attachments/{id}{small}")
            for id in (sent, unsent)
            for small in ("", "/thumbnail")
        ),
        *(
            (owner.ask, f"/attachments/{path}")
            for path in (f"{owner.id}%2F{sent}", "..%2F..%2Fchat.db", "%00")
        ),
        *((agent.ask, f"{of}/attachments/{id}") for of, id in ((of_owner, unsent), (of_stranger, sent))),
        (agent.ask, f"{of_owner}/attachments/..%2F{sent}"),
    ]
    given = [path for ask, path in asked if (await ask("GET", path)).status not in (400, 404)]
    mine = (await owner.ask("GET", f"/attachments/{sent}")).status
    seen = (await agent.ask("GET", f"{of_owner}/attachments/{sent}")).status
    return judged(
        held=not given and (mine, seen) == (200, 200),
        figure=f"{len(given)} of {len(asked)} given; to its customer {mine}, to an agent {seen}",
    )


async def hostile(server: Server, _: Scale) -> Finding:
    """Sends what is not what it says it is."""
    customer = await people.customer(server)
    statuses = [(await _upload(customer, data, kind)).status for kind, data in HOSTILE]
    taken = sum(status not in (415, 422) for status in statuses)
    return judged(held=not taken, figure=f"{taken} of {len(HOSTILE)} taken or failed")


async def slow_uploads(server: Server, _: Scale) -> Finding:
    """One address begins many uploads and never ends them: another customer must still be able to send."""
    source = server.address()
    async with contextlib.AsyncExitStack() as stack:
        for _number in range(SLOW_UPLOADS):
            customer = await people.customer(server, source)
            _reader, writer = await stack.enter_async_context(wire.raw(server.port, source))
            head = (
                "POST /chat/attachments HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/pdf\r\n"
                f"Authorization: Bearer {customer.token}\r\nContent-Length: 8000000\r\n\r\n%PDF-1.7"
            )
            writer.write(head.encode())
        await asyncio.sleep(1.0)
        status = (await _upload(await people.customer(server), PDF)).status
    return judged(held=status == 200, figure=f"beside {SLOW_UPLOADS} that never end: status {status}")


async def flood(server: Server, _: Scale) -> Finding:
    """One address opens conversation after conversation and sends files: from some point on it is refused."""
    source, kept = server.address(), 0
    for _number in range(FLOOD // 15):
        customer = await people.customer(server, source)
        kept += sum([(await _upload(customer, PDF)).status == 200 for _ in range(15)])
    other = (await _upload(await people.customer(server), PDF)).status
    return judged(
        held=kept < FLOOD and other == 200, figure=f"{kept} of {FLOOD} kept; of another address {other}"
    )


async def erased_while_coming(server: Server, _: Scale) -> Finding:
    """Erases conversations while a document of theirs is coming, then looks for its words in every file."""
    chosen = random.Random(17)
    words = [secret(chosen) for _ in range(ERASED)]
    for word in words:
        customer = await people.customer(server)
        data = b"%PDF-1.7\n" + f"{word}\n".encode() * 100_000 + b"%%EOF\n"
        await _upload(customer, data)
        coming = asyncio.create_task(_upload(customer, data))
        await asyncio.sleep(chosen.uniform(0, 0.15))
        await customer.ask("DELETE", "/me")
        await coming
    await asyncio.sleep(SETTLING_SECONDS)
    left = sum(bool(server.holding(word)) for word in words)
    return judged(held=not left, figure=f"{left} of {len(words)} left words")


async def unread(server: Server, _: Scale) -> Finding:
    """Asks again and again for all that was said, and reads none of it: the front door must not keep it."""
    customer = await people.customer(server)
    async with customer.on_socket() as socket:
        for _number in range(25):
            await people.say(socket, LONG)
        await asyncio.sleep(5.0)
    before = _megabytes(server)
    address = f"{server.url}/chat/socket.io/?EIO=4&transport=websocket"
    ended = False
    async with wire.session(customer.source) as http, http.ws_connect(address) as deaf:
        await deaf.send_str(f"40{CHAT},{json.dumps({'token': customer.token})}")
        await asyncio.sleep(0.5)
        for number in range(UNREAD_ASKED):
            try:
                await deaf.send_str(f'42{CHAT},7["resume",{{}}]')
            except ConnectionError:
                ended = True
                break
            await asyncio.sleep(0.05 if number % 20 == 0 else 0)
        await asyncio.sleep(UNREAD_SECONDS)
        grown = _megabytes(server) - before
    told = f"{grown:.0f} MB more for one socket" + (", which was ended" if ended else "")
    return judged(held=grown < UNREAD_MEGABYTES, figure=told)


def _megabytes(server: Server) -> float:
    """Memory of the front door."""
    return sum(_resident(server)) / 2**20


def _resident(server: Server) -> Iterator[int]:
    for pid in server.processes("edge.server"):
        fields: list[Any] = Path(f"/proc/{pid}/statm").read_text().split()
        yield int(fields[1]) * 4096


ATTACKS = (
    Attack("attachments-of-others", 1, "Attachments are asked for with every token but theirs.", others),
    Attack("attachments-hostile", 12, "Pages, scripts and noise are sent as pictures.", hostile),
    Attack("slow-uploads", 8, "One address begins 24 uploads and ends none: others send.", slow_uploads),
    Attack("upload-flood", 8, "One address sends files from many conversations.", flood),
    Attack(
        "erase-while-uploading",
        3,
        "A conversation is erased while a document of it is coming.",
        erased_while_coming,
        limit_seconds=300,
    ),
    Attack("unread-answers", 8, "A socket asks for everything and reads nothing.", unread),
)
