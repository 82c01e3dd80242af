"""The soak tells what grows within the lives of servers, and leaves the times of faults out."""

from __future__ import annotations

import pytest

from bench.killed_server import Asked
from bench.soak import WARM_SECONDS, Trouble, calm, slope


def life(began: float, level: float, an_hour: float, minutes: int = 10) -> list[tuple[float, float]]:
    """A process that gains so much once it is warm, and a lot before."""
    cold = [(began, 1.0)]
    warm = range(int(WARM_SECONDS), minutes * 60, 5)
    return cold + [(began + seconds, level + an_hour * seconds / 3600) for seconds in warm]


def test_a_server_that_gains_nothing_gains_nothing_though_its_processes_have_other_levels() -> None:
    gained = slope([life(0, 900, 0), life(700, 950, 0)])
    assert gained
    assert (gained.an_hour, gained.error) == (pytest.approx(0), pytest.approx(0))


def test_what_each_process_gains_is_told_an_hour() -> None:
    gained = slope([life(0, 900, 30), life(700, 200, 30)])
    assert gained
    assert gained.an_hour == pytest.approx(30)


def test_noise_is_told_beside_it() -> None:
    noisy = [(at, megabytes + index % 2) for index, (at, megabytes) in enumerate(life(0, 900, 0))]
    gained = slope([noisy])
    assert gained
    assert abs(gained.an_hour) < 2 * gained.error


def test_processes_that_were_never_warm_tell_nothing() -> None:
    assert slope([life(0, 900, 30, minutes=1)]) is None


def test_what_was_said_or_waited_for_in_a_fault_is_left_out() -> None:
    trouble = Trouble("worker", began=100.0, over=120.0)
    before, into, within, after = (Asked(at, 0.1, 5.0) for at in (90.0, 98.0, 110.0, 121.0))
    unanswered = Asked(80.0, 30.0, None)
    assert calm([after, before, into, within, unanswered], [trouble]) == [before, after]
