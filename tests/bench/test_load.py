"""The load benchmark tells what it measured: ratios to the other side, and what grew."""

from __future__ import annotations

from bench.load import Sample, Side, report


def sample(at: float, megabytes: float, files: int, outbox: int) -> Sample:
    return Sample(at, {"edge 1": megabytes}, {"edge 1": files}, {"outbox": outbox, "nothing": 0})


def test_it_tells_ratios_and_what_grew() -> None:
    slower = [0.01] * 50 + [0.02] * 10
    ours, rest = Side(acknowledged=slower, answered=[0.3] * 60), Side(answered=[0.2] * 60, failed=2)
    told = "\n".join(report(ours, rest, [sample(0, 90, 9, 0), sample(1, 100, 10, 3), sample(2, 120, 12, 4)]))
    assert "60 acknowledged: p50 0.010 s, p95 0.020 s" in told
    assert "heard that it is stored / answered over REST: p50 0.05, p95 0.10" in told
    assert "answered / answered over REST: p50 1.50, p95 1.50" in told
    assert "visits that failed: 0, over REST 2" in told
    assert "p95 of the last sixth / of the first: 2.00" in told
    assert "edge 1: 100 -> 100 -> 120 MB, 10 -> 12 open files" in told
    assert "rows: outbox 3 -> 4" in told
