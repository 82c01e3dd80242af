"""The words by which several purchases are told apart: what stays, what goes back, what each cost."""

from __future__ import annotations

import re
from decimal import Decimal

from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.names import products
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.facts.renewed import RENEWED, is_of_the_first
from refundbot.understanding.facts.sums import find_sums
from refundbot.understanding.facts.whose import is_not_theirs
from refundbot.understanding.lexicon.vocabulary import Mention
from refundbot.understanding.lexicon.words import pattern
from refundbot.understanding.marks import marks
from refundbot.understanding.text.numerals import number

_COUNTED = re.compile(
    "(?:[买购订下开拍]|order|buy|bought)了?(?:俩|(?:两|[二三四五2-5]|好几)(?:个(?!月)|样|种|款|件|笔|单)|两(?=[,，:。;]|$))"
    "|(?<![a-z\\d.])(?:俩|[两三四五2-5](?:样|种东西|件东西))|(?:同时|一起|一并|一块儿?)(?:下单|[买购订拍])"
)
_ONE = re.compile(
    "(?:[一两二三四五六七八九十\\d]|[了有是又还、和跟与及,，:])(?:台|个|块|张|套|条|份|款)(?!月|小时|星期|礼拜)"
    "[^,，。;!?\n台个块张套条份款]{0,8}$"
)
"""Before a name: it is told of as one more, 一台, 还有个, rather than as one that is known."""
_COMES_ALONG = re.compile(
    "(?:[带含附送赠挂绑装]|[里上中][面头边]?|(?<!另)(?<!另外)配|自带|[给为往替在](?:它|这|那|[台个]|服务器|机器|主机))[^,，。;!?\n]{0,10}$"
)
"""Before a name: it belongs to another purchase, or was given with it."""
_ONE_MORE = re.compile(
    "(?:还有|另外|另|[还又再]有?(?:买|购|开|订|下单)了?|第二)[,，:、]?(?:(?![这该此本它])[^,，。;!?\\n]){0,10}$"
)
"""Before a name: it is told of as one beside the one talked of."""
_NEW = re.compile(
    "(?:买|购|订|拍|开|下单|入手)[了过]?(?:[一两二三四五六七八九十\\d]{1,2})?[台个块套份张](?!月)[^,，。;!?\\n]{0,8}$"
)
"""Before a name: that it was bought is told as news."""
_OF_SO_MANY = (
    r"(?:订单|单子?)(?:里[面头]?|中|上)?(?:一?共|总共|有|是|[买下订开]了?)*"
    r"(?:\d{1,2}|[两二三四五六七八九十])[台套块张个]|(?:订单|单子)(?:里|上)?(?:一起|一次)?[下买订付]的"
)
"""Behind a measure: it is the order that all are of, 一张订单里10块盘, and none of them."""
_ONE_OF_THEM = re.compile(
    rf"(?:(?:(?<![每这那同哪整只\d])(?:一|另)|(?<!\d)1|第[一二三123])[台单套笔份块张个](?!{_OF_SO_MANY})"
    r"(?!月|小时|星期|礼拜|钱|[儿起]|\d+(?![\d年月号日./-]))|(?:的|年|月)那[台单套笔块张])"
    r"|(?:^|(?<=[,，。;；、:!? \n]))[abc甲乙丙](?:[台机单]|服务器|主机)*(?= ?[:是为的\d去今昨前上])"
    r"|(?:服务器|主机|机器|实例|盘|单)[a-c甲乙丙](?= ?[:是为的\d去今昨前上])"
)
"""Where something is told of one of several of a kind: 一台昨天买的, 另一台, 第二台, B是去年买的."""
_OTHER_THAN_THAT = re.compile("另外?(?=[一1][台个单笔张套块份])")
_THE_REST = re.compile(
    "(?:(?:剩下?|余下|其余|后[面头边]|接下来)的?(?:那|这)?[一1]?|(?:还|又|再)有[一1]?|[下再又][一1])[台套块](?!钱|[儿起])"
    "|第[三四五3-5][台套块单笔](?!月)"
    "|(?<![a-z])(?:the|my) (?:other|second|third) (?:one|server|machine|disk|order)"
    "|(?<![上今明前后])另[一1]?[台套个](?!月|问题|事|账|帐|号)"
    "|(?:^|[,，。;!? ])(?:还|另外?)有[一1]?个(?=[,，是]|[昨前去今上\\d])"
)
"""One more of those talked of: 剩下那台, 下一台, 还有一个是昨天买的."""
_NTH = re.compile("(?:第(?P<nth>[一二三四五1-5])|(?P<first>头一?))[台套块单笔](?!月)")
_BEFORE = re.compile("(?:前[面头边]|先前|刚才|先(?:前)?说)的?[那一]?[1一]?[台套块单笔](?!月)")
"""The one that was talked of before: 前面那台."""
_THAT_ONE = re.compile("(?<!另外)(?<!另)那[一1]?[台套块单笔个](?!月|问题|时候)")
_DESCRIBED = re.compile("(?:的|年|月)那[一]?(?:台|个(?!月)|单|张|块|套|份|笔)")
"""A thing is pointed at by what was told of it: 花99买的那台, 一年的那单."""
_OF_THINGS = re.compile("[台块臺塊套]")
_PRICE = re.compile(
    r"(?<![\d.*x×])(?P<sum>\d{1,7}(?:\.\d{1,2})?) ?"
    r"(?:块钱|块(?=的|[,，。;!]|$)|元|rmb|(?=包[年月季]|[一两三半]年|[一两三1-9]个月|买的|的(?!流量|硬盘|内存))"
    r"|(?<=\d\d)(?=[,，。;!\n]|$))"
)
_ONE_SUM = r"(?:¥?\d{1,7}(?:\.\d{1,2})?|[一二两三四五六七八九十百千万]{2,8}) ?(?:元|块钱?)?"
_ONE_WITH_ITS_SUM = rf"(?:另外?[一1]?|第?[一二三四1-4])[台个块套单](?:是|要|花了?|付了?|[: ])*{_ONE_SUM}"
_RESPECTIVELY = re.compile(
    r"(?:分别|依次|各自?)(?:的?价格?|是|为|要|花|付|实付|[了:])*"
    rf"(?P<sums>{_ONE_SUM}(?: ?(?:和|跟|与|以及|还有|[、,，/]) ?{_ONE_SUM})+)(?![年月日号天\d])"
    rf"|(?P<each>{_ONE_WITH_ITS_SUM}(?:[和跟与、,，; ]{{0,2}}{_ONE_WITH_ITS_SUM})+)(?![年月日号天\d])"
)
_LEFT_ALONE = pattern(
    "不用看|别(?:管|动|看|退)|(?<!不)(?:还|要|想|先|我)留(?:下|着)|不(?:想|要|打算)退(?![吗么到成给])"
    "|(?<![不没能可吗])[要得还]用(?=$|[,，。;!])|(?:继续|接着)(?:用|开|跑)|(?<![a-z])(?:keep|stays?)(?![a-z])"
)
_BESIDE = pattern("<LEFT_ALONE>|(?<!不)(?<!没)在用|用着(?!不)")
_GIVES_BACK = re.compile("(?<!没)(?<!无理由)退(?!过|款到)|不(?:想|再)?(?:要|用)了|(?<![a-z])refund")
_GIVES_BACK_ONE = re.compile("退(?:掉|订)?了?(?:其中)?的?(?:[一1][台个套块张单笔]|哪)")
_ALL = re.compile("[都也全]|一起|both|too")
_BUYING = pattern("<BUY>|[开续付]|order|bought|paid")
_FIRST = re.compile("先(?:退|看|算|办|处理|说|弄)")
_INTENDED = re.compile("(?:想|要|打算|准备|本来|原本|原来)(?:是)?(?:要|想)?[买购订开][^,，。;!?\n成了]{0,6}$")
_COUNTED_TOGETHER = (
    "(?:[都全](?:给我)?退(?:了|掉)?|both"
    "|[这那]?(?:俩|[两三四五2-5](?:台|个(?!月)|样|单|笔|件|块|份|套))(?:都|全|一起|一块儿?)?)"
)
_ADDED = "(?:加(?:起来|一起|到一块儿?|总)|合(?:起来|在一起|到一起|一起)|altogether)"
_IN_SUM = "(?:一共|总共|共计?|合计|拢共|统共|总计|总额|总数|全部|总的|in total)"
_HOW_MUCH_BACK = (
    "(?:(?:(?![付花买充扣交])[^,，。;!?]){0,12}?(?:多少(?!天|次|个工作日)|几(?:块|个?钱))"
    "|[^.;!?]{0,20}(?:refund|back))"
)
_AND_WHAT = "(?:的?(?:退款|金额)?(?:是|呢|有|到底|[?])*$)"
_IN_ALL = re.compile(
    f"(?P<together>{_COUNTED_TOGETHER}{_HOW_MUCH_BACK}|{_ADDED}(?:{_HOW_MUCH_BACK}|{_AND_WHAT}))"
    f"|{_IN_SUM}(?:{_HOW_MUCH_BACK}|{_AND_WHAT})|how much[^.;!?]{{0,24}}(?:both|in total)"
)
"""That a sum of several is asked for: 两台一共退多少, 加起来呢."""
_ONE_ALONE = re.compile(
    "(?:这|那|本|该|前一|后一|每|第[一二三四])[一1]?(?:台|个|单|笔|张|套)|它(?!们)|每[一1]?(?:台|个)"
)
_PERIOD_IN_USE = re.compile(
    "(?:原来|原先|之前|前面|当前|现在|在用|头一?)的?(?:那|这)?(?:[一1]?[段期个]|周期)"
)
_JOINED = re.compile(" ?(?:和|跟|与|及|以及|、|还有|加|[+&]|and) ?[一1]?[台个块张套条份]?")
_OF_EACH = re.compile(
    "(?:俩|两[个台样笔单件]|这俩|它们)?(?:都|全)(?:是|在|为|想|要|不|没|[昨前今上本]|\\d)|同一[天单]|同时|一起|一块儿?"
)
_TOO_SLOW = re.compile("[跑带拖走转]不动")
_ASKS_IF_TOUCHED = re.compile("影响|受牵连|连带|还能(?:接着|继续)?用|会不会停")


