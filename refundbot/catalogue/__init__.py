"""What exists, one row a thing: topics, their questions, products, payment channels.

The ground floor: every room reads it.
"""

from refundbot.catalogue.loader import load
from refundbot.catalogue.model import CatalogueError, Channel, Product, Question, Topic, topic_of

_ALL = load()
CHANNELS, PRODUCTS, TOPICS, QUESTIONS = _ALL.channels, _ALL.products, _ALL.topics, _ALL.questions

__all__ = [
    "CHANNELS",
    "PRODUCTS",
    "QUESTIONS",
    "TOPICS",
    "CatalogueError",
    "Channel",
    "Product",
    "Question",
    "Topic",
    "topic_of",
]
