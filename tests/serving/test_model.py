"""A model is trained exactly when something that it is made from has changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from refundbot.serving import model
from refundbot.serving.model import TrainingError, ensure, fingerprint, trained
from refundbot.settings import Settings

SETTINGS = Settings()

SPACY_STAND_IN = """
import pathlib
print("building spaCy's pipeline")
pathlib.Path("models/spacy_zh").mkdir(parents=True, exist_ok=True)
"""
RASA_STAND_IN = """
import pathlib, sys
arguments = sys.argv[1:]
assert arguments[:2] == ["train", "--force"]
folder = pathlib.Path(arguments[arguments.index("--out") + 1])
folder.mkdir(parents=True)
(folder / arguments[arguments.index("--fixed-model-name") + 1]).write_text("model")
with open("trainings", "a") as log:
    log.write("x")
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout whose tools are stand-ins that take no time."""
    files = {
        "config.yml": "language: zh",
        "domain.yml": "intents: []",
        "requirements.txt": "rasa==3.6.21",
        "data/nlu/policy.yml": "nlu: []",
        "data/rules.yml": "rules: []",
        "refundbot/understanding/spacy_pipeline.py": SPACY_STAND_IN,
        "refundbot/understanding/patterns/product.yml": "patterns: []",
        "refundbot/serving/rasa_command.py": RASA_STAND_IN,
        "refundbot/replies/turns.py": "",
        "actions/policy.py": "",
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    return tmp_path


def trainings(root: Path) -> int:
    """How often Rasa was made to train."""
    log = root / "trainings"
    return len(log.read_text()) if log.exists() else 0


@pytest.mark.parametrize(
    "name",
    [
        "config.yml",
        "domain.yml",
        "requirements.txt",
        "data/nlu/policy.yml",
        "data/rules.yml",
        "data/nlu/new.yml",
        "refundbot/understanding/spacy_pipeline.py",
        "refundbot/understanding/patterns/product.yml",
        "refundbot/understanding/new/helper.py",
    ],
)
def test_what_a_model_is_made_from_changes_its_fingerprint(root: Path, name: str) -> None:
    before = fingerprint(root)
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_text("changed")
    assert fingerprint(root) != before


@pytest.mark.parametrize(
    "name",
    [
        "actions/policy.py",
        "refundbot/replies/turns.py",
        "refundbot/understanding/__pycache__/text.cpython-310.pyc",
        "README.md",
    ],
)
def test_anything_else_does_not(root: Path, name: str) -> None:
    before = fingerprint(root)
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_text("changed")
    assert fingerprint(root) == before


def test_a_file_that_moves_or_goes_changes_the_fingerprint(root: Path) -> None:
    prints = {fingerprint(root)}
    (root / "data/nlu/policy.yml").rename(root / "data/nlu/moved.yml")
    prints.add(fingerprint(root))
    (root / "data/nlu/moved.yml").unlink()
    prints.add(fingerprint(root))
    assert len(prints) == 3


def test_another_encoder_is_another_model(root: Path) -> None:
    assert fingerprint(root, encoder="use") != fingerprint(root)


def test_dates_of_files_do_not_matter(root: Path) -> None:
    before = fingerprint(root)
    os.utime(root / "data/rules.yml", (0, 0))
    assert fingerprint(root) == before


def test_it_trains_once_and_again_after_a_change(root: Path) -> None:
    assert trained(SETTINGS, root) is None
    first = ensure(SETTINGS, root)
    assert (trained(SETTINGS, root), ensure(SETTINGS, root), trainings(root)) == (first, first, 1)

    (root / "data/rules.yml").write_text("rules: [changed]")
    assert trained(SETTINGS, root) is None
    second = ensure(SETTINGS, root)
    assert trainings(root) == 2
    assert list((root / "models").glob("*.tar.gz")) == [second]


def test_a_missing_spacy_pipeline_is_noticed(root: Path) -> None:
    ensure(SETTINGS, root)
    (root / "models/spacy_zh").rmdir()
    assert trained(SETTINGS, root) is None


@pytest.mark.parametrize(
    "tool", ["refundbot/understanding/spacy_pipeline.py", "refundbot/serving/rasa_command.py"]
)
def test_a_tool_that_fails_leaves_no_model_behind(root: Path, tool: str) -> None:
    (root / tool).write_text("raise SystemExit(3)")
    with pytest.raises(TrainingError, match=Path(tool).stem):
        ensure(SETTINGS, root)
    assert trained(SETTINGS, root) is None
    assert list(root.glob("models/*.tar.gz")) == list(root.glob("models/.draft*")) == []


def test_the_real_checkout_has_all_that_a_model_is_made_from() -> None:
    missing = [name for name in model.MADE_FROM if not (model.ROOT / name).exists()]
    assert missing == []
