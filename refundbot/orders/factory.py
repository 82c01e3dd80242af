"""Chooses the order source."""

from __future__ import annotations

from refundbot.orders.bss import BssOrderSource, BssReader
from refundbot.orders.sample_book import open_sample_book
from refundbot.orders.source import OrderSource
from refundbot.settings import Settings


def open_order_source(settings: Settings) -> OrderSource:
    """The order source that the settings name, ready for use. To be called once: it is slow for BSS.

    Raises:
        ValueError: BSS is chosen and its access key is not in the environment.
    """
    if settings.order_source == "bss":
        return BssOrderSource(BssReader(settings.bss_endpoint))
    return open_sample_book(settings.order_db, settings.now())
