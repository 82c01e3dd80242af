"""A decision in words: the outcome first and on what it hangs, then why, the account, what to do next, what
would change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from refundbot.eligibility import Case, Decision, Outcome, decision_to_json
from refundbot.eligibility.decision import AmountLine, Change, CriterionResult, Truth, Unknown
from refundbot.eligibility.products import GENERAL, falls_under, is_package
from refundbot.policy import Policy
from refundbot.replies import figures
from refundbot.replies.accounts import placeholder, tell_account, tell_amount, tell_payout, total_back
from refundbot.replies.draft import Draft
from refundbot.replies.figures import Figure
from refundbot.replies.model import Reply
from refundbot.replies.questions import tell_days, tell_notes, tell_recap
from refundbot.replies.turns import CHECK
from refundbot.replies.wording import wording

_TABLES = ("opening", "outcomes", "criteria", "steps", "cautions", "changes", "assumptions")
_LINES = (
    *("because", "recap", "recap_told", "repeated", "noted", "unchanged", "depends", "prepaid_note"),
    *("general", "of_its_kind", "in_all", "as_paid", "regret"),
)
_FILE = wording("verdict.yaml").of_keys(*_TABLES, *_LINES, "follow_ups")
_WORDS = {table: _FILE.child(table).by_key() for table in _TABLES}
_LINE = {line: _FILE.child(line).text() for line in _LINES}
STEPS = frozenset(_WORDS["steps"])
"""What there are words for among the next steps: procedures of the policy, and a person."""
_FOLLOW_UPS = {
    place.key: place.texts()
    for place in _FILE.child("follow_ups").of_keys(*(outcome.value for outcome in Outcome)).children()
}

MOST_REASONS = 3
MOST_STEPS = 3
MOST_ASSUMPTIONS = 5
MANUAL = "procedures.manual_review"
FIVE_DAYS = "windows.five_day"
_TELLING = {
    Outcome.FULL_REFUND: (Truth.PASSED,),
    Outcome.PARTIAL_REFUND: (Truth.FAILED, Truth.BOUNDARY),
    Outcome.MANUAL_REVIEW: (Truth.BOUNDARY, Truth.UNKNOWN),
    Outcome.NEED_FACTS: (Truth.BOUNDARY, Truth.UNKNOWN),
}
"""What criteria have to say to be a reason for an outcome."""


def verdict(
    decision: Decision,
    case: Case,
    policy: Policy,
    confidence: float,
    notes: tuple[str, ...] = (),
    recap: tuple[str, ...] = (),
    order: Mapping[str, object] | None = None,
    *,
    repeated: tuple[str, ...] | None = None,
    before: Decision | None = None,
    rough: bool = False,
    days: tuple[str, ...] = (),
) -> Reply:
    """Tells the decision on a case. `notes` stand before it, as in `question`, and `days`, for which day it
    holds, below its first line, which is the outcome. `recap`: what it rests on.

    `rough`: what was paid was only told roughly, so that no sum is exact.

    `order` is the order that the case is read from (number, title, sample), for the envelope. `before`: what
    was decided and told before this, of which nothing is told again that is still so. `repeated`: it came to
    the same; it names what is new.
    """
    draft = _citing(decision, policy, rough)
    tell_notes(draft, notes)
    draft.next_bubble()
    if repeated is not None:
        _tell_news(draft, decision, before, repeated)
    draft.say(_opening(draft, decision))
    tell_days(draft, days)
    again = before is not None and (before.outcome, before.scenario) == (decision.outcome, decision.scenario)
    if repeated is None and not again:
        _tell_assumptions(draft, decision)
    _tell_reasons(draft, decision, case)
    if repeated is None:
        _tell_rule(draft, case)
        tell_recap(draft, _LINE["recap_told" if order is None else "recap"], recap)
        tell_account(draft, decision, case)
    elif before is not None and decision.payout is not None and decision.payout != before.payout:
        tell_payout(draft, decision.payout)
    if repeated is None and not again:
        draft.next_bubble()
        tell_steps(draft, decision)
        _tell_caution(draft, decision, case)
    elif before is not None and decision.next_steps != before.next_steps:
        tell_steps(draft, decision)
    tell_changes(draft, decision, case)
    return _carrying(draft, decision, case, confidence, order)


def _tell_news(draft: Draft, decision: Decision, before: Decision | None, news: tuple[str, ...]) -> None:
    """What was told anew of a case, and that nothing changes where nothing does, not even a deadline."""
    all_of_it = before is None or all(
        getattr(decision, part) == getattr(before, part) for part in ("payout", "next_steps", "changes")
    )
    line = ("repeated" if news else "unchanged") if all_of_it else "noted" if news else None
    if line:
        draft.quote("case.news", _LINE[line].format(items="、".join(news)), "customer")


def _carrying(
    draft: Draft, decision: Decision, case: Case, confidence: float, order: Mapping[str, object] | None
) -> Reply:
    """What was drafted, with the decision and the card of its order in the envelope."""
    return draft.reply(
        "verdict",
        CHECK,
        confidence,
        settled=settled(decision),
        verdict={**decision_to_json(decision), **({} if order is None else {"order": dict(order)})},
        follow_ups=_follow_ups(decision.outcome.value, case),
    )


def _follow_ups(outcome: str, case: Case) -> tuple[str, ...]:
    """What to ask next; what is left of a package is offered of packages only."""
    return tuple(topic for topic in _FOLLOW_UPS[outcome] if topic != "usage.monitor" or is_package(case))


def outcome(of: str) -> str:
    """An outcome in few words. `KeyError` for none."""
    return _WORDS["outcomes"][of]


def restated(
    decision: Decision,
    case: Case,
    policy: Policy,
    confidence: float,
    order: Mapping[str, object] | None = None,
    days: tuple[str, ...] = (),
    *,
    rough: bool = False,
) -> Reply:
    """The upshot of a decision that was told before: the outcome, what comes back in all, why, until when."""
    draft = _citing(decision, policy, rough)
    total = total_back(decision)
    opening = _opening(draft, decision)
    if total is not None and decision.outcome is Outcome.FULL_REFUND:
        opening += _LINE["in_all"].replace("{amount}", placeholder(draft, "decision.total_back", total))
    elif decision.outcome is Outcome.FULL_REFUND and decision.amounts:
        opening += _LINE["as_paid"]
    _tell_upshot(draft, opening, decision, case, days)
    if decision.outcome is Outcome.PARTIAL_REFUND and total is None:
        for line in open_sum(decision):
            tell_amount(draft, line)
    tell_changes(draft, decision, case)
    return _carrying(draft, decision, case, confidence, order)


_OPEN_SUM = ("refund_covered", "refund_rest", "refund_rest_before_fee", "refund", "refund_before_fee")


def open_sum(decision: Decision) -> tuple[AmountLine, ...]:
    """The lines of a partial refund's sum as far as it is known, else the one that says why it is not."""
    lines = {line.id: line for line in decision.amounts}
    known = [id for id in _OPEN_SUM if id in lines and lines[id].unknown in (None, Unknown.DATE_INEXACT)]
    return tuple(lines[id] for id in known or ["refund"])


