"""Traces over OTLP, by setting. Without it a span costs nothing and goes nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import context, propagate, trace


def export_to(url: str, service: str) -> None:
    """Sends the spans of this process to a collector, in a thread of their own; where the collector is down
    they are lost, and nobody waits."""
    # Here: who sends none need not load what sends them.
    from opentelemetry.exporter.otlp.json.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{url}/v1/traces", timeout=5)))
    trace.set_tracer_provider(provider)


def carried() -> dict[str, str]:
    """The header fields that carry the present trace into another process (W3C Trace Context)."""
    fields: dict[str, str] = {}
    propagate.inject(fields)
    return fields


@contextmanager
def carried_on(fields: Mapping[str, str]) -> Iterator[None]:
    """What is traced within goes on the trace that the header fields carry."""
    token = context.attach(propagate.extract(fields))
    try:
        yield
    finally:
        context.detach(token)
