"""The action server runs actions, and tells nobody about a conversation."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor
from sanic import Sanic

from refundbot.serving import action_result, action_server

ServeSanic = Callable[[Sanic], Awaitable[str]]

SECRET = "秘密的话"


KEY = "key-of-these-tests"


class Answer(Action):
    """Repeats the message; fails when told to."""

    def name(self) -> str:
        return "action_answer"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        if tracker.latest_message["metadata"].get("fail"):
            raise RuntimeError(tracker.latest_message["text"])
        dispatcher.utter_message(text=tracker.latest_message["text"])
        return []


def call(action: str = "action_answer", **metadata: Any) -> dict[str, Any]:
    """An action call as Rasa posts it."""
    message = {"text": SECRET, "metadata": metadata}
    tracker = {"sender_id": "甲", "slots": {}, "latest_message": message, "events": [], "paused": False}
    return {"next_action": action, "sender_id": "甲", "tracker": tracker, "version": "3.6.21"}


@pytest.fixture
async def url(serve_sanic: ServeSanic) -> str:
    executor = ActionExecutor()
    executor.register_action(Answer())
    return await serve_sanic(action_server.create_app(executor, (KEY,)))


async def answer(url: str, method: str = "POST", key: str = KEY, **request: Any) -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {key}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.request(method, url, **request) as got,
    ):
        return got.status, await got.text()


async def test_it_says_that_it_is_well(url: str) -> None:
    assert await answer(f"{url}/health", "GET") == (200, '{"status":"ok"}')


async def test_it_runs_an_action(url: str) -> None:
    status, said = await answer(f"{url}/webhook", json=call())
    result = json.loads(said)
    assert status == 200
    action_result.check(result)
    assert [message["text"] for message in result["responses"]] == [SECRET]


@pytest.mark.parametrize("key", ["", "wrong", KEY[:-1], f"{KEY} ", "é"])
async def test_only_the_chat_server_may_say_who_the_customer_is(url: str, key: str) -> None:
    assert (await answer(f"{url}/webhook", key=key, json=call(customer_id="demo")))[0] == 401


async def test_a_failure_does_not_repeat_the_conversation(url: str) -> None:
    status, said = await answer(f"{url}/webhook", json=call(fail=True))
    assert (status, said) == (500, '{"error":"the action failed"}')


async def test_an_unknown_action_is_named_as_such(url: str) -> None:
    status, said = await answer(f"{url}/webhook", json=call("action_other"))
    assert (status, said) == (404, '{"error":"no such action"}')


@pytest.mark.parametrize(
    "body", ["", "{", "null", "[]", "{}", '{"next_action": "action_answer"}', '"秘密的话"']
)
async def test_what_is_no_call_is_refused(url: str, body: str) -> None:
    status, said = await answer(f"{url}/webhook", data=body)
    assert status == 400
    assert SECRET not in said


async def test_nothing_else_is_served(url: str) -> None:
    assert (await answer(f"{url}/actions", "GET"))[0] == 404
