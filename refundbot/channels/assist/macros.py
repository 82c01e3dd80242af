"""Operations on macros: list, create, change, delete, fill in from a conversation."""

from __future__ import annotations

from typing import Any

from refundbot.assist import case_values
from refundbot.channels.assist import wire
from refundbot.channels.assist.contract import BadInput
from refundbot.channels.assist.desk import Desk
from refundbot.channels.assist.operations import Call, Operations
from refundbot.channels.assist.question import memory_after, open_question, seen
from refundbot.desk import macros
from refundbot.replies.macros import VARIABLES, can_be_filled, fill

Json = dict[str, Any]


def add_to(operations: Operations) -> None:
    """Marks what serves the operations."""

    @operations.serve("listMacros")
    async def list_macros(desk: Desk, call: Call) -> Json:
        found = await desk.database.run(lambda s: macros.of_agent(s, call.agent))
        return {"macros": [wire.macro(macro) for macro in found], "variables": list(VARIABLES.values())}

    @operations.serve("createMacro")
    async def create_macro(desk: Desk, call: Call) -> Json:
        written = _written(call)
        macro = await desk.database.run(lambda s: macros.create(s, call.agent, **written, now=desk.clock()))
        return {"macro": wire.macro(macro)}

    @operations.serve("changeMacro")
    async def change_macro(desk: Desk, call: Call) -> Json:
        written, id_ = _written(call), call.address["macro_id"]
        macro = await desk.database.run(
            lambda s: macros.change(s, id_, call.agent, **written, now=desk.clock())
        )
        return {"macro": wire.macro(macro)}

    @operations.serve("deleteMacro")
    async def delete_macro(desk: Desk, call: Call) -> Json:
        id_ = call.address["macro_id"]
        await desk.database.run(lambda s: macros.delete(s, id_, call.agent, desk.clock()))
        return {"ok": True}

    @operations.serve("fillMacro")
    async def fill_macro(desk: Desk, call: Call) -> Json:
        id_ = call.address["macro_id"]
        macro = await desk.database.run(lambda s: macros.find(s, id_, call.agent))
        conversation, messages = await desk.database.run(lambda s: seen(s, call.body["conversation_id"]))
        memory = await memory_after(desk, await open_question(desk, conversation, messages))
        now = desk.settings.now()
        values = case_values(memory, desk.services.policies.at(now), now)
        filled = fill(macro.text, {**values, "agent": call.agent.name})
        return {"text": filled.text, "gaps": list(filled.gaps)}


def _written(call: Call) -> Json:
    """What a macro is to be.

    Raises:
        BadInput: a brace stands by itself.
    """
    if not can_be_filled(call.body["text"]):
        raise BadInput("text")
    return {
        "name": call.body["name"].strip(),
        "text": call.body["text"].strip(),
        "shared": call.body["shared"],
    }
