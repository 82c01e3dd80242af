"""What customers send beside words: taken once, in order, given to nobody else, gone when erased."""

from __future__ import annotations

import asyncio
import sqlite3
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from refundbot.attachments import shelf
from refundbot.channels.web import files, housekeeping
from refundbot.conversations import attachments, gate
from refundbot.conversations.gate import Agent
from refundbot.replies.attachments import BESIDE_WORDS, file_error, unread_attachments
from tests.attachments.conftest import KEYS, bucket, s3_url
from tests.attachments.files import PDF, bomb, picture

SHOT = picture()
__all__ = ["bucket", "s3_url"]

UNREAD = unread_attachments().texts[0]
LI = Agent("li", "小李")


async def upload(customer: Any, data: bytes = SHOT, kind: str = "image/png") -> tuple[int, Any]:
    """Status and JSON."""
    headers = {"Authorization": f"Bearer {customer.token}", "Content-Type": kind}
    url = f"{customer.url}/chat/attachments"
    async with customer.http.post(url, data=data, headers=headers) as answer:
        return answer.status, await answer.json()


async def chosen(customer: Any, *what: Any) -> str:
    """The id of an attachment that is there to be sent."""
    status, body = await upload(customer, *what)
    assert status == 200, body
    return str(body["attachment"]["id"])


async def send(
    customer: Any, *ids: str, text: str = "", name: str = "截图.png", as_: str | None = None
) -> Any:
    """The acknowledgement of a message with these."""
    attached = [{"id": id, "name": name} for id in ids]
    message = {"client_msg_id": as_ or uuid.uuid4().hex, "attachments": attached}
    return await customer.ask("say", {**message, **({"text": text} if text else {})})


async def fetched(customer: Any, id: str, small: bool = False) -> tuple[int, bytes, Any]:
    url = f"{customer.url}/chat/attachments/{id}" + ("/thumbnail" if small else "")
    async with customer.http.get(url, headers={"Authorization": f"Bearer {customer.token}"}) as answer:
        return answer.status, await answer.read(), answer.headers


def stored(site: Any) -> list[Path]:
    """The files of attachments."""
    return [path for path in site.chat.settings.attachments_folder.rglob("*") if path.is_file()]


@pytest.fixture
async def customer(site: Any) -> Any:
    return await joined(site)


async def joined(site: Any) -> Any:
    """A customer who is connected, and their conversation."""
    customer = site.customer()
    session = await customer.open()
    customer.conversation = session["conversation_id"]
    await customer.connect()
    return customer


async def test_a_picture_without_words_is_part_of_the_talk_and_the_bot_says_that_it_cannot_read_it(
    site: Any, customer: Any
) -> None:
    ack = await send(customer, await chosen(customer))
    assert ack == {"ok": True, "seq": 1}
    assert await customer.answers(1) == [UNREAD]
    (mine,) = customer.got("customer")
    (sent,) = mine["attachments"]
    assert (mine["text"], sent["name"], sent["type"]) == ("", "截图.png", "image/png")
    assert (sent["width"], sent["height"]) == (640, 400)
    told = customer.got("bot")[0]
    assert told["envelope"]["kind"] == "smalltalk"
    assert [choice["title"] for choice in told["choices"]] == ["转人工"]
    assert site.bot.asked == []
    _, history = await customer.call("GET", "history")
    assert history["messages"][0]["attachments"] == mine["attachments"]


async def test_words_beside_a_picture_are_answered_with_what_was_not_read(site: Any, customer: Any) -> None:
    await send(customer, await chosen(customer), text="能退吗")
    assert await customer.answers(2) == [BESIDE_WORDS, "关于“能退吗”："]
    assert [turn.text for turn in site.bot.asked] == ["能退吗"]


async def test_several_are_one_message_in_the_order_in_which_they_were_sent(customer: Any) -> None:
    ids = [await chosen(customer), await chosen(customer, PDF, "application/pdf"), await chosen(customer)]
    await send(customer, ids[2], ids[1], ids[0])
    await customer.answers(1)
    (mine,) = customer.got("customer")
    assert [sent["id"] for sent in mine["attachments"]] == [ids[2], ids[1], ids[0]]
    assert mine["attachments"][1] == {
        "id": ids[1], "name": "截图.pdf", "type": "application/pdf", "size": len(PDF),
        "width": None, "height": None,
    }  # fmt: skip


async def test_the_same_message_again_is_acknowledged_alike_and_stored_once(customer: Any) -> None:
    id = await chosen(customer)
    assert await send(customer, id, as_="m1") == await send(customer, id, as_="m1") == {"ok": True, "seq": 1}
    await customer.answers(1)
    _, history = await customer.call("GET", "history")
    assert [message["from"] for message in history["messages"]] == ["customer", "bot"]