def respectively(reading: Reading) -> tuple[str, tuple[Decimal, ...]] | None:
    """The words that tell one sum for each thing, and the sums in their order: 分别399和50, 一台120一台98."""
    match = _RESPECTIVELY.search(reading.whole)
    if match is None:
        return None
    return match[0], tuple(each.amount.spoken for each in find_sums(match["sums"] or match["each"]))


def of_one_kind(reading: Reading) -> tuple[str, ...]:
    """The clauses of a text, joined where they tell of the same one of several things of a kind.

    >>> from refundbot.understanding.facts.reading import read
    >>> of_one_kind(read("两台主机，一台昨天买的，100，一台去年买的"))
    ('两台主机，', '一台昨天买的，100，', '一台去年买的')

    Of itself the other one is none: 另一台去年买的 tells of 一台去年买的.
    """
    parts = [""]
    for start, end in reading.clauses():
        if _ONE_OF_THEM.search(reading.whole, start, end):
            parts.append("")
        parts[-1] += reading.whole[start:end]
    return (parts[0], *map(of_itself, parts[1:]))


def of_itself(text: str) -> str:
    """What is told of one of several, as it would be told of it alone.

    >>> of_itself("另外一个是云服务器")
    '一个是云服务器'
    """
    return _OTHER_THAN_THAT.sub("", text)


