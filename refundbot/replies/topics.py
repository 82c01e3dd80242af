"""The answer topics and their human titles."""

from __future__ import annotations

from refundbot.replies.wording import Entry, load_topics

ENTRIES: dict[str, Entry] = load_topics()
TOPICS: tuple[str, ...] = tuple(ENTRIES)
_BY_TITLE = {entry.title: topic for topic, entry in ENTRIES.items()}


def title(topic: str) -> str:
    """The human title of a topic, in Chinese; it can also be asked as it stands. `KeyError` for no topic."""
    return ENTRIES[topic].title


def topic_of_title(text: str) -> str | None:
    """The topic whose title this text is, so that an offered choice is understood without fail."""
    return _BY_TITLE.get(text.strip())


def titled(topics: tuple[str, ...]) -> tuple[dict[str, str], ...]:
    """Topics with their titles, as an envelope lists them."""
    return tuple({"topic": topic, "title": title(topic)} for topic in topics)
