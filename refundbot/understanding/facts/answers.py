"""Bare answers, read in the light of what was asked: 是的, 没有, 还没, 第一个."""

from __future__ import annotations

import re
from decimal import Decimal

from refundbot.understanding.facts.by_sound import choice
from refundbot.understanding.facts.fact import Fact, Value
from refundbot.understanding.facts.reading import Reading

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

NOT_BEGUN = (
    r"(?:没有?|未|not|hasn'?t|haven'?t|hasnt|havent|isn'?t|didn'?t|doesn'?t) ?(?:(?:yet|been|have|has) )?"
    r"(?:yet|start(?:ed)?|beg[aiu]n|active|activated?|in effect|effective|running|kick(?:ed)? in)"
    r"(?! ?(?:us|用|使))(?![a-z])"
)
"""Words, English ones or mixed with Chinese, that what was bought is yet to begin: 还没start, not started."""
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
    rf"{_FILLER}(?:(?:都|还|从来?|并|一直)*"
    r"(?:没有?|不是|木有|未|无|不|否|没得|冇|nope?|none|nothing(?: pending)?|n)(?![a-z])[啊呀呢的哦了 ,，]*)+"
    r"(?:过|的|啊|呢|是|有|呀|哦|吧|用|开|了| )*(?:$|[,，。!])"
)
_ORDINAL = re.compile(
    rf"{_FILLER}(?:选|就|是|应该是)*(?:第(?P<nth>[一二三123])(?:个|种|项)?|(?P<former>前者|前面(?:那个|的)?)|(?P<latter>后者|后面(?:那个|的)?)){_FILLER}$"
)
_NTH = {"一": 0, "1": 0, "二": 1, "2": 1, "三": 2, "3": 2}
_KINDS = (
    (
        "new",
        re.compile(
            r"新[购买开下订单的]|(?<!最)新$|全新|(?:首|头|第一|初)一?[次回单购笔]|(?<!re)\b(?:new|first)\b"
        ),
    ),
    ("renewal", re.compile(r"(?<!手)续|renew")),
)
"""Words for what a purchase was."""
_DENIED = re.compile(
    r"(?:不是|并非|而非|非|没有?|未|别|不算|(?<![a-z])not )(?:曾|有|是|a |the )*"
    r"(?:(?P<new>新[购买开下订单的]*)|(?P<renewal>续[费的过订]*|renew\w*))"
)


def answer(reading: Reading, asked: str) -> Fact | None:
    """What the text answers to the question about the field `asked`, if it is a bare answer to it."""
    text = reading.whole
    for read in (_flag, _choice, _special, _kind, _loosely, _by_sound):
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


def _kind(text: str, asked: str) -> tuple[Value, bool] | None:
    """The kind of purchase that a short answer names, or else the one beside what it denies: 不是续费."""
    if asked != "purchase_kind" or len(text) > LONGEST or _IS_ASKED.search(text):
        return None
    said = {value for value, word in _KINDS if word.search(_DENIED.sub(" ", text))}
    if not said:
        denied = {match.lastgroup for match in _DENIED.finditer(text)}
        said = {value for value, _ in _KINDS if denied and value not in denied}
    return (said.pop(), False) if len(said) == 1 else None


def _loosely(text: str, asked: str) -> tuple[Value, bool] | None:
    """What a short answer in other words comes to; the first phrase that it holds tells."""
    if len(text) > LONGEST or _IS_ASKED.search(text):
        return None
    told = (value for phrase, value in _LOOSE.get(asked, ()) if re.search(phrase, text))
    value = next(told, None)
    return None if value is None else (value, False)


def _by_sound(text: str, asked: str) -> tuple[Value, bool] | None:
    """The choice that a short answer sounds like."""
    heard = choice(text, asked)
    return None if heard is None else (heard, False)