def of_either_period(reading: Reading) -> tuple[str, str]:
    """The clauses of a text that tell of a first purchase, and those of its renewal.

    >>> from refundbot.understanding.facts.reading import read
    >>> of_either_period(read("主机5月买的，100，6月20号又续了一个月，都退"))
    ('主机5月买的，100，', '6月20号又续了一个月，都退')
    """
    texts, renewed, start = ["", ""], False, 0
    while start < len(reading.whole):
        end = max(reading.clause(start)[1], start + 1)
        if RENEWED.search(reading.whole, start, end):
            renewed = True
        elif is_of_the_first(reading, start) or _PERIOD_IN_USE.search(reading.whole, start, end):
            renewed = False
        texts[renewed] += reading.whole[start:end]
        start = end
    return texts[0], texts[1]


def tells_of_each(text: str) -> bool:
    """Whether a normalised text goes through several of a kind: 一块系统盘一块数据盘."""
    return len(_ONE_OF_THEM.findall(text)) > 1


def joined(between: str) -> bool:
    """Whether what stands between two names puts the things side by side: 服务器和一个域名."""
    return _JOINED.fullmatch(between) is not None


def counts_purchases(text: str) -> bool:
    """Whether a normalised text speaks of several purchases by their number, or as bought together.

    >>> [counts_purchases(text) for text in ("昨天买了俩", "上周买了3样", "一起买的", "买了两个月")]
    [True, True, True, False]
    """
    return marks(text).counts_purchases or _COUNTED.search(text) is not None


