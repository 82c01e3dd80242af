"""The built files over HTTP: as small as the build made them, and for any site that may embed them."""

from __future__ import annotations

import aiohttp
import pytest

from refundbot.channels.web.pages import DIST
from tests.channels.conftest import Site

SCRIPT = "/chat/widget.js"


@pytest.mark.parametrize(
    ("accepted", "encoding", "file"),
    [
        ("gzip, deflate, br, zstd", "br", "widget.js.br"),
        ("gzip;q=1.0", "gzip", "widget.js.gz"),
        ("sbr", None, "widget.js"),
    ],
)
async def test_a_file_is_sent_as_the_build_has_zipped_it(
    accepted: str, encoding: str | None, file: str, site: Site
) -> None:
    headers = {"Accept-Encoding": accepted}
    async with (
        aiohttp.ClientSession(auto_decompress=False) as http,
        http.get(site.url + SCRIPT, headers=headers) as answer,
    ):
        assert answer.status == 200
        assert answer.headers.get("Content-Encoding") == encoding
        assert await answer.read() == (DIST / file).read_bytes()


@pytest.mark.parametrize("path", [SCRIPT, "/chat", "/chat/demo", "/desk"])
async def test_a_head_is_answered_like_a_get_without_its_body(path: str, site: Site) -> None:
    async with site.http.head(site.url + path) as answer:
        assert answer.status == 200
        assert answer.headers["ETag"]
        assert await answer.read() == b""


async def test_an_isolated_site_may_embed_the_script_and_caches_keep_sites_apart(site: Site) -> None:
    async with site.http.get(site.url + SCRIPT, headers={"Origin": site.url}) as answer:
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert {name.strip() for name in answer.headers["Vary"].split(",")} == {"Accept-Encoding", "Origin"}


async def test_what_the_build_has_zipped_is_no_file_of_its_own(site: Site) -> None:
    async with site.http.get(f"{site.url}{SCRIPT}.br") as answer:
        assert answer.status == 404
