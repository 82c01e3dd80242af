"""Whether the head of a request says without doubt where the request ends.

The pinned Sanic takes any integer for a length and reads a body of length -1 in a loop that never ends, does
not know a length with a blank before its colon, and takes the first of several. When a Sanic refuses all that
itself, `tests/serving/test_framing.py` tells.
"""

from __future__ import annotations

import re

_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_REQUEST_LINE = re.compile(_TOKEN + rb" /[\x21-\x7e]* HTTP/1\.[01]")
_FIELD = re.compile(rb"(" + _TOKEN + rb"):[ \t]*([\t\x20-\x7e\x80-\xff]*)")
_HOST = re.compile(rb"([\w.-]+|\[[0-9a-fA-F:.]+\])?(:[0-9]{1,5})?")
_LENGTH = re.compile(rb"[0-9]{1,18}")


class BadHead(ValueError):
    """The head cannot be trusted, so what follows it is not read."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.status = status


def check(head: bytes) -> None:
    """Checks the lines of a head, without the empty one at its end, by RFC 9112.

    A body must say its length: what comes in chunks is refused, as the RFC allows. No customer's page and no
    server that calls us sends chunks.

    Raises:
        BadHead: with the HTTP status that says why.
    """
    request_line, *lines = head.split(b"\r\n")
    fields = [_FIELD.fullmatch(line) for line in lines]
    if _REQUEST_LINE.fullmatch(request_line) is None or not _is_utf8(head):
        raise BadHead("the request line is not one")
    values: dict[bytes, list[bytes]] = {}
    for field in fields:
        if field is None:
            raise BadHead("a header field is not one")
        values.setdefault(field[1].lower(), []).append(field[2].rstrip(b" \t"))
    if b"transfer-encoding" in values:
        raise BadHead("a body must say its Content-Length", 411)
    _check_single(values.get(b"content-length", []), _LENGTH, "Content-Length")
    _check_single(values.get(b"host", []), _HOST, "Host")


def _check_single(values: list[bytes], form: re.Pattern[bytes], name: str) -> None:
    if len(values) > 1 or any(form.fullmatch(value) is None for value in values):
        raise BadHead(f"{name} cannot be used")


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode()
    except UnicodeDecodeError:
        return False
    return True
