"""The dashboard and the alert rules name metrics that exist, with labels that they have."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
import yaml
from prometheus_client import REGISTRY
from prometheus_client.metrics_core import Metric

from refundbot.serving.probes import _Waiting
from refundbot.settings import ROOT
from refundbot.telemetry import metrics

GRAFANA = ROOT / "deploy/grafana/refundbot.json"
ALERTS = ROOT / "deploy/prometheus/alerts.yml"

SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum"), "gauge": ("",)}
OURS = re.compile(r"\b((?:refundbot|process)_\w+)(?:\{([^}]*)\})?")
LABELS = re.compile(r"by \(([^)]*)\)|(\w+)=\"")


def expressions() -> Iterator[tuple[str, str]]:
    for panel in json.loads(GRAFANA.read_text(encoding="utf-8"))["panels"]:
        yield from ((panel["title"], target["expr"]) for target in panel["targets"])
    for group in yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]:
        yield from ((rule["alert"], rule["expr"]) for rule in group["rules"])


def known() -> set[str]:
    families: list[Metric] = [*REGISTRY.collect(), *_Waiting(None).describe()]
    return {f"{family.name}{suffix}" for family in families for suffix in SUFFIXES.get(family.type, ("",))}


def labels() -> set[str]:
    ours = (each for each in vars(metrics).values() if hasattr(each, "_labelnames"))
    return {label for each in ours for label in each._labelnames} | {"le", "job", "instance"}


@pytest.mark.parametrize(("where", "expression"), expressions())
def test_an_expression_names_only_what_exists(where: str, expression: str) -> None:
    names = {match[1] for match in OURS.finditer(expression)}
    assert names
    assert names <= known(), where
    used = {word.strip() for by, equals in LABELS.findall(expression) for word in (by or equals).split(",")}
    assert used <= labels(), where


def test_each_metric_of_ours_is_shown() -> None:
    shown = " ".join(expression for _, expression in expressions())
    ours = {name for name in known() if name.startswith("refundbot_")}
    families = {name.removesuffix("_count").removesuffix("_sum").removesuffix("_bucket") for name in ours}
    assert [name for name in sorted(families) if name not in shown] == []


def test_each_alert_says_what_to_do() -> None:
    for group in yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]:
        for rule in group["rules"]:
            assert set(rule["annotations"]) == {"summary", "action"}
            assert rule["labels"]["severity"] in ("page", "ticket")
