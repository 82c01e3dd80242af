"""What the customer said, taken into a check: what takes the place of what, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from refundbot.catalogue import PRODUCTS
from refundbot.dialogue.apart import OF_ITS_DAY
from refundbot.dialogue.consistency import PHRASES, READ_BY_ROLE, UNSURE
from refundbot.dialogue.facts import case_of, merge, plain, usable
from refundbot.dialogue.standing import stands_against
from refundbot.dialogue.state import Check, Provenance
from refundbot.dialogue.sums_taken import (
    added_up,
    with_the_price_of_all,
    without_its_voucher,
    without_other_money,
)
from refundbot.eligibility.case import Origin, ResourceState
from refundbot.eligibility.moments import passed_by
from refundbot.eligibility.products import falls_under
from refundbot.eligibility.reading import moment
from refundbot.understanding.facts import Fact, Span
from refundbot.understanding.thresholds import PUT_RIGHT_FROM, SURE_OF_A_FACT
from refundbot.understanding.utterance import utterance
from refundbot.understanding.with_the_payment import comes_with_the_payment

VOLUMES = frozenset({"total_gb", "used_gb", "left_gb", "used_ratio", "left_ratio"})
"""Facts that no rule asks for, but that are said back to the customer."""
OF_BILLING = frozenset({"billing_mode", "term_months"})


def take(
    check: Check,
    facts: Iterable[Fact],
    now: datetime,
    turn: int = 0,
    *,
    corrects: bool = False,
    supposed: bool = False,
) -> Check:
    """The check with what the customer said in message number `turn`.

    A fact given later takes the place of an earlier one, unless that stands against it (`standing`).
    """
    facts = tuple(facts)
    told = tuple(fact for fact in usable(facts, now) if not (fact.hinted and _spoken_of(fact.field, check)))
    told = tuple(
        fact for fact in told if not stands_against(fact, check, corrects=corrects, supposed=supposed)
    )
    told = added_up(check, told, corrects=corrects)
    told = (*told, *_with_the_payment(check, told))
    volumes = tuple(fact for fact in facts if fact.field in VOLUMES and not fact.problem)
    unsure = {f"{UNSURE}{fact.field}" for fact in told}
    amends = corrects or supposed
    changed = frozenset(f.field for f in told if _contradicts(f, check, corrects=amends))
    check = without_other_money(_without_outdated(_without_the_trial(check, told), told), told)
    taken = replace(
        check,
        facts=merge(check.facts, told),
        said={
            **check.said,
            **{f.field: _provenance(f, turn, check, changed, corrects=corrects) for f in (*told, *volumes)},
        },
        not_known=tuple(name for name in check.not_known if name not in {fact.field for fact in told}),
        settled=(
            *(name for name in check.settled if name.removeprefix(UNSURE) not in changed),
            *(name for name in unsure if name == check.doubt),
        ),
    )
    taken = without_its_voucher(with_the_price_of_all(taken, told), check, told)
    return _of_its_kind(taken, now)


def _with_the_payment(check: Check, told: Iterable[Fact]) -> Iterator[Fact]:
    """What was told by the day of the payment (当天就开通), where that is told anew without it."""
    anew = {fact.field: fact for fact in told}
    if "paid_at" not in anew:
        return
    for field in sorted(OF_ITS_DAY & check.said.keys() - anew.keys()):
        words = check.said[field].words
        if comes_with_the_payment(words) and check.facts.get(field) == check.facts.get("paid_at"):
            yield replace(anew["paid_at"], field=field, text=words)


def _spoken_of(field: str, check: Check) -> bool:
    """Whether a fact is known, or was asked about, so that nothing that hints at it is looked into."""
    return field in check.facts or field in check.not_known or f"{UNSURE}{field}" in check.settled


SURELY_READ = 0.95
"""How sure a fact is that takes the place of what was told before, without a word of correction."""


def _contradicts(fact: Fact, check: Check, *, corrects: bool) -> bool:
    """Whether the customer told otherwise before: 7200元, and later 12块.

    A phrase does so only where it may well be of another thing, even in a correction: 那套是按需的.
    """
    known = check.facts.get(fact.field)
    if known is None or fact.field not in check.said or fact.field == check.asked:
        return False
    if fact.field not in READ_BY_ROLE:
        return known != plain(fact.value) and fact.confidence < SURE_OF_A_FACT
    if corrects:
        return False
    if not isinstance(fact.value, Span):
        return fact.confidence < SURELY_READ and Decimal(str(known)) != Decimal(str(fact.value))
    before = moment(fact.field, known)
    return fact.value.latest < before.earliest or fact.value.earliest > before.latest


EVEN = 0.5
"""How sure something is of which another thing was told before, and which is not said to correct that."""


def _provenance(
    fact: Fact, turn: int, check: Check, changed: frozenset[str], *, corrects: bool
) -> Provenance:
    """Where a fact is from; what answers the question on the table is surely meant so, unless guessed."""
    readings = tuple(_span(other) for other in fact.alternatives)
    guessed = fact.hedged and fact.field in PHRASES and check.doubt is None
    answers = fact.field == check.asked and not guessed
    sure = 1.0 if answers else min(fact.confidence, EVEN if fact.field in changed else 1.0)
    sure = max(sure, _borne_out(fact, check, corrects=corrects and fact.field not in changed))
    before = _surely_told_before(fact.field, check) if fact.field in changed and not answers else None
    return Provenance(fact.text, turn, sure, fact.approximate, readings, before, fact.within)


def _borne_out(fact: Fact, check: Check, *, corrects: bool) -> float:
    """How sure a fact is by what was told of it before: what is told again, or puts that right.

    A thing that is named again by a word for any of its kind (机器) is as sure as it was.
    """
    known, told = check.facts.get(fact.field), check.said.get(fact.field)
    if told is None or known is None or fact.hedged:
        return 0.0
    if known == plain(fact.value):
        return told.confidence
    puts_right = corrects and fact.field in READ_BY_ROLE
    return SURE_OF_A_FACT if puts_right and fact.confidence >= PUT_RIGHT_FROM else 0.0


def _surely_told_before(field: str, check: Check) -> str | None:
    """The sum (yuan) that counts where another one that was told of is not confirmed."""
    told = check.said.get(field)
    if field != "paid_amount" or told is None or told.approximate:
        return None
    return told.instead_of if told.confidence < SURE_OF_A_FACT else str(check.facts[field])


def _span(span: Span) -> dict[str, str]:
    return {"earliest": span.earliest.isoformat(), "latest": span.latest.isoformat()}


def _of_its_kind(check: Check, now: datetime) -> Check:
    """The check with the kind of a 流量包 that is yet to begin: a shared one is in effect once bought (S19).

    It was taken for a shared one, as most are, only because no kind was named.
    """
    named = check.said.get("product")
    if check.order or not named or utterance(named.words).marks.names_shared:
        return check
    case = case_of(check, now)
    ahead = passed_by(case.effective_at, now) is False or case.state is ResourceState.NOT_IN_EFFECT
    if not falls_under(case, "shared_traffic_package") or not ahead:
        return check
    return replace(check, facts={**check.facts, "product": "resource_package"})


def _without_the_trial(check: Check, told: Iterable[Fact]) -> Check:
    """The check of what was charged for after it was tried, and not of the trial: 那它扣了99怎么退."""
    charged = any(fact.field == "paid_amount" and fact.value for fact in told)
    if not charged or check.facts.get("origin") != Origin.TRIAL.value:
        return check
    ended = check.facts.get("state") == ResourceState.EXPIRED.value
    return check.without("origin", *(("state", "expires_at") if ended else ()))


def _without_outdated(check: Check, told: Iterable[Fact]) -> Check:
    """The check without what was said of the billing of another kind of product: a package has its own."""
    before = check.facts.get("product")
    after = next((fact.value for fact in told if fact.field == "product"), before)
    if before is None or _is_package(before) == _is_package(after):
        return check
    kept = {name: value for name, value in check.facts.items() if name not in OF_BILLING}
    said = {name: words for name, words in check.said.items() if name not in {*OF_BILLING, *VOLUMES, "used"}}
    return replace(check, facts=kept, said=said)


def without_the_refusal(check: Check) -> Check:
    """The check without the page that refused: what it refused for is gone, and it was not tried since."""
    return check.without("page_refuses")


def _is_package(product: object) -> bool:
    return product in PRODUCTS and PRODUCTS[str(product)].sold == "package"
