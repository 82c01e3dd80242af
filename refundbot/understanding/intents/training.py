"""Trains the intent model: examples and noisy copies of them, logistic regression."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from refundbot.catalogue import topic_of
from refundbot.understanding.intents.encoder import SentenceEncoder, Vectors
from refundbot.understanding.intents.model import (
    Floats,
    IntentModel,
    Places,
    Sentence,
    along,
    centred,
    dense_features,
    gist,
    softmax,
)
from refundbot.understanding.intents.ngrams import NgramWeights
from refundbot.understanding.intents.within import QuestionModel
from refundbot.understanding.text.noise import noisy
from refundbot.understanding.text.sounds import alike
from refundbot.understanding.text.spelling import Spelling

RARE = 2  # an n-gram has to stand in this many sentences
COMMON = 20  # a character has to stand in this many to be put in another's place
_ENOUGH = 1e-5
"""A step that lowers the loss by less than this share of it is the last: further ones change no answer."""
_ROWS = 1024


@dataclass(frozen=True)
class Settings:
    """What may be tuned. `python -m bench.nlu` measures it on authors that the model was not trained on."""

    ngram_scale: float = 8.0
    vector_scale: float = 3.3
    label_scale: float = 1.5
    """How much each kind of feature weighs; all of them have length about one."""
    closeness: float = 8.0
    """What the cosine to the nearest example of an intent adds to the logit."""
    axes: int = 192
    """Along how many directions that cosine is measured: it takes less time and tells no less."""
    inverse_regularisation: float = 5.0
    temperature: float = 1.0
    noisy_share: float = 0.6
    """How many of the sentences get a noisy copy: those with the lower `lot`."""
    gate_quantile: float = 0.01
    """How many sentences of the training data may count as unfamiliar."""
    seed: int = 1


@dataclass(frozen=True)
class Corpus:
    """Sentences with their vectors and intents; each copy belongs to the sentence it was made from."""

    sentences: list[Sentence]
    vectors: Vectors
    intents: list[str]
    copies: list[Sentence]
    copy_vectors: Vectors
    origins: Places
    """The place of each copy's sentence."""

    @classmethod
    def build(
        cls,
        sentences: Sequence[Sentence],
        intents: Sequence[str],
        encoder: SentenceEncoder,
        read: Callable[[str], Sentence],
        settings: Settings = Settings(),
    ) -> Corpus:
        """Makes the noisy copies, which `read` finds the entities of, and encodes everything.

        The encoding is most of the time of a training. Whether a sentence gets a copy, and which, hangs on
        nothing but itself: what is added changes the copies of no other.
        """
        originals = [replace(sentence, text=gist(sentence.text)) for sentence in sentences]
        drawn = [lot(sentence.text, settings.seed) for sentence in originals]
        origins = [place for place, low in enumerate(drawn) if low < settings.noisy_share]
        slips = [_slip(originals[place].text, settings.seed) for place in origins]
        vectors = encoder.encode([sentence.text for sentence in originals] + slips)
        return cls(
            originals,
            vectors[: len(originals)],
            list(intents),
            [read(text) for text in slips],
            vectors[len(originals) :],
            np.array(origins, np.int64),
        )


def lot(text: str, seed: int) -> float:
    """A number from 0 to 1, always the same one for a text."""
    return Random(f"{seed} {text}").random()


def _slip(text: str, seed: int) -> str:
    return noisy(text, Random(f"{text} {seed}"))


def train(corpus: Corpus, settings: Settings = Settings()) -> IntentModel:
    """The model of all sentences of the corpus."""
    return fit(corpus, np.arange(len(corpus.sentences)), settings)


def train_questions(
    corpus: Corpus, questions: Sequence[str | None], settings: Settings = Settings()
) -> QuestionModel | None:
    """The selector, of the sentences of which it is told what they ask (`topic/name`); none where of none."""
    told = np.flatnonzero([question is not None for question in questions])
    if not len(told):
        return None
    labelled = replace(corpus, intents=[question or "" for question in questions])
    return QuestionModel(fit(labelled, told, settings, group=topic_of))


def one_group(_: str) -> str:
    """The group of every intent where all of them are told apart."""
    return ""


def fit(
    corpus: Corpus, places: Places, settings: Settings, group: Callable[[str], str] = one_group
) -> IntentModel:
    """The model of the sentences at `places` and their copies.

    `group`: the intents of one group are told apart from each other, not from those of another.
    """
    copies = np.flatnonzero(np.isin(corpus.origins, places))
    sentences = [corpus.sentences[i] for i in places] + [corpus.copies[i] for i in copies]
    intents = [corpus.intents[i] for i in [*places, *corpus.origins[copies]]]
    texts = [corpus.sentences[i].text for i in places]
    ngrams = NgramWeights.of(texts, RARE)
    labels = sorted({label for sentence in sentences for label in sentence.labels})
    centre = corpus.vectors[places].mean(axis=0)
    vectors = centred(np.concatenate([corpus.vectors[places], corpus.copy_vectors[copies]]), centre)
    names = sorted(set(intents))
    target = _numbers(intents, names)
    originals = target[: len(places)]
    by_intent = np.argsort(originals, kind="stable")
    axes = _axes(vectors[: len(places), -1], settings.axes)
    examples = along(vectors[by_intent], axes)
    return IntentModel(
        intents=tuple(names),
        labels=tuple(labels),
        spelling=_spelling(texts),
        ngrams=ngrams,
        centre=centre,
        weights=_weights(sentences, vectors, ngrams, labels, target, _groups(names, group), settings),
        axes=axes,
        examples=examples,
        starts=np.searchsorted(originals[by_intent], np.arange(len(names))),
        closeness=settings.closeness,
        temperature=settings.temperature,
        gate=float(np.quantile(_nearest_other(examples), settings.gate_quantile)),
    )


