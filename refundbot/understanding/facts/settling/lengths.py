"""What a length is told as, where the words around it leave no doubt."""

from __future__ import annotations

import re
from datetime import timedelta

from refundbot.understanding.facts.elapsed import LengthMention, date_of
from refundbot.understanding.facts.fact import Span
from refundbot.understanding.facts.found import Found, Mentioned
from refundbot.understanding.facts.reading import SHORTLY
from refundbot.understanding.facts.roles.candidate import FIELDS, OTHER, Candidate
from refundbot.understanding.facts.scene import PAST
from refundbot.understanding.facts.under_way import is_of_the_refund
from refundbot.understanding.facts.when.forms import DateMention
from refundbot.understanding.lexicon.words import pattern

_OFF_BY = re.compile(
    "(?:[记看算说写弄搞数]错|[相偏]?差|(?<![昨今前当每])[早晚]|提前|推迟|错开)(?:了|过)*(?:整整|足足|刚好|正好)?$"
)
"""Before a length: by so much something told before was wrong, 记错了一个月."""
_USED = re.compile("用(?:过|了|得|的)?(?:还|都|也)?$")
_LEFT = re.compile("(?:还有|还?剩下?|还差)(?:了|大概|具体|到底)*$")
_HOW_MANY = re.compile(
    "(?:几|多少)个?(?:秒|分钟?|小时|钟头|[天周月年]|星期|礼拜)[啊呀呢吗?]*(?:$|[,，。!?\n])"
)
"""Around a length that is only asked for: 具体还剩几分钟."""
_NOT_SO_LONG = re.compile(
    r"(?:不|并非)是?(?:买的?)?(?:一个?|[\d半两三四五六七八九十]+个?|包)[年月季][的了]?[,， ]*"
    "(?:我|其实|应该|而)*(?:是|买的?|就)+$"
)
_IS_SO_LONG = re.compile("的?[啊呀吧呢]?(?:$|[,，。!?\n]|才对)")
"""Around a term that puts one right: 不是一年，是半年; 不是包年，是三个月的."""
_RAN = re.compile("(?:用|跑|运行)(?:过|了|得|的|着)?(?:还|都|也|有)?$")
_BY_ITSELF = re.compile(r"[ ,，。;!?\n]*")
"""Around a length that is told by itself."""
_LONG = timedelta(days=31)
"""How long before its opening by the length of its use a thing was paid for that was not opened then."""
_BARELY = re.compile("不到|不足|没到|没满")
_NOT_EVEN = re.compile("没(?:使?用)?(?:够|满|到)$|没(?:有)?使?用$")
_LAY_IDLE = re.compile("(?:都|也|就)?(?:没有?|未)(?:怎么)?(?:使?用|开机|登|动|碰|管)")
_SINCE_IT_WAS_BOUGHT = pattern("(?:<BUY>|开通?|续费?|到手)[了过的]?[^,，。;!?]{0,2}$")
"""Around a length: how long something was used at most tells no day, 才用了不到一天, 好几天没用了."""
_ALL_OF_IT = re.compile("(?:都|全|一直)(?!没|未|不|还没|[过有快超])")
"""Behind a length: something else went on through all of it."""
_RATE = re.compile("(?:一个|每个?)月的")
_CALENDAR_MONTH = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,2}) ?月")
"""What is a length by its form, and a month of the calendar without a 个: 7月29."""
_ITS_PRICE = re.compile("(?:的|就|是|刚好|正好|共|要|花了?|付了?|一共|总共|价格?|[ :])*")
_BOUGHT_FOR = re.compile("(?:^|[,，。;!? \n]|[是我就选按])包(?:的是)?$")
_BY_ITS_NAME = re.compile("(?:的|那种|这种|期|[啊呀吧呢]|[ 0-9块元钱])*(?:$|[,，。;!?\n ])")
"""Around the term of a subscription: 是包三个月的, but not 包三个月没用."""
_HOW_LONG_USED = re.compile(
    "(?:[用过跑满才到每前剩第]|已经?|还有|超过|不到|不足)(?:了|过|着|掉)?(?:大?[概约]|快|差不多|近|有)?$"
)


def of_a_length(found: Found, mentioned: Mentioned, role: str) -> str | None:
    """The role of a length."""
    candidate = mentioned.candidate
    if role == "term" and _is_a_rate(found, candidate):
        return OTHER
    if _OFF_BY.search(found.reading.before(candidate.start)):
        return OTHER
    if role == OTHER and _is_what_a_sum_buys(found, candidate):
        return "term"
    if _is_what_is_paid_ahead(found, candidate):
        return "term"
    if FIELDS.get(role) in PAST and _is_longer_than_it_has_been_there(found, mentioned):
        return "term"
    if _was_barely_used(found, candidate) or _is_how_long_something_went_on(found, mentioned, role):
        return OTHER
    if role == "opened" and _was_used_up_to_then(found, mentioned):
        return OTHER
    if role in ("opened", "paid") and _was_bought_since(found, mentioned):
        return "term"
    if found.asked == "state" and role in ("opened", "paid"):
        return OTHER  # 才过了一天 tells that it began
    if _is_only_asked(found, candidate):
        return OTHER
    if _puts_a_term_right(found, candidate):
        return "term"
    return OTHER if FIELDS.get(role) in PAST and is_of_the_refund(found.reading, candidate) else None


