"""Starting, watching and stopping, with stand-ins for two of the servers."""

from __future__ import annotations

import os
import pty
import re
import signal
import socket
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from refundbot.serving.supervisor import PortTaken, check_ports
from refundbot.settings import ROOT, Settings
from tests.patience import PATIENCE

SERVER = """
import http.server, os, sys, threading, time
def live():
    while True:
        os.write(int(os.environ["REFUNDBOT_HEARTBEAT"]), b".")
        time.sleep(0.05)
class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")
    do_GET = do_POST = answer
    def log_message(self, *_): pass
server = http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
threading.Thread(target=live, daemon=True).start()
print("serves", os.getpid(), flush=True)
server.serve_forever()
"""

DIES_ONCE_IT_SERVES = """
import os, sys, time
os.write(int(os.environ["REFUNDBOT_HEARTBEAT"]), b".")
time.sleep(0.2)
sys.exit(7)
"""

HEEDS_NO_SIGTERM = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SERVER

LAUNCHER = """
import sys
from refundbot.serving import child, heartbeat, model, supervisor
from refundbot.settings import Settings
model.ensure = lambda: None
supervisor.COMMANDS = {{"actions": {actions!r}, "worker": {worker!r}}}
heartbeat.SECONDS = 0.2
child.SILENT_SECONDS = 5
child.STOP_SECONDS = 2.0
child.FIRST_DELAY_SECONDS = 0.01
{first}
sys.exit(supervisor.serve(Settings.from_env(), demo={demo}))
"""

STOP_WHILE_STARTING = """
import asyncio, os, signal
async def start_and_stop(*arguments, **rest):
    started = await start(*arguments, **rest)
    print("started", started.pid, flush=True)
    os.kill({target}, signal.{which})
    return started
start, asyncio.create_subprocess_exec = asyncio.create_subprocess_exec, start_and_stop
"""

UNANNOUNCED = """
async def announce(*_): pass
supervisor._announce = announce
"""


@pytest.fixture
def settings(unused_tcp_port_factory: Callable[[], int]) -> Settings:
    ports = [unused_tcp_port_factory() for _ in range(3)]
    return Settings(port=ports[0], worker_port=ports[1], action_port=ports[2])


def launch(
    settings: Settings,
    tmp_path: Path,
    *,
    worker: str = SERVER,
    first: str = "",
    demo: bool = False,
    output: int = subprocess.PIPE,
) -> subprocess.Popen[str]:
    """Starts the supervisor over two stand-in servers; `worker` is other code for the second.

    `first` is done in the supervisor's process before it serves. The process leads a group of its own.
    """
    (tmp_path / "server.py").write_text(SERVER)
    (tmp_path / "worker.py").write_text(textwrap.dedent(worker))
    actions = [sys.executable, str(tmp_path / "server.py"), str(settings.action_port)]
    worker_command = [sys.executable, str(tmp_path / "worker.py"), str(settings.worker_port)]
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            LAUNCHER.format(actions=actions, worker=worker_command, first=first, demo=demo),
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONUNBUFFERED": "1",
            "REFUNDBOT_PORT": str(settings.port),
            "REFUNDBOT_WORKER_PORT": str(settings.worker_port),
            "REFUNDBOT_ACTION_PORT": str(settings.action_port),
            "REFUNDBOT_STATE": str(tmp_path / "state"),
        },
        stdout=output,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def read_until(process: subprocess.Popen[str], words: str) -> str:
    """What a process prints up to the line with `words`; told to stop, it prints no more."""
    assert process.stdout is not None
    lines = []
    end = threading.Timer(PATIENCE, process.terminate)
    end.start()
    try:
        for line in process.stdout:
            lines.append(line)
            if words in line:
                return "".join(lines)
    finally:
        end.cancel()
    raise AssertionError("".join(lines))


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGTERM])
def test_it_says_when_it_is_ready_and_stops_everything_when_told_to(
    settings: Settings, tmp_path: Path, which: signal.Signals
) -> None:
    process = launch(settings, tmp_path)
    assert settings.url in read_until(process, "ready")
    process.send_signal(which)
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert is_free(settings.worker_port)
    assert is_free(settings.action_port)


