"""A message that no intent explains well enough."""

from actions.base import TopicAction


class NotUnderstood(TopicAction):
    topic = None

    @classmethod
    def name(cls) -> str:
        """Rasa's own name for it, so that its policies find it."""
        return "action_default_fallback"
