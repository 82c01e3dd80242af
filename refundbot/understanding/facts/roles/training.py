"""Trains the role model on the annotated messages.

python -m refundbot.understanding.facts.roles.training [FOLDER]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import log_softmax
from sklearn.linear_model import LogisticRegression

from refundbot.understanding.facts.found import Found
from refundbot.understanding.facts.reading import read
from refundbot.understanding.facts.roles.annotations import Annotated, Mark, read_annotated
from refundbot.understanding.facts.roles.candidate import FIELDS, OTHER, ROLES, Candidate, Kind
from refundbot.understanding.facts.roles.features import Context
from refundbot.understanding.facts.roles.model import FILE, Linear, RoleModel
from refundbot.understanding.facts.when.spans import SHANGHAI
from refundbot.understanding.rasa.training_data import read_settled
from refundbot.understanding.weights_file import write_arrays

DATA = Path(__file__).parents[4] / "data"
NOON = datetime(2026, 6, 24, 12, tzinfo=SHANGHAI)
"""When the questions of `data/nlu`, which have no date, are taken to be asked."""
FOLDS = 3
"""Groups of authors, of which each is guessed by models that saw nothing of it."""
_TEMPERATURES = (0.5, 4.0)
"""Between what bounds scores may have to be divided for their probabilities to be true."""
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
RULES = "rules"
"""Whom the labels are of that the rules gave."""
_TRUST = 0.5
"""The weight of a label that the rules gave."""

Mask = npt.NDArray[np.bool_]


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
    """The short settled questions of Rasa's data, labelled by the rules: few of them tell of a purchase."""
    for question in read_settled(folder):
        if len(question.text) <= _RULED:
            found = Found(read(question.text), NOON, None)
            roles = tuple(candidate.rule for candidate in found.candidates)
            if all(role in ROLES[c.kind] for role, c in zip(roles, found.candidates, strict=True)):
                yield replace(_example(found, roles, RULES, None), weight=_TRUST)


def _example(found: Found, roles: tuple[str, ...], author: str, asked: str | None) -> Example:
    context = Context(found.reading, found.candidates, found.scene.events, asked)
    features = tuple(context.features(index) for index in range(len(roles)))
    return Example(context, roles, author, features)


@dataclass(frozen=True)
class Spans:
    """The spans of one kind in some examples, a row for each."""

    kind: Kind
    features: csr_matrix
    """How often a span has each feature."""
    hashes: npt.NDArray[np.uint32]
    """The feature of each column, in their order."""
    examples: npt.NDArray[np.int64]
    places: npt.NDArray[np.int64]
    """The number of the example that each span is of, and its place among the candidates."""
    roles: npt.NDArray[np.str_]
    weights: npt.NDArray[np.float64]
    groups: npt.NDArray[np.int64]
    """The group of authors that each is of."""

    @classmethod
    def of(cls, kind: Kind, data: Sequence[Example], guesses: Sequence[Sequence[str]] | None = None) -> Spans:
        """Those of `kind`, with what the roles `guesses` of each example say of them, if there are any."""
        found = [
            (number, place)
            for number, example in enumerate(data)
            for place, candidate in enumerate(example.context.candidates)
            if candidate.kind == kind
        ]
        rows: list[Sequence[int]] = []
        for number, place in found:
            features, context = data[number].features[place], data[number].context
            rows.append([*features, *context.neighbours(place, guesses[number])] if guesses else features)
        seen = np.fromiter(chain.from_iterable(rows), np.uint32)
        hashes, columns = np.unique(seen, return_inverse=True)
        ends = np.cumsum([0, *map(len, rows)])
        matrix = csr_matrix((np.ones(len(seen), np.float32), columns, ends), (len(rows), len(hashes)))
        matrix.sum_duplicates()
        groups = _groups(data)
        return cls(
            kind,
            matrix,
            hashes,
            np.array([number for number, _ in found], np.int64),
            np.array([place for _, place in found], np.int64),
            np.array([data[number].roles[place] for number, place in found], np.str_),
            np.array([data[number].weight for number, _ in found]),
            np.array([groups[number] for number, _ in found], np.int64),
        )

    @property
    def all(self) -> Mask:
        """Every row."""
        return np.full(len(self.roles), True)

    def fit(self, rows: Mask) -> Linear:
        """What those rows teach. Whether a span has a feature counts, not how often."""
        chosen = self.features[rows]
        known = np.bincount(chosen.indices, minlength=len(self.hashes)) >= _SELDOM
        matrix = chosen[:, known]
        matrix.data[:] = 1
        roles = self.roles[rows]
        seen = [role for role in ROLES[self.kind] if role in roles]
        if len(seen) < 2:
            raise ValueError(f"The annotated messages show fewer than two roles of {self.kind}: {seen}")
        model = LogisticRegression(C=_INVERSE_PENALTY, max_iter=200, tol=1e-3, fit_intercept=False)
        model.fit(matrix, roles, sample_weight=self.weights[rows])
        coefficients: npt.NDArray[np.float64] = model.coef_
        if len(seen) == 2:
            coefficients = np.vstack([-coefficients[0] / 2, coefficients[0] / 2])
        index = {feature: row for row, feature in enumerate(self.hashes[known].tolist())}
        return Linear(tuple(model.classes_.tolist()), index, coefficients.T.astype(np.float32))

    def scores(self, model: Linear, rows: Mask) -> npt.NDArray[np.float32]:
        """How each of those rows scores for each role of the model."""
        known = np.searchsorted(self.hashes, np.fromiter(model.rows, np.uint32))
        return np.asarray(self.features[rows][:, known] @ model.weights)

    def guess(self, model: Linear, rows: Mask) -> npt.NDArray[np.str_]:
        """The likeliest roles of those rows."""
        return np.asarray(np.array(model.roles)[self.scores(model, rows).argmax(axis=1)])

    def seen_anew(self, by_rule: Mask) -> Spans:
        """The rules' roles in those rows, but the other rows' where these know one that the rules do not."""
        guesses = self.guess(self.fit(~by_rule), by_rule)
        roles = self.roles.astype(object)
        better = (roles[by_rule] == OTHER) & np.isin(guesses, list(_UNRULED))
        roles[by_rule] = np.where(better, guesses, roles[by_rule])
        return replace(self, roles=roles.astype(np.str_))

    def guessed(self) -> tuple[npt.NDArray[np.str_], float]:
        """For each span what models tell that saw nothing of its author, and their temperature.

        That is by what scores have to be divided for the probabilities of roles that authors gave to be
        likeliest (Guo et al. 2017): models are surer of an author whom they never saw than they should be.
        It is 1 where there are but two roles, of which authors mark some only.
        """
        guesses = np.full(len(self.roles), "", object)
        told: list[tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]] = []
        for group in range(FOLDS):
            unseen = self.groups == group
            model = self.fit(~unseen)
            guesses[unseen] = self.guess(model, unseen)
            annotated = unseen & (self.weights == 1) & np.isin(self.roles, model.roles)
            numbers = np.array([model.roles.index(role) for role in self.roles[annotated]], np.int64)
            told.append((self.scores(model, annotated), numbers))
        return guesses.astype(np.str_), _temperature(told) if len(ROLES[self.kind]) > 2 else 1.0


