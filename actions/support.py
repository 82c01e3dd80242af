"""Reaching people and services."""

from actions.base import TopicAction


class SupportContact(TopicAction):
    topic = "support.contact"


class SupportValueAdded(TopicAction):
    topic = "support.value_added"


class SupportHandoff(TopicAction):
    topic = "support.handoff"
