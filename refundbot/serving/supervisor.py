"""Both servers under one supervisor: started together, watched together, stopped together."""

from __future__ import annotations

import errno
import os
import shlex
import signal
import socket
import sys
import threading
import time
from datetime import datetime, timedelta, timezone

from honcho.manager import Manager

from refundbot.desk.identity import mint_agent_token
from refundbot.serving import client, model
from refundbot.settings import ROOT, Settings

COMMANDS = {
    "actions": [sys.executable, "-m", "refundbot.serving.action_server"],
    "chat": [sys.executable, "-m", "refundbot.serving.rasa_server"],
}

DEMO_AGENT = "演示坐席"
DEMO_TOKEN_LIFE = timedelta(hours=12)

START_SECONDS = 300.0
"""After which servers that are not ready are given up."""

_STOPPED_ON_REQUEST = {128 + signal.SIGINT, 128 + signal.SIGTERM}


class PortTaken(RuntimeError):
    """A port that is needed cannot be had; the text says which, and what to do."""


def check_ports(settings: Settings) -> None:
    """Sees to it that both servers will find their port free.

    Raises:
        PortTaken: one of them is not.
    """
    _check_port(settings.host, settings.port, "REFUNDBOT_PORT")
    _check_port("127.0.0.1", settings.action_port, "REFUNDBOT_ACTION_PORT")


def serve(settings: Settings) -> int:
    """Trains if need be, then serves until told to stop (Ctrl-C, SIGTERM) or until one server dies.

    Returns the exit status: 0 when it was told to stop.

    Raises:
        PortTaken, model.TrainingError: it could not start.
    """
    started = time.monotonic()
    check_ports(settings)
    model.ensure()
    manager = _Servers()
    for name, command in COMMANDS.items():
        manager.add_process(name, f"exec {shlex.join(command)}", cwd=str(ROOT))
    print("Starting the servers ...", flush=True)
    gave_up = threading.Event()
    threading.Thread(target=_announce, args=(settings, started, gave_up), daemon=True).start()
    manager.loop()
    if manager.returncode in _STOPPED_ON_REQUEST:
        return 1 if gave_up.is_set() else 0
    print("A server stopped by itself (its last lines are above), so everything has been stopped.")
    return 1


class _Servers(Manager):
    """honcho's manager, which fails when it is told to stop before it knows the ids of all its children.

    Told so early, it stops them as soon as it knows them, as it does when one of them has stopped by itself.
    """

    _told_early = False

    def terminate(self) -> None:
        """Stops the servers."""
        if self._all_started():
            super().terminate()
        else:
            self._told_early = True

    def _any_stopped(self) -> bool:
        return self._told_early or bool(super()._any_stopped())


def _announce(settings: Settings, started: float, gave_up: threading.Event) -> None:
    """Waits for the servers, parses a text so that the first customer need not wait for it, says so."""
    try:
        _wait_until_ready(settings, time.monotonic() + START_SECONDS)
        client.parse(settings, "退款多久到账")
    except (TimeoutError, client.Unreachable, client.Refused) as error:
        print(f"The servers do not get ready, so they are stopped: {error}", flush=True)
        gave_up.set()
        os.kill(os.getpid(), signal.SIGTERM)
        return
    desk = _demo_desk(settings) if settings.is_local else f"{settings.url}/desk"
    print(
        f"\nrefundbot is ready after {time.monotonic() - started:.0f} s: {settings.url}\n"
        f"  the chat:        {settings.url}/chat\n"
        f"  a sample shop:   {settings.url}/chat/demo\n"
        f"  agents' desk:    {desk}\n"
        "  one question:    make ask Q='流量包还没用能退吗'\n"
        "  a conversation:  make chat\n"
        "  stop:            Ctrl-C\n",
        flush=True,
    )


def _demo_desk(settings: Settings) -> str:
    """A link that signs in to the desk, for who has started the servers on his own machine."""
    now = datetime.now(timezone.utc)
    token = mint_agent_token(DEMO_AGENT, DEMO_AGENT, "supervisor", settings.desk_secret, now, DEMO_TOKEN_LIFE)
    return f"{settings.url}/desk#token={token}"


def _wait_until_ready(settings: Settings, deadline: float) -> None:
    while not client.is_ready(settings):
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {START_SECONDS:.0f} s")
        time.sleep(0.3)


def _check_port(host: str, port: int, variable: str) -> None:
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
