"""What products, billing modes, payment channels and coupons are called, as it is written.

Products and channels are named in the catalogue, the others in `patterns/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from refundbot.catalogue import CHANNELS, PRODUCTS

PATTERNS = Path(__file__).with_name("patterns")


def names(entity: str) -> Mapping[str, tuple[str, ...]]:
    """The phrases of each id of an entity, as they are written."""
    if entity == "product":
        return {id: product.names for id, product in PRODUCTS.items()}
    if entity == "payment_channel":
        return {id: channel.names for id, channel in CHANNELS.items()}
    ids: dict[str, list[str]] = yaml.safe_load((PATTERNS / f"{entity}.yml").read_text("utf-8"))["ids"]
    return {id: tuple(phrases) for id, phrases in ids.items()}
