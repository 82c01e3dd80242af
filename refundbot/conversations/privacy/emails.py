"""E-mail addresses, as they are written or told in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refundbot.conversations.privacy.kinds import Found, Kind, each
from refundbot.conversations.privacy.plain import HAN_DIGITS

_TYPED = r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+"
_EMAIL = re.compile(
    rf"(?:{_TYPED}|(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{{1,4}})"
    r" ?@ ?(?:[A-Za-z0-9-]{1,63} ?\. ?){1,8}[A-Za-z]{2,24}"
)

_SIGN = r" ?(?:下划线|底线|underscore|横?杠|横线|减号|dash|点|dot) ?"
_LETTERS = r"(?<![A-Za-z0-9._%+-])(?:[小大]写的? ?)?[A-Za-z0-9](?: [A-Za-z0-9](?![A-Za-z0-9])){1,20}"
"""One by one, with blanks between them."""
_PIECE = rf"(?:[A-Za-z0-9._%+-]+|[{HAN_DIGITS}]{{1,12}})"
_LOCAL = (
    rf"(?:(?:{_LETTERS}|{_TYPED})(?:(?:{_SIGN}){{1,2}}{_PIECE}){{0,6}}(?: ?[{HAN_DIGITS}]{{1,12}})?"
    rf"|[{HAN_DIGITS}]{{5,12}})"
)
_AT = (
    r" ?(?:@|#|艾特|在(?=[A-Za-z0-9-]{2,20}点)|圈 ?[aA]?|%40|小老鼠|ⓐ|Ⓐ"
    r"|[(\[{<【] ?(?:@|at|AT|艾特) ?[)\]}>】]) ?"
    r"| (?:at|AT|At|在) "
)
_DOT = r" ?(?:\.|。|点|[(\[{<【] ?(?:\.|dot|DOT|点) ?[)\]}>】]) ?| (?:dot|DOT|Dot) "
_LABEL = rf"(?:[A-Za-z0-9-]{{1,63}}|[{HAN_DIGITS}]{{3}})"
_TOP = r"(?:com|cn|net|org|edu|gov|io|me|co|hk|tw|jp|uk|us|de|fr|vip|top|xyz|cc|tv|info|biz|dev|app|example)"
_IN_WORDS = re.compile(
    rf"{_LOCAL}(?:{_AT})(?!(?:com|org|net|java)\.)(?:{_LABEL}(?:{_DOT})){{1,6}}{_TOP}(?![A-Za-z0-9]"
    rf"|\.[A-Za-z])",
    re.IGNORECASE,
)


def find(plain: str) -> Iterator[Found]:
    """The addresses in a plain text.

    >>> mask("a.b+c@mail.example.cn，zhangsan圈a163点com，li at qq dot com")
    '［邮箱］，［邮箱］，［邮箱］'
    >>> mask("kelvin 底線 ho 小老鼠 yahoo 點 com 點 hk，w a n g 三八 艾特 幺六三 点 com")
    '［邮箱］，［邮箱］'
    """
    for pattern in (_EMAIL, _IN_WORDS):
        yield from each(pattern, plain, Kind.EMAIL)
