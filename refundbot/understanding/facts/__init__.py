"""The facts of a customer's case, read from what they wrote."""

from refundbot.understanding.facts.extraction import extract_facts
from refundbot.understanding.facts.fact import GUESSED, Fact, Span, Value

__all__ = ["GUESSED", "Fact", "Span", "Value", "extract_facts"]
