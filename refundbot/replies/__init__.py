"""Every word that a customer reads. Pure: a topic or a decision in, Chinese wording and its envelope out."""

from .model import Button, Facets, Reply, then
from .topics import TOPICS, title
from .turns import error

__all__ = ["TOPICS", "Button", "Facets", "Reply", "error", "then", "title"]
