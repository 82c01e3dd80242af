"""Three-valued logic, with a fourth word for points on which the documents disagree."""

from __future__ import annotations

from collections.abc import Iterable

from refundbot.eligibility.decision import CriterionResult, Truth

_NEGATION = {Truth.PASSED: Truth.FAILED, Truth.FAILED: Truth.PASSED}


def truth(value: bool | None) -> Truth:
    """The truth of a statement that holds, does not hold, or is not known to (`None`)."""
    if value is None:
        return Truth.UNKNOWN
    return Truth.PASSED if value else Truth.FAILED


def negated(value: Truth) -> Truth:
    """The truth of the opposite; what is not settled stays so."""
    return _NEGATION.get(value, value)


def all_of(values: Iterable[bool | None]) -> bool | None:
    """Whether all hold: one that does not settles it, else one unknown leaves it open."""
    seen = tuple(values)
    if False in seen:
        return False
    return None if None in seen else True


def any_of(values: Iterable[bool | None]) -> bool | None:
    """Whether one holds: one that does settles it, else one unknown leaves it open."""
    opposite = all_of(None if value is None else not value for value in values)
    return None if opposite is None else not opposite


def result(
    id: str,
    said: Truth | bool | None,
    facts: tuple[str, ...],
    parameters: tuple[str, ...] = (),
    assumed: tuple[str, ...] = (),
) -> CriterionResult:
    """What a criterion says; `said` may be a plain bool, or `None` for not known.

    `facts` names every fact that it may have read, so that a change of any other leaves it as it is.
    """
    value = said if isinstance(said, Truth) else truth(said)
    return CriterionResult(id, value, facts, parameters, bool(assumed), assumed)
