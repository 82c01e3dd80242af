"""The trained model: whether it fits the present data and code, and how to train it.

A model's file name carries a fingerprint of all that it was made from. Rasa's own fingerprints notice neither
a changed helper module of a custom component nor a rebuilt spaCy pipeline, so Rasa is told to train anew.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from refundbot.serving.imports import files_of
from refundbot.settings import ROOT

MODELS = "models"
BUILDERS = {
    "models/spacy_zh": "refundbot.understanding.spacy_pipeline",
    "models/encoder": "refundbot.understanding.e5_graph",
}
"""What is built before training, and the module that builds it."""

MADE_FROM = ("config.yml", "domain.yml", "data", "refundbot/understanding/patterns", "requirements.txt")
"""Files, and folders of YAML, that training reads. The code that it runs is found by its imports."""

_COMPONENT = re.compile(r"^ *- *name: *(refundbot\.[\w.]+)\.\w+", re.MULTILINE)


class TrainingError(RuntimeError):
    """The model could not be trained; what went wrong has been printed by the tool that failed."""


def fingerprint(root: Path = ROOT) -> str:
    """A short digest of what a model is made from: the same for the same content, wherever it lies."""
    digest = hashlib.sha256()
    for file in sorted({*_data(root), *code(root)}):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(root).as_posix()}\0{content}\0".encode())
    return digest.hexdigest()[:16]


def trained(root: Path = ROOT) -> Path | None:
    """The model that fits the present data and code, if it has been trained."""
    file = _file(root)
    return file if file.exists() and all((root / built).exists() for built in BUILDERS) else None


def train(root: Path = ROOT) -> Path:
    """Trains the model, what it needs first, showing what the tools print. Older models are removed.

    Raises:
        TrainingError: a tool failed; the models are as they were.
    """
    file = _file(root)
    draft = root / MODELS / f".draft-{os.getpid()}"
    try:
        for builder in BUILDERS.values():
            _run(root, builder)
        _run(
            root,
            "refundbot.serving.rasa_command",
            "train",
            "--force",
            "--out",
            str(draft),
            "--fixed-model-name",
            file.name,
        )
        os.replace(draft / file.name, file)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    for older in set(file.parent.glob("refundbot-*.tar.gz")) - {file}:
        older.unlink(missing_ok=True)
    return file


def ensure(root: Path = ROOT) -> Path:
    """The fitting model, trained first where need be.

    Raises:
        TrainingError: it had to be trained, and a tool failed.
    """
    file = trained(root)
    if file is None:
        print("Training the model: it is the first time, or data or code have changed.", flush=True)
        file = train(root)
    return file


def code(root: Path = ROOT) -> set[Path]:
    """The source files that training runs: those of the pipeline's components and of the builders."""
    components = _COMPONENT.findall((root / "config.yml").read_text(encoding="utf-8"))
    return files_of([*components, *BUILDERS.values()], root)


def _file(root: Path) -> Path:
    return root / MODELS / f"refundbot-{fingerprint(root)}.tar.gz"


def _data(root: Path) -> Iterator[Path]:
    for name in MADE_FROM:
        path = root / name
        yield from path.rglob("*.yml") if path.is_dir() else [path]


def _run(root: Path, module: str, *arguments: str) -> None:
    command = [sys.executable, "-m", module, *arguments]
    if subprocess.run(command, cwd=root, check=False).returncode != 0:
        raise TrainingError(f"`python -m {module}` failed, see above.")
