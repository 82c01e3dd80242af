"""The customers' HTTP routes under `/chat`: sessions, history, type-ahead, and what customers think of it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from refundbot.channels.web import wire
from refundbot.channels.web.address import address
from refundbot.channels.web.chat import Chat
from refundbot.channels.web.files import is_upload
from refundbot.channels.web.refusal import Refusal, refusal
from refundbot.channels.web.suggest import Suggestions
from refundbot.telemetry import logs

MAX_QUERY_CHARACTERS = 100
MAX_ID_CHARACTERS = 64
"""Of the id that a proxy gives a request."""

BEARER = "Bearer "

Act = Callable[[Chat, str, Request], Awaitable[Any]]
Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]


def routes(suggestions: Suggestions) -> list[Route]:
    """The routes."""

    async def health(request: Request) -> Any:
        await _chat(request).check()
        return {"status": "ok"}

    async def session(request: Request) -> Any:
        return await _chat(request).open_session(await _body(request))

    async def suggest(request: Request) -> Any:
        typed = request.query_params.get("q", "")[:MAX_QUERY_CHARACTERS]
        return {"suggestions": suggestions.for_text(typed)}

    async def history(chat: Chat, conversation_id: str, request: Request) -> Any:
        query = {name: request.query_params.get(name) for name in ("before_seq", "limit")}
        return await chat.history(conversation_id, query)

    async def handoff(chat: Chat, conversation_id: str, _: Request) -> Any:
        outcome = await chat.request_human(conversation_id)
        return {"ok": True, **wire.status(outcome.conversation)}

    async def attach(chat: Chat, conversation_id: str, request: Request) -> Any:
        taken = await chat.files.take(conversation_id, request, conversation_id)
        return {"attachment": wire.attachment(taken)}

    async def attachment(chat: Chat, conversation_id: str, request: Request) -> Any:
        return await chat.files.give(conversation_id, request.path_params["id"])

    async def thumbnail(chat: Chat, conversation_id: str, request: Request) -> Any:
        return await chat.files.give(conversation_id, request.path_params["id"], small=True)

    async def erase(chat: Chat, conversation_id: str, _: Request) -> Any:
        return {"ok": True, "finished": await chat.housekeeping.erase(conversation_id)}

    return [
        Route("/chat/health", _answered(health)),
        Route("/chat/session", _answered(session), methods=["POST"]),
        Route("/chat/suggest", _answered(suggest)),
        Route("/chat/history", _of_a_conversation(history)),
        Route("/chat/feedback", _of_a_conversation(_told(Chat.give_feedback)), methods=["POST"]),
        Route("/chat/rating", _of_a_conversation(_told(Chat.rate)), methods=["POST"]),
        Route("/chat/leave-message", _of_a_conversation(_told(Chat.leave_message)), methods=["POST"]),
        Route("/chat/consent", _of_a_conversation(_told(Chat.set_consent)), methods=["POST"]),
        Route("/chat/handoff", _of_a_conversation(handoff), methods=["POST"]),
        Route("/chat/attachments", _of_a_conversation(attach), methods=["POST"]),
        Route("/chat/attachments/{id}", _of_a_conversation(attachment)),
        Route("/chat/attachments/{id}/thumbnail", _of_a_conversation(thumbnail)),
        Route("/chat/me", _of_a_conversation(erase), methods=["DELETE"]),
    ]


def _told(tell: Callable[[Chat, str, Any], Awaitable[object]]) -> Act:
    """What takes the body of a request, and answers only that it did."""

    async def act(chat: Chat, conversation_id: str, request: Request) -> Any:
        await tell(chat, conversation_id, await _body(request))
        return {"ok": True}

    return act


def bearer(request: Request) -> str | None:
    """The token that a request carries."""
    given = request.headers.get("authorization", "")
    return given[len(BEARER) :] if given.startswith(BEARER) else None


async def whole_body(request: Request) -> bytes:
    """The body of a request; nothing where the client has gone before it was all there."""
    try:
        return await request.body()
    except ClientDisconnect:
        return b""


async def json_body(request: Request) -> object:
    """The JSON of a request; `None` for what is none."""
    try:
        body: object = json.loads(await whole_body(request))
    except (ValueError, RecursionError):
        return None
    return body


def _chat(request: Request) -> Chat:
    chat: Chat = request.app.state.chat
    return chat


def _answered(act: Callable[[Request], Awaitable[Any]]) -> Endpoint:
    """Counts the request, and turns what an act returns or refuses into a response."""

    async def endpoint(request: Request) -> Response:
        given = request.headers.get("x-request-id", "")[:MAX_ID_CHARACTERS]
        with logs.about(request=given or uuid.uuid4().hex):
            try:
                await _chat(request).rates.request(address(request.scope))
                answer = await act(request)
                if isinstance(answer, Response):
                    return answer
                return JSONResponse(answer, headers={"Cache-Control": "no-store"})
            except Exception as error:
                refused = refusal(error, f"{request.method} {request.scope['path']}").as_response()
                if refused.status_code == 401 and is_upload(request.scope):
                    refused.headers["Connection"] = "close"  # of a stranger it is not heard out
                return refused

    return endpoint


def _of_a_conversation(act: Act) -> Endpoint:
    """Lets in only the bearer of a session token."""

    async def admitted(request: Request) -> Any:
        chat = _chat(request)
        session = await chat.admit(bearer(request))
        with logs.about(conversation=session.conversation_id):
            return await act(chat, session.conversation_id, request)

    return _answered(admitted)


async def _body(request: Request) -> dict[str, Any]:
    body = await json_body(request)
    if not isinstance(body, dict):
        raise Refusal("bad_request")
    return body
