"""Vectors kept from one training to the next: a text that was there before is not encoded again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile

import numpy as np

from refundbot.understanding.intents.encoder import SentenceEncoder, Vectors

VECTORS = "vectors.npz"
"""The name of that file, beside the folder of the encoder."""

_HASH = 16


class KeptEncoder:
    """An encoder that asks another one only for what a file does not hold.

    The file holds what its last writer had asked for, in half precision, and says which encoder gave it. It
    is written beside its place and moved there, so that of two writers one is found whole; one that is cut
    off, damaged or of another encoder counts as none.
    """

    def __init__(self, encoder: SentenceEncoder, file: Path) -> None:
        self._encoder, self._file = encoder, file
        self._known: dict[bytes, Vectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As `SentenceEncoder.encode`, rounded to half precision whether or not they were kept."""
        asked = {_hash(text): text for text in texts}
        kept = self._read() if asked.keys() - self._known.keys() else {}
        self._known |= {key: kept[key] for key in asked if key in kept}
        unknown = [key for key in asked if key not in self._known]
        if unknown:
            vectors = self._encoder.encode([asked[key] for key in unknown]).astype(np.float16)
            self._known |= dict(zip(unknown, vectors, strict=True))
            self._write()
        return np.stack([self._known[_hash(text)] for text in texts]).astype(np.float32)

    def digest(self) -> str:
        """That of the encoder."""
        return self._encoder.digest()

    def _read(self) -> Mapping[bytes, Vectors]:
        try:
            with np.load(self._file, allow_pickle=False) as kept:
                if str(kept["made_by"]) != self.digest():
                    return {}
                return dict(zip(map(bytes, kept["hashes"]), kept["vectors"], strict=True))
        except (OSError, EOFError, KeyError, ValueError, BadZipFile):
            return {}

    def _write(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        hashes = np.frombuffer(b"".join(self._known), np.uint8).reshape(-1, _HASH)
        vectors = np.stack([*self._known.values()])
        with TemporaryDirectory(dir=self._file.parent, prefix=".draft-") as folder:
            draft = Path(folder) / self._file.name
            np.savez(draft, made_by=self.digest(), hashes=hashes, vectors=vectors)
            os.replace(draft, self._file)


def _hash(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=_HASH).digest()
