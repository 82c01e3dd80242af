"""The sentence encoder: a text to unit vectors. It is multilingual-e5-small, as `e5_graph` builds it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Tokenizer

FOLDER = Path("models/encoder")
GRAPH, TOKENIZER = "e5.onnx", "tokenizer.json"
LONGEST = 256
"""Tokens after which a text is cut, which bounds the time of a message."""
PADDING = 1
"""The id that stands for no token."""

_QUERY = "query: "  # how e5 was trained to be told that a text is a question
_BATCH = 8
"""Texts that are encoded at once: of more the numbers no longer fit into a core's cache."""

Vectors = NDArray[np.float32]


class SentenceEncoder(Protocol):
    """What the classifier needs of an encoder."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(texts, layers, length): for each text a unit vector by each of some layers, the last one last."""

    def digest(self) -> str:
        """What tells it from encoders that give a text other vectors."""


class E5:
    """The encoder that lies in a folder: about 3.5 ms a short text on one core."""

    def __init__(self, folder: Path = FOLDER) -> None:
        if not (folder / GRAPH).is_file():
            raise FileNotFoundError(
                f"There is no sentence encoder in '{folder}'. Build it first: "
                f"python -m refundbot.understanding.intents.e5_graph {folder}"
            )
        self._folder = folder
        options = SessionOptions()
        options.intra_op_num_threads = 1  # one message, one core; threads that wait for each other would spin
        self._session = InferenceSession(folder / GRAPH, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(texts, layers, length): for each text a unit vector by each of some layers, the last one last."""
        ids = [list(self._tokenizer.encode(_QUERY + text).ids) for text in texts]
        if len(ids) == 1:
            return self._run(ids)
        by_length = sorted(range(len(ids)), key=lambda place: len(ids[place]))
        batches = [by_length[start : start + _BATCH] for start in range(0, len(ids), _BATCH)]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            found = pool.map(lambda batch: self._run([ids[place] for place in batch]), batches)
            vectors: Vectors = np.concatenate(list(found))[np.argsort(by_length)]
        return vectors

    def digest(self) -> str:
        """What tells it from encoders that give a text other vectors: its files, and what runs them."""
        digest = hashlib.sha256(f"{version('onnxruntime')} {_QUERY}".encode())
        for name in (GRAPH, TOKENIZER):
            digest.update((self._folder / name).read_bytes())
        return digest.hexdigest()

    def _run(self, ids: Sequence[Sequence[int]]) -> Vectors:
        longest = max(map(len, ids))
        padded = np.array([[*each, *[PADDING] * (longest - len(each))] for each in ids], np.int64)
        return np.asarray(self._session.run(None, {"ids": padded})[0], np.float32)


@lru_cache
def encoder(folder: str) -> SentenceEncoder:
    """The encoder of a folder, loaded once a process. Raises `FileNotFoundError` where there is none."""
    return E5(Path(folder))
