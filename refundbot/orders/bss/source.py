"""Huawei Cloud BSS as an order source."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime, timezone
from typing import TypeVar

from refundbot.orders.bss import mapping
from refundbot.orders.bss.account import Account, RefundLine
from refundbot.orders.bss.client import REFUSED, BssFailure, BssReader, Model
from refundbot.orders.order import Order, normalise_order_number
from refundbot.orders.source import OrderSourceUnavailable

logger = logging.getLogger(__name__)
ORDER_NUMBER = re.compile(r"CS[0-9]{10}[0-9A-Z]{0,52}")
"""Such as CS2108102036B2CAI; 64 characters at most."""
REFUND_ORDERS_SEARCHED = 8

_Answer = TypeVar("_Answer")


class BssOrderSource:
    """The orders of verified customers, whose ids are those of their Huawei Cloud accounts.

    `timeout` is the time in seconds that a lookup may take in all. A failure is logged without naming
    customer or order.
    """

    def __init__(self, reader: BssReader, timeout: float = 1.8) -> None:
        self._reader = reader
        self._timeout = timeout

    async def find(self, number: str, customer_id: str) -> Order | None:
        """See `OrderSource.find`."""
        return await self._in_time(self._find(number, customer_id))

    async def list_for(self, customer_id: str) -> tuple[Order, ...]:
        """See `OrderSource.list_for`. These orders hold only what BSS lists; `find` tells the rest."""
        return await self._in_time(self._list_for(customer_id))

    async def refund_lines(self, number: str, customer_id: str) -> tuple[RefundLine, ...]:
        """How much a refund order of the customer gave back and kept, by original order; empty for any other.

        Raises:
            OrderSourceUnavailable: see `OrderSource`.
        """
        return await self._in_time(self._refund_lines(number, customer_id))

    async def account(self, customer_id: str) -> Account | None:
        """What the customer's accounts hold. BSS tells that of the access key's own account only.

        Raises:
            OrderSourceUnavailable: see `OrderSource`.
        """
        if not customer_id or customer_id != self._reader.account_id:
            return None
        return mapping.account_of(await self._in_time(self._reader.balances()))

    async def _find(self, number: str, customer_id: str) -> Order | None:
        row = await self._row(number, customer_id)
        if row is None:
            return None
        lines, resources, packages = await asyncio.gather(
            self._reader.order_lines(row.order_id),
            _if_allowed(self._reader.main_resources(row.order_id, customer_id)),
            _if_allowed(self._reader.packages(row.order_id)),
        )
        order = mapping.order_of(row, lines, resources, packages)
        if mapping.all_closed(resources) and await self._was_returned(row.order_id, customer_id):
            return replace(order, state="unsubscribed")
        return order

    async def _list_for(self, customer_id: str) -> tuple[Order, ...]:
        rows = await self._reader.orders(customer_id) if customer_id else []
        orders = [
            mapping.order_of(row)
            for row in rows
            if row.customer_id == customer_id and row.order_type in mapping.PURCHASES
        ]
        first = datetime.min.replace(tzinfo=timezone.utc)
        return tuple(sorted(orders, key=lambda order: order.paid_at or first, reverse=True))

    async def _refund_lines(self, number: str, customer_id: str) -> tuple[RefundLine, ...]:
        row = await self._row(number, customer_id)
        if row is None or row.order_type != mapping.REFUND_ORDER:
            return ()
        lines = await self._reader.refund_lines(row.order_id, customer_id)
        return tuple(mapping.refund_line_of(line) for line in lines)

    async def _row(self, number: str, customer_id: str) -> Model | None:
        """The list row of an order, if BSS says that it is this customer's.

        BSS takes an empty filter for none, and an access key may see the orders of many customers: so nothing
        is asked without both ids, and the answer is held against them.
        """
        normal = normalise_order_number(number, ORDER_NUMBER)
        if normal is None or not customer_id:
            return None
        rows = await self._reader.orders(customer_id, normal)
        return next(
            (
                row
                for row in rows
                if row.customer_id == customer_id and (row.order_id or "").upper() == normal
            ),
            None,
        )

    async def _was_returned(self, order_id: str, customer_id: str) -> bool:
        """Whether one of the customer's latest refund orders gave back money of this order."""
        rows = await self._reader.refund_orders(customer_id)
        own = [row.order_id for row in rows if row.customer_id == customer_id and row.order_id]
        refunds = await asyncio.gather(
            *(self._reader.refund_lines(refund, customer_id) for refund in own[:REFUND_ORDERS_SEARCHED])
        )
        return any(line.base_order_id == order_id for lines in refunds for line in lines)

    async def _in_time(self, lookup: Awaitable[_Answer]) -> _Answer:
        try:
            return await asyncio.wait_for(lookup, self._timeout)
        except asyncio.TimeoutError:
            failure = OrderSourceUnavailable(f"Huawei Cloud BSS gave no answer in {self._timeout} s")
        except OrderSourceUnavailable as error:
            failure = error
        logger.warning("An order could not be looked up. %s", failure)
        raise failure


async def _if_allowed(rows: Awaitable[list[Model]]) -> list[Model]:
    """The rows; none where the access key may not read them, as a partner's may not: they stay unknown."""
    try:
        return await rows
    except BssFailure as failure:
        if failure.status != REFUSED:
            raise
        logger.info("Something about an order stays unknown. %s", failure)
        return []
