"""A short answer to a question with few choices, heard by its sound: 报月 for 包月, 续飞 for 续费."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from refundbot.understanding.text.sounds import alike

_NAMES: Mapping[str, Mapping[str, str]] = {
    "billing_mode": {
        "包年包月": "subscription",
        "包年": "subscription",
        "包月": "subscription",
        "按需": "pay_per_use",
        "按需计费": "pay_per_use",
        "按量": "pay_per_use",
        "资源包": "package",
        "流量包": "package",
    },
    "purchase_kind": {"新买": "new", "新购": "new", "续费": "renewal", "续订": "renewal"},
    "state": {
        "未生效": "not_in_effect",
        "没生效": "not_in_effect",
        "还没生效": "not_in_effect",
        "生效": "in_effect",
        "已生效": "in_effect",
        "已经生效": "in_effect",
        "过期": "expired",
        "已过期": "expired",
        "已到期": "expired",
    },
}
"""What each question offers, by the words in which it is mostly chosen."""
_AROUND = re.compile(
    "^[嗯恩呃哦啊额 ,，。]*(?:(?:我|就)?(?:这个|它)?(?:是|选|买的|用的)+)?"
    "|(?:的|了|那种|吧|呀|啊|哈|呢|[ ,，。!~])*$"
)
"""What a choice is told in."""
_LONGEST = 16
"""Characters up to which an answer is no more than a choice."""


def choice(text: str, asked: str) -> str | None:
    """The choice that a normalised answer sounds like; `None` where it is none of them, or one of two.

    >>> choice("报月的", "billing_mode"), choice("续飞", "purchase_kind"), choice("三年", "billing_mode")
    ('subscription', 'renewal', None)
    """
    if len(text) > _LONGEST:
        return None
    said = _AROUND.sub("", text.strip())
    found = {value for name, value in _NAMES.get(asked, {}).items() if _sounds_like(said, name)}
    return found.pop() if len(found) == 1 else None


def _sounds_like(said: str, name: str) -> bool:
    pairs = zip(said, name, strict=False)
    return len(said) == len(name) and all(
        one == other or other in _alike().get(one, "") for one, other in pairs
    )


@cache
def _alike() -> Mapping[str, str]:
    """The characters of the names that each character may be meant for."""
    return alike({character for names in _NAMES.values() for name in names for character in name})
