"""One conversation: the customer tells, answers, corrects what was read wrongly, asks aside, and closes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any, Protocol

from bench.customers.judging import agrees, contradicts, upshot
from bench.customers.situations import Situation
from bench.customers.voices import Voice
from refundbot.catalogue import TOPICS
from refundbot.eligibility import Decision
from refundbot.policy import PolicyBook
from refundbot.policy.model import POLICY_ZONE

MOST_TURNS = 14
MOST_CORRECTIONS = 2
MOST_ASKINGS = 2
"""Of one thing, before a customer is lost."""
PATIENCE = 3
"""Turns without a question or a verdict, before a customer leaves."""
CHECK = str(TOPICS["eligibility.check"].title)
RECAPPED = (
    *("product", "billing_mode", "term_months", "purchase_kind", "state", "paid_at", "provisioned_at"),
    *("effective_at", "expires_at", "origin", "seller", "freeze", "paid_amount", "payment"),
)
"""What a question or a verdict shows as understood."""


class Bot(Protocol):
    """The dialogue, turn by turn, as `refundbot.cli converse` answers."""

    def begin(self, at: datetime) -> None:
        """A new conversation."""

    def say(self, text: str) -> dict[str, Any]:
        """The bot's turn."""


@dataclass(frozen=True)
class Judged:
    """How a conversation went."""

    right: bool
    """The last verdict is the engine's on what is true, and was told once more to who asked for it."""
    firmly_false: bool
    """Some verdict was firm about what is neither true nor follows from what was told until then."""
    lost: bool
    """No verdict came, or one thing was asked for more often than `MOST_ASKINGS`."""
    questions: int
    told: frozenset[str]
    lines: tuple[tuple[str, str], ...]
    """What the customer said, and what the bot answered."""
    facts: Mapping[str, object]
    """What the bot showed last of what it took for the case."""
    verdict: Mapping[str, Any] | None


def converse(situation: Situation, policies: PolicyBook, voice: Voice, bot: Bot, random: Random) -> Judged:
    """Plays a conversation and judges it by the engine's decision on the truth."""
    customer = _Customer(situation, policies, voice, bot, random)
    customer.talk()
    return customer.judged()


