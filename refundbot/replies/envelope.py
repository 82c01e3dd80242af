"""The answer envelope, version 1: what a program may read of a turn. Schema: `envelope.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

Kind = Literal["answer", "verdict", "question", "clarify", "handoff", "smalltalk", "out_of_scope", "error"]

_SCHEMA_FILE = Path(__file__).with_name("envelope.schema.json")


def schema() -> dict[str, object]:
    """The JSON schema of the envelope, freshly read."""
    loaded: dict[str, object] = json.loads(_SCHEMA_FILE.read_text(encoding="utf-8"))
    return loaded


def envelope(
    kind: Kind,
    topic: str | None,
    *,
    question: str | None = None,
    policy_version: str | None = None,
    facts: Iterable[Mapping[str, object]] = (),
    sources: Iterable[Mapping[str, object]] = (),
    verdict: Mapping[str, object] | None = None,
    candidates: Iterable[Mapping[str, str]] = (),
    follow_ups: Iterable[Mapping[str, str]] = (),
    confidence: float,
) -> dict[str, object]:
    """Build an envelope.

    `question` is `None` where the answer is the topic's general one, `policy_version` where no policy was
    consulted (errors, asking back).
    """
    return {
        "v": 1,
        "kind": kind,
        "topic": topic,
        "question": question,
        "policy_version": policy_version,
        "facts": [dict(fact) for fact in facts],
        "sources": [dict(source) for source in sources],
        "verdict": None if verdict is None else dict(verdict),
        "candidates": [dict(candidate) for candidate in candidates],
        "follow_ups": [dict(follow_up) for follow_up in follow_ups],
        "confidence": min(1.0, max(0.0, confidence)),
    }
