"""What an answer in general says of a refund, and whether a verdict on a purchase stands against it."""

from __future__ import annotations

import re

from refundbot.eligibility import Decision, Outcome
from refundbot.replies.model import Reply

_GRANTS = re.compile(
    "^(?:能|可以|会|退|来得及)[，：]|(?<!才)(?:能|可以|会)[^，。；：不挡]{0,5}退|(?<!看能)(?<!不能)全额退|来得及"
)
_REFUSES = re.compile(
    "^(?:不能|不退|不行)|退不了|(?<!能)不能[^，。；：]{0,4}退|不支持退|没有[^，。；：]{0,6}可退|来不及"
)
_IN_FULL = re.compile("(?<!看能)(?<!不能)全额退|一分不扣|原样退")


def contradicts(reply: Reply, decision: Decision) -> bool:
    """Whether the first line of an answer, which is the answer itself, says otherwise than a decision.

    What it says under conditions does so where one of them would: the verdict knows which of them holds.
    """
    said = reply.texts[0].partition("\n")[0]
    grants, refuses = _GRANTS.search(said) is not None, _REFUSES.search(said) is not None
    if decision.outcome is Outcome.FULL_REFUND:
        return refuses
    if decision.outcome is Outcome.PARTIAL_REFUND:
        return _IN_FULL.search(said) is not None or (refuses and not grants)
    if decision.outcome in (Outcome.NOT_REFUNDABLE, Outcome.NOTHING_TO_REFUND):
        return grants
    return grants or refuses
