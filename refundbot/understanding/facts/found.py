"""What the grammar finds in a text: spans with the role that rules give them, and the facts of any role."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from itertools import combinations
from typing import get_args

from refundbot.understanding.facts.cues import cues
from refundbot.understanding.facts.elapsed import LengthMention, date_of, find_lengths
from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.money import Money
from refundbot.understanding.facts.names import COUPON_FIELDS, names
from refundbot.understanding.facts.of_another_day import is_told_of_another_day
from refundbot.understanding.facts.quota.told import of_the_own_quota, told_of_the_quota
from refundbot.understanding.facts.quota.words import THIS_YEAR
from refundbot.understanding.facts.quota.years import in_years
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.facts.roles.candidate import FIELDS, OTHER, Candidate, Kind
from refundbot.understanding.facts.scene import PAST
from refundbot.understanding.facts.sums import Sum
from refundbot.understanding.facts.terms import terms
from refundbot.understanding.facts.timeline import Timeline
from refundbot.understanding.facts.together import together
from refundbot.understanding.facts.usage import usage
from refundbot.understanding.facts.when.forms import DateMention
from refundbot.understanding.lexicon.vocabulary import Mention
from refundbot.understanding.text.numerals import HAN, number

_ROLES = {field: role for role, field in FIELDS.items()} | {
    "term_months": "term",
    "quota_left": "quota_left",
    "quota_used": "quota_used",
    "paid_amount": "paid",
    "voucher_amount": "voucher",
    "cash_coupon_amount": "cash_coupon",
    "stored_card_amount": "card",
    "product": "this",
}
"""The role of a span that the rules take for a fact of a field."""
_COUNT = re.compile(
    rf"(?<![\d.第头首])(?P<count>\d{{1,3}}|[{HAN}]{{1,3}})"
    r" ?(?:个(?![月半多]|小时|星期|礼拜|工作日|钟)|[次台回单笔份张]"
    r"|(?:instance|machine|server|vm)s?(?![a-z]))(?!(?:都|也)[没未不])"
)
COUPON_ENDS = re.compile(
    r"[到过][的了]?期|到头|作废|失效|截止|有效|为止|用到|没用了|不能用|expire|valid|good until"
)
"""Words of a clause that say that a coupon ends on its date, rather than that it was given then."""
_ENDED_THEN = re.compile("[号日]?[,，、]? ?(?:刚好|正好|刚|就|已经?|才|也|都)*(?:[到过]期|作废|失效)[了的]?")
"""Behind the day on which something ended."""
_BY_WORD = {"券": ("voucher", "cash_coupon"), "卷": ("voucher", "cash_coupon"), "卡": ("stored_card",)}
"""The kinds of coupon that a bare word stands for, where they were named before."""
_LONGEST_TERM = 120
_MOST_SUMS = 6
_LARGEST_COUNT = 999
_FEW = 100


@dataclass(frozen=True)
class Mentioned:
    """A candidate with what the grammar read at its place."""

    candidate: Candidate
    of: DateMention | LengthMention | Sum | Mention | int | None
    facts: tuple[Fact, ...]
    """What the rules make of it."""


class Found:
    """The spans of one text."""

    def __init__(self, reading: Reading, now: datetime, asked: str | None) -> None:
        """`now` is aware. `asked`: the field of the case that was just asked for."""
        self.reading, self.asked = reading, asked
        self.timeline = Timeline(reading, now, asked)
        self.scene = self.timeline.scene
        self.in_years = in_years(reading, now)
        volumes = usage(reading, asked)
        dates = list(self.timeline.facts())
        taken = (
            self.timeline.claimed | volumes.taken | {i for fact in dates for i in range(fact.start, fact.end)}
        )
        self.money = Money(reading, taken, asked)
        of_the_quota = [*told_of_the_quota(self.in_years, asked == "quota_left")]
        self._free = [
            *names(reading, asked),
            *(fact for fact in cues(reading) if not _is_of_the_quota(fact, of_the_quota)),
            *together(reading, of_the_quota),
            *of_the_own_quota(self.in_years, of_the_quota),
            *dates,
            *volumes.facts,
            *terms(reading, taken, asked),
            *self.money.facts(),
        ]
        self._volumes = volumes.taken
        self._either = self.timeline.either()
        self.mentioned = sorted(
            self._mentions(), key=lambda each: (each.candidate.start, each.candidate.end, each.candidate.kind)
        )

    @cached_property
    def candidates(self) -> list[Candidate]:
        """The spans, in the order of the text."""
        return [each.candidate for each in self.mentioned]

    @cached_property
    def of_kind(self) -> dict[Kind, list[Mentioned]]:
        """The spans of each kind, in the order of the text."""
        kinds: dict[Kind, list[Mentioned]] = {kind: [] for kind in get_args(Kind)}
        for each in self.mentioned:
            kinds[each.candidate.kind].append(each)
        return kinds

    @cached_property
    def bought_on(self) -> list[Mentioned]:
        """The spans that rules take for a day of the purchase, if it is not said to be another thing's."""
        return [
            each
            for each in self.mentioned
            if FIELDS.get(each.candidate.rule) in PAST
            and not is_told_of_another_day(self.reading, each.candidate.start)
        ]

    def facts(self, mentioned: Mentioned, role: str) -> Iterator[Fact]:
        """What a span says in a role. Sums are put together by `payment` instead."""
        if role == OTHER:
            return
        candidate, of = mentioned.candidate, mentioned.of
        if role == candidate.rule:
            yield from mentioned.facts
        elif isinstance(of, DateMention):
            if role in FIELDS and (fact := self.timeline.fact(of, FIELDS[role])):
                yield fact
            elif (
                role == "coupon" and self._ends(candidate) and (fact := self.timeline.fact(of, "expires_at"))
            ):
                for coupon in self._coupons(candidate):
                    yield replace(fact, field=f"{coupon}_expires_at")
        elif isinstance(of, LengthMention):
            if role in FIELDS and (fact := date_of(self.scene, of, FIELDS[role])):
                yield fact
            elif role == "term":
                yield from self._term(of)
        elif isinstance(of, Mention):
            yield self.reading.fact("product", of.id, candidate.start, candidate.end)
        elif isinstance(of, int) and role in _ROLES:
            yield self.reading.fact(role, of, candidate.start, candidate.end)

    def _mentions(self) -> Iterator[Mentioned]:
        for date in self.scene.dates:
            yield self._mentioned("date", date, self._of_date(date))
        for length in find_lengths(self.scene):
            if self._volumes.isdisjoint(range(length.start, length.end)):
                yield self._mentioned("length", length, tuple(_of_length(length)))
        for sum_ in self.money.sums:
            yield self._mentioned("money", sum_, (*self._of_sum(sum_), *_adds_up(sum_, self.money.sums)))
        for product in self.reading.mentions("product"):
            yield self._mentioned("product", product, ("everyday",) if product.everyday else ())
        for match in _COUNT.finditer(self.reading.text):
            count = number(match["count"])
            if (
                count is not None
                and count <= _LARGEST_COUNT
                and self._volumes.isdisjoint(range(*match.span()))
            ):
                yield self._mentioned("count", int(count), (), match.span())
        yield from self._rest()

    def _mentioned(
        self,
        kind: Kind,
        of: DateMention | LengthMention | Sum | Mention | int,
        shape: tuple[str, ...],
        span: tuple[int, int] | None = None,
    ) -> Mentioned:
        start, end = span or (of.start, of.end)  # type: ignore[union-attr]
        fields = _FIELDS_OF[kind]
        facts: list[Fact] = []
        free: list[Fact] = []
        for fact in self._free:
            of_it = fact.field in fields and fact.start < end and start < fact.end
            (facts if of_it else free).append(fact)
        self._free = free
        rule = next((_ROLES[f.field] for f in facts if f.field in _ROLES), OTHER)
        return Mentioned(Candidate(kind, start, end, rule, shape), of, tuple(facts))

    def _rest(self) -> Iterator[Mentioned]:
        """What turns of phrase say, one span each."""
        spans: dict[tuple[int, int], list[Fact]] = {}
        for fact in self._free:
            spans.setdefault((fact.start, fact.end), []).append(fact)
        for (start, end), facts in spans.items():
            shape = tuple(
                f"{fact.field}={fact.value}" if isinstance(fact.value, str | bool) else fact.field
                for fact in facts
            )
            yield Mentioned(Candidate("said", start, end, "this", shape), None, tuple(facts))

    def _of_date(self, date: DateMention) -> tuple[str, ...]:
        when = date.resolve("near")
        said = ["vague"] if date.vague else ["verb"] if date.needs_verb else []
        if date in self._either:
            said.append("either")
        if when.span is None:
            return (*said, "unusable")
        now, span = self.scene.now, when.span
        if span.earliest <= now <= span.latest:
            said.append("now")
        elif span.earliest > now:
            said.append("ahead" if span.earliest - now < timedelta(days=200) else "far_ahead")
        else:
            ago = now - span.latest
            said.append(
                "days" if ago < timedelta(days=8) else "months" if ago < timedelta(days=200) else "years"
            )
        if date.resolve("past") != date.resolve("future"):
            said.append("open_year")
        said.append(
            "exact"
            if span.latest - span.earliest < timedelta(hours=2)
            else "day"
            if not when.approximate
            else "about"
        )
        return tuple(said)

    def _of_sum(self, sum_: Sum) -> Iterator[str]:
        yield "certain" if sum_.certain else "bare"
        if self.money.speaks_against(sum_):
            yield "denied"
        if sum_.negative or sum_.over or sum_.limit:
            yield "limit"
        if not sum_.certain and sum_.amount.spoken < _FEW:
            yield "few"
        if sum_.amount.vague:
            yield "vague"
        yield f"figures:{len(str(int(sum_.amount.spoken)))}"

    def _ends(self, candidate: Candidate) -> bool:
        """Whether the sentence says that something ends on a coupon's date, rather than that it was given."""
        return bool(COUPON_ENDS.search(self.reading.text, *self.clause_and_its_end(candidate)))

    def clause_and_its_end(self, candidate: Candidate) -> tuple[int, int]:
        """The clause of a date, with what behind a comma only says that it is an end: 21号，刚好过期."""
        first, last = self.reading.clause(candidate.start)
        ended = _ENDED_THEN.match(self.reading.text, candidate.end)
        return first, max(last, ended.end()) if ended else last

    def clause_of_coupons(self, candidate: Candidate) -> tuple[int, int]:
        """Its clause, with the coupons that are listed right before it: 代金券、现金券 有效期至12月31日."""
        first, last = self.reading.clause(candidate.start)
        text, named = self.reading.text, {k.end: k.start for k in self.reading.mentions("coupon_kind")}
        while (start := named.get(first - 1, -1)) >= 0 and (not start or text[start - 1] in "、/,，;。\n "):
            first = start
        return first, last

    def _coupons(self, candidate: Candidate) -> tuple[str, ...]:
        """The kinds of coupon that end on a date: those that its clause names, if only as 券 or 卡.

        Else it is the one named last, and `coupon` where none is named.
        """
        first, last = self.clause_of_coupons(candidate)
        kinds = [kind for kind in self.reading.mentions("coupon_kind") if kind.id in COUPON_FIELDS]
        before = [kind.id for kind in kinds if kind.start < candidate.start]
        within = [kind.id for kind in kinds if first <= kind.start < last]
        clause = self.reading.text[first:last]
        bare = [
            kind for word, meant in _BY_WORD.items() if word in clause for kind in meant if kind in before
        ]
        return tuple(dict.fromkeys(within or bare or before[-1:])) or ("coupon",)

    def _term(self, length: LengthMention) -> Iterator[Fact]:
        per = {"month": 1, "year": 12}
        if not length.told.exact or any(part.unit not in per for part in length.told.parts):
            return
        months = sum(part.low * per[part.unit] for part in length.told.parts)
        if 1 <= months <= _LONGEST_TERM and months == int(months):
            yield self.reading.fact("term_months", int(months), length.start, length.end)
            yield self.reading.fact("billing_mode", "subscription", length.start, length.end)