def _is_a_rate(found: Found, candidate: Candidate) -> bool:
    """Whether a month is the measure of a price, and no term: 50元一个月的服务器."""
    measure = _RATE.fullmatch(found.reading.text, candidate.start, candidate.end + 1)
    return bool(measure) and any(each.candidate.end == candidate.start for each in found.of_kind["money"])


def _is_what_is_paid_ahead(found: Found, candidate: Candidate) -> bool:
    """Whether a length is what a subscription is for: 包三个月, 包半年的."""
    reading = found.reading
    ahead = _BOUGHT_FOR.search(reading.before(candidate.start))
    return ahead is not None and _BY_ITS_NAME.match(reading.text, candidate.end) is not None


def _is_what_a_sum_buys(found: Found, candidate: Candidate) -> bool:
    """Whether a length is the term that a price behind it is of, where no other is told: 主机一年八百八."""
    exact = {"exact", "unit:month"} <= {*candidate.shape} or {"exact", "unit:year"} <= {*candidate.shape}
    dated = _CALENDAR_MONTH.fullmatch(found.reading.text, candidate.start, candidate.end)
    if not exact or dated or _HOW_LONG_USED.search(found.reading.before(candidate.start)):
        return False
    others = [
        each
        for each in found.mentioned
        if each.candidate.start != candidate.start
        and (each.candidate.rule == "term" or any(fact.field == "term_months" for fact in each.facts))
    ]
    priced = any(
        each.candidate.start >= candidate.end
        and _ITS_PRICE.fullmatch(found.reading.text, candidate.end, each.candidate.start)
        for each in found.of_kind["money"]
    )
    return priced and not others


def _is_longer_than_it_has_been_there(found: Found, mentioned: Mentioned) -> bool:
    """Whether a length is the term of what was bought on a later day: 前天开了台云服务器 3个月 刚好600."""
    candidate, of = mentioned.candidate, mentioned.of
    so_far = {"so_far", "later", "about"} & {*candidate.shape}
    unit = {"unit:month", "unit:year"} & {*candidate.shape}
    if not isinstance(of, LengthMention) or so_far or not unit:
        return False
    if _HOW_LONG_USED.search(found.reading.before(candidate.start)):
        return False
    ago = date_of(found.scene, of, "paid_at")
    days = [each.of for each in found.bought_on if isinstance(each.of, DateMention) and not each.of.vague]
    bought = [day.resolve("past").span for day in days]
    return (
        ago is not None
        and isinstance(ago.value, Span)
        and bool(bought)
        and all(span and ago.value.latest < span.earliest for span in bought)
    )


def _was_barely_used(found: Found, candidate: Candidate) -> bool:
    """Whether a length is what something was not even used for: 才用了不到一天."""
    before = found.reading.before(candidate.start)
    barely = _USED.search(before) and _BARELY.match(found.reading.text, candidate.start)
    idle = _LAY_IDLE.match(found.reading.text, candidate.end) and not _SINCE_IT_WAS_BOUGHT.search(before)
    return bool(barely or idle or _NOT_EVEN.search(before))


def _is_how_long_something_went_on(found: Found, mentioned: Mentioned, role: str) -> bool:
    """Whether only the model takes a length for the time since the purchase: 两天都在网吧."""
    candidate = mentioned.candidate
    heard = FIELDS.get(role) in PAST and candidate.rule == OTHER
    return heard and _ALL_OF_IT.match(found.reading.text, candidate.end) is not None


def _was_used_up_to_then(found: Found, mentioned: Mentioned) -> bool:
    """Whether a length is how long a thing was used that was bought long before: 去年8月买的，用了7个月."""
    of = mentioned.of
    opened = date_of(found.scene, of, "provisioned_at") if isinstance(of, LengthMention) else None
    used = _RAN.search(found.reading.before(mentioned.candidate.start))
    if not used or opened is None or not isinstance(opened.value, Span):
        return False
    bought = [each.of.resolve("past").span for each in found.bought_on if isinstance(each.of, DateMention)]
    return any(span and span.latest + _LONG < opened.value.earliest for span in bought)


def _was_bought_since(found: Found, mentioned: Mentioned) -> bool:
    """Whether a length by itself is longer ago than the purchase, and so its term: 前天开了台服务器 3个月."""
    candidate, of = mentioned.candidate, mentioned.of
    opened = date_of(found.scene, of, "provisioned_at") if isinstance(of, LengthMention) else None
    around = found.reading.text[: candidate.start][-1:] + found.reading.text[candidate.end :][:1]
    alone = _BY_ITSELF.fullmatch(around)
    if not alone or "exact" not in candidate.shape or opened is None or not isinstance(opened.value, Span):
        return False
    bought = [each.of.resolve("past").span for each in found.bought_on if isinstance(each.of, DateMention)]
    return bool(bought) and all(span and opened.value.latest < span.earliest for span in bought)


def _is_only_asked(found: Found, candidate: Candidate) -> bool:
    """Whether it is asked how long is left, and no length is told: 还剩几分钟."""
    left = _LEFT.search(found.reading.before(candidate.start))
    return left is not None and _HOW_MANY.match(found.reading.text, candidate.start) is not None


def _puts_a_term_right(found: Found, candidate: Candidate) -> bool:
    """Whether a length stands in the place of a term or a plan that was denied: 不是包年，是三个月的."""
    text = found.reading.text
    denied_one = _NOT_SO_LONG.search(text, max(0, candidate.start - SHORTLY), candidate.start)
    return denied_one is not None and _IS_SO_LONG.match(text, candidate.end) is not None
