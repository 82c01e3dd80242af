"""What is said inside a running check."""

from actions.base import TopicAction


class DialogueAffirm(TopicAction):
    topic = "dialogue.affirm"


class DialogueDeny(TopicAction):
    topic = "dialogue.deny"


class DialogueUnsure(TopicAction):
    topic = "dialogue.unsure"


class DialogueCancel(TopicAction):
    topic = "dialogue.cancel"


class DialogueRestart(TopicAction):
    topic = "dialogue.restart"


class DialogueWait(TopicAction):
    topic = "dialogue.wait"


class DialogueInform(TopicAction):
    topic = "dialogue.inform"
