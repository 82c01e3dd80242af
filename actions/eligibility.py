"""The check of the customer's own case."""

from actions.base import TopicAction


class EligibilityCheck(TopicAction):
    topic = "eligibility.check"
