"""The training phrasings by author, the questions, and their vectors, encoded once and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from refundbot.understanding.intents import e5_graph
from refundbot.understanding.intents.encoder import E5, GRAPH, Vectors
from refundbot.understanding.intents.model import Sentence
from refundbot.understanding.intents.training import Corpus, Settings
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
        KeptEncoder(layers),
        read,
        Settings(noisy_share=1.0),
    )
    return corpus, [example.author for example in examples]


def with_layers(corpus: Corpus, places: Sequence[int]) -> Corpus:
    """The corpus as an encoder that gives fewer layers would make it."""
    return replace(corpus, vectors=corpus.vectors[:, places], copy_vectors=corpus.copy_vectors[:, places])


def with_copies(corpus: Corpus, share: float) -> Corpus:
    """The corpus with fewer noisy copies."""
    kept = slice(round(share * len(corpus.sentences)))
    return replace(
        corpus,
        copies=corpus.copies[kept],
        copy_vectors=corpus.copy_vectors[kept],
        origins=corpus.origins[kept],
    )


class KeptEncoder:
    """The encoder with given layers; the vectors of a text are computed once for good."""

    def __init__(self, layers: Sequence[int]) -> None:
        folder = CACHE / "-".join(map(str, layers))
        e5_graph.build(folder, layers)
        digest = hashlib.sha256((folder / GRAPH).read_bytes()).hexdigest()[:16]
        self._encoder = E5(folder)
        self._file = folder / f"{digest}.npz"
        self._known: dict[str, Vectors] = {}
        if self._file.exists():
            with np.load(self._file) as kept:
                self._known = dict(zip(kept["texts"].tolist(), kept["vectors"], strict=True))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As `E5.encode`."""
        unknown = list(dict.fromkeys(text for text in texts if text not in self._known))
        if unknown:
            self._known |= dict(zip(unknown, self._encoder.encode(unknown).astype(np.float16), strict=True))
            np.savez(self._file, texts=np.array([*self._known]), vectors=np.stack([*self._known.values()]))
        return np.stack([self._known[text] for text in texts]).astype(np.float32)
