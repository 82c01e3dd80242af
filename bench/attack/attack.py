"""What an attack is, and what comes of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from bench.attack.server import Server

Result = Literal["held", "broken", "not tried"]
Surroundings = Literal["plain", "stores"]
"""What the server stands on: its state folder alone, or services behind a network that can break."""


@dataclass(frozen=True)
class Scale:
    """How much is tried."""

    fuzz: int = 2000
    """Fuzzed HTTP requests."""
    keys: int = 10_000
    """Addresses that the limiter is to remember."""
    erasures: int = 30
    """Conversations erased while the bot answers."""
    connects: int = 300
    """Sockets that try to join what is not theirs."""
    silence: float = 20.0
    """Seconds for which a store says nothing."""
    fault: float = 5.0
    """Seconds for which the network before a service is broken."""


@dataclass(frozen=True)
class Finding:
    """What came of an attack, with a figure or a reason."""

    result: Result
    figure: str


class NotTried(Exception):
    """An attack that cannot be carried out here; the text says why."""


def judged(*, held: bool, figure: str) -> Finding:
    """The finding of an attack that was carried out."""
    return Finding("held" if held else "broken", figure)


@dataclass(frozen=True)
class Attack:
    """One attack: `run` carries it out; what it raises, save `NotTried`, counts as broken."""

    name: str
    item: int
    """Number in the list of known faults that `docs/security.md` keeps."""
    tried: str
    """One sentence."""
    run: Callable[[Server, Scale], Awaitable[Finding]]
    on: Surroundings = "plain"
    limit_seconds: float = 120.0
