"""All that is measured, in one place: its name, what it means, its labels, which have few values each."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from prometheus_client import Counter, Gauge, Histogram

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)

MESSAGES = Counter("refundbot_messages", "Customers' messages, by what became of them", ["outcome"])
ANSWERS = Counter("refundbot_answers", "Answers of the bot, by the envelope's kind", ["kind"])
UNSURE = Counter("refundbot_unsure_intents", "Messages below the threshold, by likeliest topic", ["topic"])
VERDICTS = Counter("refundbot_verdicts", "Verdicts on a purchase, by outcome", ["outcome"])
HANDOVERS = Counter("refundbot_handovers", "Changes of who speaks, by the notice's code", ["code"])
LEFT_MESSAGES = Counter("refundbot_left_messages", "Messages left for people")
ERRORS = Counter("refundbot_errors", "Lines of level ERROR in the log, by their module", ["kind"])
STEPS = Histogram("refundbot_step_seconds", "Duration of a step of a message", ["step"], buckets=_SECONDS)
STORES = Histogram("refundbot_store_seconds", "Duration of a call of a store", ["store"], buckets=_SECONDS)
STORE_FAILURES = Counter("refundbot_store_failures", "Calls of a store that it did not answer", ["store"])
BUILD = Gauge("refundbot_build_info", "1, with the model and the policy that are served", ["model", "policy"])

_tracer = trace.get_tracer("refundbot")


@contextmanager
def step(name: str, **attributes: str) -> Iterator[None]:
    """Measures a step of a message's way, and traces it with these attributes."""
    with STEPS.labels(name).time(), _tracer.start_as_current_span(name, attributes=attributes):
        yield


@contextmanager
def stored(store: str, *failures: type[Exception]) -> Iterator[None]:
    """Measures a call of a store, which fails with one of `failures`."""
    with STORES.labels(store).time():
        try:
            yield
        except failures:
            STORE_FAILURES.labels(store).inc()
            raise


class CountErrors(logging.Handler):
    """Counts what is logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)

    def emit(self, record: logging.LogRecord) -> None:
        """Called by `logging`."""
        ERRORS.labels(record.name.rpartition(".")[2]).inc()
