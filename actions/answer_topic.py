"""What has an answer: a topic, a courtesy, a question of another trade."""

from actions.base import TurnAction


class AnswerTopic(TurnAction):
    @classmethod
    def name(cls) -> str:
        """Name of the action in the domain."""
        return "action_answer_topic"
