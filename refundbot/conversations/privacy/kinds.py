"""What is taken out of a text, and the word that stands in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """A kind of personal data or secret; the value is what people read in its place."""

    MOBILE = "［手机号］"
    PHONE = "［电话］"
    ID_CARD = "［身份证号］"
    DOCUMENT = "［证件号］"
    BANK_CARD = "［银行卡号］"
    EMAIL = "［邮箱］"
    WECHAT = "［微信号］"
    QQ = "［QQ号］"
    MESSENGER = "［聊天账号］"
    PLATE = "［车牌号］"
    KEY = "［密钥］"
    PASSWORD = "［密码］"
    CODE = "［验证码］"
    NAME = "［姓名］"
    ADDRESS = "［地址］"


@dataclass(frozen=True)
class Found:
    """Something of that kind stands at `[start, end)`."""

    start: int
    end: int
    kind: Kind


def each(pattern: re.Pattern[str], plain: str, kind: Kind) -> Iterator[Found]:
    """Each match as one of that kind: the group that took part, or the whole of it where there is none."""
    for match in pattern.finditer(plain):
        yield Found(*match.span(match.lastindex or 0), kind)


def apart(found: Iterable[Found]) -> list[Found]:
    """In order; those that overlap are one, of the kind of the one that was found first."""
    whole: list[tuple[int, Found]] = []
    for order, one in sorted(enumerate(found), key=lambda each: (each[1].start, -each[1].end)):
        if not whole or one.start >= whole[-1][1].end:
            whole.append((order, one))
        else:
            before, other = whole[-1]
            first = min(before, order)
            kind = other.kind if before == first else one.kind
            whole[-1] = first, Found(other.start, max(other.end, one.end), kind)
    return [one for _, one in whole]
