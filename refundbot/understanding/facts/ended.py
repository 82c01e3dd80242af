"""What has ended: the purchase, or only a coupon; or it is yet to end, or was renewed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from refundbot.understanding.facts.fact import Fact, Span
from refundbot.understanding.facts.found import Found
from refundbot.understanding.facts.in_role import InRole
from refundbot.understanding.facts.reading import SHORTLY
from refundbot.understanding.facts.renewed import RENEWED
from refundbot.understanding.lexicon.words import pattern

_COUPON_OR_PURCHASE = pattern(
    r"(?P<coupon>[券卷]|(?<![显网用行])卡|voucher|coupon)|<BUY>|机|服务器|实例|包|桌面|盘|库|server"
)
_COUPON_ENDED = pattern(
    r"(?:券|代金卷|储值卡|(?P<card>(?:^|[,，。;!?这那])[张个]?卡)|voucher|coupon)[^,，。;!?没未快要会将]{0,8}?"
    r"(?:(?:过期|到期|失效|作废)[了啦](?![会就])|(?:has |is |was |already )*expired)"
)
_ASKED = pattern("<QUESTION>|<IF>|的话|[?]")


def is_no_end(found: Found, fact: Fact, facts: Sequence[Fact], told: Sequence[InRole]) -> bool:
    """Whether the purchase that seems to have ended has not: a coupon did, or it will, or was renewed."""
    return (fact.field, fact.value) == ("state", "expired") and (
        _of_a_coupon(found, fact, told) or _lies_ahead(found, fact, facts) or _was_renewed(found, fact)
    )


def ended_coupon(found: Found, told: Sequence[InRole]) -> Iterator[Fact]:
    """That a coupon has ended by now, where no day is told: 那张券早过期了."""
    reading, now = found.reading, found.scene.now
    if any(each.role == "coupon" for each in told):
        return
    for match in _COUPON_ENDED.finditer(reading.text):
        if not _ASKED.search(reading.text, *reading.clause(match.start())):
            field = "stored_card_expires_at" if match["card"] else "coupon_expires_at"
            yield reading.fact(field, Span(now, now), *match.span(), True)


def _of_a_coupon(found: Found, fact: Fact, told: Sequence[InRole]) -> bool:
    """Whether it is a coupon that has expired, as its date in the clause says: 那张券30号就过期了.

    Or as the sentence names nothing else just before: 现金券不是当钱用的吗，过期了就没了？
    """
    first, last = found.reading.clause(fact.start)
    dates = [each for each in told if first <= each.mentioned.candidate.start < last]
    if any(each.role == "coupon" for each in dates):
        return True
    named = [
        *_COUPON_OR_PURCHASE.finditer(found.reading.text, found.reading.sentence(fact.start)[0], fact.start)
    ]
    return bool(named and named[-1]["coupon"])


def _lies_ahead(found: Found, fact: Fact, facts: Sequence[Fact]) -> bool:
    """Whether it ends on a day to come, which is no state of today: 7月21日就到期了."""
    first, last = found.reading.clause(fact.start)
    return any(
        each.field == "expires_at"
        and first <= each.start < last
        # a problem has no time
        and isinstance(each.value, Span)
        and each.value.earliest > found.scene.now
        for each in facts
    )


def _was_renewed(found: Found, fact: Fact) -> bool:
    """Whether what had expired was renewed then: 给到期的老机器续的费."""
    last = min(found.reading.sentence(fact.start)[1], fact.end + SHORTLY)
    return RENEWED.search(found.reading.text, fact.end, last) is not None
