"""Pictures and documents at the desk: seen by agents, sent by who speaks, counted and told as words are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from refundbot.channels.web import files
from refundbot.conversations import attachments
from refundbot.replies.attachments import file_error
from refundbot.replies.desk import desk_error
from tests.attachments.files import PDF, picture
from tests.channels.test_web_attachments import Request
from tests.desk.conftest import Person, Shop

SHOT = picture()


async def upload(person: Person, talk: str, data: bytes = SHOT, kind: str = "image/png") -> tuple[int, Any]:
    """Status and JSON."""
    headers = {"Authorization": f"Bearer {person.token}", "Content-Type": kind}
    url = f"{person._url}/assist/v1/conversations/{talk}/attachments"
    async with person._session.post(url, data=data, headers=headers) as answer:
        return answer.status, await answer.json()


async def chosen(person: Person, talk: str, *what: Any) -> str:
    status, body = await upload(person, talk, *what)
    assert status == 200, body
    return str(body["attachment"]["id"])


async def fetched(person: Person, talk: str, id: str, small: str = "") -> tuple[int, bytes]:
    url = f"{person._url}/assist/v1/conversations/{talk}/attachments/{id}{small}"
    async with person._session.get(url, headers={"Authorization": f"Bearer {person.token}"}) as answer:
        if answer.status == 200:
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Content-Disposition"].startswith("attachment")
        return answer.status, await answer.read()


async def sent_by_customer(shop: Shop, talk: str, text: str = "") -> str:
    """The id of a picture that the customer has sent."""
    kept = await shop.chat.files.take(talk, Request(SHOT, "image/png"), talk)
    attached = [{"id": kept.id, "name": "报错.png"}]
    await shop.chat.say(talk, {"client_msg_id": kept.id, "text": text, "attachments": attached})
    await shop.quiet(talk)
    return str(kept.id)


@pytest.fixture
async def talk(shop: Shop) -> str:
    """A conversation in which li speaks."""
    talk = await shop.customer()
    await shop.say(talk, "退款多久到账")
    await shop.person().act(talk, "take-over")
    return talk


async def test_an_agent_sees_what_the_customer_sent(shop: Shop, talk: str) -> None:
    id = await sent_by_customer(shop, talk)
    li = shop.person()
    _, body = await li.get(f"/conversations/{talk}")
    last = body["messages"][-1]
    assert (last["from"], last["text"], last["attachments"][0]["name"]) == ("customer", "", "报错.png")
    assert body["conversation"]["last_message"]["text"] == "（发来附件：报错.png）"
    assert body["conversation"]["unread"] == 1
    assert (await fetched(li, talk, id))[1].startswith(b"\x89PNG")
    assert (await fetched(li, talk, id, "/thumbnail"))[1].startswith(b"RIFF")


async def test_whoever_takes_over_reads_of_it_in_the_summary(shop: Shop) -> None:
    talk = await shop.customer()
    await shop.chat.request_human(talk)
    await sent_by_customer(shop, talk)
    _, advice = await shop.person().post("/suggest", {"conversation_id": talk})
    assert "报错.png" in advice["summary"]


async def test_who_speaks_sends_it_and_the_customer_gets_it(shop: Shop, talk: str) -> None:
    li = shop.person()
    ids = [await chosen(li, talk), await chosen(li, talk, PDF, "application/pdf")]
    attached = [{"id": ids[0], "name": "步骤.png"}, {"id": ids[1]}]
    _, body = await li.get(f"/conversations/{talk}")
    seq = body["messages"][-1]["seq"]
    status, done = await li.act(talk, "say", {"attachments": attached, "based_on_seq": seq})
    assert status == 200, done
    (told,) = done["messages"]
    assert [one["name"] for one in told["attachments"]] == ["步骤.png", "文件.pdf"]
    history = await shop.chat.history(talk, {"before_seq": None, "limit": None})
    assert history["messages"][-1]["attachments"] == told["attachments"]
    given = await shop.chat.files.give(talk, ids[1])
    assert given.media_type == "application/pdf"


async def test_who_does_not_speak_sends_nothing_and_keeps_it_for_later(shop: Shop, talk: str) -> None:
    wang = shop.person("wang")
    say = {"attachments": [{"id": await chosen(wang, talk)}], "based_on_seq": 99}
    status, body = await wang.act(talk, "say", say)
    assert (status, body["refusal"]) == (409, "taken")
    await shop.person("boss", "supervisor").act(talk, "assign", {"agent_id": "wang"})
    assert (await wang.act(talk, "say", say))[0] == 200


async def test_what_the_customer_said_meanwhile_is_shown_first(shop: Shop, talk: str) -> None:
    li = shop.person()
    say = {"attachments": [{"id": await chosen(li, talk)}], "based_on_seq": 2}
    await sent_by_customer(shop, talk)
    status, body = await li.act(talk, "say", say)
    assert (status, body["refusal"]) == (409, "moved_on")
    assert body["newer"][-1]["attachments"]
    assert (await li.act(talk, "say", {**say, "force": True}))[0] == 200


async def test_what_is_anothers_cannot_be_sent_or_seen(shop: Shop, talk: str) -> None:
    li, other = shop.person(), await shop.customer()
    unsent = await shop.chat.files.take(talk, Request(SHOT, "image/png"), talk)
    assert (await fetched(li, talk, unsent.id))[0] == 404
    sent = await sent_by_customer(shop, talk)
    assert (await fetched(li, other, sent))[0] == 404
    assert (await fetched(shop.person(life=-timedelta(hours=1)), talk, sent))[0] == 401
    for id in (unsent.id, sent, "a" * 32):
        status, body = await li.act(talk, "say", {"attachments": [{"id": id}], "based_on_seq": 99})
        assert (status, body["error"]["text"]) == (404, file_error("gone"))
    mine = await chosen(li, talk)
    twice = {"attachments": [{"id": mine, "name": "a"}, {"id": mine, "name": "b"}], "based_on_seq": 99}
    assert (await li.act(talk, "say", twice))[0] == 404


async def test_what_is_not_taken_is_told(shop: Shop, talk: str, monkeypatch: pytest.MonkeyPatch) -> None:
    li = shop.person()
    for data, kind, status, error in (
        (b"<html>", "image/png", 422, "bad_file"),
        (b"<svg/>", "image/svg+xml", 415, "unsupported"),
    ):
        answered, body = await upload(li, talk, data, kind)
        assert (answered, body["error"]["text"]) == (status, file_error(error))
    assert (await upload(li, "a" * 32))[0] == 404
    assert (await upload(li, "x"))[0] == 404
    monkeypatch.setattr(attachments, "MOST_IN_A_CONVERSATION", 0)
    assert (await upload(li, talk))[1]["error"]["text"] == file_error("too_many")
    nobody = shop.person(life=-timedelta(hours=1))
    status, body = await upload(nobody, talk)
    assert (status, body["error"]["text"]) == (401, desk_error("expired"))


async def test_neither_words_nor_attachments_is_nothing_to_say(shop: Shop, talk: str) -> None:
    for body in ({}, {"attachments": []}, {"text": ""}):
        assert (await shop.person().act(talk, "say", {"based_on_seq": 99, **body}))[0] in (400, 413)


async def test_an_agent_reads_what_may_be_sent(shop: Shop, open_shop: Any) -> None:
    _, me = await shop.person().get("/me")
    assert me["attachments"] == files.taken(shop.chat.settings)


async def test_what_no_person_answered_the_bot_does_not_read_when_it_is_handed_back(
    shop: Shop, talk: str
) -> None:
    await sent_by_customer(shop, talk)
    before = len(shop.bot.heard)
    await shop.person().act(talk, "hand-back")
    await shop.quiet(talk)
    history = await shop.chat.history(talk, {"before_seq": None, "limit": None})
    assert [message["from"] for message in history["messages"]][-1] == "system"
    assert len(shop.bot.heard) == before
