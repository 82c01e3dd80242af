"""Vectors are kept for the next training, and nothing that is wrong, cut off or another encoder's is used."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from refundbot.understanding.intents.kept import KeptEncoder

TEXTS = ["退款几天到账", "怎么申请退款", "流量包能退吗"]


class Numbering:
    """An encoder that tells what it is asked."""

    def __init__(self, name: str = "numbering", add: float = 0.0) -> None:
        self.asked: list[str] = []
        self._name, self._add = name, add

    def encode(self, texts):
        self.asked += texts
        vectors = np.array([[[len(text) / 3 + self._add, ord(text[0]) / 9, 1]] for text in texts], np.float32)
        return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)

    def digest(self) -> str:
        return self._name


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "models" / "vectors.npz"


def asked(file: Path, texts, encoder: Numbering | None = None) -> list[str]:
    """What the encoder is asked in a new process that wants the vectors of `texts`, which are right."""
    encoder = encoder or Numbering()
    found = KeptEncoder(encoder, file).encode(texts)
    told = [*encoder.asked]
    assert np.allclose(found, encoder.encode(texts), atol=1e-3)
    return told


def test_only_what_is_new_is_encoded(file) -> None:
    assert asked(file, TEXTS) == TEXTS
    assert asked(file, [*TEXTS[::-1], "新的", "新的"]) == ["新的"]
    assert asked(file, [*TEXTS, "新的"]) == []


def test_vectors_are_the_same_whether_they_were_kept_or_not(file) -> None:
    first, second = (KeptEncoder(Numbering(), file).encode(TEXTS) for _ in range(2))
    assert np.array_equal(first, second)


def test_what_is_no_longer_asked_for_does_not_stay_for_ever(file) -> None:
    asked(file, TEXTS)
    asked(file, [TEXTS[0], "新的"])
    assert asked(file, TEXTS) == TEXTS[1:]


def test_the_vectors_of_another_encoder_are_not_used(file) -> None:
    asked(file, TEXTS)
    assert asked(file, TEXTS, Numbering("another", add=5)) == TEXTS


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.99])
def test_a_file_that_is_cut_off_counts_as_none_and_is_replaced(file, share) -> None:
    asked(file, TEXTS)
    whole = file.read_bytes()
    file.write_bytes(whole[: int(share * len(whole))])
    assert asked(file, TEXTS) == TEXTS
    assert asked(file, TEXTS) == []


def test_a_damaged_vector_is_noticed(file) -> None:
    texts = [f"第{number}句" for number in range(500)]
    asked(file, texts)
    content = bytearray(file.read_bytes())
    content[-2000] ^= 64
    file.write_bytes(content)
    assert asked(file, texts) == texts


def test_of_several_writers_one_is_found_whole(file) -> None:
    wanted = [[f"{writer}的第{number}句" for number in range(200)] for writer in "甲乙丙丁"]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda texts: asked(file, texts), wanted * 3))
    left = {len(asked(file, texts)) for texts in wanted[:1]}
    assert left <= {0, 200}
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_writer_that_dies_leaves_the_last_file(file, monkeypatch) -> None:
    asked(file, TEXTS)
    with monkeypatch.context() as patch:
        patch.setattr("refundbot.understanding.intents.kept.os.replace", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            KeptEncoder(Numbering(), file).encode([*TEXTS, "新的"])
    assert asked(file, TEXTS) == []
    assert [path.name for path in file.parent.iterdir()] == [file.name]
