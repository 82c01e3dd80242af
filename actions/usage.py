"""Needing fewer refunds."""

from actions.base import TopicAction


class UsageChoosePlan(TopicAction):
    topic = "usage.choose_plan"


class UsageMonitor(TopicAction):
    topic = "usage.monitor"


class UsagePromotion(TopicAction):
    topic = "usage.promotion"
