"""Which way tells the roles of spans best: the rules, the words around them, or those with a second look.

    python -m bench.roles [--without AUTHOR]

Each model learns from the annotated messages of `data/facts` and is asked those of an author it never saw:
of `tests/understanding/roles`, or with --without those of one of its own authors, left out. Printed are the
F1 of each role, and how often a role was right that the model called so probable.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from refundbot.settings import ROOT
from refundbot.understanding.facts.roles.annotations import read_annotated
from refundbot.understanding.facts.roles.candidate import ROLES
from refundbot.understanding.facts.roles.model import RoleModel
from refundbot.understanding.facts.roles.training import Example, examples, ruled, train

TESTED = ROOT / "tests" / "understanding" / "roles"
STEPS = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)
Guess = tuple[str, float]
Way = Callable[[Example], list[Guess]]


def by_rules(example: Example) -> list[Guess]:
    """The roles that the readers' rules give."""
    return [(candidate.rule, 1.0) for candidate in example.context.candidates]


def by_words(model: RoleModel) -> Way:
    """The roles of the first pass alone."""

    def guess(example: Example) -> list[Guess]:
        found = []
        for candidate, features in zip(example.context.candidates, example.features, strict=True):
            linear = model.first[candidate.kind]
            probabilities = linear.probabilities(features)
            best = int(probabilities.argmax())
            found.append((linear.roles[best], float(probabilities[best])))
        return found

    return guess


def by_both(model: RoleModel) -> Way:
    """The roles of both passes, as the product tells them."""
    return lambda example: model.roles(example.context)


def f1(way: Way, tested: Sequence[Example]) -> dict[tuple[str, str], float]:
    """F1 of each role of each kind."""
    right: Counter[tuple[str, str]] = Counter()
    said: Counter[tuple[str, str]] = Counter()
    true: Counter[tuple[str, str]] = Counter()
    for example in tested:
        for candidate, role, (guess, _) in zip(
            example.context.candidates, example.roles, way(example), strict=True
        ):
            said[candidate.kind, guess] += 1
            true[candidate.kind, role] += 1
            right[candidate.kind, role] += guess == role
    return {key: 2 * right[key] / (said[key] + true[key]) for key in true}


def reliability(way: Way, tested: Iterable[Example]) -> list[tuple[str, int, float, float]]:
    """For each step of probability: how many roles, how probable they were called, how many are right."""
    rows = []
    told = [
        (sure, guess == role)
        for example in tested
        for role, (guess, sure) in zip(example.roles, way(example), strict=True)
    ]
    for low, high in zip((0.0, *STEPS), STEPS, strict=False):
        here = [(sure, right) for sure, right in told if low <= sure < high or (high == 1.0 and sure == 1.0)]
        if here:
            sure, share = (sum(column) / len(here) for column in zip(*here, strict=True))
            rows.append((f"{low:.2f} to {high:.2f}", len(here), sure, share))
    return rows


def main() -> None:
    """Trains, asks, prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--without", metavar="AUTHOR")
    author = parser.parse_args().without
    annotated = [*read_annotated(ROOT / "data" / "facts")]
    tested = [m for m in annotated if m.author == author] if author else [*read_annotated(TESTED)]
    known = [message for message in annotated if message.author != author]
    asked = [replace(e, weight=1.0) for e in examples(tested) if e.context.asked is None]
    model = train([*examples(known), *ruled(ROOT / "data" / "nlu")])
    print(f"{len(known)} messages learned from, {len(tested)} asked, of an author never seen")
    ways = {"rules": by_rules, "words": by_words(model), "both passes": by_both(model)}
    scores = {name: f1(way, asked) for name, way in ways.items()}
    counts = Counter(
        (c.kind, role) for e in asked for c, role in zip(e.context.candidates, e.roles, strict=True)
    )
    print(f"{'':24}{'spans':>8}" + "".join(f"{name:>14}" for name in ways))
    for key in ((kind, role) for kind in ROLES for role in ROLES[kind] if counts[kind, role]):
        figures = "".join(f"{scores[name].get(key, 0):14.3f}" for name in ways)
        print(f"{' '.join(key):24}{counts[key]:8}{figures}")
    total = sum(counts.values())
    for name, way in ways.items():
        right = sum(g == r for e in asked for r, (g, _) in zip(e.roles, way(e), strict=True))
        print(f"{name}: {right / total:.3f} of {total} right")
    print("\nprobability     spans   mean   right")
    for step, count, sure, share in reliability(ways["both passes"], asked):
        print(f"{step:15}{count:6}{sure:7.3f}{share:8.3f}")


if __name__ == "__main__":
    main()
