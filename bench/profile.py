"""Where a message's time goes: `python -m bench.profile`.

Rasa answers in this process, as a worker does, one message after the other; the actions run in a server of
their own. A part's time is processor time of this process without that of the parts within it, so that
whatever else the machine does counts little. With `--turns 300` the conversations are long: their first turns
and their last are told apart. `--database` keeps the trackers in PostgreSQL.
"""

from __future__ import annotations

import argparse
import asyncio
import functools
import inspect
import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from refundbot.serving import environment, model
from refundbot.settings import ROOT, Settings

SAID = (
    "流量包还没用能退吗",
    "我昨天买的云服务器能退吗",
    "包年包月",
    "花了99元",
    "退款多久到账",
    "手续费怎么算",
)
WARMING = 12
LATEST = 10
"""Turns at a conversation's end, which are set beside as many at its beginning."""
REST = "rest of Rasa's loop"
TICKS = os.sysconf("SC_CLK_TCK")


class Clock:
    """Processor time by part, each without the parts within it."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._within: list[str] = [REST]
        self._since = time.process_time()

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Counts what is done meanwhile as that part's."""
        self.turn_over()
        self._within.append(name)
        try:
            yield
        finally:
            self.turn_over()
            self._within.pop()

    def turn_over(self) -> None:
        """Gives the time since the last change to the part that has been at it."""
        now = time.process_time()
        self.spent[self._within[-1]] += now - self._since
        self._since = now

    def time(self, owner: Any, method: str, name: str) -> None:
        """Counts what a method does as a part."""
        original = getattr(owner, method)

        @functools.wraps(original)
        async def timed_coroutine(*arguments: Any, **named: Any) -> Any:
            with self.part(name):
                return await original(*arguments, **named)

        @functools.wraps(original)
        def timed(*arguments: Any, **named: Any) -> Any:
            with self.part(name):
                return original(*arguments, **named)

        setattr(owner, method, timed_coroutine if inspect.iscoroutinefunction(original) else timed)


def main() -> None:
    """Prints the table."""
    asked = argparse.ArgumentParser(
        prog="python -m bench.profile", description=(__doc__ or "").split("\n")[0]
    )
    asked.add_argument("--conversations", type=int, default=10, help="how many (10)")
    asked.add_argument(
        "--turns", type=int, default=20, help="of each (20, which is where the chat begins anew)"
    )
    asked.add_argument("--database", help="the URL of a PostgreSQL")
    chosen = asked.parse_args()
    with tempfile.TemporaryDirectory() as state, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        os.environ |= {"REFUNDBOT_STATE": state, "REFUNDBOT_ACTION_PORT": str(port)}
        if chosen.database:
            os.environ["REFUNDBOT_DATABASE_URL"] = chosen.database
        command = [sys.executable, "-m", "refundbot.serving.action_server"]
        actions = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            os.chdir(ROOT)
            environment.prepare()
            asyncio.run(_measure(chosen.conversations, chosen.turns, actions.pid))
        finally:
            actions.send_signal(signal.SIGTERM)
            actions.wait()


async def _measure(conversations: int, turns: int, actions: int) -> None:
    clock = Clock()
    _time_parts(clock)
    agent = await _agent(Settings.from_env())
    await _talk(agent, "rest-warming", WARMING)
    clock.turn_over()
    clock.spent.clear()
    actions_before = _cpu(actions)
    took = [await _talk(agent, f"rest-profile-{number}", turns) for number in range(conversations)]
    clock.turn_over()
    await agent.action_endpoint.close()
    messages = conversations * turns
    parts = {**clock.spent, "the actions' server": _cpu(actions) - actions_before}
    total = sum(parts.values())
    print(f"{'':32}{'ms':>8}{'share':>8}")
    for name, seconds in sorted(parts.items(), key=lambda part: -part[1]):
        print(f"{name:32}{seconds / messages * 1000:8.2f}{seconds / total:8.1%}")
    print(f"{'a message':32}{total / messages * 1000:8.2f}")
    first, last = (_middle(took, part) for part in (slice(1, 1 + LATEST), slice(-LATEST, None)))
    print(
        f"turns 2 to {1 + LATEST}: {first:.1f} ms; the last {LATEST} of {turns}: {last:.1f} ms, "
        f"{last / first:.2f} times that"
    )


async def _agent(settings: Settings) -> Any:
    """Rasa as a worker has it, once its actions answer."""
    from rasa.core.agent import load_agent
    from rasa.utils.log_utils import configure_structlog

    from refundbot.serving import rasa_app

    configure_structlog(logging.WARNING)

    file = model.trained()
    if file is None:
        sys.exit("There is no model trained on the present data and code. Train one with: make train")
    agent = await load_agent(str(file), endpoints=rasa_app.neighbours(settings))
    while not await agent.action_endpoint.is_up():  # noqa: ASYNC110  nothing tells that it is
        await asyncio.sleep(0.2)
    return agent


def _time_parts(clock: Clock) -> None:
    from rasa.core.actions.action import RemoteAction
    from rasa.core.policies.rule_policy import RulePolicy
    from rasa.core.processor import MessageProcessor
    from rasa.engine.runner.dask import DaskGraphRunner
    from rasa.shared.core.trackers import DialogueStateTracker

    from refundbot.serving.action_endpoint import ActionEndpoint
    from refundbot.serving.forgetting import ForgettingTrackerStore
    from refundbot.understanding.intents.encoder import E5
    from refundbot.understanding.rasa.entity_extractor import DocumentEntityExtractor
    from refundbot.understanding.rasa.intent_classifier import HybridIntentClassifier
    from refundbot.understanding.rasa.spacy_nlp import NormalizedSpacyNLP
    from refundbot.understanding.rasa.tokenizer import HanCharTokenizer

    clock.time(ForgettingTrackerStore, "retrieve", "trackers: read")
    clock.time(ForgettingTrackerStore, "save", "trackers: write")
    clock.time(ActionEndpoint, "request", "call of the actions")
    clock.time(RemoteAction, "_action_call_format", "call of the actions: its JSON")
    clock.time(DaskGraphRunner, "run", "graph runner")
    clock.time(RulePolicy, "predict_action_probabilities", "policy")
    clock.time(MessageProcessor, "run_action_extract_slots", "slots")
    clock.time(DialogueStateTracker, "copy", "copies of the tracker")
    clock.time(E5, "encode", "encoder")
    for component in (NormalizedSpacyNLP, HanCharTokenizer, DocumentEntityExtractor, HybridIntentClassifier):
        clock.time(component, "process", f"understanding: {component.__name__}")


async def _talk(agent: Any, sender: str, turns: int) -> list[float]:
    """Milliseconds of processor time of each turn."""
    from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

    took: list[float] = []
    for turn in range(turns):
        said, before = CollectingOutputChannel(), time.process_time()
        await agent.handle_message(UserMessage(SAID[turn % len(SAID)], said, sender, input_channel="rest"))
        took.append((time.process_time() - before) * 1000)
        if not said.messages:
            raise RuntimeError(f"there was no answer to {SAID[turn % len(SAID)]}")
    return took


def _middle(took: list[list[float]], part: slice) -> float:
    times = sorted(one for each in took for one in each[part])
    return times[len(times) // 2]


def _cpu(process: int) -> float:
    """Seconds of processor time that a process has taken."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


if __name__ == "__main__":
    main()
