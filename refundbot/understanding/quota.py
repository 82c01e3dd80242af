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
    rf"(?<!信用){_NAME}(?:应该|好像|肯定|也|都)*(?:还?有(?!没|多)|够|没用[完光过])|(?<!没)还?有(?:无理由的?)?名额(?!限制)|有无理由的?机会"
)
_COUNT_LEFT = re.compile(rf"(?:还有|还?剩下?|剩余|余)(?:了|大概|: ?)*{_COUNT}[个次](?:{_NAME})?")
_REFUNDED = re.compile(rf"退(?:订)?[过了]{_COUNT}[次回个台单笔]")
_SPENT = re.compile(rf"用(?:了|掉|过)了?{_COUNT}[个次]")
_NEVER_REFUNDED = re.compile(
    r"(?:今年|从来?|还|一次都?|都)+(?:没有?|未)(?:使?用|退|申请)过?(?:订|款)?过?(?!款|钱)|没有?退(?:订)?过|第一次退"
)


def quota(reading: Reading, asked: bool) -> Iterator[Fact]:
    """`quota_left`, and `quota_used` where that is what was said. `asked`: it was just asked for.

    "Some are left" counts as one at least, and is approximate.
    """
    text = reading.whole
    for pattern, value in ((_SOME_LEFT, 1), (_NONE_LEFT, 0)):
        for match in pattern.finditer(text):
            if not _is_question(text, match.end()):
                yield reading.fact("quota_left", value, *match.span(), approximate=bool(value))
    for match in _COUNT_LEFT.finditer(text):
        count = number(match["count"])
        told = re.search("名额|额度|次数|无理由", text[slice(*reading.clause(match.start()))])
        if count is not None and (asked or told):
            yield reading.fact("quota_left", int(count), *match.span())
    for match in _REFUNDED.finditer(text):
        count = number(match["count"])
        if count is not None and (asked or re.search("今年|名额|额度|无理由", text)):
            yield reading.fact("quota_used", int(count), *match.span())
    spent = _SPENT.search(text) if asked else None
    if spent and (count := number(spent["count"])) is not None:
        yield reading.fact("quota_used", int(count), *spent.span())
    bare = re.fullmatch(r" *(?:还有|剩)?(\d{1,2})[个次]? *", text) if asked else None
    if bare:
        yield reading.fact("quota_left", int(bare[1]), *bare.span(1))
    never = _NEVER_REFUNDED.search(text)
    if never and (asked or "今年" in never[0]):
        yield reading.fact("quota_left", 1, *never.span(), approximate=True)
        yield reading.fact("quota_used", 0, *never.span())


def _is_question(text: str, end: int) -> bool:
    return bool(re.match(r"(?:了)?(?:吗|么|没有|嘛|[?])", text[end:]))
