"""The built pages of `web/`: the chat, the sample shop, the desk, and the one script that sites embed."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from refundbot.settings import ROOT

DIST = ROOT / "web" / "dist"

PAGES = {
    "/chat": "chat.html",
    "/chat/demo": "demo/index.html",
    "/desk": "desk.html",
    "/desk/<_:path>": "desk.html",
}
"""Where each page is served; every other file of the build is served below `/chat/`."""

Handler = Callable[..., Coroutine[Any, Any, HTTPResponse]]

NOT_BUILT = "网页还没有构建，请先运行 make web。"

_MAY_BE_FRAMED_BY = "frame-ancestors 'self'"


def security_headers(framed_by: tuple[str, ...]) -> dict[str, str]:
    """What a page may load and who may frame it: its own files from here, and no inline script or style."""
    policy = (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        " ".join((_MAY_BE_FRAMED_BY, *framed_by)),
    )
    return {
        "Content-Security-Policy": "; ".join(policy),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }


def add_routes(routes: Blueprint, framed_by: tuple[str, ...], folder: Path = DIST) -> None:
    """Adds the pages, and every other file of the build, to the channel's blueprint. They are read once."""
    headers = security_headers(framed_by)
    files = (path.relative_to(folder).as_posix() for path in folder.rglob("[!.]*") if path.is_file())
    addresses = {**{f"/chat/{name}": name for name in files}, **PAGES}
    for number, (address, name) in enumerate(addresses.items()):
        handler = _served(folder / name, headers) if (folder / name).is_file() else _missing(headers)
        routes.add_route(handler, address, methods=["GET"], name=f"page_{number}")


def _served(file: Path, headers: dict[str, str]) -> Handler:
    body, kind = file.read_bytes(), _content_type(file)
    zipped = gzip.compress(body)
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {**headers, "Cache-Control": "no-cache", "ETag": tag, "Vary": "Accept-Encoding"}

    async def page(request: Request, **_: str) -> HTTPResponse:
        if request.headers.get("if-none-match") == tag:
            return response.raw(b"", status=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return response.raw(zipped, headers={**headers, "Content-Encoding": "gzip"}, content_type=kind)
        return response.raw(body, headers=headers, content_type=kind)

    return page


def _missing(headers: dict[str, str]) -> Handler:
    async def page(_: Request, **__: str) -> HTTPResponse:
        return response.text(NOT_BUILT, status=503, headers=headers)

    return page


def _content_type(file: Path) -> str:
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    is_text = kind.startswith("text/") or kind.endswith(("javascript", "json"))
    return f"{kind}; charset=utf-8" if is_text else kind
