"""What comes too slowly, is too long, of unclear length or from too many connections is ended."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from refundbot.edge import protocol
from refundbot.edge.limits import MAX_BODY_BYTES, MAX_CHAT_BODY_BYTES, Limits
from refundbot.places import Places
from tests.apart import served

MUCH = 2**25
"""More than the system takes off us."""

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Dial = Callable[[], Awaitable[Connection]]

GET = b"GET / HTTP/1.1\r\nHost: x\r\n"
POST = b"POST /chat/x HTTP/1.1\r\nHost: x\r\n"

HALF_SENT = {
    "nothing": (b"", b""),
    "a head": (GET + b"X: ", b"a"),
    "a body": (POST + b"Content-Length: 5000\r\n\r\n", b" "),
    "a body with an upgrade": (POST + b"Upgrade: websocket\r\nContent-Length: 5000\r\n\r\n", b" "),
    "a body that nobody wants": (
        b"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n",
        b" ",
    ),
    "a second request": (GET + b"\r\n" + GET + b"X: ", b"a"),
}

UNCLEAR = {
    "a negative length": (b"Content-Length: -1", 400),
    "a signed length": (b"Content-Length: +1", 400),
    "a length with underscores": (b"Content-Length: 1_0", 400),
    "a length in other digits": ("Content-Length: １".encode(), 400),
    "a length that is none": (b"Content-Length: abc", 400),
    "an endless length": (b"Content-Length: " + b"9" * 5000, 400),
    "two lengths": (b"Content-Length: 1\r\nContent-Length: 2", 400),
    "a blank before the colon": (b"Content-Length : 1", 400),
    "a line without a colon": (b"Content-Length 1", 400),
    "a bare carriage return": (b"X: a\rContent-Length: 1", 400),
    "a zero byte": (b"X: a\0b", 400),
    "two hosts": (b"Host: a\r\nHost: b", 400),
    "chunks": (b"Transfer-Encoding: chunked", 411),
    "chunks and a length": (b"Content-Length: 1\r\nTransfer-Encoding: chunked", 411),
    "another encoding": (b"Transfer-Encoding: gzip", 400),
}


async def root(_: Request) -> PlainTextResponse:
    return PlainTextResponse("here")


async def chat(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


async def slow(_: Request) -> PlainTextResponse:
    await asyncio.sleep(3)
    return PlainTextResponse("at last")


async def much(_: Request) -> PlainTextResponse:
    return PlainTextResponse("a" * MUCH)


async def much_talk(websocket: WebSocket) -> None:
    await websocket.accept()
    while True:
        await websocket.send_text("a" * 2**20)


async def talk(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.receive()


@contextlib.asynccontextmanager
async def dialled(per_address: int = 100) -> AsyncIterator[Dial]:
    """Serves a small app, and gives what connects to it."""
    app = Starlette(
        routes=[
            Route("/", root, methods=["GET", "POST"]),
            Route("/chat/x", chat, methods=["POST"]),
            Route("/chat/attachments", chat, methods=["POST"]),
            Route("/slow", slow, methods=["POST"]),
            Route("/much", much),
            WebSocketRoute("/talk", talk),
            WebSocketRoute("/much-talk", much_talk),
        ],
        middleware=[Middleware(Limits, attachment_bytes=2**18)],
    )
    async with served(app, Places(per_address)) as url:
        port = int(url.rsplit(":", 1)[1])
        yield lambda: asyncio.open_connection("127.0.0.1", port)


async def all_of(reader: asyncio.StreamReader) -> bytes:
    """What comes until the other side has closed."""
    received = b""
    with contextlib.suppress(ConnectionError):
        while piece := await asyncio.wait_for(reader.read(1000), 30):
            received += piece
    return received


@pytest.mark.parametrize("trickles", [True, False], ids=["it trickles", "it stops"])
@pytest.mark.parametrize(("begun", "piece"), HALF_SENT.values(), ids=HALF_SENT)
async def test_what_is_half_sent_ends(
    monkeypatch: pytest.MonkeyPatch, begun: bytes, piece: bytes, trickles: bool
) -> None:
    monkeypatch.setattr(protocol, "REQUEST_SECONDS", 0.4)
    async with dialled() as dial:
        reader, writer = await dial()
        writer.write(begun)

        async def trickle() -> None:
            while trickles:
                writer.write(piece)
                await asyncio.sleep(0.05)

        sending = asyncio.create_task(trickle())
        await all_of(reader)
        sending.cancel()
        writer.close()


async def test_an_answer_may_take_longer_than_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "REQUEST_SECONDS", 2)
    async with dialled() as dial:
        reader, writer = await dial()
        writer.write(b"POST /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab")
        assert (await all_of(reader)).endswith(b"at last")
        writer.close()


async def test_one_connection_serves_one_request_after_the_other() -> None:
    async with dialled() as dial:
        reader, writer = await dial()
        for body in (b"abc", b"", b"\r\n\r\n"):
            writer.write(POST + b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
            await reader.readuntil(b"\r\n\r\n")
            assert await reader.readexactly(1) == str(len(body)).encode()
        writer.close()


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/chat/x", MAX_CHAT_BODY_BYTES, 200),
        ("/chat/x", MAX_CHAT_BODY_BYTES + 1, 413),
        ("/chat/nowhere", 1 << 50, 413),
        ("/", MAX_CHAT_BODY_BYTES + 1, 200),
        ("/", MAX_BODY_BYTES + 1, 413),
    ],
)
async def test_a_body_beyond_its_limit_is_refused_unread(path: str, size: int, status: int) -> None:
    async with dialled() as dial:
        reader, writer = await dial()
        writer.write(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n".encode())
        if status == 200:
            writer.write(b" " * size)
        answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)
        assert answer.startswith(f"HTTP/1.1 {status} ".encode())
        assert (b"connection: close" in answer) is (status == 413)
        writer.close()


@pytest.mark.parametrize(("field", "status"), UNCLEAR.values(), ids=UNCLEAR)
async def test_what_has_no_clear_end_is_refused(field: bytes, status: int) -> None:
    async with dialled() as dial:
        reader, writer = await dial()
        host = b"" if b"Host" in field else b"Host: x\r\n"
        writer.write(b"POST / HTTP/1.1\r\n" + host + field + b"\r\n\r\nx")
        assert (await all_of(reader)).startswith(f"HTTP/1.1 {status} ".encode())
        writer.close()


async def test_a_head_without_an_end_is_refused() -> None:
    async with dialled() as dial:
        reader, writer = await dial()
        writer.write(GET + b"X: " + b"a" * 100_000)
        assert (await all_of(reader)).startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 431 "))
        writer.close()


async def test_connections_beyond_the_limit_of_an_address_are_hung_up_on() -> None:
    async def ask(connection: Connection) -> bytes:
        reader, writer = connection
        with contextlib.suppress(ConnectionError):
            writer.write(GET + b"\r\n")
            return await asyncio.wait_for(reader.read(12), 30)
        return b""

    async with dialled(per_address=2) as dial:
        first, second, third = await dial(), await dial(), await dial()
        assert [await ask(each) for each in (first, second)] == [b"HTTP/1.1 200"] * 2
        assert await ask(third) == b""
        for _, writer in (first, second, third):
            writer.close()
        for reader, _ in (first, second):
            await all_of(reader)
        assert await ask(await dial()) == b"HTTP/1.1 200"


WEBSOCKET = (
    b"GET /talk HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


async def test_a_websocket_may_be_silent_for_longer_than_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "REQUEST_SECONDS", 0.3)
    async with dialled() as dial:
        reader, writer = await dial()
        writer.write(WEBSOCKET)
        await reader.readuntil(b"\r\n\r\n")
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(reader.read(1), 1.0)
        writer.close()


async def test_a_websocket_keeps_the_place_of_its_connection_and_gives_it_back_once() -> None:
    async with dialled(per_address=1) as dial:
        for _ in range(3):
            reader, writer = await dial()
            writer.write(WEBSOCKET)
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
            other, its_end = await dial()
            assert await all_of(other) == b""
            its_end.close()
            writer.close()
            await all_of(reader)
            await asyncio.sleep(0.1)


def test_places_are_counted_by_address_and_together() -> None:
    places = Places(per_address=2, total=3)
    assert [places.take(address) for address in ("a", "a", "a", "b", "c")] == [True, True, False, True, False]
    places.free("a")
    assert places.take("c")
    assert not places.take("a")


async def test_an_attachment_may_take_longer_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "REQUEST_SECONDS", 0.3)
    monkeypatch.setattr(protocol, "UPLOAD_SECONDS", 1.5)
    head = b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n"
    async with dialled() as dial:
        for path, whole in ((b"/chat/attachments", True), (b"/chat/x", False)):
            reader, writer = await dial()
            writer.write(head % path + b"12")
            await asyncio.sleep(0.7)
            with contextlib.suppress(ConnectionError):
                writer.write(b"34")
                await writer.drain()
            with contextlib.suppress(ConnectionError):
                assert (await reader.read(12) == b"HTTP/1.1 200") == whole
            writer.close()
        reader, writer = await dial()
        writer.write(head % b"/chat/attachments" + b"1")
        assert await all_of(reader) == b""


@pytest.mark.parametrize(("length", "status"), [(2**18, b"200"), (2**18 + 1, b"413")])
async def test_an_attachment_may_be_longer_than_other_requests(length: int, status: bytes) -> None:
    async with dialled() as dial:
        reader, writer = await dial()
        writer.write(b"POST /chat/attachments HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % length)
        if status == b"200":
            writer.write(bytes(length))
        assert await reader.read(12) == b"HTTP/1.1 " + status
        writer.close()


@pytest.mark.parametrize("asked", [b"GET /much HTTP/1.1\r\nHost: x\r\n\r\n", "websocket"])
async def test_who_does_not_read_is_hung_up_on(monkeypatch: pytest.MonkeyPatch, asked: Any) -> None:
    monkeypatch.setattr(protocol, "UNREAD_SECONDS", 0.3)
    if asked == "websocket":
        asked = WEBSOCKET.replace(b"/talk", b"/much-talk")
    async with dialled(per_address=1) as dial:
        _, writer = await dial()
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        writer.write(asked)
        await asyncio.sleep(1.5)
        another, its_end = await dial()
        its_end.write(GET + b"\r\n")
        assert await asyncio.wait_for(another.read(12), 30) == b"HTTP/1.1 200"
        writer.close()
        its_end.close()


async def test_who_reads_slowly_gets_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "UNREAD_SECONDS", 1.0)
    async with dialled() as dial:
        reader, writer = await dial()
        writer.write(b"GET /much HTTP/1.1\r\nHost: x\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
        came = 0
        while came < MUCH:
            came += len(await reader.readexactly(min(2**22, MUCH - came)))
            await asyncio.sleep(0.4)
        writer.close()
