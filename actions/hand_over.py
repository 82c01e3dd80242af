"""A person is wanted."""

from actions.base import TurnAction


class HandOver(TurnAction):
    @classmethod
    def name(cls) -> str:
        """Name of the action in the domain."""
        return "action_hand_over"
