"""Bare answers, read in the light of what was asked: 是的, 没有, 还没, 第一个."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from refundbot.understanding.facts.by_sound import choice
from refundbot.understanding.facts.fact import GUESSED, Fact, Value
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
        "changed_before_renewal",
        "bandwidth_addon_present",
        "fee_waiver_contract",
    }
)
"""Fields that are answered with yes or no. Of a certificate two things are asked at once, so neither does."""

NOT_BEGUN = (
    r"(?:没有?|未|not|hasn'?t|haven'?t|hasnt|havent|isn'?t|didn'?t|doesn'?t) ?(?:(?:yet|been|have|has) )?"
    r"(?:yet|start(?:ed)?|beg[aiu]n|active|activated?|in effect|effective|running|kick(?:ed)? in)"
    r"(?! ?(?:us|用|使))(?![a-z])"
)
"""Words, English ones or mixed with Chinese, that what was bought is yet to begin: 还没start, not started."""
_FILLER = r"[嗯恩呃哦啊呀呢吧的哈啦嘛诶额 ,，。!~]*"
_BY_THE_WAY = re.compile(r"^[嗯恩哦噢啊欸诶 ,，]*对了[,，。!~… ]+(?=\S)")
"""What begins another thing, and so is no yes: 对了，还有张券."""
_IT = (
    "i|we|you|it|that|there|they|one|some|any|already|still|so|think|of course|please|sir|yet|at all|for now"
)
_ENGLISH_YES = (
    r"(?:yes|yep|yeah|yup|ya|sure|correct|right|y)(?![a-z])"
    rf"(?:[ ,.!]+(?:{_IT}|is|are|was|have|has|had|do|did|does|it'?s|there'?s|i'?ve|yes|yeah|got)(?![a-z]))*"
)
_AUXILIARY = "(?:do|did|does|have|has|had|is|are|was)"
_DO_NOT = rf"(?:{_AUXILIARY}(?:n'?t| not)|ha(?:s|ve) no|is no)"
_ENGLISH_NO = (
    rf"(?:(?:i|we|it|there|they) {_DO_NOT}|not (?:yet|at all|really|any)|no(?:pe|t)?|nah|none"
    r"|nothing(?: pending)?|never|n)(?![a-z])"
    rf"(?:[ ,.!]+(?:(?:{_IT}|{_AUXILIARY}(?:n'?t)?|no|not|none|nothing|never)(?![a-z])))*"
)
_YES = re.compile(
    rf"{_FILLER}(?:(?:是|对|没错|有(?:[一二两三几][个张笔台份])?|确实|当然|肯定|ok|好|可以|用了|用过|开了|开过"
    rf"|已经|支持)(?:的|了|过|啊|是|有|对|呀|哦|滴|吧|呢| )*|{_ENGLISH_YES} ?)(?:$|[,，。.!])"
)
_NO = re.compile(
    rf"{_FILLER}(?:(?:(?:都|还|从来?|并|一直)*"
    r"(?:没有?|不是|木有|未|无|不|否|没得|冇)[啊呀呢的哦了 ,，]*)+"
    rf"(?:过|的|啊|呢|是|有|呀|哦|吧|了| )*|{_ENGLISH_NO} ?)(?:$|[,，。.!])"
)
_OBJECTS = {
    "used": "使?用(?!过?[^,，。]{0,2}[券卡])|登[录陆]?|碰|动|开机",
    "invoiced": "开(?![通始启机])|票",
    "pending_transaction": "待|未|付|交易|变更|在途|处理|进行|(?:别|其[他它])的?(?:订?单|交易)|订?单",
    "special_activity": "参[加与]|活动|促销|秒杀",
    "benefits_used": "使?用(?!券)|领|权益|兑",
    "discount_coupon": "(?:使?用)?过?(?:折扣|打折|优惠)",
    "five_day_supported": "支持|写|标",
    "changed_before_renewal": "改|变更?|[升降]|动|调|换",
    "bandwidth_addon_present": "(?:买|加|挂|用)?过?(?:带宽|加油)",
    "fee_waiver_contract": "签|合同|协议|框架",
}
"""What the question about a flag is of: a yes or no of any other object tells of something else."""
_WITH_ITS_OBJECT = re.compile(
    rf"{_FILLER}(?:都|还|从来?|并|一直|也)*(?:(?P<denies>没有?|未|不|无)|(?P<has>是|有))?(?:有)?(?:[一二两三几]?[个张笔台份])?"
    r"(?P<object>[^,，。!?]{1,12})$"
)
_DONE = "做过?|过"
"""What has no object is of what was asked: 没做过."""
_HAPPENED = re.compile("[^没未不,，。]{1,3}[了过]")
_END = rf"(?={_FILLER}(?:$|[,，。!]))"
_BEGINS = rf"(?:生效|轮到|接上|起算|开始(?!开票|使?用)|(?:启用|开通){_END})"
"""That the period paid for begins; 没开通自动续费 is of something else."""
_ON_TOP = re.compile(
    "另|额外|[之以]外|(?<!含)(?:不|没有?|未)(?:包?含|算|在里|包括)|单独|分开|后者|第二|^(?:没有?|不是?)[的啊呀]?$"
)
_INSIDE = re.compile("[里内含]|算上|包括|一起|总共|一共|前者|第一|^[嗯是对]")
_ORDINAL = re.compile(
    rf"{_FILLER}(?:选|就|是|应该是)*(?:第(?P<nth>[一二三123])(?:个|种|项)?|(?P<former>前者|前面(?:那个|的)?)|(?P<latter>后者|后面(?:那个|的)?)){_FILLER}$"
)
_NTH = {"一": 0, "1": 0, "二": 1, "2": 1, "三": 2, "3": 2}
_PERIOD = "(?:[一那这])?(?:[个段轮])?(?:(?:计费|服务|使用|续费|账单)?周期|一?期)"
"""Only a renewal begins a new one."""
_KINDS = (
    (
        "new",
        re.compile(
            rf"新(?:近|采|申|入)?[购买开下订单手]|新的(?!{_PERIOD})|(?<!最)新$|全新|(?:首|头|第一|初)一?[次回单购笔]|(?<!re)\b(?:new|first)\b"
        ),
    ),
    ("renewal", re.compile(rf"(?<!手)(?<!自动)续|renew|新的?{_PERIOD}|下一?个?{_PERIOD}")),
)
"""Words for what a purchase was."""
_DENIED = re.compile(
    r"(?:不是|并非|而非|非|没有?|未|别|不算|(?<![a-z])not )(?:曾|有|是|a |the )*"
    r"(?:(?P<new>新(?:近|采|申|入)?[购买开下订单的手]*)|(?P<renewal>续[费的过订]*|renew\w*))"
)


def answer(reading: Reading, asked: str) -> Fact | None:
    """What the text answers to the question about the field `asked`, if it is a bare answer to it."""
    text = _NOT_KNOWN_FIRST.sub("", _BY_THE_WAY.sub("", reading.whole.replace("’", "'")))
    whole = reading.whole
    start = len(whole) - len(whole.lstrip())
    end = max(start, len(whole.rstrip()))
    for read in (_flag, _choice, _special, _kind, _loosely, _by_sound):
        said = read(text, asked)
        if said is not None:
            value, approximate = said
            return reading.fact(asked, value, start, end, approximate)
    likely = _likely(text, asked)
    return replace(reading.fact(asked, likely, start, end), confidence=GUESSED) if likely else None


def says_yes(text: str) -> bool:
    """Whether a normalised text begins with a yes, whatever else it says: 是的，多久到账."""
    return _YES.match(text) is not None


def came_on_top(text: str) -> bool:
    """Whether a normalised text answers that a coupon came on top of the sum: 另外用的, 不算在里面."""
    return _ON_TOP.search(text) is not None


def tells_where_it_belongs(text: str) -> bool:
    """Whether a short normalised text answers that a coupon was within the sum, or came on top of it."""
    return len(text) <= LONGEST and (came_on_top(text) or _INSIDE.search(text) is not None)


def says_not(text: str) -> bool:
    """Whether 没 is all that a normalised text says, which may be short for that nothing was done: 没."""
    return re.fullmatch(f"{_FILLER}没{_FILLER}", text) is not None


def _likely(text: str, asked: str) -> str | None:
    """What a yes or no likely means where one of two was asked for; it is asked about."""
    if asked == "purchase_kind" and _NOT_AUTOMATIC.search(text) and not _IS_ASKED.search(text):
        return "new"
    if asked not in _OF_TWO:
        return None
    yes, no = _OF_TWO[asked]
    return no if _NO.match(text) else yes if _YES.match(text) else None


_NOT_KNOWN_FIRST = re.compile(
    r"^[^,，。;!?]{0,2}(?:不知道|不晓得|不懂|不明白|搞不懂|不清楚)(?:啥|什么|怎样|怎么)?[叫是算]"
    r"[^,，。;!?]{1,8}[,，。 ]+(?=[^,，。;!?]{4})"
)
"""What is said before an answer, of the word that was asked with: 不知道啥叫生效，买完就能用了."""
_NOT_AUTOMATIC = re.compile("(?:没有?|未|不)[^,，。!?]{0,6}自动续|自动续费?[^,，。!?]{0,4}(?:没|关)")
"""Who has no automatic renewal has likely not renewed by hand either."""
_OF_TWO = {"state": ("in_effect", "not_in_effect"), "purchase_kind": ("new", "new")}
"""What a yes and a no likely mean: of 是新买的，还是续费 a yes is to the first half, a no to the second."""


def _flag(text: str, asked: str) -> tuple[Value, bool] | None:
    if asked not in FLAGS:
        return None
    if _NO.match(text):
        return False, False
    if _YES.match(text):
        return True, False
    told = _WITH_ITS_OBJECT.match(text)
    if told is None or not re.match(f"{_OBJECTS.get(asked, '(?!)')}|{_DONE}", told["object"]):
        return None
    if told["denies"]:
        return False, False
    return (True, False) if told["has"] or _HAPPENED.match(told["object"]) else None


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


_IS_ASKED = re.compile(
    "[吗?]|不知道|不晓得|是不是|会不会|还是|是否|何时|能不能|哪|多少|(?<![没不])(?<!没有)怎么|(?:什么|啥)[叫是]"
)
LONGEST = 24
"""Characters up to which an answer is taken by a word in it."""
_LOOSE: dict[str, tuple[tuple[str, Value], ...]] = {
    "billing_mode": (
        (
            "(?:天天|每天|每日|每晚|一天一天|[每一]个?小时|[每一]个?钟头)[^,，。年]{0,5}(?:扣|收|块|毛|元|几分)"
            "|(?:扣|收)(?:一点|几毛|几分)|用(?:一点|了)才?[扣收付算]"
            f"|^{_FILLER}(?:是|我|那种|那个)*(?:没有?|不是)(?:买|选|办|开|那种|什么)*(?:包年)?包月(?:那种|套餐|的|也不是包年)*{_END}(?!.*年)",
            "pay_per_use",
        ),
    ),
    "state": (
        (
            rf"待生效|(?:没有?|未|不)(?:[^,，。 续]{{0,3}})?{_BEGINS}"
            r"|(?:没有?|未)到(?!期)|(?:等|到(?!期))[^,，。]{1,10}才"
            rf"|{NOT_BEGUN}",
            "not_in_effect",
        ),
        (
            r"(?<![待没未])生效(?:中|着|的|状态|了|$)|(?:没有?|未)(?:过期|到期|停|关(?![系注心联]))"
            r"|(?<![不没未])(?:[使在]用(?!过|完|不)|能正?常?用|可以用(?!吗)|运[行转]|用着|[开跑活]着|在跑|正常)"
            r"|(?<![不没未])(?:(?<!不在)有效期(?!已?经?过)|有效$|已?(?:经)?(?:开通|注册成功|交付)(?:了|成功|好)?$|开(?:通|好)?了(?!发?票)|挂着|服务中|好好的)"
            r"|(?:没有?|未|not|hasn'?t|haven'?t|isn'?t) ?(?:yet )?expired"
            rf"|(?<![不没未])(?:(?:已经?|刚刚?|(?<![号日月年期点])才)开始|开始(?:使?用|跑|算|计|了(?!吗)|[一二两三几半\d]))"
            rf"|^{_FILLER}(?:已经?|也?才|都|就|刚)*[过走](?:了|去)*[一二两三四五六七八九十几半\d]{{1,3}}(?:多|来)?(?:个)?(?:天|日|周|月|小时)"
            r"|行紧|用紧|开紧"
            r"|(?<!not )(?<!n't )(?<![a-z])(?:running|in ?use|up|active|valid|started|in effect)(?![a-z])",
            "in_effect",
        ),
        ("已?(?:过期|到期了)|(?<!not )(?<!n't )(?<!没)(?<!未)(?:expired|ended)", "expired"),
        ("已?关闭|没了|不见了|消失|closed|gone", "closed"),
    ),
    "purchase_kind": (("^(?!.*(?:续|renew)).*(?:才|刚刚?)(?:买|购|下单|开通?|入手)(?:的|没几天)", "new"),),
    "freeze": (("(?:预算|经费|编制|budget)[^,，。]{0,6}(?:冻|freeze|frozen)", "none"),),
    "quota_left": (
        (
            "^(?!.*(?:去年|前年|last year)).*"
            "(?:(?<![没未有])用[光完满尽]|均已使用|全部?(?:都)?用|[为是: ]0(?![0-9])|不剩)",
            0,
        ),
    ),
    "certificate_refundable_state": (
        ("不符合|不能|(?:没|无|沒)有?退|点不[了到]|灰|[不没]亮|不给|已签发(?!.*吊销)", False),
        (
            "符合|可以[退点]|能[点退]|(?<!不)(?<!没)亮[着的]|没有?(?:再|去|往下|继续|接着|怎么)*[弄管动办填搞碰理]|有退订|没有?签发|未签发|没有?提交|已?取消|吊销(?:完|办)",
            True,
        ),
    ),
}


_SPECIAL: dict[str, tuple[tuple[str, Value, bool], ...]] = {
    "state": (
        (
            "(?:还|都|尚|现在)*(?:没有?|未)(?:呢|到(?!期)(?:日子|时间|时候|那天|点)?|开始|生效|启用|接上|轮到(?:它|这段)?|起算|开通)?"
            f"(?:呢|还|的|吧|啊|呀|嘛|哦|哈|啦|现在|目前)*{_END}(?:[ ,，][^了过]{{0,16}})?|没呢还"
            "|(?:no[ ,]+)?(?:it'?s )?not (?:yet|started|active)(?: yet)?|it has ?n[o']t (?:yet)?",
            "not_in_effect",
            False,
        ),
        (
            "已经了|已经(?:在)?(?:使?用|用上|用着|跑着|开始|启用|开通)了?|(?:正?在|一直在?)(?:使?用|跑)着?|正?常?(?:使用|运行)中?|用(?:着|上了|了)|(?:早就)?开始了|没过期|没到期"
            "|(?:it'?s )?(?:already )?(?:running|in use|active|started|in effect)",
            "in_effect",
            False,
        ),
        (
            "(?:(?:付|买|购|拍|下单?|交)(?:了|完|好)*(?:款|钱|单)?(?:之?后)?)?(?:那|这)?(?:难道)?(?:可?不就?是?|应该就|自然就)"
            "(?:马上|立即|立刻|直接|自动|当天|已经)?(?:生效|开通|能用|可以用|用上|在用)了?(?:吗|么|嘛)?[?]?",
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
            "(?:(?:有|剩|够|多着|[都还全]在|有的是)(?:[^没完光0零券卡票钱单吗]{0,3})"
            f"|(?:没用[完光过]?|一次没用|没(?:怎么)?(?:退|动)过?)(?:呢|啊|的|呀|吧|货|款)*{_END})"
            "(?:[,，][^没完光0零]{0,12})?"
            "|(?:not|none|never|haven'?t)(?: been)? (?:yet )?used[^0-9]{0,16}"
            "|(?:yes,? )?still (?:some|left|have[^0-9]{0,10})"
            "|(?:some|plenty|all)(?: of (?:them|it))?(?: left)?"
            f"|(?:是|对|有)(?:的|呀|啊|有)*|{_ENGLISH_YES}(?: left)?",
            1,
            True,
        ),
        (
            f"(?!.*(?:not yet|never|use)){_ENGLISH_NO}(?: left| more)*"
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
