"""Questions of another trade."""

from actions.base import TopicAction


class OutOfScope(TopicAction):
    topic = "out_of_scope"
