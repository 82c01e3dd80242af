"""The dates of a purchase: which of the dates in a text belongs to which event.

The words of an event stand mostly behind its date (昨天买的), at times before it (购买时间是昨天, 买了三天).
A date of another event (昨天申请退款) is no fact of the purchase.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from refundbot.understanding.events import Event, find_events
from refundbot.understanding.fact import Fact, Span
from refundbot.understanding.reading import Reading
from refundbot.understanding.vocabulary import mentions
from refundbot.understanding.when.dates import find_dates
from refundbot.understanding.when.durations import DURATION, Duration, duration, spent
from refundbot.understanding.when.forms import DateMention, Lean, integer
from refundbot.understanding.when.spans import SHANGHAI, When, whole_days

DATE_FIELDS = frozenset({"paid_at", "provisioned_at", "effective_at", "expires_at"})
_PAST = frozenset({"paid_at", "provisioned_at"})
_FAR = 30
"""Characters within which a verb of a following clause still has a date of an earlier one."""

_NEAR = 6
"""Characters within which a verb has a vague date such as 刚, 最近."""

_WONDERING = re.compile("怎么|为什么|为啥|为何")
_LINK = re.compile(
    r"(?:[了的于在是为:有过完到都也才刚就还没未]|时间|日期|时候?|那?天|已经?|现在|至今|快|差不多|距今|满| )*"
)
_NAMED = re.compile("[是于在:]|时间|日期|时候")
_ELAPSED = re.compile(
    rf"{DURATION}(?P<later>[之以]?后)?(?P<within>[之以]?内)?(?P<so_far>了(?!解))?(?![之以]?前)"
)
_ORDINAL = re.compile(r"第(?P<count>\d{1,3}|[一二三四五六七八九十]{1,3})天")
_SINCE = re.compile(r"[了过]|已|都|才|刚|有|快|满|差不多|现在|至今|距今")
_LONG_SINCE = re.compile(r"已|都|有|快|满|差不多|现在|至今|距今|不到|超过")
_AHEAD = re.compile(r"(?:还(?:有|剩|差|要)?|再过|过|剩|差|等)(?:个|大概|差不多| )*$")
_NOT = re.compile(r"(?:不是|非|比|不在|没在|不是在|现在(?:是|都|已经|快)?|今天(?:是|都)?)$")
_UNTIL = re.compile(r"(?:(?<!直)到|至|等)$")
_OTHERS = re.compile(r"(?:朋友|别人|人家|网友|同学|邻居)[^,，。]{0,4}$")
_FOR_ME = re.compile("[帮给替代]我")
_PLANNED = re.compile("打算|准备|想|要|计划|会|等|再|可能|如果|假如")
_CORRECTION = re.compile(r"不对|不是|说错|错了|搞错|记错|更正|应该是|哦不|噢不|打错")
_ATTRIBUTE = re.compile(
    r"(?:的(?=$|[,，。;!?、 ]|单|订|那|这|事|[能可还没]|退(?!款|订)|[一几两三]?[台个张笔块]|包"
    r"|服务|机|套餐|资源|\d)"
    r"|那(?:会|[个台单笔张](?!退|申请|工单)))"
)
_TOP_UP = re.compile("充值|提现|退款|申请")
_PRESENT = re.compile("今年|本月|这个?月")
_DONE = re.compile("[了的单款]")
_BOUGHT = re.compile(
    r"(?:[买购付订续拍抢开刷扣弄搞办签入]|下单|支付|付款|采购|开通|创建|下单)(?:的|了|过)|下的单|付的款"
)
_ENDS = re.compile(
    r" *(?:$|[，,。;!?、~\n]|\d[\d.,]{0,9} ?(?:元|块)|(?:包[年月]|按[需量])的?(?=$|[,，。退能可剩还]))"
)
_BEHIND_PRODUCT = re.compile(r"(?:$|[，,。;!?、\n]|能|可|退|想|要|吗|没|用|还|剩)")
_SAYS_NOTHING = re.compile(
    r"(?:[嗯呃哦啊吧呢的了哈是,，。;!~ ]|大概|应该|好像|就|那个|刚好|正好|才|也就|估计|可能|已经|有)*"
)
_RANGE = re.compile(r" ?(?:到|至|[-~—]) ?")
_PERIOD = re.compile(r"有效期|周期|服务期|使用期|期限|时段|计费")


class Timeline:
    """The dates and events of one text, and which belongs to which."""

    def __init__(self, reading: Reading, now: datetime, asked: str | None) -> None:
        """`asked`: the field that a bare date belongs to; else it is the payment's."""
        self.reading, self.text, self.now = reading, reading.text, now.astimezone(SHANGHAI)
        self.asked = asked if asked in DATE_FIELDS else None
        self.mentions = find_dates(_month_and_day(self.text) if self.asked else self.text, now)
        self.taken = {i for mention in self.mentions for i in range(mention.start, mention.end)}
        self.claimed = {i for m in self.mentions if not m.needs_verb for i in range(m.start, m.end)}
        """The characters that only a date can be; 11.2 may be a sum as well."""
        self.products = mentions("product", self.text)
        self.events = [event for event in find_events(self.text) if event.start not in self.taken]

    def facts(self) -> Iterator[Fact]:
        """The dates as facts; a vague one (刚买) only where no other tells the same."""
        found = [*self._of_dates(), *((fact, False) for fact in self._of_durations())]
        firm = {fact.field for fact, vague in found if not vague}
        yield from (fact for fact, vague in found if not vague or fact.field not in firm)

    def _of_dates(self) -> Iterator[tuple[Fact, bool]]:
        last: str | None = None
        ranges = self._ranges()
        for mention in self.mentions:
            if mention not in ranges and _NOT.search(self.reading.before(mention.start, 4)):
                continue
            field = ranges[mention] if mention in ranges else self._field(mention, last)
            if field in _PAST and self._not_own(mention):
                continue
            if field:
                last = field
                when = self._when(mention, "past" if field in _PAST else "near")
                if fact := self._fact(field, mention.start, mention.end, when):
                    yield fact, mention.vague

    def _not_own(self, mention: DateMention) -> bool:
        """Whether a date only ends something (用到昨天), or tells of what others bought."""
        before = self.reading.before(mention.start)
        others = _OTHERS.search(before) and not _FOR_ME.search(self.reading.after(mention.end))
        return bool(others or _UNTIL.search(before))

    def _ranges(self) -> dict[DateMention, str | None]:
        """For dates joined as from - to: the period of service if it is called so, else nothing."""
        fields: dict[DateMention, str | None] = {}
        for first, second in zip(self.mentions, self.mentions[1:], strict=False):
            if _RANGE.fullmatch(self.text, first.end, second.start):
                period = _PERIOD.search(self.text, *self.reading.clause(first.start))
                fields[first], fields[second] = ("effective_at", "expires_at") if period else (None, None)
        return fields

    def _field(self, mention: DateMention, last: str | None) -> str | None:
        """The field of a date, `None` for a date of no interest."""
        first, last_in_clause = self.reading.clause(mention.start)
        behind = (m.start for m in self.mentions if m.start >= mention.end and not m.vague)
        next_date = min(behind, default=len(self.text))
        left = [event for event in self.events if first <= event.start and event.end <= mention.start]
        right = [e for e in self.events if mention.end <= e.start < min(last_in_clause, next_date)]
        if left and not mention.of_today and self._linked(left[-1], mention.start):
            gap = self.text[left[-1].end : mention.start]
            if not self._dated(left[-1]) and (not gap.strip() or _NAMED.search(gap)):
                return left[-1].field
        if right and right[0].name == "other" and self._of_purchase(mention.end):
            return "paid_at"
        if right:
            between = self.text[mention.end : right[0].start]
            far = mention.vague and len(between) > _NEAR
            return None if far or _WONDERING.search(between) else right[0].field
        if (
            left
            and left[-1].field
            and not any(m.start >= left[-1].end and m.end <= mention.start for m in self.mentions)
        ):
            return left[-1].field
        if last and _CORRECTION.search(self.text, max(0, mention.start - 15), mention.start):
            return last
        if self.asked and not left:
            return self.asked
        if left and left[-1].name == "other":
            return "paid_at" if self._of_purchase(mention.end, at_end=False) else None
        previous = self._previous(mention)
        if previous:
            return previous
        if not mention.needs_verb and self._of_purchase(mention.end):
            return "paid_at"
        return None if left or mention.vague else self._later(mention, next_date)

    def _previous(self, mention: DateMention) -> str | None:
        """The field of the event that the clause before told without a date: 服务器到期了，6月20号."""
        first, last = self.reading.clause(mention.start)
        if not first or _SAYS_NOTHING.fullmatch(self.text, mention.end, last) is None:
            return None
        told = [e for e in self.events if self.reading.clause(first - 1)[0] <= e.start < first]
        return told[-1].field if told and not self._dated(told[-1]) else None

    def _later(self, mention: DateMention, next_date: int) -> str | None:
        """The field of the event that the next clauses tell: 昨天喝多了，下单了."""
        if _PRESENT.match(self.text, mention.start):
            return None
        first, end = self.reading.clause(mention.start)[1], self.reading.sentence(mention.start)[1]
        end = min(end, next_date, mention.end + _FAR)
        event = next((event for event in self.events if first <= event.start < end), None)
        if event and event.field in _PAST and _DONE.search(self.text, event.start, event.end + 1):
            return event.field
        return None

    def _dated(self, event: Event) -> bool:
        """Whether an event has its own date before it: 3月12付款."""
        before = max((m.end for m in self.mentions if m.end <= event.start), default=None)
        return before is not None and not self.text[before : event.start].strip()

    def _of_purchase(self, end: int, at_end: bool = True) -> bool:
        """Whether a date without a verb is said of what was bought: 昨天的单, 上月ECS能退吗."""
        if _ATTRIBUTE.match(self.text, end) or (at_end and _ENDS.match(self.text, end)):
            return not _TOP_UP.search(self.text, self.reading.clause(end - 1)[0], end)
        end += self.text.startswith("的", end)
        named = [product for product in self.products if product.start == end]
        return any(_BEHIND_PRODUCT.match(self.text, product.end) for product in named)

    def _when(self, mention: DateMention, lean: Lean) -> When:
        """When a date was. A time alone is of the day that the sentence named before, and not earlier."""
        when = mention.resolve(lean)
        if not mention.of_today or when.span is None:
            return when
        first = self.reading.sentence(mention.start)[0]
        earlier = [m for m in self.mentions if first <= m.start and m.end <= mention.start and not m.vague]
        named = earlier[-1].resolve(lean).span if earlier else None
        if named is None or named.earliest.date() != named.latest.date():
            return when if named is None else replace(when, span=None, problem="too_vague")
        days = named.earliest.date() - when.span.earliest.date()
        span = Span(max(when.span.earliest + days, named.earliest), when.span.latest + days)
        return replace(when, span=span) if span.earliest <= span.latest else when

    def _linked(self, event: Event, start: int) -> bool:
        """Whether only words such as 时间是 stand between an event and what follows it."""
        gap = _LINK.fullmatch(self.text, event.end, start)
        return gap is not None and (event.field is not None or bool(_NAMED.search(gap[0])))

    def _of_durations(self) -> Iterator[Fact]:
        for match in _ELAPSED.finditer(self.text):
            length = None if match.start() in self.taken or match["within"] else duration(match)
            if length and (fact := self._elapsed(match, length)):
                yield fact
        for match in _ORDINAL.finditer(self.text):
            count = integer(match["count"])
            if count and not self._event_behind(match) and (field := self._since(match, match[0])):
                day = (self.now - timedelta(days=count - 1)).date()
                if fact := self._fact(field, *match.span(), whole_days(day, day)):
                    yield fact

    def _elapsed(self, match: re.Match[str], length: Duration) -> Fact | None:
        """买了三天, 开通四十来天, 已经三个月了; 还有八个月到期, 三天后生效."""
        ahead = match["later"] or _AHEAD.search(self.reading.before(match.start(), 6))
        if ahead:
            field = self._ahead(match)
            length = Duration(-length.high, -length.low, length.unit)
        else:
            field = self._since(match, match[0])
        return self._fact(field, *match.span(), spent(length, self.now)) if field else None

    def _ahead(self, match: re.Match[str]) -> str | None:
        event = self._event_behind(match)
        return event.field if event and event.field not in _PAST else None

    def _event_behind(self, match: re.Match[str]) -> Event | None:
        end = self.reading.clause(match.start())[1]
        return next((e for e in self.events if match.end() <= e.start < end), None)

    def _since(self, match: re.Match[str], said: str) -> str | None:
        """The event that a length of time has passed since; a term (买了三年的) is none."""
        first, last = self.reading.clause(match.start())
        left = [event for event in self.events if event.end <= match.start()]
        event = left[-1] if left else None
        if event and event.start >= first and self._linked(event, match.start()):
            return event.field if self._is_since(event, match, said) else None
        alone = _SAYS_NOTHING.fullmatch(self.text, first, match.start()) is not None
        if alone and self.asked and _SAYS_NOTHING.fullmatch(self.text, match.end(), last):
            return self.asked
        if alone and event and said.endswith("了") and event.start >= self.reading.sentence(match.start())[0]:
            return event.field
        return None

    def _is_since(self, event: Event, match: re.Match[str], said: str) -> bool:
        gap = self.text[event.start : match.start()] + said
        if match.re is _ORDINAL or event.name in {"provisioned_at", "effective_at", "expires_at"}:
            return True
        if match["unit"] in "月季度年":
            longer = match["tail"] == "多" or match["more"] or match["more2"]
            more = bool(longer or _LONG_SINCE.search(gap))
            return more or (said.endswith("了") and event.name != "renewal")
        if "几" in said and not said.endswith("了"):
            return False
        return bool(_SINCE.search(gap)) or event.end - event.start > 1

    def _fact(self, field: str, start: int, end: int, when: When) -> Fact | None:
        """A fact; a purchase has happened, so its date reaches up to now at most."""
        if when.span is None:
            return self.reading.fact(field, "", start, end, when.approximate, when.problem)
        span = when.span
        if field in _PAST:
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


def _month_and_day(text: str) -> str:
    """A bare 0622 in the form that is read as a date: it is one only where a date was asked for."""
    return re.sub(r"^( ?)(0[1-9]|1[0-2])([0-3]\d)(?= ?$)", r"\1\2/\3", text) if len(text) < 8 else text
