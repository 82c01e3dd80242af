"""A customer's page as a program: a session and a socket of the running chat server."""

from __future__ import annotations

import aiohttp
import socketio

NAMESPACE = "/chat"
SOCKET_PATH = "/chat/socket.io"
CONNECT_SECONDS = 10
"""For which a page waits until it is let in; the library's own second is too short for a busy machine."""


def fit_aiohttp() -> None:
    """Gives aiohttp, in the release that Rasa allows, a class that python-socketio's client asks it for."""
    if not hasattr(aiohttp, "ClientWSTimeout"):
        aiohttp.ClientWSTimeout = lambda ws_close: ws_close


async def open_session(http: aiohttp.ClientSession, url: str) -> str:
    """The token of a new conversation."""
    async with http.post(f"{url}/chat/session", json={}) as answer:
        answer.raise_for_status()
        token: str = (await answer.json())["token"]
        return token


async def connect(
    http: aiohttp.ClientSession, url: str, token: str, transport: str = "websocket"
) -> socketio.AsyncClient:
    """A socket of the conversation, which does not reconnect by itself."""
    fit_aiohttp()
    socket = socketio.AsyncClient(reconnection=False, http_session=http)
    await socket.connect(
        url,
        namespaces=[NAMESPACE],
        auth={"token": token},
        socketio_path=SOCKET_PATH,
        transports=[transport],
        wait_timeout=CONNECT_SECONDS,
    )
    return socket
