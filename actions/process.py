"""How a request is made and where it stands."""

from actions.base import TopicAction


class ProcessApply(TopicAction):
    topic = "process.apply"


class ProcessMaterials(TopicAction):
    topic = "process.materials"


class ProcessFindEntry(TopicAction):
    topic = "process.find_entry"


class ProcessCancel(TopicAction):
    topic = "process.cancel"


class ProcessProgress(TopicAction):
    topic = "process.progress"


class ProcessReviewTime(TopicAction):
    topic = "process.review_time"


class ProcessData(TopicAction):
    topic = "process.data"
