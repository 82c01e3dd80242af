"""Each limit stands in one place."""

from __future__ import annotations

import yaml

from refundbot.settings import ROOT
from refundbot.understanding import thresholds


def test_asking_back_has_the_limit_that_rasa_applies() -> None:
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    limits = [part["threshold"] for part in config["pipeline"] if "threshold" in part]
    assert limits == [thresholds.ASKS_BACK_BELOW]


def test_an_answer_that_was_given_can_be_a_close_call() -> None:
    assert thresholds.ASKS_BACK_BELOW < thresholds.CLOSE_CALL_BELOW < 1
