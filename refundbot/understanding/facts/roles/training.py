"""Trains the role model on the annotated messages; run by `python -m` with the name of this module."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from refundbot.understanding.facts.found import Found
from refundbot.understanding.facts.reading import read
from refundbot.understanding.facts.roles.annotations import Annotated, Mark, read_annotated
from refundbot.understanding.facts.roles.candidate import FIELDS, OTHER, ROLES, Candidate, Kind
from refundbot.understanding.facts.roles.features import Context
from refundbot.understanding.facts.roles.model import FILE, Linear, RoleModel
from refundbot.understanding.facts.when.spans import SHANGHAI
from refundbot.understanding.rasa.training_data import read_examples

DATA = Path(__file__).parents[4] / "data"
NOON = datetime(2026, 6, 24, 12, tzinfo=SHANGHAI)
"""When the questions of `data/nlu`, which have no date, are taken to be asked."""
FOLDS = 3
_INVERSE_PENALTY = 0.6
_SELDOM = 2
"""Features seen fewer times than this tell nothing."""
_ANSWERS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "date": tuple((field, role) for role, field in FIELDS.items()),
    "length": (("paid_at", "paid"), ("provisioned_at", "opened"), ("term_months", "term")),
    "money": (("paid_amount", "paid"),),
    "count": (("quota_left", "quota_left"),),
}
"""What a bare span of each kind is where a field was asked for."""
_UNRULED = frozenset({"now", "asked", "coupon", "list", "total", "cash", "instances"})
"""Roles that the rules never give."""
_EVERY = 4
"""Of so many marked spans one is also learnt as a bare answer."""
_RULED = 45
"""Characters up to which a question of `data/nlu` is labelled by the rules, which are right in short ones."""
_TRUST = 0.5
"""The weight of a label that the rules gave."""


Row = tuple[list[int], str, float]
"""The features of a span, its role, and how much it counts."""


@dataclass(frozen=True)
class Example:
    """A message with the role of each of its candidates; the candidates' features are computed once."""

    context: Context
    roles: tuple[str, ...]
    author: str
    features: tuple[list[int], ...]
    weight: float = 1.0


def label(candidate: Candidate, marks: Sequence[Mark]) -> str:
    """The role that the author gave to what stands at a candidate's place.

    A span that no mark overlaps plays no part, but a turn of phrase without a mark holds of the purchase.
    """
    dated = ("date", "length")
    kinds = dated if candidate.kind in dated else (candidate.kind,)
    best = max(
        (mark for mark in marks if mark.kind in kinds and _overlap(candidate, mark)),
        key=lambda mark: (mark.kind == candidate.kind, _overlap(candidate, mark)),
        default=None,
    )
    if best is None:
        return "this" if candidate.kind == "said" else OTHER
    return best.role if best.role in ROLES[candidate.kind] else OTHER


def _overlap(candidate: Candidate, mark: Mark) -> int:
    return max(0, min(candidate.end, mark.end) - max(candidate.start, mark.start))


