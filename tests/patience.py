"""How long a test waits for what must come."""

from __future__ import annotations

PATIENCE = 60.0
"""Seconds: only what never comes takes so long, however busy the machine."""
