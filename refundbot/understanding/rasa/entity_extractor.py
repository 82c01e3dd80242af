"""Entities from the spaCy document that the pipeline has already made."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.tokens import Doc

from refundbot.understanding.rasa.spacy_nlp import NormalizedSpacyNLP


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class DocumentEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Reads `doc.ents`: the value is the entity's id, or else what the customer wrote.

    Rasa's `SpacyEntityExtractor` parses the original text once more and leaves the ids out.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """The component that makes the documents."""
        return [NormalizedSpacyNLP]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DocumentEntityExtractor:
        """The component; it has neither settings nor state."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the entities to each message; an empty text has none."""
        for message in messages:
            doc: Doc | None = message.get(SPACY_DOCS[TEXT])
            found = [
                {
                    "entity": span.label_,
                    "start": span.start_char,
                    "end": span.end_char,
                    "value": span.ent_id_ or message.get(TEXT)[span.start_char : span.end_char],
                }
                for span in (doc.ents if doc else ())
            ]
            entities = message.get(ENTITIES, []) + self.add_extractor_name(found)
            message.set(ENTITIES, entities, add_to_output=True)
        return messages
