"""How much comes back."""

from actions.base import TopicAction


class AmountCalculation(TopicAction):
    topic = "amount.calculation"


class AmountFee(TopicAction):
    topic = "amount.fee"
