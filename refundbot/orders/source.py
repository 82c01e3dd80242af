"""The port through which orders are read."""

from __future__ import annotations

from typing import Protocol

from refundbot.orders.order import Order


class OrderSourceUnavailable(Exception):
    """The order source cannot answer now. The message says which source and why."""


class OrderSource(Protocol):
    """Reads orders; nothing here writes.

    `customer_id` is always that of a verified customer. Both methods raise `OrderSourceUnavailable`.
    """

    async def find(self, number: str, customer_id: str) -> Order | None:
        """The customer's order of that number, however it is spelt.

        `None` for an unknown number and for another customer's order alike: nobody learns that it exists.
        """
        ...

    async def list_for(self, customer_id: str) -> tuple[Order, ...]:
        """The customer's orders, the latest payment first; empty for an unknown customer."""
        ...
