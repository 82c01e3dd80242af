"""Starting, watching and stopping, with stand-ins for the two servers."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from refundbot.serving.supervisor import PortTaken, check_ports
from refundbot.settings import ROOT, Settings

SERVER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")
    do_GET = do_POST = answer
    def log_message(self, *_): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""

LAUNCHER = """
import sys
from refundbot.serving import model, supervisor
from refundbot.settings import Settings
model.ensure = lambda: None
supervisor.COMMANDS = {{"actions": {actions!r}, "chat": {chat!r}}}
{first}
sys.exit(supervisor.serve(Settings.from_env()))
"""

STOP_WHILE_STARTING = """
import os, signal
from honcho.process import Process
def stop_and_run(self, *arguments):
    os.kill({target}, signal.{which})
    run(self, *arguments)
run, Process.run = Process.run, stop_and_run
"""


@pytest.fixture
def settings(unused_tcp_port_factory: Callable[[], int]) -> Settings:
    return Settings(port=unused_tcp_port_factory(), action_port=unused_tcp_port_factory())


def launch(
    settings: Settings, tmp_path: Path, *, chat: str | None = None, first: str = ""
) -> subprocess.Popen[str]:
    """Starts the supervisor over two stand-in servers; `chat` is other code for the second.

    `first` is done in the supervisor's process before it serves. The process leads a group of its own.
    """
    (tmp_path / "server.py").write_text(SERVER)
    (tmp_path / "chat.py").write_text(textwrap.dedent(chat or SERVER))
    actions = [sys.executable, str(tmp_path / "server.py"), str(settings.action_port)]
    chat_command = [sys.executable, str(tmp_path / "chat.py"), str(settings.port)]
    return subprocess.Popen(
        [sys.executable, "-c", LAUNCHER.format(actions=actions, chat=chat_command, first=first)],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONUNBUFFERED": "1",
            "REFUNDBOT_PORT": str(settings.port),
            "REFUNDBOT_ACTION_PORT": str(settings.action_port),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def read_until(process: subprocess.Popen[str], words: str) -> str:
    """What a process prints up to the line with `words`."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return "".join(lines)
    raise AssertionError("".join(lines))


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
    assert is_free(settings.port)
    assert is_free(settings.action_port)


@pytest.mark.parametrize(
    ("which", "target"),
    [("SIGTERM", "os.getppid()"), ("SIGINT", "0")],
    ids=["the supervisor alone", "the whole group, as a terminal's Ctrl-C"],
)
def test_told_to_stop_before_a_server_runs_it_leaves_none_behind(
    settings: Settings, tmp_path: Path, which: str, target: str
) -> None:
    process = launch(settings, tmp_path, first=STOP_WHILE_STARTING.format(which=which, target=target))
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said
    started = re.findall(r"started \(pid=(\d+)\)", said)
    assert len(started) == 2
    for server in started:
        with pytest.raises(ProcessLookupError):
            os.kill(int(server), 0)


def test_when_one_server_dies_the_other_is_stopped_and_it_says_so(settings: Settings, tmp_path: Path) -> None:
    process = launch(settings, tmp_path, chat="raise SystemExit('no model')")
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "no model" in said
    assert "stopped by itself" in said
    assert is_free(settings.action_port)


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
