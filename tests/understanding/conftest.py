"""The sentences of the training data whose entities are annotated."""

from __future__ import annotations

from pathlib import Path

import pytest

from refundbot.understanding.rasa.training_data import Example, read_examples

_DATA = Path(__file__).parents[2] / "data/nlu"


@pytest.fixture(scope="session")
def annotated_sentences() -> list[Example]:
    return [example for example in read_examples(_DATA) if example.entities]
