"""Trains the tagger on the written examples, the frames, and questions in which nothing must be masked.

python -m refundbot.masking.training [FOLDER]
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pycrfsuite

from refundbot.conversations.privacy.characters import features
from refundbot.conversations.privacy.plain import read
from refundbot.conversations.privacy.tagger import FOLDER, NOTHING, WEIGHTS
from refundbot.masking.examples import DATA, Example, framed, some, varied, written
from refundbot.masking.invented import Invented
from refundbot.understanding.facts.roles.annotations import read_annotated
from refundbot.understanding.rasa.training_data import read_settled

SEED = 7
_VARIED, _FRAMED = 2, 4
"""How often a message, and a frame, is learnt with other values."""
_HARMLESS = 2
"""How often what was once masked wrongly is learnt."""
_QUESTIONS, _FACTS = 4000, 1000
_LONGEST = 60
"""Characters of an annotated message, of which longer ones would only cost time."""
_NAMING = ("刘律师",)
"""In the annotated messages: a person's name, which is none of a message without one."""
_SETTINGS = {"c1": 0.05, "c2": 0.05, "max_iterations": 80, "feature.minfreq": 2}


def authors() -> dict[str, list[Example]]:
    """The written examples of each author, by the name of the file."""
    return {file.stem: written(file) for file in sorted((DATA / "masking").glob("*.jsonl"))}


def lessons(examples: Iterable[Example]) -> Iterator[Example]:
    """What the tagger learns: the examples, the same with other values, the frames, and questions."""
    invented = Invented(SEED)
    examples = list(examples)
    yield from examples
    yield from varied(examples, invented, _VARIED)
    yield from framed(DATA / "masking" / "frames.txt", invented, _FRAMED)
    yield from [*framed(DATA / "masking" / "harmless.txt", invented, 1)] * _HARMLESS
    yield from some([question.text for question in read_settled(DATA / "nlu")], _QUESTIONS, SEED)
    facts = [message.text for message in read_annotated(DATA / "facts") if len(message.text) < _LONGEST]
    yield from some([text for text in facts if not any(map(text.__contains__, _NAMING))], _FACTS, SEED)


def train(examples: Iterable[Example], folder: Path) -> None:
    """Writes the tagger that those examples teach; a half-written file never takes a whole one's place."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".draft-{os.getpid()}"
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=_SETTINGS, verbose=False)
    for example in lessons(examples):
        if example.text:
            trainer.append(features(read(example.text)), _labels(example))
    trainer.train(str(draft))
    os.replace(draft, folder / WEIGHTS)


def _labels(example: Example) -> list[str]:
    labels = [NOTHING] * len(example.text)
    for span in example.spans:
        labels[span.start : span.end] = [span.kind.name] * (span.end - span.start)
    return labels


def main(folder: Path) -> None:
    """Trains on all examples."""
    train((example for of in authors().values() for example in of), folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
