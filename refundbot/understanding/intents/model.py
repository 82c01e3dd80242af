"""Which intent a sentence has: logistic regression over n-grams, sentence vectors and entity labels.

This is what runs for each message. `training` makes it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from refundbot.understanding.intents.encoder import SentenceEncoder, Vectors
from refundbot.understanding.intents.ngrams import NgramWeights
from refundbot.understanding.text.spelling import Spelling

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]

# A message unlike anything that was trained gets this share of its confidence.
UNFAMILIAR = 0.5

_HEAD, _TAIL = 64, 192
_STICKER = re.compile(r"\[[一-鿿]{1,4}\]")
"""What stands for a picture in a text copied from a chat: [捂脸]."""


@dataclass(frozen=True)
class Sentence:
    """A normalised text and the labels of the entities in it."""

    text: str
    labels: AbstractSet[str] = frozenset()


@dataclass(frozen=True)
class Encoded:
    """A sentence as far as it is looked at, and its vectors, which every model reads."""

    sentence: Sentence
    vectors: Vectors
    """(1, layers, length)"""


@dataclass(frozen=True)
class IntentModel:
    """The trained classifier."""

    intents: tuple[str, ...]
    labels: tuple[str, ...]
    spelling: Spelling
    ngrams: NgramWeights
    centre: Floats
    weights: Floats
    """Rows: n-grams, sentence vectors, entity labels, bias. Columns: intents."""
    axes: Floats
    """The directions, as columns, in which the training sentences differ most."""
    examples: Floats
    """The training sentences along the axes, intent by intent."""
    starts: Places
    """The row of `examples` at which each intent begins."""
    closeness: float
    """What the cosine to the nearest example of an intent counts for."""
    temperature: float
    """The divisor of the logits under which confidence means probability."""
    gate: float
    """Cosine to the nearest example below which a sentence counts as unfamiliar."""

    def encode(self, sentence: Sentence, encoder: SentenceEncoder) -> Encoded | None:
        """The sentence for `rank`; `None` where there is nothing to read."""
        sentence = self.read(sentence)
        if not any(map(str.isalnum, sentence.text)):
            return None
        return Encoded(sentence, encoder.encode([sentence.text]))

    def rank(self, encoded: Encoded) -> list[tuple[str, float]]:
        """All intents with their probabilities, the likeliest first.

        The probabilities add up to one, or to less for a sentence unlike all that was trained.
        """
        (probabilities,) = self.probabilities([encoded.sentence], encoded.vectors)
        return [(self.intents[i], float(probabilities[i])) for i in np.argsort(-probabilities, kind="stable")]

    def read(self, sentence: Sentence) -> Sentence:
        """The sentence as far as it is looked at, its spelling mended."""
        return replace(sentence, text=self.spelling.mend(gist(sentence.text)))

    def probabilities(self, sentences: Sequence[Sentence], vectors: Vectors) -> Floats:
        """A row for each sentence, a column for each intent."""
        vectors = centred(vectors, self.centre)
        nearest = self.nearest(vectors)
        familiar = nearest.max(axis=1, keepdims=True) >= self.gate
        likely = softmax(self.logits(sentences, vectors, nearest) / self.temperature)
        return np.asarray(likely * np.where(familiar, 1.0, UNFAMILIAR), np.float32)

    def logits(self, sentences: Sequence[Sentence], vectors: Vectors, nearest: Floats) -> Floats:
        """What speaks for each intent, by centred vectors and how near its nearest example is to them.

        Shaped as `probabilities`.
        """
        dense = dense_features(vectors, [sentence.labels for sentence in sentences], self.labels)
        known = len(self.ngrams.idf)
        logits = dense @ self.weights[known:-1] + self.weights[-1] + self.closeness * nearest
        for row, sentence in enumerate(sentences):
            places, weights = self.ngrams.of_text(sentence.text)
            logits[row] += weights @ self.weights[places]
        return np.asarray(logits, np.float32)

    def nearest(self, vectors: Floats) -> Floats:
        """The cosine of each centred vector to each intent's nearest example, along the axes."""
        cosines = along(vectors, self.axes) @ self.examples.T
        return np.asarray(np.maximum.reduceat(cosines, self.starts, axis=1))

    def save(self, path: Path) -> None:
        """Writes one .npz file."""
        np.savez_compressed(
            path,
            intents=np.array(self.intents),
            labels=np.array(self.labels),
            pairs=np.array([*self.spelling.counts]),
            pair_counts=np.array([*self.spelling.counts.values()], np.int32),
            alike=np.array([character + others for character, others in self.spelling.alike.items()]),
            grams=np.array(self.ngrams.names()),
            idf=self.ngrams.idf,
            centre=self.centre,
            weights=self.weights.astype(np.float16),
            axes=self.axes,
            examples=self.examples.astype(np.float16),
            starts=self.starts,
            closeness=self.closeness,
            temperature=self.temperature,
            gate=self.gate,
        )

    @classmethod
    def load(cls, path: Path) -> IntentModel:
        """Reads what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            return cls(
                intents=tuple(stored["intents"].tolist()),
                labels=tuple(stored["labels"].tolist()),
                spelling=Spelling(
                    dict(zip(stored["pairs"].tolist(), stored["pair_counts"].tolist(), strict=True)),
                    {group[0]: group[1:] for group in stored["alike"].tolist()},
                ),
                ngrams=NgramWeights({g: i for i, g in enumerate(stored["grams"].tolist())}, stored["idf"]),
                centre=stored["centre"],
                weights=stored["weights"].astype(np.float32),
                axes=stored["axes"],
                examples=stored["examples"].astype(np.float32),
                starts=stored["starts"],
                closeness=float(stored["closeness"]),
                temperature=float(stored["temperature"]),
                gate=float(stored["gate"]),
            )


def gist(text: str) -> str:
    """What is looked at of a text: no stickers, and of a long one no middle, which bounds the time."""
    text = _STICKER.sub(" ", text)
    return text if len(text) <= _HEAD + _TAIL else f"{text[:_HEAD]} {text[-_TAIL:]}"


def centred(vectors: Vectors, centre: Floats) -> Floats:
    """`vectors` seen from `centre`, with length one. Raw e5 vectors all point nearly the same way."""
    return unit(vectors - centre)


def along(vectors: Floats, axes: Floats) -> Floats:
    """Centred vectors, as the last layer has them, along `axes`, with length one."""
    return unit(vectors[:, -1] @ axes)


def unit(vectors: Floats) -> Floats:
    """The vectors with length one."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True), np.float32)


def dense_features(vectors: Floats, found: Sequence[AbstractSet[str]], labels: Sequence[str]) -> Floats:
    """The vectors of all layers and a flag for each entity label, a row for each sentence."""
    flags = np.array([[label in each for label in labels] for each in found], np.float32)
    rows = len(vectors)
    return np.hstack([vectors.reshape(rows, -1), flags.reshape(rows, len(labels))])


def softmax(logits: Floats) -> Floats:
    """Probabilities along the last axis."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), np.float32)