def _groups(data: Sequence[Example]) -> list[int]:
    """The group of each example: one for all of an author's, but what the rules labelled is many people's."""
    authors = sorted({example.author for example in data})
    return [
        (number if example.author == RULES else authors.index(example.author)) % FOLDS
        for number, example in enumerate(data)
    ]


def _temperature(told: Sequence[tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]]) -> float:
    """The temperature at which the roles of the rows, by number, are likeliest by their scores."""

    def unlikeliness(temperature: float) -> float:
        return -sum(
            float(log_softmax(scores / temperature, axis=1)[np.arange(len(numbers)), numbers].sum())
            for scores, numbers in told
        )

    return float(minimize_scalar(unlikeliness, bounds=_TEMPERATURES, method="bounded").x)


def train(annotated: Sequence[Example], by_rule: Sequence[Example] = ()) -> RoleModel:
    """Both passes. What the second learns from are guesses of models that did not see the message.

    Where the rules see no fact (`by_rule`), the annotated messages may know what it is instead.
    """
    data = [*annotated, *by_rule]
    spans = [Spans.of(kind, data) for kind in ROLES]
    if by_rule:
        spans = [each.seen_anew(each.examples >= len(annotated)) for each in spans]
    guesses = [[""] * len(example.roles) for example in data]
    temperatures: dict[Kind, float] = {}
    for each in spans:
        roles, temperatures[each.kind] = each.guessed()
        for number, place, role in zip(each.examples, each.places, roles.tolist(), strict=True):
            guesses[number][place] = role
    second = (replace(Spans.of(each.kind, data, guesses), roles=each.roles) for each in spans)
    return RoleModel(
        {each.kind: each.fit(each.all) for each in spans},
        {each.kind: each.fit(each.all).at(temperatures[each.kind]) for each in second},
    )


def save(model: RoleModel, file: Path) -> None:
    """Writes the weights."""
    arrays: dict[str, npt.NDArray[np.generic]] = {}
    for name, kinds in (("first", model.first), ("second", model.second)):
        for kind, linear in kinds.items():
            arrays[f"{name}/{kind}/roles"] = np.array(linear.roles)
            arrays[f"{name}/{kind}/features"] = np.array(list(linear.rows), dtype=np.uint32)
            arrays[f"{name}/{kind}/weights"] = linear.weights
    write_arrays(arrays, file)


def main(folder: Path) -> None:
    """Trains on all annotated messages."""
    annotated = list(examples(list(read_annotated(DATA / "facts"))))
    save(train(annotated, list(ruled(DATA / "nlu"))), folder / FILE.name)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE.parent)
