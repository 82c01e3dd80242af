"""Columns of a table, as it is pasted from a sheet, whose heading says what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refundbot.conversations.privacy.columns import columns
from refundbot.conversations.privacy.fields import HOLDER
from refundbot.conversations.privacy.kinds import Found, Kind, each
from refundbot.conversations.privacy.names import NAME

_KINDS = {
    Kind.NAME: (re.compile(rf"(?:{HOLDER}|开户名|[客账用]户姓名|客户|员工|[收付]款方)"), re.compile(NAME)),
    Kind.PASSWORD: (re.compile("(?:初始|登录)?密码|口令|[Pp]assword"), re.compile(r"(?!-+$)[!-~]{4,64}")),
    Kind.KEY: (re.compile("[AS]K|密钥|token"), re.compile(r"(?=[!-~]*\d)[!-~]{8,256}")),
    Kind.WECHAT: (re.compile("微信号?"), re.compile(r"[A-Za-z][A-Za-z0-9_-]{4,29}")),
}
"""What the heading of a column is like, and what stands in it."""
_HEADINGS = re.compile("|".join(f"^(?:{heading.pattern})$" for heading, _ in _KINDS.values()))
_ROW = re.compile(rf"(?:^|(?<=\n))(?:{HOLDER}) {{1,3}}({NAME})(?= {{0,3}}(?:\n|$))")
"""A table that lies on its side."""


def find(plain: str) -> Iterator[Found]:
    """The cells below such a heading, or beside it.

    >>> mask("用户名\\t密码\\nroot\\tZx9@hwcloud")
    '用户名\\t密码\\nroot\\t［密码］'
    >>> mask("姓名|部门\\n---|---\\n邱雨薇|研发\\n石磊|测试\\n就这些")
    '姓名|部门\\n---|---\\n［姓名］|研发\\n［姓名］|测试\\n就这些'
    >>> mask("法定代表人\\t项玉珍\\n税号\\t见附件")
    '法定代表人\\t［姓名］\\n税号\\t见附件'
    """
    for heading, (start, end) in columns(plain, _HEADINGS):
        for kind, (names, values) in _KINDS.items():
            if names.fullmatch(heading) and values.fullmatch(plain, start, end):
                yield Found(start, end, kind)
    yield from each(_ROW, plain, Kind.NAME)