def examples(messages: Sequence[Annotated]) -> Iterator[Example]:
    """The messages as the model sees them, and some of their spans alone, as the answers to questions."""
    for number, message in enumerate(messages):
        found = Found(read(message.text), message.now, None)
        roles = tuple(label(candidate, message.marks) for candidate in found.candidates)
        yield _example(found, roles, message.author, None)
        for place, mark in enumerate(message.marks):
            answers = _ANSWERS.get(mark.kind)
            if answers and (number + place) % _EVERY == 0:
                field, role = answers[(number + place) // _EVERY % len(answers)]
                yield from _answer(message, mark, field, role)


def _answer(message: Annotated, mark: Mark, field: str, role: str) -> Iterator[Example]:
    found = Found(read(message.text[mark.start : mark.end]), message.now, field)
    if len(found.candidates) == 1 and role in ROLES[found.candidates[0].kind]:
        yield _example(found, (role,), message.author, field)


def ruled(folder: Path) -> Iterator[Example]:
    """The short questions of Rasa's training data, labelled by the rules: few of them tell of a purchase."""
    for question in read_examples(folder):
        if len(question.text) <= _RULED:
            found = Found(read(question.text), NOON, None)
            roles = tuple(candidate.rule for candidate in found.candidates)
            if all(role in ROLES[c.kind] for role, c in zip(roles, found.candidates, strict=True)):
                yield replace(_example(found, roles, "rules", None), weight=_TRUST)


def _example(found: Found, roles: tuple[str, ...], author: str, asked: str | None) -> Example:
    context = Context(found.reading, found.candidates, found.scene.events, asked)
    features = tuple(context.features(index) for index in range(len(roles)))
    return Example(context, roles, author, features)


def train(annotated: Sequence[Example], by_rule: Sequence[Example] = ()) -> RoleModel:
    """Both passes. What the second learns from are guesses of models that did not see the message.

    Where the rules see no fact (`by_rule`), the annotated messages may know what it is instead.
    """
    data = [*annotated, *_seen_anew(by_rule, _first(annotated))]
    guesses: dict[int, list[str]] = {}
    folds = np.arange(len(data)) % FOLDS
    for fold in range(FOLDS):
        first = _first([each for each, of in zip(data, folds, strict=True) if of != fold])
        for index in np.flatnonzero(folds == fold):
            guesses[int(index)] = _guess(first, data[index])
    return RoleModel(_first(data), _second(data, [guesses[index] for index in range(len(data))]))


def _seen_anew(by_rule: Sequence[Example], first: Mapping[Kind, Linear]) -> Iterator[Example]:
    """The rules' labels, but the model's where it tells a role that the rules do not know."""
    for example in by_rule:
        guesses = _guess(first, example)
        roles = tuple(
            guess if role == OTHER and guess in _UNRULED else role
            for role, guess in zip(example.roles, guesses, strict=True)
        )
        yield replace(example, roles=roles)


def _guess(first: Mapping[Kind, Linear], example: Example) -> list[str]:
    guessed = []
    for candidate, features in zip(example.context.candidates, example.features, strict=True):
        model = first[candidate.kind]
        guessed.append(model.roles[int(model.probabilities(features).argmax())])
    return guessed


def _first(data: Sequence[Example]) -> dict[Kind, Linear]:
    rows: dict[Kind, list[Row]] = {kind: [] for kind in ROLES}
    for example in data:
        for candidate, features, role in zip(
            example.context.candidates, example.features, example.roles, strict=True
        ):
            rows[candidate.kind].append((features, role, example.weight))
    return {kind: _fit(kind, listed) for kind, listed in rows.items()}


def _second(data: Sequence[Example], guesses: Sequence[Sequence[str]]) -> dict[Kind, Linear]:
    rows: dict[Kind, list[Row]] = {kind: [] for kind in ROLES}
    for example, guessed in zip(data, guesses, strict=True):
        for index, candidate in enumerate(example.context.candidates):
            features = [*example.features[index], *example.context.neighbours(index, guessed)]
            rows[candidate.kind].append((features, example.roles[index], example.weight))
    return {kind: _fit(kind, listed) for kind, listed in rows.items()}


def _fit(kind: Kind, rows: Sequence[Row]) -> Linear:
    counts = Counter(feature for features, *_ in rows for feature in set(features))
    index = {f: row for row, f in enumerate(sorted(f for f, count in counts.items() if count >= _SELDOM))}
    known = [sorted({index[f] for f in features if f in index}) for features, *_ in rows]
    matrix = csr_matrix(
        (
            np.ones(sum(map(len, known)), dtype=np.float32),
            np.concatenate([np.array(each, dtype=np.int32) for each in known]),
            np.cumsum([0, *map(len, known)]),
        ),
        shape=(len(rows), len(index)),
    )
    labels = [role for _, role, _ in rows]
    seen = [role for role in ROLES[kind] if role in set(labels)]
    if len(seen) < 2:
        raise ValueError(f"The annotated messages show fewer than two roles of {kind}: {seen}")
    model = LogisticRegression(C=_INVERSE_PENALTY, max_iter=200, tol=1e-3, fit_intercept=False)
    model.fit(matrix, labels, sample_weight=[weight for *_, weight in rows])
    coefficients: npt.NDArray[np.float64] = model.coef_
    if len(seen) == 2:
        coefficients = np.vstack([-coefficients[0] / 2, coefficients[0] / 2])
    return Linear(tuple(str(each) for each in model.classes_), index, coefficients.T.astype(np.float32))


def save(model: RoleModel, file: Path) -> None:
    """Writes the weights; a half-written file never takes the place of a whole one."""
    arrays: dict[str, npt.NDArray[np.generic]] = {}
    for name, kinds in (("first", model.first), ("second", model.second)):
        for kind, linear in kinds.items():
            arrays[f"{name}/{kind}/roles"] = np.array(linear.roles)
            arrays[f"{name}/{kind}/features"] = np.array(list(linear.rows), dtype=np.uint32)
            arrays[f"{name}/{kind}/weights"] = linear.weights
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(f".{os.getpid()}.npz")
    np.savez(draft, **arrays)
    os.replace(draft, file)


def main() -> None:
    """Trains on all annotated messages."""
    annotated = list(examples(list(read_annotated(DATA / "facts"))))
    save(train(annotated, list(ruled(DATA / "nlu"))), FILE)


if __name__ == "__main__":
    main()
