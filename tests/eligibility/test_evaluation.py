"""What can come of a case of which not all is known, rule by rule."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from refundbot.catalogue import PRODUCTS
from refundbot.eligibility import Outcome
from refundbot.eligibility.case import BillingMode, Case
from refundbot.eligibility.decision import Truth
from refundbot.eligibility.evaluation import evaluate
from refundbot.policy import PolicyBook

sys.path.insert(0, str(Path(__file__).parent))
from worlds import NOW, POLICY

SERVER = Case(NOW, product=PRODUCTS["ecs"], billing_mode=BillingMode.SUBSCRIPTION)


def test_before_the_first_documents_a_person_decides(book: PolicyBook) -> None:
    assert set(evaluate(SERVER, book.at(date(2010, 1, 1))).outcomes) == {Outcome.MANUAL_REVIEW}


def test_what_was_read() -> None:
    refused = evaluate(Case(NOW, product=PRODUCTS["domain"]), POLICY)
    assert refused.reads("product")
    assert refused.reads("state")
    assert not refused.reads("paid_at")


def test_what_the_told_facts_settle_is_not_presumed() -> None:
    """Without an invoice nobody need know who sold it."""
    told = evaluate(replace(SERVER, invoiced=False), POLICY)
    said = next(said for said in told.trace if said.id == "invoice_no_obstacle")
    assert (said.truth, said.presumed, said.assumed) == (Truth.PASSED, False, ())


def test_a_criterion_known_before_is_not_applied_again() -> None:
    first = evaluate(SERVER, POLICY)
    again = evaluate(SERVER, POLICY, first.apart_from("quota_left"))
    assert again == first
    kept = [(before, now) for before, now in zip(first.trace, again.trace, strict=True) if before is now]
    reads_it = {said.id for said in first.trace if "quota_left" in said.facts}
    assert reads_it == {"quota_left", "quota_covers"}
    assert len(kept) == len(first.trace) - len(reads_it)
