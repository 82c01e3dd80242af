"""The experiment that chose the intent classifier.

    python -m bench.nlu [VARIANT ...]

Each variant is trained without one author's phrasings and asked them, for each author in turn: customers are
people whose phrasings nobody has trained on. Then it is trained on all and asked `tests/questions/dev.jsonl`.
Printed: share of first intents that are right, of right ones within three, surprise (mean -log probability of
what is right), the temperature under which the surprise would be least, and the mean cost of an answer
(`answers.COST`) at the threshold and margin that make it least.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from bench.nlu import corpus as corpora
from bench.nlu.answers import Answer, cost, read_questions
from refundbot.understanding.intents.model import Floats, IntentModel, Sentence
from refundbot.understanding.intents.training import Corpus, Settings, fit

LAYERS = (3, 6, 9, 10, 11, 12)
DEV = Path(__file__).parents[2] / "tests" / "questions" / "dev.jsonl"
TEMPERATURES = np.arange(0.5, 2.05, 0.1)
THRESHOLDS = np.arange(0.2, 0.96, 0.05)
MARGINS = np.arange(0.0, 0.41, 0.1)


@dataclass(frozen=True)
class Variant:
    """What differs from the settings that are used."""

    settings: Settings = field(default_factory=Settings)
    layers: tuple[int, ...] = (6, 9, 12)


Encode = Callable[[Sequence[str]], Floats]
BASE = Settings()
VARIANTS = {
    "as used": Variant(),
    "last layer only": Variant(replace(BASE, vector_scale=4.0), layers=(12,)),
    "layers 9 12": Variant(layers=(9, 12)),
    "layers 3 6 9 12": Variant(layers=(3, 6, 9, 12)),
    "layers 6 9 11": Variant(layers=(6, 9, 11)),
    "n-grams only": Variant(replace(BASE, vector_scale=0.0, closeness=0.0)),
    "no n-grams": Variant(replace(BASE, ngram_scale=0.0)),
    "n-grams weigh half": Variant(replace(BASE, ngram_scale=4.0)),
    "nearest example not weighed": Variant(replace(BASE, closeness=0.0)),
    "nearest example weighs double": Variant(replace(BASE, closeness=12.0)),
    "nearness along all directions": Variant(replace(BASE, axes=384)),
    "nearness along 64 directions": Variant(replace(BASE, axes=64)),
    "fewer noisy copies": Variant(replace(BASE, noisy_share=0.3)),
    "no noisy copies": Variant(replace(BASE, noisy_share=0.0)),
    "a noisy copy of each": Variant(replace(BASE, noisy_share=1.0)),
    "regularised more": Variant(replace(BASE, inverse_regularisation=2.0)),
    "regularised less": Variant(replace(BASE, inverse_regularisation=12.0)),
}


@dataclass(frozen=True)
class Outcome:
    """What a model says of questions: probabilities at temperature 1 and what is right."""

    intents: Sequence[str]
    probabilities: Floats
    topics: Sequence[frozenset[str]]

    def surprise(self, temperature: float = 1.0) -> float:
        """Mean -log of the probability that is given to what is right."""
        powers = self.probabilities.astype(np.float64) ** (1 / temperature)
        powers /= powers.sum(axis=1, keepdims=True)
        likely = [
            sum(p for intent, p in zip(self.intents, row, strict=True) if intent in topics)
            for row, topics in zip(powers, self.topics, strict=True)
        ]
        return float(-np.log(np.maximum(likely, 1e-9)).mean())

    def answers(self) -> list[Answer]:
        """The rankings as answers."""
        return [
            Answer("", topics, [(self.intents[i], float(row[i])) for i in np.argsort(-row)[:4]])
            for row, topics in zip(self.probabilities, self.topics, strict=True)
        ]


def ask(
    model: IntentModel, sentences: Sequence[Sentence], encode: Encode, topics: Sequence[frozenset[str]]
) -> Outcome:
    """What `model` says."""
    read = [model.read(sentence) for sentence in sentences]
    vectors = encode([sentence.text for sentence in read])
    return Outcome(model.intents, model.probabilities(read, vectors), topics)


def outcomes(
    variant: Variant, data: Corpus, authors: Sequence[str], dev: Dev, encode: Encode
) -> Iterator[tuple[str, Outcome]]:
    """By author, then of the questions. `encode` gives all of `LAYERS`."""
    places = [LAYERS.index(layer) for layer in variant.layers]
    data = corpora.with_copies(corpora.with_layers(data, places), variant.settings.noisy_share)

    def chosen(texts: Sequence[str]) -> Floats:
        return encode(texts)[:, places]

    for author in dict.fromkeys(authors):
        theirs = np.flatnonzero(np.array(authors) == author)
        others = np.flatnonzero(np.array(authors) != author)
        model = fit(data, others, variant.settings)
        topics = [frozenset({data.intents[i]}) for i in theirs]
        yield f"{author} author", ask(model, [data.sentences[i] for i in theirs], chosen, topics)
    model = fit(data, np.arange(len(data.sentences)), variant.settings)
    yield "dev", ask(model, dev.sentences, chosen, dev.topics)


@dataclass(frozen=True)
class Dev:
    """The questions for choosing."""

    sentences: Sequence[Sentence]
    topics: Sequence[frozenset[str]]


def row(name: str, outcome: Outcome) -> str:
    """A line of the table."""
    answers = outcome.answers()
    first, three = (np.mean([answer.within(n) for answer in answers]) for n in (1, 3))
    best = min((outcome.surprise(t), t) for t in TEMPERATURES)
    least = min((cost(answers, t, m), t, m) for t in THRESHOLDS for m in MARGINS)
    return (
        f"{name:16}{first:8.3f}{three:8.3f}{outcome.surprise():9.3f}{best[1]:8.1f}"
        f"{least[0]:9.3f} at {least[1]:.2f} {least[2]:.1f}"
    )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("variants", nargs="*", default=[*VARIANTS], metavar="VARIANT")
    chosen = parser.parse_args().variants
    data, authors = corpora.load(LAYERS)
    questions = read_questions(DEV)
    dev = Dev([corpora.read(text) for text, _ in questions], [topics for _, topics in questions])
    encode = corpora.encoder(LAYERS).encode
    print(f"{'':16}{'first':>8}{'in 3':>8}{'surprise':>9}{'temp.':>8}{'cost':>9} at threshold, margin")
    for name in chosen:
        began = time.process_time()
        print(name)
        for asked, outcome in outcomes(VARIANTS[name], data, authors, dev, encode):
            print(row(asked, outcome), flush=True)
        print(f"{'':16}{time.process_time() - began:.0f} s of CPU")


if __name__ == "__main__":
    main()
