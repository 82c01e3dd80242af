"""Steps that need not wait for each other run together; one that fails, or Ctrl-C, ends the others."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from refundbot.serving import side_by_side
from refundbot.serving.side_by_side import Step, StepFailed, run
from refundbot.settings import ROOT
from tests.patience import PATIENCE

MEET = "touch {0}.here; until [ -e {1}.here ]; do sleep 0.02; done"
"""Ends only where the other one runs too."""
FOREVER = "echo $$ > pid; while true; do sleep 0.05; done"


def shell(name: str, script: str, *after: str, then=lambda: None) -> Step:
    """A step that is a shell script."""
    return Step(name, f"Doing {name}", f"{name}.log", ("sh", "-c", script), then, after)


def ended(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def wait_for(path: Path) -> None:
    until = time.monotonic() + 10 * PATIENCE
    while not (path.exists() and path.read_text()):
        assert time.monotonic() < until
        time.sleep(0.02)


def test_what_need_not_wait_runs_together_and_each_is_told_in_a_line(tmp_path, capfd) -> None:
    run([shell("a", MEET.format("a", "b")), shell("b", MEET.format("b", "a"))], tmp_path, 2)
    lines = capfd.readouterr().out.splitlines()
    assert sorted(lines[:2]) == ["Doing a ...", "Doing b ..."]
    assert {line.rsplit(" ", 2)[0] for line in lines[2:]} == {"Doing a ...", "Doing b ..."}
    assert all(line.endswith(" s") for line in lines[2:])


def test_a_step_waits_for_those_it_builds_on_and_for_what_is_done_with_them(tmp_path) -> None:
    steps = [
        shell("built", "test -e moved", "draft"),
        shell("draft", "touch drafted", then=lambda: (tmp_path / "drafted").rename(tmp_path / "moved")),
    ]
    run(steps, tmp_path, 2)


def test_no_more_run_at_once_than_may(tmp_path) -> None:
    alone = "mkdir lock && sleep 0.1 && rmdir lock"
    run([shell(name, alone) for name in "abc"], tmp_path, 1)


def test_one_that_fails_stops_the_other_and_is_named_with_its_log(tmp_path, capfd) -> None:
    steps = [shell("lasting", FOREVER), shell("failing", "until [ -s pid ]; do sleep 0.02; done; exit 3")]
    with pytest.raises(StepFailed, match=r"failing\.log"):
        run([*steps, shell("next", "touch begun", "failing")], tmp_path, 2)
    assert ended(int((tmp_path / "pid").read_text()))
    assert not (tmp_path / "begun").exists()
    told = capfd.readouterr().out
    assert "Doing failing ... failed after" in told
    assert "Doing lasting ... stopped after" in told


def test_both_are_named_where_both_fail(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(side_by_side, "_LOOK_SECONDS", 1)
    with pytest.raises(StepFailed, match=r"one\.log.*two\.log"):
        run([shell("one", "exit 3"), shell("two", "exit 3")], tmp_path, 2)


@pytest.mark.parametrize("told", ["the group, as a terminal does", "its process alone"])
def test_ctrl_c_ends_all(tmp_path, told) -> None:
    script = (
        "import sys; from pathlib import Path; from refundbot.serving.side_by_side import Step, run\n"
        f"run([Step('a', 'Doing a', 'a.log', ('sh', '-c', {FOREVER!r}), print)], Path(sys.argv[1]), 2)"
    )
    process = subprocess.Popen([sys.executable, "-c", script, tmp_path], cwd=ROOT, start_new_session=True)
    wait_for(tmp_path / "pid")
    if told == "its process alone":
        process.send_signal(signal.SIGINT)
    else:
        os.killpg(process.pid, signal.SIGINT)
    assert process.wait(10 * PATIENCE) != 0
    assert ended(int((tmp_path / "pid").read_text()))


@pytest.mark.parametrize(("free", "at_once"), [("1000 kB", 1), ("9000000 kB", len(os.sched_getaffinity(0)))])
def test_little_memory_is_for_one_step_at_a_time(monkeypatch, free, at_once) -> None:
    monkeypatch.setattr(Path, "read_text", lambda *_: f"MemTotal: 16000000 kB\nMemAvailable:  {free}\n")
    assert side_by_side.most_at_once() == at_once
