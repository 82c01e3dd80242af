"""A refund that the customer has asked for already: how far it is, what has not come, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from refundbot.understanding.facts.begun import without_not_begun
from refundbot.understanding.facts.elapsed import LengthMention, date_of
from refundbot.understanding.facts.fact import Fact, Span
from refundbot.understanding.facts.found import Found, Mentioned
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.facts.roles.candidate import Candidate
from refundbot.understanding.facts.when.forms import DateMention
from refundbot.understanding.lexicon.phrases import Phrase, phrases

ASKED_AT = "refund_asked_at"
"""The field of the day on which the refund was asked for, or the money withdrawn."""
Stage = Literal["asked", "processing", "reviewing", "done", "withdrawn"]
_A_MONTH = timedelta(days=31)


def _says(phrase: str, text: str) -> bool:
    return _phrase(phrase).is_in(text)


def _phrase(name: str) -> Phrase:
    return phrases("under_way.yml")[name]


@dataclass(frozen=True)
class UnderWay:
    """What a message tells of a refund that was asked for."""

    stage: Stage | None
    """How far it is told to be; `None` where that is not said."""
    missing: bool
    """Whether the money has not come, or it is asked whether and when it will."""
    short: bool
    """Whether less of it came than was expected."""

    @property
    def late(self) -> bool:
        """Whether something is amiss with it, so that nothing else can be meant."""
        return self.missing or self.short


def under_way(reading: Reading) -> UnderWay | None:
    """What a text tells of a refund that was asked for; `None` where it tells of none.

    >>> from refundbot.understanding.facts.reading import read
    >>> under_way(read("退款显示已完成，钱还没到"))
    UnderWay(stage='done', missing=True, short=False)
    >>> [under_way(read(text)) for text in ("申请退款后多久到账", "我想退款", "今年已经退了两次")]
    [None, None, None]
    """
    text = reading.whole
    if not _says("refund", text):
        return None
    missing, short, stage = _says("missing", without_not_begun(text)), _says("short", text), _stage(text)
    if not (missing or short):
        shown = stage in ("processing", "reviewing")  # 今天显示待退款，这是能退了吗
        if stage is None or any(_says(each, text) for each in ("of_else", "refused")):
            return None
        if _says("to_come", text) and not shown:
            return None
        missing = _says("when", text)
    if missing or short or stage in ("asked", "processing", "reviewing", "withdrawn") or _says("asked", text):
        return UnderWay(stage, missing, short)
    return None


def turns_to_refund(reading: Reading) -> bool:
    """Whether a text speaks of a refund that is still to be asked for: 那这台能退吗."""
    return _says("to_come", reading.whole)


def stage_of(reading: Reading) -> Stage | None:
    """How far a text tells a refund to be, that is known to be under way."""
    return _stage(reading.whole)


def is_not_in_the_account(reading: Reading) -> bool:
    """Whether the money is told, or supposed, not to be in the account either: 余额里也没有呢."""
    return _says("not_there", reading.whole)


def was_not_withdrawn(reading: Reading) -> bool:
    """Whether nothing is told to have been withdrawn yet: 我没提过现."""
    return _says("not_withdrawn", reading.whole)


def is_rued(reading: Reading) -> bool:
    """Whether a text rues that a refund was asked for: 手滑点了退订."""
    return _says("rued", reading.whole)


def tells_of_a_lost_card(reading: Reading) -> bool:
    """Whether the card that was paid by is told to be gone: 原来那张卡注销了."""
    return _says("card_gone", reading.whole)


def asks_when(reading: Reading) -> bool:
    """Whether a text asks when money comes: 到底哪天能到."""
    return _says("when", reading.whole)


def _stage(text: str) -> Stage | None:
    if _says("withdrawn", text):
        return "withdrawn"
    if _says("reviewing", text):
        return "reviewing"
    if _says("done", text):
        return "done"
    if _says("in_progress", text):
        return "processing"
    return "asked" if _says("asked", text) else None


def tells_of_a_purchase(clause: str) -> bool:
    """Whether a normalised clause tells that something was bought, paid for or opened.

    >>> tells_of_a_purchase("10月8号买的"), tells_of_a_purchase("11月13号申请")
    (True, False)
    """
    return _says("of_purchase", clause)


def is_of_the_refund(reading: Reading, candidate: Candidate) -> bool:
    """Whether a day can only be one of a refund under way: 11月13号申请, or no purchase in its clause."""
    first, last = reading.clause(candidate.start)
    if _phrase("of_purchase").pattern.search(reading.whole, first, last):
        return False
    return (
        _phrase("deed_of").pattern.match(reading.whole, candidate.end) is not None
        or under_way(reading) is not None
    )


def asked_at(found: Found, mentioned: Iterable[Mentioned]) -> Iterator[Fact]:
    """`refund_asked_at`: the first day of the past that is of no purchase and of a refund under way.

    `mentioned`: the dates and lengths that tell nothing of the purchase. A length is the time since then
    where it is told as over: 都4天了.
    """
    for each in mentioned:
        if not is_of_the_refund(found.reading, each.candidate):
            continue
        fact = _since(found, each) if isinstance(each.of, LengthMention) else _on(found, each)
        if fact is not None:
            yield fact
            return
    just = _phrase("just_now").pattern.search(found.reading.whole)
    if just is not None and under_way(found.reading) is not None:
        yield found.reading.fact(ASKED_AT, Span(found.scene.now, found.scene.now), *just.span())


def _on(found: Found, mentioned: Mentioned) -> Fact | None:
    of, candidate, now = mentioned.of, mentioned.candidate, found.scene.now
    span = of.resolve("past").span if isinstance(of, DateMention) and not of.vague else None
    if (
        span is None
        or span.earliest > now
        or span.latest - span.earliest > _A_MONTH  # 今年退了两回
        or _phrase("days_long").pattern.match(found.reading.whole, candidate.start)
    ):
        return None
    last = found.reading.clause(candidate.start)[1]
    if span.latest >= now and not _phrase("deed").pattern.search(found.reading.whole, candidate.end, last):
        return None  # 到今天没到
    return found.reading.fact(
        ASKED_AT, Span(span.earliest, min(span.latest, now)), candidate.start, candidate.end
    )


def _since(found: Found, mentioned: Mentioned) -> Fact | None:
    of, candidate, text = mentioned.of, mentioned.candidate, found.reading.whole
    assert isinstance(of, LengthMention), "only a length tells a time since"
    if under_way(found.reading) is None:
        return None
    behind = _phrase("over").pattern.match(text, candidate.end)
    over = behind is not None or text.endswith(("了", "啦"), candidate.start, candidate.end)
    if not over and not _phrase("waited").pattern.search(text, 0, candidate.start):
        return None
    fact = date_of(found.scene, of, "paid_at")
    return fact and replace(fact, field=ASKED_AT, approximate=True)