def _is_of_the_quota(fact: Fact, of_the_quota: Sequence[Fact]) -> bool:
    """Whether what is used, or not, is the quota, not the purchase: 占名额吗，我们今年用完了, 今年没用过."""
    used_up = (fact.field, fact.value) in (("state", "used_up"), ("used", True))
    unused = (fact.field, fact.value) == ("used", False)
    return (used_up or unused) and any(
        ((told.field, told.value) == ("quota_left", 0) or told.field == "quota_used")
        and (used_up or THIS_YEAR.search(told.text))
        and told.start <= fact.end
        and fact.start < told.end
        for told in of_the_quota
    )


_DATED = frozenset(FIELDS.values())
_FIELDS_OF: dict[Kind, frozenset[str]] = {
    "date": _DATED,
    "length": _DATED | {"term_months", "billing_mode"},
    "money": frozenset({"paid_amount", "voucher_amount", "cash_coupon_amount", "stored_card_amount"}),
    "product": frozenset({"product"}),
    "count": frozenset({"quota_left", "quota_used"}),
    "said": frozenset(),
}
"""The fields whose facts a span of each kind takes over from the rules."""


def _of_length(length: LengthMention) -> Iterator[str]:
    yield "exact" if length.told.exact else "about"
    yield f"unit:{length.told.last.unit}"
    if length.told.compound:
        yield "compound"
    if length.match["later"]:
        yield "later"
    if length.match["so_far"]:
        yield "so_far"


def _adds_up(sum_: Sum, sums: Sequence[Sum]) -> Iterator[str]:
    """Whether a sum is that of others, or what is left of one: 一共2000，券300，余额1700."""
    amount = sum_.amount.spoken
    others = [each.amount.spoken for each in sums if each is not sum_][:_MOST_SUMS]
    smaller, larger = [each for each in others if each < amount], [each for each in others if each > amount]
    several = [set(part) for size in (2, 3, 4) for part in combinations(range(len(smaller)), size)]
    if any(sum(smaller[i] for i in part) == amount for part in several):
        yield "whole"
    for whole in larger:
        rest = [each for each in others if each < whole]
        left = whole - amount
        parts = [part for size in (1, 2, 3) for part in combinations(rest, size)]
        if any(sum(part) == left for part in parts):
            yield "share"
            break
    yield f"largest:{not larger}:of{min(len(others) + 1, 4)}"
