"""Whether a fact is only supposed: 要是月底再退，或者当初买的是按需的，会更划算吗."""

from __future__ import annotations

from collections.abc import Iterator

from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.lexicon.words import pattern

SUPPOSING = "<IF>|万一|假使|倘若|倘使|若是|早知道|早该|当初(?:就|真)?(?:应该|应当|该|如果|要是)"
"""Words by which a clause supposes what it tells."""
_SUPPOSES = pattern(SUPPOSING)
_SURE_OF_IT = pattern(
    "(?:<IF>)?我?没(?:有)?(?:记|看|弄|搞|算|理解)错(?:的话)?"
    "|(?:^|(?<=[,，。;!? ]))[那这]?(?:发?票|时间|[钱券]|价格|名额|账号|状态|机器|服务器|付款|合同|我们?)的话"
)
"""如果我没记错 supposes nothing, nor does 发票的话, which names what is told of."""
_OR = pattern("[呃额嗯啊那就 ]{0,3}(?:又|再|抑|要)?(?:或者?|还是|要么|要不)(?:说|是)?")
"""How a clause begins that supposes another case beside the one before it."""
_PUTS_RIGHT = pattern("不对|[说记看写]错|更正|纠正|实际上?是|其实是")
_REGRETS = pattern("当初|当时|那时候?|那会儿?|早知道|早该")
_SUBJECT = "(?:这些|那些|这个|那个|这|那)"
_LEAVE = "(?:不|别|甭)(?:用|去|再)?(?:管|想|说|提|考虑|纠结|琢磨|扯|问|讨论)"
_END = "(?:了|啦|吧|事|东西)*(?:$|[,，。;!?~… ])"
_DISMISSES = pattern(
    f"算了(?:吧|啦|哈)?[,，。 ]*(?:先|都|就)?{_SUBJECT}?(?:先|都|就|也)?{_LEAVE}(?:{_SUBJECT})?{_END}"
    f"|(?:先|都)?{_LEAVE}(?:<IF>|(?:{_SUBJECT}|它){_END})|{_SUBJECT}(?:先|都|就|也)?{_LEAVE}{_END}"
    "|当我没(?:说|问|提)|(?:瞎|随便)[想问说]{1,2}的|(?:想想|说说|问问)而已"
)


def is_supposed(reading: Reading, fact: Fact) -> bool:
    """Whether the clause of a fact supposes it, or goes on with 或者 where its sentence began to suppose."""
    whole = without_assurances(reading.whole)
    first, last = reading.clause(fact.start)
    if _SUPPOSES.search(whole, max(0, first - 1), last):
        return True
    supposing = _SUPPOSES.search(whole, reading.sentence(fact.start)[0], last)
    return supposing is not None and any(
        _OR.match(whole, start, last) for start in _clauses_behind(reading, supposing.end(), last)
    )


def stands_in_a_supposition(reading: Reading, fact: Fact) -> bool:
    """Whether the sentence of a fact supposed something before it, and put nothing right since.

    要是当初没选错，买的是按需的，会更划算吗: what differs from what was told is not meant to correct it.
    """
    whole = without_assurances(reading.whole)
    supposing = _SUPPOSES.search(whole, reading.sentence(fact.start)[0], fact.start)
    return supposing is not None and _PUTS_RIGHT.search(whole, supposing.end(), fact.start) is None


def regrets(text: str) -> bool:
    """Whether a normalised text supposes that something had been done otherwise.

    >>> regrets("当初要是买按需的呢"), regrets("要是昨天买的呢")
    (True, False)
    """
    return _REGRETS.search(text) is not None


def without_assurances(whole: str) -> str:
    """A normalised text, as long as it was, without what only sounds like a supposition: 如果没记错的话.

    >>> without_assurances("如果没记错是包年").strip()
    '是包年'
    """
    return _SURE_OF_IT.sub(lambda match: " " * len(match[0]), whole)


def dismisses(text: str) -> bool:
    """Whether a normalised text says that what it just supposed is not to be talked of.

    >>> dismisses("算了这些不管,我不打算等"), dismisses("要是按需的会更划算吗")
    (True, False)
    """
    return _DISMISSES.search(text) is not None


def _clauses_behind(reading: Reading, index: int, last: int) -> Iterator[int]:
    """Where each clause behind the one at `index` begins, up to `last`."""
    while (index := reading.clause(index)[1]) < last:
        yield index
