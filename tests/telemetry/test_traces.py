"""Traces reach a collector over OTLP, and one that is down holds up nobody."""

from __future__ import annotations

import json
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

from refundbot.settings import ROOT

SCRIPT = """
import sys
from opentelemetry import trace
from refundbot.telemetry import metrics, traces
traces.export_to(sys.argv[1], "refundbot-chat")
with metrics.step("answering", conversation="c"):
    with metrics.step("action"):
        pass
trace.get_tracer_provider().shutdown()
"""
"""In a process of its own: what exports is set once in a process."""


def test_steps_are_told_to_the_collector_one_within_the_other() -> None:
    told: list[tuple[str, Any]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Collector)
    Thread(target=server.serve_forever, daemon=True).start()
    run(f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    server.server_close()
    ((path, body),) = told
    (of_resource,) = body["resourceSpans"]
    inner, outer = of_resource["scopeSpans"][0]["spans"]
    assert path == "/v1/traces"
    named = {"key": "service.name", "value": {"stringValue": "refundbot-chat"}}
    assert named in of_resource["resource"]["attributes"]
    assert (inner["name"], outer["name"]) == ("action", "answering")
    assert (inner["traceId"], inner["parentSpanId"]) == (outer["traceId"], outer["spanId"])
    assert outer["attributes"] == [{"key": "conversation", "value": {"stringValue": "c"}}]


def test_a_collector_that_is_down_costs_the_spans_only() -> None:
    run("http://127.0.0.1:9")


def run(url: str) -> None:
    subprocess.run([sys.executable, "-c", SCRIPT, url], cwd=ROOT, check=True, capture_output=True)
