"""How many resources go back with this return."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.quota.words import COUNT, SO_MANY, is_stated
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.facts.whose import is_not_theirs, own_words
from refundbot.understanding.lexicon.words import pattern
from refundbot.understanding.text.numerals import HAN, number

_THINGS = (
    rf"{COUNT} ?(?:[台个套](?!月|小时|星期|礼拜|人|字|按钮|选项|入口|工作日|订?单|<QUOTA>|无理由|g)"
    r"|[块张](?=[^,，。]{0,3}(?:盘|证书)|(?:全|都|统统|一起)(?!部?退[给我回还])))"
)
_ON = "[^,，。!?;\n没不过]"
_WHOLE_ORDER = "整[单批](?:我们?|都|要|想|给我|一起|全部|一并|[ ])*(?:退(?!过|了(?![吧算]))|不(?:想)?要)"
_TOGETHER = (
    pattern(rf"(?<![第\d{HAN}]){_THINGS}[^!?\n]{{0,80}}?{_WHOLE_ORDER}"),
    pattern(
        rf"(?<!没)有{_THINGS}(?=[^!?;\n,，。]{{0,24}}?(?:<BUY>|开通?|付款?)的(?![这那]?[一1]?[台个])"
        r"[^!?\n]{0,40}?[想要]退(?!了|其中|[一1]台))"
    ),
    pattern(
        rf"(?<![第\d{HAN}]){_THINGS}{_ON}{{0,8}}?(?:都|全|一起|一次|统统|一并){_ON}{{0,6}}?退(?![了过]|(?<![要想]退)的(?=$|[,，。!]))"
    ),
    pattern(rf"(?<![第\d{HAN}]){_THINGS}[^。!?;\n没不过]{{0,24}}?[都全](?:想|要|给我)?(?:一起)?退(?![了过])"),
    pattern(rf"(?<![第\d{HAN}]){_THINGS}[呢啊呀]?(?:都|全|统统)部?不(?:想)?要了"),
    pattern(
        rf"(?:要|想|打算|准备|一次|一共|总共|这次|同时)(?:一次|一起)?退(?:掉|订)?(?:其中的?)?[这那]?{_THINGS}"
    ),
    pattern(rf"(?<![第\d{HAN}]){_THINGS}{_ON}{{0,6}}?[想要](?:一起)?退(?![了过])"),
    pattern(rf"(?:只|就|单|先)(?:想|要|打算|准备)?退(?:掉|订)?(?:其中的?)?{_THINGS}"),
    pattern(rf"(?<![能再年])退(?:其中)?{_THINGS}(?=[^,，。]{{0,2}}(?:行|可以|能))"),
    pattern(rf"(?:return|refund|unsubscribe) (?:all )?{COUNT} [a-z]"),
)
"""The resources that go back with this return: 这五台都想退, 要退8台."""
_ORDER_OF = (
    pattern(
        rf"(?:一共|总共|共计?|合计|批量|整批|一单|一笔|同时|一次性?|一口气)(?:采?购|买|下单?|开|入|了|是|有)*{_THINGS}"
    ),
    pattern(rf"(?:订单|单子)(?:里面?|里头|中)?(?:包含|含|有|是|共|一共|总共|[买下订开拍购]了)*{_THINGS}"),
    pattern(rf"数量(?:为|是|:| )*{COUNT}(?![\d.%])"),
    # 云硬盘买了十块 is a price as well, so that the price of one has to be told: 一块20
    pattern(
        rf"(?:盘|证书)[^,，。!?;\n\d没不退付花]{{0,8}}?(?![一1] ?[块张]){COUNT} ?[块张](?!钱|的)"
        r"(?=[^!?\n]{0,60}?[每一][块张](?![儿起退]))"
    ),
    pattern(
        rf"(?<![第用退有每\d{HAN}]){_THINGS}(?=[^!?;\n]{{0,40}}?每一?[块张台套](?![月])[^,，。]{{0,3}}\d)"
    ),
    pattern(rf"(?:<BUY>|开通?|创建|部署|上)(?:了|的|过)*(?<![以之]上)(?![一1] ?[台个套]){_THINGS}"),
    pattern(rf"(?<![第用退\d{HAN}]){_THINGS}[,，]?(?:各|每一?[台个套张]|单价)[^,，。!?;\n\d]{{0,4}}(?=\d)"),
    # 云硬盘50块 is a price as well, so that the order has to be named, or the count told twice
    pattern(rf"(?:盘|证书)[: x×*]?{COUNT} ?[块张](?=[(,，]?(?:在?同一|一)[张个]?(?:订单|单))"),
    pattern(
        rf"(?:盘|证书)[: x×*]?{COUNT} ?[块张][^!?\n]{{0,80}}?(?P=count) ?[块张](?:全部|都|全|一起)(?:要|想)?"
        r"(?:退[订掉]|不要|退(?=$|[,，。!?]))"
    ),
    pattern(
        rf"(?<![第用退\d{HAN}])(?<!退了){_THINGS}(?:机器|服务器|云?主机|实例|数据库|桌面)?(?:是|都)*(?:[^,，。!?;\n没不过]{{1,10}}?(?=一[块起]儿?(?:买|开|下|付|订)))?(?:一块儿?|一起|同时|一次|同一?单|在?(?:同|一|同一)[个张](?:订)?单|同配|同规格)"
    ),
    pattern(rf"{COUNT} (?:instance|machine|server|vm)s"),
)
"""How many an order is of, which goes back as a whole where no one of them is singled out."""
_NETWORK = "(?:(?:弹性)?公网 ?ip|弹性 ?ip|eip|(?:公网)?带宽|vpc)"
_MACHINE = "(?:一?台)?(?:云?服务器|云主机|ecs)"
_AT_ONCE = "(?:一单|[一同]{1,2}[个张笔]?订单|同一单|一起|一块儿?|同时|打包)"
_AND = "(?:一?[个条])?[和跟与、加带及+]+(?:了|一?[个条])?"
_WITH_ITS_NETWORK = re.compile(
    rf"{_AT_ONCE}[^,，。!?;\n退]{{0,6}}?(?:{_MACHINE}{_AND}{_NETWORK}|{_NETWORK}{_AND}{_MACHINE})"
    rf"|(?:{_MACHINE}{_AND}{_NETWORK}|{_NETWORK}{_AND}{_MACHINE})[^,，。!?;\n退]{{0,6}}?{_AT_ONCE}[买下订开拍付]"
)
"""One order of a machine and its network, which each take of the quota (S6)."""
_SINGLED_OUT = re.compile(
    rf"(?<![想要])(?:已经?|都|全[额部]?|后来|当天|第二天)退[了过](?!{SO_MANY}[个次])"
    rf"|[这那]一?台|其中|(?:有|退|哪)[一1]台|只(?:想|要|退|有(?!{SO_MANY}[个次]))|单独|部分|one of|only"
)
"""Words that an order does not go back as a whole, or went back before."""
_AS_A_WHOLE = re.compile(_WHOLE_ORDER)
OF_A_PART = re.compile(
    rf"(?:只|就|先|单)(?:想|要|打算|准备|能)?退(?:掉|订)?(?:了)?(?:其中(?:的)?)?{SO_MANY}[台个块套张](?!月|订?单)"
    rf"|退(?:掉|订)?(?:了)?其中(?:的)?{SO_MANY}[台个块套张]"
)
"""Words that only a part of an order goes back, so that what the order cost is not what was paid for it."""
_EACH_HAS = re.compile("[每各](?:一?[台个套])?[上里都也还]*(?:自?带|挂|配|绑|含|附|装|加)[了着有上]{0,2}$")
"""Before a count of what each of those has that go back: 三台ECS，每台配|两块盘."""
_THESE = re.compile("[这那]$")
"""Before a count that is known, whatever is asked of it: 这10块全退的话够吗."""
_OF_ALL = re.compile("[都全]|一起|统统|一并")
"""Of one nothing is said so: 一台两百三，想全退."""


def singles_out(text: str) -> bool:
    """Whether a normalised text tells of one of several, or of one that went back: 其中一台, 已经退了两台.

    >>> singles_out("买了三台，其中一台想退"), singles_out("15台，其中几台不兼容，整单退掉")
    (True, False)
    """
    return _SINGLED_OUT.search(text) is not None and _AS_A_WHOLE.search(text) is None


def together(reading: Reading, of_the_quota: Iterable[Fact]) -> Iterator[Fact]:
    """How many resources are to be given back together; what counts the quota counts none of them."""
    counted = {index for fact in of_the_quota for index in range(fact.start, fact.end)}
    whole = () if singles_out(own_words(reading)) else _ORDER_OF
    network = _WITH_ITS_NETWORK.search(reading.whole) if whole else None
    if network and not is_not_theirs(reading, network.start()):
        yield reading.fact("quantity", 2, *network.span())
        return
    for told in (*whole, *_TOGETHER):
        for match in told.finditer(reading.whole):
            count = number(match["count"])
            these = _THESE.search(reading.whole, 0, match.start("count"))
            if count is None or not (these or is_stated(match)) or match.start("count") in counted:
                continue
            told_of = count > 1 or not _OF_ALL.search(match[0])
            limit = reading.before(match.start(), 4).endswith(("只有", "最多", "顶多"))  # 只有两台能全退
            had = _EACH_HAS.search(reading.before(match.start("count")))
            if told_of and count and not limit and not had and not is_not_theirs(reading, match.start()):
                yield reading.fact("quantity", int(count), *match.span())
