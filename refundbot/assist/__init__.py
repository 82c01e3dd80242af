"""The agent's assistant: what could be said next, with its proof. Read-only: nothing here writes."""

from refundbot.assist.advice import Advice, advise
from refundbot.assist.brief import Brief, brief
from refundbot.assist.question import weight
from refundbot.assist.suggestions import Suggestion, suggest
from refundbot.assist.values import case_values

__all__ = ["Advice", "Brief", "Suggestion", "advise", "brief", "case_values", "suggest", "weight"]
