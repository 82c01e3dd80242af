"""Operations on conversations: list, read, take over, say, hand back, resolve, assign, note, tag."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import desc, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from refundbot.channels.assist import wire
from refundbot.channels.assist.desk import Desk
from refundbot.channels.assist.operations import Call, Operations, done
from refundbot.channels.assist.question import idle_seqs
from refundbot.channels.web import files
from refundbot.channels.web.bot import NotNow
from refundbot.channels.web.refusal import Refusal
from refundbot.conversations import gate, store
from refundbot.conversations.attachments import Wanted
from refundbot.conversations.gate import Transition
from refundbot.conversations.models import Conversation, Message, Rating
from refundbot.desk import acts, listing, presence, roster
from refundbot.desk.days import Span
from refundbot.desk.listing import Filter
from refundbot.desk.models import Note
from refundbot.dialogue import case_of
from refundbot.dialogue.state import Check
from refundbot.replies import proof
from refundbot.replies.desk import desk_error
from refundbot.replies.macros import has_gap
from refundbot.settings import SHANGHAI

MOST_ORDERS = 10

Json = dict[str, Any]


def add_to(operations: Operations) -> None:
    """Marks what serves the operations."""

    @operations.serve("getMe")
    async def me(desk: Desk, call: Call) -> Json:
        agent = call.agent
        return {
            "agent_id": agent.id,
            "name": agent.name,
            "team": agent.team,
            "role": "supervisor" if agent.is_supervisor else "agent",
            "first_response": desk.settings.first_response_seconds,
            "attachments": files.taken(desk.settings),
            "next_response": desk.settings.next_response_seconds,
            "capacity": desk.settings.agent_capacity,
            "assigns": desk.settings.assigns,
        }

    @operations.serve("beat")
    async def beat(desk: Desk, call: Call) -> Json:
        await desk.database.run(lambda s: presence.beat(s, call.agent, desk.clock()))
        return {"ok": True}

    @operations.serve("listAgents")
    async def list_agents(desk: Desk, _: Call) -> Json:
        present_since = desk.clock() - timedelta(minutes=desk.settings.agent_gone_minutes)
        found = await desk.database.run(lambda s: presence.colleagues(s, present_since))
        return {
            "agents": [
                {
                    "id": one.id,
                    "name": one.name,
                    "team": one.team,
                    "present": one.is_present,
                    "load": one.load,
                }
                for one in found
            ]
        }

    @operations.serve("listConversations")
    async def list_conversations(desk: Desk, call: Call) -> Json:
        query = call.query
        wanted = Filter(
            status=query["status"],
            agent_id=call.agent.id if query["mine"] else None,
            words=query["q"],
            tag=query["tag"],
            customer_id=query["customer"],
            team=query["team"],
            days=_days(desk, query),
        )
        (rows, cursor), counts = await desk.database.run(
            lambda s: (
                listing.page(s, wanted, query["cursor"], query["limit"]),
                listing.counts(s, call.agent.id),
            )
        )
        return {"conversations": [wire.row(row) for row in rows], "cursor": cursor, "counts": counts}

    @operations.serve("getConversation")
    async def get_conversation(desk: Desk, call: Call) -> Json:
        limit = call.query["limit"]
        conversation, messages, notes, stars = await desk.database.run(
            lambda s: _read(s, call.conversation_id, call.query["before_seq"], limit)
        )
        check = await _check(desk, conversation)
        orders = await desk.orders(desk.customer(conversation))
        talked_about = [order for order in orders if check and order.number == check.order_number]
        return {
            "conversation": await wire.current(desk.database, conversation),
            "messages": [wire.message(message) for message in messages[-limit:]],
            "more": len(messages) > limit,
            "notes": [wire.note(note) for note in notes],
            "facts": proof.facts_known(case_of(check, desk.settings.now())) if check else [],
            "order": wire.order(talked_about[0]) if talked_about else None,
            "orders": [wire.order(order) for order in orders[:MOST_ORDERS]],
            "rating": stars,
        }

    @operations.serve("takeOver")
    async def take_over(desk: Desk, call: Call) -> Json:
        limit = None if call.query["force"] else desk.settings.agent_capacity
        return await _act(
            desk,
            lambda s: acts.take_over(s, call.conversation_id, call.agent, desk.clock(), capacity=limit),
        )

    @operations.serve("handBack")
    async def hand_back(desk: Desk, call: Call) -> Json:
        conversation, heard = await desk.database.run(lambda s: _heard(s, call.conversation_id))
        idle = await _idle(desk, conversation, heard)
        done = await _act(
            desk, lambda s: acts.hand_back(s, call.conversation_id, call.agent, desk.clock(), idle=idle)
        )
        desk.answers.wake(call.conversation_id)
        return done

    @operations.serve("resolve")
    async def resolve(desk: Desk, call: Call) -> Json:
        return await _act(desk, lambda s: acts.resolve(s, call.conversation_id, call.agent, desk.clock()))

    @operations.serve("assign")
    async def assign(desk: Desk, call: Call) -> Json:
        def unit(session: Session) -> Transition:
            if "team" in call.body:
                team = call.body["team"]
                return acts.assign_to_team(session, call.conversation_id, call.agent, team, desk.clock())
            to = roster.find(session, call.body["agent_id"])
            limit = None if call.query["force"] else desk.settings.agent_capacity
            now = desk.clock()
            return acts.assign(session, call.conversation_id, call.agent, to, now, capacity=limit)

        return await _act(desk, unit)

    @operations.serve("say")
    async def say(desk: Desk, call: Call) -> Json:
        text, attached = call.body.get("text", ""), call.body.get("attachments", ())
        if has_gap(text):
            raise Refusal("bad_request", text=desk_error("gap"))
        return await _act(
            desk,
            lambda s: acts.say(
                s,
                call.conversation_id,
                call.agent,
                text.strip(),
                desk.clock(),
                based_on_seq=call.body["based_on_seq"],
                force=call.body.get("force", False),
                suggestion_id=call.body.get("suggestion_id"),
                attached=[Wanted(one["id"], one.get("name", "")) for one in attached],
            ),
        )

    @operations.serve("uploadAttachment")
    async def upload(desk: Desk, call: Call) -> Json:
        kept = await desk.files.take(call.conversation_id, call.request, f"of agent {call.agent.id}")
        return {"attachment": wire.attachment(kept)}

    @operations.serve("getAttachment")
    async def attachment(desk: Desk, call: Call) -> Response:
        return await desk.files.give(call.conversation_id, str(call.address["attachment_id"]))

    @operations.serve("getThumbnail")
    async def thumbnail(desk: Desk, call: Call) -> Response:
        return await desk.files.give(call.conversation_id, str(call.address["attachment_id"]), small=True)

    @operations.serve("markSeen")
    async def mark_seen(desk: Desk, call: Call) -> Json:
        seq = call.body["seq"]
        outcome = await desk.database.run(
            lambda s: gate.agent_has_seen(s, call.conversation_id, call.agent, seq)
        )
        desk.live.publish(outcome)
        return {"ok": True}

    @operations.serve("setTags")
    async def set_tags(desk: Desk, call: Call) -> Json:
        tags = call.body["tags"]
        return await _act(
            desk, lambda s: acts.set_tags(s, call.conversation_id, call.agent, tags, desk.clock())
        )

    @operations.serve("addNote")
    async def add_note(desk: Desk, call: Call) -> Json:
        text = call.body["text"].strip()
        note = await desk.database.run(
            lambda s: acts.add_note(s, call.conversation_id, call.agent, text, desk.clock())
        )
        await desk.watchers.tell_note(note)
        return {"note": wire.note(note)}


def _days(desk: Desk, query: Json) -> Span | None:
    """The days that a query names, if it does."""
    if query["from"] is None and query["to"] is None:
        return None
    return Span.read(query["from"], query["to"], desk.clock().astimezone(SHANGHAI).date())


async def _act(desk: Desk, unit: Callable[[Session], Transition]) -> Json:
    """Does an act, tells everyone, and answers with how the conversation stands."""
    outcome = done(await desk.database.run(unit))
    desk.live.publish(outcome)
    return {
        "conversation": await wire.current(desk.database, outcome.conversation),
        "changed": outcome.changed,
        "messages": [wire.message(message) for message in outcome.messages],
    }


async def _check(desk: Desk, conversation: Conversation) -> Check | None:
    """What the bot knows of the case; nothing while no worker can be reached."""
    try:
        return (await desk.memory.recall(conversation.trackers(), "")).now.check
    except NotNow:
        return None


async def _idle(desk: Desk, conversation: Conversation, heard: list[Message]) -> list[int]:
    """Messages that need no answer; while no worker can be reached, all are taken to need one."""
    try:
        return await idle_seqs(desk, conversation, heard)
    except NotNow:
        return []


def _heard(session: Session, conversation_id: str) -> tuple[Conversation, list[Message]]:
    return store.lock(session, conversation_id), store.heard(session, conversation_id)


def _read(
    session: Session, conversation_id: str, before_seq: int | None, limit: int
) -> tuple[Conversation, list[Message], list[Note], int | None]:
    """A conversation with a page of messages and one more, its notes and the stars given last."""
    conversation = store.find(session, conversation_id)
    if conversation is None:
        raise store.NoSuchConversation(conversation_id)
    stars = (
        select(Rating.stars)
        .where(Rating.conversation_id == conversation_id)
        .order_by(desc(Rating.id))
        .limit(1)
    )
    return (
        conversation,
        store.before(session, conversation_id, before_seq, limit + 1),
        acts.notes(session, conversation_id),
        session.execute(stars).scalar_one_or_none(),
    )
