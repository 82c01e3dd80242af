"""Carries out attacks one after the other, and starts the servers anew where one of them made them hang."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from itertools import groupby
from pathlib import Path

from bench.attack.attack import Attack, Finding, NotTried, Scale, Surroundings
from bench.attack.server import Server
from bench.services import Missing
from bench.stores import stores

Tell = Callable[[Attack, Finding], None]


async def run(attacks: Sequence[Attack], scale: Scale, tell: Tell) -> None:
    """Tries them all against servers of their own, and tells of each."""
    for surroundings, group in groupby(attacks, key=lambda attack: attack.on):
        together = list(group)
        try:
            async with _servers(surroundings) as server:
                for attack in together:
                    tell(attack, await tried(attack, server, scale))
        except (NotTried, Missing) as absent:
            for attack in together:
                tell(attack, Finding("not tried", str(absent)))


async def tried(attack: Attack, server: Server, scale: Scale) -> Finding:
    """What came of one attack; whatever it leaves hanging is broken."""
    try:
        finding = await asyncio.wait_for(attack.run(server, scale), attack.limit_seconds)
    except NotTried as why:
        finding = Finding("not tried", str(why))
    except asyncio.TimeoutError:
        finding = Finding("broken", f"not over after {attack.limit_seconds:.0f} s")
    except Exception as error:  # an attack that fails has shown nothing: it must not pass
        finding = Finding(
            "broken", f"the attack failed: {type(error).__name__} {error}".replace("\n", " ")[:200]
        )
    if await server.well_within(10.0) is None:
        finding = Finding("broken", f"{finding.figure}; afterwards the servers did not answer")
        await server.restart()
    return finding


@contextlib.asynccontextmanager
async def _servers(surroundings: Surroundings) -> AsyncIterator[Server]:
    with tempfile.TemporaryDirectory(prefix="refundbot-attack-") as folder:
        async with contextlib.AsyncExitStack() as around:
            environ = await around.enter_async_context(stores()) if surroundings == "stores" else {}
            server = Server(Path(folder), environ)
            around.callback(server.close)
            await server.start()
            around.push_async_callback(server.stop)
            yield server
