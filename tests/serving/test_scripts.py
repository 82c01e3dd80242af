"""scripts/step keeps the output of a tool in a log; scripts/uv is handed what pip is configured with."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from refundbot.settings import ROOT

STEP = ROOT / "scripts" / "step"


def step(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Runs a shell script as a step."""
    command = [str(STEP), "logs/tool.log", "Doing it", "sh", "-c", script]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_step_shows_what_is_done_and_its_time_and_keeps_the_noise(tmp_path: Path) -> None:
    result = step(tmp_path, "echo noise; echo warning >&2")
    assert result.returncode == 0
    assert result.stdout.startswith("Doing it ... ")
    assert result.stdout.endswith(" s\n")
    assert "noise" not in result.stdout + result.stderr
    assert (tmp_path / "logs/tool.log").read_text() == "noise\nwarning\n"


def test_a_step_that_fails_shows_the_last_lines_and_the_log(tmp_path: Path) -> None:
    result = step(tmp_path, "seq 100; exit 3")
    assert result.returncode == 3
    assert "logs/tool.log" in result.stdout
    shown = [line.strip() for line in result.stdout.splitlines()[1:]]
    assert shown == [str(number) for number in range(81, 101)]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose Python is a stand-in that brings a uv which tells what it has been handed."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts/uv", tmp_path / "scripts")
    (tmp_path / "requirements-uv.txt").write_text("uv==1\n")
    python = tmp_path / "bin/python3"
    python.parent.mkdir()
    python.write_text(
        "#!/bin/sh\n"
        f'case "$*" in "-m pip install"*)\n'
        'mkdir -p .uv/bin; cp bin/uv .uv/bin; echo "$*" >>installed; exit;; esac\n'
        f'exec {shlex.quote(sys.executable)} "$@"\n'
    )
    (tmp_path / "bin/uv").write_text("#!/bin/sh\nenv\n")
    for file in (python, tmp_path / "bin/uv"):
        file.chmod(0o755)
    return tmp_path


def handed(checkout: Path, config: str, **environ: str) -> dict[str, str]:
    """The variables that uv sees on a machine where pip has that configuration file and that environment."""
    (checkout / "pip.conf").write_text(config)
    seen = subprocess.run(
        [checkout / "scripts/uv"],
        env={
            "HOME": str(checkout),
            "PATH": f"{checkout / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin",
            "PIP_CONFIG_FILE": str(checkout / "pip.conf"),
            **environ,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(line.split("=", 1) for line in seen.stdout.splitlines())


def test_uv_is_brought_once_with_its_hash(checkout: Path) -> None:
    handed(checkout, "")
    handed(checkout, "")
    (installed,) = (checkout / "installed").read_text().splitlines()
    assert "--require-hashes -r requirements-uv.txt" in installed
    (checkout / "requirements-uv.txt").write_text("uv==2\n")
    handed(checkout, "")
    assert len((checkout / "installed").read_text().splitlines()) == 2


def test_uv_is_handed_what_pip_is_configured_with(checkout: Path) -> None:
    config = """
        [global]
        index-url = https://mirror.example/simple
        extra-index-url =
            https://one.example/simple
            https://two.example/simple
        find-links = /wheels /more
        trusted-host = mirror.example
        [install]
        cert = /certificates.pem
    """.replace("        ", "")
    seen = handed(checkout, config)
    assert seen["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert seen["UV_INSECURE_HOST"] == "mirror.example"
    assert seen["SSL_CERT_FILE"] == "/certificates.pem"
    assert seen["UV_FIND_LINKS"] == "/wheels,/more"


def test_lists_over_several_lines_are_handed_on(checkout: Path) -> None:
    config = "[global]\nextra-index-url =\n  https://one.example/simple\n  https://two.example/simple\n"
    assert handed(checkout, config)["UV_INDEX"] == "https://one.example/simple https://two.example/simple"


def test_the_environment_goes_before_the_file_and_uvs_own_variables_before_both(checkout: Path) -> None:
    config = "[global]\nindex-url = https://file.example\n"
    seen = handed(checkout, config, PIP_INDEX_URL="https://pip.example")
    assert seen["UV_DEFAULT_INDEX"] == "https://pip.example"
    seen = handed(
        checkout, config, PIP_INDEX_URL="https://pip.example", UV_DEFAULT_INDEX="https://uv.example"
    )
    assert seen["UV_DEFAULT_INDEX"] == "https://uv.example"


def test_nothing_is_handed_on_where_nothing_is_configured(checkout: Path) -> None:
    seen = handed(checkout, "")
    assert {"UV_DEFAULT_INDEX", "UV_OFFLINE", "UV_INSECURE_HOST", "ALL_PROXY"}.isdisjoint(seen)
