"""What the front door says of addresses that it does not have, and of hosts that are none."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.channels.conftest import open_site, settings, site

__all__ = ["open_site", "settings", "site"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("POST", "/webhooks/rest/webhook", 404, "not_found"),
        ("POST", "/model/parse", 404, "not_found"),
        ("GET", "/conversations/x/tracker", 404, "not_found"),
        ("GET", "/chat/session", 405, "bad_request"),
    ],
)
async def test_what_is_not_there_is_said_in_words(
    site: Any, method: str, path: str, status: int, code: str
) -> None:
    async with site.http.request(method, site.url + path, json={}) as answer:
        assert (answer.status, (await answer.json())["error"]["code"]) == (status, code)


@pytest.mark.parametrize("host", ["[", "[::1", "a]b", ":", "x:y", "\x80"])
async def test_an_odd_host_is_no_matter(site: Any, host: str, caplog: pytest.LogCaptureFixture) -> None:
    port = int(site.url.rpartition(":")[2])
    for request in ("POST /chat/session", "GET /chat/history", "GET /chat/", "GET /assist/v1/me"):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = f"{request} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: 2\r\n\r\n[]"
        writer.write(head.encode("latin-1"))
        assert int((await reader.readline()).split()[1]) < 500, (request, host)
        writer.close()
    assert not [record for record in caplog.records if record.exc_info]


async def test_who_goes_before_the_body_is_there_leaves_no_trace(
    site: Any, caplog: pytest.LogCaptureFixture
) -> None:
    port = int(site.url.rpartition(":")[2])
    for path in ("/chat/session", "/assist/v1/suggest", "/chatwoot/webhook"):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\n{{".encode())
        await writer.drain()
        await asyncio.sleep(0.2)
        writer.close()
        await asyncio.sleep(0.2)
    assert caplog.records == []
