"""How an author's customers say things: fragments from a file, filled with dates, sums and counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from random import Random

import yaml

from bench.customers.situations import QUOTA, Situation
from bench.customers.spoken import clock, han, ordinal, term
from refundbot.catalogue import PRODUCTS
from refundbot.eligibility.moments import add_months
from refundbot.policy.model import POLICY_ZONE

FOLDER = Path(__file__).with_name("voices")
_DATED = ("paid_at", "provisioned_at", "effective_at", "expires_at")
_RECENT = {0: "今天", 1: "昨天", 2: "前天", 3: "大前天"}
_NEAR = 150
"""Days within which a date needs no year."""
_HAN_BELOW = 100_000
"""Yuan; larger sums are not spelt out."""
_TRADITIONAL = str.maketrans("个号块点万两钱", "個號塊點萬兩錢")


@dataclass(frozen=True)
class Voice:
    """One author's fragments. `facts`: by field, or by field and value (`freeze.police`)."""

    name: str
    dates: Sequence[str]
    """Among: relative, han, plain, dotted (9.3), year (2026年9月3日), iso."""
    sums: Sequence[str]
    """Among: plain, yuan, sign, han."""
    joints: Sequence[str]
    wishes: Sequence[str]
    facts: Mapping[str, Sequence[str]]
    unknown: Sequence[str]
    corrections: Sequence[str]
    distractors: Sequence[str]
    side_questions: Sequence[str]
    upshots: Sequence[str]
    """Questions for the verdict once more, after it."""
    thanks: Sequence[str]
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What this author calls products."""
    traditional: bool = False

    def tell(self, field: str, situation: Situation, random: Random) -> str | None:
        """A fact in words; `None` where it is not known or this author has no words for it."""
        value = situation.truth.get(field)
        if value is None:
            return None
        written = self.facts.get(_key(field, situation.truth)) or self.facts.get(field)
        if not written:
            return None
        filled = _fill(random.choice(written), self._fillers(field, value, situation, random))
        return filled.translate(_TRADITIONAL) if self.traditional else filled

    def distractor(self, situation: Situation, random: Random) -> str:
        """Something that is true of another purchase or person."""
        day = add_months(situation.now.replace(day=random.randrange(1, 28)), -3).date()
        return _fill(
            random.choice(self.distractors),
            {
                "date": lambda: self._date(day.isoformat(), situation.now, random),
                "money": lambda: str(random.randrange(50, 999)),
            },
        )

    def _fillers(
        self, field: str, value: object, situation: Situation, random: Random
    ) -> Mapping[str, Callable[[], str]]:
        """What may stand in braces, each made when it is asked for."""
        if field in _DATED:
            return {"date": lambda: self._date(str(value), situation.now, random)}
        if field == "paid_amount":
            return {"money": lambda: self._sum(Decimal(str(value)), random)}
        if isinstance(value, Mapping):
            return self._parts(value, situation, random)
        if field == "term_months":
            return {"term": lambda: term(int(str(value)), random)}
        if field == "product":
            named = self.names.get(str(value), (PRODUCTS[str(value)].name,))
            return {"product": lambda: random.choice(named)}
        count = int(value) if isinstance(value, int) else 0
        return {"count": lambda: str(count), "used": lambda: str(QUOTA - count)}

    def _parts(
        self, payment: Mapping[str, object], situation: Situation, random: Random
    ) -> Mapping[str, Callable[[], str]]:
        coupons = {name: part for name, part in payment.items() if isinstance(part, Mapping)}
        amounts = {name: Decimal(str(part["amount"])) for name, part in coupons.items()}
        paid = Decimal(str(situation.truth["paid_amount"]))
        amounts["total"] = paid + amounts.get("voucher", Decimal(0))
        amounts["cash"] = Decimal(str(payment.get("cash", paid)))
        ends = [str(part["expires_at"]) for part in coupons.values() if "expires_at" in part]

        def said(amount: Decimal) -> Callable[[], str]:
            return lambda: self._sum(amount, random)

        return {
            **{name: said(amount) for name, amount in amounts.items()},
            "date": lambda: self._date(ends[0], situation.now, random),
        }

    def _date(self, value: str, now: datetime, random: Random) -> str:
        moment = datetime.fromisoformat(value)
        day = moment.date()
        timed = "T" in value
        ago = (now.astimezone(POLICY_ZONE).date() - day).days
        style = random.choice(self.dates)
        if style == "relative" and ago in _RECENT:
            return _RECENT[ago] + (clock(moment) if timed else "")
        if style == "iso":
            return moment.strftime("%Y-%m-%d %H:%M" if timed else "%Y-%m-%d")
        year = f"{day.year}年" if style == "year" or abs(ago) >= _NEAR else ""
        if style == "han" and not year:
            return f"{ordinal(day.month)}月{ordinal(day.day)}号" + (clock(moment) if timed else "")
        if style == "dotted" and not year:
            return f"{day.month}.{day.day}" + (moment.strftime(" %H:%M") if timed else "")
        return f"{year}{day.month}月{day.day}{random.choice('日号')}" + (
            moment.strftime("%H:%M") if timed else ""
        )

    def _sum(self, amount: Decimal, random: Random) -> str:
        style = random.choice(self.sums)
        if style == "han" and amount < _HAN_BELOW:
            return han(int(amount)) + random.choice(("块", "元", "块钱"))
        return {"plain": f"{amount}", "sign": f"¥{amount:,.2f}"}.get(style, f"{amount}元")


def load() -> list[Voice]:
    """All voices, by name."""
    return [
        Voice(path.stem, **yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in sorted(FOLDER.glob("*.yml"))
    ]


def _fill(written: str, fillers: Mapping[str, Callable[[], str]]) -> str:
    for name, made in fillers.items():
        if f"{{{name}}}" in written:
            written = written.replace(f"{{{name}}}", made())
    return written


def _key(field: str, truth: Mapping[str, object]) -> str:
    value = truth[field]
    if field == "quota_left":
        return f"{field}.{'full' if value == QUOTA else 'none' if value == 0 else 'some'}"
    if isinstance(value, Mapping):
        means = "+".join(sorted(name for name in value if name != "cash"))
        return f"{field}.{means if Decimal(str(truth['paid_amount'])) else 'wholly'}"
    return f"{field}.{str(value).lower()}"
