"""The built pages of `web/`: the chat, the sample shop, the desk, and the one script that sites embed."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Callable, Coroutine
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from refundbot.settings import ROOT, Settings

DIST = ROOT / "web" / "dist"

DESK = "desk.html"

PAGES = {
    "/chat": "chat.html",
    "/chat/demo": "demo/index.html",
    "/desk": DESK,
    "/desk/{_:path}": DESK,
}
"""Where each page is served; every other file of the build is served below `/chat/`."""

ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""Under which ending the build has a file in an encoding, the smallest first."""

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

NOT_BUILT = "网页还没有构建，请先运行 make web。"


def security_headers(framed_by: tuple[str, ...], scripts_of: tuple[str, ...] = ()) -> dict[str, str]:
    """What a page may load and who may frame it: its own files from here, and no inline script or style.

    `scripts_of` are the origins of other hosts whose scripts it loads as well.
    """
    policy = (
        "default-src 'none'",
        " ".join(("script-src 'self'", *scripts_of)),
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        " ".join(("frame-ancestors 'self'", *framed_by)),
    )
    return {
        "Content-Security-Policy": "; ".join(policy),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        # Sites that isolate themselves (COEP) embed the script all the same.
        "Cross-Origin-Resource-Policy": "cross-origin",
    }


def routes(settings: Settings, folder: Path = DIST) -> list[Route]:
    """The pages, and every other file of the build. They are read once."""
    headers = security_headers(settings.origins)
    paths = (path for path in folder.rglob("[!.]*") if path.is_file())
    files = (path.relative_to(folder).as_posix() for path in paths if path.suffix not in ENCODINGS.values())
    addresses = {**{f"/chat/{name}": name for name in files}, **PAGES}
    return [Route(address, _page(folder / name, settings, headers)) for address, name in addresses.items()]


def _page(file: Path, settings: Settings, headers: dict[str, str]) -> Handler:
    if not file.is_file():
        return _missing(headers)
    if file.name == DESK:
        page = _desk_page(file, settings)
        return _served(page, {"gzip": gzip.compress(page)}, _content_type(file), _desk_headers(settings))
    return _served(file.read_bytes(), _zipped(file), _content_type(file), headers)


def _desk_headers(settings: Settings) -> dict[str, str]:
    sdk = settings.zaf_sdk
    scripts_of = ("://".join(urlsplit(sdk)[:2]),) if sdk else ()
    return security_headers(settings.desk_hosts, scripts_of)


def _desk_page(file: Path, settings: Settings) -> bytes:
    """The desk, told which other desks it may be a sidebar of, and whether agents sign in at an issuer."""
    told = {
        "desk-hosts": " ".join(settings.desk_hosts),
        "zaf-sdk": settings.zaf_sdk or "",
        "sign-in": "company" if settings.oidc_client else "",
    }
    page = file.read_text(encoding="utf-8")
    for name, content in told.items():
        page = page.replace(f'name="{name}" content=""', f'name="{name}" content="{escape(content)}"')
    return page.encode()


def _zipped(file: Path) -> dict[str, bytes]:
    """What the build has zipped of a file, by encoding."""
    files = {encoding: file.with_name(file.name + ending) for encoding, ending in ENCODINGS.items()}
    return {encoding: zipped.read_bytes() for encoding, zipped in files.items() if zipped.is_file()}


def _served(body: bytes, zipped: dict[str, bytes], kind: str, headers: dict[str, str]) -> Handler:
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {**headers, "Cache-Control": "no-cache", "ETag": tag, "Vary": "Accept-Encoding"}
    told = {**headers, "Content-Type": kind}

    async def page(request: Request) -> Response:
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        accepted = re.findall(r"[\w*]+", request.headers.get("accept-encoding", ""))
        for encoding in zipped:
            if encoding in accepted:
                return Response(zipped[encoding], headers={**told, "Content-Encoding": encoding})
        return Response(body, headers=told)

    return page


def _missing(headers: dict[str, str]) -> Handler:
    async def page(_: Request) -> Response:
        return PlainTextResponse(NOT_BUILT, 503, headers)

    return page


def _content_type(file: Path) -> str:
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    is_text = kind.startswith("text/") or kind.endswith(("javascript", "json"))
    return f"{kind}; charset=utf-8" if is_text else kind
