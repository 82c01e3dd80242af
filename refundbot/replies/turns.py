"""What is said around the answers: errors, notes, asking back, commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from refundbot.replies.envelope import envelope
from refundbot.replies.model import Button, Reply
from refundbot.replies.topics import of_title, title, titled
from refundbot.replies.wording import wording

_FILE = wording("turns.yaml").of_keys("errors", "notes", "clarify", "small", "also", "rows")
_ERRORS = _FILE.child("errors").by_key()
_NOTES = _FILE.child("notes").by_key()
_SMALL = _FILE.child("small").by_key()
_ALSO = _FILE.child("also").text()
_CLARIFY = _FILE.child("clarify").of_keys("candidates", "nothing", "again", "escape", "person", "common")
_ROWS = _FILE.child("rows").by_key()
ESCAPE = _CLARIFY.child("escape").text()
"""What a customer says to whom nothing of what is offered fits."""
_COMMON = _CLARIFY.child("common").texts()

CANDIDATES = 3
"""Most topics offered when asking back."""
MOST_ROWS = 6
"""Most listed purchases that are offered to choose from."""
PATIENCE = 2
"""Misses in a row after which a person is offered."""
CHECK = "eligibility.check"

ErrorReason = Literal["unavailable", "timeout", "too_long", "empty", "bad_request"]
SmallKind = Literal[
    "cancelled",
    "waiting",
    "restarted",
    "nothing_running",
    "kept",
    "noticed",
    "not_counted",
    "another",
    "left_alone",
    "listening",
]


def error(reason: ErrorReason) -> Reply:
    """What is said when no answer can be given. Needs no policy and reads nothing when called."""
    return Reply((_ERRORS[reason],), envelope("error", None, confidence=0.0))


def unclear_small(kind: SmallKind) -> Reply:
    """The answer to a small command around the eligibility check."""
    return Reply((_SMALL[kind],), envelope("smalltalk", CHECK, confidence=1.0))


def note(kind: str, **values: object) -> str:
    """One sentence on how something went: an order looked up, a fact that could not be used.

    `kind` and its values: order_found (number, title, sample), order_not_found (number), sign_in_needed,
    no_other_orders, none_of_these, orders_unavailable, one_by_one, one_by_one_rows, one_by_one_of_a_kind,
    one_by_one_products (first, others), changed (items), product_general, left_open, nearly, of_another,
    supposed, later_counts (item), as_told_before (item), as_of (day), planned (day), today (outcome),
    as_of_today, one_period, period_in_use,
    one_by_one_periods, set_aside, another_first, gone_ and a field, next_purchase (product),
    next_of_a_kind (product), quota_to_count, summed_later, left_out (what), quota_taken (taken, left),
    and with text: impossible_date, negative_money, foreign_money, future_date, too_vague.
    """
    if kind == "order_found" and values.get("sample"):
        kind = "order_found_sample"
    return _NOTES[kind].format(**values)


def which_row(places: Sequence[int], confidence: float) -> Reply:
    """Asks which of several listed purchases goes back, each called by its place."""
    nth = (_ROWS["nth"].format(place=place) for place in places[:MOST_ROWS])
    buttons = tuple(Button(words, words) for words in (*nth, _ROWS["all"]))
    return Reply((_ROWS["which"],), envelope("question", CHECK, confidence=confidence), buttons)


def also(topic: str, reply: Reply) -> Reply:
    """The answer to a second question of one message, headed by what it is about."""
    heading = _ALSO.format(title=title(topic))
    first, *others = reply.texts
    return replace(reply, texts=(f"{heading}\n{first}", *others))


def offering(reply: Reply, topics: tuple[str, ...], answered: tuple[str, ...]) -> Reply:
    """A reply that offers `topics` first, and nothing that it answers itself."""
    known = [of_title(button.text) for button in reply.buttons]
    kept = (topic for topic in known if topic and topic not in answered)
    offered = tuple(dict.fromkeys((*topics, *kept)))[:CANDIDATES]
    follow_ups = list(titled(offered))
    buttons = tuple(Button(title(topic), title(topic)) for topic in offered)
    return replace(reply, envelope={**reply.envelope, "follow_ups": follow_ups}, buttons=buttons)


def offering_orders(reply: Reply, numbers: tuple[str, ...]) -> Reply:
    """A reply that offers to go on with other orders that were named."""
    others = tuple(Button(_NOTES["next_order"].format(number=number), number) for number in numbers)
    return replace(reply, buttons=(*others, *reply.buttons))


def offering_the_other(reply: Reply, product: str) -> Reply:
    """A reply that offers to look at another purchase too, that was told of and that nobody wished back."""
    words = _NOTES["look_at_the_other"]
    texts = (*reply.texts, _NOTES["the_other_too"].format(product=product))
    return replace(reply, texts=texts, buttons=(Button(words, words), *reply.buttons))


def clarify(likely: Sequence[tuple[str, float]], misses: int = 0) -> Reply:
    """Asks back which of the likeliest topics is meant, or says that nothing was understood.

    `likely`: topics with their probabilities, best first. The envelope has those of the best.
    """
    candidates = tuple(topic for topic, _ in likely)[:CANDIDATES]
    person = (_CLARIFY.child("person").text(),) if misses >= PATIENCE else ()
    lines = [_CLARIFY.child("again").text()] if person else []
    if candidates or not person:
        lines.append(_CLARIFY.child("candidates" if candidates else "nothing").text())
    offered = (*(candidates or _COMMON), *person)
    buttons = [Button(title(topic), title(topic)) for topic in offered]
    if candidates:
        buttons.append(Button(ESCAPE, ESCAPE))
    data = envelope(
        "clarify",
        candidates[0] if candidates else None,
        candidates=titled(candidates),
        follow_ups=() if candidates else titled(_COMMON),
        confidence=likely[0][1] if likely else 0.0,
    )
    return Reply(("\n".join(lines),), data, tuple(buttons))
