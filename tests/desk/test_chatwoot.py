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
from urllib.parse import urlsplit

import aiohttp
import pytest
from sanic import Sanic, response

from refundbot.channels.chatwoot import incoming, outbox
from refundbot.conversations.models import Conversation

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
        self.refuses: set[int] = set()

    def app(self) -> Sanic:
        app = Sanic(f"chatwoot{id(self)}", configure_logging=False)

        @app.post("/api/v1/accounts/<account:int>/conversations/<conversation:int>/<act>")
        async def take(request: Any, account: int, conversation: int, act: str) -> Any:
            if self.down:
                return response.json({}, 503)
            if self.refuses:
                return response.json({}, min(self.refuses))
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
        await self.shop.chat.live._untold.join()
        work = (self.shop.chat.answers._working, self.shop.app.state.chatwoot._telling)
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
    await shop.app.state.chatwoot.stop()


async def test_a_customers_message_is_answered_in_chatwoot(inbox: Inbox) -> None:
    assert await inbox.deliver(message()) == 200
    assert inbox.chatwoot.said() == ["您说：退款多久到账"]


async def test_a_webhook_that_comes_again_is_answered_once(inbox: Inbox) -> None:
    for _ in range(3):
        assert await inbox.deliver(message()) == 200
    await asyncio.gather(*(inbox.deliver(message(102, content="还有吗")) for _ in range(3)))
    assert inbox.chatwoot.said() == ["您说：退款多久到账", "您说：还有吗"]


def odd_ids() -> list[Any]:
    whole = [float("nan"), float("inf"), -1, 0, 1.5, True, "42", "x", None, [], {}, 10**30, 2**63]
    return [
        *({**message(), "id": odd} for odd in whole),
        *({**message(), "account": {"id": odd}} for odd in [*whole, 2**31]),
        *({**message(), "conversation": {**MESSAGE["conversation"], "id": odd}} for odd in [*whole, 2**31]),
    ]


@pytest.mark.parametrize("odd", odd_ids(), ids=lambda odd: f"{odd['id']} {odd['account']}"[:40])
def test_what_is_no_id_of_chatwoots_is_left_alone(odd: dict[str, Any]) -> None:
    assert incoming.read_webhook(json.loads(json.dumps(odd))) is None


@pytest.mark.parametrize("picked", [[], {}, "x", 7, [7], [{}], [{"value": 7}], [{"value": ["x"]}], {"0": {}}])
def test_what_is_no_choice_is_left_alone(picked: object) -> None:
    assert (
        incoming.read_webhook(
            message(event="message_updated", content_attributes={"submitted_values": picked})
        )
        is None
    )


@pytest.mark.parametrize("identifier", ["x" * 256, "a\0b", "\ud800", "", 7, ["demo"]], ids=repr)
async def test_a_contact_of_an_odd_id_is_nobody(inbox: Inbox, identifier: object) -> None:
    payload = message()
    payload["sender"]["identifier"] = identifier
    payload["conversation"]["contact_inbox"]["hmac_verified"] = True
    assert await inbox.deliver(payload) == 200
    assert inbox.chatwoot.said() == ["您说：退款多久到账"]


