"""What is told without being sure of it: 应该是按需的吧, 好像是包年的, 大概是上周五开的.

How rough a sum or a length is (大概200块, 差不多一个月) is another thing, which `approximate` tells.
"""

from __future__ import annotations

from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.lexicon.words import pattern

_FIELDS = frozenset({"billing_mode", "purchase_kind", "state", "origin", "seller", "product"}) | {
    "paid_at",
    "provisioned_at",
    "effective_at",
    "expires_at",
}
SUMS = frozenset({"paid_amount", "cash_amount", "unit_price"})
"""Facts that are rough where they are guessed."""
_HEDGE = (
    "应该|应当|好像|好象|似乎|貌似|可能|也许|或许|大概率?|大约|估计|多半|八成|印象[中里]|我?记得|(?<!不)记着"
    "|(?:我?(?:猜|感觉|觉得))(?=应该|好像|是)|没记错(?:的话)?|不(?:太|大|是很)?(?:确定|肯定|清楚)|不知道是不是"
    "|i think|i guess|i believe|probably|maybe|perhaps|should be|not sure"
)
_LINK = (
    "(?:[ ,，]|就|都|也|还|是|算|属于|走|用|选|买|开|办|下|付|签|弄|搞|我|我们|当时|那时候?|当初"
    "|这个|这台|这单|那个|那台|它"
    "|个|的|了|在|按|写|it'?s|it is|it was|that|an?|the|bought|opened|on|paid)"
)
_BEFORE = pattern(f"(?<![不没])(?:{_HEDGE}){_LINK}{{0,6}}$")
_TAIL = (
    "[的了]?(?:那种|那个|那款|类型|模式|计费|方式)?[买开付购续办下签租拍]?(?:通|单|款|订|费)?[的了]?[ ,，]?"
)
_BEHIND = pattern(f"{_TAIL}(?!没记错(?!的话|吧))(?:吧?(?:{_HEDGE})(?:是)?[吧的]?|吧)(?=$|[,，。;!~?… \\n])")
_SURELY = pattern(
    "(?!应该是)(?:<PUTS_RIGHT>)|(?<!不)(?<!不太)(?<!不大)(?:确定|肯定)|(?:看|查)(?:了|过|到)|写着|显示"
)
"""Before a hedge: it corrects, or was looked up, and 应该是 says what is right."""
_MOST_BEFORE = 28


def guessed(reading: Reading, fact: Fact) -> bool:
    """Whether a sum is told without being sure of it, so that it is rough: 实付好像是480."""
    return fact.field in SUMS and not fact.problem and _is_hedged(reading, fact)


def hedged(reading: Reading, fact: Fact) -> bool:
    """Whether a fact is told without being sure of it."""
    return fact.field in _FIELDS and _is_hedged(reading, fact)


def _is_hedged(reading: Reading, fact: Fact) -> bool:
    first, last = reading.clause(fact.start)
    start = max(first, fact.start - _MOST_BEFORE)
    before = _BEFORE.search(reading.whole, start, fact.start)
    if before is not None:
        return _SURELY.search(reading.whole, reading.sentence(fact.start)[0], before.start()) is None
    return _BEHIND.match(reading.whole, fact.end, min(len(reading.whole), last + 6)) is not None
