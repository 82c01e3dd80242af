"""Reads the fields of what a client sent: each is of the right kind and size, or the whole is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from refundbot.channels.typed import UnreadableMessage, typed_text
from refundbot.channels.web.refusal import Refusal
from refundbot.conversations.privacy import mask
from refundbot.visible import is_visible

Fields = Mapping[str, Any]

MAX_URL_CHARACTERS = 2048


def words(fields: Fields, name: str) -> str:
    """What somebody typed: text, no command."""
    try:
        return typed_text(fields.get(name))
    except UnreadableMessage as unreadable:
        raise Refusal("too_long" if unreadable.reason == "too_long" else "empty") from None


def optional_words(fields: Fields, name: str) -> str | None:
    """The same, where it may be missing."""
    value = fields.get(name)
    is_empty = value is None or (isinstance(value, str) and not is_visible(value))
    return None if is_empty else words(fields, name)


def label(fields: Fields, name: str, most: int) -> str:
    """A short text on one line, of at most `most` characters."""
    text = optional_label(fields, name, most)
    if text is None:
        raise Refusal("bad_request")
    return text


def optional_label(fields: Fields, name: str, most: int) -> str | None:
    """The same, where it may be missing."""
    value = fields.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not value.isprintable() or not is_visible(value):
        raise Refusal("bad_request")
    if len(value) > most:
        raise Refusal("too_long")
    return value.strip()


def optional_path(fields: Fields, name: str, most: int) -> str | None:
    """The path of an address of at most `MAX_URL_CHARACTERS`, unquoted, without personal data, cut to `most`
    characters; `None` where it is missing or cannot be read."""
    try:
        path = unquote(urlsplit(optional_label(fields, name, MAX_URL_CHARACTERS) or "").path)
    except ValueError:
        return None
    return mask(path)[:most] if path.isprintable() and path else None


def flag(fields: Fields, name: str) -> bool:
    """Yes or no."""
    value = fields.get(name)
    if not isinstance(value, bool):
        raise Refusal("bad_request")
    return value


def whole(fields: Fields, name: str, *, least: int, most: int = 10**9) -> int:
    """A whole number, which a query writes in digits."""
    value = optional_whole(fields, name, least=least, most=most)
    if value is None:
        raise Refusal("bad_request")
    return value


def optional_whole(fields: Fields, name: str, *, least: int, most: int = 10**9) -> int | None:
    """The same, where it may be missing."""
    value = fields.get(name)
    if value is None:
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Refusal("bad_request")
    return value
