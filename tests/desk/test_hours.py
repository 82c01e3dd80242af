"""Business hours: the Chinese working calendar, and when they begin again."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from refundbot.channels.web.duty import Duty
from refundbot.conversations.database import Database
from refundbot.conversations.gate import Agent
from refundbot.desk import presence, roster
from refundbot.desk.hours import Hours
from refundbot.settings import SHANGHAI, Settings, SettingsError

WORKDAYS = Hours.read("workdays 09:00-18:00")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "open_"),
    [
        ("11-24T08:59", False),
        ("11-24T09:00", True),
        ("11-24T17:59", True),
        ("11-24T18:00", False),
        ("11-28T10:00", False),  # a Saturday
        ("10-01T10:00", False),  # a holiday, on a Thursday
        ("10-10T10:00", True),  # a Saturday that is worked
    ],
)
def test_hours_hold_on_days_that_are_worked(now: str, open_: bool) -> None:
    assert WORKDAYS.hold(at(now)) is open_
    assert WORKDAYS.hold(at(now).astimezone(timezone.utc)) is open_


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        ("11-24T08:00", "11-24T09:00"),
        ("11-24T09:00", "11-25T09:00"),
        ("11-27T18:30", "11-30T09:00"),
        ("09-30T20:00", "10-08T09:00"),
    ],
)
def test_the_next_opening_passes_over_days_that_are_not(now: str, opening: str) -> None:
    assert WORKDAYS.next_opening(at(now)) == at(opening)


def test_a_year_without_a_calendar_has_weekends_at_least() -> None:
    saturday = datetime(2040, 1, 7, 10, 0, tzinfo=SHANGHAI)
    assert not WORKDAYS.hold(saturday)
    assert WORKDAYS.next_opening(saturday) == datetime(2040, 1, 9, 9, 0, tzinfo=SHANGHAI)
    assert Hours.read("daily 09:00-18:00").hold(saturday)


@pytest.mark.parametrize(
    "text", ["9-18", "workdays 18:00-09:00", "weekends 09:00-18:00", "daily 09:00-24:00"]
)
def test_hours_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="REFUNDBOT_HOURS must be such as"):
        Settings.from_env({"REFUNDBOT_HOURS": text})


@pytest.mark.parametrize(
    ("now", "hours", "agent_minutes_ago", "told", "answered"),
    [
        ("11-24T10:00", "workdays 09:00-18:00", 1, None, "客服看到就回复"),
        ("11-24T10:00", "workdays 09:00-18:00", 30, "工作日 09:00-18:00", "11月25日 09:00 上班后回复"),
        ("11-27T20:00", "workdays 09:00-18:00", 1, "工作日 09:00-18:00", "11月30日 09:00 上班后回复"),
        ("11-27T20:00", None, 1, None, "客服看到就回复"),
        ("11-27T20:00", None, 30, "", "客服上班后回复"),
    ],
)
async def test_who_waits_and_who_leaves_a_message_are_told_who_is_there(
    tmp_path: Path, now: str, hours: str | None, agent_minutes_ago: int, told: str | None, answered: str
) -> None:
    clock = at(now)
    duty = Duty(Settings(hours=hours), lambda: clock, lambda _: "4000-955-988")
    database = Database(f"sqlite:///{tmp_path / 'chat.db'}")

    def arrive(session: object) -> None:
        agent, seen = Agent("li", "小李"), clock - timedelta(minutes=agent_minutes_ago)
        roster.enter(session, agent, seen)
        presence.beat(session, agent, seen)

    await database.run(arrive)
    off = await database.run(duty.off)
    assert off == (None if told is None else {"hours": told or None, "hotline": "4000-955-988"})
    assert answered in await database.run(duty.left_message)
    database.close()


async def test_a_desk_that_nobody_has_entered_has_nobody_on_duty(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'chat.db'}")
    duty = Duty(Settings(), lambda: at("11-24T10:00"), lambda _: "4000-955-988")
    assert await database.run(duty.off) == {"hours": None, "hotline": "4000-955-988"}
    database.close()
