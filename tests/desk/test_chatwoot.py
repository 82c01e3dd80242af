"""refundbot as an agent bot of Chatwoot, against a server that answers as Chatwoot's API is documented to."""

from __future__ import annotations

import asyncio
import copy
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from sanic import Sanic, response

from refundbot.channels.chatwoot import incoming, outbox

SECRET = "chatwoot-secret"
TOKEN = "bot-token"

# The shape of a `message_created` webhook (Chatwoot 4: agent bots), with invented values.
MESSAGE: dict[str, Any] = {
    "event": "message_created",
    "id": 101,
    "content": "退款多久到账",
    "content_type": "text",
    "content_attributes": {},
    "message_type": "incoming",
    "private": False,
    "created_at": "2026-11-24T10:00:00.000Z",
    "source_id": None,
    "account": {"id": 3, "name": "店铺"},
    "inbox": {"id": 5, "name": "网站"},
    "sender": {"id": 9, "name": "王先生", "identifier": None, "email": None, "type": "contact"},
    "conversation": {
        "id": 42,
        "inbox_id": 5,
        "status": "pending",
        "channel": "Channel::WebWidget",
        "can_reply": True,
        "contact_inbox": {"id": 7, "contact_id": 9, "inbox_id": 5, "hmac_verified": False},
        "meta": {"sender": {"id": 9, "name": "王先生"}, "assignee": None},
        "messages": [],
    },
}


def message(id: int = 101, **changes: Any) -> dict[str, Any]:
    """A webhook with changes; `status` is the conversation's."""
    payload = copy.deepcopy(MESSAGE)
    payload["id"] = id
    payload["conversation"]["status"] = changes.pop("status", "pending")
    return {**payload, **changes}


