"""Questions, what a ranking of intents makes of them, and what that costs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from refundbot.settings import ROOT

OUTSIDE = "out_of_scope"
CANDIDATES = 3
VERDICTS = ("right", "clarified", "unsure", "wrong")
COST = {"right": 0.0, "clarified": 1.0, "unsure": 3.0, "wrong": 10.0}
"""What an answer costs the customer: asking back is a nuisance, a false answer may lose money."""

CUT_FROM: dict[str, list[str]] = json.loads(
    (ROOT / "tests" / "questions" / "cut_from.json").read_text(encoding="utf-8")
)
"""Topics that came after the sets were written, and those that their questions were labelled with before."""

Ranking = Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Answer:
    """A question's text, the topics that are right for it, and how a model ranked them."""

    text: str
    topics: frozenset[str]
    ranking: Ranking

    @property
    def best(self) -> str:
        """The intent that came first."""
        return self.ranking[0][0] if self.ranking else "nothing"

    @property
    def confidence(self) -> float:
        """Its probability."""
        return self.ranking[0][1] if self.ranking else 0.0

    @property
    def right(self) -> bool:
        """Whether it is right."""
        return self.accepts(self.best)

    def accepts(self, topic: str | None) -> bool:
        """Whether an answer under `topic` is right, one that was cut from a right topic later included."""
        return topic in self.topics or not self.topics.isdisjoint(CUT_FROM.get(topic or "", ()))

    def within(self, first: int) -> bool:
        """Whether a right topic is among the `first` ones."""
        return any(self.accepts(topic) for topic, _ in self.ranking[:first])

    def judge(self, threshold: float, margin: float) -> str:
        """One of `VERDICTS`, where `threshold` and `margin` are FallbackClassifier's.

        Declining within scope is unsure: nothing false is said. So is asking back about what is out of scope.
        """
        first, second = [*self.ranking, ("", 0.0), ("", 0.0)][:2]
        if first[1] < threshold or first[1] - second[1] < margin:
            return "clarified" if self.within(CANDIDATES) else "unsure"
        if self.right:
            return "right"
        return "unsure" if first[0] == OUTSIDE else "wrong"


def read_questions(path: Path) -> list[tuple[str, frozenset[str]]]:
    """(text, right topics) of each line {"text", "topic", "alt_topics": []}."""
    lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [(line["text"], frozenset({line["topic"], *line.get("alt_topics", ())})) for line in lines]


def cost(answers: Sequence[Answer], threshold: float, margin: float) -> float:
    """The mean cost of the answers."""
    return sum(COST[answer.judge(threshold, margin)] for answer in answers) / max(1, len(answers))


def shares(verdicts: Iterable[str]) -> dict[str, float]:
    """The share of each verdict."""
    counts = Counter(verdicts)
    return {verdict: counts[verdict] / max(1, counts.total()) for verdict in VERDICTS}
