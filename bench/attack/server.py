"""The servers that are attacked: started as `make run` does, with ports and a state folder of their own."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Thread

from bench.ports import free_port
from refundbot.desk.identity import Role, mint_agent_token
from refundbot.orders.identity import mint_customer_token
from refundbot.serving import client
from refundbot.settings import ROOT, Settings

START_SECONDS = 240.0
STOP_SECONDS = 20.0
WELL_SECONDS = 5.0
"""Within which a server that does not hang answers for its health, on a busy machine."""

USUAL_DESCRIPTORS = 1024
"""The limit that a service gets from most systems."""

CHATWOOT_TOKEN, CHATWOOT_SECRET = "bot-token", "chatwoot-secret-of-the-attacks-0123456789"


class Server:
    """The servers under their supervisor. The attacks know the secrets, to sign some tokens themselves."""

    def __init__(self, folder: Path, environ: Mapping[str, str] | None = None) -> None:
        """`folder` is empty; the state folder and the log come into it. `environ` adds to the environment."""
        self.state, self.log_file = folder / "state", folder / "server.log"
        self.state.mkdir(mode=0o755)
        self.customer_secret, self.desk_secret = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._silent = socket.create_server(("127.0.0.1", 0))  # takes connections and never says a word
        self._chatwoot = _yes_man()
        self.issuer = f"http://127.0.0.1:{self._silent.getsockname()[1]}"
        self.environ = {
            **os.environ,
            "REFUNDBOT_PORT": str(free_port()),
            "REFUNDBOT_WORKER_PORT": str(free_port()),
            "REFUNDBOT_ACTION_PORT": str(free_port()),
            "REFUNDBOT_STATE": str(self.state),
            "REFUNDBOT_CUSTOMER_SECRET": self.customer_secret,
            "REFUNDBOT_DESK_SECRET": self.desk_secret,
            "REFUNDBOT_OIDC_ISSUER": self.issuer,
            "REFUNDBOT_CHATWOOT_URL": f"http://127.0.0.1:{self._chatwoot.server_port}",
            "REFUNDBOT_CHATWOOT_TOKEN": CHATWOOT_TOKEN,
            "REFUNDBOT_CHATWOOT_SECRET": CHATWOOT_SECRET,
            **(environ or {}),
        }
        self.settings = Settings.from_env(self.environ)
        self.url, self.port, self.action_port = (
            self.settings.url,
            self.settings.port,
            self.settings.action_port,
        )
        self.worker_url = self.settings.worker_url
        self._addresses = count(1)
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Starts them and waits until both answer.

        Raises:
            RuntimeError: they do not.
        """
        self._process = self._launch()
        deadline = time.monotonic() + START_SECONDS
        while not await asyncio.to_thread(client.is_ready, self.settings):
            if self._process.poll() is not None or time.monotonic() > deadline:
                await self.stop()
                raise RuntimeError(f"the servers did not start:\n{self.log()[-2000:]}")
            await asyncio.sleep(0.3)

    async def stop(self, within: float = STOP_SECONDS) -> float | None:
        """Has them end; the seconds that SIGTERM took, `None` where they had to be killed."""
        assert self._process is not None
        started, family = time.monotonic(), [self._process.pid, *self.processes()]
        self._process.send_signal(signal.SIGTERM)
        while any(map(_runs, family)) and time.monotonic() - started < within:
            self._process.poll()
            await asyncio.sleep(0.1)
        survivors = [pid for pid in family if _runs(pid)]
        for pid in survivors:
            os.kill(pid, signal.SIGKILL)
        self._process.wait()
        return None if survivors else time.monotonic() - started

    async def restart(self) -> None:
        """Ends them, by force where need be, and starts them anew on the same state."""
        await self.stop(within=5.0)
        await self.start()

    def close(self) -> None:
        """Lets go of what stands around the servers."""
        self._silent.close()
        self._chatwoot.shutdown()
        self._chatwoot.server_close()

    def runs(self) -> bool:
        """Whether the supervisor still runs."""
        return self._process is not None and self._process.poll() is None

    def processes(self, module: str = "") -> list[int]:
        """The ids of the running children, and theirs, in whose command line `module` stands."""
        if self._process is None:
            return []
        return [pid for pid in _descendants(self._process.pid) if module in _command_line(pid)]

    def cpu_seconds(self) -> float:
        """CPU time that the servers have spent so far."""
        ticks = 0
        for pid in self.processes():
            fields = _stat(pid)
            ticks += int(fields[11]) + int(fields[12]) if fields else 0
        return ticks / os.sysconf("SC_CLK_TCK")

    async def health_seconds(self, limit: float = WELL_SECONDS) -> float | None:
        """How long `GET /chat/health` took to say 200, `None` where it did not within `limit` seconds."""
        return await answered_in(self.port, "/chat/health", limit)

    async def is_well(self) -> bool:
        """Whether both servers answer."""
        return (
            await self.health_seconds() is not None
            and await answered_in(self.action_port, "/health", WELL_SECONDS) is not None
        )

    async def well_within(self, seconds: float) -> float | None:
        """After how many seconds both servers answered again; `None` where they did not."""
        started = time.monotonic()
        while time.monotonic() - started < seconds:
            if await self.is_well():
                return time.monotonic() - started
            await asyncio.sleep(0.3)
        return None

    def address(self) -> str:
        """An address of this machine from which nobody has asked yet."""
        number = next(self._addresses)
        return f"127.{1 + number // 62500}.{number // 250 % 250}.{1 + number % 250}"

    def agent_token(self, name: str, role: Role = "agent", life: float = 3600.0) -> str:
        """A token of the desk, for `life` seconds."""
        now = datetime.now(timezone.utc)
        return mint_agent_token(name, name, role, self.desk_secret, now, timedelta(seconds=life))

    def customer_token(self, customer_id: str) -> str:
        """The site's word for an hour on who the customer is."""
        now = datetime.now(timezone.utc)
        return mint_customer_token(customer_id, self.customer_secret, now, timedelta(hours=1))

    def log(self) -> str:
        """All that the servers and their supervisor have written."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def tracebacks(self) -> int:
        """How many tracebacks stand in the log."""
        return self.log().count("Traceback (most recent call last)")

    def files(self) -> list[Path]:
        """The files of the state folder, and the log."""
        return [*(path for path in self.state.rglob("*") if path.is_file()), self.log_file]

    def holding(self, words: str) -> list[str]:
        """The names of the files that hold these words, as they are or as JSON escapes them."""
        escaped = json.dumps(words)[1:-1].encode()
        forms = {words.encode(), escaped, escaped.replace(b"\\", b"\\\\")}
        return [
            file.name
            for file in self.files()
            if any(form in content for content in _read(file) for form in forms)
        ]

    def _launch(self) -> subprocess.Popen[bytes]:
        with self.log_file.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "refundbot.cli", "serve"],
                cwd=ROOT,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                umask=0o022,
                preexec_fn=_limit_descriptors,
            )


def _limit_descriptors() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(USUAL_DESCRIPTORS, hard), hard))


def _yes_man() -> ThreadingHTTPServer:
    """A Chatwoot that agrees to everything."""

    class Agree(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Agree)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server


async def answered_in(port: int, path: str, limit: float) -> float | None:
    """How long a server on loopback took to say 200, `None` where it did not within `limit` seconds."""
    started = time.monotonic()
    try:
        status = await asyncio.wait_for(_status(port, path), limit)
    except (OSError, asyncio.TimeoutError, ValueError, IndexError):
        return None
    return time.monotonic() - started if status == 200 else None


async def _status(port: int, path: str) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
        return int((await reader.readline()).split()[1])
    finally:
        writer.close()


def _descendants(ancestor: int) -> Iterator[int]:
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            parents[int(entry.name)] = int(fields[1])
    found = {ancestor}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
        yield from more


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on; none where the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _runs(pid: int) -> bool:
    fields = _stat(pid)
    return bool(fields) and fields[0] != "Z"


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _read(file: Path) -> list[bytes]:
    try:
        return [file.read_bytes()]
    except FileNotFoundError:  # a journal that has just been put away
        return []
