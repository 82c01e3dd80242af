"""The images: what is in them is enough to serve, and they write only where they may."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from refundbot.serving import model
from refundbot.settings import ROOT
from refundbot.understanding.intents.kept import VECTORS
from tests.conftest import free_port
from tests.patience import PATIENCE

FILE = ROOT / "deploy" / "Dockerfile"


@dataclass
class Stage:
    """A stage of the file; what it is built on is in it."""

    copies: list[tuple[str, tuple[str, ...], str]] = field(default_factory=list)
    """From which stage (`""`: the checkout), what, and where to below the working folder."""
    environ: dict[str, str] = field(default_factory=dict)
    user: str = "root"
    command: list[str] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)


def stages() -> dict[str, Stage]:
    """The stages of the file, by name."""
    found: dict[str, Stage] = {}
    for line in FILE.read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        word, _, rest = line.partition(" ")
        if word == "FROM":
            base, _, name = rest.split()
            before = found.get(base, Stage())
            stage = found[name] = Stage([*before.copies], dict(before.environ), before.user)
        elif word == "COPY":
            *sources, target = rest.split()
            origin = sources.pop(0).removeprefix("--from=") if sources[0].startswith("--from=") else ""
            stage.copies.append((origin, tuple(sources), target))
        elif word == "ENV":
            stage.environ |= dict(pair.split("=", 1) for pair in shlex.split(rest))
        elif word == "USER":
            stage.user = rest
        elif word == "CMD":
            stage.command = json.loads(rest)
        elif word == "RUN":
            stage.runs.append(rest)
    return found


STAGES = stages()
TRACKED = set(
    subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
)


def lay_out(stage: Stage, folder: Path) -> None:
    """Puts into a folder what an image holds, as its own files, save the environment."""
    folder.mkdir()
    for _, sources, target in stage.copies:
        for source in sources:
            path = source.removeprefix("/srv/refundbot/")
            there = folder / (Path(path).name if target == "./" else target)
            if path == ".venv":
                there.symlink_to(ROOT / path)
            elif (ROOT / path).is_dir():
                shutil.copytree(ROOT / path, there, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / path, there)


def files(folder: Path) -> dict[str, float]:
    """All files below a folder, and when each was last changed."""
    return {str(path): path.lstat().st_mtime for path in folder.rglob("*")}


@pytest.mark.parametrize("name", STAGES)
def test_what_is_copied_is_there(name: str) -> None:
    built = {"model": ("models",), "web": ("web/dist",), "environment": (".venv",)}
    for origin, sources, _ in STAGES[name].copies:
        for source in sources:
            path = source.removeprefix("/srv/refundbot/")
            if origin:
                assert path.startswith(built[origin]), path
            else:
                assert any(file == path or file.startswith(f"{path}/") for file in TRACKED), path


def test_what_is_copied_from_the_checkout_reaches_the_builder() -> None:
    let_in = set((ROOT / ".dockerignore").read_text(encoding="utf-8").split())
    for stage in STAGES.values():
        for origin, sources, _ in stage.copies:
            assert origin or {f"!{source}" for source in sources} <= let_in


@pytest.mark.parametrize("name", ["edge", "worker"])
def test_an_image_runs_as_a_user_without_rights(name: str) -> None:
    assert STAGES[name].user == "10001"


def test_the_vectors_kept_for_the_next_training_stay_behind() -> None:
    [trains] = [run for run in STAGES["model"].runs if "cli train" in run]
    assert trains.endswith(f"&& rm models/{VECTORS}")


def test_each_package_is_checked_against_its_hash() -> None:
    [install] = [run for run in STAGES["environment"].runs if "pip install" in run]
    assert "--require-hashes -r requirements.txt" in install


def test_the_file_has_no_faults_that_hadolint_knows() -> None:
    hadolint = shutil.which("hadolint")
    if hadolint is None:
        pytest.skip("no hadolint")
    assert subprocess.run([hadolint, FILE], capture_output=True, text=True).stdout == ""


@pytest.mark.e2e
@pytest.mark.parametrize("name", ["edge", "worker"])
def test_what_an_image_holds_is_enough_and_stays_as_it_is(name: str, tmp_path: Path) -> None:
    model.ensure()
    stage, folder = STAGES[name], tmp_path / "srv"
    lay_out(stage, folder)
    before, ports = files(folder), {key: free_port() for key in ("edge", "worker", "probes")}
    environ = {
        **stage.environ,
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "REFUNDBOT_STATE": str(tmp_path / "state"),
        "REFUNDBOT_API_TOKEN": "t" * 32,
        "REFUNDBOT_PORT": str(ports["edge"]),
        "REFUNDBOT_WORKER_PORT": str(ports["worker"]),
        "REFUNDBOT_PROBES": f"127.0.0.1:{ports['probes']}",
        "REFUNDBOT_WORKER_PROBES": f"127.0.0.1:{ports['probes']}",
    }
    command = [sys.executable, *stage.command[1:]]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, env=environ, stdout=log, stderr=log)
    try:
        until = time.monotonic() + 3 * PATIENCE
        while not _answers(f"http://127.0.0.1:{ports['probes']}/live"):
            assert process.poll() is None, (tmp_path / "log").read_text()
            assert time.monotonic() < until, (tmp_path / "log").read_text()
            time.sleep(0.3)
        if name == "edge":
            for page in ("chat/widget.js", "desk/"):
                assert _answers(f"http://127.0.0.1:{ports['edge']}/{page}")
    finally:
        process.terminate()
        process.wait(3 * PATIENCE)  # A worker that is told to end while it loads the model loads it first.
    assert files(folder) == before


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
