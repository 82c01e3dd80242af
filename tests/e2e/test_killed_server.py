"""A killed server loses no message and answers none twice: bench/killed_server.py, on a small scale."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import killed_server
from refundbot.serving import model


@pytest.mark.e2e
async def test_each_acknowledged_message_is_answered_exactly_once(tmp_path: Path) -> None:
    model.ensure()
    result = await killed_server.run(8, ["edge", "worker"], 2.0, tmp_path)
    assert result.is_right, result


@pytest.mark.e2e
async def test_so_it_is_on_two_front_doors_and_two_workers(
    tmp_path: Path, postgresql_url: str, redis_url: str, rabbitmq: object
) -> None:
    model.ensure()
    kills = ["worker", "edge", "postgresql", "redis"]
    result = await killed_server.run(8, kills, 3.0, tmp_path, edges=2, workers=2)
    assert result.is_right, result


@pytest.mark.parametrize(
    "wrong",
    [
        {"acknowledged": 0, "answered_once": 0},
        {"answered_once": 9, "lost": 1},
        {"answered_once": 9, "unanswered": 1},
        {"answered_once": 9, "answered_twice": 1},
        {"out_of_turn": 1},
        {"unseen": 1},
    ],
)
def test_a_wrong_count_is_seen(wrong: dict[str, int]) -> None:
    right = {
        "acknowledged": 10,
        "answered_once": 10,
        "lost": 0,
        "unanswered": 0,
        "answered_twice": 0,
        "out_of_turn": 0,
        "unseen": 0,
    }
    assert killed_server.Result(**right).is_right
    assert not killed_server.Result(**{**right, **wrong}).is_right
