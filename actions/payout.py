"""The money's way back."""

from actions.base import TopicAction


class PayoutTime(TopicAction):
    topic = "payout.time"


class PayoutDestination(TopicAction):
    topic = "payout.destination"


class PayoutMissing(TopicAction):
    topic = "payout.missing"


class PayoutWithdraw(TopicAction):
    topic = "payout.withdraw"
