"""Courtesies."""

from actions.base import TopicAction


class SmalltalkGreet(TopicAction):
    topic = "smalltalk.greet"


class SmalltalkThanks(TopicAction):
    topic = "smalltalk.thanks"


class SmalltalkBye(TopicAction):
    topic = "smalltalk.bye"


class SmalltalkBot(TopicAction):
    topic = "smalltalk.bot"
