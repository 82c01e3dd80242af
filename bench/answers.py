"""How well answers to the questions of the check are understood, of an author whom the model never saw.

    python -m bench.answers

Each author of `data/answers` is left out once. Printed for each field: of the answers that mean something,
how many are taken and how many of these rightly; of those that answer nothing, how many are taken for one.
"""

from __future__ import annotations

from refundbot.settings import ROOT
from refundbot.understanding.facts.answered.meanings import MEANINGS
from refundbot.understanding.facts.answered.model import NOTHING
from refundbot.understanding.facts.answered.training import read_answers, train
from refundbot.understanding.text.normal_form import normalize
from refundbot.understanding.thresholds import SURE_OF_AN_ANSWER

FILES = sorted((ROOT / "data" / "answers").glob("*.yml"))


def heard() -> dict[str, list[tuple[str, str | None]]]:
    """For each field what each answer means and what it was taken for, `None` where that is not sure."""
    told: dict[str, list[tuple[str, str | None]]] = {field: [] for field in MEANINGS}
    for left_out in FILES:
        models = train([file for file in FILES if file != left_out], ROOT / "data" / "nlu")
        for field, answers in read_answers([left_out]).items():
            for text, meant in answers:
                guess, sure = models[field].meaning(normalize(text))
                told[field].append((meant, guess if sure >= SURE_OF_AN_ANSWER and guess != NOTHING else None))
    return told


def main() -> None:
    """Prints a line for each field."""
    print(f"{'field':20} {'answers':>8} {'taken':>6} {'right':>6} {'nothing':>8} {'taken':>6}")
    for field, told in heard().items():
        guesses = [guess for meant, guess in told if meant != NOTHING]
        taken = sum(guess is not None for guess in guesses)
        right = sum(meant == guess for meant, guess in told if meant != NOTHING)
        idle = [guess for meant, guess in told if meant == NOTHING]
        wrong = sum(guess is not None for guess in idle) / len(idle)
        shares = f"{taken / len(guesses):6.3f} {right / taken:6.3f} {len(idle):8} {wrong:6.3f}"
        print(f"{field:20} {len(guesses):8} {shares}")


if __name__ == "__main__":
    main()
