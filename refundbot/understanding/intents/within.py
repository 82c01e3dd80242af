"""Which question of a topic a sentence asks. The questions of a topic are told apart from each other only.

It reads the sentence and the vectors that the intents are read from, so that nothing is encoded twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from refundbot.catalogue.model import GENERAL, topic_of
from refundbot.understanding.intents.model import Encoded, IntentModel, Places, centred, softmax


@dataclass(frozen=True)
class QuestionModel:
    """The trained selector: an `IntentModel` whose intents are questions, in groups by topic."""

    model: IntentModel

    def shares(self, encoded: Encoded) -> dict[str, dict[str, float]]:
        """The questions of each topic, and the topic itself, with their probabilities among each other."""
        model = self.model
        vectors = centred(encoded.vectors, model.centre)
        (logits,) = model.logits([encoded.sentence], vectors, model.nearest(vectors))
        found = {}
        for topic, places in self._of_topics.items():
            likely = softmax(logits[places] / model.temperature)
            named = (model.intents[place] for place in places)
            found[topic] = dict(zip(named, map(float, likely), strict=True))
        return found

    def likeliest(self, encoded: Encoded) -> dict[str, tuple[str, float]]:
        """The likeliest question of each topic, with its probability among those of the topic.

        A topic of which none is as likely as the topic itself is left out.
        """
        return likeliest(self.shares(encoded))

    @cached_property
    def _of_topics(self) -> Mapping[str, Places]:
        """Which of the model's columns are the questions of each topic."""
        columns: dict[str, list[int]] = defaultdict(list)
        for place, question in enumerate(self.model.intents):
            columns[topic_of(question)].append(place)
        return {topic: np.array(places) for topic, places in columns.items()}

    def save(self, path: Path) -> None:
        """Writes one .npz file."""
        self.model.save(path)

    @classmethod
    def load(cls, path: Path) -> QuestionModel:
        """Reads what `save` wrote."""
        return cls(IntentModel.load(path))


def likeliest(shares: Mapping[str, Mapping[str, float]]) -> dict[str, tuple[str, float]]:
    """As `QuestionModel.likeliest`, of what `QuestionModel.shares` gave."""
    best = ((topic, max(each.items(), key=lambda pair: pair[1])) for topic, each in shares.items())
    return {topic: told for topic, told in best if told[0] != f"{topic}/{GENERAL}"}
