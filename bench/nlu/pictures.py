"""The pictures of the report, as PNG."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from typing import Any

import matplotlib

from bench.nlu.answers import OUTSIDE, Answer

matplotlib.use("Agg")
from matplotlib import pyplot

BLUE, GREY, RED = "#1f6feb", "#8c959f", "#cf222e"


def confusion(answers: Sequence[Answer]) -> bytes:
    """Topic that is right against topic that came first; the number stands where they differ."""
    pairs = Counter((answer.best if answer.right else min(answer.topics), answer.best) for answer in answers)
    topics = sorted({topic for pair in pairs for topic in pair})
    totals = Counter(wanted for wanted, _ in pairs.elements())
    shares = [[pairs[wanted, got] / max(1, totals[wanted]) for got in topics] for wanted in topics]
    figure, axes = pyplot.subplots(figsize=(14, 13))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for row, wanted in enumerate(topics):
        for column, got in enumerate(topics):
            if row != column and pairs[wanted, got]:
                axes.text(column, row, pairs[wanted, got], ha="center", va="center", color=RED, fontsize=8)
    axes.set_xticks(range(len(topics)), topics, rotation=90, fontsize=7)
    axes.set_yticks(range(len(topics)), topics, fontsize=7)
    axes.set_xlabel("first in the ranking")
    axes.set_ylabel("right (the first in the ranking where several are)")
    return _png(figure)


def reliability(told: Sequence[tuple[float, bool]], threshold: float, counted: str) -> bytes:
    """Confidence against the share that is right, and how many of what is `counted` have each confidence.

    `told`: the confidence of each, and whether it was right. `threshold`: from which on it is relied on.
    """
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(10)]
    for confidence, right in told:
        bins[min(9, int(confidence * 10))].append((confidence, right))
    full = [part for part in bins if part]
    heights = {"height_ratios": (3, 1)}
    figure, (above, below) = pyplot.subplots(2, 1, figsize=(6, 6), gridspec_kw=heights, sharex=True)
    above.plot([0, 1], [0, 1], color=GREY, linestyle="--", label="perfect")
    above.plot(
        [sum(confidence for confidence, _ in part) / len(part) for part in full],
        [sum(right for _, right in part) / len(part) for part in full],
        color=BLUE,
        marker="o",
        label="measured",
    )
    above.axvline(threshold, color=RED, linewidth=1, label="relied on from here on")
    above.set_ylabel("share right")
    above.legend()
    below.bar([0.05 + 0.1 * place for place in range(10)], [len(part) for part in bins], 0.09, color=BLUE)
    below.set_yscale("log")
    below.set_xlabel("confidence")
    below.set_ylabel(counted)
    return _png(figure)


def out_of_scope(answers: Sequence[Answer], threshold: float) -> bytes:
    """What a higher threshold keeps of the questions within scope, and lets through of those outside."""
    steps = [step / 100 for step in range(0, 100)]
    inside = [answer for answer in answers if OUTSIDE not in answer.topics]
    outside = [answer for answer in answers if OUTSIDE in answer.topics]

    def share(group: Sequence[Answer], verdict: str, step: float) -> float:
        return sum(answer.judge(step, 0.0) == verdict for answer in group) / max(1, len(group))

    figure, (above, below) = pyplot.subplots(2, 1, figsize=(6, 6), sharex=True)
    above.plot(steps, [share(inside, "right", step) for step in steps], color=BLUE, label="in scope, right")
    above.set_ylim(0.5, 1)
    below.plot(steps, [share(inside, "wrong", step) for step in steps], color=RED, label="in scope, wrong")
    lost = [share(outside, "wrong", step) for step in steps]
    below.plot(steps, lost, color=RED, linestyle="--", label="out of scope, answered")
    below.set_ylim(0, 0.05)
    below.set_xlabel("threshold")
    for axes in (above, below):
        axes.axvline(threshold, color=GREY, linewidth=1, label="threshold in use")
        axes.set_ylabel("share")
        axes.legend()
    return _png(figure)


def _png(figure: Any) -> bytes:
    data = io.BytesIO()
    figure.tight_layout()
    figure.savefig(data, format="png", dpi=110)
    pyplot.close(figure)
    return data.getvalue()
