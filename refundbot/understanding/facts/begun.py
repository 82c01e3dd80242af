"""Whether what was renewed has begun, told by which of the terms runs: 现在走的还是老的那个月，新的还没到.

Of two terms one runs: while the old one does the new one has not begun. A term is named by its place (老的,
新的, 续的) and mostly its length (那个月, 那一期); what stands around it tells whether it runs. 上个月 and
下个月 are months of the calendar, and name no term.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.reading import BLANK, Reading
from refundbot.understanding.facts.whose import is_not_theirs
from refundbot.understanding.lexicon.words import pattern

_PLACE = "[这那]?一?[个段轮]?"
_PERIOD = "(?:计费|服务|续费|包[年月]|使用)?(?:周期|期限|期(?![号日])|段)"
_LENGTH = f"(?:{_PERIOD}|季度?|个?半年|个?[年月])"
_OLD = (
    f"(?:(?:老|旧|原来|原先|之前|以前)的?{_PLACE}{_LENGTH}|(?:原|[上前][一个]?){_PLACE}{_PERIOD}"
    f"|(?:现在|目前|眼下|当前|手头)的?[这那]一?[个段轮]?{_LENGTH})"
)
"""The term that ran when it was renewed: 老的那个月, 上一期, 现在这期."""
_NEW = (
    f"(?:(?<!最)(?<!全)(?:新|续费?|续上?|后面|接下来)的?{_PLACE}{_LENGTH}"
    f"|(?:后一|下一?){_PLACE}{_PERIOD}|(?<![手电接继连持])续费?的)"
)
"""The term that was paid for by the renewal: 新的一个月, 续的那年, 下一期, 续的."""
_TERM = re.compile(f"{_OLD}|{_NEW}")
_BARE = "(?<!最)(?<!全)(?:新|后面)的"
"""What names a term only where terms are talked of: 老的那台退了，新的还没到 tells of none."""
_BEGINS = "(?:开始|生效|起算|启用|轮到)"
_ON = "(?:着?的|着)?"
_RUNS = "(?:用|走|跑|算|享受|消耗|扣)"
_WHILE = "(?:现在|目前|眼下|到现在|今天|其实|根本|压根|明明|一直|应该|好像|我|都|也|就|才|刚|已经?|早|正|是)*"
_YET = f"{_WHILE}(?:还|尚|仍然?)?{_WHILE}"
_NOT = "(?:没有?|未)"
_COME = "(?:到(?![账帐手位货款期])|开始|起算|来(?!得?及)|走|动|轮[到着]|接上|启用|启动|生效|算)"
_NOT_YET = f"{_YET}{_NOT}(?:真正|正式|有)?{_COME}"
_DAY = "(?:日子|那[天日]|时间|日期)"
"""What is waited for: the day on which it begins."""


def _not_begun(new: str) -> re.Pattern[str]:
    """That the old term runs, or the new one has not come, or its day has not."""
    return re.compile(
        rf"{_RUNS}{_ON}{_WHILE}(?:还|仍然?|依旧){_WHILE}(?:在|着)?{_OLD}"
        rf"|(?:还|仍然?|依旧)(?:在|是)?{_RUNS}?{_ON}{_OLD}(?!的?(?:时候|那会))"
        rf"|{_OLD}{_WHILE}(?:还|仍然?|尚){_WHILE}(?:{_NOT}{_RUNS}?(?:完|到期|结束|过)|在{_RUNS}|{_RUNS}着)"
        rf"|{_OLD}{_WHILE}{_NOT}{_RUNS}?完|{new}{_NOT_YET}"
        rf"|{_BEGINS}的?{_DAY}?[,， ]?{_NOT_YET}|{_NOT}到(?:它|我|新的)?{_BEGINS}的?{_DAY}"
    )


def _begun(new: str) -> re.Pattern[str]:
    """That the new term runs, or the old one is over."""
    return re.compile(
        rf"{new}{_WHILE}(?:(?:已经?|都|早|正)(?:就|都|经|是|在)*"
        rf"(?:在{_RUNS}|{_RUNS}(?:着|了|起来)|开始|接上|启用|过了)|在{_RUNS}(?:了|着))(?!就|再|之?后|以后)"
        rf"|(?:已经?|都)开始(?:{_RUNS}|计(?:费|时)?)了?{new}"
        rf"|(?<![号日月点天年周才后])开始(?:{_RUNS}|计(?:费|时)?)(?:的?是)?{new}了"
        rf"|(?:现在|目前|已经?|正)(?:在|就|都|经)*{_RUNS}{_ON}(?:已|就|都|经|是)*{new}"
        rf"|{_OLD}{_WHILE}{_RUNS}?(?:完|结束|到期|到头)了(?!就|再|之?后|以后|才)"
        "|[续付](?:费|款|钱|上|完|好)*了?(?:钱|款)?(?:之?后|当天)?(?:就|便|马上|立刻|直接|自动)+(?:接[上着]|开始)+(?:[算跑走]|计[费时])了"
    )


_NOT_BEGUN, _BEGUN = _not_begun(_NEW), _begun(_NEW)
_NOT_BEGUN_BARE, _BEGUN_BARE = _not_begun(f"(?:{_NEW}|{_BARE})"), _begun(f"(?:{_NEW}|{_BARE})")
_NOT_TOLD = pattern(
    "<POSSIBLY>|<NOT_SAID>|<HEARSAY>|[吗么?]|是否|有没有|会不会|什么时候|几时|怕|担心|以为|等(?!于)"
    "|(?:想|要|打算|准备)[^,，。;!?]{0,2}续|(?P<same>[一-龥])[不没](?P=same)"
)
"""Words by which a clause tells nothing that is so."""


def begun(reading: Reading, asked: str | None = None) -> Iterator[Fact]:
    """The state of what was renewed, by the terms that are told to run or not.

    >>> from refundbot.understanding.facts.reading import read
    >>> [fact.value for text in ("现在跑的还是旧周期", "续的那年已经在走了") for fact in begun(read(text))]
    ['not_in_effect', 'in_effect']
    >>> list(begun(read("新的那个月开始了吗")))
    []
    """
    bare = asked == "state" or _TERM.search(reading.whole) is not None
    not_begun, has_begun = (_NOT_BEGUN_BARE, _BEGUN_BARE) if bare else (_NOT_BEGUN, _BEGUN)
    told = [(match, "not_in_effect") for match in not_begun.finditer(reading.whole)]
    free = not_begun.sub(lambda match: BLANK * len(match[0]), reading.whole)
    told += [(match, "in_effect") for match in has_begun.finditer(free)]
    for match, state in sorted(told, key=lambda each: each[0].start()):
        first, last = reading.clause(match.start())
        fact = reading.fact("state", state, *match.span())
        open_ = _NOT_TOLD.search(reading.whole, first, max(last, match.end()))
        if not (open_ or is_not_theirs(reading, match.start())):
            yield fact


def without_not_begun(text: str) -> str:
    """A normalised text, as long as it was, without what tells that a term has not come: 新的还没到."""
    return _NOT_BEGUN.sub(lambda match: BLANK * len(match[0]), text)