class Chatwoot:
    """The API of a Chatwoot installation: keeps what it is told, and refuses what it would refuse."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.down = False

    def app(self) -> Sanic:
        app = Sanic(f"chatwoot{id(self)}", configure_logging=False)

        @app.post("/api/v1/accounts/<account:int>/conversations/<conversation:int>/<act>")
        async def take(request: Any, account: int, conversation: int, act: str) -> Any:
            if self.down:
                return response.json({}, 503)
            if request.headers.get("api_access_token") != TOKEN:
                return response.json({"error": "Invalid Access Token"}, 401)
            if (account, conversation) != (3, 42) or act not in ("messages", "toggle_status"):
                return response.json({"error": "Resource could not be found"}, 404)
            body = request.json
            known = {"content", "message_type", "private", "content_type", "content_attributes", "status"}
            if not body.keys() <= known or (act == "messages" and not body.get("content")):
                return response.json({"error": "unprocessable"}, 422)
            self.calls.append((act, body))
            return response.json({"id": len(self.calls)})

        return app

    def said(self) -> list[str]:
        """What the customer was told."""
        return [body["content"] for act, body in self.calls if act == "messages" and not body["private"]]

    def notes(self) -> list[str]:
        """What agents were told."""
        return [body["content"] for act, body in self.calls if act == "messages" and body["private"]]


class Inbox:
    """An inbox of Chatwoot, and the shop that answers in it."""

    def __init__(self, shop: Any, chatwoot: Chatwoot) -> None:
        self.shop, self.chatwoot = shop, chatwoot

    async def deliver(self, payload: object, **headers: str) -> int:
        """Delivers a signed webhook and waits until all is told; gives the status of the answer."""
        body = json.dumps(payload).encode()
        stamp = str(int(time.time()))
        given = {"X-Chatwoot-Timestamp": stamp, "X-Chatwoot-Signature": signature(body, stamp), **headers}
        status = await self.post(body, given)
        await self.quiet()
        return status

    async def post(self, body: bytes, headers: dict[str, str], query: str = "") -> int:
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.shop.url}/chatwoot/webhook{query}", data=body, headers=headers) as answer,
        ):
            return answer.status

    async def quiet(self) -> None:
        """Waits until nothing is being answered or told."""
        work = (self.shop.chat.answers._working, self.shop.app.ctx.chatwoot._telling)
        while tasks := {task for tasks in work for task in tasks.values()}:
            await asyncio.wait(tasks)


def signature(body: bytes, stamp: str, secret: str = SECRET) -> str:
    digest = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256)
    return f"sha256={digest.hexdigest()}"


@pytest.fixture
async def inbox(
    open_shop: Callable[..., Awaitable[Any]], serve_sanic: Callable[[Sanic], Awaitable[str]]
) -> AsyncIterator[Inbox]:
    chatwoot = Chatwoot()
    url = await serve_sanic(chatwoot.app())
    shop = await open_shop(chatwoot_url=url, chatwoot_token=TOKEN, chatwoot_secret=SECRET)
    yield Inbox(shop, chatwoot)
    await shop.app.ctx.chatwoot.stop()


async def test_a_customers_message_is_answered_in_chatwoot(inbox: Inbox) -> None:
    assert await inbox.deliver(message()) == 200
    assert inbox.chatwoot.said() == ["您说：退款多久到账"]


async def test_a_webhook_that_comes_again_is_answered_once(inbox: Inbox) -> None:
    for _ in range(3):
        assert await inbox.deliver(message()) == 200
    await asyncio.gather(*(inbox.deliver(message(102, content="还有吗")) for _ in range(3)))
    assert inbox.chatwoot.said() == ["您说：退款多久到账", "您说：还有吗"]


@pytest.mark.parametrize(
    "ignored",
    [
        message(message_type="outgoing"),
        message(message_type="template"),
        message(private=True),
        message(event="conversation_updated"),
        message(event="message_updated"),
        message(content=None, attachments=[{"file_type": "image"}]),
        message(content="  "),
        {**message(), "conversation": {}},
        {**message(), "account": "x"},
        {"event": "webwidget_triggered"},
        [],
        7,
    ],
)
async def test_other_events_are_acknowledged_and_left_alone(inbox: Inbox, ignored: object) -> None:
    assert await inbox.deliver(ignored) == 200
    assert inbox.chatwoot.calls == []


async def test_choices_are_offered_and_what_is_picked_is_said(inbox: Inbox) -> None:
    from refundbot.conversations.store import Bubble

    async def offers(turn: Any) -> list[Bubble]:
        choices = [{"id": "c1", "title": "包年包月", "text": "包年包月"}]
        return [Bubble(f"您说：{turn.text}", {**inbox.shop.bot.envelope}, choices)]

    inbox.shop.bot.answer = offers
    await inbox.deliver(message())
    ((_, body),) = inbox.chatwoot.calls
    assert body["content_type"] == "input_select"
    assert body["content_attributes"] == {"items": [{"title": "包年包月", "value": "包年包月"}]}
    picked = {"submitted_values": [{"title": "包年包月", "value": "包年包月"}]}
    await inbox.deliver(
        message(103, event="message_updated", message_type="outgoing", content_attributes=picked)
    )
    assert inbox.chatwoot.said()[-1] == "您说：包年包月"


async def test_the_evidence_is_a_private_note(inbox: Inbox) -> None:
    source = {
        "id": "S1",
        "title": "可五天无理由退订",
        "url": "https://example.com/s1",
        "as_of": None,
        "grade": "A",
    }
    inbox.shop.bot.envelope = {**inbox.shop.bot.envelope, "sources": [source]}
    await inbox.deliver(message())
    assert inbox.chatwoot.notes() == [
        "机器人这条回答的依据：\n可五天无理由退订（日期未注明，A 级）https://example.com/s1"
    ]


async def test_who_wants_a_person_is_handed_over_and_the_bot_falls_silent(inbox: Inbox) -> None:
    await inbox.deliver(message(content="转人工"))
    assert inbox.chatwoot.calls[-1] == ("toggle_status", {"status": "open"})
    assert "客户要找人工" in inbox.chatwoot.notes()[-1]
    before = list(inbox.chatwoot.calls)
    await inbox.deliver(message(104, content="有人吗", status="open"))
    assert inbox.chatwoot.calls == before
    assert inbox.shop.bot.heard == ["有人吗"]


async def test_the_bot_goes_on_when_the_conversation_is_pending_again(inbox: Inbox) -> None:
    await inbox.deliver(message(content="转人工"))
    await inbox.deliver(message(104, content="有人吗", status="open"))
    await inbox.deliver(message(105, content="那我问机器人"))
    assert inbox.chatwoot.said()[-1] == "您说：那我问机器人"


async def test_where_people_began_the_talk_the_bot_only_listens(inbox: Inbox) -> None:
    await inbox.deliver(message(status="open"))
    assert inbox.chatwoot.calls == []
    assert inbox.shop.bot.heard == ["退款多久到账"]


async def test_those_who_wait_at_chatwoot_do_not_lengthen_our_own_queue(inbox: Inbox) -> None:
    await inbox.deliver(message(content="转人工"))
    _, listed = await inbox.shop.person("li").get("/conversations")
    assert listed["counts"]["queued"] == 0
    assert listed["conversations"][0]["agent"]["id"] == "chatwoot"


async def test_while_chatwoot_is_down_nothing_is_lost(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox.chatwoot.down = True
    await inbox.deliver(message())
    await inbox.deliver(message(102, content="还有吗"))
    inbox.chatwoot.down = False
    monkeypatch.setattr(outbox, "AGAIN_SECONDS", 0.01)
    inbox.shop.app.ctx.chatwoot.start()
    while len(inbox.chatwoot.said()) < 2:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    assert inbox.chatwoot.said() == ["您说：退款多久到账", "您说：还有吗"]


async def test_only_chatwoot_is_listened_to(inbox: Inbox) -> None:
    body, now = json.dumps(message()).encode(), str(int(time.time()))
    old = str(int(time.time()) - 2 * incoming.MOST_SECONDS)
    for headers, query in (
        ({}, ""),
        ({}, "?token=wrong"),
        ({"X-Chatwoot-Timestamp": now, "X-Chatwoot-Signature": signature(body, now, "wrong")}, ""),
        ({"X-Chatwoot-Timestamp": now, "X-Chatwoot-Signature": signature(b"other", now)}, ""),
        ({"X-Chatwoot-Timestamp": old, "X-Chatwoot-Signature": signature(body, old)}, ""),
        ({"X-Chatwoot-Timestamp": old, "X-Chatwoot-Signature": signature(body, now)}, ""),
        ({"X-Chatwoot-Timestamp": "²", "X-Chatwoot-Signature": "sha256=é"}, f"?token={SECRET}"),
    ):
        assert await inbox.post(body, headers, query) == 401
    await inbox.quiet()
    assert inbox.chatwoot.calls == []
    assert await inbox.post(body, {}, f"?token={SECRET}") == 200


async def test_without_its_settings_nobody_is_listened_to(shop: Any) -> None:
    body, now = json.dumps(message()).encode(), str(int(time.time()))
    headers = {"X-Chatwoot-Timestamp": now, "X-Chatwoot-Signature": signature(body, now, "")}
    assert await Inbox(shop, Chatwoot()).post(body, headers) == 401


@pytest.mark.parametrize(
    ("verified", "customer"), [(True, "demo"), (False, None), ("true", None), (None, None)]
)
def test_a_contact_is_only_known_where_chatwoot_verified_him(verified: object, customer: str | None) -> None:
    payload = message()
    payload["sender"]["identifier"] = "demo"
    payload["conversation"]["contact_inbox"]["hmac_verified"] = verified
    said = incoming.read(payload)
    assert said is not None
    assert said.customer_id == customer
