"""Orders and where they are read from."""

from refundbot.orders.factory import open_order_source
from refundbot.orders.order import Order, normalise_order_number
from refundbot.orders.sample_book import SampleBook, open_sample_book
from refundbot.orders.source import OrderSource, OrderSourceUnavailable

__all__ = [
    "Order",
    "OrderSource",
    "OrderSourceUnavailable",
    "SampleBook",
    "normalise_order_number",
    "open_order_source",
    "open_sample_book",
]
