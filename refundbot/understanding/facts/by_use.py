"""Pay-per-use in plain words: 按小时扣的, 每小时扣两毛, 用多少算多少."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.facts.whose import is_not_theirs
from refundbot.understanding.lexicon.vocabulary import Mention
from refundbot.understanding.lexicon.words import pattern

_WAY = "(?:来|在|都|就|要|会|给我?|自动|一直)*"
_SO_MUCH = "(?:多少|多久|多长时间|几个?小时|一?个?(?:小时|钟头))"
_BY_USE = re.compile(
    rf"(?:(?<!不)按|每)一?个?(?:小时|钟头|钟点|秒|分钟){_WAY}[扣收计结算](?:我|了)?[费钱款账价]?"
    rf"|(?:(?<!不)按|每)天{_WAY}[扣收](?:我|了)?[费钱款]"
    rf"|用了?{_SO_MUCH}(?:的?[钱费])?就?[扣付算收交给]{_SO_MUCH}"
    "|(?<![a-z])(?:charge[ds]?|bill(?:ed|s)?)(?: me| us)? (?:by the hour|hourly|per hour)(?![a-z])"
)
_OF_A_REFUND = re.compile(
    "退(?:款|订|钱|费|的|时|掉|[^,，。;!?]{0,4}话)|[不未]足|[不没未]满|剩|余下|已用|用掉|消费|超出|折算|手续费"
    "|请|麻烦|劳烦|帮[我忙]|给我|希望"
)
"""Before it in the clause: it is how a refund is worked out, 已用的按小时扣, 请按小时算."""
_WORKED_OUT = re.compile(
    "(?<=算)(?!的)(?:一?下|出来?|下来|给我|清楚|(?:的话)?[,，]?[^,，。;!?没不]{0,6}?(?:退[^,，。;!?]{0,4}(?:多少|几)|到手|退[给回]))"
)
"""Behind it: a sum is to come of it, 按小时算|能退多少, 按小时算|一下."""
_A_MEASURE = re.compile("(?:小时|时长|[秒次])$")
_NOT_SO = re.compile(
    "(?:想|要|改|转|换|变|切|能|可以|怎么|如何|不|没有?|别|是不是|是否|还是|如果|要是)"
    "(?:成|为|到|买|选|走|用|开|的|是)*$"
)
_OTHERS = pattern("<ANOTHERS>")
_ASKED = re.compile("(?:的|费|那种)*(?:吗|么|嘛|[?]|还是|的话|行|可以|划算)")


def by_use(reading: Reading) -> Iterator[Mention]:
    """Where a text says that what was bought is charged by its use, as names of the billing mode.

    How a refund is worked out (退的话按小时扣) is another thing, as is what is asked or wished for.
    """
    for told in _BY_USE.finditer(reading.whole):
        if not (
            is_worked_out(reading, *told.span())
            or _NOT_SO.search(reading.before(told.start(), 24))
            or _ASKED.match(reading.whole, told.end())
            or is_not_theirs(reading, told.start())
        ):
            yield Mention("pay_per_use", *told.span())


def is_worked_out(reading: Reading, start: int, end: int) -> bool:
    """Whether it is told by what measure a refund is worked out: 请按小时算, 剩下的按小时折给我."""
    before = _OF_A_REFUND.search(reading.before(start, 24))
    return before is not None or _WORKED_OUT.match(reading.whole, end) is not None


def is_only_a_measure(name: str) -> bool:
    """Whether a billing mode is named by nothing but what it is measured by: 按小时, and not 按小时计费."""
    return _A_MEASURE.search(name) is not None


def is_by_use(reading: Reading, start: int, end: int) -> bool:
    """Whether a span says so, and its sentence names nothing of another: 服务器用一小时算一小时的钱."""
    told = _BY_USE.fullmatch(reading.whole, start, end)
    return told is not None and not _OTHERS.search(reading.whole, *reading.sentence(start))
