"""A message that asks several things: what is answered first, and what besides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from refundbot.dialogue.turn import Turn
from refundbot.replies import CHECK
from refundbot.understanding.text import normalize

SURE = 0.6
"""Probability from which a question of several is answered without being asked back."""
IN_A_VERDICT = ("policy.", "amount.", "payout.", "rejection.", "process.apply", "process.find_entry")
"""Topics that a verdict tells of the customer's own case."""
SAID: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        topic: re.compile(words)
        for topic, words in {
            CHECK: r"我",
            "policy.coupon": r"券|储值卡",
            "policy.invoice": r"发票|开票|退票|专票",
            "policy.five_day": r"无理由",
            "amount.calculation": r"退多少|多少钱|怎么算|退几成|全退|全额",
            "amount.fee": r"手续费|违约金|收费|扣费|扣钱",
            "process.apply": r"(?:怎么|怎样|如何|咋|去哪里?|在哪里?)(?:申请|操作|办|退|弄)|流程|步骤",
            "process.materials": r"材料|资料|证明|盖章|凭证|附件",
            "process.find_entry": r"入口|按钮|灰|在哪里?(?:退|点)|找不到",
            "process.cancel": r"撤|取消",
            "process.progress": r"进度|到哪一?步|状态",
            "process.review_time": r"审",
            "process.data": r"数据|备份|恢复",
            "payout.time": r"到账|到帐|几天到|多久到|钱.{0,6}(?:多久|几天|什么时候)",
            "payout.destination": r"退到|退去|原路|退回(?:哪|到)|回到",
            "payout.withdraw": r"提现",
            "usage.monitor": r"提醒|预警|剩余|剩多少",
            "support.contact": r"电话|热线|客服|工单|联系",
        }.items()
    }
)
"""Words without which a topic is not taken as one of several: a question torn from its message misleads."""


def pressing(topic: str | None, turn: Turn) -> str | None:
    """The topic to answer first: that of the whole message, or, where it is none, of its first question."""
    asked = _asked(turn)
    if topic is not None or not asked:
        return topic
    return CHECK if CHECK in asked else asked[0]


def besides(topic: str, turn: Turn) -> tuple[str, ...]:
    """The other topics that a message surely asks about, in its order."""
    asked = _asked(turn)
    others = tuple(each for each in asked if each not in (topic, CHECK))
    return tuple(o for o in others if not o.startswith(IN_A_VERDICT)) if topic == CHECK else others


def _asked(turn: Turn) -> list[str]:
    text = normalize(turn.text)
    best = [ranking[0] for ranking in turn.questions if ranking]
    sure = (name for name, share in best if share >= SURE and name in SAID and SAID[name].search(text))
    return list(dict.fromkeys(sure))
