"""The proof of a decision for the agent's card: criteria with their facts, parameters, values and sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

from refundbot.catalogue import Channel, Product
from refundbot.eligibility import Case, Decision
from refundbot.eligibility.case import Coupon, Moment, Payment
from refundbot.eligibility.decision import AmountLine, CriterionResult
from refundbot.eligibility.presumptions import ordinary
from refundbot.policy import ParameterValue, Policy
from refundbot.replies import figures
from refundbot.replies.draft import WORDS, cited, word
from refundbot.replies.figures import Figure
from refundbot.replies.recap import moment_text, named
from refundbot.replies.wording import wording

_TRACE = wording("trace.yaml")
_CRITERIA, _FACTS, _FACT, _AMOUNTS, _AMOUNT = (
    _TRACE.child(key).by_key() for key in ("criteria", "facts", "fact", "amounts", "amount")
)
_VALUES = wording("values.yaml").by_key()
_OUTCOMES = wording("verdict.yaml").child("outcomes").by_key()
_WHY = wording("account.yaml").child("because_unknown").by_key()
_DESK = wording("desk.yaml")
_ORDINARY = _DESK.child("ordinary").by_key()
_NAMED = _DESK.child("values").by_key()

Json = dict[str, Any]


def verdict_card(decision: Decision, case: Case, policy: Policy) -> Json:
    """What was decided on a case under a policy, each criterion opened down to value, source, date."""
    return {
        "outcome": decision.outcome.value,
        "title": _OUTCOMES[decision.outcome.value],
        "scenario": decision.scenario,
        "possible": [
            {"outcome": outcome.value, "title": _OUTCOMES[outcome.value]} for outcome in decision.possible
        ],
        "criteria": [_criterion(said, decision, case, policy) for said in decision.criteria],
        "blocking": [parameter(policy.get(id)) for id in decision.blocking],
        "amounts": [_amount(line, policy) for line in decision.amounts],
        "assumptions": [titled(name) for name in decision.assumptions],
        "policy_version": decision.policy_version,
    }


def outcome_title(outcome: str) -> str:
    """An outcome in few words."""
    return _OUTCOMES[outcome]


def facts_known(case: Case) -> list[Json]:
    """The facts of a case in words, in the order of the case's fields."""
    return [
        titled(name) | {"value": value}
        for name in _FACTS
        if name != "requested_at" and (value := fact_words(case, name)) is not None
    ]


def titled(name: str) -> Json:
    """A fact by its name, and its name in Chinese."""
    return {"name": name, "title": _FACTS[name]}


def fact_title(name: str) -> str:
    """The name of a fact in Chinese; that of what is heard and is no fact of a case is left as it is."""
    return _FACTS.get(name, name)


def fact_words(case: Case, name: str) -> str | None:
    """The value of a fact in Chinese; `None` where it is not known."""
    value = getattr(case, name)
    return None if value is None else _words(name, value)


def shown(value: ParameterValue) -> str:
    """The value of a parameter with its unit, or why it is not known."""
    if value.unknown is not None:
        return _VALUES["unknown"].format(reason=value.unknown)
    if isinstance(value.value, bool):
        return _VALUES["affirmed" if value.value else "denied"]
    return figures.of_parameter(value).text()


def parameter(value: ParameterValue) -> Json:
    """A parameter with its value in words, since when it holds, its source, and who says otherwise."""
    return {
        "id": value.id,
        "label": value.label,
        "value": _named(value.value) or shown(value),
        "since": value.since.isoformat() if value.since else None,
        "source": cited(value.source),
        "note": value.note,
        "conflict": value.conflict
        and {
            "says": value.conflict.says,
            "resolution": value.conflict.resolution,
            "source": cited(value.conflict.source),
        },
    }


def _named(value: object) -> str | None:
    """An enumerated value in words, or several of them; `None` where it is of another kind."""
    if isinstance(value, (list, tuple)):
        named = [_named(one) for one in value]
        return "、".join(filter(None, named)) if named and all(named) else None
    return _NAMED.get(str(value)) or WORDS.get(str(value))


def _words(name: str, value: object) -> str:
    if isinstance(value, bool):
        return _VALUES["affirmed" if value else "denied"]
    if isinstance(value, (Product, Channel)):
        return value.name
    if isinstance(value, Enum):
        return named(name, value) or _ORDINARY[f"{name}.{value.value}"]
    if isinstance(value, Moment):
        return moment_text(value)
    if isinstance(value, Decimal):
        return figures.money(name, value, None).text()
    if isinstance(value, Payment):
        return "、".join(_parts(value))
    if name == "term_months" and isinstance(value, int):
        return Figure(name, value, "month", None).text()
    return str(value)


def _parts(payment: Payment) -> Iterator[str]:
    for kind in ("cash", "voucher", "cash_coupon", "stored_card"):
        part = getattr(payment, kind)
        amount = part.amount if isinstance(part, Coupon) else part
        if amount:
            yield f"{word(kind)} {figures.money(kind, amount, None).text()}"
    if payment.discount_coupon:
        yield word("discount_coupon")


def _criterion(said: CriterionResult, decision: Decision, case: Case, policy: Policy) -> Json:
    return {
        "id": said.id,
        "title": _CRITERIA[said.id],
        "truth": said.truth.value,
        "deciding": said.id in decision.deciding,
        "presumed": said.presumed,
        "facts": [titled(name) | {"value": _stated(name, name in said.assumed, case)} for name in said.facts],
        "parameters": _parameters(said.parameters, policy),
    }


def _stated(name: str, assumed: bool, case: Case) -> str:
    """A fact as it is known, presumed, or missing."""
    known = fact_words(case, name)
    if known is not None:
        return known
    if assumed:
        presumed = fact_words(ordinary(case), name)
        return _FACT["presumed"].format(value=presumed) if presumed else _FACT["ordinary"]
    return _FACT["not_known" if name in case.not_known else "unsaid"]


def _amount(line: AmountLine, policy: Policy) -> Json:
    if line.amount is not None:
        exact = line.amount == line.amount.quantize(figures.FEN)
        text = _AMOUNT["exact" if exact else "about"].format(amount=_yuan(line.amount))
    elif line.lowest is not None and line.highest is not None:
        text = _AMOUNT["range"].format(lowest=_yuan(line.lowest), highest=_yuan(line.highest))
    else:
        text = _AMOUNT["unknown"].format(reason=_WHY[line.unknown.value if line.unknown else "other"])
    return {
        "id": line.id,
        "title": _AMOUNTS[line.id],
        "text": text,
        "parameters": _parameters(line.parameters, policy),
    }


def _yuan(amount: Decimal) -> str:
    return figures.money("amount", amount, None).text()


def _parameters(ids: Iterable[str], policy: Policy) -> list[Mapping[str, object]]:
    return [parameter(policy.get(id)) for id in ids]
