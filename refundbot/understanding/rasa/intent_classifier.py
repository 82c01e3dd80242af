"""The intent classifier as a component of Rasa's graph."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.utils.spacy_utils import SpacyModel
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    METADATA,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.language import Language
from spacy.tokens import Doc
from threadpoolctl import threadpool_limits

from refundbot.catalogue import QUESTIONS, TOPICS
from refundbot.understanding.ellipsis import LONGEST
from refundbot.understanding.intents.encoder import FOLDER, encoder
from refundbot.understanding.intents.in_context import Shares, asked, in_context
from refundbot.understanding.intents.model import IntentModel
from refundbot.understanding.intents.within import QuestionModel, likeliest
from refundbot.understanding.rasa.spacy_nlp import NormalizedSpacyNLP
from refundbot.understanding.rasa.spacy_pipeline import sentence_of
from refundbot.understanding.text.normal_form import cap, normalize
from refundbot.understanding.text.questions import asking, questions

QUESTIONS_KEY = "questions"
"""Where a message that asks several things has each question with its ranking."""

WITHIN_KEY = "within"
"""Where a message has the likeliest question of each topic, and how likely it is."""

IN_CONTEXT_KEY = "in_context"
"""Where a short message has what it asks after what was answered last: ids with their probabilities."""

MEMORY_SLOT = "conversation"
"""The slot in which the dialogue remembers the topic (`last_topic`) and question that it answered last."""

CLEAR = 0.8
"""Probability from which a question within a story says what the story is about."""

_FILE, _QUESTIONS_FILE = "intents.npz", "questions.npz"


@dataclass(frozen=True)
class _Understood:
    """What is understood of a text; nothing where there is nothing to read."""

    topics: dict[str, float] = field(default_factory=dict)
    """All intents with their probabilities, best first."""
    shares: Shares = field(default_factory=dict)
    """The questions of each topic with their probabilities within it."""

    def ranking(self, length: int | None = None) -> list[dict[str, Any]]:
        """The intents as Rasa reports them, best first."""
        return [
            {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: probability}
            for name, probability in list(self.topics.items())[:length]
        ]

    def within(self) -> dict[str, dict[str, Any]]:
        """The likeliest question of each topic."""
        return {
            topic: {"question": question, PREDICTED_CONFIDENCE_KEY: share}
            for topic, (question, share) in likeliest(self.shares).items()
        }

    @property
    def is_clear(self) -> bool:
        """Whether it says what a story is about."""
        best, probability = next(iter(self.topics.items()), ("", 0.0))
        return probability >= CLEAR and TOPICS[best].offered


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True, model_from="NormalizedSpacyNLP"
)
class HybridIntentClassifier(IntentClassifier, GraphComponent):
    """Ranks the intents of a message with an `IntentModel`, and tells the question within each topic.

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
        questions: QuestionModel | None = None,
    ) -> None:
        self._config = config
        self._encoder = encoder(config["encoder"])
        self._length = config["ranking_length"]
        self._model_storage = model_storage
        self._resource = resource
        self._model = model
        self._questions = questions

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
            told = folder / _QUESTIONS_FILE
            questions = QuestionModel.load(told) if told.exists() else None
            component = cls(config, model_storage, resource, IntentModel.load(folder / _FILE), questions)
        # Matrices this small are multiplied sooner by one thread than by several that wait for each other.
        threadpool_limits(1, user_api="blas")
        component._encoder.encode(["退款"])
        return component

    def train(self, training_data: TrainingData, model: SpacyModel) -> Resource:
        """Trains on the examples that have an intent and stores the model.

        Which file an example stands in makes no difference, though chance decides which get a noisy copy.
        """
        from refundbot.understanding.intents.kept import VECTORS, KeptEncoder
        from refundbot.understanding.intents.training import (  # SciPy is needed for training only
            Corpus,
            train,
            train_questions,
        )

        examples = sorted(
            (e for e in training_data.intent_examples if e.get(TEXT)),
            key=lambda e: (e.get(INTENT), e.get(TEXT)),
        )
        nlp: Language = model.model
        sentences = [sentence_of(nlp(normalize(cap(example.get(TEXT))))) for example in examples]
        intents = [example.get(INTENT) for example in examples]
        keeping = KeptEncoder(self._encoder, Path(self._config["encoder"]).with_name(VECTORS))
        corpus = Corpus.build(sentences, intents, keeping, lambda text: sentence_of(nlp(text)))
        self._model = train(corpus)
        self._questions = train_questions(corpus, [_question(example) for example in examples])
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder / _FILE)
            if self._questions:
                self._questions.save(folder / _QUESTIONS_FILE)
        return self._resource

    def process(
        self, messages: list[Message], model: SpacyModel, tracker: DialogueStateTracker
    ) -> list[Message]:
        """Sets intent and ranking of each message, and of each question where it asks several.

        A short one is read in the light of what the conversation of `tracker` is about as well.
        """
        nlp: Language = model.model
        for message in messages:
            doc: Doc | None = message.get(SPACY_DOCS[TEXT])
            understood = self._of_story(doc, nlp) or self._understood(doc)
            ranking = understood.ranking(self._length)
            nothing = {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}
            message.set(INTENT, next(iter(ranking), nothing), add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            message.set(WITHIN_KEY, understood.within(), add_to_output=True)
            message.set(IN_CONTEXT_KEY, self._in_context(doc, understood, tracker, nlp), add_to_output=True)
            asked = [
                {
                    TEXT: question,
                    INTENT_RANKING_KEY: self._understood(nlp(question)).ranking(self._length),
                }
                for question in questions(doc.text if doc else "")
            ]
            if asked:
                message.set(QUESTIONS_KEY, asked, add_to_output=True)
        return messages

    def _of_story(self, doc: Doc | None, nlp: Language) -> _Understood | None:
        """The clearest question in a story; none where there is no clear one, and no story."""
        asked = (self._understood(nlp(sentence)) for sentence in asking(doc.text if doc else ""))
        clear = [understood for understood in asked if understood.is_clear]
        return max(clear, key=lambda each: max(each.topics.values()), default=None)

    def _in_context(
        self, doc: Doc | None, alone: _Understood, tracker: DialogueStateTracker, nlp: Language
    ) -> list[dict[str, Any]]:
        """What a short message asks after the answer that was given last; nothing where there was none."""
        answered = _answered(tracker)
        if doc is None or answered is None or not alone.topics or len(doc.text.strip()) > LONGEST:
            return []
        title = (QUESTIONS.get(answered) or TOPICS[answered]).title
        together = self._understood(nlp(normalize(f"{doc.text},{title}")))
        likely = in_context(
            asked(alone.topics, alone.shares), asked(together.topics, together.shares), answered
        )
        best = sorted(likely.items(), key=lambda pair: -pair[1])[: self._length]
        return [{"id": id, PREDICTED_CONFIDENCE_KEY: probability} for id, probability in best]

    def _understood(self, doc: Doc | None) -> _Understood:
        encoded = self._model.encode(sentence_of(doc), self._encoder) if self._model and doc else None
        if self._model is None or encoded is None:
            return _Understood()
        shares = self._questions.shares(encoded) if self._questions else {}
        return _Understood(dict(self._model.rank(encoded)), shares)


def _answered(tracker: DialogueStateTracker) -> str | None:
    """The question, or else the topic, that the dialogue remembers to have answered last."""
    slot = tracker.slots.get(MEMORY_SLOT)
    memory = slot.value if slot and isinstance(slot.value, dict) else {}
    answered = str(memory.get("last_question") or memory.get("last_topic"))
    return answered if answered in QUESTIONS or answered in TOPICS else None


def _question(example: Message) -> str | None:
    """The question that a training example is told to ask, `topic/name`."""
    name = (example.get(METADATA) or {}).get(INTENT, {}).get("question")
    return name and f"{example.get(INTENT)}/{name}"