def protested(
    decision: Decision,
    case: Case,
    policy: Policy,
    confidence: float,
    days: tuple[str, ...] = (),
    *,
    rough: bool = False,
) -> Reply:
    """To somebody who is not content: what decided, where it stands, and the way to a person."""
    draft = _citing(decision, policy, rough)
    draft.say(_LINE["regret"])
    _tell_upshot(draft, _opening(draft, decision), decision, case, days)
    tell_changes(draft, decision, case)
    tell_the_person(draft)
    return draft.reply(
        "answer",
        "rejection.reasons",
        confidence,
        settled=settled(decision),
        follow_ups=_follow_ups("not_refundable", case),
    )


def _citing(decision: Decision, policy: Policy, rough: bool) -> Draft:
    """A draft that cites what the decision rests on."""
    draft = Draft(policy, rough=rough)
    draft.cite(decision.parameters)
    return draft


def _tell_upshot(draft: Draft, opening: str, decision: Decision, case: Case, days: tuple[str, ...]) -> None:
    """The outcome, for which day it holds, and why."""
    draft.say(opening)
    tell_days(draft, days)
    _tell_reasons(draft, decision, case)


def tell_the_person(draft: Draft) -> None:
    """The way to a person, for who is not content."""
    draft.say(_WORDS["steps"][MANUAL])


def settled(decision: Decision) -> frozenset[str]:
    """Parameters whose sources disagree in a point that does not matter for this decision."""
    at_the_limit = any(said.truth is Truth.BOUNDARY for said in decision.criteria)
    return frozenset() if at_the_limit else frozenset({FIVE_DAYS})


def _opening(draft: Draft, decision: Decision) -> str:
    outcome = decision.outcome.value
    refund = next((line.amount for line in decision.amounts if line.id == "refund"), None)
    if decision.outcome is Outcome.PARTIAL_REFUND and refund:
        shown = placeholder(draft, "decision.refund", refund)
        return _WORDS["opening"]["partial_refund.priced"].replace("{amount}", shown)
    if decision.outcome is Outcome.MANUAL_REVIEW and decision.possible:
        possible = (_WORDS["outcomes"][possible.value] for possible in decision.possible)
        return _WORDS["opening"]["manual_review.open"].replace(
            "{outcomes}", _WORDS["outcomes"]["or"].join(possible)
        )
    return _WORDS["opening"].get(f"{outcome}.{decision.scenario}", _WORDS["opening"][outcome])


