"""A festival, a season, a year, the end of a month that is told of something else than the purchase."""

from __future__ import annotations

import re

from refundbot.understanding.facts.counted import BOUGHT
from refundbot.understanding.facts.found import Found, Mentioned
from refundbot.understanding.facts.reading import SHORTLY
from refundbot.understanding.facts.when.forms import DateMention
from refundbot.understanding.lexicon.words import pattern

_NAMED_BY_FIGURES = re.compile(r"[0-9]|[一二三四五六七八九十]{1,3}[号日月]")
"""In a day of the calendar, which is asked for and told as one."""
_OF_A_PURCHASE = pattern(
    "<BUY>|[付续签办拿领抢囤屯弄搞整扣刷充]|开(?![学会店业工门年心始玩])|花[了的]|交[了的钱]|生效|[到过]期|钱|元|块"
    "|(?<!退)单|账单|发票|活动价|大促|paid|order"
)
_WHEN = re.compile("(?:的?时候|那会儿?|那阵子?|那时|那段|那几天|期间|前后|左右|附近)")
"""Behind a span: what the clause tells only says which time is meant, 过年回老家那会儿."""
_NOT_SURE = re.compile(
    "(?:记|想|说|搞|弄)(?:不太?|得不太?)(?:清楚?|准|起来?|住|得)|不(?:太|大)?(?:记得|确定|清楚|知道)"
)
_TELLS_ELSE = re.compile(
    "[没不别忙赶]|打算|准备|想|[要得会](?!是|么)|[都就正老还]在|一直|生意|放假了|马上|眼看|快[到要]|临近|又[要到]"
)
_AT_HAND = "眼[看瞅见]着?|快要?|马上(?:就?要?)?|临近|快到|就要"
_IS_AT_HAND = re.compile(f"(?:{_AT_HAND})[到又]?$")
_IS_NEAR = re.compile(f"(?:{_AT_HAND}|都要|等到?|赶在|要)(?:就|是|到|要)*$")
_HAS_COME = re.compile(
    "(?:都|就)?(?:快|要)?(?:到|来)?了(?![吧呀啊]*(?:$|[,，。]))[^,，。;!?]|(?:都|就)?(?:快|要)(?:到|来)了?"
)
"""Around a span that the customer speaks of as the present time, or soon to come: 眼看过年了没工夫折腾."""

_AN_OLD_ONE = re.compile(
    "(?:^|因为|[^买用成]|[这那])(?:旧|老|原来|原先|之前|以前|前一[个台份]|上一[个台份])的?(?:那?[个台份])?"
    "(?:包|流量包|资源包|机器|服务器|套餐)?(?:还|就|也|正好|刚好|本来|能|可以|得|要|会|是|一直|预计|差不多)*(?:用|撑|跑|到期|有效)?到$"
)
"""Before a date: what was there before is used up to it, 旧的要用到月底."""
_RENEWAL = pattern("续|renew")


def is_of_an_old_one(found: Found, mentioned: Mentioned) -> bool:
    """Whether a date ends what was there before this purchase, which is no renewal of it: 旧的要用到月底."""
    old = _AN_OLD_ONE.search(found.reading.before(mentioned.candidate.start, SHORTLY))
    return old is not None and _RENEWAL.search(found.reading.whole) is None


def is_at_hand(found: Found, mentioned: Mentioned) -> bool:
    """Whether a day is told as one that is near at hand, which nothing was bought on: 眼看过年了."""
    start, text = mentioned.candidate.start, found.reading.text
    if _IS_AT_HAND.search(text, 0, start) is None:
        return False
    return BOUGHT.search(text, *found.reading.clause(start)) is None


_JUST_NOW = re.compile("刚才|刚刚|方才")
_WAS_TOLD = re.compile(
    "(?:[我俺咱您]们?|就|也|还|都|[跟给和](?:你们?|您|客服)|前面)*(?:说|讲|提(?!交)|写|报|填|告诉|问|答)"
)
_THAT = re.compile("(?:[我俺咱]们?)?的?那[个句些两几]")
"""Behind 刚才: it is when something was told in this talk, 刚才说的3号, 刚才那个日子错了."""


def is_when_it_was_told(found: Found, mentioned: Mentioned) -> bool:
    """Whether 刚才 is when something was told in this talk, and nothing was bought then."""
    start, end, text = mentioned.candidate.start, mentioned.candidate.end, found.reading.text
    if _JUST_NOW.match(text, start) is None:
        return False
    if _WAS_TOLD.match(text, end):
        return True
    return _THAT.match(text, end) is not None and not BOUGHT.search(text, *found.reading.clause(start))


def is_told_of_something_else(found: Found, mentioned: Mentioned) -> bool:
    """Whether a vague span stands in a clause that tells of no purchase, but of something: 春节忙得很."""
    candidate, of, text = mentioned.candidate, mentioned.of, found.reading.text
    if not isinstance(of, DateMention) or of.vague or "about" not in candidate.shape:
        return False
    if _NAMED_BY_FIGURES.search(text, candidate.start, candidate.end):
        return False
    first, last = found.reading.clause(candidate.start)
    rest = _NOT_SURE.sub("", text[first : candidate.start] + "\n" + text[candidate.end : last])
    named = any(
        first <= each.candidate.start < last for kind in ("product", "money") for each in found.of_kind[kind]
    )
    if named or _OF_A_PURCHASE.search(rest) or _WHEN.search(rest):
        return False
    near = _IS_NEAR.search(text, first, candidate.start) or _HAS_COME.match(text, candidate.end, last)
    return bool(near or _TELLS_ELSE.search(rest))
