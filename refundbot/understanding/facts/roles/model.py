"""The trained weights: from the features of a span to the probability of each of its roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from refundbot.understanding.facts.roles.candidate import ROLES, Kind
from refundbot.understanding.facts.roles.features import Context

FILE = Path(__file__).parents[4] / "models" / "roles" / "weights.npz"
Weights = npt.NDArray[np.float32]

_ONE_PAYMENT = frozenset({"paid", "cash"})
"""Roles of a sum that come to the same, however sure one is of which, where no card was paid with."""
_BESIDE_CASH = frozenset({"card", "cash_coupon"})
"""Roles of sums that the rules count with the cash."""


class RolesMissing(RuntimeError):
    """The role model has not been trained."""


@dataclass(frozen=True)
class Linear:
    """A multinomial logistic regression over hashed features."""

    roles: tuple[str, ...]
    rows: Mapping[int, int]
    """The row of weights of each feature that training saw."""
    weights: Weights

    def at(self, temperature: float) -> Linear:
        """The same with scores divided by a temperature, which changes how sure a role is, not which."""
        return replace(self, weights=self.weights / np.float32(temperature))

    def probabilities(self, features: Sequence[int]) -> Weights:
        """The probability of each role, in the order of `roles`."""
        rows = [row for feature in features if (row := self.rows.get(feature)) is not None]
        scores = self.weights[rows].sum(axis=0)
        powers = np.exp(scores - scores.max())
        return np.asarray(powers / powers.sum(), dtype=np.float32)


@dataclass(frozen=True)
class RoleModel:
    """Two passes for each kind of span: on the words, and with the roles that the first gave the others."""

    first: Mapping[Kind, Linear]
    second: Mapping[Kind, Linear]

    def roles(self, context: Context) -> list[tuple[str, float]]:
        """The likeliest role of each candidate, and how probable it or one that comes to the same is."""
        features = [context.features(index) for index in range(len(context.candidates))]
        guesses = [_best(self.first[c.kind], f)[0] for c, f in zip(context.candidates, features, strict=True)]
        alike = _ONE_PAYMENT if _BESIDE_CASH.isdisjoint(guesses) else frozenset()
        return [
            _best(self.second[candidate.kind], [*features[index], *context.neighbours(index, guesses)], alike)
            for index, candidate in enumerate(context.candidates)
        ]


def _best(model: Linear, features: Sequence[int], alike: AbstractSet[str] = frozenset()) -> tuple[str, float]:
    """The likeliest role; if it is one of those `alike`, with the probability that it is one of them."""
    probabilities = model.probabilities(features)
    best = model.roles[int(probabilities.argmax())]
    same = alike if best in alike else {best}
    of_same = (float(p) for role, p in zip(model.roles, probabilities, strict=True) if role in same)
    return best, min(sum(of_same), 1.0)


@cache
def role_model() -> RoleModel:
    """The model that `make train` built.

    Raises:
        RolesMissing: there is none.
    """
    if not FILE.exists():
        raise RolesMissing("There is no model of the roles yet; `make train` builds it.")
    with np.load(FILE) as file:
        passes: list[dict[Kind, Linear]] = []
        for name in ("first", "second"):
            kinds: dict[Kind, Linear] = {}
            for kind in ROLES:
                rows = {int(feature): row for row, feature in enumerate(file[f"{name}/{kind}/features"])}
                roles = tuple(file[f"{name}/{kind}/roles"].tolist())
                kinds[kind] = Linear(roles, rows, file[f"{name}/{kind}/weights"])
            passes.append(kinds)
    return RoleModel(*passes)
