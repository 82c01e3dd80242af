"""What follows from what is told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from refundbot.catalogue import PRODUCTS
from refundbot.understanding.facts.fact import GUESSED, Fact, Span
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.facts.whose import is_not_theirs

_RENEWS = re.compile("(?<!手)续|renew")
_ON_THAT_DAY = "(?:同一天|同日|当天|当日|当[晚夜](?!上))(?:的?(?:晚上|夜里|半夜)?(?:十二|12|24|零|0)点)?"
_SAME_DAY = {
    "provisioned_at": re.compile(
        rf"(?:开通|创建|发放|开[的出好])[^,，。;!?]{{0,4}}{_ON_THAT_DAY}"
        rf"|{_ON_THAT_DAY}(?:就|也)*(?:开通|创建|开[的出好])"
    ),
    "effective_at": re.compile(
        rf"{_ON_THAT_DAY}(?:就|也|便|直接|马上|立刻)*(?:接上|接着算|生效|起算|开始[算计])"
        r"|[续付](?:费|款|钱|上|完|好|了)*(?:就|便|马上|立刻|直接)+(?:接[上着]|开始)+(?:[算跑走]|计[费时])了"
    ),
    "coupon_expires_at": re.compile(
        rf"{_ON_THAT_DAY}(?:就|也|便)*(?:[到过]期|作废|失效)的?[^,，。;!?]{{0,6}}[券卡]"
        rf"|[券卡][^,，。;!?]{{0,6}}{_ON_THAT_DAY}(?:就|也|便)*(?:[到过]期|作废|失效)"
    ),
}
"""What happened on the day of the purchase: 当天开通, 付完当天就接上了, 用了张当天到期的券."""


_OPENED_ONE = re.compile(
    "(?<![没重])(?:开|建|创建|开通|部署)了?一(?:[台套]|个(?!月|季|星期|小时|账号|户|发票))"
)
_A_DAY = timedelta(days=1) - timedelta(seconds=1)
_SHORTEST_TERM = timedelta(days=28)
"""What was opened within it is not renewed: its first term still runs."""


def consequences(reading: Reading, facts: list[Fact], asked: str | None, now: datetime) -> Iterator[Fact]:
    """The facts, and what follows: what is used up was used, a package has no subscription."""
    by_field = {fact.field: fact for fact in facts}
    product, mode = by_field.get("product"), by_field.get("billing_mode")
    package = product is not None and PRODUCTS[str(product.value)].sold == "package"
    for fact in facts:
        if asked == "quota_left" and product is None and (fact.field == "used" or fact.value == "used_up"):
            continue  # 用完了 is said of the quota
        if fact is mode and package and fact.value == "subscription":
            continue
        if fact is product and package and asked == "billing_mode" and mode is None:
            yield replace(fact, field="billing_mode", value="package")
            continue
        yield fact
    yield from _on_the_day(reading, by_field)
    if "purchase_kind" not in by_field:
        yield from _opened_anew(reading, by_field.get("provisioned_at"), now)
    state = by_field.get("state")
    if state and state.value == "used_up" and asked != "quota_left" and "used" not in by_field:
        yield replace(state, field="used", value=True)


def _opened_anew(reading: Reading, opened: Fact | None, now: datetime) -> Iterator[Fact]:
    """That what was opened just now is new, where no renewal is spoken of: 27号开了一个云搜索."""
    if opened is None or not isinstance(opened.value, Span) or _RENEWS.search(reading.whole):
        return
    first, last = reading.clause(opened.start)
    one = _OPENED_ONE.search(reading.text, first, last)
    theirs = opened.confidence <= GUESSED or is_not_theirs(reading, opened.start)
    if one and not (opened.problem or theirs) and timedelta() < now - opened.value.earliest < _SHORTEST_TERM:
        yield replace(reading.fact("purchase_kind", "new", *one.span()), confidence=opened.confidence)


def _on_the_day(reading: Reading, by_field: Mapping[str, Fact]) -> Iterator[Fact]:
    """What is said to have been on the day of the purchase, in as far as no date of its own is told."""
    day = by_field.get("paid_at") or by_field.get("provisioned_at")
    opened = _SAME_DAY["provisioned_at"].search(reading.text)
    if day is not None and day.field == "provisioned_at" and opened and opened.start() >= day.end:
        yield replace(day, field="paid_at")
    for field, words in _SAME_DAY.items():
        if day is not None and day.field != field not in by_field and (same := words.search(reading.text)):
            start, end = same.span()
            text, of_it = reading.written[start:end], day
            if field == "coupon_expires_at" and isinstance(day.value, Span):
                end_of_day = day.value.latest.replace(hour=23, minute=59, second=59)
                of_it = replace(day, value=Span(max(day.value.earliest, end_of_day - _A_DAY), end_of_day))
            yield replace(of_it, field=field, text=text, start=start, end=end, alternatives=())
