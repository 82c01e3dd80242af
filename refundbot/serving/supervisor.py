"""All servers under one supervisor: started together, watched together, stopped together."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
import sys
import time
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

from refundbot.desk.identity import mint_agent_token
from refundbot.serving import client, model
from refundbot.serving.child import Child, GivenUp, tell
from refundbot.settings import Settings

COMMANDS = {
    "actions": [sys.executable, "-m", "refundbot.serving.action_server"],
    "worker": [sys.executable, "-m", "refundbot.serving.rasa_server"],
    "edge": [sys.executable, "-m", "refundbot.edge.server"],
}

DEMO_AGENT = "演示坐席"
DEMO_TOKEN_LIFE = timedelta(hours=12)


class PortTaken(RuntimeError):
    """A port that is needed cannot be had; the text says which, and what to do."""


def check_ports(settings: Settings) -> None:
    """Sees to it that the servers will find their ports free.

    Raises:
        PortTaken: one of them is not.
    """
    check_port(settings.host, settings.port, "REFUNDBOT_PORT")
    check_port(settings.worker_host, settings.worker_port, "REFUNDBOT_WORKER_PORT")
    check_port("127.0.0.1", settings.action_port, "REFUNDBOT_ACTION_PORT")


def serve(settings: Settings, *, demo: bool = False) -> int:
    """Trains if need be, then serves until told to stop (Ctrl-C, SIGTERM) or a server cannot be kept up.

    Returns the exit status: 0 when it was told to stop. A `demo` shows a link that signs in to the desk, but
    only where this machine alone reaches it, and only on a terminal.

    Raises:
        PortTaken, SettingsError, model.TrainingError: it could not start.
    """
    settings.secure_state()
    check_ports(settings)
    model.ensure()
    return asyncio.run(_serve(settings, demo and settings.is_local and sys.stdout.isatty()))


async def _serve(settings: Settings, demo: bool) -> int:
    over = asyncio.Event()
    for which in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(which, over.set)
    failures: list[BaseException] = []

    def note(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (failure := task.exception()) is not None:
            failures.append(failure)
            over.set()

    print("Starting the servers ...", flush=True)
    children = [Child(name, command) for name, command in COMMANDS.items()]
    parts = [_announce(settings, children, demo), *(child.keep() for child in children)]
    tasks = [asyncio.create_task(part) for part in parts]
    for task in tasks:
        task.add_done_callback(note)
    await over.wait()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for failure in failures:
        tell(f"{failure}, so everything has been stopped")
    return 1 if failures else 0


async def _announce(settings: Settings, children: Iterable[Child], demo: bool) -> None:
    """Has a text parsed, so that the first customer need not wait for it, and says that all is ready.

    Raises:
        GivenUp: it is not.
    """
    started = time.monotonic()
    for child in children:
        await child.ready.wait()
    try:
        await asyncio.get_running_loop().run_in_executor(None, client.parse, settings, "退款多久到账")
    except (client.Unreachable, client.Refused) as error:
        raise GivenUp(f"the worker does not parse: {error}") from None
    print(
        f"\nrefundbot is ready after {time.monotonic() - started:.0f} s: {settings.url}\n"
        f"  the chat:        {settings.url}/chat\n"
        f"  a sample shop:   {settings.url}/chat/demo\n"
        f"  agents' desk:    {settings.url}/desk{f'#token={demo_token(settings)}' if demo else ''}\n"
        "  an agent's token: python -m refundbot.cli agent-token NAME\n"
        "  one question:    make ask Q='流量包还没用能退吗'\n"
        "  a conversation:  make chat\n"
        "  stop:            Ctrl-C\n",
        flush=True,
    )


def demo_token(settings: Settings) -> str:
    """Signs in to the desk, for who has started the servers on their own machine."""
    now = datetime.now(timezone.utc)
    return mint_agent_token(DEMO_AGENT, DEMO_AGENT, "supervisor", settings.desk_secret, now, DEMO_TOKEN_LIFE)


def check_port(host: str, port: int, variable: str) -> None:
    """Sees to it that a port is free; `variable` is what sets another.

    Raises:
        PortTaken: it is not.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                why = f"port {port} of {host} is taken, perhaps by a refundbot that is already running"
            else:
                why = f"port {port} of {host} cannot be used ({error.strerror})"
            raise PortTaken(f"Cannot start: {why}. Stop it or set {variable} to another port.") from None
