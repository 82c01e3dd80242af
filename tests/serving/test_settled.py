"""What is loaded before a server serves is set aside from garbage collection; what comes later is not."""

from __future__ import annotations

import gc

from refundbot.serving import settled


def test_what_is_loaded_before_serving_is_not_gone_through_again() -> None:
    loaded = [[] for _ in range(1000)]
    settled.set_aside()
    try:
        assert gc.get_freeze_count() > len(loaded)
        assert not any(one is loaded for one in gc.get_objects())
        later: list[object] = []
        assert any(one is later for one in gc.get_objects())
    finally:
        gc.unfreeze()
