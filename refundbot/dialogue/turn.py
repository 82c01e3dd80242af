"""One message of the customer, as understood, and what is needed to answer it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from refundbot.orders import OrderSource
from refundbot.policy import PolicyBook


@dataclass(frozen=True)
class Turn:
    """A message and its parse. `ranking` holds (intent, probability), best first; `now` is aware."""

    text: str
    ranking: tuple[tuple[str, float], ...]
    entities: tuple[tuple[str, str], ...]
    """(entity, value), in the order of the text."""
    now: datetime
    customer_id: str | None = None
    """Only ever from a verified token."""

    @property
    def confidence(self) -> float:
        """Probability of the best intent, 0 where there is none."""
        return self.ranking[0][1] if self.ranking else 0.0

    def entity(self, name: str) -> str | None:
        """The last value of an entity in the message: who corrects himself does it at the end."""
        return next((value for entity, value in reversed(self.entities) if entity == name), None)


@dataclass(frozen=True)
class Services:
    """The ports a turn may use."""

    policies: PolicyBook
    orders: OrderSource
    order_timeout: float = 2.0
    """Seconds an order lookup may take before the check goes on without it."""
