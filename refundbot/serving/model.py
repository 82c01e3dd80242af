"""The trained model: whether it fits the present data and code, and how to train it.

A model's file name carries a fingerprint of all that it was made from. Rasa's own fingerprints notice neither
a changed helper module of a custom component nor a rebuilt spaCy pipeline, so Rasa is told to train anew.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from refundbot.settings import ROOT, Settings

MODELS = "models"
SPACY_PIPELINE = "models/spacy_zh"

MADE_FROM = ("config.yml", "domain.yml", "data", "refundbot/understanding", "requirements.txt")
"""Files and folders whose content decides what training gives; the encoder setting does, too."""


class TrainingError(RuntimeError):
    """The model could not be trained; what went wrong has been printed by the tool that failed."""


def fingerprint(root: Path = ROOT, encoder: str | None = None) -> str:
    """A short digest of what a model is made from: the same for the same content, wherever it lies."""
    digest = hashlib.sha256(f"encoder={encoder}\0".encode())
    for file in _made_from(root):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(root).as_posix()}\0{content}\0".encode())
    return digest.hexdigest()[:16]


def trained(settings: Settings, root: Path = ROOT) -> Path | None:
    """The model that fits the present data, code and settings, if it has been trained."""
    file = _file(settings, root)
    return file if file.exists() and (root / SPACY_PIPELINE).exists() else None


def train(settings: Settings, root: Path = ROOT) -> Path:
    """Trains the model, spaCy's pipeline first, showing what the tools print. Older models are removed.

    Raises:
        TrainingError: a tool failed; the models are as they were.
    """
    file = _file(settings, root)
    draft = root / MODELS / f".draft-{os.getpid()}"
    try:
        _run(root, "refundbot.understanding.spacy_pipeline")
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


def ensure(settings: Settings, root: Path = ROOT) -> Path:
    """The fitting model, trained first where need be.

    Raises:
        TrainingError: it had to be trained, and a tool failed.
    """
    file = trained(settings, root)
    if file is None:
        print("Training the model: it is the first time, or data or code have changed.", flush=True)
        file = train(settings, root)
    return file


def _file(settings: Settings, root: Path) -> Path:
    return root / MODELS / f"refundbot-{fingerprint(root, settings.encoder)}.tar.gz"


def _made_from(root: Path) -> Iterator[Path]:
    for name in MADE_FROM:
        path = root / name
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (file for file in files if file.is_file() and "__pycache__" not in file.parts)


def _run(root: Path, module: str, *arguments: str) -> None:
    command = [sys.executable, "-m", module, *arguments]
    if subprocess.run(command, cwd=root, check=False).returncode != 0:
        raise TrainingError(f"`python -m {module}` failed, see above.")
