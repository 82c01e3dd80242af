"""A day that puts right one told before, whatever that was of: 不对，是2号上午十点."""

from __future__ import annotations

import re

from refundbot.understanding.facts.found import Found, Mentioned
from refundbot.understanding.facts.roles.candidate import Candidate
from refundbot.understanding.facts.when.forms import DateMention
from refundbot.understanding.lexicon.words import pattern

_PUTS_RIGHT = pattern("<PUTS_RIGHT>")
_IS = re.compile(r"(?:^|[,，。;!~、\n ])(?:其实|应该|日期|日子|时间|那)*是 ?$")
_ENDS = re.compile(r" *(?:$|[,，。;!~\n]|(?<= )|(?=才对))")
"""Around the day: it is all that is said of it."""
_BLANK = re.compile(r"[,， ]*")


def puts_a_day_right(found: Found, mentioned: Mentioned) -> bool:
    """Whether a day of the past is told in the place of one told before, by itself or more exactly again."""
    candidate, text = mentioned.candidate, found.reading.text
    if not isinstance(mentioned.of, DateMention) or {"ahead", "far_ahead"} & {*candidate.shape}:
        return False
    if _PUTS_RIGHT.search(found.reading.whole) is None or not _ENDS.match(text, candidate.end):
        return False
    if _IS.search(text, 0, candidate.start):
        return True
    before = [each for each in found.of_kind["date"] if each.candidate.end <= candidate.start]
    return bool(before) and _tells_it_again(text, before[-1], candidate, mentioned.of)


def _tells_it_again(text: str, before: Mentioned, candidate: Candidate, of: DateMention) -> bool:
    """Whether a date is that of the day before it, which is put right: 是16号 4月16号十点半."""
    if not isinstance(before.of, DateMention) or not _IS.search(text, 0, before.candidate.start):
        return False
    day, told = before.of.resolve("past").span, of.resolve("past").span
    within = day and told and day.earliest <= told.earliest and told.latest <= day.latest
    return bool(within) and _BLANK.fullmatch(text, before.candidate.end, candidate.start) is not None
