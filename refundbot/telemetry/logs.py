"""Logs by lines of JSON, with the conversation and the request that a line is about."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timezone

from opentelemetry import trace

_about: ContextVar[dict[str, str]] = ContextVar("about")


@contextmanager
def about(**ids: str) -> Iterator[None]:
    """What is logged within is about these: `conversation`, `request`."""
    token = _about.set({**_about.get({}), **ids})
    try:
        yield
    finally:
        _about.reset(token)


class JsonFormatter(logging.Formatter):
    """One object a line. Personal data is masked in the record already (`serving/log_masking.py`)."""

    def format(self, record: logging.LogRecord) -> str:
        """Called by `logging`."""
        line: dict[str, str] = {
            "at": datetime.fromtimestamp(record.created, timezone.utc).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_about.get({}),
        }
        span = trace.get_current_span().get_span_context()
        if span.is_valid:
            line["trace"] = f"{span.trace_id:032x}"
        if record.exc_text:
            line["exception"] = record.exc_text
        return json.dumps(line, ensure_ascii=False)


def use_json() -> None:
    """Has what the root logger's handlers write be JSON."""
    for handler in logging.getLogger().handlers:
        handler.setFormatter(JsonFormatter())
