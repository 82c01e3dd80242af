"""The answer topics and their human titles."""

from __future__ import annotations

from .wording import Entry, load_topics

ENTRIES: dict[str, Entry] = load_topics()
TOPICS: tuple[str, ...] = tuple(ENTRIES)


def title(topic: str) -> str:
    """The human title of a topic, in Chinese; it can also be asked as it stands. `KeyError` for no topic."""
    return ENTRIES[topic].title


def titled(topics: tuple[str, ...]) -> tuple[dict[str, str], ...]:
    """Topics with their titles, as an envelope lists them."""
    return tuple({"topic": topic, "title": title(topic)} for topic in topics)
