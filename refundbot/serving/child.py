"""A server process that is kept running: started again when it dies or is stuck, within limits."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Sequence

from refundbot.serving import heartbeat
from refundbot.settings import ROOT

START_SECONDS = 300
"""After which a server that has not begun to serve is given up."""

SILENT_SECONDS = 15
"""After which a server that serves, but gives no sign of life, is stuck."""

STOP_SECONDS = 10.0
"""For which a server may finish what it does when it is told to stop."""

FIRST_DELAY_SECONDS = 1.0
"""Before the first restart; twice as long before each further one."""

MAX_RESTARTS = 5
RESTART_WINDOW_SECONDS = 600.0


class GivenUp(RuntimeError):
    """A server cannot be kept running; the text says what happened."""


class Child:
    """One server. `ready` is set once it has served."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.ready = asyncio.Event()
        self._name, self._command = name, command
        self._is_serving = False
        self._missed = 0
        self._restarts: list[float] = []

    async def keep(self) -> None:
        """Keeps it running; cancelled, stops it.

        Raises:
            GivenUp: it does not even start, or has been restarted too often.
        """
        while True:
            happened = f"the {self._name} server {await self._run()}"
            now = time.monotonic()
            self._restarts = [at for at in self._restarts if now - at < RESTART_WINDOW_SECONDS]
            if not self.ready.is_set() or len(self._restarts) == MAX_RESTARTS:
                raise GivenUp(happened)
            delay = FIRST_DELAY_SECONDS * 2 ** len(self._restarts)
            self._restarts.append(now)
            tell(f"{happened}; restart {len(self._restarts)} of {MAX_RESTARTS} in {delay:.0f} s")
            await asyncio.sleep(delay)

    async def _run(self) -> str:
        """Runs it once, until it ends or is stuck; returns which."""
        beats, its_end = os.pipe()
        os.set_blocking(its_end, False)
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                cwd=ROOT,
                env={**os.environ, heartbeat.VARIABLE: str(its_end)},
                pass_fds=[its_end],
                start_new_session=True,  # Ctrl-C in a terminal is told to the supervisor alone
            )
        except BaseException:
            os.close(beats)
            raise
        finally:
            os.close(its_end)
        self._is_serving, self._missed = False, 0
        asyncio.get_running_loop().add_reader(beats, self._hear, beats)
        try:
            return await self._watch(process)
        finally:
            asyncio.get_running_loop().remove_reader(beats)
            os.close(beats)
            await _stop(process)

    def _hear(self, beats: int) -> None:
        if os.read(beats, 4096):
            self._is_serving, self._missed = True, 0
            self.ready.set()
        else:
            asyncio.get_running_loop().remove_reader(beats)

    async def _watch(self, process: asyncio.subprocess.Process) -> str:
        while True:
            # Its silence is counted in our own waking seconds: a machine that slept is no stuck server.
            with contextlib.suppress(asyncio.TimeoutError):
                return _ending(await asyncio.wait_for(process.wait(), heartbeat.SECONDS))
            self._missed += 1
            if self._missed * heartbeat.SECONDS > (SILENT_SECONDS if self._is_serving else START_SECONDS):
                process.kill()
                if self._is_serving:
                    return f"has given no sign of life for {SILENT_SECONDS} s, so it is killed"
                return f"has not begun to serve within {START_SECONDS} s, so it is killed"


def tell(sentence: str) -> None:
    """Writes a line of the supervisor's."""
    print(f"{time.strftime('%H:%M:%S')} {sentence[0].upper()}{sentence[1:]}.", flush=True)


def _ending(status: int) -> str:
    return f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"


async def _stop(process: asyncio.subprocess.Process) -> None:
    """Ends a process, gently at first."""
    for tell_it, seconds in ((process.terminate, STOP_SECONDS), (process.kill, None)):
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError, asyncio.TimeoutError):
                tell_it()
                await asyncio.wait_for(process.wait(), seconds)