@pytest.mark.parametrize(
    ("which", "target"),
    [("SIGTERM", "os.getpid()"), ("SIGINT", "0")],
    ids=["the supervisor alone", "the whole group, as a terminal's Ctrl-C"],
)
def test_told_to_stop_before_a_server_runs_it_leaves_none_behind(
    settings: Settings, tmp_path: Path, which: str, target: str
) -> None:
    process = launch(settings, tmp_path, first=STOP_WHILE_STARTING.format(which=which, target=target))
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said
    started = re.findall(r"started (\d+)", said)
    assert started
    for server in started:
        assert is_gone(int(server))


def test_a_server_that_cannot_start_stops_everything(settings: Settings, tmp_path: Path) -> None:
    process = launch(settings, tmp_path, worker="raise SystemExit('no model')")
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "no model" in said
    assert "The worker server ended with status 1, so everything has been stopped." in said
    assert is_free(settings.action_port)


@pytest.mark.parametrize(
    ("how", "told"),
    [
        (signal.SIGKILL, "The worker server was ended by SIGKILL; restart 1 of 5"),
        (
            signal.SIGSTOP,
            "The worker server has given no sign of life for 5 s, so it is killed; restart 1 of 5",
        ),
    ],
    ids=["dies", "is stuck"],
)
def test_a_server_that_dies_or_is_stuck_is_started_again(
    settings: Settings, tmp_path: Path, how: signal.Signals, told: str
) -> None:
    process = launch(settings, tmp_path, first="supervisor.COMMANDS.pop('actions')")
    first = int(re.findall(r"serves (\d+)", read_until(process, "Ctrl-C"))[0])
    os.kill(first, how)
    said = read_until(process, "serves")
    assert told in said
    assert is_gone(first)
    process.terminate()
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert is_free(settings.worker_port)


def test_a_server_that_dies_again_and_again_stops_everything(settings: Settings, tmp_path: Path) -> None:
    process = launch(settings, tmp_path, worker=DIES_ONCE_IT_SERVES, first=UNANNOUNCED)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert re.findall(r"restart (\d) of 5", said) == list("12345")
    assert "The worker server ended with status 7, so everything has been stopped." in said


@pytest.mark.parametrize("stopped", [False, True], ids=["heeds no SIGTERM", "is stopped"])
def test_told_to_stop_it_ends_a_server_that_does_not_listen(
    settings: Settings, tmp_path: Path, stopped: bool
) -> None:
    process = launch(settings, tmp_path, worker=SERVER if stopped else HEEDS_NO_SIGTERM)
    servers = [int(pid) for pid in re.findall(r"serves (\d+)", read_until(process, "Ctrl-C"))]
    if stopped:
        for server in servers:
            os.kill(server, signal.SIGSTOP)
    process.terminate()
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert all(is_gone(server) for server in servers)


@pytest.mark.parametrize("demo", [False, True])
def test_no_token_is_written_to_what_is_no_terminal(settings: Settings, tmp_path: Path, demo: bool) -> None:
    process = launch(settings, tmp_path, demo=demo)
    said = read_until(process, "Ctrl-C")
    process.terminate()
    process.communicate(timeout=60)
    assert "token=" not in said
    assert f"{settings.url}/desk\n" in said
    assert "agent-token" in said


@pytest.mark.parametrize("demo", [False, True])
def test_a_demonstration_on_a_terminal_shows_a_link_into_the_desk(
    settings: Settings, tmp_path: Path, demo: bool
) -> None:
    terminal, its_end = pty.openpty()
    process = launch(settings, tmp_path, demo=demo, output=its_end)
    os.close(its_end)
    said = ""
    while "Ctrl-C" not in said:
        said += os.read(terminal, 4096).decode()
    process.terminate()
    process.wait(timeout=60)
    os.close(terminal)
    assert ("/desk#token=" in said) is demo


def test_a_port_that_is_taken_is_named_before_anything_starts(settings: Settings) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", settings.action_port))
        other.listen()
        with pytest.raises(PortTaken, match=rf"port {settings.action_port} .* REFUNDBOT_ACTION_PORT"):
            check_ports(settings)


def test_free_ports_are_left_free(settings: Settings) -> None:
    check_ports(settings)
    check_ports(settings)
    assert is_free(settings.port)


def test_a_port_of_a_server_that_has_just_stopped_can_be_used(settings: Settings) -> None:
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", settings.port))
        server.listen()
        with socket.create_connection(("127.0.0.1", settings.port)):
            server.accept()[0].close()  # the server's end closes first and lingers
    check_ports(settings)


def test_an_address_that_is_not_ours_is_told_apart() -> None:
    with pytest.raises(PortTaken, match="cannot be used"):
        check_ports(Settings(host="192.0.2.1"))
