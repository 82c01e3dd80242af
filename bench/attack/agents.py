"""What agents and their tools may not do (item 5)."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any

from bench.attack import people, wire
from bench.attack.attack import Attack, Finding, NotTried, Scale, judged
from bench.attack.server import CHATWOOT_SECRET, Server

INVISIBLE = ("\u200b", "\u2060\u00ad", "\ufeff", "\u3164", "\u115f\u1160", "\u2800", " \u200d\u200e ")


async def assign_to_nobody(server: Server, _: Scale) -> Finding:
    """Gives a conversation to an account that does not exist, under a name made up."""
    customer, agent = await people.customer(server), people.agent(server)
    await agent.act(customer.id, "take-over")
    bodies: list[dict[str, object]] = [
        {"agent_id": "no-such-account"},
        {"agent_id": "no-such-account", "name": "总经理"},
    ]
    given = [await agent.act(customer.id, "assign", **body) for body in bodies]
    taken = sum(answer.status == 200 for answer in given)
    return judged(held=not taken, figure=f"{taken} of {len(given)} done; status {given[-1].status}")


async def invisible_words(server: Server, _: Scale) -> Finding:
    """Says what nobody can see, as a customer, an agent, and on a note."""
    customer, agent = await people.customer(server), people.agent(server)
    await agent.act(customer.id, "take-over")
    taken = []
    for text in INVISIBLE:
        ack = await customer.say(text)
        if ack and ack["ok"]:
            taken.append(f"customer {text!a}")
        said = await agent.act(customer.id, "say", text=text, based_on_seq=0, force=True)
        noted = await agent.act(customer.id, "note", text=text)
        taken += [
            f"{act} {text!a}" for act, answer in (("agent", said), ("note", noted)) if answer.status == 200
        ]
    return judged(
        held=not taken, figure=f"{len(taken)} of {3 * len(INVISIBLE)} taken: {', '.join(taken)}".rstrip(": ")
    )


async def late_webhook(server: Server, _: Scale) -> Finding:
    """Delivers an old webhook again after people have taken the conversation at Chatwoot."""
    first, second = _webhook(101, "pending", "退款多久到账"), _webhook(102, "open", "我要找人")
    for payload in (first, second):
        if await _deliver(server, payload) != 200:
            raise NotTried("the webhook is not served")
    before = await _chatwoots(server)
    for payload in (first, first, second, first):
        await _deliver(server, payload)
    after = await _chatwoots(server)
    changed = (before["status"], before["last_seq"]) != (after["status"], after["last_seq"])
    return judged(
        held=not changed,
        figure=f"{before['status']} became {after['status']}, seq {before['last_seq']} {after['last_seq']}",
    )


def _webhook(id: int, status: str, text: str) -> dict[str, Any]:
    contact = {"id": 9, "name": "王先生", "identifier": None, "email": None, "type": "contact"}
    return {
        "event": "message_created",
        "id": id,
        "content": text,
        "content_type": "text",
        "content_attributes": {},
        "message_type": "incoming",
        "private": False,
        "account": {"id": 3, "name": "店铺"},
        "inbox": {"id": 5, "name": "网站"},
        "sender": contact,
        "conversation": {
            "id": 42,
            "status": status,
            "contact_inbox": {"id": 7, "hmac_verified": False},
            "meta": {"sender": contact, "assignee": None},
        },
    }


def webhook_text() -> bytes:
    """A customer's message as Chatwoot tells it, in JSON."""
    return json.dumps(_webhook(101, "pending", "退款多久到账")).encode()


async def _deliver(server: Server, payload: object) -> int:
    return await deliver(server, json.dumps(payload).encode())


async def deliver(server: Server, body: bytes) -> int:
    """The status of the answer to a rightly signed webhook."""
    stamp = str(int(time.time()))
    digest = hmac.new(CHATWOOT_SECRET.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    head = (
        f"POST /chatwoot/webhook HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        f"X-Chatwoot-Timestamp: {stamp}\r\nX-Chatwoot-Signature: sha256={digest}\r\n\r\n"
    )
    answer = await wire.exchange(server.port, head.encode() + body, source=server.address(), seconds=10)
    return int(answer.split()[1]) if answer.startswith(b"HTTP/1.1 ") else 0


async def _chatwoots(server: Server) -> dict[str, Any]:
    listed = await people.agent(server).ask("GET", "/conversations?limit=100")
    for row in listed.body["conversations"]:
        if row["page"] == "/chatwoot":
            return dict(row)
    raise NotTried("Chatwoot's conversation is not listed")


ATTACKS = (
    Attack(
        "assign-to-nobody", 5, "A conversation is given to an account that does not exist.", assign_to_nobody
    ),
    Attack(
        "invisible-words", 5, "Texts of invisible characters are said by customer and agent.", invisible_words
    ),
    Attack("late-webhook", 5, "A Chatwoot webhook comes again after people took over there.", late_webhook),
)
