"""The dates and events of one text, and what stands beside what."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from datetime import datetime

from refundbot.understanding.facts.events import Event, find_events
from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.facts.when.dates import find_dates
from refundbot.understanding.facts.when.forms import DateMention
from refundbot.understanding.facts.when.spans import SHANGHAI, When

DATE_FIELDS = frozenset({"paid_at", "provisioned_at", "effective_at", "expires_at"})
"""The fields of a case that hold a date."""
PAST = frozenset({"paid_at", "provisioned_at"})
"""Those of what has happened."""
SAYS_NOTHING = re.compile(
    r"(?:[嗯呃哦啊吧呢的了哈是,，。;!~ ]|大概|应该|好像|就|那个|刚好|正好|才|也就|估计|可能|已经|有)*"
)
"""Words around a bare date that add nothing to it."""

_FIGURES = re.compile(r" *(0[1-9]|1[0-2])([0-3]\d) *")
"""A bare 0622: a date only where one was asked for."""
_LINK = re.compile(
    r"(?:[了的于在是为:有过完到都也才刚就还没未]|时间|日期|时候?|那?天|已经?|现在|至今|快|差不多|距今|满| )*"
)
_NAMED = re.compile("[是于在:]|时间|日期|时候")
_PLANNED = re.compile("打算|准备|想|要|计划|会|等|再|可能|如果|假如")
_BOUGHT = re.compile(
    r"(?:[买购付订续拍抢开刷扣弄搞办签入]|下单|支付|付款|采购|开通|创建)(?:的|了|过)|下的单|付的款"
)


class Scene:
    """Dates and events by place. `now` is in Asia/Shanghai, `asked` the date field asked for if one was."""

    def __init__(self, reading: Reading, now: datetime, asked: str | None) -> None:
        self.asked = asked if asked in DATE_FIELDS else None
        self.reading, self.text, self.now = reading, reading.text, now.astimezone(SHANGHAI)
        figures = _FIGURES.fullmatch(self.text) if self.asked else None
        self.dates = find_dates(figures.expand(r"\1/\2") if figures else self.text, now)
        dated = {i for date in self.dates for i in range(date.start, date.end)}
        self.events = [event for event in find_events(self.text) if event.start not in dated]
        self.dated = dated
        """The characters of dates."""
        self.products = {product.start: product.end for product in reading.mentions("product")}
        self._starts = [date.start for date in self.dates]
        self._ends = [date.end for date in self.dates]
        self._event_starts = [event.start for event in self.events]
        self._event_ends = [event.end for event in self.events]

    def event_before(self, index: int, first: int = 0) -> Event | None:
        """The last event that lies in `first:index`."""
        place = bisect_right(self._event_ends, index) - 1
        return self.events[place] if place >= 0 and self.events[place].start >= first else None

    def event_behind(self, index: int, last: int) -> Event | None:
        """The first event that begins in `index:last`."""
        place = bisect_left(self._event_starts, index)
        return self.events[place] if place < len(self.events) and self.events[place].start < last else None

    def date_before(self, index: int) -> DateMention | None:
        """The last date that ends at `index` or before."""
        place = bisect_right(self._ends, index) - 1
        return self.dates[place] if place >= 0 else None

    def firm_date_behind(self, index: int) -> int:
        """Where the next date that is not as vague as 刚 begins; the end of the text if there is none."""
        place = bisect_left(self._starts, index)
        return next((date.start for date in self.dates[place:] if not date.vague), len(self.text))

    def has_own_date(self, event: Event) -> bool:
        """Whether a date stands directly before an event: 3月12付款."""
        date = self.date_before(event.start)
        return date is not None and not self.text[date.end : event.start].strip()

    def linked(self, event: Event, index: int) -> bool:
        """Whether only words such as 时间是 stand between an event and what follows it at `index`."""
        gap = _LINK.fullmatch(self.text, event.end, index)
        return gap is not None and (event.field is not None or self.named(event, index))

    def named(self, event: Event, index: int) -> bool:
        """Whether an event is named like a heading: 下单时间是."""
        return bool(_NAMED.search(self.text, event.end, index))

    def fact(self, field: str, start: int, end: int, when: When) -> Fact | None:
        """A dated fact; a purchase has happened, so its date reaches up to now at most."""
        if when.span is None:
            return self.reading.fact(field, "", start, end, when.approximate, when.problem)
        span = when.span
        if field in PAST:
            if span.earliest > self.now:
                return self._not_yet(field, start, end)
            span = replace(span, latest=min(span.latest, self.now))
        return self.reading.fact(field, span, start, end, when.approximate)

    def _not_yet(self, field: str, start: int, end: int) -> Fact | None:
        """A purchase dated in the future: a slip worth telling, unless it is only planned."""
        first, last = self.reading.clause(start)
        told = _BOUGHT.search(self.text, end, last) and not _PLANNED.search(self.text, first, start)
        if told or field == self.asked:
            return self.reading.fact(field, "", start, end, problem="future_date")
        return None
