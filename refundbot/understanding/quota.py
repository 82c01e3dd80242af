"""What is left of the yearly five-day quota, and what was used of it this year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refundbot.understanding.fact import Fact
from refundbot.understanding.numerals import HAN, number
from refundbot.understanding.reading import Reading

_COUNT = rf"(?P<count>\d{{1,2}}|[{HAN}]{{1,3}})"
_NAME = r"(?:五天|5天)?(?:无理由)?(?:退订?|退款)?的?(?:名额|额度|次数|机会)"
_NONE_LEFT = re.compile(
    rf"(?<!信用){_NAME}(?:已经?|都|早就?|也|全|今年|被)*(?:[用耗][完光尽没]了?|没有?了|没有|不够)"
    rf"|(?:没有?|无)(?:五天|5天)?(?:无理由)?的?(?:名额|次数|机会)(?!限制)"
)
_SOME_LEFT = re.compile(
    rf"(?<!信用){_NAME}(?:应该|好像|肯定|也|都)*(?:还?有(?!没|多)|够|没用[完光过])"
    r"|quota left|(?<!没)还?有(?:无理由的?)?名额(?!限制)|有无理由的?机会"
)
_COUNT_LEFT = re.compile(rf"(?:还有|还?剩下?|剩余|余)(?:了|大概|[: ])*{_COUNT} *[个次](?:{_NAME})?")
_COUNT_NAMED = re.compile(
    rf"(?:{_NAME}|quota)(?:其实|现在|应该|大概|好像|今年|还|剩下?|余|有|是|[: ])*{_COUNT}"
    r"(?:[个次](?!(?:都|也)?(?:不|没))|(?![0-9.%个次]))"
)
_COUNT_ALONE = re.compile(rf"(?<![0-9.]){_COUNT} *[个次](?!月|小时|星期|礼拜|人|G|g|都不|也不|都没|也没)")
_ALL_LEFT = re.compile(rf"{_COUNT}[个次](?:{_NAME})?(?:都|全|也|还|一个)*(?:没有?动|没有?使?用|还?在)")
_NOT_ONE = re.compile(r"[一1][个次](?:都|也)?(?:不剩|没剩|没有?了|没了)")
_REFUNDED = re.compile(rf"退(?:订)?[过了]{_COUNT}[次回个台单笔]")
_SPENT = re.compile(rf"用(?:了|掉|过)了?{_COUNT}[个次]")
_NONE_USED = re.compile(
    rf"[一1][个次]{_NAME}?(?:都|也)(?:没有?|未)(?:使?用|动)|{_NAME}(?:都|全|一直)?(?:没有?|未)(?:使?用|动)(?!完|光)过?"
)
_NEVER_REFUNDED = re.compile(
    r"(?:今年|从来?|还|一次都?|都)+(?:没有?|未)(?:使?用|退|申请)过?(?:订|款)?过?(?!款|钱)|没有?退(?:订)?过|第一次退"
)


SHORT = 20
"""Characters up to which a count without a name is taken as the answer to the question."""


def quota(reading: Reading, asked: bool) -> Iterator[Fact]:
    """`quota_left`, and `quota_used` where that is what was said. `asked`: it was just asked for.

    "Some are left" counts as one at least, and is approximate.
    """
    text = reading.whole
    named = asked or re.search("名额|额度|次数|无理由|quota", text) is not None
    used = [*_counts(_REFUNDED, text)] if asked or re.search("今年|名额|额度|无理由", text) else []
    used += [*_counts(_SPENT, text)] if named else []
    for match, count in used:
        yield reading.fact("quota_used", count, *match.span())
    left = [] if used or not named else [*_left(reading, asked)]
    if left:
        match, count = left[-1]
        yield reading.fact("quota_left", count, *match.span())
        return
    for pattern, value in ((_SOME_LEFT, 1), (_NONE_LEFT, 0), (_NOT_ONE, 0)):
        for match in pattern.finditer(text) if not used and (named or pattern is not _NOT_ONE) else ():
            if not _is_question(text, match.end()):
                yield reading.fact("quota_left", value, *match.span(), approximate=bool(value))
    none_used = _NONE_USED.search(text) if named else None
    never = none_used or _NEVER_REFUNDED.search(text)
    if never and not used and (none_used or asked or "今年" in never[0]):
        yield reading.fact("quota_left", 1, *never.span(), approximate=True)
        yield reading.fact("quota_used", 0, *never.span())


def _left(reading: Reading, asked: bool) -> Iterator[tuple[re.Match[str], int]]:
    """Counts of what is left, in the order of the text; a bare number where the question was just asked."""
    text = reading.whole
    for match, count in _counts(_COUNT_LEFT, text):
        if asked or re.search("名额|额度|次数|无理由|quota", text[slice(*reading.clause(match.start()))]):
            yield match, count
    yield from _counts(_COUNT_NAMED, text)
    yield from ((match, count) for match, count in _counts(_ALL_LEFT, text) if count > 1)
    if asked and len(text) <= SHORT:
        yield from _counts(_COUNT_ALONE, text)
        bare = re.fullmatch(
            rf"(?:[^\d]*[，,。 ])? *(?:应该|大概|好像)?(?:还?有|还?剩下?|余)? *{_COUNT} *", text
        )
        figure = number(bare["count"]) if bare else None
        if bare and figure is not None:
            yield bare, int(figure)


def _counts(pattern: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], int]]:
    for match in pattern.finditer(text):
        count = number(match["count"])
        if count is not None and not _is_question(text, match.end()):
            yield match, int(count)


def _is_question(text: str, end: int) -> bool:
    return bool(re.match(r"(?:了)?(?:吗|么|没有|嘛|[?])", text[end:]))
