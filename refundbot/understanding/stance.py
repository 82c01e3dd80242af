"""Whether a fact is stated of the customer's own case, or supposed, heard of others, or only asked about."""

from __future__ import annotations

from refundbot.catalogue import Product
from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.facts.supposed import SUPPOSING, is_supposed, without_assurances
from refundbot.understanding.facts.whose import is_not_theirs
from refundbot.understanding.lexicon.words import pattern

SHORT = 6
"""Characters up to which a clause is a name and little else."""
_SUPPOSES = pattern(f"{SUPPOSING}|换成|的话|<HEARSAY>|<OTHER_PERSON>|<IN_GENERAL>")
_ASKS = pattern("<QUESTION>|<ENGLISH_QUESTION>|(?<![这那前头好])几天|是否|[?]")
_OF_ONESELF = pattern(
    ".{0,4}?<ONESELF>"
    "|[^a-z]{0,2}?(?:[这此本](?!样|么|种|类|时|会|次|里|边|些|年|月|周|要|事|句|话)|那(?:笔|单|张))"
)


_PAYS_FOR_IT = pattern(
    "(?:用|拿|走|刷)的?[^,，。;!?那]{1,10}(?:付|给|出|交|转|掏)(?:的|了)?(?:钱|款)?(?:的|了|$|[,，。])"
)
"""他是用微信给的钱: another person paid, for what is talked of."""
_HANGS_ON_IT = pattern(
    "它们?[上里]?的(?!是)|(?:给|为|替|往|在)(?:它|他|她|这台|那台|这个|那个|这单|机器|服务器|主机)|(?:挂|绑|加|附)(?:在|到|了|上)"
)


def hangs_on_it(clause: str) -> bool:
    """Whether a normalised clause tells of something that was added to the thing talked of.

    >>> hangs_on_it("给它加了块盘"), hangs_on_it("它的带宽5m"), hangs_on_it("买了块盘")
    (True, True, False)
    """
    return _HANGS_ON_IT.search(clause) is not None


_IN_USE = pattern("绑|解析|备案|挂|装|部署|指向|搭|接入|连|填|配置|迁|导|登录")
_PURCHASED = pattern("<BUY>|[退续付]|开通|订单|不要|包[年月]|到期|过期|<CORRECTION>|是")


def tells_only_of_use(clause: str) -> bool:
    """Whether a normalised clause tells how a thing is used, and not that it was bought or goes back.

    >>> tells_only_of_use("域名都还没绑呢"), tells_only_of_use("域名还没绑就想退")
    (True, False)
    """
    return _IN_USE.search(clause) is not None and _PURCHASED.search(clause) is None


def is_of_a_purchase(clause: str) -> bool:
    """Whether a normalised clause tells of a thing that it was bought, or goes back.

    >>> is_of_a_purchase("流量包是上周买的"), is_of_a_purchase("客户说他们自己有证书")
    (True, False)
    """
    return _PURCHASED.search(clause) is not None


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


_GETS_IT_BACK = pattern(
    "提现|提(?:到|进|出|回|去)|取(?:到|出|回)|退(?:回|到|进|去|还)|[回到进](?:到)?(?:支付宝|微信)|[收领](?:钱|款(?!码)|退|这|那|行|可|$)"
)
_PAID_BY = pattern("付(?:的|款|了)|支付(?!宝)|买的|下单|扣的|(?<!是)不是|改成|记错|说错")


def names_a_way_back(text: str) -> bool:
    """Whether a normalised message names a channel for the money to come back through, not as paid by.

    >>> [names_a_way_back(text) for text in ("能用微信提现吗", "微信付的能提现吗", "微信收款码")]
    [True, False, False]
    """
    return _GETS_IT_BACK.search(text) is not None and _PAID_BY.search(text) is None


_STOPS_CHARGES = pattern(
    "(?:怎么|怎样|如何|咋|哪里|帮我|想)[^,，。;!?]{0,6}(?:不要?|别|不让|不给|停)[^,，。;!?]{0,4}(?:再)?(?:扣|续(?!航))|关[掉闭了]?自动"
)
_RENEWS = pattern("续|自动扣")


