"""Whatever the action server does, Rasa gets a result that says something to the customer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import jsonschema
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from refundbot.replies import error
from refundbot.replies.envelope import schema
from refundbot.serving import action_result
from refundbot.serving.action_endpoint import TIMEOUT_SECONDS, ActionEndpoint
from tests.patience import PATIENCE

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve = Callable[..., Awaitable[ActionEndpoint]]

KEY = "key-of-these-tests"
TRACKER = {"latest_message": "秘密的话", "slots": {"conversation": {}}}
CALL = {"next_action": "action_payout_time", "sender_id": "甲", "tracker": {**TRACKER, "events": []}}
ANSWER: dict[str, Any] = {"events": [], "responses": [{"text": "一般一到三个工作日到账。"}]}


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Starts an action server made of one handler and gives an endpoint to it."""
    servers: list[TestServer] = []
    endpoints: list[ActionEndpoint] = []

    async def start(
        handler: Handler, health: Handler | None = None, timeout: float = PATIENCE
    ) -> ActionEndpoint:
        app = web.Application()
        app.router.add_post("/webhook", handler)
        if health is not None:
            app.router.add_get("/health", health)
        server = TestServer(app)
        await server.start_server()
        servers.append(server)
        endpoints.append(ActionEndpoint(str(server.make_url("/webhook")), KEY, timeout=timeout))
        return endpoints[-1]

    yield start
    for endpoint in endpoints:
        await endpoint.close()
    for server in servers:
        await server.close()


async def run(endpoint: ActionEndpoint) -> dict[str, Any]:
    """Calls the endpoint as `RemoteAction.run` does."""
    told = {**CALL, "tracker": {**TRACKER, "events": [{"event": "user", "text": "很早以前的话"}]}}
    return await endpoint.request(json=told, method="post", timeout=300, compress=False)


def assert_apologises(result: dict[str, Any], reason: Any) -> None:
    action_result.check(result)
    texts = [response["text"] for response in result["responses"] if "text" in response]
    assert tuple(texts) == error(reason).texts
    envelope = result["responses"][-1]["custom"]["data"]
    jsonschema.validate(envelope, schema())
    assert envelope["kind"] == "error"
    assert result["events"] == []


async def test_a_good_result_is_passed_on_as_it_is_and_old_words_stay_here(serve: Serve) -> None:
    seen: list[Any] = []

    async def answer(request: web.Request) -> web.Response:
        seen.append(await request.json())
        return web.json_response(ANSWER)

    assert await run(await serve(answer)) == ANSWER
    assert seen == [CALL]


async def test_calls_share_one_connection(serve: Serve) -> None:
    connections: set[Any] = set()

    async def answer(request: web.Request) -> web.Response:
        connections.add(request.transport)
        return web.json_response(ANSWER)

    endpoint = await serve(answer)
    for _ in range(3):
        await run(endpoint)
    assert len(connections) == 1


async def test_a_server_that_is_down(unused_tcp_port: int) -> None:
    endpoint = ActionEndpoint(f"http://127.0.0.1:{unused_tcp_port}/webhook", KEY)
    assert_apologises(await run(endpoint), "unavailable")
    await endpoint.close()


async def test_a_server_that_comes_back_is_used_again(serve: Serve) -> None:
    up = asyncio.Event()

    async def answer(_: web.Request) -> web.Response:
        return web.json_response(ANSWER) if up.is_set() else web.Response(status=503)

    endpoint = await serve(answer)
    assert_apologises(await run(endpoint), "unavailable")
    up.set()
    assert await run(endpoint) == ANSWER


async def test_a_slow_action_is_given_up(serve: Serve) -> None:
    async def answer(_: web.Request) -> web.Response:
        await asyncio.sleep(30)
        return web.json_response(ANSWER)

    assert_apologises(await run(await serve(answer, timeout=0.3)), "timeout")


async def test_a_body_that_never_ends_is_given_up(serve: Serve) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        await response.write(b'{"events": ')
        await asyncio.sleep(30)
        return response

    assert_apologises(await run(await serve(answer, timeout=0.3)), "timeout")


@pytest.mark.parametrize(
    "response",
    [
        {"status": 500, "text": "Traceback"},
        {"status": 404, "text": '{"error": "no such action"}', "content_type": "application/json"},
        {"text": "{not json", "content_type": "application/json"},
        {"text": "<html>", "content_type": "text/html"},
        {"body": b"\xff\xfe", "content_type": "application/json"},
        {"text": "null", "content_type": "application/json"},
        {"text": "[]", "content_type": "application/json"},
        {"text": '{"events": [{"name": "no event"}]}', "content_type": "application/json"},
        {"text": '{"responses": ["text"]}', "content_type": "application/json"},
    ],
    ids=lambda response: response.get("text", "bytes"),
)
async def test_an_answer_that_is_no_result(serve: Serve, response: dict[str, Any]) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(**response)

    assert_apologises(await run(await serve(answer)), "unavailable")


async def test_a_connection_that_is_cut(serve: Serve) -> None:
    async def answer(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    assert_apologises(await run(await serve(answer)), "unavailable")


async def test_the_failure_is_logged_without_the_conversation(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=500, text="秘密的话")

    with caplog.at_level(logging.DEBUG, logger="refundbot"):
        await run(await serve(answer))
    assert "action_payout_time" in caplog.text
    assert "500" in caplog.text
    assert "秘密的话" not in caplog.text


def test_the_deadline_is_below_the_life_of_a_lock() -> None:
    from rasa.core.constants import DEFAULT_LOCK_LIFETIME

    assert TIMEOUT_SECONDS < DEFAULT_LOCK_LIFETIME / 2


def test_the_domain_is_not_posted_with_each_call() -> None:
    from rasa.core.actions.action import RemoteAction

    assert RemoteAction(
        "action_x", ActionEndpoint("http://127.0.0.1/webhook", KEY)
    )._is_selective_domain_enabled()


async def test_whether_the_action_server_is_up_is_told_within_its_time(serve: Serve) -> None:
    async def hangs(_: web.Request) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    async def well(_: web.Request) -> web.StreamResponse:
        return web.json_response({"status": "ok"})

    assert await (await serve(well, well)).is_up()
    assert not await (await serve(well, hangs, timeout=0.3)).is_up()
    nobody = ActionEndpoint("http://127.0.0.1:1/webhook", KEY)
    assert not await nobody.is_up()
    await nobody.close()
