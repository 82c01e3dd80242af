"""scripts/find-python finds a working Python 3.10 wherever it is; where there is none it says what to do."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from refundbot.settings import ROOT

FINDER = ROOT / "scripts" / "find-python"


def put(file: Path, script: str) -> Path:
    """Puts an executable shell script there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return file


def works(file: Path) -> Path:
    """A Python 3.10 at that path."""
    return put(file, f'exec {shlex.quote(sys.executable)} "$@"')


def find(home: Path, *path: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Runs the finder on a machine that has nothing but what is named."""
    environ = {"HOME": str(home), "PATH": os.pathsep.join(map(str, path)), **environ}
    return subprocess.run([FINDER], env=environ, capture_output=True, text=True, check=False)


def assert_found(result: subprocess.CompletedProcess[str]) -> None:
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == f"{sys.executable}\n"


@pytest.mark.parametrize("name", ["python3.10", "python3"])
def test_on_path(tmp_path: Path, name: str) -> None:
    works(tmp_path / "bin" / name)
    assert_found(find(tmp_path, tmp_path / "nothing here", tmp_path / "bin"))


def test_behind_a_pyenv_shim_that_does_not_run(tmp_path: Path) -> None:
    put(tmp_path / "shims/python3.10", "echo 'pyenv: python3.10: command not found' >&2; exit 127")
    works(tmp_path / "bin/python3.10")
    assert_found(find(tmp_path, tmp_path / "shims", tmp_path / "bin"))


def test_behind_one_that_lacks_what_an_environment_needs(tmp_path: Path) -> None:
    put(tmp_path / "debian/python3.10", "exit 1")
    put(tmp_path / "silent/python3.10", "exit 0")
    works(tmp_path / "bin/python3.10")
    assert_found(find(tmp_path, tmp_path / "debian", tmp_path / "silent", tmp_path / "bin"))


def test_in_pyenvs_versions(tmp_path: Path) -> None:
    works(tmp_path / ".pyenv/versions/3.10.13/bin/python3.10")
    assert_found(find(tmp_path))


def test_in_pyenvs_versions_elsewhere(tmp_path: Path) -> None:
    works(tmp_path / "opt/pyenv/versions/3.10.9/bin/python3.10")
    assert_found(find(tmp_path, PYENV_ROOT=str(tmp_path / "opt/pyenv")))


def test_with_uv(tmp_path: Path) -> None:
    python = works(tmp_path / "uv's/bin/python3.10")
    put(tmp_path / "bin/uv", f'[ "$*" = "python find 3.10" ] && echo {shlex.quote(str(python))}')
    assert_found(find(tmp_path, tmp_path / "bin"))


def test_where_it_is_named(tmp_path: Path) -> None:
    assert_found(find(tmp_path, REFUNDBOT_PYTHON=str(works(tmp_path / "my own/python"))))


@pytest.mark.parametrize("named", ["", "/nowhere/python3.10"])
def test_where_there_is_none_it_says_what_to_do(tmp_path: Path, named: str) -> None:
    put(tmp_path / "bin/python3.10", "exit 127")
    put(tmp_path / "bin/uv", "exit 2")
    result = find(tmp_path, tmp_path / "bin", REFUNDBOT_PYTHON=named)
    assert "so uv fetches one" in result.stderr
    assert (result.returncode, result.stdout) == (1, "")
    assert "No usable Python 3.10 was found" in result.stderr
    assert "uv python install 3.10" in result.stderr


def test_where_there_is_none_the_locked_uv_fetches_one(tmp_path: Path) -> None:
    finder = tmp_path / "scripts/find-python"
    finder.parent.mkdir()
    finder.write_bytes(FINDER.read_bytes())
    finder.chmod(0o755)
    fetched = tmp_path / "fetched/python3.10"
    put(
        tmp_path / "scripts/uv",
        f'case "$*" in *install*) : >installed;; "python find"*) [ -e installed ] && echo {fetched};; esac',
    )
    works(fetched)
    result = subprocess.run(
        [finder],
        cwd=tmp_path,
        env={"HOME": str(tmp_path), "PATH": "/nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (0, f"{sys.executable}\n")
    assert "so uv fetches one" in result.stderr
