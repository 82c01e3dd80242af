"""The chat widget beside two public ones: how much goes over the wire, how soon it can be written in.

    make web && python -m bench.widget --runs 5

Each is one script in an otherwise empty page, loaded by a fresh visitor on a slow phone (Lighthouse's mobile
profile: 1.6 Mbit/s, 150 ms, CPU four times slower). Times are ratios to ours of the same run.
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from refundbot.settings import ROOT

BUDGET_BYTES = 38 * 1024
CPU_SLOWDOWN = 4
CONNECTION = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}


@dataclass(frozen=True)
class Widget:
    """A widget in a page of its own."""

    name: str
    script: bytes
    page: str
    ready: str
    """Selector of what shows that it is there: the field to write in, or a button that opens it."""


def ours() -> Widget:
    """The one of this repository, as built."""
    script = ROOT / "web" / "dist" / "widget.js"
    if not script.is_file():
        sys.exit("The widget is not built: make web")
    page = "<body><refund-chat open></refund-chat><script src=/script.js></script>"
    return Widget("refund-chat", script.read_bytes(), page, "refund-chat textarea")


def peers(folder: Path) -> list[Widget]:
    """Two public ones, in fixed versions, from their npm packages."""
    return [
        Widget(
            "rasa-webchat 1.0.1",
            _packed(folder, "rasa-webchat@1.0.1", "lib/index.js"),
            "<body><script src=/script.js></script>"
            "<script>WebChat.default({ socketUrl: '/', hideWhenNotConnected: false }, null)</script>",
            ".rw-launcher",
        ),
        Widget(
            "deep-chat 2.4.2",
            _packed(folder, "deep-chat@2.4.2", "dist/deepChat.bundle.js"),
            "<body><deep-chat demo=true></deep-chat><script type=module src=/script.js></script>",
            "deep-chat #text-input",
        ),
    ]


def _packed(folder: Path, package: str, file: str) -> bytes:
    command = [str(ROOT / "scripts" / "npm"), "pack", "--silent", "--pack-destination", str(folder), package]
    archive = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()[-1]
    with tarfile.open(folder / archive) as packed:
        member = packed.extractfile(f"package/{file}")
        assert member is not None, f"{package} has no {file}"
        return member.read()


@contextmanager
def served(widget: Widget) -> Iterator[str]:
    """The widget's page and script, compressed as a server sends them."""
    files: Mapping[str, tuple[str, bytes]] = {
        "/": ("text/html", b"<!doctype html>" + widget.page.encode()),
        "/script.js": ("text/javascript", widget.script),
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = files.get(self.path, ("text/plain", b""))
            self.send_response(200 if self.path in files else 404)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            # Who has shown that it is there is closed, whatever it still asks for.
            with suppress(ConnectionError):
                self.wfile.write(gzip.compress(body, 9))

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()


def load(browser: Browser, widget: Widget) -> float:
    """Milliseconds until it is there, for a fresh visitor."""
    with served(widget) as url:
        context = browser.new_context()
        page = context.new_page()
        control = context.new_cdp_session(page)
        control.send("Network.enable")
        control.send("Network.emulateNetworkConditions", CONNECTION)
        control.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})
        page.goto(url, wait_until="commit")
        page.locator(widget.ready).first.wait_for(state="attached", timeout=60_000)
        there: float = page.evaluate("performance.now()")
        context.close()
    return there


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--runs", type=int, default=5, help="loads of each widget, of which the median counts"
    )
    runs = parser.parse_args().runs
    chromium = shutil.which("chromium") or sys.exit("There is no chromium on this machine.")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        widgets = [ours(), *peers(Path(folder))]
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        # In turn, so that what else the machine does falls on all alike.
        loads = [[load(browser, widget) for widget in widgets] for _ in range(runs)]
        browser.close()
    there = [statistics.median(times) for times in zip(*loads, strict=True)]
    sizes = [len(gzip.compress(widget.script, 9)) for widget in widgets]
    print(f"{'':20}{'gzip bytes':>12}{'of ours':>9}{'there after':>13}")
    for widget, size, late in zip(widgets, sizes, there, strict=True):
        print(f"{widget.name:20}{size:12,}{size / sizes[0]:8.1f}x{late / there[0]:12.1f}x")
    print(f"budget of ours: {BUDGET_BYTES:,} bytes")


if __name__ == "__main__":
    main()
