"""Learns what answers mean from those that authors wrote, and from questions that answer nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from refundbot.strict_yaml import read
from refundbot.understanding.facts.answered.meanings import MEANINGS
from refundbot.understanding.facts.answered.model import FILE, NOTHING, UNKNOWN, Answers
from refundbot.understanding.intents.ngrams import NgramWeights
from refundbot.understanding.rasa.training_data import read_settled
from refundbot.understanding.text.normal_form import normalize
from refundbot.understanding.weights_file import write_arrays

DATA = Path(__file__).parents[4] / "data"
_INVERSE_PENALTY = 10.0
_RARE = 2
"""N-grams that stand in fewer answers tell nothing."""
_SHORT = 24
"""Characters up to which a question of `data/nlu` is like an answer."""
_EVERY = 30
"""Of so many of those questions one is learnt from."""
_ANSWERING = ("dialogue.", "eligibility.")
"""What the intents begin with of which the examples may answer something."""


class AnswersError(ValueError):
    """A file of answers is not of its form."""


def read_answers(files: Iterable[Path]) -> dict[str, list[tuple[str, str]]]:
    """For each field that is asked for, the authors' answers and what they mean.

    Raises:
        AnswersError: a file is not of its form.
    """
    answers: dict[str, list[tuple[str, str]]] = {field: [] for field in MEANINGS}
    for path in files:
        told = read(path, AnswersError)
        told.closed(MEANINGS.keys(), required=set())
        for asked in told.children():
            asked.closed({*MEANINGS[asked.key], UNKNOWN, NOTHING}, required=set())
            for meant in asked.children():
                answers[asked.key] += [(text, meant.key) for text in meant.texts()]
    return answers


def learn(answers: Sequence[tuple[str, str]], questions: Sequence[str]) -> Answers:
    """The model of one question, by its answers and by what answers nothing."""
    texts = [normalize(text) for text in (*(text for text, _ in answers), *questions)]
    meanings = [*(meaning for _, meaning in answers), *(NOTHING for _ in questions)]
    ngrams = NgramWeights.of(texts, _RARE)
    places, values = zip(*(ngrams.of_text(text) for text in texts), strict=True)
    ends = np.cumsum([0, *map(len, places)])
    shape = (len(texts), len(ngrams.places))
    matrix = csr_matrix((np.concatenate(values), np.concatenate(places), ends), shape)
    model = LogisticRegression(C=_INVERSE_PENALTY, max_iter=500)
    model.fit(matrix, meanings)
    weights = np.vstack([model.coef_.T, model.intercept_]).astype(np.float32)
    return Answers(ngrams, tuple(model.classes_.tolist()), weights)


def train(files: Iterable[Path], questions: Path) -> dict[str, Answers]:
    """The model of each field that is asked for, by files of answers and by short questions of a folder."""
    unanswered = [
        question.text
        for question in read_settled(questions)
        if len(question.text) <= _SHORT and not question.intent.startswith(_ANSWERING)
    ][::_EVERY]
    return {field: learn(answers, unanswered) for field, answers in read_answers(files).items()}


def save(models: Mapping[str, Answers], file: Path) -> None:
    """Writes the weights."""
    arrays: dict[str, npt.NDArray[np.generic]] = {}
    for field, model in models.items():
        arrays[f"{field}/ngrams"] = np.array(model.ngrams.names())
        arrays[f"{field}/idf"] = model.ngrams.idf
        arrays[f"{field}/meanings"] = np.array(model.meanings)
        arrays[f"{field}/weights"] = model.weights
    write_arrays(arrays, file)


def main(folder: Path) -> None:
    """Trains on all answers."""
    save(train(sorted((DATA / "answers").glob("*.yml")), DATA / "nlu"), folder / FILE.name)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE.parent)
