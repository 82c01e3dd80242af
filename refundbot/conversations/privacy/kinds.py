"""What is taken out of a text, and the word that stands in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
