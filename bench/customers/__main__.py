"""Simulated customers against the dialogue on the trained model, in this process.

    python -m bench.customers --conversations 1000 --out talks.jsonl

Each situation is told by four persons. By kind of situation and by voice: conversations, right at the end,
firmly false on the way, lost, questions per conversation. pass^1 is the share that is right, pass^4 the share
of situations in which all four persons are served rightly.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.customers.bot import trained_bot
from bench.customers.customer import misread
from bench.customers.playing import Played, Score, play, score
from bench.customers.voices import load
from refundbot.policy import load_policy


def main() -> None:
    """Plays, prints the table, writes the conversations where asked to."""
    arguments = argparse.ArgumentParser(
        prog="python -m bench.customers", description=(__doc__ or "").split("\n")[0]
    )
    arguments.add_argument("--conversations", type=int, default=1000, help="how many (1000)")
    arguments.add_argument("--seed", type=int, default=1, help="other situations and words (1)")
    arguments.add_argument("--out", type=Path, help="write the conversations there, a line of JSON each")
    chosen = arguments.parse_args()
    policies = load_policy()
    with trained_bot(policies) as bot:
        played = list(play(chosen.conversations, chosen.seed, bot, load(), policies))
    if chosen.out:
        chosen.out.write_text("".join(f"{_line(each)}\n" for each in played), encoding="utf-8")
    print("\n".join(table(played)))


def table(played: Sequence[Played]) -> list[str]:
    """The score by kind of situation, by voice, and of all."""
    groups: dict[str, list[Played]] = defaultdict(list)
    for each in played:
        groups[each.situation.kind].append(each)
        groups[f"voice: {each.voice}"].append(each)
    head = f"{'':24}{'n':>6}{'right':>8}{'false':>8}{'lost':>7}{'questions':>11}"
    total = score(played)
    wrong = [each for each in played if not each.judged.right or each.judged.firmly_false]
    return [
        head,
        *(_row(name, score(group)) for name, group in sorted(groups.items())),
        _row("all", total),
        f"pass^1 {total.right / total.n:.3f}   pass^4 {total.all_right / total.situations:.3f}",
        f"where it went wrong, told but not heard: {_most(_unheard(each) for each in wrong)}",
        f"where it went wrong, read otherwise: {_most(_misread(each) for each in wrong)}",
    ]


def _unheard(played: Played) -> frozenset[str]:
    return played.judged.told - played.judged.facts.keys()


def _misread(played: Played) -> frozenset[str]:
    return misread(played.situation, played.judged.facts)


def _most(missed: Iterable[frozenset[str]]) -> str:
    counted = Counter(name for names in missed for name in names)
    return ", ".join(f"{name} {count}" for name, count in counted.most_common(8)) or "nothing"


def _row(name: str, of: Score) -> str:
    shares = f"{of.right / of.n:8.3f}{of.firmly_false / of.n:8.3f}{of.lost / of.n:7.3f}"
    return f"{name:24}{of.n:6}{shares}{of.questions / of.n:11.2f}"


def _line(played: Played) -> str:
    judged, told = played.judged, played.situation
    return json.dumps(
        {
            "situation": played.number,
            "kind": told.kind,
            "voice": played.voice,
            "now": told.now.isoformat(),
            "right": judged.right,
            "firmly_false": judged.firmly_false,
            "lost": judged.lost,
            "questions": judged.questions,
            "truth": dict(told.truth),
            "told": sorted(judged.told),
            "unheard": sorted(_unheard(played)),
            "misread": sorted(_misread(played)),
            "facts": dict(judged.facts),
            "verdict": judged.verdict
            and {name: judged.verdict[name] for name in ("outcome", "amounts", "coupons")},
            "lines": judged.lines,
        },
        ensure_ascii=False,
    )


if __name__ == "__main__":
    main()
