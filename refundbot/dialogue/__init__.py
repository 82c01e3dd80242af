"""What to say next: a pure core between the actions and the rooms that know rules, orders and words."""

from refundbot.dialogue.facts import case_of
from refundbot.dialogue.hear import hear, open_order
from refundbot.dialogue.respond import answer_about, explain, respond, respond_traced
from refundbot.dialogue.said_back import recap
from refundbot.dialogue.state import Check, Memory
from refundbot.dialogue.trace import Trace
from refundbot.dialogue.turn import Services, Turn, read_turn

__all__ = [
    "Check",
    "Memory",
    "Services",
    "Trace",
    "Turn",
    "answer_about",
    "case_of",
    "explain",
    "hear",
    "open_order",
    "read_turn",
    "recap",
    "respond",
    "respond_traced",
]
