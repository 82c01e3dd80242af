"""Which question of its topic a phrasing asks: ways to tell, each measured on an author that it has not read.

    python -m bench.nlu.questions

Each author of phrasings with a question is left out in turn and asked of the questions of the right topic.
Printed: how many come out as the author meant at any confidence; then, answering only from the limit that
is used, the shares answered rightly, answered as the topic's whole, and answered as another question; and
the seconds that a training takes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bench.nlu.corpus import encoder, read
from refundbot.catalogue.model import GENERAL, topic_of
from refundbot.settings import ROOT
from refundbot.understanding.intents.model import Encoded
from refundbot.understanding.intents.training import Corpus, Settings, fit, one_group
from refundbot.understanding.intents.within import QuestionModel
from refundbot.understanding.rasa.training_data import read_examples
from refundbot.understanding.thresholds import SURE_OF_A_QUESTION

LAYERS = (6, 9, 12)
BASE = Settings()


@dataclass(frozen=True)
class Way:
    """How questions are told apart."""

    group: Callable[[str], str] = topic_of
    settings: Settings = BASE


WAYS = {
    "regression a topic": Way(),
    "regression over all": Way(one_group),
    "closest example": Way(
        settings=replace(BASE, ngram_scale=0.0, vector_scale=0.0, label_scale=0.0, closeness=30)
    ),
    "a topic, closeness 0": Way(settings=replace(BASE, closeness=0.0)),
    "a topic, closeness 16": Way(settings=replace(BASE, closeness=16.0)),
    "a topic, less regularised": Way(settings=replace(BASE, inverse_regularisation=20.0)),
}


@dataclass(frozen=True)
class Labelled:
    """The phrasings of which it is told what they ask, with their authors."""

    corpus: Corpus
    authors: Sequence[str]

    @classmethod
    def load(cls) -> Labelled:
        """Those of the training data, encoded once and kept."""
        told = [each for each in read_examples(ROOT / "data" / "nlu") if each.question]
        corpus = Corpus.build(
            [read(each.text) for each in told],
            [f"{each.intent}/{each.question}" for each in told],
            encoder(LAYERS),
            read,
        )
        return cls(corpus, [each.author for each in told])


def asked(data: Labelled, author: str, way: Way) -> tuple[list[tuple[str, str, float]], float]:
    """Of each phrasing of an author what it asks, what is heard, how surely; and the seconds of training."""
    theirs = np.flatnonzero(np.array(data.authors) == author)
    others = np.flatnonzero(np.array(data.authors) != author)
    began = time.perf_counter()
    model = QuestionModel(fit(data.corpus, others, way.settings, way.group))
    seconds = time.perf_counter() - began
    known = {topic_of(question) for question in model.model.intents}
    found = []
    for place in theirs:
        right = data.corpus.intents[place]
        topic = topic_of(right)
        if topic not in known:
            continue
        heard = model.likeliest(Encoded(data.corpus.sentences[place], data.corpus.vectors[place : place + 1]))
        question, share = heard.get(topic, (f"{topic}/{GENERAL}", 1.0))
        found.append((right, question, share))
    return found, seconds


def row(name: str, found: Sequence[tuple[str, str, float]], seconds: float) -> str:
    """A line of the table."""
    first = np.mean([right == heard for right, heard, _ in found])
    told = [
        (right, heard if share >= SURE_OF_A_QUESTION else f"{topic_of(right)}/{GENERAL}")
        for right, heard, share in found
    ]
    whole = np.mean([heard.endswith(f"/{GENERAL}") and right != heard for right, heard in told])
    correct = np.mean([right == heard for right, heard in told])
    shares = (first, correct, whole, 1 - correct - whole)
    return f"{name:28}{len(found):6}{''.join(f'{share:8.3f}' for share in shares)}{seconds:8.1f} s"


def main() -> None:
    """The command."""
    data = Labelled.load()
    print(f"{'':28}{'n':>6}{'first':>8}{'right':>8}{'whole':>8}{'wrong':>8}{'training':>10}")
    for name, way in WAYS.items():
        all_found, spent = [], 0.0
        for author in dict.fromkeys(data.authors):
            found, seconds = asked(data, author, way)
            all_found += found
            spent = max(spent, seconds)
        print(row(name, all_found, spent), flush=True)


if __name__ == "__main__":
    main()