def charges_to_stop(text: str) -> str | None:
    """What is asked by who asks how charges are stopped, by the name of a question.

    >>> charges_to_stop("怎么叫它不要扣了"), charges_to_stop("咋让它别再续了"), charges_to_stop("扣了多少")
    ('charge.continues/stop_all', 'policy.renewal/turn_off', None)
    """
    if _STOPS_CHARGES.search(text) is None:
        return None
    return "policy.renewal/turn_off" if _RENEWS.search(text) else "charge.continues/stop_all"


_NOT_PAID = (
    "(?:[钱款](?:还|都|也|一直)*没有?[付给交]"
    "|(?:没有?|未)(?:来得及|去|给|再|有)?(?:支?付(?!宝|过|完)(?:款|钱|费)?|给钱|交钱|交费|掏钱|结账))(?!的|完)"
)
_NEVER_PAID = pattern(
    f"(?:(?<![没不未可想要再])(?:<BUY>)|下单)(?![前之])[^,，。;!?\\n没未有升续扩变]{{0,14}}[,，。 ]?"
    f"(?:我|但是?|可是?|不过|还|都|也|一直|就|,|，| ){{0,4}}{_NOT_PAID}"
    f"|(?<!别的)(?<!其他)(?<!个)(?:订单|单子|这单|这一单)(?:我|还|都|也|一直)*{_NOT_PAID}"
    "[^。;!?]{0,6}?(?:不想?要|取消)"
    "|(?<![a-z])(?:ordered|bought|placed an order)[^.;!?]{0,30}(?:n['’]?t|not|never)(?: yet)? "
    "(?:yet )?pa(?:id|y)"
)
_PAID_AFTER_ALL = pattern(
    "才付|后来[^,，。]{0,4}付|补付|付[了掉清完上]|付的款|才(?:给|交)的?钱|扣了|[升降]配|扩容|变更|续费?[了的]|只剩|多少"
)


def was_never_paid(text: str) -> bool:
    """Whether a normalised text tells of an order that was not paid at all, so that nothing was charged.

    >>> [was_never_paid(text) for text in ("买了服务器还没付款", "25号下单没付,26号才付的", "还有张没付的单")]
    [True, False, False]
    """
    return _NEVER_PAID.search(text) is not None and _PAID_AFTER_ALL.search(text) is None


_LEFT_THERE = pattern("不管|不理|放着|不取消|取消|扣(?:我|钱|费|款)|失效")


