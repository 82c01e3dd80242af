"""Facts in, a decision with its proof out. Pure: no Rasa, no I/O, no clock."""

from refundbot.eligibility.case import Case
from refundbot.eligibility.cases import case_from_mapping, case_to_mapping, decision_to_json
from refundbot.eligibility.decision import Decision, Outcome
from refundbot.eligibility.engine import decide
from refundbot.eligibility.question import ASKABLE, next_question
from refundbot.eligibility.reading import CaseError
from refundbot.eligibility.rules import CRITERIA

__all__ = [
    "ASKABLE",
    "CRITERIA",
    "Case",
    "CaseError",
    "Decision",
    "Outcome",
    "case_from_mapping",
    "case_to_mapping",
    "decide",
    "decision_to_json",
    "next_question",
]