def is_only_intended(reading: Reading, product: Mention) -> bool:
    """Whether a product was to be bought, and is not said to have been: 明明要买服务器，买成了流量包."""
    return _INTENDED.search(reading.before(product.start, 16)) is not None


def introduces_several(reading: Reading) -> bool:
    """Whether a text tells of two products as one more each: 买了一台服务器，还有个OBS存储包.

    What comes along with a purchase, hangs on it, or is another's, is none of them.
    """
    named = products(reading)
    kinds = {(each.start - reading.text.startswith("的", each.start - 1)) for each in named}
    told = {
        product.id
        for product in named
        if product.end not in kinds  # 视频直播 is of what kind the 资源包 is
        and _ONE.search(reading.before(product.start, 16))
        and not _COMES_ALONG.search(reading.before(product.start, 16))
        and not is_not_theirs(reading, product.start)
        and not is_only_intended(reading, product)
    }
    return len(told) > 1


def is_one_more(reading: Reading, product: Mention) -> bool:
    """Whether a product is told of as one beside the one talked of: 还有个云硬盘, 另外我又买了云主机.

    What hangs on the one talked of (还给它加了块盘) is none.
    """
    before = reading.before(product.start, 16)
    return _ONE_MORE.search(before) is not None and _COMES_ALONG.search(before) is None


def is_told_as_new(reading: Reading, product: Mention) -> bool:
    """Whether it is told as news that a product was bought: 昨天买了台云主机."""
    before = reading.before(product.start, 16)
    return _NEW.search(before) is not None and _COMES_ALONG.search(before) is None


def tells_of_the_rest(text: str) -> bool:
    """Whether a normalised text tells of one more of what was talked of.

    >>> [tells_of_the_rest(text) for text in ("剩下那台呢", "还有个是昨天买的", "还有个问题", "再一块儿退")]
    [True, True, False, False]
    """
    return _THE_REST.search(text) is not None


def place_of(text: str) -> int | None:
    """By which place among those of its kind, from 0, a normalised text points at one; -1: the one before.

    >>> [place_of(text) for text in ("第二台呢", "头一台能退吗", "前面那台多久到账", "那台呢")]
    [1, 0, -1, None]
    """
    nth = _NTH.search(text)
    if nth is not None:
        return 0 if nth["first"] else int(number(nth["nth"]) or 1) - 1
    return -1 if _BEFORE.search(text) else None


