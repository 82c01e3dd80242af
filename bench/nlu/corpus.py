"""The training phrasings by author, the questions, and their vectors, encoded once and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from refundbot.understanding.intents import e5_graph
from refundbot.understanding.intents.encoder import E5
from refundbot.understanding.intents.kept import KeptEncoder
from refundbot.understanding.intents.model import Sentence
from refundbot.understanding.intents.training import Corpus, Settings, lot
from refundbot.understanding.rasa.spacy_pipeline import build, sentence_of
from refundbot.understanding.rasa.training_data import read_examples
from refundbot.understanding.text.normal_form import cap, normalize

ROOT = Path(__file__).parents[2]
CACHE = ROOT / "reports" / "encodings"

_NLP = build()


def read(text: str) -> Sentence:
    """A text as the classifier sees it."""
    return sentence_of(_NLP(normalize(cap(text))))


def load(layers: Sequence[int]) -> tuple[Corpus, list[str]]:
    """The corpus with a noisy copy of every phrasing, and each phrasing's author."""
    examples = list(read_examples(ROOT / "data" / "nlu"))
    corpus = Corpus.build(
        [read(example.text) for example in examples],
        [example.intent for example in examples],
        encoder(layers),
        read,
        Settings(noisy_share=1.0),
    )
    return corpus, [example.author for example in examples]


def with_layers(corpus: Corpus, places: Sequence[int]) -> Corpus:
    """The corpus as an encoder that gives fewer layers would make it."""
    return replace(corpus, vectors=corpus.vectors[:, places], copy_vectors=corpus.copy_vectors[:, places])


def with_copies(corpus: Corpus, share: float) -> Corpus:
    """The corpus with fewer noisy copies."""
    drawn = [lot(corpus.sentences[origin].text, Settings().seed) for origin in corpus.origins]
    kept = np.flatnonzero(np.array(drawn) < share)
    return replace(
        corpus,
        copies=[corpus.copies[copy] for copy in kept],
        copy_vectors=corpus.copy_vectors[kept],
        origins=corpus.origins[kept],
    )


def encoder(layers: Sequence[int]) -> KeptEncoder:
    """The encoder with given layers; the vectors of a text are computed once for good."""
    folder = CACHE / "-".join(map(str, layers))
    e5_graph.build(folder, layers)
    return KeptEncoder(E5(folder), folder.with_suffix(".npz"))
