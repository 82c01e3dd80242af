"""What to say next: a pure core between the actions and the rooms that know rules, orders and words."""

from refundbot.dialogue.respond import respond
from refundbot.dialogue.state import Check, Conversation
from refundbot.dialogue.turn import Services, Turn

__all__ = ["Check", "Conversation", "Services", "Turn", "respond"]
