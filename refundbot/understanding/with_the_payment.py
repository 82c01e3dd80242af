"""The short answer that what was bought was there as soon as it was paid for: 当天就有, 付完就开了."""

from __future__ import annotations

from refundbot.understanding.lexicon.words import pattern

_LONGEST = 20
"""Characters up to which an answer says nothing else."""
_PAID = (
    "(?:我|就|是|在|跟|和|与|从|一)*(?:付款|付|购买|买|交|支付|拍|订|下单|下完单|下|充)(?:了|完|好|过|的)*"
    "(?:钱|款|单|费|之后|以后|后|的?时候|时)*的?是?"
)
_THEN = "(?:就|也|都|便|是|在|应该|好像|大概|基本|差不多)*"
_ON_THAT_DAY = f"{_THEN}(?:当[天日时]|同一?[天日]|同时|那天)"
_AT_ONCE = f"(?:{_THEN}(?:立刻|立马|马上|即时|即刻|随即|秒|直接|一起)|就)"
_COMES = (
    "(?:就|便|也|都|是|给|自动|直接)*"
    "(?:有|[开好通]|能用|可以用|能登|用上|出来|到账?|开通|生效|创建|交付|下来|弄好|到手|起来)"
)
_END = "[了的好通成上来啦咯]{0,3}[吧呀啊呢嘛哈 ,，。!~]*"
_ANSWER = pattern(
    f"[嗯恩呃哦啊额 ,，]*(?:{_PAID})?(?:{_ON_THAT_DAY}(?:{_AT_ONCE}?{_COMES})?|{_AT_ONCE}{_COMES}){_END}"
)


def comes_with_the_payment(text: str) -> bool:
    """Whether a normalised answer says that it was there as soon as it was paid for.

    >>> [comes_with_the_payment(answer) for answer in ("当天就有", "付完就开了", "第二天才有", "没开")]
    [True, True, False, False]
    """
    return len(text) <= _LONGEST and _ANSWER.fullmatch(text.strip()) is not None
