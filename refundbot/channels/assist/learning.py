"""Operations of supervisors: figures of days, the review queue, the log."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from refundbot.channels.assist import wire
from refundbot.channels.assist.contract import NoSuchThing
from refundbot.channels.assist.desk import Desk
from refundbot.channels.assist.operations import Call, Operations
from refundbot.channels.web.wire import utc_text
from refundbot.desk import audit, learned, reports, review
from refundbot.desk.days import Span
from refundbot.desk.models import ReviewItem
from refundbot.desk.reports import Targets
from refundbot.replies.topics import TOPICS
from refundbot.settings import ROOT, SHANGHAI

TRAINING = ROOT / "data" / "nlu"

Json = dict[str, Any]


def add_to(operations: Operations) -> None:
    """Marks what serves the operations."""

    @operations.serve("getReport")
    async def get_report(desk: Desk, call: Call) -> Json:
        today = desk.clock().astimezone(SHANGHAI).date()
        span = Span.read(call.query["from"], call.query["to"], today)
        settings = desk.settings
        targets = Targets(
            settings.first_response_seconds, settings.next_response_seconds, settings.resolution_seconds
        )
        report = await desk.database.run(lambda s: reports.of_days(s, span, targets))
        for asked in report["unanswered"]:
            asked["at"] = utc_text(asked["at"])
        return report

    @operations.serve("listReview")
    async def list_review(desk: Desk, call: Call) -> Json:
        query, before_id = call.query, call.before_id

        def unit(session: Session) -> tuple[list[ReviewItem], int | None, int]:
            review.collect(session, desk.clock())
            items, next_id = review.page(session, query["status"], before_id, query["limit"])
            return items, next_id, review.open_count(session)

        items, next_id, open_count = await desk.database.run(unit)
        return {
            "items": [_item(item) for item in items],
            "cursor": next_id and str(next_id),
            "open": open_count,
            "topics": [wire.topic(topic) for topic in TOPICS],
        }

    @operations.serve("decideReview")
    async def decide_review(desk: Desk, call: Call) -> Json:
        body = call.body
        if body["decision"] == "assign" and body["topic"] not in TOPICS:
            raise NoSuchThing("topic")
        item = await desk.database.run(
            lambda s: review.decide(
                s,
                call.address["item_id"],
                call.agent.id,
                body["decision"],
                desk.clock(),
                topic=body.get("topic"),
                phrasing=body.get("text"),
            )
        )
        return {"item": _item(item)}

    @operations.serve("listAudit")
    async def list_audit(desk: Desk, call: Call) -> Json:
        limit, before_id = call.query["limit"], call.before_id
        entries = await desk.database.run(
            lambda s: audit.entries(
                s, conversation_id=call.query["conversation_id"], before_id=before_id, limit=limit
            )
        )
        return {
            "entries": [wire.audit_entry(entry) for entry in entries],
            "cursor": str(entries[-1].id) if len(entries) == limit else None,
        }


def _item(item: ReviewItem) -> Json:
    return wire.review_item(item, learned.nearest(item.text, learned.training(TRAINING)))
