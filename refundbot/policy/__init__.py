"""Dated policy parameters with their sources. No rule elsewhere knows a number."""

from refundbot.policy.loader import load_policy
from refundbot.policy.model import (
    Conflict,
    ParameterValue,
    Policy,
    PolicyBook,
    PolicyError,
    Source,
    Unit,
    Value,
)

__all__ = [
    "Conflict",
    "ParameterValue",
    "Policy",
    "PolicyBook",
    "PolicyError",
    "Source",
    "Unit",
    "Value",
    "load_policy",
]