@dataclass
class _Customer:
    situation: Situation
    policies: PolicyBook
    voice: Voice
    bot: Bot
    random: Random
    told: set[str] = field(default_factory=set)
    corrected: set[str] = field(default_factory=set)
    asked: Counter[str] = field(default_factory=Counter)
    lines: list[tuple[str, str]] = field(default_factory=list)
    verdict: Mapping[str, Any] | None = None
    firmly_false: bool = False
    told_again: bool = True
    facts: Mapping[str, object] = field(default_factory=dict)
    """What the last recap showed."""

    def talk(self) -> None:
        """From the first message to the last."""
        self.bot.begin(self.situation.now)
        answer: Mapping[str, Any] = {}
        for names, wish in self._opening():
            answer = self._say(names, wish)
        asks_aside = self.random.random() < 0.3
        patience = PATIENCE
        for _ in range(MOST_TURNS):
            wrong, asked = self._misread(), answer["asked"]
            if wrong and (fact := self._tell(wrong)):
                self.corrected.add(wrong)
                answer = self._send(self._pick(self.voice.corrections).replace("{fact}", fact))
            elif asked and asks_aside:
                asks_aside = False
                answer = self._send(self._pick(self.voice.side_questions))
            elif asked:
                self.asked[asked] += 1
                answer = self._send(self._tell(asked) or self._pick(self.voice.unknown))
            elif self.verdict is None and patience:
                patience -= 1
                answer = self._offered(answer) or self._say(self._more(), wish=True)
            else:
                break
        self._close()

    def _close(self) -> None:
        """Says thanks, or asks for the upshot, which is to be the verdict that was given."""
        before = self.verdict
        if self.random.random() < 0.5:
            self._send(self._pick(self.voice.thanks))
            return
        verdict = self._send(self._pick(self.voice.upshots))["envelope"].get("verdict")
        self.told_again = before is None or (verdict is not None and upshot(verdict) == upshot(before))

    def judged(self) -> Judged:
        """How it went."""
        return Judged(
            right=self._is_right(),
            firmly_false=self.firmly_false,
            lost=self.verdict is None or max(self.asked.values(), default=0) > MOST_ASKINGS,
            questions=sum(self.asked.values()),
            told=frozenset(self.told),
            lines=tuple(self.lines),
            facts=self.facts,
            verdict=self.verdict,
        )

    def _is_right(self) -> bool:
        """Whether the last verdict has the outcome of the whole truth, and its sum or what is known of it.

        Who asks for it once more is to be told it.
        """
        whole, known = self._decisions()
        if self.verdict is None or not self.told_again or self.verdict["outcome"] != whole.outcome.value:
            return False
        return agrees(self.verdict, whole, known)

    def _opening(self) -> list[tuple[list[str], bool]]:
        """One or two messages of facts, each with or without the wish.

        The first tells the product and what nobody would ask for.
        """
        first = [name for name in self.situation.surprises(self.policies) if name != "product"]
        apart = {"product", *first, *(("paid_amount",) if "payment" in first else ())}
        rest = [name for name in self.situation.truth if name not in apart]
        chosen = self.random.sample(rest, min(len(rest), self.random.randrange(6)))
        cut = self.random.randrange(len(chosen) + 1) if self.random.random() < 0.4 else len(chosen)
        messages = [(["product", *first, *chosen[:cut]], True), (chosen[cut:], False)]
        return messages if chosen[cut:] else messages[:1]

    def _offered(self, answer: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The bot's turn after a press on the button that offers the check; half of them go on typing."""
        offered = CHECK in answer["buttons"] and self.random.random() < 0.5
        return self._send(CHECK) if offered else None

    def _more(self) -> list[str]:
        """A fact that was not told yet, to help a bot that neither asks nor decides."""
        left = [name for name in self.situation.truth if name not in self.told]
        return self.random.sample(left, min(1, len(left)))

    def _say(self, names: list[str], wish: bool) -> Mapping[str, Any]:
        """A message of facts, at times with something that belongs elsewhere between them."""
        parts = [said for name in names if (said := self._tell(name))]
        if parts and self.random.random() < 0.2:
            place = self.random.randrange(len(parts) + 1)
            parts.insert(place, self.voice.distractor(self.situation, self.random))
        if wish:
            parts.append(self._pick(self.voice.wishes))
        return self._send(self._pick(self.voice.joints).join(parts))

    def _tell(self, name: str) -> str | None:
        """A fact in the voice's words; who paid by several means tells them together."""
        if name == "paid_amount" and "payment" in self.situation.truth:
            name = "payment"
        said = self.voice.tell(name, self.situation, self.random)
        if said is not None:
            self.told |= {name, "paid_amount"} if name == "payment" else {name}
        return said

    def _send(self, text: str) -> Mapping[str, Any]:
        answer = self.bot.say(text)
        self.lines.append((text, "\n".join(answer["texts"])))
        if answer["envelope"]["kind"] in ("question", "verdict"):
            self.facts = answer["facts"]
        verdict = answer["envelope"].get("verdict")
        if verdict and verdict["outcome"] != "need_facts":
            self.verdict = verdict
            self.firmly_false = self.firmly_false or contradicts(verdict, *self._decisions())
        return answer

    def _decisions(self) -> tuple[Decision, Decision]:
        """The engine's on the whole truth and on what can be known until now.

        That is what was told and what the bot concluded from it (from 一年 a subscription), as it truly is.
        """
        known = self.situation.decision(self.policies, self.told | self.facts.keys())
        return self.situation.decision(self.policies), known

    def _misread(self) -> str | None:
        """A fact that the last recap showed otherwise than it is; each is corrected once, a few in all."""
        if len(self.corrected) >= MOST_CORRECTIONS:
            return None
        wrong = misread(self.situation, self.facts)
        return next((name for name in RECAPPED if name in wrong and name not in self.corrected), None)

    def _pick(self, written: Any) -> str:
        return str(self.random.choice(written))


def misread(situation: Situation, facts: Mapping[str, object]) -> frozenset[str]:
    """The facts that the bot took otherwise than they are."""
    taken = situation.truth.keys() & facts.keys()
    return frozenset(name for name in taken if not same(name, situation.truth[name], facts[name]))


def same(name: str, true: object, read: object) -> bool:
    """Whether a fact was read as it is: on the same day, of the same amount or value."""
    if name.endswith("_at"):
        ends = (read["earliest"], read["latest"]) if isinstance(read, Mapping) else (read, read)
        first, last = (datetime.fromisoformat(str(end)).astimezone(POLICY_ZONE).date() for end in ends)
        return first <= datetime.fromisoformat(str(true)).date() <= last
    if name == "paid_amount":
        return Decimal(str(true)) == Decimal(str(read))
    if isinstance(true, Mapping) and isinstance(read, Mapping):
        parts = (part for part in true if part != "cash")
        return all(Decimal(_amount(true[part])) == Decimal(_amount(read.get(part))) for part in parts)
    return true == read


def _amount(coupon: Any) -> str:
    return str(coupon["amount"]) if coupon else "0"
