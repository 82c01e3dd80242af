"""nginx with the configuration that is shipped, before front doors on this machine."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from refundbot.settings import ROOT

SHIPPED = ROOT / "deploy" / "nginx"
STOP_SECONDS = 10.0

_PATH = f"{os.environ.get('PATH', '')}:/usr/local/sbin:/usr/sbin"
"""Where Debian has servers, an ordinary user's path does not lead."""


@dataclass(frozen=True)
class Nginx:
    """A running nginx."""

    url: str
    plain: str
    """Its address without TLS, from which it sends to the other port."""
    certificate: Path
    """Which it signed itself."""
    process: subprocess.Popen[bytes]


def absent() -> list[str]:
    """The programs that are needed and not there."""
    return [name for name in ("nginx", "openssl") if shutil.which(name, path=_PATH) is None]


@contextlib.contextmanager
def before(edges: Sequence[str], folder: Path, port: int, plain_port: int) -> Iterator[Nginx]:
    """Runs it before the front doors at these addresses. Nothing but the places is other than shipped: its
    ports on loopback, the front doors', and `folder` instead of the file system's root; its log is there.

    Raises:
        subprocess.CalledProcessError: nginx does not take the configuration.
    """
    configuration = _moved(
        (SHIPPED / "refundbot.conf").read_text(encoding="utf-8"),
        {
            "listen 8443": f"listen 127.0.0.1:{port}",
            "listen 8080": f"listen 127.0.0.1:{plain_port}",
            " /tmp/": f" {folder}/",
        },
    )
    places = {f"edge-{number}:5005": url.removeprefix("http://") for number, url in enumerate(edges, start=1)}
    (folder / "refundbot.conf").write_text(configuration, encoding="utf-8")
    (folder / "edges.conf").write_text(
        _moved((SHIPPED / "edges.conf").read_text(encoding="utf-8"), places), encoding="utf-8"
    )
    certificate = _certify(folder / "tls")
    program = shutil.which("nginx", path=_PATH)
    assert program is not None
    # Root's nginx has workers of another user, who could not read the folder.
    user = "user root; " if os.geteuid() == 0 else ""
    command = [program, "-p", str(folder), "-c", str(folder / "refundbot.conf"), "-g", f"{user}daemon off;"]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    with (folder / "nginx.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        yield Nginx(f"https://127.0.0.1:{port}", f"http://127.0.0.1:{plain_port}", certificate, process)
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _moved(text: str, places: dict[str, str]) -> str:
    for place, ours in places.items():
        assert place in text, place
        text = text.replace(place, ours)
    return text


def _certify(folder: Path) -> Path:
    """A key, and a certificate for this machine that is signed with it, as the configuration names them."""
    folder.mkdir()
    key, certificate = folder / "refundbot.key", folder / "refundbot.crt"
    about = "-subj /CN=localhost -addext subjectAltName=IP:127.0.0.1,DNS:localhost"
    command = f"openssl req -x509 -newkey rsa:2048 -nodes {about} -keyout {key} -out {certificate}"
    subprocess.run(command.split(), check=True, capture_output=True)
    return certificate
