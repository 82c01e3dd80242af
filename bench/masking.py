"""How well masking does on an author who was not learnt from: `python -m bench.masking [author ...]`.

It trains anew for each, which takes minutes. The rules were written on the sets up to the fifth, so
that these flatter them.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from refundbot.conversations.privacy import grammar
from refundbot.conversations.privacy.kinds import Found, apart
from refundbot.conversations.privacy.plain import read
from refundbot.conversations.privacy.tagger import Tagger
from refundbot.masking.examples import Example
from refundbot.masking.training import authors, train

Find = Callable[[str], list[Found]]


@dataclass
class Score:
    """Spans that should be masked and were, and spans that were masked and should be at least in part."""

    gold: int = 0
    masked: int = 0
    recalled: int = 0
    right: int = 0
    missed: Counter[str] = field(default_factory=Counter)

    @property
    def recall(self) -> float:
        """Of what should be masked, how much was."""
        return self.recalled / self.gold

    @property
    def precision(self) -> float:
        """Of what was masked, how much should be."""
        return self.right / self.masked

    def __str__(self) -> str:
        return (
            f"recall {self.recall:.3f} of {self.gold}, precision {self.precision:.3f} of {self.masked}, "
            f"missed {dict(self.missed.most_common())}"
        )


def score(examples: Iterable[Example], find: Find) -> Score:
    """How well a set is masked. A span counts as recalled where all of it is masked."""
    total = Score()
    for example in examples:
        masked = find(example.text)
        covered = {place for found in masked for place in range(found.start, found.end)}
        gold = {place for span in example.spans for place in range(span.start, span.end)}
        for span in example.spans:
            is_recalled = covered.issuperset(range(span.start, span.end))
            total.gold += 1
            total.recalled += is_recalled
            total.missed[span.kind.name.lower()] += not is_recalled
        total.masked += len(masked)
        total.right += sum(not gold.isdisjoint(range(found.start, found.end)) for found in masked)
    total.missed = +total.missed
    return total


def by_rules(text: str) -> list[Found]:
    """What the rules alone find."""
    return grammar.find(read(text))


def by_both(tagger: Tagger, text: str) -> list[Found]:
    """What the rules and that tagger find."""
    plain = read(text)
    return apart([*grammar.find(plain), *tagger.find(plain)])


def main(names: list[str]) -> None:
    """Prints the score on each author of those names, or on all, with a tagger that the others taught."""
    everybody = authors()
    for name in names or everybody:
        with TemporaryDirectory() as folder:
            train((one for author, of in everybody.items() if author != name for one in of), Path(folder))
            both = partial(by_both, Tagger(Path(folder)))
        print(f"{name}: by rules {score(everybody[name], by_rules)}")
        print(f"{name}: by both {score(everybody[name], both)}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
