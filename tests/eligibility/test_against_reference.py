"""The engine against an independent reading of the documents, on cases of which every fact is known."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

from hypothesis import given

from refundbot.eligibility import decide
from refundbot.eligibility.case import Case
from refundbot.eligibility.decision import Truth

sys.path.insert(0, str(Path(__file__).parent))
from reference import expected
from worlds import POLICY, priced, steady

DIGITS = Decimal(1).scaleb(-18)
REVIEW = {Truth.PASSED: True, Truth.FAILED: False, Truth.BOUNDARY: None, Truth.UNKNOWN: None}


@steady(1000)
@given(priced())
def test_the_engine_says_what_the_documents_say(case: Case) -> None:
    decision, meant = decide(case, POLICY), expected(case)
    assert decision.outcome is meant.outcome
    lines = {line.id: line.amount for line in decision.amounts if line.id != "refund_before_fee"}
    assert lines.keys() == meant.amounts.keys()
    for id, amount in meant.amounts.items():
        said = lines[id]
        assert (said is None) == (amount is None), id
        assert said is None or amount is None or abs(said - amount) < DIGITS, id
    if meant.amounts.get("refund") is not None:
        assert decision.payout is not None
        assert REVIEW[decision.payout.review] is meant.review
