"""What a front door does not load."""

from __future__ import annotations

import subprocess
import sys

import pytest

from refundbot.settings import ROOT

ENTRIES = {
    "edge": "import refundbot.edge.server",
    "actions": "from refundbot.serving.environment import prepare; prepare(); import actions.answer_topic",
}


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_sounds_of_phrases_are_left_out(entry: str) -> None:
    told = f"{ENTRIES[entry]}; import sys, pypinyin; print('pypinyin.phrases_dict' in sys.modules)"
    process = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert process.stdout == "False\n"
