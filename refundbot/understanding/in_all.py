"""That a sum of several purchases is asked for."""

from __future__ import annotations

import re

_COUNTED_TOGETHER = (
    "(?:[都全](?:给我)?退(?:了|掉)?|both"
    "|[这那]?(?:俩|[两三四五2-5](?:台|个(?!月)|样|单|笔|件|块|份|套))(?:都|全|一起|一块儿?)?)"
)
_ADDED = "(?:加(?:起来|一起|到一块儿?|总)|合(?:起来|在一起|到一起|一起)|altogether)"
_IN_SUM = "(?:一共|总共|共计?|合计|拢共|统共|总计|总额|总数|全部|总的|in total)"
_HOW_MUCH_BACK = (
    "(?:(?:(?![付花买充扣交])[^,，。;!?]){0,12}?(?:多少(?!天|次|个工作日)|几(?:块|个?钱))"
    "|[^.;!?]{0,20}(?:refund|back))"
)
_AND_WHAT = "(?:的?(?:退款|金额)?(?:是|呢|有|到底|[?])*$)"
_IN_ALL = re.compile(
    f"(?P<together>{_COUNTED_TOGETHER}{_HOW_MUCH_BACK}|{_ADDED}(?:{_HOW_MUCH_BACK}|{_AND_WHAT}))"
    f"|{_IN_SUM}(?:{_HOW_MUCH_BACK}|{_AND_WHAT})|how much[^.;!?]{{0,24}}(?:both|in total)"
)
"""That a sum of several is asked for: 两台一共退多少, 加起来呢."""
_ONE_ALONE = re.compile(
    "(?:这|那|本|该|前一|后一|每|第[一二三四])[一1]?(?:台|个|单|笔|张|套)|它(?!们)|每[一1]?(?:台|个)"
)


def asks_in_all(text: str) -> bool:
    """Whether a normalised text asks what several purchases come to together.

    >>> [asks_in_all(text) for text in ("两台一共退多少", "加起来多少", "这台一共退多少", "一共几天到账")]
    [True, True, False, False]
    """
    asked = _IN_ALL.search(text)
    return asked is not None and (asked["together"] is not None or _ONE_ALONE.search(text) is None)
