"""An order that was not paid at first, and what became of it."""

from __future__ import annotations

import re

from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.reading import Reading

_PAID_LATER = re.compile(
    r"[^。!?;\n升续变扩加没未]{0,24}?(?:才|后来|终于|隔天|第二天|次日|转天|当晚|补|又|再|[号日晚天午早]|点[多半]?)"
    r"[^，,。!?;\n升续变扩加没未不]{0,12}?"
    r"(?:(?:支?付|补|交|结)(?:的|了|上|清|完|掉|款(?!方式)|钱|成功)|完成支?付|给的?钱|打的?款)"
)
"""Behind an order that was not paid: it was later, 25号只下了单没付，26号才付的."""
_GIVEN_UP_LATER = re.compile(
    r"[^。!?;\n没未]{0,14}?(?:取消|撤销?|删除?|作废|关闭|退)(?:掉|了|过|完|干净)+(?!的?话|吗|没)"
)
"""Behind an order that was not paid: there is none any more."""
_OF_A_CHANGE = re.compile("[升续降扩加]|变更|改配")


def was_paid(reading: Reading, fact: Fact) -> bool:
    """Whether what was not paid at first was later, so that nothing is in the way: 拍了没付，隔天付的款."""
    text, pending = reading.text, (fact.field, fact.value) == ("pending_transaction", True)
    later = _PAID_LATER.match(text, fact.end)
    if not pending or later is None or _OF_A_CHANGE.search(text, fact.start, fact.end):
        return False
    return not any(fact.end <= name.start < later.end() for name in reading.mentions("product"))


def was_given_up(reading: Reading, fact: Fact) -> bool:
    """Whether an order that was not paid is none any more: 有张待付款的升配单，昨天取消掉了."""
    pending = (fact.field, fact.value) == ("pending_transaction", True)
    return pending and _GIVEN_UP_LATER.match(reading.text, fact.end) is not None
