"""Work that goes on beside a server, from its start to its end."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod


class Background(ABC):
    """One task of the running event loop; a subclass says what it does."""

    _task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins."""
        self._task = asyncio.create_task(self._run())

    def stop(self) -> None:
        """Ends."""
        if self._task is not None:
            self._task.cancel()

    @abstractmethod
    async def _run(self) -> None:
        """The work, without an end."""
