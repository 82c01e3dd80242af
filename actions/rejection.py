"""A refused request."""

from actions.base import TopicAction


class RejectionReasons(TopicAction):
    topic = "rejection.reasons"


class RejectionNextSteps(TopicAction):
    topic = "rejection.next_steps"
