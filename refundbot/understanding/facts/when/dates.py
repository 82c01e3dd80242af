"""The dates named in a text."""

from __future__ import annotations

from datetime import datetime

from refundbot.understanding.facts.when import calendar, english, relative
from refundbot.understanding.facts.when.forms import FORMS, DateMention, Today
from refundbot.understanding.facts.when.spans import SHANGHAI
from refundbot.understanding.text.overlaps import longest

__all__ = ["calendar", "english", "find_dates", "relative"]  # the modules register their forms


def find_dates(text: str, now: datetime) -> list[DateMention]:
    """The dates named in a normalised text, in its order; of overlapping ones the longest. `now` is aware."""
    today = Today(text, now.astimezone(SHANGHAI))
    mentions = [reader(match, today) for pattern, reader in FORMS for match in pattern.finditer(text)]
    return longest([mention for mention in mentions if mention])
