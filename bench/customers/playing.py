"""Many conversations: each situation told by several persons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from bench.customers.customer import Bot, Judged, converse
from bench.customers.situations import Situation, situations
from bench.customers.voices import Voice
from refundbot.policy import PolicyBook

PERSONS = 4
"""Who tell one situation, each with a voice of their own as long as there are enough."""


@dataclass(frozen=True)
class Played:
    """A conversation: the situation, its number, who told it, and how it went."""

    number: int
    situation: Situation
    voice: str
    judged: Judged


def play(
    conversations: int, seed: int, bot: Bot, voices: Sequence[Voice], policies: PolicyBook
) -> Iterator[Played]:
    """So many conversations, the same for the same seed and bot, `PERSONS` of each situation one after the
    other; the last situation has fewer where the number is no multiple."""
    for number, told in enumerate(situations(-(-conversations // PERSONS), seed)):
        random = Random(f"{seed} {number} told")
        persons = min(PERSONS, conversations - number * PERSONS)
        for voice in _persons(voices, persons, random):
            yield Played(number, told, voice.name, converse(told, policies, voice, bot, random))


def _persons(voices: Sequence[Voice], count: int, random: Random) -> list[Voice]:
    rounds = -(-count // len(voices))
    return [voice for _ in range(rounds) for voice in random.sample(voices, len(voices))][:count]


@dataclass(frozen=True)
class Score:
    """Counts of conversations, and of situations by how many of their persons were served rightly."""

    n: int
    right: int
    firmly_false: int
    lost: int
    questions: int
    situations: int
    all_right: int
    """Situations of which every person was."""


def score(played: Sequence[Played]) -> Score:
    """The score of some conversations. `pass^1` is right / n, `pass^4` all_right / situations."""
    told = Counter(each.number for each in played)
    right = Counter(each.number for each in played if each.judged.right)
    return Score(
        n=len(played),
        right=right.total(),
        firmly_false=sum(each.judged.firmly_false for each in played),
        lost=sum(each.judged.lost for each in played),
        questions=sum(each.judged.questions for each in played),
        situations=len(told),
        all_right=sum(right[number] == count for number, count in told.items()),
    )
