"""What comes too slowly, is too long, of unclear length or from too many connections is ended."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from refundbot.edge import protocol
from refundbot.edge.limits import MAX_BODY_BYTES, MAX_CHAT_BODY_BYTES, Limits
from refundbot.serving.places import Places
from tests.apart import served

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
            Route("/slow", slow, methods=["POST"]),
            WebSocketRoute("/talk", talk),
        ],
        middleware=[Middleware(Limits)],
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
