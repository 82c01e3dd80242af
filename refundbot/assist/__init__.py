"""The agent's assistant: what could be said next, with its proof. Read-only: nothing here writes."""

from refundbot.assist.advice import Advice, advise
from refundbot.assist.suggestions import Suggestion, suggest

__all__ = ["Advice", "Suggestion", "advise", "suggest"]