def _groups(names: Sequence[str], group: Callable[[str], str]) -> list[Places]:
    """The numbers of the intents of each group."""
    groups = _numbers([group(name) for name in names], sorted({group(name) for name in names}))
    return [np.flatnonzero(groups == number) for number in range(groups.max() + 1)]


def _spelling(texts: Sequence[str]) -> Spelling:
    counts = Counter(character for text in texts for character in set(text))
    return Spelling.of(texts, alike([character for character, count in counts.items() if count >= COMMON]))


def _axes(vectors: Floats, number: int) -> Floats:
    """The directions along which the vectors are longest, as columns."""
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    return np.asarray(directions[:, ::-1][:, :number], np.float32)


def _nearest_other(examples: Floats) -> Floats:
    """The cosine of each example to the nearest of the others."""
    nearest = np.empty(len(examples), np.float32)
    for start in range(0, len(examples), _ROWS):
        cosines = examples[start : start + _ROWS] @ examples.T
        cosines[np.arange(len(cosines)), np.arange(start, start + len(cosines))] = -1
        nearest[start : start + _ROWS] = cosines.max(axis=1)
    return nearest


def _weights(
    sentences: Sequence[Sentence],
    vectors: Floats,
    ngrams: NgramWeights,
    labels: Sequence[str],
    target: Places,
    groups: Sequence[Places],
    settings: Settings,
) -> Floats:
    """The regression's weights, into which the scales of the features are multiplied."""
    sparse = _ngram_features(sentences, ngrams)
    dense = dense_features(vectors, [sentence.labels for sentence in sentences], labels)
    scales = np.ones(sparse.shape[1] + dense.shape[1] + 1, np.float32)
    scales[: sparse.shape[1]] = settings.ngram_scale
    scales[sparse.shape[1] : -1] = settings.label_scale
    scales[sparse.shape[1] : -1 - len(labels)] = settings.vector_scale
    known = sparse.shape[1]
    sparse, dense = (sparse * settings.ngram_scale).tocsr(), dense * scales[known:-1]
    weights = np.zeros((len(scales), int(target.max()) + 1), np.float32)
    for group in groups:
        rows = np.flatnonzero(np.isin(target, group))
        weights[:, group] = _logistic_regression(
            sparse[rows], dense[rows], np.searchsorted(group, target[rows]), settings.inverse_regularisation
        )
    return np.asarray(weights * scales[:, None], np.float32)


def _ngram_features(sentences: Sequence[Sentence], ngrams: NgramWeights) -> csr_matrix:
    rows = [ngrams.of_text(sentence.text) for sentence in sentences]
    ends = np.cumsum([0, *(len(places) for places, _ in rows)])
    values = np.concatenate([weights for _, weights in rows])
    return csr_matrix(
        (values, np.concatenate([places for places, _ in rows]), ends), (len(rows), len(ngrams.idf))
    )


def _logits(sparse: csr_matrix, dense: Floats, weights: Floats) -> Floats:
    known = sparse.shape[1]
    return np.asarray(sparse @ weights[:known] + dense @ weights[known:-1] + weights[-1], np.float32)


def _logistic_regression(sparse: csr_matrix, dense: Floats, target: Places, inverse: float) -> Floats:
    """Multinomial logistic regression with an L2 penalty on all but the bias (last row), by L-BFGS.

    The optimum of scikit-learn's LogisticRegression(C=inverse), several times sooner: n-grams stay sparse and
    vectors dense.
    """
    transposed = sparse.T.tocsr()
    known, classes = sparse.shape[1], int(target.max()) + 1
    truth = np.eye(classes, dtype=np.float32)[target]
    each = np.arange(len(target))

    def loss_and_slope(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        weights = flat.reshape(-1, classes).astype(np.float32)
        probabilities = softmax(_logits(sparse, dense, weights))
        error = probabilities - truth
        slope = np.concatenate([transposed @ error, dense.T @ error, error.sum(axis=0, keepdims=True)])
        slope[:-1] += weights[:-1] / inverse
        loss = -np.log(np.maximum(probabilities[each, target], 1e-12)).sum(dtype=np.float64)
        return loss + (weights[:-1] ** 2).sum(dtype=np.float64) / (2 * inverse), slope.ravel().astype(
            np.float64
        )

    start = np.zeros((known + dense.shape[1] + 1) * classes)
    options = {"maxiter": 200, "maxcor": 5, "ftol": _ENOUGH}
    found = minimize(loss_and_slope, start, jac=True, method="L-BFGS-B", options=options)
    return np.asarray(found.x.reshape(-1, classes), np.float32)


def _numbers(intents: Sequence[str], names: Sequence[str]) -> Places:
    number = {name: place for place, name in enumerate(names)}
    return np.array([number[intent] for intent in intents], np.int64)
