"""How well intents are told apart, without starting Rasa.

    python -m refundbot.understanding.evaluate                      # cross-validation on the training data
    python -m refundbot.understanding.evaluate QUESTIONS.jsonl      # train on all of it, ask these questions

A question is {"text", "topic", "alt_topics": []}. An answer is given from `threshold` on, if the next intent
is at least `margin` behind; otherwise the three likeliest are offered.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from refundbot.understanding.encoder import E5
from refundbot.understanding.intent_model import Sentence
from refundbot.understanding.intent_training import Corpus, Settings, calibrate, cross_validate, fit_all
from refundbot.understanding.spacy_pipeline import build, sentence_of
from refundbot.understanding.text import cap, normalize
from refundbot.understanding.training_data import read_examples

OUTSIDE = "out_of_scope"
CANDIDATES = 3
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7)
MARGINS = (0.0, 0.1, 0.2)

Ranking = Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Answer:
    """A question's text, the topics that are right for it, and how the model ranked them."""

    text: str
    topics: frozenset[str]
    ranking: Ranking

    @property
    def best(self) -> str:
        """The intent that came first."""
        return self.ranking[0][0] if self.ranking else "nothing"

    def judge(self, threshold: float, margin: float) -> str:
        """right, clarified, unsure or wrong. Declining within scope is unsure: nothing false is said."""
        first, second = [*self.ranking, ("", 0.0), ("", 0.0)][:2]
        if first[1] < threshold or first[1] - second[1] < margin:
            offered = {topic for topic, _ in self.ranking[:CANDIDATES]}
            return "clarified" if offered & self.topics else "unsure"
        if first[0] in self.topics:
            return "right"
        return "unsure" if first[0] == OUTSIDE else "wrong"


def report(answers: Sequence[Answer]) -> Iterable[str]:
    """The lines of the report."""
    by_topic: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        by_topic[min(answer.topics)].append(answer)
    yield f"{'topic':26}{'n':>6}{'first':>8}{'in 3':>8}"
    for topic, group in sorted(by_topic.items()):
        yield f"{topic:26}{len(group):6}{_share(group, 1):8.3f}{_share(group, CANDIDATES):8.3f}"
    yield f"{'all':26}{len(answers):6}{_share(answers, 1):8.3f}{_share(answers, CANDIDATES):8.3f}"

    yield "\nmost frequent confusions (wanted, got)"
    confused = Counter((min(a.topics), a.best) for a in answers if a.best not in a.topics)
    yield from (f"{count:5}  {wanted} -> {got}" for (wanted, got), count in confused.most_common(20))

    yield "\nconfidence and share that is right"
    for low in np.arange(0.0, 1.0, 0.1):
        group = [a for a in answers if a.ranking and low <= a.ranking[0][1] < low + 0.1]
        mean = sum(a.ranking[0][1] for a in group) / max(1, len(group))
        yield f"{low:5.1f}{len(group):6}{mean:8.3f}{_share(group, 1):8.3f}"

    inside = [a for a in answers if OUTSIDE not in a.topics]
    outside = [a for a in answers if OUTSIDE in a.topics]
    yield f"\n{'':>17}{'within scope':>36}{'out of scope':>30}"
    columns = ("right", "clarified", "unsure", "wrong")
    yield f"{'threshold':>9}{'margin':>8}" + "".join(
        f"{c:>10}" for c in (*columns, "declined", "asked", "answered")
    )
    for threshold in THRESHOLDS:
        for margin in MARGINS:
            verdicts = [Counter(a.judge(threshold, margin) for a in group) for group in (inside, outside)]
            kept = [verdicts[0][c] / max(1, len(inside)) for c in columns]
            asked = verdicts[1]["clarified"] + verdicts[1]["unsure"]
            lost = [
                count / max(1, len(outside)) for count in (verdicts[1]["right"], asked, verdicts[1]["wrong"])
            ]
            yield f"{threshold:9}{margin:8}" + "".join(f"{share:10.3f}" for share in (*kept, *lost))


def _share(answers: Sequence[Answer], first: int) -> float:
    right = sum(any(topic in a.topics for topic, _ in a.ranking[:first]) for a in answers)
    return right / max(1, len(answers))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("questions", nargs="?", type=Path)
    parser.add_argument("--data", type=Path, default=Path("data/nlu"))
    options = parser.parse_args()
    nlp, sentence_encoder, settings = build(), E5(), Settings()

    def read(text: str) -> Sentence:
        return sentence_of(nlp(normalize(cap(text))))

    examples = list(read_examples(options.data))
    sentences, intents = (
        [read(example.text) for example in examples],
        [example.intent for example in examples],
    )
    corpus = Corpus.build(sentences, intents, sentence_encoder, read, settings)
    logits, cosines = cross_validate(corpus, settings)
    model = calibrate(fit_all(corpus, settings), corpus, logits, cosines, settings)
    print(f"temperature {model.temperature:.3f}, gate {model.gate:.3f}")
    if options.questions:
        lines = options.questions.read_text(encoding="utf-8").splitlines()
        questions = [json.loads(line) for line in lines if line.strip()]
        answers = [
            Answer(
                question["text"],
                frozenset({question["topic"], *question.get("alt_topics", ())}),
                model.rank(read(question["text"]), sentence_encoder),
            )
            for question in questions
        ]
    else:
        answers = [
            Answer(example.text, frozenset({example.intent}), model.ranking(*held_out))
            for example, *held_out in zip(examples, logits, cosines, strict=True)
        ]
    print("\n".join(report(answers)))


if __name__ == "__main__":
    main()
