"""Three-valued logic, and what a criterion says in it."""

from __future__ import annotations

from itertools import product

import pytest

from refundbot.eligibility.decision import CriterionResult, Truth
from refundbot.eligibility.truth import all_of, any_of, negated, result, truth


def test_a_boundary_and_the_unknown_have_no_opposite() -> None:
    assert {value: negated(value) for value in Truth} == {
        Truth.PASSED: Truth.FAILED,
        Truth.FAILED: Truth.PASSED,
        Truth.UNKNOWN: Truth.UNKNOWN,
        Truth.BOUNDARY: Truth.BOUNDARY,
    }


@pytest.mark.parametrize("values", list(product((True, False, None), repeat=3)))
def test_all_and_any_agree_with_every_way_of_learning_the_unknown(values: tuple[bool | None, ...]) -> None:
    learnt = list(product(*((True, False) if value is None else (value,) for value in values)))
    for combine, plain in ((all_of, all), (any_of, any)):
        outcomes = {plain(world) for world in learnt}
        assert combine(values) is (outcomes.pop() if len(outcomes) == 1 else None)


def test_a_criterion_is_presumed_when_it_assumes_something() -> None:
    said = result("id", True, ("a", "b"), ("p",), ("b",))
    assert said == CriterionResult("id", Truth.PASSED, ("a", "b"), ("p",), presumed=True, assumed=("b",))
    assert result("id", None, ()) == CriterionResult("id", Truth.UNKNOWN, (), (), presumed=False, assumed=())
    assert result("id", Truth.BOUNDARY, ()).truth is Truth.BOUNDARY
    assert truth(False) is Truth.FAILED
