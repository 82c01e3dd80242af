"""Whether anybody is there to answer who asks for a person, and what they are told where nobody is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from refundbot.channels.web.clock import Clock
from refundbot.desk import presence
from refundbot.desk.hours import Hours
from refundbot.replies.chat import hours_text, left_message_text
from refundbot.settings import Settings


class Duty:
    """The agents on duty: in business hours, where there are any, and at their desks."""

    def __init__(self, settings: Settings, clock: Clock, hotline: Callable[[datetime], str]) -> None:
        """`hotline` is the telephone number as of an instant."""
        self._hours = Hours.read(settings.hours) if settings.hours else None
        self._gone_after = timedelta(minutes=settings.agent_gone_minutes)
        self._clock, self._hotline = clock, hotline

    def is_open(self) -> bool:
        """Whether these are business hours; always, where there are none."""
        return self._hours is None or self._hours.hold(self._clock())

    def is_on(self, session: Session) -> bool:
        """Whether anybody is on duty now."""
        return self.is_open() and presence.is_anybody_there(session, self._clock() - self._gone_after)

    def off(self, session: Session) -> dict[str, Any] | None:
        """What who waits is told where nobody is on duty: the hours in words, and whom to call."""
        if self.is_on(session):
            return None
        hours = self._hours and hours_text(
            self._hours.working_days_only, self._hours.opens, self._hours.closes
        )
        return {"hours": hours, "hotline": self._hotline(self._clock())}

    def left_message(self, session: Session) -> str:
        """What who leaves a message is told: when it is answered, and by which way."""
        if self.is_on(session):
            return left_message_text("now")
        if self._hours is None:
            return left_message_text("later")
        return left_message_text("at", self._hours.next_opening(self._clock()))
