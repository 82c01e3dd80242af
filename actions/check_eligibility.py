"""The check of a case of the customer's own, and what is said inside it."""

from actions.base import TurnAction


class CheckEligibility(TurnAction):
    @classmethod
    def name(cls) -> str:
        """Name of the action in the domain."""
        return "action_check_eligibility"
