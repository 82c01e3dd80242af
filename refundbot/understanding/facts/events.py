"""The words of the events that dates belong to: the purchase, provisioning, coming into effect, expiry."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NOT_DONE = "".join(
    f"(?<!{word})"
    for word in (
        "想",
        "要",
        "再",
        "重",
        "打算",
        "准备",
        "怎么",
        "以后",
        "能",
        "没",
        "没有",
        "不",
        "去",
        "不用",
        "谁",
    )
)
_A_SHOP = "(?:一?家|一?间|一?个)[^,，。;!?台服]{0,4}(?:店|馆|民宿|公司|工作室|餐厅|诊所|厂)"
"""Behind 开了: it is not a machine that was opened."""
_WORDS = {
    "expires_at": "有效期[到至]?|到[的了]?期(?!限)|过[的了]?期|期满|截止|作废|失效",
    "effective_at": (
        "生效|起效|启用|轮到|(?<=[才期起未])开始|(?<=[月号日])开始(?![用使做不就卡出一])|开始[计生服]|新周期"
    ),
    "provisioned_at": (
        f"{_NOT_DONE}(?:开通|创建|开[的好了](?!发?票|专票|普票|电子|机|户|会|口|工|{_A_SHOP}|一?[个张次](?:工单|会(?!议)|发?票|专票|户))|开出来|开起来|开(?=[台个])"
        "|(?<=[才刚])开(?![始机发票])|建[的好了]|部署好|发放|交付(?![周方]))"
    ),
    "renewal": rf"{_NOT_DONE}(?<!关闭)(?<!取消)(?<!关)(?<!手)自?动?(?:续费?[的了]|(?<!手)续费(?!活动|价"
    rf"|优惠|多少)|续订"
    rf"|续约|续上|renew(?:ed)?|续(?=[一两三半年\d]))",
    "paid_at": (
        rf"{_NOT_DONE}(?:买(?!家|前|之前)[的了过下错入成]?|购(?!物|活动)[买入]?[的了]?|采购|入手|[下落]的?[单订]|下了|(?<![应未待预后首季])(?<!(?<![个上本这下\d一二三四五六七八九十])月)(?<!(?<![去今前\d])年)付(?![费不宝])[的了款清过完]?"
        r"|支付(?!宝)|交[的了钱]|订[的了购]|拍[的了下]|抢[的了到购]|刷[的了]|扣[的了款费我]|花了|成交|手滑|[下入]手|拿下|点了|签[的了]"
        r"|注册[的了]|屯|囤|(?<![接导录加进登])入[的了]|办[的了]|整[了的]|弄[的了]|搞[的了]|转[的了]账?|打的?款|汇(?:的?款|[了去出](?!$)|(?=[\d一二两三四五六七八九十百千万¥]))|(?<![a-z])(?:paid|bought|ordered|order了|purchased)(?![a-z]))"
    ),
    "other": (
        "退|申请|提交|提的|到账|提现|开[了的过具]?(?:发票|专票|普票|票)|打(?:了|过)?电话|联系|[问说聊]|咨询|反馈|答复|回复"
        "|审核|等|收到|取消|投诉|驳回|拒|工单|登[录陆]|删|关[了的机]|停[了的]|欠费|冻结|通知|变更|升级|升配|降配|扩容|释放"
        "|领|发现|听说|才知道|想起|看[到见]"
    ),
}
_EVENT = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _WORDS.items()))


@dataclass(frozen=True)
class Event:
    """An event in a text. `name`: a date field of the case, `renewal` (also a payment) or `other`."""

    start: int
    end: int
    name: str

    @property
    def field(self) -> str | None:
        """The field that the date of the event has in the case, if any."""
        return {"renewal": "paid_at", "other": None}.get(self.name, self.name)


def find_events(text: str) -> list[Event]:
    """The events of a normalised text, in its order.

    >>> [each.name for each in find_events("昨天买的,今天开通了,下周到期")]
    ['paid_at', 'provisioned_at', 'expires_at']
    """
    return [Event(*match.span(), match.lastgroup or "") for match in _EVENT.finditer(text)]