def asks_what_becomes_of_it(text: str) -> bool:
    """Whether a normalised text asks what becomes of an order that waits: 不管它行不行, 会扣我钱吗."""
    return _LEFT_THERE.search(text) is not None


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

    我是用微信付的，多久到账 and 这笔480元能退吗 state one; 要是开了发票还能退吗 supposes one. The day of the
    refund is told by the question itself: 下周再退能退多少.
    """
    first, last = reading.clause(fact.start)
    clause = reading.whole[first:last]
    if fact.field == "requested_at":
        return not (is_supposed(reading, fact) or is_not_theirs(reading, fact.start))
    if _SUPPOSES.search(without_assurances(reading.whole), max(0, first - 1), last) or is_supposed(
        reading, fact
    ):
        return False
    if is_not_theirs(reading, fact.start) and not (fact.field == "channel" and _PAYS_FOR_IT.search(clause)):
        return False
    return _ASKS.search(clause) is None or _OF_ONESELF.match(clause) is not None


_PROMISED = pattern(
    "(?:<OTHER_PERSON>|<COLLEAGUE>|<HEARSAY>|客服|销售|代理商?|老板|领导|[他她]们?)[^,，。;!?没不]{0,6}"
    "(?:说|讲|告诉|承诺|答应)?[^,，。;!?没不]{0,6}(?:能|可以|给|会)(?:全额?)?退(?![吗么不])"
)


def tells_of_a_promise(text: str) -> bool:
    """Whether a normalised text holds against a verdict what others say: 我同事说能退的.

    >>> [tells_of_a_promise(text) for text in ("客服说可以退", "朋友说不能退", "客服说能退吗")]
    [True, False, False]
    """
    return _PROMISED.search(text) is not None


_THAT_DAY = pattern("(?:那|当)(?:一)?[天日晚]|(?:that|same) (?:day|night|evening)")


def points_at_a_day(text: str) -> bool:
    """Whether a normalised text points at a day that was told before.

    >>> points_at_a_day("那天排队,10点05才开通的"), points_at_a_day("10点05才开通的")
    (True, False)
    """
    return _THAT_DAY.search(text) is not None


_CAUSE = pattern("因为(?P<cause>[^。;!?]+?)(?:吗|么|嘛|吧|[?])*$")
_TOO_LATE = pattern("[超过][了出]?(?:<COUNT>天|期|时)|<COUNT>天[^,，。]{0,3}(?:过|超)|晚了|太晚")


def supposed_cause(text: str) -> str:
    """What a normalised text asks to be the reason, as if it were stated; empty where there is none.

    >>> supposed_cause("就因为那个单子没付?"), supposed_cause("为什么")
    ('那个单子没付', '')
    """
    match = _CAUSE.search(text)
    return match["cause"] if match else ""


def is_too_late(text: str) -> bool:
    """Whether a normalised text says that a time has passed, without a date: 超了5天, 来晚了."""
    return _TOO_LATE.search(text) is not None


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


_TAKES_NO_QUOTA = pattern(
    "(?:<QUOTA>|(?:<NUMERAL>|几)[个次](?:里|当中|中|有|是|其中))[^。!?;\\n]{0,20}?"
    "(?<![想要能])退[^,，。!?;]{0,6}?(?:(?:未|没有?|还没)(?:生效|开始|启用)|(?<!手)续费)"
)


def tells_of_what_takes_no_quota(text: str) -> bool:
    """Whether a normalised text tells that some of the quota went to what takes none of it.

    >>> tells_of_what_takes_no_quota("10次里面有2次是退未生效的续费,算不算名额")
    True
    >>> tells_of_what_takes_no_quota("名额用完了,想退没生效的续费")
    False
    >>> tells_of_what_takes_no_quota("还有3个名额,退的话要手续费吗")
    False
    """
    return _TAKES_NO_QUOTA.search(text) is not None


_BOTH_PERIODS = pattern(
    "(?:两|俩|2|二)个?(?:段|期(?!限)|周期)|前后[^,，。;!?]{0,4}(?:退|加|一共|总共)|(?:一共|总共|合计|加起来|全部)[^,，。;!?付花买]{0,3}退"
    "|(?:原来|原先|前面|前头|之前|当前|现在|在用|老|旧)的?(?:这|那)?一?个?(?:段|期|周期|月)[^,，。;!?]{0,4}(?:也|都|一起|一并|加)"
    "|(?:连|加|带|跟|和)[同上着]?(?:原来|原先|前面|前头|之前|当前|现在|在用|老|旧)的?[^,，。;!?]{0,6}退"
    "|整台[^,，。;!?]{0,3}退"
)


def speaks_of_both_periods(text: str) -> bool:
    """Whether a normalised text on a renewal asks for what was there before it as well.

    >>> [speaks_of_both_periods(text) for text in ("两段都退能拿多少", "前面那段也退呢", "续的一共付了300")]
    [True, True, False]
    """
    return _BOTH_PERIODS.search(text) is not None


_RENEWS_FIRST = pattern(
    "(?<!自动)(?<!手)续(?!了)[^。!?;]{0,10}?(?:再|然后|[之以]后|完|上|就)[^。!?;]{0,6}退"
    "|(?:<IF>|现在|先|马上|这就)[^,，。!?;]{0,4}(?<!手)续[^。!?;]{0,10}退"
)


def would_renew_first(text: str) -> bool:
    """Whether a normalised text thinks of renewing what ended, to give it back then.

    >>> [would_renew_first(text) for text in ("我续一个月再退行不行", "要是续费了能退吗", "现在手续费多少")]
    [True, True, False]
    """
    return _RENEWS_FIRST.search(text) is not None
