"""Choices cut to what a channel of Chatwoot's can show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Choice = dict[str, str]


@dataclass(frozen=True)
class Limits:
    """Of one channel, in characters and choices."""

    most: int
    buttons: int
    """Up to so many are buttons, whose titles are shorter; more are a list."""
    button_title: int
    list_title: int


LIMITS = {"Channel::Whatsapp": Limits(most=10, buttons=3, button_title=20, list_title=24)}
"""As WhatsApp takes interactive messages (Cloud API); other channels cut nothing, or write a list of text."""


def fitted(choices: Sequence[Choice], channel: str | None) -> Iterator[tuple[Choice, str]]:
    """The choices that fit, each with its title as it is shown; no two titles are alike.

    >>> [shown for _, shown in fitted([{"title": "一" * 30}], "Channel::Whatsapp")]
    ['一一一一一一一一一一一一一一一一一一一…']
    >>> [shown for _, shown in fitted([{"title": "一" * 30}], None)] == ["一" * 30]
    True
    """
    limits = LIMITS.get(channel or "")
    if limits is None:
        yield from ((choice, choice["title"]) for choice in choices)
        return
    shown: set[str] = set()
    longest = limits.button_title if len(choices) <= limits.buttons else limits.list_title
    for place, choice in enumerate(choices[: limits.most], start=1):
        title = _cut(choice["title"], longest)
        if title in shown:
            title = _cut(f"{place}. {choice['title']}", longest)
        shown.add(title)
        yield choice, title


def _cut(title: str, longest: int) -> str:
    return title if len(title) <= longest else f"{title[: longest - 1]}…"
