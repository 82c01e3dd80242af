"""Wires the ports once per process."""

from functools import lru_cache

from refundbot.completeness import check
from refundbot.dialogue import Services
from refundbot.orders import open_order_source
from refundbot.policy import load_policy
from refundbot.settings import Settings


@lru_cache
def settings() -> Settings:
    """The process's settings, read once."""
    return Settings.from_env()


@lru_cache
def services() -> Services:
    """The policy book, held against the catalogue, and the order source that the settings name."""
    policies = load_policy()
    check(policies)
    return Services(policies=policies, orders=open_order_source(settings()))
