"""What the chat server's HTTP side refuses before Rasa sees it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from refundbot.serving import http_guard
from refundbot.settings import MAX_MESSAGE_CHARACTERS

ServeSanic = Callable[[Sanic], Awaitable[str]]

METHODS = ["GET", "POST", "PUT", "DELETE"]


def stand_in(api_token: str | None) -> Sanic:
    """An app that answers every request with "rasa", behind the guard."""
    app = Sanic("guarded", configure_logging=False)

    async def rasa(_: Request, path: str = "") -> HTTPResponse:
        return response.json("rasa")

    app.add_route(rasa, "/<path:path>", methods=METHODS)
    channel = Blueprint("channel", url_prefix="/webhooks/rest")
    channel.add_route(rasa, "/webhook", methods=METHODS)
    app.blueprint(channel)
    app.register_listener(lambda app, _: http_guard.attach(app, api_token), "before_server_start")
    return app


async def answer(url: str, method: str = "POST", **request: Any) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as session, session.request(method, url, **request) as got:
        return got.status, await got.json()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/domain"),
        ("PUT", "/model"),
        ("DELETE", "/model"),
        ("POST", "/model/train"),
        ("POST", "/model/predict"),
        ("GET", "/conversations/甲/tracker"),
        ("POST", "/conversations/甲/tracker/events"),
        ("POST", "/conversations/甲/trigger_intent"),
        ("POST", "/conversations/甲/messages"),
        ("GET", "/webhooks/other/webhook"),
        ("POST", "/model/parse/"),
    ],
)
async def test_without_a_token_the_api_is_closed(serve_sanic: ServeSanic, method: str, path: str) -> None:
    status, said = await answer(await serve_sanic(stand_in(None)) + path, method)
    assert status == 403
    assert "REFUNDBOT_API_TOKEN" in said["error"]


async def test_with_a_token_rasa_itself_asks_for_it(serve_sanic: ServeSanic) -> None:
    assert await answer(await serve_sanic(stand_in("t")) + "/domain", "GET") == (200, "rasa")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/status", None),
        ("GET", "/version", None),
        ("POST", "/webhooks/rest/webhook", {"sender": "甲", "message": "在吗"}),
        ("POST", "/model/parse", {"text": "退款" * (MAX_MESSAGE_CHARACTERS // 2)}),
        ("POST", "/model/parse?emulation_mode=LUIS", {"text": ""}),
    ],
)
async def test_what_is_served_without_a_token(
    serve_sanic: ServeSanic, method: str, path: str, body: Any
) -> None:
    assert await answer(await serve_sanic(stand_in(None)) + path, method, json=body) == (200, "rasa")


@pytest.mark.parametrize(
    ("path", "token"), [("/model/parse", None), ("/model/parse", "t"), ("/model/parse/", "t")]
)
async def test_long_text_never_reaches_a_tokenizer(
    serve_sanic: ServeSanic, path: str, token: str | None
) -> None:
    url = await serve_sanic(stand_in(token)) + path
    status, said = await answer(url, json={"text": "退" * (MAX_MESSAGE_CHARACTERS + 1)})
    assert status == 413
    assert str(MAX_MESSAGE_CHARACTERS) in said["error"]


@pytest.mark.parametrize("body", ["", "{", "null", "[]", "{}", '{"text": 1}', '{"text": null}'])
async def test_a_parse_without_text_is_told_what_to_send(serve_sanic: ServeSanic, body: str) -> None:
    status, said = await answer(await serve_sanic(stand_in(None)) + "/model/parse", data=body)
    assert status == 400
    assert '"text"' in said["error"]


async def test_a_body_beyond_the_limit_is_refused_in_words(
    serve_sanic: ServeSanic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_guard, "MAX_BODY_BYTES", 1000)
    url = await serve_sanic(stand_in(None)) + "/webhooks/rest/webhook"
    status, messages = await answer(url, data=b" " * 2000)
    assert status == 413
    assert "太长" in messages[0]["text"]
    assert messages[-1]["custom"]["data"]["kind"] == "error"
