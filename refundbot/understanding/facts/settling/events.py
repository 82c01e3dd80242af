"""The verb of a date: whether what was done then is something else than the purchase."""

from __future__ import annotations

import re

from refundbot.understanding.facts.counted import BOUGHT
from refundbot.understanding.facts.found import Found
from refundbot.understanding.facts.roles.candidate import OTHER, Candidate
from refundbot.understanding.facts.scene import PAST, SAYS_NOTHING

_DONE = "[了过的好完上成到掉]"
_NOTICED = re.compile("发现|才?知道|想起|看[到见]|收到|意识到|提示|提醒|通知")
"""What was found out on a day may be a purchase, which was of another day: 8号才发现买错了."""
_ANOTHER_EVENT = re.compile(
    rf"{_NOTICED.pattern}|(?:升|降|扩|缩|加|改|换|调|迁|挂|绑|装|重装|重启|部署|备案|实名|接入|解析|指向|搭|连|填|配置|导)(?:级|配|容|个|一[次下]|{_DONE})"
    rf"|变更{_DONE}|改配|(?:打|拨|致电|联系|咨询|问|聊|反馈|投诉|说|催|找)(?:{_DONE}|你们|客服|400|热线|电话|售后|同事|人工)"
    r"|打[^,，。;!?\n]{1,8}(?:电话|客服|热线)|电话|工单|(?:提|申请|提交|发起|办)(?:了|过|的)?[^,，。;!?\n]{0,3}退|退(?:了|过|掉|的)|驳回|拒"
    r"|决定[^,，。!?;买购续开付]{0,5}(?:不|改|停|取消|撤|搬|关)"
    r"|登(?:录|陆|上|进|[了过])|(?<!未)开机|开(?:会|工|学|业|票)|开(?:了|过|的|具)?(?:一?张)?(?:发|专|普|电子)?票|第一次(?:开(?!通)|用|登|连|跑)"
    r"|开始(?:用|使|部署|跑|测|迁)|上线|(?:部署|备案|测试|迁移|跑)|欠费|停机|到账|提现|充值|签收|报修|故障|宕机"
)
"""What is done or happens to a thing besides its being bought, opened, begun or ended."""
_INVOICED = re.compile("开(?:了|过|的|具)?(?:发|专|普)?票|票[^,，。;!?买购付]{0,3}(?:开|收到|寄)")
_AT_ONCE = 6
"""Characters behind a date within which a verb owns it whatever a later clause says: 12号加了节点，付了钱."""


def is_of_another_event(found: Found, candidate: Candidate) -> bool:
    """Whether the verb behind a date is of something else that was done: 15号的时候不够用，又给它升了配.

    Where no verb stands in the clause of the date it is that of the next ones, up to another date. What is
    bought by the way, 昨天登录控制台买的, is bought then. Who was asked for the invoice tells its day.
    """
    if found.asked in PAST:
        return False
    text, (first, last) = found.reading.text, found.reading.clause(candidate.start)
    if _is_of_the_invoice(found, candidate):
        return True
    if candidate.rule != OTHER:
        last = min(last, candidate.end + _AT_ONCE)
    event = _ANOTHER_EVENT.search(text, candidate.end, last)
    if candidate.rule != OTHER and (event is None or text[candidate.end : candidate.end + 1] in "的那这"):
        return False
    if event:
        bought = found.scene.event_behind(candidate.end, last)
        while bought is not None and bought.field is None:
            bought = found.scene.event_behind(bought.end, last)
        return bought is None or (_NOTICED.match(event[0]) is not None and event.start() < bought.start)
    told = any(
        first <= each.candidate.start < last for kind in ("product", "money") for each in found.of_kind[kind]
    )
    end = min(found.reading.sentence(candidate.start)[1], found.scene.firm_date_behind(candidate.end))
    event = None if told else _ANOTHER_EVENT.search(text, last, max(last, end))
    if event is None or found.scene.event_behind(candidate.end, last):
        return False
    bought = found.scene.event_behind(last, end)
    return bought is None or bought.field is None or event.start() < bought.start


def _is_of_the_invoice(found: Found, candidate: Candidate) -> bool:
    """Whether a date is that of the invoice, which was asked for or told just before it: 已开票，3月11日."""
    text, (first, last) = found.reading.text, found.reading.clause(candidate.start)
    if BOUGHT.search(text, first, last):
        return False
    alone = SAYS_NOTHING.fullmatch(text, first, candidate.start) and SAYS_NOTHING.fullmatch(
        text, candidate.end, last
    )
    before = found.reading.clause(first - 1)[0] if first else 0
    return found.asked == "invoiced" or bool(alone and _INVOICED.search(text, before, first))
