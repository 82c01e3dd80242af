"""Columns of a table, as it is pasted from a sheet, whose heading says what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refundbot.conversations.privacy.columns import columns
from refundbot.conversations.privacy.fields import HOLDER, NOT_FILLED
from refundbot.conversations.privacy.kinds import Found, Kind, each
from refundbot.conversations.privacy.names import HAN, NAME
from refundbot.conversations.privacy.surnames import RARE

_RARE = rf"(?!{NOT_FILLED})[{''.join(sorted(RARE))}][{HAN}]{{1,2}}(?<!号)"
"""A name whose surname is a word, too, or unknown to the other rules."""
_COLUMNS = tuple(
    (kind, re.compile(heading), re.compile(cell))
    for kind, heading, cell in (
        (Kind.NAME, rf"(?:{HOLDER}|开户名|[客账用]户姓?名|访客|接待)", rf"{NAME}|{_RARE}"),
        (Kind.NAME, "客户|员工|[收付]款方", NAME),
        (Kind.PASSWORD, "(?:初始|登录)?密码|口令|[Pp]assword|pwd", r"(?!-+$)[!-~]{4,64}"),
        (Kind.KEY, "[AS]K|密钥|token", r"(?=[!-~]*\d)[!-~]{8,256}"),
        (Kind.WECHAT, "微信号?", r"[A-Za-z][A-Za-z0-9_-]{4,29}"),
        (Kind.QQ, "(?:QQ|qq|扣扣)号?", r"[1-9]\d{4,10}"),
    )
)
"""What is in a column, what its heading is like, and what stands in it."""
_HEADINGS = re.compile("|".join(f"^(?:{heading.pattern})$" for _, heading, _ in _COLUMNS))
_ROW = re.compile(rf"(?:^|(?<=\n))(?:{HOLDER}) {{1,3}}({NAME})(?= {{0,3}}(?:\n|$))")
"""A table that lies on its side."""


def find(plain: str) -> Iterator[Found]:
    """The cells below such a heading, or beside it.

    >>> mask("收件人,qq\\n谯燕,84620193\\n合计,2")
    '收件人,qq\\n［姓名］,［QQ号］\\n合计,2'
    >>> mask("用户名\\t密码\\nroot\\tZx9@hwcloud")
    '用户名\\t密码\\nroot\\t［密码］'
    >>> mask("姓名|部门\\n---|---\\n邱雨薇|研发\\n石磊|测试\\n就这些")
    '姓名|部门\\n---|---\\n［姓名］|研发\\n［姓名］|测试\\n就这些'
    >>> mask("法定代表人\\t项玉珍\\n税号\\t见附件")
    '法定代表人\\t［姓名］\\n税号\\t见附件'
    """
    for heading, (start, end) in columns(plain, _HEADINGS):
        for kind, names, values in _COLUMNS:
            if names.fullmatch(heading) and values.fullmatch(plain, start, end):
                yield Found(start, end, kind)
    yield from each(_ROW, plain, Kind.NAME)
