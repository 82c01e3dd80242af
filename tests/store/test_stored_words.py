"""Personal data never gets into the rows of what people typed, whoever writes."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone

import pytest

from refundbot.channels.web import fields
from refundbot.conversations import gate, store
from refundbot.conversations.database import Database
from refundbot.conversations.gate import Agent
from refundbot.conversations.models import Conversation, Feedback, LeftMessage, Rating
from refundbot.desk import acts
from refundbot.desk.models import AuditEntry

NOW = datetime(2026, 11, 24, 10, tzinfo=timezone.utc)
LI = Agent("li", "李")
MOBILE = "13812345678"


def test_what_customers_and_agents_type_is_stored_masked(database: Database) -> None:
    def unit(session):  # type: ignore[no-untyped-def]
        id = store.open_conversation(session, NOW).id
        said = gate.customer_says(session, id, "1", f"打{MOBILE}", NOW).messages[0]
        acts.take_over(session, id, LI, NOW)
        acts.say(session, id, LI, f"回电{MOBILE}", NOW, based_on_seq=said.seq)
        note = acts.add_note(session, id, LI, f"电话{MOBILE}", NOW)
        acts.set_tags(session, id, LI, [f"机主{MOBILE}"], NOW)
        store.set_feedback(session, id, 1, NOW, useful=False, reason=MOBILE, comment=f"打{MOBILE}")
        store.set_rating(session, id, NOW, stars=1, comment=f"打{MOBILE}")
        gate.leave_message(session, id, f"打{MOBILE}", MOBILE, NOW, "已收到")
        session.flush()
        session.expire_all()
        left = session.query(LeftMessage).one()
        words = [m.text for m in store.before(session, id, None, 50)] + [note.text, left.text]
        words += session.get(Conversation, id).tags
        words += [str(entry.detail) for entry in session.query(AuditEntry)]
        for row in (session.query(Feedback).one(), session.query(Rating).one()):
            words += [row.comment, getattr(row, "reason", "")]
        return words, left.contact

    words, contact = asyncio.run(database.run(unit))
    assert sum("［手机号］" in text for text in words) >= 8
    assert not any(MOBILE in text for text in words)
    assert contact == MOBILE


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        (f"https://shop.example/u/{MOBILE}/orders?token=x", "/u/［手机号］/orders"),
        ("https://shop.example/u/li.lei%40example.com", "/u/［邮箱］"),
        ("https://shop.example/orders/CS2611000101", "/orders/CS2611000101"),
        ("http://[", None),
        ("https://shop.example/%00", None),
        ("", None),
    ],
)
def test_of_the_page_its_path_is_kept_masked(page: str, kept: str | None) -> None:
    assert fields.optional_path({"page": page}, "page", 255) == kept
