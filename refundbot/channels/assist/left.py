"""Operations on left messages: list, take, answer."""

from __future__ import annotations

from typing import Any

from refundbot.channels.assist import wire
from refundbot.channels.assist.desk import Desk
from refundbot.channels.assist.operations import Call, Operations
from refundbot.desk import left

Json = dict[str, Any]


def add_to(operations: Operations) -> None:
    """Marks what serves the operations."""

    @operations.serve("listLeftMessages")
    async def list_left_messages(desk: Desk, call: Call) -> Json:
        limit, before_id = call.query["limit"], call.before_id
        is_open = call.query["status"] == "open"
        found = await desk.database.run(
            lambda s: left.page(s, is_open=is_open, before_id=before_id, limit=limit)
        )
        return {
            "left_messages": [wire.left_message(message) for message in found],
            "cursor": str(found[-1].id) if len(found) == limit and not is_open else None,
        }

    @operations.serve("takeLeftMessage")
    async def take(desk: Desk, call: Call) -> Json:
        id_ = call.address["left_message_id"]
        message = await desk.database.run(lambda s: left.take(s, id_, call.agent, desk.clock()))
        await desk.watchers.tell_queue()
        return {"left_message": wire.left_message(message)}

    @operations.serve("answerLeftMessage")
    async def answer(desk: Desk, call: Call) -> Json:
        id_, text = call.address["left_message_id"], call.body.get("text")
        message, outcome = await desk.database.run(
            lambda s: left.answer(s, id_, call.agent, text and text.strip(), desk.clock())
        )
        if outcome is not None:
            desk.live.publish(outcome)
        return {"left_message": wire.left_message(message)}
