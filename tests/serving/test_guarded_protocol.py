"""What comes too slowly or is too long is ended."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import pytest
from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from refundbot.serving import guarded_protocol

ServeSanic = Callable[[Sanic], Awaitable[str]]
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]

HALF_SENT = {
    "nothing": (b"", b""),
    "a head": (b"GET / HTTP/1.1\r\nX: ", b"a"),
    "a body": (b"POST /chat/x HTTP/1.1\r\nContent-Length: 5000\r\n\r\n", b" "),
    "a body with an upgrade": (
        b"POST / HTTP/1.1\r\nUpgrade: websocket\r\nContent-Length: 5000\r\n\r\n",
        b" ",
    ),
    "a body that nobody wants": (b"POST /nowhere HTTP/1.1\r\nContent-Length: 5000\r\n\r\n", b" "),
    "a second request": (b"GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nX: ", b"a"),
}


def app() -> Sanic:
    made = Sanic("protocol", configure_logging=False)

    @made.route("/", methods=["GET", "POST"])
    async def root(_: Request) -> HTTPResponse:
        return response.text("here")

    @made.post("/chat/x")
    async def chat(request: Request) -> HTTPResponse:
        return response.text(str(len(request.body)))

    @made.post("/slow")
    async def slow(_: Request) -> HTTPResponse:
        await asyncio.sleep(3)
        return response.text("at last")

    return made


@pytest.fixture
async def connect(
    serve_sanic: ServeSanic,
) -> Callable[[Sanic], Awaitable[Callable[[], Awaitable[Connection]]]]:
    """Serves an app, and gives what connects to it."""

    async def serve(served: Sanic) -> Callable[[], Awaitable[Connection]]:
        port = int((await serve_sanic(served)).rsplit(":", 1)[1])
        return lambda: asyncio.open_connection("127.0.0.1", port)

    return serve


async def all_of(reader: asyncio.StreamReader) -> bytes:
    """What comes until the other side has closed."""
    received = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := await asyncio.wait_for(reader.read(1000), 30):
            received += piece
    return received


@pytest.mark.parametrize("trickles", [True, False], ids=["it trickles", "it stops"])
@pytest.mark.parametrize(("begun", "piece"), HALF_SENT.values(), ids=HALF_SENT)
async def test_what_is_half_sent_ends(
    connect: Callable[..., Awaitable[Callable[[], Awaitable[Connection]]]],
    monkeypatch: pytest.MonkeyPatch,
    begun: bytes,
    piece: bytes,
    trickles: bool,
) -> None:
    monkeypatch.setattr(guarded_protocol, "REQUEST_SECONDS", 0.4)
    reader, writer = await (await connect(app()))()
    writer.write(begun)

    async def trickle() -> None:
        while trickles:
            writer.write(piece)
            await asyncio.sleep(0.05)

    sending = asyncio.create_task(trickle())
    await all_of(reader)
    sending.cancel()
    writer.close()


async def test_an_answer_may_take_longer_than_a_request(
    connect: Callable[..., Awaitable[Callable[[], Awaitable[Connection]]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarded_protocol, "REQUEST_SECONDS", 2)
    reader, writer = await (await connect(app()))()
    writer.write(b"POST /slow HTTP/1.1\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab")
    assert (await all_of(reader)).endswith(b"at last")
    writer.close()


async def test_one_connection_serves_one_request_after_the_other(
    connect: Callable[..., Awaitable[Callable[[], Awaitable[Connection]]]],
) -> None:
    reader, writer = await (await connect(app()))()
    for body in (b"abc", b"", b"\r\n\r\n"):
        writer.write(b"POST /chat/x HTTP/1.1\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        await reader.readuntil(b"\r\n\r\n")
        assert await reader.readexactly(1) == str(len(body)).encode()
    writer.close()


async def test_a_head_without_an_end_is_refused(
    connect: Callable[..., Awaitable[Callable[[], Awaitable[Connection]]]],
) -> None:
    reader, writer = await (await connect(app()))()
    writer.write(b"GET / HTTP/1.1\r\nX: " + b"a" * 100_000)
    assert b" 431 " in await all_of(reader)
    writer.close()
