"""Character n-grams of a sentence, weighted by tf-idf."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LONGEST = 3


def ngrams(text: str) -> list[str]:
    """The 1- to 3-grams of a normalised text: punctuation as one space, the ends marked."""
    bounded = "^" + re.sub(r"\W+", " ", text).strip() + "$"
    return [bounded[i : i + n] for n in range(1, LONGEST + 1) for i in range(len(bounded) - n + 1)]


@dataclass(frozen=True)
class NgramWeights:
    """The n-grams of the training sentences, each with its place and its inverse document frequency."""

    places: Mapping[str, int]
    idf: npt.NDArray[np.float32]

    @classmethod
    def of(cls, texts: Iterable[str], rare: int) -> NgramWeights:
        """The n-grams that stand in at least `rare` of the texts."""
        found = [set(ngrams(text)) for text in texts]
        counts = Counter(gram for grams in found for gram in grams)
        kept = sorted(gram for gram, count in counts.items() if count >= rare)
        idf = np.log((1 + len(found)) / (1 + np.array([counts[gram] for gram in kept]))) + 1
        return cls({gram: place for place, gram in enumerate(kept)}, idf.astype(np.float32))

    def names(self) -> list[str]:
        """The n-grams in the order of their places."""
        return list(self.places)

    def of_text(self, text: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """(places, weights) of the known n-grams of a text: sublinear tf-idf, of length one."""
        counts = Counter(self.places[gram] for gram in ngrams(text) if gram in self.places)
        places = np.fromiter(counts.keys(), np.int64, len(counts))
        weights = (1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))) * self.idf[places]
        return places, np.asarray(weights / max(float(np.linalg.norm(weights)), 1e-9), np.float32)
