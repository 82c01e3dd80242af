"""Takes personal data and secrets out of text before it is stored or logged.

`plain` reads the text. The `grammar` finds what rules can tell, numbers above all; the trained `tagger` finds
names, addresses and values that nothing introduces.
"""

from __future__ import annotations

from collections.abc import Iterable

from refundbot.conversations.privacy import grammar
from refundbot.conversations.privacy.kinds import Found, Kind, apart
from refundbot.conversations.privacy.plain import read
from refundbot.conversations.privacy.tagger import trained


def mask(text: str) -> str:
    """The text with a word in the place of each thing that must not be kept; see `kinds.Kind`. Its cost grows
    with the length of the text, whatever the text is.

    Raises:
        TaggerMissing: the tagger has not been trained.
    """
    return _without(text, find(text))


def mask_by_rules(text: str) -> str:
    """The same by the rules alone, for logs: they are no sentences of the kind that the tagger knows."""
    return _without(text, grammar.find(read(text)))


def find(text: str) -> list[Found]:
    """What `mask` takes out, in order and apart from each other.

    A text with a word of ours in it has been masked already, by the front door or where an agent quotes: the
    tagger, which reads the words around, would see others than were written, and is not asked again.
    """
    plain = read(text)
    is_masked = any(kind.value in text for kind in Kind)
    return apart([*grammar.find(plain), *(() if is_masked else trained().find(plain))])


def _without(text: str, found: Iterable[Found]) -> str:
    masked, end = [], 0
    for each in found:
        masked += [text[end : each.start], each.kind.value]
        end = each.end
    return "".join([*masked, text[end:]])
