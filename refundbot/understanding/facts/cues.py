"""Turns of phrase that say a fact outright: 没用过, 已经生效, 不是续费, 发票开了, 公安冻结.

The phrases are data: `cues.yml`. What is asked (开票了吗) or wished for (不想续费了) is no fact, nor what
another person has (同事那台被封了) or what is supposed on the way (…，要是被封了呢); 用过还能退吗 is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from refundbot.understanding.facts.fact import NOT_SO, Fact
from refundbot.understanding.facts.reading import BLANK, Reading
from refundbot.understanding.facts.whose import is_not_theirs
from refundbot.understanding.lexicon.words import fill, pattern, with_parts
from refundbot.understanding.text.overlaps import longest

_FILE = Path(__file__).parents[1] / "lexicon" / "cues.yml"
_ASKING = re.compile(
    r"(?:是否|是不是|有没有|会不会|能不能|可不可以|算不算|如何|怎么|怎样|哪些?|什么(?:情况"
    r"|时候|样)?(?:下|才)?(?:算|是|叫)?|要不要|[用续开]没)(?:才|能|会|就|算|被|还|已经?|都"
    r"| )*$"
)
_QUESTION = re.compile(
    r"[了过的费]?(?:没有?|吗|么|嘛|不)?(?=[?])|[了过的费]?(?:没有?|吗|么|嘛)(?=$|[,，。;!~ ])|[的费]?还是"
    r"|(?:现在|今天|都)*还?(?:有没有|有[吗么不]|在[吗么不])"
)


_GET = (
    "(?:开通|开启|打开|开|设置?|点|勾选?|选择?|买|办理?|弄|搞|做|启用|用|领|参加|参与|申请|签|绑定?|扣|交|付|加|订阅?|购买?"
    "|进行|触发|产生|发生|收到|享受|走|set up|turned on|enabled|used|had|got|taken)"
)
_DENIED = re.compile(
    "(?:没有?|未曾?|不曾|并非|不是|(?<![a-z])(?:never|(?:have|did|has|do|was|is|were)(?:n['’]?t| not)))"
    "(?:被|再|去|给|有|主动|自己|手动|单独|另外|真的|过|这台|它| )*"
    f"(?:{_GET}(?:通|启|过|了|上|好|成功)*)?(?:任何|什么|这个|那个|这种|所谓的?|一?[次个张份]| )*$"
)
"""Before a phrase: what it tells was not done, 没开通|自动续费, 从来没领过|试用."""
_OFF = re.compile(
    "(?:费|功能|开关|服务|这个|那个|选项)*(?:我们?|一直|从来|都|也|根本|压根|现在|早|已经?|是|被|就|给)*"
    "(?:(?:没有?|未)(?:去|给|有)?(?:开|打开|设|点|勾|启用|办|弄|要|参加|领|申请|选)|(?:关|停|取消)(?:闭|掉|着|了|的|$))"
)
"""Behind a phrase that names a thing: it is not there, 自动续费|一直关着, 试用|我没领."""
_OF_THINGS = frozenset({"purchase_kind", "origin", "special_activity"})
"""Fields whose phrases may name a thing that one has or has not."""
_NOT_SAID = pattern("<NOT_SAID>")
_NOT_SAID_BEFORE = pattern("<NOT_SAID>(?:过|明|清楚?|着|是|要|我|有|的|任何|什么|这个|那个|这台|它| )*$")
"""In a phrase or before it: nobody said so, 活动页上没写|不能退; 没说一声就续费了 is another thing."""
_SINCE_RENEWED = frozenset({"resource_added_after_renewal", "changed_before_renewal"})
_NEVER_SINCE = re.compile(
    "(?<!有)(?:没有?|未曾?|不曾)(?:再|又)*(?:在(?:续费?[完好]?(?:之|以)?后)?|续费?[完好]?(?:之|以)?后)$"
)
"""Before what is told of a renewed one: it was never done, 没有在续费后|加过东西."""
_ONLY_FEARED = re.compile("(?:怕|担心|担忧|以为)(?:我|你们?|会|是|被|它|这[台个单]|到时候?|退订?的?| )*$")
_A_NOT_A = pattern("<POSSIBLY>|(?P<same>[一-龥])[不没](?P=same)")
"""A question that a phrase may bear in itself, or reach into: 操作退订行|不行."""
_IN_ENGLISH = pattern("<ENGLISH_QUESTION>")
_HAPPENED = re.compile("[了过的完]$")
_WHY = re.compile(r"凭[什啥]|为[什啥何]|怎么(?:就|会|把|给|又)|咋就|干嘛")
_OPEN = re.compile(f"有{BLANK}没|还{BLANK}是|还是{BLANK}")
"""Where a phrase is one half of a question: 有|没有生效, 新买的还|是续费."""


_JOINED = " ~ "
_BETWEEN = "[^。!?;没未不会能吗怎要想]{0,14}?"
"""What may stand between the two parts of a phrase: nothing that denies, asks or wishes."""


_BEFORE = 20
"""Characters before a phrase that are looked at for what may not stand directly before it."""
_NEAR = 10
"""Characters before a phrase in which something makes it speak of another thing."""


@dataclass(frozen=True)
class Cues:
    """The phrases of one field, each with its value, and what may not stand before them."""

    field: str
    phrases: tuple[tuple[str | bool, re.Pattern[str]], ...]
    not_after: re.Pattern[str]
    not_near: re.Pattern[str]


@dataclass(frozen=True)
class _Said:
    start: int
    end: int
    value: str | bool


def cues(reading: Reading) -> Iterator[Fact]:
    """The facts that a text says outright."""
    for cue in _all():
        found = [
            _never_since(reading, _Said(*match.span(), value), cue.field)
            for value, phrase in cue.phrases
            for match in phrase.finditer(reading.whole)
        ]
        denied = [said for said in found if _is_denied(reading, said, cue.field)]
        told = [
            each
            for each in found
            if not (any(_within(each, said) for said in denied) or is_not_theirs(reading, each.start))
        ]
        for said in longest(_unless_by_the_police(told)):
            before = reading.before(said.start, _BEFORE)
            open_question = _OPEN.search(before + BLANK + reading.whole[said.start : said.end])
            near = reading.whole[max(0, said.start - _NEAR) : said.start]
            halved = before.endswith("没") and reading.whole.startswith("有", said.start)
            if not (
                open_question
                or halved
                or cue.not_near.search(near)
                or cue.not_after.search(before)
                or _ONLY_FEARED.search(before)
                or _is_asked(reading, said)
                or _ASKING.search(before)
                or (_QUESTION.match(reading.whole, said.end) and not _asks_why(reading, said.start))
            ):
                yield reading.fact(cue.field, said.value, said.start, said.end)


def _never_since(reading: Reading, said: _Said, field: str) -> _Said:
    """What a phrase tells, or that it is not so where the time since the renewal is denied before it."""
    if field not in _SINCE_RENEWED or said.value is not True:
        return said
    before = reading.before(said.start)
    never = _NEVER_SINCE.search(before)
    return _Said(said.start - len(before) + never.start(), said.end, False) if never else said


def _is_denied(reading: Reading, said: _Said, field: str) -> bool:
    """Whether what a phrase tells is said not to be so, in the words before it or behind."""
    if _NOT_SAID_BEFORE.search(reading.before(said.start, _BEFORE)):
        return True
    if said.value in NOT_SO or said.end > reading.clause(said.start)[1]:
        return False  # what a phrase of several clauses tells stands in the last one
    if _NOT_SAID.search(reading.whole, said.start, said.end):
        return True
    named = field in _OF_THINGS and not _HAPPENED.search(reading.whole, said.start, said.end)
    return bool(
        _DENIED.search(reading.before(said.start, _BEFORE)) or (named and _OFF.match(reading.whole, said.end))
    )


def _is_asked(reading: Reading, said: _Said) -> bool:
    """Whether a phrase is a part of a question, or stands in an English one."""
    first, last = reading.clause(said.start)
    return any(
        asked.start() < said.end and said.start < asked.end()
        for asked in _A_NOT_A.finditer(reading.whole, first, last)
    ) or bool(_IN_ENGLISH.search(reading.whole, first, last))


def _within(one: _Said, other: _Said) -> bool:
    return other.start <= one.start and one.end <= other.end


def _unless_by_the_police(found: list[_Said]) -> list[_Said]:
    """Phrases without those that take a freeze by the police for another kind: 公安封了，有人举报."""
    police = [said for said in found if said.value == "police"]
    return [
        said
        for said in found
        if said in police or all(said.end <= each.start or each.end <= said.start for each in police)
    ]


def _asks_why(reading: Reading, start: int) -> bool:
    """Whether the clause before a phrase asks for the reason of what it tells: 凭什么把机器锁了？"""
    return bool(_WHY.search(reading.whole, reading.clause(start)[0], start))


@cache
def _all() -> tuple[Cues, ...]:
    read: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    parts = with_parts(read["parts"])
    return tuple(_cues(field, dict(entry), parts) for field, entry in read["fields"].items())


def _cues(field: str, entry: dict[Any, Any], parts: Mapping[str, str]) -> Cues:
    not_after = fill(entry.pop("not_after", "(?!)"), parts)
    not_near = fill(entry.pop("not_near", "(?!)"), parts)
    phrases = tuple((value, _phrase(phrase, parts)) for value, listed in entry.items() for phrase in listed)
    return Cues(field, phrases, re.compile(f"(?:{not_after})$"), re.compile(not_near))


def _phrase(written: str, parts: Mapping[str, str]) -> re.Pattern[str]:
    """A phrase as a pattern; of two parts that ` ~ ` joins, either may come first."""
    one, _, other = (f"(?:{fill(part, parts)})" for part in written.partition(_JOINED))
    joined = _JOINED in written
    return re.compile(f"{one}{_BETWEEN}{other}|{other}{_BETWEEN}{one}" if joined else one)
