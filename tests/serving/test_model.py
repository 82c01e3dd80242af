"""A model is trained exactly when something that it is made from has changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from refundbot.serving import model
from refundbot.serving.model import TrainingError, ensure, fingerprint, train, trained
from refundbot.settings import ROOT
from refundbot.understanding.rasa.training_data import SETTLED

BUILDER_STAND_IN = """
import pathlib, sys
print("building", __file__)
folder = pathlib.Path(sys.argv[1])
folder.mkdir()
(folder / "weights").write_text("all of them")
"""
RASA_STAND_IN = """
import pathlib, sys
arguments = sys.argv[1:]
assert arguments[:2] == ["train", "--force"]
folder = pathlib.Path(arguments[arguments.index("--out") + 1])
(folder / arguments[arguments.index("--fixed-model-name") + 1]).write_text("model")
with open("trainings", "a") as log:
    log.write("x")
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout whose tools are stand-ins that take no time."""
    files = {
        "config.yml": "language: zh\npipeline:\n  - name: refundbot.understanding.classifier.Classifier",
        "domain.yml": "intents: []",
        "requirements.txt": "rasa==3.6.21",
        "data/nlu/policy.yml": "nlu: []",
        **{f"data/nlu/{author}/policy.yml": "nlu: []" for author in SETTLED},
        "data/rules.yml": "rules: []",
        "refundbot/understanding/rasa/spacy_pipeline.py": BUILDER_STAND_IN,
        "refundbot/understanding/intents/e5_graph.py": BUILDER_STAND_IN,
        "refundbot/understanding/facts/roles/training.py": BUILDER_STAND_IN,
        "refundbot/understanding/facts/answered/training.py": BUILDER_STAND_IN,
        "refundbot/masking/training.py": BUILDER_STAND_IN,
        "data/masking/author.jsonl": "",
        "data/facts/author.yml": "messages: []",
        "data/answers/author.yml": "{}",
        "refundbot/catalogue/channels.yaml": "{}",
        "refundbot/catalogue/products.yaml": "{}",
        "refundbot/understanding/lexicon/patterns/date.yml": "patterns: []",
        "refundbot/understanding/lexicon/words.yml": "{}",
        "refundbot/understanding/lexicon/misheard.yml": "{}",
        "refundbot/understanding/__init__.py": "",
        "refundbot/understanding/classifier.py": "from refundbot.understanding import text\n",
        "refundbot/understanding/text.py": "def cap():\n    import refundbot.understanding.capped\n",
        "refundbot/understanding/capped.py": "from os import path",
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
        "refundbot/understanding/rasa/spacy_pipeline.py",
        "refundbot/catalogue/channels.yaml",
        "refundbot/catalogue/products.yaml",
        "refundbot/understanding/lexicon/patterns/date.yml",
        "refundbot/understanding/lexicon/words.yml",
        "refundbot/understanding/lexicon/misheard.yml",
        "refundbot/understanding/intents/e5_graph.py",
        "refundbot/understanding/__init__.py",
        "refundbot/understanding/classifier.py",
        "refundbot/understanding/text.py",
        "refundbot/understanding/capped.py",
        "refundbot/understanding/lexicon/patterns/new.yml",
    ],
)
def test_what_a_model_is_made_from_changes_its_fingerprint(root: Path, name: str) -> None:
    before = fingerprint(root)
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_text("changed = 1")
    assert fingerprint(root) != before


@pytest.mark.parametrize(
    "name",
    [
        "actions/policy.py",
        "refundbot/replies/turns.py",
        "refundbot/understanding/__pycache__/text.cpython-310.pyc",
        "refundbot/understanding/facts/roles/training.py",
        "data/facts/author.yml",
        "refundbot/understanding/facts/answered/training.py",
        "data/answers/author.yml",
        "refundbot/masking/training.py",
        "data/masking/author.jsonl",
        "data/README.md",
        "README.md",
    ],
)
def test_anything_else_does_not(root: Path, name: str) -> None:
    before = fingerprint(root)
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_text("changed = 1")
    assert fingerprint(root) == before


def test_a_file_that_moves_or_goes_changes_the_fingerprint(root: Path) -> None:
    prints = {fingerprint(root)}
    (root / "data/nlu/policy.yml").rename(root / "data/nlu/moved.yml")
    prints.add(fingerprint(root))
    (root / "data/nlu/moved.yml").unlink()
    prints.add(fingerprint(root))
    assert len(prints) == 3


def test_dates_of_files_do_not_matter(root: Path) -> None:
    before = fingerprint(root)
    os.utime(root / "data/rules.yml", (0, 0))
    assert fingerprint(root) == before


def test_it_trains_once_and_again_after_a_change(root: Path) -> None:
    assert trained(root) is None
    first = ensure(root)
    assert (trained(root), ensure(root), trainings(root)) == (first, first, 1)

    (root / "data/rules.yml").write_text("rules: [changed]")
    assert trained(root) is None
    second = ensure(root)
    assert trainings(root) == 2
    assert list((root / "models").glob("*.tar.gz")) == [second]


@pytest.mark.parametrize(
    "name",
    [
        "data/facts/author.yml",
        "refundbot/understanding/facts/roles/training.py",
        "data/answers/author.yml",
        "refundbot/understanding/facts/answered/training.py",
        "data/masking/author.jsonl",
        "refundbot/masking/training.py",
    ],
)
def test_what_is_learnt_apart_is_learnt_anew_without_the_rest(root: Path, name: str) -> None:
    first = ensure(root)
    (root / name).write_text((root / name).read_text() + "# changed")
    assert trained(root) is None
    assert (ensure(root), trainings(root)) == (first, 1)
    assert trained(root) == first


@pytest.mark.parametrize(
    ("name", "are_anew"), [("data/nlu/new.yml", False), ("data/nlu/first/policy.yml", True)]
)
def test_a_new_phrasing_trains_the_intents_alone(root: Path, name: str, are_anew: bool) -> None:
    ensure(root)
    (root / name).write_text("nlu: [new]")
    built = {folder: (root / folder).stat().st_ino for folder in model.APART}
    ensure(root)
    assert trainings(root) == 2
    changed = {folder for folder in built if (root / folder).stat().st_ino != built[folder]}
    assert changed == ({"models/roles", "models/answers", "models/masking"} if are_anew else set())


@pytest.mark.parametrize("built", model.APART)
def test_a_missing_part_is_noticed_and_built_without_the_rest(root: Path, built: str) -> None:
    first = ensure(root)
    shutil.rmtree(root / built)
    assert trained(root) is None
    assert (ensure(root), trainings(root)) == (first, 1)
    assert (root / built / "weights").read_text() == "all of them"


@pytest.mark.parametrize(
    "builder",
    [
        "understanding/rasa/spacy_pipeline",
        "understanding/facts/roles/training",
        "understanding/facts/answered/training",
        "masking/training",
    ],
)
def test_what_is_left_half_written_is_not_taken_for_a_model(root: Path, builder: str) -> None:
    first = ensure(root)
    whole = {folder: (root / folder / "weights").read_text() for folder in model.APART}
    script = root / f"refundbot/{builder}.py"
    script.write_text(BUILDER_STAND_IN.replace("all of them", "half") + "raise SystemExit(3)")
    with pytest.raises(TrainingError):
        train(root)
    assert {folder: (root / folder / "weights").read_text() for folder in model.APART} == whole
    script.write_text(BUILDER_STAND_IN)
    assert trained(root) == first
    assert list((root / "models").glob(".draft*")) == []


def test_logs_are_kept_apart(root: Path) -> None:
    ensure(root)
    logs = {file.name: file.read_text() for file in (root / "var/log").iterdir()}
    assert "masking" in logs["train-masking.log"]
    assert "roles" in logs["train-roles.log"]


@pytest.mark.parametrize(
    "tool", ["refundbot/understanding/rasa/spacy_pipeline.py", "refundbot/serving/rasa_command.py"]
)
def test_a_tool_that_fails_leaves_no_model_behind(root: Path, tool: str) -> None:
    (root / tool).write_text("raise SystemExit(3)")
    with pytest.raises(TrainingError, match=Path(tool).stem):
        ensure(root)
    assert trained(root) is None
    assert list(root.glob("models/*.tar.gz")) == list(root.glob("models/.draft*")) == []


def test_a_relative_import_is_refused_rather_than_overlooked(root: Path) -> None:
    (root / "refundbot/understanding/text.py").write_text("from . import capped")
    with pytest.raises(ValueError, match="relative"):
        fingerprint(root)


def test_the_code_found_is_all_that_training_loads() -> None:
    """The modules of understanding that are in memory once the pipeline's classes and trainer are loaded."""
    components = "intent_classifier, spacy_nlp, tokenizer, entity_extractor, spacy_pipeline"
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; from refundbot.understanding.rasa import {components}\n"
            "from refundbot.understanding.intents import training, e5_graph\n"
            "print(*(m.__file__ for n, m in sys.modules.items() if n.startswith('refundbot.understanding')))",
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    ).stdout.split()
    assert len(loaded) > 10
    assert {Path(file) for file in loaded} <= model.code()


def test_the_real_checkout_has_all_that_a_model_is_made_from() -> None:
    made_from = [*model.MADE_FROM, *(name for apart in model.APART.values() for name in apart.made_from)]
    missing = [name for name in made_from if not (ROOT / name).exists()]
    assert missing == []
