"""The intent classifier as a component of Rasa's graph."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.utils.spacy_utils import SpacyModel
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.language import Language
from spacy.tokens import Doc
from threadpoolctl import threadpool_limits

from refundbot.understanding.encoder import FOLDER, encoder
from refundbot.understanding.intent_model import IntentModel
from refundbot.understanding.questions import asking, questions
from refundbot.understanding.spacy_nlp import NormalizedSpacyNLP
from refundbot.understanding.spacy_pipeline import sentence_of
from refundbot.understanding.text import cap, normalize

QUESTIONS_KEY = "questions"
"""Where a message that asks several things has each question with its ranking."""

CLEAR = 0.8
"""Probability from which a question within a story says what the story is about."""
ASIDE = ("dialogue.", "smalltalk.", "out_of_scope")
"""What a sentence of a story may be without saying what the story is about."""

_FILE = "intents.npz"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True, model_from="NormalizedSpacyNLP"
)
class HybridIntentClassifier(IntentClassifier, GraphComponent):
    """Ranks the intents of a message with an `IntentModel`.

    A message with nothing to read gets no intent and confidence 0, which a FallbackClassifier turns into a
    fallback. Configuration: `encoder`, the folder of the sentence encoder; `ranking_length`, how many intents
    are reported.
    """

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
    ) -> None:
        self._encoder = encoder(config["encoder"])
        self._length = config["ranking_length"]
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def required_components(cls) -> list[type]:
        """The component that makes the documents whose entities count as features."""
        return [NormalizedSpacyNLP]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Where the encoder is built; as many intents as Rasa's own classifiers report."""
        return {"encoder": str(FOLDER), "ranking_length": 10}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> HybridIntentClassifier:
        """An untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> HybridIntentClassifier:
        """The component with the model that `train` stored; the encoder is warm when it returns.

        From then on the process multiplies matrices with one thread.
        """
        with model_storage.read_from(resource) as folder:
            component = cls(config, model_storage, resource, IntentModel.load(folder / _FILE))
        # Matrices this small are multiplied sooner by one thread than by several that wait for each other.
        threadpool_limits(1, user_api="blas")
        component._encoder.encode(["退款"])
        return component

    def train(self, training_data: TrainingData, model: SpacyModel) -> Resource:
        """Trains on the examples that have an intent and stores the model."""
        from refundbot.understanding.intent_training import Corpus, train  # SciPy is needed for training only

        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        nlp: Language = model.model
        sentences = [sentence_of(nlp(normalize(cap(example.get(TEXT))))) for example in examples]
        intents = [example.get(INTENT) for example in examples]
        corpus = Corpus.build(sentences, intents, self._encoder, lambda text: sentence_of(nlp(text)))
        self._model = train(corpus)
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder / _FILE)
        return self._resource

    def process(self, messages: list[Message], model: SpacyModel) -> list[Message]:
        """Sets intent and ranking of each message, and of each question where it asks several."""
        nlp: Language = model.model
        for message in messages:
            doc: Doc | None = message.get(SPACY_DOCS[TEXT])
            intents = self._of_story(doc, nlp) or self._ranking(doc)
            nothing = {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}
            message.set(INTENT, intents[0] if intents else nothing, add_to_output=True)
            message.set(INTENT_RANKING_KEY, intents, add_to_output=True)
            asked = [
                {TEXT: question, INTENT_RANKING_KEY: self._ranking(nlp(question))}
                for question in questions(doc.text if doc else "")
            ]
            if asked:
                message.set(QUESTIONS_KEY, asked, add_to_output=True)
        return messages

    def _of_story(self, doc: Doc | None, nlp: Language) -> list[dict[str, Any]]:
        """The ranking of the clearest question in a story; none where there is no clear one, and no story."""
        asked = [self._ranking(nlp(sentence)) for sentence in asking(doc.text if doc else "")]
        clear = [ranking for ranking in asked if ranking and _is_clear(ranking[0])]
        return max(clear, key=lambda ranking: ranking[0][PREDICTED_CONFIDENCE_KEY], default=[])

    def _ranking(self, doc: Doc | None) -> list[dict[str, Any]]:
        ranking = self._model.rank(sentence_of(doc), self._encoder) if self._model and doc else []
        return [
            {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: share}
            for name, share in ranking[: self._length]
        ]


def _is_clear(best: dict[str, Any]) -> bool:
    return best[PREDICTED_CONFIDENCE_KEY] >= CLEAR and not best[INTENT_NAME_KEY].startswith(ASIDE)
