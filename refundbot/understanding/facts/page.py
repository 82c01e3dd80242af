"""What the page of the refund says itself, which counts against what the customer expects of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.lexicon.words import pattern

_SAYS = "(?:显示|提示|写|标|弹|报|说)[着了的]*(?:是|说|我)*"
_PAGE = "(?:页面?|系统|后台|控制台|按钮|它|那里|点[了击]?|提交)"
_REFUSES = re.compile(
    rf"(?<![没未不有])(?:提示|显示|弹出?|报)[着了的我]*(?:操作|退订|提交)失败"
    rf"|{_PAGE}[上里]?{_SAYS}[^,，。!?;没不]{{0,10}}存在[^,，。!?;没不]{{0,4}}(?:待支付|未支付|未完成|在途)"
)
"""退订 is refused: 它提示操作失败, 页面说“该资源存在待支付订单”."""
_CHARGES = re.compile(
    rf"{_SAYS}(?:只能|只可以?|属于|[走按])+非[五5]天无理由"
    rf"|{_PAGE}[上里那]*{_SAYS}[^,，。!?;没不免]{{0,3}}(?:扣|收)[^,，。!?;没不免]{{0,4}}手续费"
)
"""The page counts it as one that is charged for: 只能非五天无理由退订, 退订页面显示要扣手续费."""
_SAID = (("page_refuses", True, _REFUSES), ("five_day_supported", False, _CHARGES))
_NOT_TOLD = pattern("<QUESTION>|<IF>|的话|[?吗]|会不会|是不是|怕|担心")


def page_says(reading: Reading) -> Iterator[Fact]:
    """The facts that the page tells, but not what is only asked, supposed or denied of it."""
    for field, value, words in _SAID:
        for match in words.finditer(reading.whole):
            if not _NOT_TOLD.search(reading.whole, *reading.clause(match.start())):
                yield reading.fact(field, value, *match.span())
