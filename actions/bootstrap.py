"""Wires the ports once per process."""

from functools import lru_cache

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
    """The policy book and the order source that the settings name."""
    return Services(policies=load_policy(), orders=open_order_source(settings()))
