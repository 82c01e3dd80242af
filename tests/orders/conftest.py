"""The instant of the tests, the sample book as of then, and a source without a file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import pytest

from refundbot.orders import Order, OrderSource, SampleBook, normalise_order_number, open_sample_book
from refundbot.orders.sample_table import sample_orders
from tests.patience import PATIENCE

NOW = datetime.fromisoformat("2026-11-22T10:15:30+08:00")


class FakeOrders:
    """An order source in memory."""

    def __init__(self, orders: Iterable[Order]) -> None:
        self._orders = tuple(orders)

    async def find(self, number: str, customer_id: str) -> Order | None:
        normal = normalise_order_number(number)
        return next((order for order in await self.list_for(customer_id) if order.number == normal), None)

    async def list_for(self, customer_id: str) -> tuple[Order, ...]:
        return tuple(order for order in self._orders if order.customer_id == customer_id)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> SampleBook:
    """The sample book as of NOW. Nothing can write to it."""
    return open_sample_book(tmp_path_factory.mktemp("orders") / "orders.db", NOW, PATIENCE)


@pytest.fixture(params=["book", "fake"])
def source(request: pytest.FixtureRequest, book: SampleBook) -> OrderSource:
    """Every order source there is: what the port promises holds for each."""
    return book if request.param == "book" else FakeOrders(sample_orders(NOW))


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """Where a book may be put."""
    return tmp_path / "state" / "orders.db"
