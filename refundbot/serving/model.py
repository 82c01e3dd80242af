"""The trained models: whether they fit the present data and code, and how to train them.

The file name of Rasa's model carries a fingerprint of all that it was made from. Rasa's own fingerprints
notice neither a changed helper module of a custom component nor a rebuilt spaCy pipeline, so Rasa is told to
train anew. What is built apart from it has fingerprints of its own beside it. All is built side by side.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from refundbot.serving import side_by_side
from refundbot.serving.imports import files_of
from refundbot.serving.side_by_side import Step
from refundbot.settings import ROOT
from refundbot.understanding.rasa.training_data import SETTLED

MODELS = "models"
MADE_FROM = (
    "config.yml",
    "domain.yml",
    "data/nlu",
    "data/rules.yml",
    "refundbot/catalogue/channels.yaml",
    "refundbot/catalogue/products.yaml",
    "refundbot/understanding/lexicon/misheard.yml",
    "refundbot/understanding/lexicon/patterns",
    "refundbot/understanding/lexicon/words.yml",
    "requirements.txt",
)
"""Files, and folders of YAML, that training reads. The code that it runs is found by its imports."""


@dataclass(frozen=True)
class Apart:
    """What is built apart: by which module, which is told the folder, and, as `MADE_FROM`, of what."""

    builder: str
    made_from: tuple[str, ...]


_SETTLED = tuple(f"data/nlu/{author}" for author in SETTLED)
_NAMES = ("refundbot/catalogue/channels.yaml", "refundbot/catalogue/products.yaml")
APART = {
    "models/spacy_zh": Apart(
        "refundbot.understanding.rasa.spacy_pipeline",
        (
            *_NAMES,
            "refundbot/understanding/lexicon/misheard.yml",
            "refundbot/understanding/lexicon/patterns",
            "refundbot/understanding/lexicon/words.yml",
            "requirements.txt",
        ),
    ),
    "models/encoder": Apart("refundbot.understanding.intents.e5_graph", ("requirements.txt",)),
    "models/roles": Apart(
        "refundbot.understanding.facts.roles.training",
        (*_NAMES, *_SETTLED, "data/facts", "refundbot/understanding/lexicon", "requirements.txt"),
    ),
    "models/answers": Apart(
        "refundbot.understanding.facts.answered.training", (*_SETTLED, "data/answers", "requirements.txt")
    ),
    "models/masking": Apart(
        "refundbot.masking.training", (*_SETTLED, "data/facts", "data/masking", "requirements.txt")
    ),
}
"""The pipeline that reads a text, the encoder, roles, what answers mean, and what must be masked."""

BUILT_BEFORE = ("models/spacy_zh", "models/encoder")
"""What Rasa's training needs."""

_SUFFIXES = ("*.yml", "*.jsonl", "*.txt")
_COMPONENT = re.compile(r"^ *- *name: *(refundbot\.[\w.]+)\.\w+", re.MULTILINE)


class TrainingError(RuntimeError):
    """The model could not be trained; what went wrong is in the log of the tool that failed."""


def fingerprint(root: Path = ROOT) -> str:
    """A short digest of what Rasa's model is made from: the same for the same content, wherever it lies."""
    return _digest(root, {*_data(root, MADE_FROM), *code(root)})


def trained(root: Path = ROOT) -> Path | None:
    """Rasa's model that fits the present data and code, if it has been trained, and all that it runs with."""
    file = _file(root)
    return file if file.exists() and all(_fits(root, folder) for folder in APART) else None


def train(root: Path = ROOT) -> Path:
    """Trains all models, showing each step. Older ones are removed.

    Raises:
        TrainingError: a tool failed; what it was to build is as it was.
    """
    return _build(root, [*APART], is_rasa_wanted=True)


def ensure(root: Path = ROOT) -> Path:
    """The fitting model; it and what it runs with are built first where need be.

    Raises:
        TrainingError: something had to be built, and a tool failed.
    """
    file = trained(root)
    if file is None:
        print("Training: it is the first time, or data or code have changed.", flush=True)
        unfit = [folder for folder in APART if not _fits(root, folder)]
        file = _build(root, unfit, is_rasa_wanted=not _file(root).exists())
    return file


def code(root: Path = ROOT) -> set[Path]:
    """The source files that training runs: those of the pipeline's components and of the builders."""
    components = _COMPONENT.findall((root / "config.yml").read_text(encoding="utf-8"))
    return files_of([*components, *(APART[folder].builder for folder in BUILT_BEFORE)], root)


def _file(root: Path) -> Path:
    return root / MODELS / f"refundbot-{fingerprint(root)}.tar.gz"


def _fits(root: Path, folder: str) -> bool:
    made_from = root / folder / "fingerprint"
    return made_from.exists() and made_from.read_text() == _fingerprint_apart(root, folder)


def _build(root: Path, folders: Iterable[str], is_rasa_wanted: bool) -> Path:
    """Builds what lies in `folders`, and Rasa's model if it is wanted, whose file is returned.

    Each is built beside its place and moved there when it is whole. What Rasa waits for comes first, then
    Rasa, which takes longest.
    """
    file = _file(root)
    drafts = root / MODELS / f".draft-{os.getpid()}"
    steps = [_apart(root, folder, drafts / Path(folder).name) for folder in folders]
    if is_rasa_wanted:
        before = [step.name for step in steps if step.name in BUILT_BEFORE]
        steps.insert(len(before), _rasa(file, drafts, before))
    drafts.mkdir(parents=True, exist_ok=True)
    try:
        side_by_side.run(steps, root, side_by_side.most_at_once())
    except side_by_side.StepFailed as failed:
        raise TrainingError(str(failed)) from None
    finally:
        shutil.rmtree(drafts, ignore_errors=True)
    return file


def _apart(root: Path, folder: str, draft: Path) -> Step:
    builder, fingerprint = APART[folder].builder, _fingerprint_apart(root, folder)

    def move() -> None:
        (draft / "fingerprint").write_text(fingerprint)
        shutil.rmtree(root / folder, ignore_errors=True)
        draft.rename(root / folder)

    return _step(folder, f"Building {folder}", move, builder, str(draft))


def _rasa(file: Path, drafts: Path, before: Iterable[str]) -> Step:
    def move() -> None:
        os.replace(drafts / file.name, file)
        for older in set(file.parent.glob("refundbot-*.tar.gz")) - {file}:
            older.unlink(missing_ok=True)

    # What Rasa's validation would warn of in a log, the tests of the training data refuse.
    told = ("train", "--force", "--skip-validation")
    target = ("--out", str(drafts), "--fixed-model-name", file.name)
    says = "Training Rasa's model, which takes a few minutes"
    return _step("rasa", says, move, "refundbot.serving.rasa_command", *told, *target, after=before)


def _step(
    name: str,
    does: str,
    then: Callable[[], object],
    module: str,
    *arguments: str,
    after: Iterable[str] = (),
) -> Step:
    log = f"var/log/train-{Path(name).name}.log"
    return Step(name, does, log, (sys.executable, "-m", module, *arguments), then, frozenset(after))


def _fingerprint_apart(root: Path, folder: str) -> str:
    apart = APART[folder]
    return _digest(root, {*_data(root, apart.made_from), *files_of([apart.builder], root)})


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
