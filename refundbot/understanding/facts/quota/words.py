"""What the yearly five-day quota is called, how it is spent, and the counts that are told of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refundbot.understanding.lexicon.words import pattern
from refundbot.understanding.text.numerals import HAN, number, quantity

COUNT = rf"(?P<count>\d{{1,2}}|[{HAN}]{{1,3}})"
SO_MANY = COUNT.replace("?P<count>", "?:")
UNIT = "[个次台回单笔块样件]"
_LENT = (
    *("调用", "请求", "查询", "信用", "花呗", "借呗", "白条", "贷款", "授信", "信贷"),
    *("支付", "消费", "付款", "卡", "单日", "每日", "包", "流量"),
)
OWN = "".join(f"(?<!{name})(?<!{name}的)" for name in _LENT)
"""Before a quota: it is none of what can be spent or called, 花呗额度, 调用次数."""
NAME = rf"{OWN}(?:五天|5天)?(?:无理由)?(?:退订?|退款)?的?(?:那个|那些)?{OWN}(?:<QUOTA>|quota)"
TEN = "(?:10|十)"
"""All that a year has, where as many are told of."""
SPENDS = "(?:使?用|造|花|耗|占|去|消耗)"
SEEMS = "好像|似乎|貌似|应该|可能|大概|估计|恐怕"
SPOKEN_OF = pattern(f"{OWN}<QUOTA>|无理由|quota|(?:five|5)-day")
THIS_YEAR = re.compile("今年|年内|本年|this year")
ANOTHER_YEAR = (
    "去年|前年|上一?年|明年|来年|往年|跨年|过了?年|年后|元旦(?:[以之]?后|一?过)|(?<!最)新的?一年"
    "|(?:last|next) year"
)
_RHETORICAL = re.compile(r"(?:不是|难道)(?:就|又|还|会|也)*(?:有|能)?$")
"""Before what is told: 元旦不是又有十次 asks for it."""
_A_NOT_A = re.compile("(?<![没未])(?<!没有)(?P<verb>[退用])过?没有?(?P=verb)")
"""A question that nobody has answered: 退没退过我不知道; 没退过没退过 is an answer."""
SENTENCE_ENDS = "。!?;\n"
MARKS = "，,、~…" + SENTENCE_ENDS
SHORT = 20
"""Characters up to which a count without a name is taken as the answer to the question."""


def of_ten(how: str) -> re.Pattern[str]:
    """So many of ten, behind words that tell what of: 用了3/10."""
    return re.compile(rf"{how}(?:了|:| )*(?P<count>\d{{1,2}})/10(?![\d/])")


def unasked(told: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """Where a pattern finds what is stated."""
    return [match for match in told.finditer(text) if is_stated(match)]


def is_stated(match: re.Match[str]) -> bool:
    """Whether what a phrase tells is neither asked nor meant to be agreed to."""
    asked = _is_question(match.string, match.end()) or any(
        match.start() < halves.end() and halves.start() < match.end()
        for halves in _A_NOT_A.finditer(match.string)
    )
    return not asked and not _RHETORICAL.search(match.string, 0, match.start())


def counts(pattern: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], int]]:
    """What is stated with the count of it."""
    for match in unasked(pattern, text):
        count = number(match["count"])
        if count is not None:
            yield match, int(count)


def at_least(pattern: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], int]]:
    """As `counts`; of a rough count the least that it may be: 还剩六七个."""
    for match in unasked(pattern, text):
        if (count := quantity(match["count"])) is not None and count.low == int(count.low):
            yield match, int(count.low)


def at_most(pattern: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], int]]:
    """As `counts`; of a rough count the most that it may be: 用了七八个."""
    for match in unasked(pattern, text):
        if (count := quantity(match["count"])) is not None:
            yield match, int(count.high)


def _is_question(text: str, end: int) -> bool:
    return bool(re.match(r"[了过]?(?:吗|么|没有|嘛|[?]|会怎|怎么|的话)", text[end:]))
