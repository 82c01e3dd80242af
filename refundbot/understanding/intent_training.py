"""Trains the intent model: examples and noisy copies of them, logistic regression, calibration."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize, minimize_scalar
from scipy.sparse import csr_matrix

from refundbot.understanding.encoder import SentenceEncoder, Vectors
from refundbot.understanding.intent_model import (
    NEAREST_SCALE,
    NGRAM_SCALE,
    Floats,
    IntentModel,
    Places,
    Sentence,
    centred,
    dense_features,
    gist,
    softmax,
)
from refundbot.understanding.ngrams import NgramWeights
from refundbot.understanding.noise import noisy

RARE = 2  # an n-gram has to stand in this many sentences


@dataclass(frozen=True)
class Settings:
    """What may be tuned."""

    inverse_regularisation: float = 5.0
    noisy_share: float = 0.3
    """How many of the sentences get a noisy copy."""
    folds: int = 3
    """Into how many parts the data are cut to calibrate on what a model has not seen."""
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

        The encoding is most of the time of a training.
        """
        random = Random(settings.seed)
        originals = [replace(sentence, text=gist(sentence.text)) for sentence in sentences]
        origins = random.sample(range(len(originals)), round(settings.noisy_share * len(originals)))
        slips = [noisy(originals[place].text, random) for place in origins]
        vectors = encoder.encode([sentence.text for sentence in originals] + slips)
        return cls(
            originals,
            vectors[: len(originals)],
            list(intents),
            [read(text) for text in slips],
            vectors[len(originals) :],
            np.array(origins, np.int64),
        )


def train(corpus: Corpus, settings: Settings = Settings()) -> IntentModel:
    """The model of all sentences, calibrated on what models of a part of them say of the rest."""
    return calibrate(fit_all(corpus, settings), corpus, *cross_validate(corpus, settings), settings)


def fit_all(corpus: Corpus, settings: Settings) -> IntentModel:
    """The uncalibrated model of all sentences."""
    return fit(corpus, np.arange(len(corpus.sentences)), settings)


def calibrate(
    model: IntentModel, corpus: Corpus, logits: Floats, cosines: Floats, settings: Settings
) -> IntentModel:
    """`model` with the temperature and the gate that suit what `cross_validate` found.

    The temperature is not let below 1: the sentences left out have the authors of those trained on, customers
    are other people.
    """
    return replace(
        model,
        temperature=max(1.0, _temperature(logits, _numbers(corpus.intents, model.intents))),
        gate=float(np.quantile(cosines, settings.gate_quantile)),
    )


def cross_validate(corpus: Corpus, settings: Settings = Settings()) -> tuple[Floats, Floats]:
    """For each sentence, by a model without it: its logits and the cosine to its nearest example."""
    intents = sorted(set(corpus.intents))
    logits = np.zeros((len(corpus.sentences), len(intents)), np.float32)
    cosines = np.zeros(len(corpus.sentences), np.float32)
    fold_of = _folds(corpus.intents, settings)
    for fold in range(settings.folds):
        held_out = np.flatnonzero(fold_of == fold)
        model = fit(corpus, np.flatnonzero(fold_of != fold), settings)
        columns = [intents.index(intent) for intent in model.intents]
        sentences = [corpus.sentences[place] for place in held_out]
        vectors = centred(corpus.vectors[held_out], model.centre)
        sparse, dense = _features(sentences, vectors, model.ngrams, model.labels)
        nearest = model.nearest(vectors)
        linear = _logits(sparse, dense, model.weights)
        logits[np.ix_(held_out, np.array(columns))] = linear + NEAREST_SCALE * nearest
        cosines[held_out] = nearest.max(axis=1)
    return logits, cosines


def fit(corpus: Corpus, places: Places, settings: Settings) -> IntentModel:
    """The uncalibrated model of the sentences at `places` and their copies."""
    copies = np.flatnonzero(np.isin(corpus.origins, places))
    sentences = [corpus.sentences[place] for place in places] + [corpus.copies[place] for place in copies]
    intents = [corpus.intents[place] for place in (*places, *corpus.origins[copies])]
    ngrams = NgramWeights.of((corpus.sentences[place].text for place in places), RARE)
    labels = sorted({label for sentence in sentences for label in sentence.labels})
    centre = corpus.vectors[places].mean(axis=0)
    vectors = centred(np.concatenate([corpus.vectors[places], corpus.copy_vectors[copies]]), centre)
    names = sorted(set(intents))
    sparse, dense = _features(sentences, vectors, ngrams, labels)
    target = _numbers(intents, names)
    by_intent = np.argsort(target[: len(places)], kind="stable")
    weights = _logistic_regression(sparse, dense, target, settings.inverse_regularisation)
    return IntentModel(
        intents=tuple(names),
        labels=tuple(labels),
        ngrams=ngrams,
        centre=centre,
        weights=weights,
        temperature=1.0,
        examples=vectors[: len(places)][by_intent],
        starts=np.searchsorted(target[by_intent], np.arange(len(names))),
        gate=-1.0,
    )


def _features(
    sentences: Sequence[Sentence], vectors: Floats, ngrams: NgramWeights, labels: Sequence[str]
) -> tuple[csr_matrix, Floats]:
    rows = [ngrams.of_text(sentence.text) for sentence in sentences]
    ends = np.cumsum([0, *(len(places) for places, _ in rows)])
    values = NGRAM_SCALE * np.concatenate([weights for _, weights in rows])
    sparse = csr_matrix(
        (values, np.concatenate([places for places, _ in rows]), ends), (len(rows), len(ngrams.idf))
    )
    return sparse, dense_features(vectors, [sentence.labels for sentence in sentences], labels)


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
    found = minimize(
        loss_and_slope, start, jac=True, method="L-BFGS-B", options={"maxiter": 200, "maxcor": 5}
    )
    return np.asarray(found.x.reshape(-1, classes), np.float32)


def _temperature(logits: Floats, target: Places) -> float:
    """The divisor of the logits under which sentences left out are likeliest."""

    def surprise(temperature: float) -> float:
        likely = softmax(logits / temperature)[np.arange(len(target)), target]
        return float(-np.log(np.maximum(likely, 1e-12)).mean())

    return float(minimize_scalar(surprise, bounds=(0.2, 5.0), method="bounded").x)


def _folds(intents: Sequence[str], settings: Settings) -> Places:
    """A fold for each sentence, so that every fold has its share of every intent."""
    random = Random(settings.seed)
    fold_of = np.zeros(len(intents), np.int64)
    for intent in sorted(set(intents)):
        places = [place for place, each in enumerate(intents) if each == intent]
        random.shuffle(places)
        fold_of[places] = np.arange(len(places)) % settings.folds
    return fold_of


def _numbers(intents: Sequence[str], names: Sequence[str]) -> Places:
    number = {name: place for place, name in enumerate(names)}
    return np.array([number[intent] for intent in intents], np.int64)
