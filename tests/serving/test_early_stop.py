"""A server that is told to stop while it starts ends."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import free_port
from tests.patience import PATIENCE

SERVER = """
import os, signal, sys
from sanic import Sanic
from refundbot.serving import early_stop

app = Sanic("early")
app.add_route(lambda _: None, "/")
app.register_listener(lambda *_: os.kill(os.getpid(), signal.SIGTERM), "after_server_start")
if sys.argv[2] == "heeds":
    app.register_listener(early_stop.heed, "after_server_start")
app.run(host="127.0.0.1", port=int(sys.argv[1]), access_log=False)
"""


def run(how: str, seconds: float) -> int:
    command = [sys.executable, "-c", SERVER, str(free_port()), how]
    return subprocess.run(command, timeout=seconds, capture_output=True).returncode


def test_it_ends() -> None:
    assert run("heeds", PATIENCE) == 0


def test_sanic_alone_never_would() -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        run("alone", 10)
