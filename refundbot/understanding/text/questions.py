"""The questions of a message that asks several things (怎么退，多久到账？) or tells a story around one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refundbot.understanding.lexicon.words import pattern

LONGEST = 160
"""Characters beyond which a message is a story, whose questions are not told apart."""
MOST = 4
SENTENCE = 90
"""Characters beyond which a sentence is taken apart at its commas."""
HEARD = 4
"""How many questions are heard at the beginning of a story, and as many at its end: it bounds the time."""

_END = re.compile(r"[，。；！？,;!?]+|(?<=[吗呢么嘛]) +|(?<=.)(?=还有|另外|以及|顺便|对了|再问)")
_LINK = re.compile(r"^(?:[ 、]|还有|另外|以及|顺便|对了|再?问(?:一?下)?|然后|并且|那么?|请问|想问)+")
_ASKS = pattern(
    "<QUESTION>|么(?!样)|(?<![了过有])几[天个点次时]|如何|啥|谁|[?？]|可否|是否|会不会|有没有|用不用|还能|能退|可以退"
)
_FULL_STOP = re.compile(r"(?<=[。!?;\n])")
_PAUSE = re.compile(r"(?<=[, 、])")


def is_story(text: str) -> bool:
    """Whether a message tells much besides what it asks."""
    return len(text) > LONGEST


def questions(text: str) -> list[str]:
    """The questions in a normalised text, each with what leads up to it; none where it asks one at most.

    >>> questions("我买的流量包怎么退,多久到账?")
    ['我买的流量包怎么退', '多久到账?']
    >>> questions("用了几天,能退吗")
    []
    """
    if is_story(text):
        return []
    asked: list[str] = []
    lead = ""
    start = 0
    for end in [*(match.end() for match in _END.finditer(text)), len(text)]:
        lead += text[start:end]
        if _ASKS.search(text, start, end):
            asked.append(lead)
            lead = ""
        start = end
    told = [_LINK.sub("", question).strip(" ，。；,;") for question in asked]
    told = [question for question in told if sum(map(str.isalnum, question)) > 1]
    return told if 1 < len(told) <= MOST else []


def asking(text: str) -> list[str]:
    """The sentences of a story (a normalised text) that ask something; none where it is no story."""
    if not is_story(text):
        return []
    found = [sentence for sentence in _sentences(text) if _ASKS.search(sentence)]
    return found if len(found) <= 2 * HEARD else [*found[:HEARD], *found[-HEARD:]]


def _sentences(text: str) -> Iterator[str]:
    """A text by its sentences; what has no full stop for long, by its pauses."""
    for sentence in _FULL_STOP.split(text):
        part = ""
        for piece in _pieces(sentence) if len(sentence) > SENTENCE else [sentence]:
            if part and len(part) + len(piece) > SENTENCE:
                yield part
                part = ""
            part += piece
        yield part


def _pieces(sentence: str) -> Iterator[str]:
    """What stands between pauses; where there is none for long, a piece ends anywhere."""
    for piece in _PAUSE.split(sentence):
        yield from (piece[start : start + SENTENCE] for start in range(0, len(piece), SENTENCE))
