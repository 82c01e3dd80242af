"""The trained models: whether they fit the present data and code, and how to train them.

The file name of Rasa's model carries a fingerprint of all that it was made from. Rasa's own fingerprints
notice neither a changed helper module of a custom component nor a rebuilt spaCy pipeline, so Rasa is told to
train anew. The models of roles and of masking, which take less, have fingerprints of their own beside them.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from refundbot.serving.imports import files_of
from refundbot.settings import ROOT

MODELS = "models"
BUILDERS = {
    "models/spacy_zh": "refundbot.understanding.rasa.spacy_pipeline",
    "models/encoder": "refundbot.understanding.intents.e5_graph",
}
"""What is built before training, and the module that builds it."""

MADE_FROM = (
    "config.yml",
    "domain.yml",
    "data/nlu",
    "data/rules.yml",
    "refundbot/catalogue/channels.yaml",
    "refundbot/catalogue/products.yaml",
    "refundbot/understanding/lexicon/patterns",
    "refundbot/understanding/lexicon/words.yml",
    "requirements.txt",
)
"""Files, and folders of YAML, that training reads. The code that it runs is found by its imports."""


@dataclass(frozen=True)
class Apart:
    """A model that is trained apart from Rasa's: the module that trains it, and, as `MADE_FROM`, its data."""

    training: str
    made_from: tuple[str, ...]


APART = {
    "models/roles": Apart(
        "refundbot.understanding.facts.roles.training",
        (
            "data/facts",
            "data/nlu",
            "refundbot/catalogue/channels.yaml",
            "refundbot/catalogue/products.yaml",
            "refundbot/understanding/lexicon",
            "requirements.txt",
        ),
    ),
    "models/masking": Apart(
        "refundbot.masking.training", ("data/facts", "data/masking", "data/nlu", "requirements.txt")
    ),
}
"""The roles that spans have in a customer's case, and what must be masked."""

_SUFFIXES = ("*.yml", "*.jsonl", "*.txt")
_COMPONENT = re.compile(r"^ *- *name: *(refundbot\.[\w.]+)\.\w+", re.MULTILINE)


class TrainingError(RuntimeError):
    """The model could not be trained; what went wrong is in the log of the tool that failed."""


def fingerprint(root: Path = ROOT) -> str:
    """A short digest of what Rasa's model is made from: the same for the same content, wherever it lies."""
    return _digest(root, {*_data(root, MADE_FROM), *code(root)})


def trained(root: Path = ROOT) -> Path | None:
    """Rasa's model that fits the present data and code, if it has been trained, and those apart with it."""
    file = _file(root)
    whole = file.exists() and all((root / built).exists() for built in BUILDERS)
    return file if whole and all(_fits(root, folder) for folder in APART) else None


def train(root: Path = ROOT) -> Path:
    """Trains the models, what they need first, showing each step. Older models are removed.

    Raises:
        TrainingError: a tool failed; the models are as they were.
    """
    file = _file(root)
    draft = root / MODELS / f".draft-{os.getpid()}"
    _train_apart(root)
    try:
        for folder, builder in BUILDERS.items():
            _run(root, f"Building {folder}", builder)
        _run(
            root,
            "Training, which takes a few minutes",
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
    _train_apart(root)
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


def _fits(root: Path, folder: str) -> bool:
    made_from = root / folder / "fingerprint"
    return made_from.exists() and made_from.read_text() == _fingerprint_apart(root, folder)


def _train_apart(root: Path) -> None:
    """Trains those of the models apart that do not fit."""
    for folder, apart in APART.items():
        if not _fits(root, folder):
            fingerprint = _fingerprint_apart(root, folder)
            _run(root, f"Building {folder}", apart.training)
            (root / folder / "fingerprint").write_text(fingerprint)


def _fingerprint_apart(root: Path, folder: str) -> str:
    apart = APART[folder]
    return _digest(root, {*_data(root, apart.made_from), *files_of([apart.training], root)})


def _data(root: Path, names: Iterable[str]) -> Iterator[Path]:
    for name in names:
        path = root / name
        yield from (each for suffix in _SUFFIXES for each in path.rglob(suffix)) if path.is_dir() else [path]


def _digest(root: Path, files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in sorted(files):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(root).as_posix()}\0{content}\0".encode())
    return digest.hexdigest()[:16]


def _run(root: Path, step: str, module: str, *arguments: str) -> None:
    log = f"var/log/{module.rpartition('.')[2]}.log"
    command = [str(ROOT / "scripts/step"), log, step, sys.executable, "-m", module, *arguments]
    if subprocess.run(command, cwd=root, check=False).returncode != 0:
        raise TrainingError(f"`python -m {module}` failed; all that it said is in {root / log}.")
