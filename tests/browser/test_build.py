"""What the build gives: small, whole, and of no other host."""

from __future__ import annotations

import re

from refundbot.settings import ROOT
from tests.browser.mock import DIST

WIDGET_BUDGET = 38 * 1024
"""Bytes of the widget as it goes over the wire: gzip, all in."""


def test_the_widget_keeps_to_its_budget() -> None:
    size = (DIST / "widget.js.gz").stat().st_size
    assert size <= WIDGET_BUDGET, f"widget.js is {size} bytes gzipped, {size - WIDGET_BUDGET} too many"


def test_the_widget_names_no_other_host() -> None:
    script = (DIST / "widget.js").read_text(encoding="utf-8")
    addresses = set(re.findall(r"https?://[\w.-]+", script))
    # Names of XML vocabularies, and an error message of Socket.IO: never fetched.
    assert addresses <= {"http://www.w3.org", "https://socket.io"}


def test_the_lock_names_no_host() -> None:
    lock = (ROOT / "web" / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert "://" not in lock
