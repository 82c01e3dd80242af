"""Which figure of a refund's account a message asks for, by the words for it, however short it is."""

from __future__ import annotations

from typing import Literal

from refundbot.understanding.lexicon.words import pattern

Figure = Literal["quota", "consumed", "charges", "fee", "refund", "until"]

_SOME = "(?:多少|几(?!天|号|点|个?月|小时|时|年|分钟))"
_IF = "(?:吗|么|嘛|不(?![占算用收扣])|没|[?])"
_FIGURES: tuple[tuple[Figure, str], ...] = (
    (
        "quota",
        f"占(?:不占|用|掉|去|了|我|的|它|一?个)*(?:<QUOTA>|{_SOME}[个次])"
        f"|占(?:不占|用|掉|去|了|我|你|们|那|这|个|一年|今年|十|10|次|的|五天|无理由)*(?:<QUOTA>|次)"
        f"|占不占|退(?:款|订|的|了|掉|货)*[也都还]?算不算(?:次|进去|在内|数)?[?呢啊]*$|(?:[算扣用]|耗|花|费|少)(?:掉|去|我)*{_SOME}[个次](?:<QUOTA>|[?]?$)"
        f"|<QUOTA>[^,，。;!?]{{0,4}}(?:[算扣用占]|耗|少)[^,，。;!?]{{0,3}}(?:{_IF}|{_SOME})"
        f"|(?:退(?:完|了|掉|订)|[之以]后|还)[^,，。;!?]{{0,6}}(?:剩|余|有)[^,，。;!?]{{0,3}}(?:<QUOTA>)?{_SOME}(?:个<QUOTA>|次)"
        f"|(?:退(?:完|了|掉|订)|[之以]后)[^,，。;!?]{{0,10}}(?:没有?|不剩)(?:剩|下)?(?:<QUOTA>)(?:了|吧|吗|么|呗|啊|是吧|[?])*$"
        f"|<QUOTA>[^,，。;!?]{{0,4}}(?:剩|还有|余)(?:下|得)?{_SOME}(?:个|次|$|[?啊呀呢])",
    ),
    (
        "consumed",
        f"(?:已消费|消费掉?)(?:了|的)*(?:金额|部分|费用|钱)?[^,，。;!?没]{{0,6}}(?:{_SOME}|怎么|咋)|(?:用|消费)掉了?{_SOME}钱",
    ),
    (
        "charges",
        f"(?<![乱重被])扣(?!费|款)(?:我|掉|去|了|下|的|钱|走)*{_SOME}|[要会得]扣(?:费|款)?{_SOME}|{_SOME}钱?(?:要|会)?被?扣",
    ),
    ("fee", f"手续费[^,，。;!?]{{0,8}}(?:{_SOME}|{_IF}|呢|收|扣|要)|手续费[?]?$|[收扣交要有]多?少?手续费"),
    (
        "refund",
        f"(?:退(?!了?{_SOME}[天次]))(?:给|回来?|到|我|得|的|款|钱|了|还|掉)*{_SOME}(?![个次])"
        f"|(?:拿|要|返|收)回(?:来)?{_SOME}|[能可以得要]回来{_SOME}|(?:应退|退款|退回)(?:的|来的)?(?:金额|钱|数)[^,，。;!?]{{0,4}}{_SOME}|到手{_SOME}",
    ),
)
_PATTERNS = tuple((figure, pattern(words)) for figure, words in _FIGURES)
_OF_THE_WAY = pattern("在?哪|怎么[查看]|流量|[一每]年(?:能|可以|有|最多)")
"""Where a count is looked up, that of another thing, or the rule on it, is no figure of a case."""


def account_asked(normalised: str) -> Figure | None:
    """The figure that a normalised message asks for; `None` where it asks for none.

    `quota`: what it takes of the five-day refunds of a year, and what is left then; `charges`: all that is
    taken off, the fee among it.

    >>> [account_asked(text) for text in ("手续费多少", "所以扣我多少", "已消费金额应该是多少", "那能退多少")]
    ['fee', 'charges', 'consumed', 'refund']
    >>> [account_asked(text) for text in ("这个占名额吗", "那退完名额还有几个", "算几个名额")]
    ['quota', 'quota', 'quota']
    >>> [account_asked(text) for text in ("几天到账", "名额在哪看还剩几个", "退几天", "手续费从哪来")]
    [None, None, None, None]
    """
    if _OF_THE_WAY.search(normalised):
        return None
    return next((figure for figure, words in _PATTERNS if words.search(normalised)), None)