async def test_an_attachment_is_sent_once(customer: Any) -> None:
    id = await chosen(customer)
    await send(customer, id)
    again = await send(customer, id)
    assert (again["ok"], again["error"]["text"]) == (False, file_error("gone"))


@pytest.mark.parametrize("status", ["queued", "human"])
async def test_while_a_person_is_wanted_or_speaks_a_picture_is_kept_for_them(
    site: Any, customer: Any, status: str
) -> None:
    await customer.ask("handoff", {})
    if status == "human":
        take = lambda s: gate.take_over(s, customer.conversation, LI, site.clock())  # noqa: E731
        site.chat.live.publish(await site.chat.database.run(take))
    await send(customer, await chosen(customer))
    await site.until(lambda: not site.chat.answers._working)
    assert customer.got("bot") == []
    assert (site.bot.asked, site.bot.heard) == ([], [])


async def test_the_bots_memory_is_carried_past_a_picture(site: Any, customer: Any) -> None:
    """A new part of Rasa's begins with the next words, not with a picture that it is never told of."""
    await customer.say("我买了云服务器")
    await customer.answers(1)
    site.clock.ahead = timedelta(hours=1)
    await send(customer, await chosen(customer))
    await customer.answers(2)
    await customer.say("能退吗")
    await customer.answers(3)
    first, second = site.bot.asked
    assert second.earlier_trackers == (first.tracker_id,)


async def test_what_is_fetched_is_the_picture_and_cannot_run(customer: Any) -> None:
    id = await chosen(customer)
    await send(customer, id, name="报错 1.png")
    for small in (False, True):
        status, data, headers = await fetched(customer, id, small)
        assert (status, data[:4]) == (200, b"RIFF" if small else b"\x89PNG")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Disposition"] == "attachment; filename*=UTF-8''%E6%8A%A5%E9%94%99%201.png"
        assert "sandbox" in headers["Content-Security-Policy"]
        assert "no-store" in headers["Cache-Control"]


async def test_nobody_else_sees_it_or_sends_it(site: Any, customer: Any) -> None:
    id = await chosen(customer)
    stranger = await site.connected()
    for small in (False, True):
        assert (await fetched(stranger, id, small))[0] == 404
    assert (await send(stranger, id))["error"]["text"] == file_error("gone")
    await send(customer, id)
    assert (await fetched(stranger, id))[0] == 404
    nobody = site.customer()
    assert (await fetched(nobody, id))[0] == 401
    assert (await upload(nobody))[0] == 401


async def test_what_an_agent_is_about_to_send_is_not_seen(site: Any, customer: Any) -> None:
    counter = files.Counter(
        "agent", site.chat.settings, site.chat.database, site.chat.shelf, site.chat.rates, site.clock
    )
    id = (await counter.take(customer.conversation, Request(PDF, "application/pdf"), "li")).id
    assert (await fetched(customer, id))[0] == 404
    assert (await send(customer, id))["error"]["text"] == file_error("gone")


class Request:
    """A request that brings a file."""

    def __init__(self, data: bytes, kind: str, address: str = "198.51.100.1") -> None:
        self.headers, self._data = {"content-type": kind}, data
        self.scope = {"client": (address, 0)}

    async def stream(self) -> Any:
        yield self._data


@pytest.mark.parametrize(
    ("data", "kind", "status", "code", "text"),
    [
        (b"<!doctype html><script>alert(1)</script>", "image/png", 422, "bad_file", "bad_file"),
        (b"<svg onload='x()'/>", "image/svg+xml", 415, "unsupported", "unsupported"),
        (b"PK\x03\x04", "application/zip", 415, "unsupported", "unsupported"),
        (b"", "image/png", 422, "bad_file", "bad_file"),
        (SHOT[:100], "image/png", 422, "bad_file", "bad_file"),
        (bomb(6000), "image/png", 422, "bad_file", "too_many_pixels"),
    ],
    ids=["a page", "a drawing", "an archive", "nothing", "half", "a bomb"],
)
async def test_what_is_not_taken_is_told_and_leaves_nothing(
    site: Any, customer: Any, data: bytes, kind: str, status: int, code: str, text: Any
) -> None:
    told = {"error": {"code": code, "text": file_error(text)}}
    assert await upload(customer, data, kind) == (status, told)
    assert stored(site) == []


async def test_what_is_too_large_is_refused_unread(open_site: Any) -> None:
    site = await open_site(attachment_mb=1)
    customer = await site.connected()
    port = int(site.url.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        b"POST /chat/attachments HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
        b"Authorization: Bearer " + customer.token.encode() + b"\r\nContent-Length: 1048577\r\n\r\n"
    )
    answer = (await reader.read()).decode()
    assert answer.startswith("HTTP/1.1 413")
    assert file_error("too_large", most_mb=1) in answer
    writer.close()
    assert (await upload(customer, bytes(2**20)))[1]["error"]["code"] == "bad_file"


