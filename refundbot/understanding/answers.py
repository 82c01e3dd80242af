"""Bare answers, read in the light of what was asked: 是的, 没有, 还没, 第一个."""

from __future__ import annotations

import re
from decimal import Decimal

from refundbot.understanding.fact import Fact, Value
from refundbot.understanding.reading import Reading

CHOICES: dict[str, tuple[str, ...]] = {
    "billing_mode": ("subscription", "pay_per_use", "package"),
    "state": ("in_effect", "not_in_effect", "expired"),
    "purchase_kind": ("new", "renewal"),
}
"""What the question about a field offers, in its order: the meaning of 第一个 and 后者."""
FLAGS = frozenset(
    {
        "used",
        "invoiced",
        "pending_transaction",
        "special_activity",
        "benefits_used",
        "discount_coupon",
        "five_day_supported",
        "certificate_refundable_state",
        "changed_before_renewal",
        "bandwidth_addon_present",
        "fee_waiver_contract",
    }
)
"""Fields that are answered with yes or no."""

_FILLER = r"[嗯恩呃哦啊呀呢吧的哈啦嘛诶额 ,，。!~]*"
_YES = re.compile(
    rf"{_FILLER}(?:是|对|没错|有|确实|当然|肯定|yes|yep|yeah|y|ok|好|可以|用了|用过|开了|开过"
    rf"|已经|支持)(?:的|了|过|啊|是|有|对|呀|哦|滴|吧|呢| )*(?:$|[,，。!])"
)
_NO_MORE = re.compile(
    rf"{_FILLER}(?:都|还|从来?|并|一直|也)*(?:没有?|未)(?:用过?|签过?|参加过?|做过?|改过?|加过?|动过?|开过?)[^,，。!?]{{0,8}}$"
)
_YES_MORE = re.compile(
    rf"{_FILLER}(?:是|有[一二两三几]?[个张笔台]|参加[了过]|签[了过]|做过|改过|加[了过])[^,，。!?]{{0,8}}$"
)
_NO = re.compile(
    rf"{_FILLER}(?:(?:都|还|从来?|并|一直)*(?:没有?|不是|木有|未|无|不|否|没得|no|nope"
    rf"|n)(?![a-z]))(?:过|的|啊|呢|是|有|呀|哦|吧|用|开| )*(?:$|[,，。!])"
)
_ORDINAL = re.compile(
    rf"{_FILLER}(?:选|就|是|应该是)*(?:第(?P<nth>[一二三123])(?:个|种|项)?|(?P<former>前者|前面(?:那个|的)?)|(?P<latter>后者|后面(?:那个|的)?)){_FILLER}$"
)
_NTH = {"一": 0, "1": 0, "二": 1, "2": 1, "三": 2, "3": 2}


def answer(reading: Reading, asked: str) -> Fact | None:
    """What the text answers to the question about the field `asked`, if it is a bare answer to it."""
    text = reading.whole
    for read in (_flag, _choice, _special):
        said = read(text, asked)
        if said is not None:
            value, approximate = said
            start = len(text) - len(text.lstrip())
            return reading.fact(asked, value, start, max(start, len(text.rstrip())), approximate)
    return None


def _flag(text: str, asked: str) -> tuple[Value, bool] | None:
    if asked not in FLAGS:
        return None
    if _NO.match(text) or _NO_MORE.match(text):
        return False, False
    return (True, False) if _YES.match(text) or _YES_MORE.match(text) else None


def _choice(text: str, asked: str) -> tuple[Value, bool] | None:
    offered = CHOICES.get(asked, ())
    match = _ORDINAL.match(text)
    if not match or not offered:
        return None
    place = 0 if match["former"] else len(offered) - 1 if match["latter"] else _NTH[match["nth"]]
    return (offered[place], False) if place < len(offered) else None


def _special(text: str, asked: str) -> tuple[Value, bool] | None:
    """Short answers that one question has of its own."""
    for pattern, value, approximate in _SPECIAL.get(asked, ()):
        if re.fullmatch(f"{_FILLER}(?:{pattern}){_FILLER}", text):
            return value, approximate
    return None


_SPECIAL: dict[str, tuple[tuple[str, Value, bool], ...]] = {
    "state": (
        ("(?:还|都|尚|现在)*(?:没有?|未)(?:呢|到|开始)?|没生效|没呢还", "not_in_effect", False),
        (
            "已经了|已经(?:在)?(?:使?用|用上|用着|跑着|开始|启用|开通)了?|(?:正?在|一直在?)(?:使?用|跑)着?|正?常?(?:使用|运行)中?|用(?:着|上了|了)|(?:早就)?开始了|没过期|没到期",
            "in_effect",
            False,
        ),
        ("过期|到期|已过期", "expired", False),
    ),
    "purchase_kind": (
        (
            "(?:是|就是|应该是|算)*(?:新的?|新开通?的?|第一次|头一次|首次|初次|头回|不是|没续过?)",
            "new",
            False,
        ),
        ("(?:是|就是|应该是|算|对)*(?:续|续费|续的|后来续的|老的续)", "renewal", False),
    ),
    "quota_left": (
        ("(?:应该|肯定|好像|当然)?(?:还?有|够|还?没用[完光过]?|没用过|一次没用|有的是)", 1, True),
        ("(?:全|都|已经|早就?)*(?:没有?|没了|没有了|[用耗][完光没]|无|不够|没剩)了?", 0, False),
    ),
    "freeze": (
        (
            "(?:都|也|从来?)*(?:没有?|没被?|不是|正常|未|无)(?:过|冻)*[啊呀呢]?(?:[,，].{0,10})?",
            "none",
            False,
        ),
    ),
    "origin": (("(?:是|就是)?(?:自己)?(?:花钱|付钱|正常|掏钱)(?:买)?", "paid", False),),
    "paid_amount": (("(?:一分)?没花钱|没付钱|免费的?|不要钱|零元?", Decimal(0), False),),
    "seller": (
        (
            "(?:是|就是|找|从|在|通过)*(?:代理商?|经销商?|伙伴|渠道商?)(?:那里|那边|那)?(?:买|下)?",
            "partner",
            False,
        ),
        ("(?:是|就是|从|在)*云(?:商店|市场)(?:里面?|上)?(?:买)?", "marketplace", False),
        ("(?:是|就是)?(?:直接|官网|你们|华为云?|自己)(?:买|上|这)?", "direct", False),
    ),
}