def points_at_one(text: str) -> bool:
    """Whether a normalised text points at one of several: 那台3月买的, 包年的那个."""
    return _THAT_ONE.search(text) is not None


def points_by_description(reading: Reading) -> bool:
    """Whether a thing is pointed at by what it is, rather than by where it was talked of: 3号买的那台."""
    return _DESCRIBED.search(reading.text) is not None


def counts_things(text: str) -> bool:
    """Whether a count is one of things, rather than of purchases.

    >>> counts_things("两台"), counts_things("两个都退")
    (True, False)
    """
    return _OF_THINGS.search(text) is not None


def leaves_alone(text: str) -> bool:
    """Whether a normalised text says of something that it stays.

    >>> [leaves_alone(text) for text in ("域名留着", "那个别管", "机器跑不动", "想退掉")]
    [True, True, False, False]
    """
    return _LEFT_ALONE.search(text) is not None or marks(_TOO_SLOW.sub("", text)).stays


def gives_back(text: str) -> bool:
    """Whether a normalised text says of something that it goes back.

    >>> [gives_back(text) for text in ("就想把这台服务器退了", "硬盘不要了", "今年没退过")]
    [True, True, False]
    """
    return _GIVES_BACK.search(text) is not None


def is_told_beside(reading: Reading) -> bool:
    """Whether of what a text tells it says that it is left alone, and that nothing goes back.

    >>> from refundbot.understanding.facts.reading import read
    >>> [is_told_beside(read(text)) for text in ("还有一台一直在用，跟这个没关系", "那台留着，这台退了")]
    [True, False]
    """
    clauses, start = [], 0
    while start < len(reading.whole):
        end = max(reading.clause(start)[1], start + 1)
        clauses.append(reading.whole[start:end])
        start = end
    left = [clause for clause in clauses if leaves_alone(clause) or _BESIDE.search(clause)]
    return bool(left) and not any(gives_back(clause) for clause in clauses if clause not in left)


def gives_back_one(text: str) -> bool:
    """Whether a normalised text says that of several one goes back: 两台想退一台."""
    return _GIVES_BACK_ONE.search(text) is not None


def asks_in_all(text: str) -> bool:
    """Whether a normalised text asks what several purchases come to together.

    >>> [asks_in_all(text) for text in ("两台一共退多少", "加起来多少", "这台一共退多少", "一共几天到账")]
    [True, True, False, False]
    """
    asked = _IN_ALL.search(text)
    return asked is not None and (asked["together"] is not None or _ONE_ALONE.search(text) is None)


def of_all(text: str) -> bool:
    """Whether what a normalised text says is said of more than one: 也想退, 都退."""
    return _ALL.search(text) is not None


def tells_of_buying(text: str) -> bool:
    """Whether a normalised text has a verb of buying: 又买了个域名, but not 还有个域名."""
    return _BUYING.search(text) is not None


def goes_first(text: str) -> bool:
    """Whether a normalised text says what is looked at first, and so not alone: 先退服务器."""
    return _FIRST.search(text) is not None


def of_each(clause: str) -> bool:
    """Whether a normalised clause tells something of all that was named before it.

    >>> [of_each(clause) for clause in ("都是昨天买的", "都用了三天了", "同一天下的单")]
    [True, False, True]
    """
    return _OF_EACH.match(clause) is not None


def asks_if_touched(text: str) -> bool:
    """Whether a normalised text asks what becomes of something that stays.

    >>> asks_if_touched("那流量包不受影响吧"), asks_if_touched("那流量包呢")
    (True, False)
    """
    return _ASKS_IF_TOUCHED.search(text) is not None


def price(reading: Reading) -> Fact | None:
    """What one of several purchases cost, as it stands beside its name, where only one sum is told of it.

    In yuan: 50块的流量包, 云数据库600包年.
    """
    sums = list(_PRICE.finditer(reading.text))
    if len(sums) != 1:
        return None
    return reading.fact("paid_amount", Decimal(sums[0]["sum"]), *sums[0].span())
