"""Simulated customers: their situations make sense, and a bot that hears all of it serves each of them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from bench.customers import spoken
from bench.customers.customer import converse, misread
from bench.customers.judging import agrees, contradicts, total
from bench.customers.playing import Played, score
from bench.customers.situations import KINDS, Situation, situations
from bench.customers.voices import Voice, load
from refundbot.eligibility import decide, decision_to_json, next_question
from refundbot.policy import PolicyBook, load_policy
from refundbot.settings import ROOT, SHANGHAI

FIXED = 24
"""Conversations on the trained model that are part of the tests."""
LEAST_RIGHT, MOST_FALSE, MOST_LOST = 15, 5, 3
"""Of these. `python -m bench.customers` measures many."""


@pytest.fixture(scope="module")
def book() -> PolicyBook:
    return load_policy()


def sampled(count: int) -> list[Situation]:
    return list(situations(count, seed=7))


def of_each_kind(count: int) -> list[Situation]:
    now = datetime.fromisoformat("2026-09-10T15:20:00+08:00")
    return [Situation(now, kind, make(Random(n), now)) for kind, make in KINDS.items() for n in range(count)]


def words(**fragments: Sequence[str]) -> Voice:
    every = (
        "dates",
        "sums",
        "joints",
        "wishes",
        "unknown",
        "corrections",
        "distractors",
        "side_questions",
        "upshots",
        "thanks",
    )
    return Voice("plain", facts={}, **{name: ["。"] for name in every} | fragments)


class NamesFacts(Voice):
    """Says which fact it tells, and nothing else."""

    def tell(self, field: str, situation: Situation, random: Random) -> str | None:
        return f"<{field}>" if field in situation.truth else None


@dataclass
class Listener:
    """A bot that is handed what a customer names, and asks and decides as the engine says."""

    told: Situation
    policies: PolicyBook
    deaf_to: frozenset[str] = frozenset()
    facts: dict[str, object] = field(default_factory=dict)
    asked: str | None = None
    not_known: set[str] = field(default_factory=set)

    def begin(self, at: datetime) -> None:
        self.facts, self.not_known, self.asked = {}, set(), None

    def say(self, text: str) -> dict[str, object]:
        heard = set(re.findall(r"<(\w+)>", text)) - self.deaf_to
        heard |= {"paid_amount"} if "payment" in heard else set()
        self.facts |= {name: self.told.truth[name] for name in heard}
        if self.asked and text == UNKNOWN:
            self.not_known.add(self.asked)
        case = replace(self.told.case(self.facts), not_known=frozenset(self.not_known))
        policy = self.policies.at(self.told.now)
        self.asked = next_question(case, policy)
        verdict = {} if self.asked else {"verdict": decision_to_json(decide(case, policy))}
        envelope = {"kind": "question" if self.asked else "verdict", **verdict}
        return {
            "texts": [],
            "buttons": [],
            "envelope": envelope,
            "asked": self.asked,
            "facts": dict(self.facts),
        }


UNKNOWN = "unknown"
LISTENED = NamesFacts(**vars(words(unknown=[UNKNOWN], corrections=["{fact}"])))


def test_a_seed_gives_the_same_situations_and_words() -> None:
    assert sampled(40) == sampled(40)
    assert len({told.kind for told in sampled(len(KINDS))}) == len(KINDS)
    for voice in load():
        for told in sampled(20):
            tellings = [[voice.tell(name, told, Random(3)) for name in told.truth] for _ in range(2)]
            assert tellings[0] == tellings[1]


def test_the_engine_decides_every_situation_without_a_question(book: PolicyBook) -> None:
    for told in of_each_kind(12):
        decision = told.decision(book)
        assert not decision.missing, told


def test_no_situation_contradicts_itself() -> None:
    for told in of_each_kind(12):
        case = told.case()
        if case.paid_at and case.provisioned_at:
            assert case.paid_at.earliest <= case.provisioned_at.latest, told
        begun = case.effective_at or case.provisioned_at
        if case.expires_at and begun:
            assert begun.latest < case.expires_at.earliest, told
        if case.expires_at:
            assert (case.expires_at.latest <= told.now) == (told.truth.get("state") == "expired"), told
        if case.effective_at:
            ahead = told.truth["state"] == "not_in_effect"
            assert (case.effective_at.earliest > told.now) == ahead, told
        assert not (case.seller and case.seller.value == "partner" and case.channel), told


def test_every_voice_has_words_for_every_fact_and_fills_them() -> None:
    for voice in load():
        for told in of_each_kind(4):
            for name in told.truth:
                said = voice.tell(name, told, Random(name))
                assert said, (voice.name, told.kind, name)
                assert "{" not in said


def test_a_bot_that_hears_everything_serves_everybody(book: PolicyBook) -> None:
    for number, told in enumerate(of_each_kind(2)):
        judged = converse(told, book, LISTENED, Listener(told, book), Random(number))
        assert judged.right, (told, judged)
        assert not judged.firmly_false, (told, judged)
        assert not judged.lost, (told, judged)


def test_who_says_only_what_is_out_of_the_ordinary_and_answers_is_served(book: PolicyBook) -> None:
    for told in of_each_kind(4):
        listener = Listener(told, book)
        answer = listener.say("".join(f"<{name}>" for name in ("product", *told.surprises(book))))
        while asked := answer["asked"]:
            answer = listener.say(f"<{asked}>" if asked in told.truth else UNKNOWN)
        assert answer["envelope"]["verdict"]["outcome"] == told.decision(book).outcome.value, told


def test_a_bot_that_does_not_hear_of_an_open_order_is_firmly_false(book: PolicyBook) -> None:
    deaf = frozenset({"pending_transaction"})
    for number, told in enumerate(each for each in of_each_kind(4) if each.kind == "unpaid change order"):
        judged = converse(told, book, LISTENED, Listener(told, book, deaf), Random(number))
        assert judged.firmly_false
        assert not judged.right


def test_a_bot_that_asks_again_and_again_loses_its_customer(book: PolicyBook) -> None:
    told = next(each for each in of_each_kind(1) if each.kind == "pay per use")
    judged = converse(told, book, LISTENED, Listener(told, book, frozenset({"billing_mode"})), Random(1))
    assert judged.lost
    assert not judged.right


class Forgetful(Listener):
    """Has nothing to say of a verdict that it gave."""

    def say(self, text: str) -> dict[str, object]:
        answer = super().say(text)
        return answer | {"envelope": {"kind": "clarify"}} if text == UPSHOT else answer


UPSHOT = "so?"


def test_who_asks_for_the_upshot_and_is_not_told_it_is_not_served(book: PolicyBook) -> None:
    told = of_each_kind(1)[0]
    voice = NamesFacts(**vars(LISTENED) | {"upshots": [UPSHOT]})
    seeds = range(8)
    served = {
        bot: [converse(told, book, voice, bot(told, book), Random(seed)) for seed in seeds]
        for bot in (Listener, Forgetful)
    }
    assert all(judged.right for judged in served[Listener])
    asked = [UPSHOT in dict(judged.lines) for judged in served[Forgetful]]
    assert {True, False} == set(asked)
    assert [judged.right for judged in served[Forgetful]] == [not each for each in asked]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        *((2, "两"), (10, "十"), (12, "十二"), (20, "二十"), (105, "一百零五"), (312, "三百一十二")),
        *((1002, "一千零二"), (1012, "一千零一十二"), (2200, "两千二百"), (40030, "四万零三十")),
    ],
)
def test_numbers_are_spoken(number: int, said: str) -> None:
    assert spoken.han(number) == said


def test_times_are_spoken() -> None:
    said = {
        (0, 5): "凌晨零点零五分",
        (12, 0): "中午十二点",
        (14, 12): "下午两点十二分",
        (21, 40): "晚上九点四十分",
    }
    assert {at: spoken.clock(datetime(2026, 9, 10, *at, tzinfo=SHANGHAI)) for at in said} == said


def test_what_was_read_otherwise_is_misread() -> None:
    told = Situation(
        datetime.fromisoformat("2026-09-10T15:20:00+08:00"),
        "",
        {
            "paid_at": "2026-09-08",
            "paid_amount": "300",
            "payment": {"voucher": {"amount": "90"}},
            "quota_left": 3,
        },
    )
    right = {
        "paid_at": {"earliest": "2026-09-08T00:00:00+08:00", "latest": "2026-09-08T23:59:59+08:00"},
        "paid_amount": "300.00",
        "payment": {"voucher": {"amount": "90.0"}, "cash": "300"},
    }
    assert misread(told, right) == set()
    wrong = {"paid_at": "2026-09-09T00:00:00+08:00", "paid_amount": "90", "payment": {}, "quota_left": 7}
    assert misread(told, wrong) == wrong.keys()


def verdict(
    outcome: str, amount: str | None = None, *bounds: str, voucher: str | None = None
) -> dict[str, object]:
    lowest, highest = bounds or (None, None)
    line = {"id": "refund", "amount": amount, "lowest": lowest, "highest": highest}
    coupons = [{"kind": "voucher", "result": "returned", "amount": voucher}] if voucher else []
    return {"outcome": outcome, "amounts": [line], "coupons": coupons}


def test_a_verdict_is_judged_by_its_outcome_and_its_sum(book: PolicyBook) -> None:
    told = next(each for each in of_each_kind(1) if each.kind == "with a voucher")
    decision = told.decision(book)
    paid, coupon = told.truth["paid_amount"], told.truth["payment"]["voucher"]["amount"]
    assert total(verdict("full_refund", paid, voucher=coupon), "refund") == total(
        decision_to_json(decision), "refund"
    )
    assert agrees(verdict("full_refund", paid, voucher=coupon), decision)
    for silent in (verdict("full_refund"), verdict("full_refund", None, "0", "99999", voucher=coupon)):
        assert not agrees(silent, decision)
        assert not contradicts(silent, decision)
    for false in (verdict("full_refund", paid), verdict("not_refundable")):
        assert not agrees(false, decision)
        assert contradicts(false, decision)
    assert not contradicts(verdict("manual_review"), decision)


def test_four_persons_tell_each_situation_and_all_have_to_be_served(book: PolicyBook) -> None:
    told = of_each_kind(1)[0]
    good = converse(told, book, LISTENED, Listener(told, book), Random(1))
    bad = replace(good, right=False, firmly_false=True)
    played = [
        Played(number, told, "plain", bad if number == 1 and n == 2 else good)
        for number in (0, 1)
        for n in range(4)
    ]
    result = score(played)
    assert (result.n, result.right, result.firmly_false, result.lost) == (8, 7, 1, 0)
    assert (result.situations, result.all_right) == (2, 1)


@pytest.mark.e2e
def test_customers_are_served_by_the_trained_model(tmp_path: Path) -> None:
    out = tmp_path / "talks.jsonl"
    command = [sys.executable, "-m", "bench.customers", "--conversations", str(FIXED), "--out", str(out)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=True)
    assert "pass^4" in ran.stdout
    talks = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(talks) == FIXED
    assert sum(talk["right"] for talk in talks) >= LEAST_RIGHT
    assert sum(talk["firmly_false"] for talk in talks) <= MOST_FALSE
    assert sum(talk["lost"] for talk in talks) <= MOST_LOST
