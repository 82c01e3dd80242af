"""The compose file: its services are there, confined, and given settings that exist."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from refundbot.settings import ROOT, Settings

FOLDER = ROOT / "deploy"
SERVICES: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yml").read_text(encoding="utf-8"))["services"]
OURS = ("edge-1", "edge-2", "worker-1", "worker-2", "actions-1", "actions-2")
EXAMPLE = dict(
    line.split("=", 1)
    for line in (FOLDER / "refundbot.env.example").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
)


def test_there_are_two_of_each_and_what_they_share() -> None:
    assert {*OURS, "nginx", "postgresql", "redis", "rabbitmq"} == SERVICES.keys()


@pytest.mark.parametrize("name", OURS)
def test_ours_are_confined(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert (service["cap_drop"], service["security_opt"]) == (["ALL"], ["no-new-privileges:true"])
    assert "ports" not in service


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]


def test_the_actions_live_in_the_network_of_their_worker() -> None:
    networks = [SERVICES[f"actions-{number}"]["network_mode"] for number in (1, 2)]
    assert networks == ["service:worker-1", "service:worker-2"]


def test_the_settings_are_right_once_each_secret_is_put_in() -> None:
    given = {name: value.replace("CHANGE-ME", "c" * 64) for name, value in EXAMPLE.items()}
    edge = Settings.from_env({**given, **SERVICES["edge-1"]["environment"]})
    assert edge.workers == tuple(f"http://worker-{number}:{Settings.worker_port}" for number in (1, 2))
    assert edge.proxies == 1
    worker = Settings.from_env({**given, "REFUNDBOT_WORKER_HOST": "0.0.0.0"})
    assert worker.shares_database
    addresses = (edge.database_url, edge.redis_url, edge.events_url)
    hosts = {
        re.split(r"[@/]", address.partition("://")[2])[-2].partition(":")[0]
        for address in addresses
        if address
    }
    assert hosts <= SERVICES.keys()