async def test_odd_signatures_are_refused_without_a_word_in_the_log(
    inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    body = json.dumps(message()).encode()
    for stamp in ("9" * 400, "9" * 5000, "-1", "1e9", "١٢٣", "", " 1", "NaN"):
        given = {"X-Chatwoot-Timestamp": stamp, "X-Chatwoot-Signature": signature(body, stamp)}
        assert await inbox.post(body, given) == 401, stamp
    url = urlsplit(inbox.shop.url)
    for header in (b"X-Chatwoot-Signature: sha256=\xff\xfe", b"X-Chatwoot-Timestamp: \xff"):
        reader, writer = await asyncio.open_connection(url.hostname, url.port)
        head = b"POST /chatwoot/webhook?token=%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        writer.write(head + header + b"\r\nContent-Length: 2\r\n\r\n{}")
        assert (await reader.readline()).split()[1] == b"401", header
        writer.close()
    assert caplog.records == []


def status_of(inbox: Inbox) -> str:
    return str(inbox.shop.database.work(lambda s: s.query(Conversation.status).one())[0])


async def test_a_webhook_that_comes_again_late_changes_nothing(inbox: Inbox) -> None:
    await inbox.deliver(message(101))
    await inbox.deliver(message(102, content="有人吗", status="open"))
    assert status_of(inbox) == "human"
    before = list(inbox.chatwoot.calls)
    known = message(101)
    known["sender"]["identifier"] = "demo"
    known["conversation"]["contact_inbox"]["hmac_verified"] = True
    await inbox.deliver(known)
    assert status_of(inbox) == "human"
    assert inbox.chatwoot.calls == before
    assert inbox.shop.database.work(lambda s: s.query(Conversation.customer_id).one())[0] is None


async def test_a_late_webhook_is_kept_but_says_nothing_of_who_speaks_now(inbox: Inbox) -> None:
    await inbox.deliver(message(102, content="有人吗", status="open"))
    await inbox.deliver(message(101, content="先说的"))
    assert status_of(inbox) == "human"
    assert inbox.chatwoot.calls == []
    assert inbox.shop.bot.heard == ["有人吗", "先说的"]
    await inbox.deliver(message(103, content="那我问机器人"))
    await inbox.deliver(message(100, content="最早的", status="open"))
    assert status_of(inbox) == "bot"
    assert inbox.chatwoot.said() == ["您说：那我问机器人", "您说：最早的"]


@pytest.mark.parametrize(
    "ignored",
    [
        message(message_type="outgoing"),
        message(message_type="template"),
        message(private=True),
        message(event="conversation_updated"),
        message(event="message_updated"),
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
        "机器人这条回答的依据：\n- [可五天无理由退订](https://example.com/s1)（日期未注明，A 级）"
    ]


async def test_who_wants_a_person_is_handed_over_and_the_bot_falls_silent(inbox: Inbox) -> None:
    await inbox.deliver(message(content="转人工"))
    assert ("toggle_status", {"status": "open"}) in inbox.chatwoot.calls
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
    monkeypatch.setattr(outbox, "AGAIN_SECONDS", 0.1)
    inbox.chatwoot.down = True
    await inbox.deliver(message())
    await inbox.deliver(message(102, content="还有吗"))
    inbox.chatwoot.down = False
    inbox.shop.app.state.chatwoot.start()
    while len(inbox.chatwoot.said()) < 2:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    assert inbox.chatwoot.said() == ["您说：退款多久到账", "您说：还有吗"]


async def test_a_late_webhook_brings_back_nothing_that_was_erased(inbox: Inbox) -> None:
    await inbox.deliver(message())
    (erased,) = (await inbox.shop.person("li").get("/conversations"))[1]["conversations"]
    assert await inbox.shop.app.state.chat.housekeeping.erase(erased["id"])
    for late in (message(), message(102, content="迟到的", created_at=1_700_000_000)):
        assert await inbox.deliver(late) == 200
    assert (await inbox.shop.person("li").get("/conversations"))[1]["conversations"] == []
    for new in (
        message(103, content="新的", created_at="2100-01-01T00:00:00Z"),
        message(104, created_at=None),
    ):
        assert await inbox.deliver(new) == 200
    (fresh,) = (await inbox.shop.person("li").get("/conversations"))[1]["conversations"]
    assert fresh["id"] != erased["id"]
    assert inbox.chatwoot.said()[-2:] == ["您说：新的", "您说：退款多久到账"]


@pytest.mark.parametrize("number", [2**31, 2**70, 10**80, float("inf"), float("nan")])
async def test_numbers_beyond_all_columns_are_acknowledged(
    inbox: Inbox, number: float, caplog: pytest.LogCaptureFixture
) -> None:
    for odd in ({**message(), "id": number}, {**message(), "account": {"id": number}}):
        assert await inbox.deliver(odd) == 200
    assert [record for record in caplog.records if record.exc_info] == []


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
    said = incoming.read_webhook(payload)
    assert isinstance(said, incoming.Said)
    assert said.customer_id == customer


AGENT = {"id": 4, "name": "王芳", "email": "wang@example.com", "type": "user"}
BOT = {"id": 2, "name": "refundbot", "type": "agent_bot"}


def stands(status: str, last_id: int = 101, changed_at: float | None = None, **more: Any) -> dict[str, Any]:
    """A webhook of a change of the conversation, as `Conversations::EventDataPresenter` makes it (4.x): the
    account is only told in its latest message, and the time of the change only by later releases."""
    conversation = copy.deepcopy(MESSAGE["conversation"])
    conversation["messages"] = [{"id": last_id, "account_id": 3, "content": "x", "message_type": 0}]
    when = {} if changed_at is None else {"updated_at": changed_at}
    return {**conversation, "event": "conversation_status_changed", "status": status, **when, **more}


def by_agent(id: int, text: str, **changes: Any) -> dict[str, Any]:
    return message(id, content=text, message_type="outgoing", sender=AGENT, **changes)


async def transcript(inbox: Inbox) -> list[tuple[str, str]]:
    (row,) = (await inbox.shop.person("li").get("/conversations"))[1]["conversations"]
    _, read = await inbox.shop.person("li").get(f"/conversations/{row['id']}")
    return [(one["from"], one["text"]) for one in read["messages"] if one["from"] != "system"]


async def test_a_picked_choice_is_the_contacts_whose_sender_is_the_bot() -> None:
    picked = {"submitted_values": [{"title": "包年包月", "value": "包年包月"}]}
    payload = message(event="message_updated", message_type="outgoing", content_attributes=picked, sender=BOT)
    payload["conversation"]["meta"]["sender"]["identifier"] = "demo"
    payload["conversation"]["contact_inbox"]["hmac_verified"] = True
    said = incoming.read_webhook(payload)
    assert isinstance(said, incoming.Said)
    assert (said.speaker, said.customer_id, said.text) == ("customer", "demo", "包年包月")


async def test_once_a_person_has_written_the_bot_is_silent_though_it_is_pending(inbox: Inbox) -> None:
    await inbox.deliver(message(101))
    await inbox.deliver(by_agent(102, "我来看"))
    assert status_of(inbox) == "human"
    before = list(inbox.chatwoot.calls)
    await inbox.deliver(message(103, content="好的", status="open"))
    assert inbox.chatwoot.calls == before
    assert await transcript(inbox) == [
        ("customer", "退款多久到账"),
        ("bot", "您说：退款多久到账"),
        ("agent", "我来看"),
        ("customer", "好的"),
    ]


async def test_what_the_bot_itself_said_and_notes_are_no_persons_words(inbox: Inbox) -> None:
    await inbox.deliver(message(101))
    await inbox.deliver(message(102, content="您说", message_type="outgoing", sender=BOT))
    await inbox.deliver(by_agent(103, "内部", private=True))
    assert status_of(inbox) == "bot"
    assert len(await transcript(inbox)) == 2


async def test_an_answer_under_way_is_not_given_once_a_person_has_written(inbox: Inbox) -> None:
    going, may_go = asyncio.Event(), asyncio.Event()
    answer = inbox.shop.bot.answer

    async def slow(turn: Any) -> Any:
        going.set()
        await may_go.wait()
        return await answer(turn)

    inbox.shop.bot.answer = slow
    delivering = asyncio.create_task(inbox.deliver(message(101)))
    await going.wait()
    body, stamp = json.dumps(by_agent(102, "我来看")).encode(), str(int(time.time()))
    signed = {"X-Chatwoot-Timestamp": stamp, "X-Chatwoot-Signature": signature(body, stamp)}
    assert await inbox.post(body, signed) == 200
    may_go.set()
    await delivering
    assert inbox.chatwoot.said() == []


async def test_an_answer_that_was_not_told_in_time_does_not_speak_over_a_person(inbox: Inbox) -> None:
    inbox.chatwoot.down = True
    await inbox.deliver(message(101))
    inbox.chatwoot.down = False
    await inbox.deliver(by_agent(102, "我来看"))
    assert inbox.chatwoot.said() == []


async def test_an_event_from_before_a_persons_word_gives_nothing_back(inbox: Inbox) -> None:
    await inbox.deliver(message(101))
    await inbox.deliver(by_agent(105, "我来看"))
    await inbox.deliver(stands("pending", last_id=103))
    await inbox.deliver(message(104, content="先说的"))
    assert status_of(inbox) == "human"


async def test_of_two_changes_at_the_same_message_the_later_holds(inbox: Inbox) -> None:
    await inbox.deliver(message(101))
    await inbox.deliver(stands("open", changed_at=1_700_000_002.5))
    await inbox.deliver(stands("pending", changed_at=1_700_000_001.0))
    assert status_of(inbox) == "human"
    await inbox.deliver(stands("pending", changed_at=1_700_000_003.0))
    assert status_of(inbox) == "bot"


async def test_resolved_and_reopened_on_either_side_agree(inbox: Inbox) -> None:
    await inbox.deliver(message(101))
    await inbox.deliver(stands("resolved", last_id=101))
    assert status_of(inbox) == "closed"
    assert [act for act, _ in inbox.chatwoot.calls] == ["messages"]  # it knows
    await inbox.deliver(message(102, content="还有一个问题", status="open"))
    assert status_of(inbox) == "human"
    (row,) = (await inbox.shop.person("li").get("/conversations"))[1]["conversations"]
    await inbox.shop.person("boss", "supervisor").act(row["id"], "resolve")
    await inbox.quiet()
    assert inbox.chatwoot.calls[-1] == ("toggle_status", {"status": "resolved"})


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({"content": None, "attachments": [{"file_type": "image"}]}, "图片、文件"),
        ({"content": "  "}, "空消息"),
        ({"content": "长" * 5000}, "很长的消息"),
    ],
)
async def test_what_cannot_be_read_hands_over_with_a_word(
    inbox: Inbox, changes: dict[str, Any], kept: str
) -> None:
    await inbox.deliver(message(**changes))
    assert ("toggle_status", {"status": "open"}) in inbox.chatwoot.calls
    (word,) = inbox.chatwoot.said()
    assert "已经帮您转给人工客服" in word
    assert kept in (await transcript(inbox))[0][1]


