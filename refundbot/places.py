"""How many sockets each address has open, so that none takes what all need."""

from __future__ import annotations

from collections import Counter


class Places:
    """The places of one kind."""

    def __init__(self, per_address: int, total: int | None = None) -> None:
        """At most so many for one address and, where given, so many together."""
        self._per_address, self._total = per_address, total
        self._by_address: Counter[str] = Counter()
        self._taken = 0

    def take(self, address: str) -> bool:
        """Takes a place, and says whether there was one."""
        if self._by_address[address] >= self._per_address or self._taken == self._total:
            return False
        self._by_address[address] += 1
        self._taken += 1
        return True

    def free(self, address: str) -> None:
        """Gives back a place that was taken."""
        self._taken -= 1
        self._by_address[address] -= 1
        if not self._by_address[address]:
            del self._by_address[address]
