"""What is loaded before a server serves is set aside from garbage collection; what comes later is not."""

from __future__ import annotations

import gc
from collections.abc import Awaitable, Callable

from sanic import Sanic

from refundbot.serving import settled


async def test_what_is_loaded_before_serving_is_not_gone_through_again(
    serve_sanic: Callable[[Sanic], Awaitable[str]],
) -> None:
    loaded = [[] for _ in range(1000)]
    app = Sanic("settled", configure_logging=False)
    settled.attach(app)
    await serve_sanic(app)
    try:
        assert gc.get_freeze_count() > len(loaded)
        assert not any(one is loaded for one in gc.get_objects())
        later: list[object] = []
        assert any(one is later for one in gc.get_objects())
    finally:
        gc.unfreeze()