_IS_ASKED = re.compile("[吗?]|是不是|会不会|还是|是否|何时|能不能|哪|多少|怎么|(?:什么|啥)[叫是]")
LONGEST = 24
"""Characters up to which an answer is taken by a word in it."""
_LOOSE: dict[str, tuple[tuple[str, Value], ...]] = {
    "state": (
        (
            r"待生效|(?:没有?|未|不)(?:[^,，。 续]{0,3})?(?:生效|启用|轮到|接上|起算|开始|开通)"
            r"|(?:没有?|未)到(?!期)|(?:等|到(?!期))[^,，。]{1,10}才"
            rf"|{NOT_BEGUN}",
            "not_in_effect",
        ),
        (
            r"(?<![待没未])生效(?:中|着|的|状态|了|$)|(?:没有?|未)(?:过期|到期|停|关)"
            r"|(?<![不没未])(?:[使在]用(?!过|完|不)|能正?常?用|运[行转]|用着|[开跑活]着|在跑|正常)"
            r"|(?<![不没未])(?:(?<!不在)有效期(?!已?经?过)|有效$|已?(?:经)?(?:开通|注册成功|交付)(?:了|成功|好)?$|开(?:通|好)?了(?!发?票)|挂着|服务中|好好的)"
            r"|(?:没有?|未|not|hasn'?t|haven'?t|isn'?t) ?(?:yet )?expired"
            r"|行紧|用紧|开紧"
            r"|(?<!not )(?<!n't )(?<![a-z])(?:running|in ?use|up|active|valid|started|in effect)(?![a-z])",
            "in_effect",
        ),
        ("已?(?:过期|到期了)|(?<!not )(?<!n't )(?<!没)(?<!未)(?:expired|ended)", "expired"),
        ("已?关闭|没了|不见了|消失|closed|gone", "closed"),
    ),
    "quota_left": (
        (
            "^(?!.*(?:去年|前年|last year)).*"
            "(?:用[光完满尽]|均已使用|全部?(?:都)?用|[为是: ]0(?![0-9])|不剩)",
            0,
        ),
    ),
    "certificate_refundable_state": (
        ("不符合|不能|(?:没|无|沒)有?退|点不[了到]|灰|不给|已签发(?!.*吊销)", False),
        ("符合|可以退|能[点退]|有退订|没有?签发|未签发|没有?提交|已?取消|吊销(?:完|办)", True),
    ),
}


_SPECIAL: dict[str, tuple[tuple[str, Value, bool], ...]] = {
    "state": (
        (
            "(?:还|都|尚|现在)*(?:没有?|未)(?!过期|到期|停|关|印象|注意|留意|看|查|记|想|问|概念|数)(?:呢|到|开始|生效|启用|接上|轮到|起算|开通)?[^,，]{0,4}"
            "(?:[ ,，][^了过]{0,16})?|没呢还"
            "|not (?:yet|started)(?: yet)?",
            "not_in_effect",
            False,
        ),
        (
            "已经了|已经(?:在)?(?:使?用|用上|用着|跑着|开始|启用|开通)了?|(?:正?在|一直在?)(?:使?用|跑)着?|正?常?(?:使用|运行)中?|用(?:着|上了|了)|(?:早就)?开始了|没过期|没到期"
            "|(?:it'?s )?(?:already )?(?:running|in use|active|started|in effect)",
            "in_effect",
            False,
        ),
        ("过期|到期|已过期", "expired", False),
    ),
    "purchase_kind": (
        (
            "(?:(?:是|就是|应该是|算)*(?:新的?|新开通?的?|第一次|头一次|首次|初次|头回|不是|没续过?)"
            "|(?:it'?s |a )*(?:brand )?new(?: one| order| purchase)?|first (?:time|order|purchase))"
            "(?:, .{0,20})?",
            "new",
            False,
        ),
        (
            "(?:是|就是|应该是|算|对)*(?:续|续费|续的|后来续的|老的续)|(?:it'?s |a )*renewal|renewed",
            "renewal",
            False,
        ),
    ),
    "quota_left": (
        (
            "(?:[^,，没完光不0零]{0,8}[,，])?(?:应该|肯定|好像|当然|大概|估计|都|全|挺|还)*"
            "(?:有|剩|够|多着|[都还全]在|没用[完光过]?|一次没用|有的是|没(?:怎么)?(?:退|动)过?)"
            "[^没完光0零]{0,3}(?:[,，][^没完光0零]{0,12})?"
            "|(?:not|none|never|haven'?t)(?: been)? (?:yet )?used[^0-9]{0,16}"
            "|(?:yes,? )?still (?:some|left|have[^0-9]{0,10})"
            "|(?:some|plenty|all)(?: of (?:them|it))?(?: left)?"
            "|(?:yes|yep|yeah|yup|y|是|对|有)(?:的|呀|啊|有|[ ,，]?(?:yes|yep|i do|we do))*",
            1,
            True,
        ),
        (
            "(?:no|nope|nah|none|n)(?:[ ,，]?(?:no|i don'?t|none))*"
            "|(?:全|都|已经|早就?)*(?:没有?|没了|没有了|[用耗][完光没]|无|不够|没剩)了?"
            "|(?:all |none |no )*(?:used up|gone|none left|no more)",
            0,
            False,
        ),
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
