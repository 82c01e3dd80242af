"""The app package for Zendesk: whole, and of this desk."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from refundbot.commands import zendesk
from refundbot.settings import ROOT

Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def source(monkeypatch: pytest.MonkeyPatch) -> None:
    """The build copies these files as they are."""
    monkeypatch.setattr(zendesk, "BUILT", ROOT / "web" / "zendesk")


def test_the_package_names_this_desk_and_is_whole(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFUNDBOT_DESK_URL", "https://desk.example")
    file = tmp_path / "app.zip"
    done = run("zendesk-app", file, "--email", "help@shop.example")
    assert (done.status, "REFUNDBOT_DESK_HOSTS" in done.out) == (0, True)
    with ZipFile(file) as package:
        files = {name: package.read(name) for name in package.namelist()}
    manifest = json.loads(files.pop("manifest.json"))
    sidebar = manifest["location"]["support"]["ticket_sidebar"]
    assert sidebar == {"flexible": True, "url": "https://desk.example/desk?host=zendesk"}
    assert manifest["author"]["email"] == "help@shop.example"
    assert (manifest["frameworkVersion"], manifest["private"]) == ("2.0", True)
    words = json.loads(files.pop(f"translations/{manifest['defaultLocale']}.json"))["app"]
    assert words.keys() == {"name", "short_description", "long_description", "installation_instructions"}
    sizes = {name: struct.unpack(">II", png[16:24]) for name, png in files.items()}
    assert sizes == {"assets/logo.png": (320, 320), "assets/logo-small.png": (128, 128)}


@pytest.mark.parametrize("url", [None, "http://localhost:5005"])
def test_zendesk_frames_nothing_but_https(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str | None
) -> None:
    if url is None:
        monkeypatch.delenv("REFUNDBOT_DESK_URL", raising=False)
    else:
        monkeypatch.setenv("REFUNDBOT_DESK_URL", url)
    file = tmp_path / "app.zip"
    done = run("zendesk-app", file, "--email", "help@shop.example")
    assert (done.status, file.exists()) == (1, False)
    assert "REFUNDBOT_DESK_URL" in done.err
