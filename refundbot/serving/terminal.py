"""A turn of the bot as lines of a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def render(messages: Iterable[Mapping[str, Any]]) -> str:
    """The texts of a turn, its buttons, and the sources that its envelope names, in the order they came."""
    return "\n".join(line for message in messages for line in _lines(message))


def _lines(message: Mapping[str, Any]) -> list[str]:
    lines = [message["text"]] if message.get("text") else []
    lines += [f"  ［{button['title']}］" for button in message.get("buttons", ())]
    envelope = message.get("custom", {}).get("data", {})
    lines += [f"  来源：{_source(source)}" for source in envelope.get("sources", ())]
    return lines


def _source(source: Mapping[str, Any]) -> str:
    known = (source.get("id"), source.get("title"), source.get("as_of"), source.get("url"))
    return " ".join(str(part) for part in known if part)
