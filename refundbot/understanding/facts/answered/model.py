"""The meaning of an answer to what was asked, by its n-grams: 哪退过 of the quota, 转着呢 of the state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from refundbot.understanding.intents.ngrams import NgramWeights

FILE = Path(__file__).parents[4] / "models" / "answers" / "weights.npz"
Weights = npt.NDArray[np.float32]

UNKNOWN = "unknown"
"""The meaning of an answer that one does not know."""
NOTHING = "nothing"
"""The meaning of what does not answer the question."""


class AnswersMissing(RuntimeError):
    """The model of answers has not been trained."""


@dataclass(frozen=True)
class Answers:
    """A multinomial logistic regression over the n-grams of the answers to one question."""

    ngrams: NgramWeights
    meanings: tuple[str, ...]
    weights: Weights
    """A row for each n-gram, a column for each meaning; the last row is the bias."""

    def meaning(self, text: str) -> tuple[str, float]:
        """What a normalised text most likely means, and how probable that is."""
        places, values = self.ngrams.of_text(text)
        scores = values @ self.weights[places] + self.weights[-1]
        powers = np.exp(scores - scores.max())
        best = int(powers.argmax())
        return self.meanings[best], float(powers[best] / powers.sum())


@cache
def answer_model() -> Mapping[str, Answers]:
    """For each field that is asked for, the model that `make train` built.

    Raises:
        AnswersMissing: there is none.
    """
    if not FILE.exists():
        raise AnswersMissing("There is no model of the answers yet; `make train` builds it.")
    with np.load(FILE) as file:
        fields = {name.partition("/")[0] for name in file.files}
        return {
            field: Answers(
                NgramWeights(
                    {gram: place for place, gram in enumerate(file[f"{field}/ngrams"].tolist())},
                    file[f"{field}/idf"],
                ),
                tuple(file[f"{field}/meanings"].tolist()),
                file[f"{field}/weights"],
            )
            for field in sorted(fields)
        }
