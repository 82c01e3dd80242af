"""Turns of phrase that tell how a message is meant: as a question, a correction, a supposition."""

from __future__ import annotations

import re
from collections.abc import Iterable

from refundbot.understanding.facts import Fact
from refundbot.understanding.reading import read

QUESTION = re.compile(
    r"[?？]|吗|嘛|呢|多久|几天|多少|怎么|怎样|咋|为什么|为啥|什么|哪|能不能|可不可以|是不是|要不要"
)
UNSURE = re.compile(r"不知道|不清楚|记不清|记不得|不记得|不确定|忘了|忘记")
VARIES = re.compile(r"^(那|那么|如果|要是|假如|换成|换)")
SUPPOSES_ANOTHER = re.compile(
    r"^(?:那|那么)?(?:如果|要是|假如|假设|换成|换|改成)|不对|不是|说错|搞错|看错|记错|更正|应该是|打错"
)
CORRECTS = re.compile(r"不对|不是|说错|搞错|看错|记错|更正|应该是|打错")
ANOTHER = re.compile(r"还有|另外|另一|也想退|也要退")
NOT_THAT = re.compile(
    r"(别|不用|不要|不必|无需|先不)(再|急着|给我|帮我|把我)*(取消|停|转人工|找人工|人工|重新)"
)
ASKS_TO_LOOK = re.compile(
    r"帮(我|忙)?(看|查|瞧|算|確認|确认)[^，,。?？]{0,20}(我买|我的|我这|我那|这单|这笔|能不能退|可不可以退)"
    r"|(我买|我的|我这|我那|这单|这笔)[^。?？]{0,12}(能|可)[^。?？]{0,6}退[^。?？]{0,8}帮(我|忙)?(看|查|瞧|算)"
)
OWN_PURCHASE = re.compile(r"(?:我|俺|咱)们?[^,，。?？]{0,8}(?:买|购|下的?单|订|开|续|付|拍)|[买续拍订下]错")
"""Words of a customer about what he bought himself."""
SEVERAL_OF_HIS = re.compile(
    r"(?:[两三四五几]|好几|多)(?:个|台|单|笔|张|样|种|份)[^，,。?？]{0,8}(?:都|想|要)[^，,。?？]{0,4}退|都(?:想|要)(?:退|一起退)"
)
"""Words of a customer who wants several purchases looked at."""
KEEPS_IT = re.compile(r"不(?:想|要|用)?退了|先不退|还是留着|留着(?:继续)?用")
"""Words of a customer who wants no refund any more."""
POSTPONES = re.compile(
    r"(?:明天|后天|下周|下个?星期|下个?月|月底|过几天|过两天|过段时间|晚几天|晚点|晚些|以后|迟点|等几天|等等)"
    r"[^。?？]{0,8}(?:再|才)?(?:退|申请|办)"
)
"""Words of a customer who asks about a refund at a later time."""
SHARED = re.compile("共享|公网|弹性|ip", re.IGNORECASE)
"""Words that name a traffic package as one for public addresses, which is shared."""
COMPLAINS = re.compile("投诉|举报|12315")
WANTS_REFUND = re.compile(
    r"(?:你好|您好|在吗|请|麻烦|我们?|想|要|需|申请|帮我|给我|能|可以|办理?|个|[,，。.!！~ ])*"
    r"(?:退款|退钱|退费|退订|退货|退掉|退了|退)(?:吧|啊|呀|了|哦|一下|下|谢谢|可以吗|行吗|[,，。.!！~ ])*"
)
"""A bare wish: 我要退款. It says nothing of what or why."""
IN_GENERAL = re.compile(r"一般|通常|正常|规则|政策|规定|别的|其他|其它|都有哪些|所有")
"""Words that ask about the rule rather than about one's own case."""
POINTS_BACK = re.compile(r"这个|那个|这种|这单|这笔|那单|那笔|它|该")
"""Pronouns for what was talked of before."""

_SUPPOSES = re.compile(r"如果|要是|假如|假设|万一|换成|的话|听说|据说|网上说|有人说|别人|朋友|人家|一般|通常")
_OF_HIMSELF = re.compile(
    r"^[^我俺咱]{0,4}(?:我|俺|咱)们?(?:这|那|的|是|当时|之前|已经|公司|用的?|买的?|付的?)?"
)


def asks(text: str) -> bool:
    """Whether the words ask something, if only by 那 before a name."""
    return QUESTION.search(text) is not None or text.strip().startswith(("那", "换"))


def amends(text: str) -> bool:
    """Whether the words announce a variation or a correction of what was said."""
    return bool(VARIES.match(text.strip()) or CORRECTS.search(text))


def stated(text: str, facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The facts that a question states of the customer's own case, rather than supposes.

    我是用微信付的，多久到账 states one; 微信付的多久到账 and 要是开了发票还能退吗 suppose one.
    """
    reading = read(text)

    def states(fact: Fact) -> bool:
        first, last = reading.clause(fact.start)
        clause = reading.whole[first:last]
        if _SUPPOSES.search(reading.whole[max(0, first - 1) : last]):
            return False
        asks = QUESTION.search(clause) is not None or clause.rstrip().endswith(("?", "？"))
        return not asks or _OF_HIMSELF.match(clause) is not None

    return tuple(fact for fact in facts if states(fact))