async def test_a_length_that_lies_takes_nothing(site: Any, customer: Any) -> None:
    port = int(site.url.rpartition(":")[2])
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    head = (
        "POST /chat/attachments HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
        f"Authorization: Bearer {customer.token}\r\nContent-Length: 99999\r\n\r\n"
    )
    writer.write(head.encode() + SHOT[:50])
    await writer.drain()
    await asyncio.sleep(0.3)
    writer.close()
    await site.until(lambda: site.chat.shelf._coming._taken == 0)
    assert stored(site) == []
    assert (await upload(customer))[0] == 200


async def test_only_so_many_are_taken(open_site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    site = await open_site(attachment_rate="3/minute")
    customer = await site.connected()
    monkeypatch.setattr(attachments, "MOST_IN_A_CONVERSATION", 2)
    for _ in range(2):
        await chosen(customer, PDF, "application/pdf")
    status, body = await upload(customer, PDF, "application/pdf")
    assert (status, body["error"]["text"]) == (409, file_error("too_many"))
    status, body = await upload(customer, PDF, "application/pdf")
    assert (status, body["error"]["code"]) == (429, "rate_limited")


async def test_who_opens_many_conversations_sends_no_more(open_site: Any) -> None:
    site = await open_site(upload_rate="3/minute")
    for status in (200, 200, 200, 429, 429):
        assert (await upload(await joined(site), PDF, "application/pdf"))[0] == status
    agent = files.Counter(
        "agent", site.chat.settings, site.chat.database, site.chat.shelf, site.chat.rates, site.clock
    )
    talk = (await joined(site)).conversation
    await agent.take(talk, Request(PDF, "application/pdf", "127.0.0.1"), "li")


async def test_who_uploads_slowly_from_many_conversations_keeps_nobody_else_from_it(
    open_site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "MOST_OF_ONE", 2)
    site = await open_site(proxies=1)
    port = int(site.url.rpartition(":")[2])
    writers = []
    for _ in range(3):
        token = (await joined(site)).token
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        head = (
            "POST /chat/attachments HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
            f"X-Forwarded-For: 198.51.100.1\r\nAuthorization: Bearer {token}\r\nContent-Length: 99999\r\n\r\n"
        )
        writer.write(head.encode() + SHOT[:50])
        writers.append(writer)
    await site.until(lambda: site.chat.shelf._coming._taken == 2)
    slow, other = await joined(site), await joined(site)
    slow.http.headers["X-Forwarded-For"] = "198.51.100.1"
    assert (await upload(slow))[1]["error"]["text"] == file_error("busy")
    slow.http.headers["X-Forwarded-For"] = "198.51.100.2"
    assert (await upload(other))[0] == 200
    for writer in writers:
        writer.close()


async def test_by_setting_none_is_taken(open_site: Any) -> None:
    site = await open_site(attachment_mb=0)
    customer = site.customer()
    assert (await customer.open())["features"]["attachments"] is None
    status, body = await upload(customer, PDF, "application/pdf")
    assert (status, body["error"]["text"]) == (403, file_error("not_taken"))


@pytest.mark.parametrize(
    "attached",
    [
        "x", [1], [{}], [{"id": 1}], [{"id": "x", "name": 1}], [{"id": "x"}] * 2,
        [{"id": str(n)} for n in range(5)], [{"id": "x\0"}], {"id": "x"},
    ],
)  # fmt: skip
async def test_odd_attachments_are_a_bad_request(customer: Any, attached: object) -> None:
    ack = await customer.ask("say", {"client_msg_id": "m", "text": "a", "attachments": attached})
    assert ack["error"]["code"] == "bad_request"


async def test_without_words_or_attachments_there_is_nothing_to_say(customer: Any) -> None:
    for body in ({"attachments": []}, {"attachments": [], "text": " "}, {}):
        assert (await customer.ask("say", {"client_msg_id": "m", **body}))["error"]["code"] == "empty"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../x", "x.png"),
        ("我的手机号13800138000.png", "我的手机号［手机号］.png"),
        ("账单\u202egnp.exe", "账单gnp.exe.png"),
        ("微信图片_20261130095542.png", "微信图片_20261130095542.png"),
        ("IMG_20261130_095542.png", "IMG_20261130_095542.png"),
        (None, "图片.png"),
        ("报错" * 500, "报错" * 38 + ".png"),
    ],
)
async def test_a_name_is_cleaned_and_masked(customer: Any, given: Any, kept: str) -> None:
    await send(customer, await chosen(customer), name=given)
    await customer.answers(1)
    name = customer.got("customer")[0]["attachments"][0]["name"]
    assert name == kept


