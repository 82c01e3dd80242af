"""Whether a fact is stated of the customer's own case, or supposed, heard of others, or only asked about."""

from __future__ import annotations

from refundbot.catalogue import Product
from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.facts.supposed import SUPPOSING, is_supposed, without_assurances
from refundbot.understanding.lexicon.words import pattern

SHORT = 6
"""Characters up to which a clause is a name and little else."""
_SUPPOSES = pattern(f"{SUPPOSING}|换成|的话|<HEARSAY>|<OTHER_PERSON>|<IN_GENERAL>")
_ASKS = pattern("<QUESTION>|(?<![这那前头好])几天|是否|[?]")
_OF_ONESELF = pattern(
    ".{0,4}?<ONESELF>"
    "|[^a-z]{0,2}?(?:[这此本](?!样|么|种|类|时|会|次|里|边|些|年|月|周|要|事|句|话)|那(?:笔|单|张))"
)


_HANGS_ON_IT = pattern(
    "(?:给|为|替|往|在)(?:它|他|她|这台|那台|这个|那个|这单|机器|服务器|主机)|(?:挂|绑|加|附)(?:在|到|了|上)"
)


def hangs_on_it(clause: str) -> bool:
    """Whether a normalised clause tells of something that was added to the thing talked of.

    >>> hangs_on_it("给它加了块盘"), hangs_on_it("买了块盘")
    (True, False)
    """
    return _HANGS_ON_IT.search(clause) is not None


_REFUNDED = pattern(
    "(?:已经?|都|早就?|才|刚)?退(?:订|掉|款|货)?过(?!期)|(?:已经?|早就?|刚刚?|才|前面)退(?:订|掉|款)?了?|退(?:订|掉)?了(?:<COUNT>[台个次]|钱)"
)
_NOT_REFUNDED = pattern("<NEVER>[^,，。]{0,4}退")


def tells_of_a_refund(clause: str) -> bool:
    """Whether a normalised clause tells that something was refunded before.

    >>> [tells_of_a_refund(clause) for clause in ("已经退过两台", "云服务器还没退过", "云服务器退了吧")]
    [True, False, False]
    """
    return _REFUNDED.search(clause) is not None and _NOT_REFUNDED.search(clause) is None


_ANY = pattern("(?:[这那该此本]<COUNT>?[台个]?)?(?:机器|实例|产品|东西)")


def is_short_for(words: str, product: Product) -> bool:
    """Whether normalised words name shortly the product talked of: 服务器 a 裸金属服务器, 机器 anything.

    >>> from refundbot.catalogue import PRODUCTS
    >>> [is_short_for(words, PRODUCTS["bms"]) for words in ("服务器", "机器", "云硬盘")]
    [True, True, False]
    """
    return _ANY.fullmatch(words) is not None or words in product.name.lower()


_AMENDS = pattern("<CORRECTION>|<INSTEAD>|是|[*＊]|改")


def amends(clause: str) -> bool:
    """Whether a normalised clause of a correction says what is right.

    >>> amends("是 ecs 不是 eip"), amends("还想问问到账时间")
    (True, False)
    """
    return _AMENDS.search(clause) is not None or len(clause) <= SHORT


def is_stated(reading: Reading, fact: Fact) -> bool:
    """Whether the clause of a fact states it.

    我是用微信付的，多久到账 and 这笔480元能退吗 state one; 要是开了发票还能退吗 supposes one.
    """
    first, last = reading.clause(fact.start)
    clause = reading.whole[first:last]
    if _SUPPOSES.search(without_assurances(reading.whole), max(0, first - 1), last) or is_supposed(
        reading, fact
    ):
        return False
    return _ASKS.search(clause) is None or _OF_ONESELF.match(clause) is not None


_THAT_DAY = pattern("(?:那|当)(?:一)?[天日晚]|(?:that|same) (?:day|night|evening)")


def points_at_a_day(text: str) -> bool:
    """Whether a normalised text points at a day that was told before.

    >>> points_at_a_day("那天排队,10点05才开通的"), points_at_a_day("10点05才开通的")
    (True, False)
    """
    return _THAT_DAY.search(text) is not None


_SUBJECTS = {
    pattern("几点|几号|哪一?[天日]|(?:什么|啥)时候|日期"): (
        "paid_at",
        "provisioned_at",
        "effective_at",
        "expires_at",
    ),
    pattern("多少钱|金额"): ("paid_amount",),
    pattern("<QUOTA>|quota"): ("quota_left",),
}
"""By what words it is told which facts are spoken of."""


def subjects(text: str) -> frozenset[str]:
    """The facts of a case that a normalised text speaks of by a word for them, whatever it says.

    >>> sorted(subjects("名额我记不清了"))
    ['quota_left']
    """
    return frozenset(field for words, fields in _SUBJECTS.items() if words.search(text) for field in fields)
