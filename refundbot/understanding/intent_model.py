"""Which intent a sentence has: logistic regression over n-grams, a sentence vector and entity labels.

This is what runs for each message. `intent_training` makes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from refundbot.understanding.encoder import SentenceEncoder, Vectors
from refundbot.understanding.ngrams import NgramWeights

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]

# How much each kind of feature weighs; all of them have length about one. Chosen on phrasings of authors
# that the model was not trained on.
NGRAM_SCALE = 8.0
VECTOR_SCALE = 4.0
LABEL_SCALE = 1.5
NEAREST_SCALE = 6.0

# A message unlike anything that was trained gets this share of its confidence.
UNFAMILIAR = 0.5

_HEAD, _TAIL = 64, 192


@dataclass(frozen=True)
class Sentence:
    """A normalised text and the labels of the entities in it."""

    text: str
    labels: AbstractSet[str] = frozenset()


@dataclass(frozen=True)
class IntentModel:
    """The trained classifier."""

    intents: tuple[str, ...]
    labels: tuple[str, ...]
    ngrams: NgramWeights
    centre: Floats
    weights: Floats
    """Rows: n-grams, sentence vector, entity labels, bias. Columns: intents."""
    temperature: float
    examples: Floats
    """Centred vectors of the training sentences, intent by intent."""
    starts: Places
    """The row of `examples` at which each intent begins."""
    gate: float
    """Cosine to the nearest example below which a sentence counts as unfamiliar."""

    def rank(self, sentence: Sentence, encoder: SentenceEncoder) -> list[tuple[str, float]]:
        """All intents with their probabilities, the likeliest first; none where there is nothing to read.

        The probabilities add up to one, or to less for a sentence unlike all that was trained.
        """
        text = gist(sentence.text)
        if not any(map(str.isalnum, text)):
            return []
        vector = centred(encoder.encode([text]), self.centre)
        nearest = self.nearest(vector)[0]
        return self.ranking(
            self._logits(text, vector, sentence.labels) + NEAREST_SCALE * nearest, nearest.max()
        )

    def nearest(self, vectors: Floats) -> Floats:
        """The cosine of each centred vector to the nearest example of each intent."""
        return np.asarray(np.maximum.reduceat(vectors @ self.examples.T, self.starts, axis=1))

    def ranking(self, logits: Floats, familiarity: float) -> list[tuple[str, float]]:
        """The ranking that logits give, with the cosine to the nearest example of all."""
        probabilities = softmax(logits / self.temperature) * (1.0 if familiarity >= self.gate else UNFAMILIAR)
        return [(self.intents[i], float(probabilities[i])) for i in np.argsort(-probabilities, kind="stable")]

    def _logits(self, text: str, vector: Floats, labels: AbstractSet[str]) -> Floats:
        places, weights = self.ngrams.of_text(text)
        known = len(self.ngrams.idf)
        sparse = NGRAM_SCALE * weights @ self.weights[places]
        dense = dense_features(vector, [labels], self.labels)[0] @ self.weights[known:-1]
        return np.asarray(sparse + dense + self.weights[-1], np.float32)

    def save(self, path: Path) -> None:
        """Writes one .npz file."""
        np.savez_compressed(
            path,
            intents=np.array(self.intents),
            labels=np.array(self.labels),
            grams=np.array(self.ngrams.names()),
            idf=self.ngrams.idf,
            centre=self.centre,
            weights=self.weights.astype(np.float16),
            temperature=self.temperature,
            examples=self.examples.astype(np.float16),
            starts=self.starts,
            gate=self.gate,
        )

    @classmethod
    def load(cls, path: Path) -> IntentModel:
        """Reads what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            return cls(
                intents=tuple(stored["intents"].tolist()),
                labels=tuple(stored["labels"].tolist()),
                ngrams=NgramWeights({g: i for i, g in enumerate(stored["grams"].tolist())}, stored["idf"]),
                centre=stored["centre"],
                weights=stored["weights"].astype(np.float32),
                temperature=float(stored["temperature"]),
                examples=stored["examples"].astype(np.float32),
                starts=stored["starts"],
                gate=float(stored["gate"]),
            )


def gist(text: str) -> str:
    """A long text without its middle, so that the encoder's time is bounded. People ask first or last."""
    return text if len(text) <= _HEAD + _TAIL else f"{text[:_HEAD]} {text[-_TAIL:]}"


def centred(vectors: Vectors, centre: Floats) -> Floats:
    """`vectors` seen from `centre`, with length one. Raw e5 vectors all point nearly the same way."""
    moved = vectors - centre
    return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), np.float32)


def dense_features(vectors: Floats, found: Sequence[AbstractSet[str]], labels: Sequence[str]) -> Floats:
    """The scaled vector and entity-label features, a row for each sentence."""
    flags = np.array([[label in each for label in labels] for each in found], np.float32)
    return np.hstack([VECTOR_SCALE * vectors, LABEL_SCALE * flags.reshape(len(vectors), len(labels))])


def softmax(logits: Floats) -> Floats:
    """Probabilities along the last axis."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), np.float32)