def _tell_reasons(draft: Draft, decision: Decision, case: Case) -> None:
    tell_blocking(draft, decision)
    for count in ("quota_left", "quantity"):
        if getattr(case, count) is not None:
            draft.know(Figure(f"case.{count}", getattr(case, count), "count", "customer"))
    if decision.scenario == "pay_per_use":
        draft.say(_LINE["prepaid_note"])
    told = reasons(decision, case)
    if told:
        open_ = decision.outcome in (Outcome.MANUAL_REVIEW, Outcome.NEED_FACTS)
        draft.say(_LINE["depends" if open_ else "because"].replace("{reasons}", "、".join(told)))


def _tell_rule(draft: Draft, case: Case) -> None:
    """By whose rule a product was judged that has none of its own."""
    if case.product is None or case.product.own_rule:
        return
    draft.know(Figure("product.name", case.product.name, "text", None))
    line = _LINE["general" if falls_under(case, GENERAL) else "of_its_kind"]
    draft.say(line.replace("{rule}", f"{{products.{case.product.rule}.title}}"))


def tell_blocking(draft: Draft, decision: Decision) -> None:
    """The sentences of the policy that refuse."""
    for id in decision.blocking:
        # A freeze is refused, or left open, by a bool; the sentence to be told stands beside it.
        shown = id if draft.policy.get(id).unit == "text" else f"{id.rpartition('.')[0]}.text"
        draft.say(f"{{{shown}}}。")


def reasons(decision: Decision, case: Case) -> tuple[str, ...]:
    """Why, in templates of a few words, the more telling first."""
    return tuple(dict.fromkeys(_reasons(decision, case)))[:MOST_REASONS]


def _reasons(decision: Decision, case: Case) -> Iterator[str]:
    """The criteria that tell why, in words, in the order in which the wording lists them."""
    criteria = {f"{said.id}.{said.truth.value}": said for said in decision.criteria}
    for key, words in _WORDS["criteria"].items():
        if key in criteria and _is_reason(criteria[key], decision, case):
            yield words


def _is_reason(said: CriterionResult, decision: Decision, case: Case) -> bool:
    if decision.scenario == "creation_failed":
        return said.id in decision.deciding
    if decision.outcome is Outcome.NOT_REFUNDABLE:
        return falls_under(case, "ssl_certificate") and said.truth is Truth.FAILED
    if decision.outcome is Outcome.FULL_REFUND and said.id not in decision.deciding:
        return False
    if said.assumed and not case.implied.isdisjoint(said.assumed):
        return False  # a premise is no reason
    return said.truth in _TELLING.get(decision.outcome, ())


def tells_why(said: CriterionResult, decision: Decision, case: Case) -> bool:
    """Whether a criterion is one of those that speak for an outcome: what refuses, or else a reason told."""
    if decision.outcome in (Outcome.NOT_REFUNDABLE, Outcome.NOTHING_TO_REFUND):
        return said.id in decision.deciding
    return f"{said.id}.{said.truth.value}" in _WORDS["criteria"] and _is_reason(said, decision, case)


def tell_steps(draft: Draft, decision: Decision, after: str | None = None) -> None:
    """Where to do it, or whom to ask; `after` names a procedure that was told already."""
    for step in decision.next_steps[:MOST_STEPS]:
        told_below = step == MANUAL and decision.outcome is Outcome.MANUAL_REVIEW
        if step != after and not told_below:
            draft.say(_WORDS["steps"][step])
    if decision.outcome is Outcome.MANUAL_REVIEW:
        draft.say(_WORDS["steps"][Outcome.MANUAL_REVIEW.value])


def tell_changes(draft: Draft, decision: Decision, case: Case) -> None:
    """What would make the outcome another one, and until when it holds."""
    for change in decision.changes:
        _tell_change(draft, change, decision, case)


def _tell_change(draft: Draft, change: Change, decision: Decision, case: Case) -> None:
    template = _WORDS["changes"].get(change.fact)
    if change.until is not None:
        until = datetime.fromisoformat(change.until)
        if until <= case.requested_at:
            return
        draft.know(figures.instant("decision.until", until, None))
        key = "ahead.five_day" if decision.scenario == "in_use_five_day" else "ahead"
        template = (template or _WORDS["changes"][key]).replace("{until}", "{decision.until}")
    if template is not None:
        draft.say(template.replace("{outcome}", _WORDS["outcomes"][change.outcome.value]))


def _tell_caution(draft: Draft, decision: Decision, case: Case) -> None:
    """What else goes with a product that is given back, or has to be done before."""
    caution = _WORDS["cautions"].get(case.product.id) if case.product else None
    if decision.amounts and caution is not None:
        draft.say(caution)


def _tell_assumptions(draft: Draft, decision: Decision) -> None:
    if (decision.amounts or decision.possible) and (facts := premises(decision)):
        draft.say(_WORDS["assumptions"]["intro"].replace("{facts}", "、".join(facts)))


def premises(decision: Decision, besides: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """What a decision presumes `besides` some facts, in few words each, the more telling first.

    Its envelope has all.
    """
    presumed = {*decision.assumptions} - besides
    told = (words for fact, words in _WORDS["assumptions"].items() if fact in presumed)
    return tuple(told)[:MOST_ASSUMPTIONS]
