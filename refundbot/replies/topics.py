"""What is written on each topic and question, and the titles that the catalogue gives them."""

from __future__ import annotations

from refundbot import catalogue
from refundbot.catalogue import QUESTIONS, topic_of
from refundbot.replies.script import SCRIPTS, let_go, written
from refundbot.replies.wording import Entry, load_questions, load_topics

ENTRIES: dict[str, Entry] = load_topics()
QUESTION_ENTRIES: dict[str, Entry] = load_questions(ENTRIES)
TOPICS: tuple[str, ...] = tuple(id for id, topic in catalogue.TOPICS.items() if topic.asked)
_TITLES = {id: topic.title for id, topic in catalogue.TOPICS.items() if topic.title}
_TITLES |= {id: question.title for id, question in QUESTIONS.items()}


def _asked(text: str) -> str:
    """A title as it may be typed: in any case, with either comma, with or without a mark at the end."""
    return text.strip().rstrip("?？。").lower().replace("，", ",")


_BY_TITLE = {_asked(title): id for id, title in _TITLES.items()}
_BY_TITLE |= {_asked(written(title, script)): id for id, title in _TITLES.items() for script in SCRIPTS}
let_go()  # the front door never writes in a script


def title(id: str) -> str:
    """The title of a topic or question, in Chinese; it can be asked as it stands. `KeyError` for neither."""
    return _TITLES[id]


def of_title(text: str) -> str | None:
    """The topic or question whose title this is, so that an offered choice is understood without fail."""
    return _BY_TITLE.get(_asked(text))


def topic_of_title(text: str) -> str | None:
    """The topic whose title this text is, or that of one of its questions."""
    id = of_title(text)
    return id and topic_of(id)


def titled(ids: tuple[str, ...]) -> tuple[dict[str, str], ...]:
    """Topics and questions with their titles, as an envelope lists them."""
    return tuple(_titled(id) for id in ids)


def _titled(id: str) -> dict[str, str]:
    if id not in QUESTIONS:
        return {"topic": id, "title": title(id)}
    return {"topic": topic_of(id), "question": id, "title": title(id)}
