"""The words by which something goes back, and by which something stays."""

from __future__ import annotations

import re

from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.lexicon.words import pattern
from refundbot.understanding.marks import marks

_LEFT_ALONE = pattern(
    "不用看|别(?:管|动|看|退)|(?<!不)(?:还|要|想|先|我)留(?:下|着)|不(?:想|要|打算)退(?![吗么到成给])"
    "|(?<![不没能可吗])[要得还]用(?=$|[,，。;!])|(?:继续|接着)(?:用|开|跑)|<NOT_TOUCHED>|(?<![a-z])(?:keep|stays?)(?![a-z])"
)
_BESIDE = pattern("<LEFT_ALONE>|(?<!不)(?<!没)在用|用着(?!不)")
_GIVES_BACK = re.compile("(?<!没)(?<!无理由)退(?!过|款到)|不(?:想|再)?(?:要|用)了|(?<![a-z])refund")
_GIVES_BACK_ONE = re.compile("退(?:掉|订)?了?(?:其中)?的?(?:[一1][台个套块张单笔]|哪)")
_FIRST = re.compile("先(?:退|看|算|办|处理|说|弄)")
_TOO_SLOW = re.compile("[跑带拖走转]不动")
_ASKS_IF_TOUCHED = re.compile("影响|受牵连|连带|还能(?:接着|继续)?用|会不会停")


def gives_back(text: str) -> bool:
    """Whether a normalised text says of something that it goes back.

    >>> [gives_back(text) for text in ("就想把这台服务器退了", "硬盘不要了", "今年没退过")]
    [True, True, False]
    """
    return _GIVES_BACK.search(text) is not None


def gives_back_one(text: str) -> bool:
    """Whether a normalised text says that of several one goes back: 两台想退一台."""
    return _GIVES_BACK_ONE.search(text) is not None


def goes_first(text: str) -> bool:
    """Whether a normalised text says what is looked at first, and so not alone: 先退服务器."""
    return _FIRST.search(text) is not None


def leaves_alone(text: str) -> bool:
    """Whether a normalised text says of something that it stays.

    >>> [leaves_alone(text) for text in ("域名留着", "那个别管", "机器跑不动", "想退掉")]
    [True, True, False, False]
    """
    return _LEFT_ALONE.search(text) is not None or marks(_TOO_SLOW.sub("", text)).stays


def is_told_beside(reading: Reading) -> bool:
    """Whether of what a text tells it says that it is left alone, and that nothing goes back.

    >>> from refundbot.understanding.facts.reading import read
    >>> [is_told_beside(read(text)) for text in ("还有一台一直在用，跟这个没关系", "那台留着，这台退了")]
    [True, False]
    """
    clauses = [reading.whole[start:end] for start, end in reading.clauses()]
    left = [clause for clause in clauses if leaves_alone(clause) or _BESIDE.search(clause)]
    return bool(left) and not any(gives_back(clause) for clause in clauses if clause not in left)


def asks_if_touched(text: str) -> bool:
    """Whether a normalised text asks what becomes of something that stays.

    >>> asks_if_touched("那流量包不受影响吧"), asks_if_touched("那流量包呢")
    (True, False)
    """
    return _ASKS_IF_TOUCHED.search(text) is not None
