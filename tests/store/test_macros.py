"""Macros on each database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from refundbot.conversations.database import Database
from refundbot.conversations.gate import Agent
from refundbot.desk import macros
from refundbot.replies.macros import READY_MADE

LI, WANG, BOSS = Agent("li", "小李"), Agent("wang", "小王"), Agent("boss", "老王", is_supervisor=True)


def test_a_desk_begins_with_those_that_are_ready_made(database: Database) -> None:
    found = {one.name: one.text for one in database.work(lambda s: macros.of_agent(s, LI))}
    assert READY_MADE.items() <= found.items()


def test_one_is_written_changed_shared_and_taken_away(database: Database, now: datetime) -> None:
    def names(agent: Agent) -> set[str]:
        return {one.name for one in database.work(lambda s: macros.of_agent(s, agent))}

    def create(session: Any) -> int:
        return macros.create(session, BOSS, "甲", "{产品}", now, shared=False).id

    id_ = database.work(create)
    assert "甲" in names(BOSS) - names(LI)
    database.work(lambda s: macros.change(s, id_, BOSS, "乙", "好", now, shared=True))
    assert "乙" in names(LI) & names(BOSS)
    with pytest.raises(macros.NotTheirs):
        database.work(lambda s: macros.delete(s, id_, LI, now))
    database.work(lambda s: macros.delete(s, id_, BOSS, now))
    with pytest.raises(macros.NoSuchMacro):
        database.work(lambda s: macros.find(s, id_, WANG))


def test_what_is_written_down_holds_no_personal_data(database: Database, now: datetime) -> None:
    made = database.work(
        lambda s: macros.create(s, LI, "打 13812345678", "请打 13812345678", now, shared=False)
    )
    assert (made.name, made.text) == ("打 ［手机号］", "请打 ［手机号］")