async def erased(site: Any, customer: Any) -> None:
    """Erases, and sees that nothing is left."""
    assert await customer.call("DELETE", "me") == (200, {"ok": True, "finished": True})
    with sqlite3.connect(site.chat.settings.state / "chat.db") as database:
        of_it = "SELECT count(*) FROM attachments WHERE conversation_id = ?"
        assert database.execute(of_it, [customer.conversation]).fetchone() == (0,)
    database.close()


async def test_what_is_erased_leaves_no_byte(site: Any, customer: Any) -> None:
    await send(customer, await chosen(customer), await chosen(customer, PDF, "application/pdf"))
    await chosen(customer)  # not sent
    other = await site.connected()
    kept = await chosen(other)
    assert len(stored(site)) == 7
    await erased(site, customer)
    assert len(stored(site)) == 2
    assert (await fetched(other, kept))[0] == 200
    assert (await fetched(customer, kept))[0] == 401
    assert not any(PDF in file.read_bytes() for file in site.chat.settings.state.rglob("*") if file.is_file())


async def test_what_is_too_old_leaves_no_byte(site: Any, customer: Any) -> None:
    await send(customer, await chosen(customer))
    await customer.answers(1)
    site.clock.ahead = timedelta(days=181)
    site.chat.housekeeping.stop()
    site.chat.housekeeping.start()
    await site.until(lambda: not stored(site))
    assert list(site.chat.settings.attachments_folder.iterdir()) == []


async def test_what_was_chosen_and_never_sent_is_dropped(site: Any, customer: Any) -> None:
    sent, never = await chosen(customer), await chosen(customer)
    await send(customer, sent)
    await customer.answers(1)
    site.clock.ahead = 2 * housekeeping.UNSENT
    site.chat.housekeeping.stop()
    site.chat.housekeeping.start()
    await site.until(lambda: {file.name.partition(".")[0] for file in stored(site)} == {sent})
    assert (await fetched(customer, never))[0] == 404
    assert (await send(customer, never))["error"]["text"] == file_error("gone")


async def test_what_comes_while_its_conversation_is_erased_is_not_kept(
    site: Any, customer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = site.chat.shelf.take

    async def take(*given: Any) -> Any:
        kept = await taken(*given)
        await erased(site, customer)
        return kept

    monkeypatch.setattr(site.chat.shelf, "take", take)
    assert (await upload(customer))[0] == 401
    assert stored(site) == []


async def test_what_a_server_that_died_kept_of_an_erased_conversation_goes_within_the_hour(
    site: Any, customer: Any
) -> None:
    await erased(site, customer)
    left = site.chat.settings.attachments_folder / customer.conversation / ("a" * 32)
    left.parent.mkdir(parents=True)
    left.write_bytes(PDF)
    site.chat.housekeeping.stop()
    site.chat.housekeeping.start()
    await site.until(lambda: not left.exists())


async def test_a_store_that_is_away_keeps_nobody_from_erasing_words(
    site: Any, customer: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(housekeeping, "RETRY_SECONDS", 0.05)
    forget = site.chat.shelf.forget

    async def away(_: Any) -> None:
        raise ConnectionError("away")

    await send(customer, await chosen(customer))
    monkeypatch.setattr(site.chat.shelf, "forget", away)
    assert await customer.call("DELETE", "me") == (200, {"ok": True, "finished": False})
    assert len(stored(site)) == 2
    monkeypatch.setattr(site.chat.shelf, "forget", forget)
    site.chat.housekeeping.stop()
    site.chat.housekeeping.start()
    await site.until(lambda: not stored(site))


async def test_all_of_it_by_object_storage(
    open_site: Any,
    s3_url: str,
    bucket: Any,
) -> None:
    site = await open_site(
        s3_bucket=bucket.name, s3_endpoint=s3_url, s3_key=KEYS["key"], s3_secret=KEYS["secret"]
    )
    customer = await joined(site)
    id = await chosen(customer)
    await send(customer, id)
    await customer.answers(1)
    assert (await fetched(customer, id))[1].startswith(b"\x89PNG")
    assert (await fetched(customer, id, small=True))[1].startswith(b"RIFF")
    assert len(list(bucket.objects.all())) == 2
    assert stored(site) == []
    await erased(site, customer)
    assert list(bucket.objects.all()) == []


Open = Callable[..., Any]


async def test_all_of_it_on_postgresql(open_site: Open, postgresql_url: str) -> None:
    site = await open_site(database_url=postgresql_url)
    customer = await site.connected()
    id = await chosen(customer)
    await send(customer, id, text="能退吗")
    await customer.answers(2)
    assert customer.got("customer")[0]["attachments"][0]["id"] == id
    assert await customer.call("DELETE", "me") == (200, {"ok": True, "finished": True})
    assert stored(site) == []
