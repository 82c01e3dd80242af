"""The role of a span, from what the model takes it for and from what the words leave no doubt of."""

from __future__ import annotations

import re

from refundbot.understanding.facts.by_use import is_by_use
from refundbot.understanding.facts.fact import NOT_SO
from refundbot.understanding.facts.found import Found, Mentioned
from refundbot.understanding.facts.names import denied
from refundbot.understanding.facts.quota.left import counts_places
from refundbot.understanding.facts.quota.told import is_of_a_benefit
from refundbot.understanding.facts.quota.years import of_another_year
from refundbot.understanding.facts.reading import SHORTLY
from refundbot.understanding.facts.roles.candidate import OTHER
from refundbot.understanding.facts.settling.dates import of_a_date
from refundbot.understanding.facts.settling.lengths import of_a_length
from refundbot.understanding.facts.settling.products import is_compared_with, of_a_product
from refundbot.understanding.facts.settling.sums import is_a_months_price, of_a_sum
from refundbot.understanding.lexicon.words import pattern

_CORRECTION = pattern("<PUTS_RIGHT>")
_DENIED = 0.9
"""How probable it has to be that what the rules hear is not said of this purchase, for it not to be heard."""
_SURELY_DENIED = 0.97
"""The same of a sum, and of a denial: 没被冻 denies something and is said of this purchase all the same."""
_LIKELY = 0.6
_HEARD = {"product": 0.9}
"""How probable a role has to be, by kind of span, where the rules hear nothing."""
_OWN_ONE = re.compile("我(?:们|自己)?的?[这那][台个套块张单笔]$")
"""Before a turn of phrase: it tells what the customer's own one is, 我那台按需的."""
_MESSENGER = re.compile("的?(?:通知|消息|提醒|推送|公众号|小程序|群|登[录陆]|客服|聊天|好友)")
"""Behind a channel: it is what messages come by."""
_NEVER_REFUNDED = re.compile("(?:没有?|未曾?|不曾|never )(?:申请|办理?)?过?退(?:订|掉|款)?过?$")
"""Before a count of what was refunded: it was not even that, 没退过一单."""


def settle(found: Found, mentioned: Mentioned, role: str, sure: float) -> tuple[str, float]:
    """The role of a span and how sure it is, from the model's and from what the words say of it."""
    told = _plainly(found, mentioned, role)
    if told is not None:
        return told, 1.0
    if is_a_months_price(found, mentioned):
        return "paid", _LIKELY
    return _weighed(found, mentioned, role, sure)


def _plainly(found: Found, mentioned: Mentioned, role: str) -> str | None:
    """The role that the words around a span leave no doubt of, if there is one."""
    told = _BY_KIND.get(mentioned.candidate.kind)
    return told(found, mentioned, role) if told else None


def _weighed(found: Found, mentioned: Mentioned, role: str, sure: float) -> tuple[str, float]:
    """The likelier of the model's role and the rules'.

    What stands behind a correction counts; phrases (今年一个都没用) tell what a count of the quota is.
    The only product that is named is another's only where that is sure.
    """
    candidate = mentioned.candidate
    corrected = _CORRECTION.search(found.reading.text, max(0, candidate.start - SHORTLY), candidate.start)
    only = candidate.kind == "product" and len(found.of_kind["product"]) == 1
    heard = (only or candidate.kind in ("said", "date", "money", "count")) and candidate.rule != OTHER
    denials = candidate.kind == "said" and all(fact.value in NOT_SO for fact in mentioned.facts)
    enough = _SURELY_DENIED if denials or candidate.kind == "money" else _DENIED
    if heard and role == OTHER and sure < enough:
        return candidate.rule, 1 - sure
    if candidate.kind == "count" and OTHER not in (role, candidate.rule):
        return candidate.rule, sure
    if corrected and candidate.kind != "said" and role != candidate.rule != OTHER:
        return candidate.rule, 1 - sure / 2
    denied = "either" in candidate.shape or ("denied" in candidate.shape and role == "paid")
    unheard = denied or sure < _HEARD.get(candidate.kind, _LIKELY)
    return (OTHER, 1.0) if candidate.rule == OTHER and unheard else (role, sure)


def _of_a_phrase(found: Found, mentioned: Mentioned, role: str) -> str | None:
    """The role of a turn of phrase."""
    candidate, reading = mentioned.candidate, found.reading
    own = candidate.rule != OTHER and _OWN_ONE.search(reading.before(candidate.start))
    if own and reading.text[candidate.end : candidate.end + 1] == "的":
        return candidate.rule
    if _is_set_against(found, mentioned) or is_by_use(reading, candidate.start, candidate.end):
        return candidate.rule
    if _was_used_of_the_quota(found, mentioned) or _is_a_messenger(found, mentioned):
        return OTHER
    return OTHER if is_compared_with(found, mentioned) else None


def _of_a_count(found: Found, mentioned: Mentioned, role: str) -> str | None:
    """The role of a count."""
    candidate, reading = mentioned.candidate, found.reading
    if _NEVER_REFUNDED.search(reading.before(candidate.start)):
        return OTHER
    of_the_quota = not {candidate.rule, role}.isdisjoint(("quota_left", "quota_used"))
    if of_another_year(found.in_years if of_the_quota else reading, candidate.start, candidate.end):
        return OTHER
    if of_the_quota and is_of_a_benefit(reading, candidate.start, candidate.end):
        return OTHER
    only_likely = (candidate.rule, role) == (OTHER, "quota_left")
    return OTHER if only_likely and not counts_places(reading, candidate.start, candidate.end) else None


def _was_used_of_the_quota(found: Found, mentioned: Mentioned) -> bool:
    """Whether what was used up is the quota, as a count or the name of it tells: 今年10次都用完了."""
    start, end = mentioned.candidate.start, mentioned.candidate.end
    return any(fact.value == "used_up" for fact in mentioned.facts) and any(
        fact.field in ("quota_left", "quota_used") and fact.start < end and start < fact.end
        for each in found.mentioned
        for fact in each.facts
    )


def _is_a_messenger(found: Found, mentioned: Mentioned) -> bool:
    """Whether what one can pay by is named as what one is told by: 装上一看连微信通知都没有."""
    pays = any(fact.field == "channel" for fact in mentioned.facts)
    return pays and _MESSENGER.match(found.reading.text, mentioned.candidate.end) is not None


def _is_set_against(found: Found, mentioned: Mentioned) -> bool:
    """Whether a billing mode is told by what it is and by what it is not: 按需 not 包月."""
    first, last = found.reading.sentence(mentioned.candidate.start)
    tells = any(fact.field == "billing_mode" for fact in mentioned.facts)
    return tells and any(first <= mode.start < last for mode in denied(found.reading, "billing_mode"))


_BY_KIND = {
    "money": of_a_sum,
    "said": _of_a_phrase,
    "product": of_a_product,
    "count": _of_a_count,
    "length": of_a_length,
    "date": of_a_date,
}
