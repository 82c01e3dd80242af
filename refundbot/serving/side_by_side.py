"""Steps of work, each a process of its own told on the terminal; what need not wait runs together."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from refundbot.settings import ROOT

MEMORY = 4 << 30
"""Bytes that must be free for two steps at once: the largest of them takes half of it."""

_LOOK_SECONDS = 0.1
_STEP = ROOT / "scripts" / "step"


class StepFailed(RuntimeError):
    """A step has failed; the text names it and its log."""


@dataclass(frozen=True)
class Step:
    """What is to be done."""

    name: str
    does: str
    """What the terminal shows."""
    log: str
    """Where all that it says is kept, seen from the folder that it runs in."""
    command: Sequence[str]
    then: Callable[[], object]
    """What is done here once it has gone well, before another step builds on it."""
    after: Collection[str] = ()
    """The names of the steps that must have been done before."""


def run(steps: Sequence[Step], folder: Path, at_once: int) -> None:
    """Does all steps in `folder`, the first of those that can be done first.

    Raises:
        StepFailed: one has failed. The others have been ended, as they are where this is interrupted.
    """
    waiting, running, done = list(steps), list[tuple[Step, subprocess.Popen[bytes]]](), set[str]()
    try:
        while waiting or running:
            ready = [step for step in waiting if done.issuperset(step.after)]
            for step in ready[: at_once - len(running)]:
                waiting.remove(step)
                running.append((step, _start(step, folder, at_once)))
            time.sleep(_LOOK_SECONDS)
            ended = [each for each in running if each[1].poll() is not None]
            running = [each for each in running if each not in ended]
            failed = [step for step, process in ended if process.returncode != 0]
            if failed:
                raise StepFailed(" ".join(map(_says, failed)))
            for step, _ in ended:
                step.then()
                done.add(step.name)
    finally:
        for _, process in running:
            process.terminate()
        for _, process in running:
            process.wait()


def most_at_once() -> int:
    """How many steps this machine does at once: one a core, or one where there is little memory."""
    return len(os.sched_getaffinity(0)) if _free_memory() >= MEMORY else 1


def _start(step: Step, folder: Path, at_once: int) -> subprocess.Popen[bytes]:
    beside = {"STEP_BESIDE": "1"} if at_once > 1 else {}
    return subprocess.Popen(
        [str(_STEP), step.log, step.does, *step.command], cwd=folder, env={**os.environ, **beside}
    )


def _says(failed: Step) -> str:
    return f"`{' '.join(failed.command[1:3])}` failed; all that it said is in {failed.log}."


def _free_memory() -> int:
    """Bytes; more than any step takes where the system does not tell."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return MEMORY
    kilobytes = dict(line.split(":") for line in lines).get("MemAvailable", f"{MEMORY >> 10} kB")
    return int(kilobytes.split()[0]) << 10
