"""The manifests: rendered as they are applied, valid, and in agreement with the images and the settings."""

from __future__ import annotations

import re
import shutil
import subprocess
from itertools import chain
from typing import Any

import pytest
import yaml

from refundbot.cli import main
from refundbot.conversations.database import Database
from refundbot.settings import ROOT, Settings

BASE = ROOT / "deploy" / "kubernetes" / "base"
OVERLAY = ROOT / "deploy" / "kubernetes" / "overlays" / "production"
WORKLOADS = ("Deployment", "StatefulSet", "Job")
PORTS = {"http": 5005, "work": 5006}
NAMED = set(re.findall(r"REFUNDBOT_\w+", (ROOT / "refundbot" / "settings.py").read_text(encoding="utf-8")))


def documents() -> list[dict[str, Any]]:
    resources = yaml.safe_load((BASE / "kustomization.yaml").read_text(encoding="utf-8"))["resources"]
    files = ((BASE / name).read_text(encoding="utf-8") for name in resources)
    return [*chain.from_iterable(yaml.safe_load_all(file) for file in files)]


DOCUMENTS = documents()


def of_kind(*kinds: str) -> list[dict[str, Any]]:
    return [document for document in DOCUMENTS if document["kind"] in kinds]


def named(kind: str, name: str) -> dict[str, Any]:
    [found] = [document for document in of_kind(kind) if document["metadata"]["name"] == name]
    return found


def pods() -> list[dict[str, Any]]:
    return [document["spec"]["template"]["spec"] for document in of_kind(*WORKLOADS)]


def containers() -> list[dict[str, Any]]:
    return [container for pod in pods() for container in pod["containers"]]


def test_every_file_is_applied() -> None:
    applied = yaml.safe_load((BASE / "kustomization.yaml").read_text(encoding="utf-8"))["resources"]
    assert {file.name for file in BASE.iterdir()} == {*applied, "kustomization.yaml"}


@pytest.mark.parametrize("pod", pods())
def test_no_process_has_rights_that_it_does_not_need(pod: dict[str, Any]) -> None:
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] == 10001
    assert pod["automountServiceAccountToken"] is False
    for container in pod["containers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert {"cpu", "memory"} <= container["resources"]["requests"].keys()
        assert "memory" in container["resources"]["limits"]
        mounted = {mount["mountPath"] for mount in container["volumeMounts"]}
        assert mounted == {"/tmp", "/var/lib/refundbot"}


@pytest.mark.parametrize("container", containers())
def test_settings_come_from_the_map_and_secrets_by_reference(container: dict[str, Any]) -> None:
    assert container["envFrom"] == [
        {"configMapRef": {"name": "refundbot"}},
        {"secretRef": {"name": "refundbot"}},
    ]
    assert not of_kind("Secret")


def test_each_setting_is_one_and_can_be_read() -> None:
    given = named("ConfigMap", "refundbot")["data"]
    assert given.keys() <= NAMED
    settings = Settings.from_env(given)
    assert settings.proxies == 1
    most = named("HorizontalPodAutoscaler", "refundbot-worker")["spec"]["maxReplicas"]
    worker = named("StatefulSet", "refundbot-worker")["spec"]["serviceName"]
    assert settings.workers == tuple(
        f"http://refundbot-worker-{number}.{worker}:{Settings.worker_port}" for number in range(most)
    )


def test_ports_are_those_that_are_listened_on() -> None:
    listened = {"http": Settings.port, "work": Settings.worker_port, "probes": None}
    for container in containers():
        for port in container.get("ports", ()):
            assert listened[port["name"]] in (None, port["containerPort"])
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    for name, variable in (("edge", "REFUNDBOT_PROBES"), ("worker", "REFUNDBOT_WORKER_PROBES")):
        [container] = [each for each in containers() if each["name"] == name]
        [probes] = [port["containerPort"] for port in container["ports"] if port["name"] == "probes"]
        assert f"{variable}=0.0.0.0:{probes}" in dockerfile


@pytest.mark.parametrize("name", ["edge", "worker"])
def test_each_server_is_asked_whether_it_is_ready_and_alive(name: str) -> None:
    [container] = [each for each in containers() if each["name"] == name]
    paths = {probe: container[probe]["httpGet"]["path"] for probe in ("readinessProbe", "livenessProbe")}
    assert paths == {"readinessProbe": "/ready", "livenessProbe": "/live"}


def test_what_is_public_is_what_the_edge_serves() -> None:
    [rule] = named("Ingress", "refundbot")["spec"]["rules"]
    paths = {path["path"]: path["backend"]["service"]["name"] for path in rule["http"]["paths"]}
    public = ("/chat", "/desk", "/assist/v1", "/chatwoot/webhook")
    assert paths == dict.fromkeys(public, "refundbot-edge")


def test_nobody_but_edges_reaches_a_worker() -> None:
    everybody = named("NetworkPolicy", "refundbot-nobody")["spec"]
    assert (everybody["policyTypes"], "ingress" in everybody) == (["Ingress"], False)
    for document in of_kind(*WORKLOADS):
        labels = document["spec"]["template"]["metadata"]["labels"]
        assert everybody["podSelector"]["matchLabels"].items() <= labels.items()
    [work, probes] = named("NetworkPolicy", "refundbot-worker")["spec"]["ingress"]
    edge = {"app.kubernetes.io/name": "refundbot-edge"}
    assert work == {"from": [{"podSelector": {"matchLabels": edge}}], "ports": [{"port": "work"}]}
    assert probes["ports"] == [{"port": "probes"}]


def test_workers_are_added_by_a_metric_that_there_is() -> None:
    [metric] = named("HorizontalPodAutoscaler", "refundbot-worker")["spec"]["metrics"]
    probes = (ROOT / "refundbot" / "serving" / "probes.py").read_text(encoding="utf-8")
    assert f'"{metric["external"]["metric"]["name"]}"' in probes


def test_the_migration_is_a_command_that_there_is(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    [container] = named("Job", "refundbot-migration")["spec"]["template"]["spec"]["containers"]
    arguments = container["command"][3:]
    assert container["command"][:3] == ["python", "-m", "refundbot.cli"]
    monkeypatch.setenv("REFUNDBOT_STATE", str(tmp_path))
    assert main(arguments) == 0
    Database(f"sqlite:///{tmp_path}/chat.db").close()
    monkeypatch.setenv("REFUNDBOT_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    assert main(arguments) == 1


def test_what_is_rendered_is_valid() -> None:
    kubectl, validate = shutil.which("kubectl"), shutil.which("kubernetes-validate")
    if kubectl is None:
        pytest.skip("no kubectl")
    rendered = subprocess.run([kubectl, "kustomize", OVERLAY], capture_output=True, text=True)
    assert rendered.returncode == 0, rendered.stderr
    found = [*yaml.safe_load_all(rendered.stdout)]
    assert len(found) == len(DOCUMENTS)
    assert {document["metadata"]["namespace"] for document in found} == {"refundbot"}
    assert "support.example" not in rendered.stdout
    if validate is not None:
        judged = subprocess.run(
            [validate, "--strict", "-"], input=rendered.stdout, capture_output=True, text=True
        )
        assert judged.returncode == 0, judged.stdout


def test_the_settings_of_the_example_are_settings() -> None:
    example = (ROOT / "deploy" / "refundbot.env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^(REFUNDBOT_\w+)=", example, re.M)) <= NAMED