async def test_what_cannot_be_stored_is_answered_so_that_chatwoot_delivers_it_again(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(type(inbox.shop.database), "run", broken)
        body, stamp = json.dumps(message()).encode(), str(int(time.time()))
        signed = {"X-Chatwoot-Timestamp": stamp, "X-Chatwoot-Signature": signature(body, stamp)}
        assert await inbox.post(body, signed) == 500
    assert await inbox.deliver(message()) == 200
    assert inbox.chatwoot.said() == ["您说：退款多久到账"]


async def test_a_refusal_for_good_is_not_repeated_and_holds_nothing_up(inbox: Inbox) -> None:
    inbox.chatwoot.refuses = {404}
    await inbox.deliver(message(101))
    inbox.chatwoot.refuses = set()
    await inbox.deliver(message(102, content="还有吗"))
    assert inbox.chatwoot.said() == ["您说：还有吗"]
    assert await inbox.shop.database.run(outbox._behind) == []


async def test_what_fails_is_tried_less_and_less_often_and_given_up_after_a_day(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox.chatwoot.down = True
    await inbox.deliver(message(101))
    telling = inbox.shop.app.state.chatwoot
    ((id_, (failed, until)),) = telling._failures.items()
    assert (failed, until > time.monotonic()) == (1, True)
    for _ in range(20):
        telling.wake(id_)
        await inbox.quiet()
    failed, until = telling._failures[id_]
    assert failed == 21
    assert until - time.monotonic() <= outbox.MOST_SECONDS
    inbox.chatwoot.down = False
    monkeypatch.setattr(outbox, "GIVEN_UP_AFTER", -outbox.GIVEN_UP_AFTER)
    telling.wake(id_)
    await inbox.quiet()
    assert inbox.chatwoot.said() == []
    assert await inbox.shop.database.run(outbox._behind) == []


async def test_the_handoff_note_tells_what_was_asked_once_though_chatwoot_fails(inbox: Inbox) -> None:
    await inbox.deliver(message(101))
    inbox.chatwoot.down = True
    await inbox.deliver(message(102, content="转人工"))
    inbox.chatwoot.down = False
    (id_,) = await inbox.shop.database.run(outbox._behind)
    inbox.shop.app.state.chatwoot.wake(id_)
    await inbox.quiet()
    (note,) = inbox.chatwoot.notes()
    assert "客户问：“退款多久到账”" in note
    assert "转人工原因：客户要找人工" in note


async def test_on_whatsapp_choices_are_cut_and_what_comes_back_is_the_choice(inbox: Inbox) -> None:
    titles = [f"共享流量包二零二六年十一月第二十四日购买的第{n}张单子" for n in range(12)]
    choices = [{"id": f"c{n}", "title": title, "text": f"/选{n}"} for n, title in enumerate(titles)]
    heard: list[str] = []

    async def offers(turn: Any) -> list[Any]:
        from refundbot.conversations.store import Bubble

        heard.append(turn.text)
        return [Bubble("选一张", {**inbox.shop.bot.envelope}, choices)]

    inbox.shop.bot.answer = offers
    first = message(101)
    first["conversation"]["channel"] = "Channel::Whatsapp"
    await inbox.deliver(first)
    items = inbox.chatwoot.calls[-1][1]["content_attributes"]["items"]
    shown = [item["title"] for item in items]
    assert len(items) == len(set(shown)) == 10
    assert max(map(len, shown)) <= 24
    await inbox.deliver({**first, "id": 102, "content": shown[3]})
    assert heard[-1] == "/选3"
    assert (await transcript(inbox))[2] == ("customer", titles[3])


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<p>退款多久<br>到账&nbsp;</p>", "退款多久\n到账"),
        ('<div>看<a href="https://x.example">这里</a></div>', "看这里"),
        ("金额 a < b 且 c > d", "金额 a < b 且 c > d"),
        ("R&amp;D", "R&amp;D"),
    ],
)
def test_the_html_of_older_releases_is_read(content: str, text: str) -> None:
    assert incoming.plain(content) == text
