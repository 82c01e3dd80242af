"""Who may hear: a socket is verified first, and only then in a room that anything is told to.

python-socketio takes a socket into the namespace before `on_connect` runs, and out again only if that raises
`ConnectionRefusedError`. So nothing is told to a namespace, and whatever goes wrong becomes a refusal.
"""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import socketio
from socketio.exceptions import ConnectionRefusedError

from refundbot.channels.web.address import address
from refundbot.channels.web.clock import Clock
from refundbot.channels.web.refusal import Refusal

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Admission:
    """What a verified socket is told, and until when (aware)."""

    room: str
    until: datetime
    address: str
    """Where it connects from."""
    first: tuple[str, Mapping[str, Any]] | None = None
    """The event that it alone is told at once."""


class AdmittedNamespace(socketio.AsyncNamespace, ABC):
    """A namespace whose sockets hear nothing before they are admitted, and nothing after their time."""

    def __init__(self, namespace: str, clock: Clock) -> None:
        super().__init__(namespace)
        self.clock = clock
        self._admitted: dict[str, Admission] = {}
        self._endings: dict[str, asyncio.TimerHandle] = {}
        self._letting_go: set[asyncio.Task[None]] = set()

    @abstractmethod
    async def admit(self, came_from: str, auth: Mapping[str, Any]) -> Admission:
        """Verifies who connects from that address, by what they sent with it.

        All that takes time or may fail belongs here.

        Raises:
            Refusal: they are not let in.
        """

    async def on_connect(self, sid: str, environ: Mapping[str, Any], auth: object = None) -> None:
        """Lets in who is verified; refuses everybody else and closes the connection."""
        try:
            came_from = address(environ["asgi.scope"])
            await self._let_in(sid, await self.admit(came_from, auth if isinstance(auth, dict) else {}))
        except Refusal as refusal:
            raise self._refused(sid, refusal) from None
        except (Exception, asyncio.CancelledError):
            # A cancelled handler would count as one that agreed.
            logger.exception("a socket could not be admitted")
            raise self._refused(sid, Refusal("unavailable")) from None

    async def on_disconnect(self, sid: str, *_: object) -> None:
        """Forgets the socket."""
        self._admitted.pop(sid, None)
        ending = self._endings.pop(sid, None)
        if ending is not None:
            ending.cancel()

    def admission(self, sid: str) -> Admission:
        """The admission of a socket that may act now.

        Raises:
            Refusal: its time is over.
        """
        admission = self._admitted.get(sid)
        if admission is None or self.clock() >= admission.until:
            raise Refusal("expired")
        return admission

    async def _let_in(self, sid: str, admission: Admission) -> None:
        if admission.first is not None:
            await self.emit(*admission.first, to=sid, ignore_queue=True)
        # From here to the end of connecting nothing is waited for: no other event comes between.
        seconds = (admission.until - self.clock()).total_seconds()
        if seconds <= 0:
            raise Refusal("expired")
        if self.server.get_environ(sid, self.namespace) is None:
            raise Refusal("unavailable")  # gone meanwhile, without a disconnection that would be told
        self._admitted[sid] = admission
        self._endings[sid] = asyncio.get_running_loop().call_later(seconds, self._end, sid)
        await self.enter_room(sid, admission.room)

    def _refused(self, sid: str, refusal: Refusal) -> ConnectionRefusedError:
        self._close_connection(sid)
        return ConnectionRefusedError(refusal.code, refusal.as_json())

    def _end(self, sid: str) -> None:
        task = asyncio.get_running_loop().create_task(self._let_go(sid))
        self._letting_go.add(task)
        task.add_done_callback(self._letting_go.discard)

    async def _let_go(self, sid: str) -> None:
        self._close_connection(sid)
        await self.disconnect(sid)

    def _close_connection(self, sid: str) -> None:
        connection = self.server.manager.eio_sid_from_sid(sid, self.namespace)
        if connection is not None:
            self.server.close_soon(connection)
