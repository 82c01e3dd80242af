"""The dates of a purchase: which of the dates in a text belongs to which event.

The words of an event stand mostly behind its date (昨天买的), at times before it (购买时间是昨天). A date of
another event (昨天申请退款) is no fact of the purchase.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from refundbot.understanding.facts.elapsed import elapsed
from refundbot.understanding.facts.events import Event
from refundbot.understanding.facts.fact import Fact, Span
from refundbot.understanding.facts.of_another_day import of_another
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.facts.scene import PAST, SAYS_NOTHING, Scene
from refundbot.understanding.facts.when.forms import DateMention, Lean
from refundbot.understanding.facts.when.spans import TOO_VAGUE, When, month, whole_days
from refundbot.understanding.lexicon.words import pattern

_FAR = 30
"""Characters within which a verb of a following clause still has a date of an earlier one."""
_NEAR = 6
"""Characters within which a verb has a vague date such as 刚, 最近."""
_WONDERING = re.compile("怎么|为什么|为啥|为何")
_NOT = re.compile(r"(?:不是|非|比|不在|没在|不是在|现在(?:是|都|已经|快)?|今天(?:是|都)?)$")
_UNTIL = re.compile(r"(?:(?<!直)到|至|等)$")
_OTHERS = pattern("<OTHER_PERSON>[^,，。]{0,4}$")
_FOR_ME = re.compile("[帮给替代]我")
_AHEAD = re.compile("才|要到|要等|等到|将|还没|未")
_OVER = re.compile(
    r"(?:到[的了]?期|过期|期满|失效|作废)了|(?:(?<!will\s)expired?了|expired)|到的期|已经?(?:到|过|失)[期效]|已于|过期的(?!话|[那这][张个]|代金|现金|储值|[券卡])|到期(?:以后|之后|后)?(?:也|就|都|一直|又)*(?:忘了?|没|未)(?:记得|有|来得及|再)?(?:续|管|交|处理)"
)
_STILL = re.compile(r"[还仍都]+(?:是|在)?有效|有效期?[到至]|年[底末]")
_NOT_BEFORE = re.compile(r"才(?:会|能|要|算)?(?:真正)?(?:[到过][的了]?期|失效|作废|到头|截止)")
"""Around a date: what ends then has not ended yet, 券是12月31号才过期的."""
_BEGAN = re.compile(r"(?:started|began|begun|kicked in|activated|went live)(?: on| in| from)? ?$")
"""Before a date: what was bought has come into effect by it."""
_BEGAN_THEN = re.compile(r"才[^会能要,，。;!?]{0,2}(?:开始|生效|启用|起算|接上|轮到|算)的(?![时话那])")
"""Around a date: what was bought began by it or will, whichever is nearer, 新的一期18号才开始的."""
_COUNTED_FROM = re.compile(r"[号日]?(?:那天|零点|就|已经?)*(?:开始|起)(?:计?算|计费|生效)的(?![时话那])")
"""Behind a date: the same, 从15号开始算的到今天才走了两天."""
_JUST = timedelta(days=45)
"""How long ago the last of such days may be for it to be meant all the same, 3月2号才过期的 on the 5th."""
_ON_THE_DAY = re.compile("(?<!早)就[到过]期了$|(?<!早)就[到过]期了[^吧的]")
"""7月21日就到期了 is said of a day ahead as well."""
_INVOICE = re.compile("票[^。!?开]*$")
_CORRECTION = pattern("<PUTS_RIGHT>")
_ATTRIBUTE = re.compile(
    r"(?:的(?=$|[,，。;!?、 ]|单|订|那|这|事|[能可还没]|退(?!款|订)|[一几两三]?[台个张笔块]|包"
    r"|服务|机|套餐|资源|\d)"
    r"|那(?:会|[个台单笔张](?!退|申请|工单)))"
)
_ENDS = re.compile(
    r" *(?:$|[，,。;!?、~\n]|\d[\d.,]{0,9} ?(?:元|块)|(?:包[年月]|按[需量])的?(?=$|[,，。退能可剩还]))"
)
_BEHIND_PRODUCT = re.compile(r"(?:$|[，,。;!?、\n]|能|可|退|想|要|吗|没|用|还|剩)")
_TOP_UP = re.compile("充值|提现|退款|申请")
_PRESENT = re.compile("今年|本月|这个?月")
_LEANS: tuple[Lean, ...] = ("past", "near", "future")
_DONE = re.compile("[了的单款]")
_BEFORE = re.compile("[号日]?(?:[之以]前|前(?![后天日几]))")
_LONG = timedelta(days=12 * 365)
"""How far back 6月18号之前 may reach."""
_RANGE = re.compile(r" ?(?:到|至|[-~—]) ?")
_OR = re.compile("(?:、|或者?|还是|[,，]?(?:要么|就是)|(?:买的)?[,，]?另?一[台个单笔张份]是?)?")
_GOES_ON = re.compile("就|于是|后来|当时|那时|想|听|然后|结果|所以|因为")
_NO_LONGER = re.compile(
    "不管|别管|不用管|我们?家?[的这]|又|再|另|这次|今年|今天|现在|目前|这个?月|本月|最近|刚|退|续|[。!?;]"
)
"""Between a month that opens a story and a day of it: 去年三月开了个店，就想做个网站，12号买了台服务器."""
_RENEWED = re.compile("(?<!手)续")
"""In the clause of a day: it is that of a renewal, and of no month in which the first term was bought."""
_ONLY_PAUSES = re.compile("(?:的|期间|假期|那会儿?|那时候?|[,，、 (]){1,4}")
"""Between a stretch of time and the day of it: 前年国庆，10月3号."""
_WITH_ITS_YEAR = re.compile(r"(?<!\d)(?:20)?\d\d ?年|(?<!\d)20\d\d|[去前]年|二[零〇]..年")
_ANEW = re.compile("又|再|另|还有|这次|今年|今天|现在|目前|最近|续|退|同事|朋友|到期|过期|[。!?\n]")
"""Between two days: the second is not told on from the first."""
_IS_NAMED_BY = re.compile("的|账单|活动|优惠")
_PERIOD = re.compile(r"有效期|周期|服务期|使用期|期限|时段|计费")


class Timeline:
    """The dates of one text as facts of the purchase."""

    def __init__(self, reading: Reading, now: datetime, asked: str | None) -> None:
        """`asked`: the field that a bare date belongs to; else it is the payment's."""
        self.reading, self.text = reading, reading.text
        self.scene = Scene(reading, now, asked)
        self.claimed = {i for d in self.scene.dates if not d.needs_verb for i in range(d.start, d.end)}
        """The characters that only a date can be; 11.2 may be a sum as well."""

    def facts(self) -> Iterator[Fact]:
        """The dates as facts; a vague one (刚买) only where no other tells the same."""
        found = [*self._of_dates(), *((fact, False) for fact in elapsed(self.scene))]
        firm = {fact.field for fact, vague in found if not vague}
        yield from (fact for fact, vague in found if not vague or fact.field not in firm)

    def _of_dates(self) -> Iterator[tuple[Fact, bool]]:
        last: str | None = None
        ranges = self._ranges()
        for date in self.scene.dates:
            before = self.reading.before(date.start)
            if date in ranges:
                field = ranges[date]
            else:
                field = None if _NOT.search(before) else self._field(date, last)
            # A date that only ends something (用到昨天), or is of what others bought, is not the purchase's.
            if field in PAST and (_UNTIL.search(before) or self._of_others(date, before)):
                continue
            if field == "provisioned_at" and self._of_invoice(date):
                continue
            if field and self._dated(date, field):
                last = field
                if fact := self.fact(date, field):
                    yield fact, date.vague

    def fact(self, date: DateMention, field: str) -> Fact | None:
        """A date as a fact of `field`; `None` where it can be none, such as a purchase planned ahead."""
        when = self._dated(date, field)
        fact = self.scene.fact(field, date.start, date.end, when) if when else None
        if fact is not None and when is TOO_VAGUE and date.days_on:
            return replace(fact, only_a_time=date.resolve("past").span, days_on=date.days_on)
        if fact is None or fact.problem or field in PAST:
            alone = date.of_today and when == date.resolve("past")
            return replace(fact, only_a_time=when.span) if fact and when and alone else fact
        read = {span for lean in _LEANS if (span := date.resolve(lean).span) and span != fact.value}
        others = tuple(sorted(read, key=lambda span: span.earliest))
        return replace(fact, alternatives=others, confidence=self._sure(date, fact, others))

    def _sure(self, date: DateMention, fact: Fact, others: tuple[Span, ...]) -> float:
        """Whether a date without a year that is read as over was also said to be over: 3月2号到期 was not."""
        over = isinstance(fact.value, Span) and fact.value.latest < self.scene.now
        around = (self.text, max(0, date.start - 4), date.end + 8)
        said = _OVER.search(*around) or _BEGAN_THEN.search(*around)
        return 1.0 if not over or said or not others else 0.5

    def _dated(self, date: DateMention, field: str) -> When | None:
        when = self._when(date, self._lean(date, field))
        if field in PAST and when and when.span and _BEFORE.match(self.text, date.end):
            return When(Span(when.span.earliest - _LONG, when.span.latest), approximate=True)
        return when

    def _of_invoice(self, date: DateMention) -> bool:
        """Whether what was done on a date is that an invoice was issued: 电子普票，上周开的."""
        event = self.scene.event_behind(date.end, self.reading.clause(date.start)[1])
        issued = event is not None and self.text[event.start : event.end] in {"开的", "开了", "开好"}
        return issued and bool(_INVOICE.search(self.text[max(0, date.start - 8) : date.start]))

    def _lean(self, date: DateMention, field: str | None) -> Lean:
        """Which year a date without one is of: a purchase has happened, an expiry may be ahead (才到期)."""
        if field in PAST or _BEGAN.search(self.reading.before(date.start, 20)):
            return "past"
        around = self.text[max(0, date.start - 4) : date.start] + self.reading.after(date.end, 8)
        if _STILL.search(around) and not _OVER.search(around.replace("的", "")):
            return "future"
        if _NOT_BEFORE.search(around) and (last := date.resolve("past").span):
            return "near" if self.scene.now - last.latest < _JUST else "future"
        if _BEGAN_THEN.search(around) or _COUNTED_FROM.match(self.text, date.end):
            return "near"
        if _OVER.search(around):
            return "near" if _ON_THE_DAY.search(around) else "past"
        part = date.resolve("near")  # 年底到期 is the end of this year
        return "future" if part.approximate or _AHEAD.search(around) else "near"

    def _of_others(self, date: DateMention, before: str) -> bool:
        return bool(_OTHERS.search(before)) and not _FOR_ME.search(self.reading.after(date.end))

    def either(self) -> frozenset[DateMention]:
        """Dates of which either may be meant, or that two purchases have: 一台昨天一台前天."""
        beside = zip(self.scene.dates, self.scene.dates[1:], strict=False)
        alike = (pair for pair in beside if _OR.fullmatch(self.text, pair[0].end, pair[1].start))
        another = {match.start() for match in of_another(self.reading)}
        both = (pair for pair in alike if pair[1].start not in another and not _overlap(*pair))
        return frozenset(date for pair in both for date in pair)

    def _ranges(self) -> dict[DateMention, str | None]:
        """For dates joined as from - to: the period of service if it is called so, else nothing."""
        fields: dict[DateMention, str | None] = {}
        for first, second in zip(self.scene.dates, self.scene.dates[1:], strict=False):
            if _RANGE.fullmatch(self.text, first.end, second.start):
                period = self._is_running(first, second) or _PERIOD.search(
                    self.text, *self.reading.clause(first.start)
                )
                fields[first], fields[second] = ("effective_at", "expires_at") if period else (None, None)
            elif _OR.fullmatch(self.text, first.end, second.start) and not _overlap(first, second):
                fields[first] = fields[second] = None
        return fields

    def _is_running(self, first: DateMention, second: DateMention) -> bool:
        """Whether a time from one day to another has begun and not ended, as that of a service: 6/18-7/18."""
        begun, ends = first.resolve("past").span, second.resolve("future").span
        near = second.resolve("near").span
        ahead = near is not None and near.earliest > self.scene.now
        return bool(begun and ends and ahead and not (first.vague or second.vague))

    def _field(self, date: DateMention, last: str | None) -> str | None:
        """The field of a date, `None` for a date of no interest. `last`: that of the date before it."""
        scene = self.scene
        first, last_in_clause = self.reading.clause(date.start)
        following = scene.firm_date_behind(date.end)
        left = scene.event_before(date.start, first)
        right = scene.event_behind(date.end, min(last_in_clause, following))
        # 下单时间是昨天
        if left and not date.of_today and self._heads(left, date):
            return left.field
        # 昨天买的, but neither 昨天的单想退 nor 昨天那笔是给到期的机器续的
        if right and (right.name == "other" or self._describes(right)) and self._of_purchase(date.end):
            return "paid_at"
        if right:
            between = self.text[date.end : right.start]
            far = date.vague and len(between) > _NEAR
            return None if far or _WONDERING.search(between) else right.field
        # 我买这台是在昨天
        between_dates = scene.date_before(date.start)
        if left and left.field and not (between_dates and between_dates.start >= left.end):
            return left.field
        # 昨天开通的, 不对, 前天
        if last and _CORRECTION.search(self.text, max(0, date.start - 15), date.start):
            return last
        if scene.asked and not left:
            return scene.asked
        if left:
            return "paid_at" if self._of_purchase(date.end, at_end=False) else None
        told = self._previous(date)
        if told:
            return told
        if not date.needs_verb and (self._alone(date) or self._of_purchase(date.end)):
            return "paid_at"
        return None if date.vague else self._later(date, following)

    def _heads(self, event: Event, date: DateMention) -> bool:
        """Whether an event stands before its date like a heading."""
        beside = event.end == date.start or self.scene.named(event, date.start)
        return beside and self.scene.linked(event, date.start) and not self.scene.has_own_date(event)

    def _describes(self, event: Event) -> bool:
        """Whether an event only says which machine is meant: 到期的老机器."""
        return event.field == "expires_at" and self.text.startswith("的", event.end)

    def _of_purchase(self, end: int, at_end: bool = True) -> bool:
        """Whether a date without a verb is said of what was bought: 昨天的单, 上月ECS能退吗."""
        if _ATTRIBUTE.match(self.text, end) or (at_end and _ENDS.match(self.text, end)):
            return not _TOP_UP.search(self.text, self.reading.clause(end - 1)[0], end)
        product_end = self.scene.products.get(end + self.text.startswith("的", end))
        return product_end is not None and bool(_BEHIND_PRODUCT.match(self.text, product_end))

    def _alone(self, date: DateMention) -> bool:
        """Whether a date is all that its clause says."""
        first, last = self.reading.clause(date.start)
        before = SAYS_NOTHING.fullmatch(self.text, first, date.start)
        return before is not None and SAYS_NOTHING.fullmatch(self.text, date.end, last) is not None

    def _previous(self, date: DateMention) -> str | None:
        """The field of the event that the clause before told without a date: 服务器到期了，6月20号."""
        first, last = self.reading.clause(date.start)
        if not first or not SAYS_NOTHING.fullmatch(self.text, date.end, last):
            return None
        told = self.scene.event_before(first, self.reading.clause(first - 1)[0])
        return told.field if told and not self.scene.has_own_date(told) else None

    def month_of(self, date: DateMention) -> DateMention | None:
        """The month of a story that a day without one is of: 去年三月开了个店，就想做个网站，12号买了台."""
        told = self.scene.date_before(date.start) if date.in_month else None
        span = told.resolve("past").span if told else None
        if told is None or span is None or _IS_NAMED_BY.match(self.text, told.end):
            return None
        first = span.earliest.date()
        is_a_month = whole_days(*month(first.year, first.month)).span == span
        between = self.text[told.end : date.start]
        renewed = _RENEWED.search(self.text, *self.reading.clause(date.start))
        if not is_a_month or renewed or not _GOES_ON.search(between) or _NO_LONGER.search(between):
            return None
        return told

    def _goes_on_from(self, date: DateMention, when: When) -> When:
        """When a day without a year was: behind one told with its year, 2024年3月1日付款，3月4日开通."""
        told = self.scene.date_before(date.start)
        before = told.resolve("past").span if told and not told.vague else None
        if told is None or before is None or when.span is None or date.of_today:
            return when
        if date.resolve("past") == date.resolve("future") or not _WITH_ITS_YEAR.search(
            self.text, told.start, told.end
        ):
            return when
        between, one_day = (
            self.text[told.end : date.start],
            before.latest - before.earliest < timedelta(days=1),
        )
        if not one_day or len(between) > _FAR or _ANEW.search(between):
            return when
        for years in range(before.earliest.year - when.span.earliest.year, 1):
            moved = _moved(when.span, years)
            if moved and moved.earliest.date() >= before.earliest.date():
                return replace(when, span=moved)
        return when

    def _in_the_year_named(self, date: DateMention, when: When) -> When:
        """When a day without a year was: in that of the stretch right before it, 前年国庆，10月3号."""
        told = self.scene.date_before(date.start)
        stretch = told.resolve("past").span if told and not told.vague else None
        if (
            told is None
            or stretch is None
            or when.span is None
            or date.resolve("past") == date.resolve("future")
        ):
            return when
        if not _ONLY_PAUSES.fullmatch(self.text, told.end, date.start):
            return self._goes_on_from(date, when)
        moved = _moved(when.span, stretch.latest.year - when.span.latest.year)
        within = moved is not None and stretch.earliest <= moved.earliest and moved.latest <= stretch.latest
        return replace(when, span=moved) if within else self._goes_on_from(date, when)

    def _later(self, date: DateMention, following: int) -> str | None:
        """The field of the event that the next clauses tell: 昨天喝多了，下单了."""
        if _PRESENT.match(self.text, date.start):
            return None
        last = min(self.reading.sentence(date.start)[1], following, date.end + _FAR)
        event = self.scene.event_behind(self.reading.clause(date.start)[1], last)
        if event and event.field in PAST and _DONE.search(self.text, event.start, event.end + 1):
            return event.field
        return None

    def _when(self, date: DateMention, lean: Lean) -> When | None:
        """When a date was. A time alone is of the one day that the sentence named before, and not earlier.

        第二天晚上8点 is so many days behind it; where none was named, of which day it is cannot be told.
        """
        of = self.month_of(date) if lean == "past" else None
        span = of.resolve(lean).span if of else None
        when = date.in_month(span.earliest.date()) if date.in_month and span else date.resolve(lean)
        when = self._in_the_year_named(date, when) if lean == "past" else when
        if not date.of_today or not when.span:
            return when
        earlier = self.scene.date_before(date.start)
        while date.days_on and earlier is not None and earlier.of_today:
            earlier = self.scene.date_before(earlier.start)
        if not earlier or earlier.vague or earlier.start < self.reading.sentence(date.start)[0]:
            at_last = "才" in self.reading.after(date.end)  # of another message; 第二天生效吗 is of none
            return when if not date.days_on else TOO_VAGUE if at_last else None
        named = earlier.resolve(lean).span
        if named is None or named.earliest.date() != named.latest.date():
            return TOO_VAGUE if date.days_on else None
        days = named.earliest.date() - when.span.earliest.date() + timedelta(days=date.days_on)
        span = Span(max(when.span.earliest + days, named.earliest), when.span.latest + days)
        return replace(when, span=span) if span.earliest <= span.latest else None


def _moved(span: Span, years: int) -> Span | None:
    """A stretch of time so many years later; `None` of a 29th of February that is none then."""
    try:
        return Span(*(each.replace(year=each.year + years) for each in (span.earliest, span.latest)))
    except ValueError:
        return None


def _overlap(first: DateMention, second: DateMention) -> bool:
    """Whether two dates can be one: 前天刚买, 上周三6月17号, but not 六月底七月初."""
    if first.vague or second.vague:
        return True
    one, other = first.resolve("past").span, second.resolve("past").span
    return bool(one and other and one.earliest <= other.latest and other.earliest <= one.latest)
