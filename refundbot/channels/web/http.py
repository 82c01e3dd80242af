"""The customers' HTTP routes under `/chat`: sessions, history, type-ahead, and what customers think of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from sanic import Blueprint, response
from sanic.exceptions import InvalidUsage, PayloadTooLarge
from sanic.request import Request
from sanic.response import HTTPResponse

from refundbot.channels.web import wire
from refundbot.channels.web.chat import Chat
from refundbot.channels.web.housekeeping import Housekeeping
from refundbot.channels.web.refusal import Refusal, refusal
from refundbot.channels.web.suggest import Suggestions
from refundbot.telemetry import logs

MAX_QUERY_CHARACTERS = 100
BEARER = "Bearer "

Act = Callable[[Chat, str, Request], Awaitable[Any]]


def add_routes(routes: Blueprint, suggestions: Suggestions) -> None:
    """Adds them to the channel's blueprint."""

    @routes.exception(PayloadTooLarge)
    async def too_long(_: Request, __: PayloadTooLarge) -> HTTPResponse:
        return Refusal("too_long").as_response()

    @routes.get("/chat/health")
    @_answered
    async def health(request: Request) -> Any:
        await _chat(request).check()
        return {"status": "ok"}

    @routes.post("/chat/session")
    @_answered
    async def session(request: Request) -> Any:
        return await _chat(request).open_session(_body(request))

    @routes.get("/chat/suggest")
    @_answered
    async def suggest(request: Request) -> Any:
        typed = (request.args.get("q") or "")[:MAX_QUERY_CHARACTERS]
        return {"suggestions": suggestions.for_text(typed)}

    @routes.get("/chat/history")
    @_of_a_conversation
    async def history(chat: Chat, conversation_id: str, request: Request) -> Any:
        query = {name: request.args.get(name) for name in ("before_seq", "limit")}
        return await chat.history(conversation_id, query)

    @routes.post("/chat/feedback")
    @_of_a_conversation
    async def feedback(chat: Chat, conversation_id: str, request: Request) -> Any:
        await chat.give_feedback(conversation_id, _body(request))
        return {"ok": True}

    @routes.post("/chat/rating")
    @_of_a_conversation
    async def rating(chat: Chat, conversation_id: str, request: Request) -> Any:
        await chat.rate(conversation_id, _body(request))
        return {"ok": True}

    @routes.post("/chat/leave-message")
    @_of_a_conversation
    async def leave_message(chat: Chat, conversation_id: str, request: Request) -> Any:
        await chat.leave_message(conversation_id, _body(request))
        return {"ok": True}

    @routes.post("/chat/consent")
    @_of_a_conversation
    async def consent(chat: Chat, conversation_id: str, request: Request) -> Any:
        await chat.set_consent(conversation_id, _body(request))
        return {"ok": True}

    @routes.post("/chat/handoff")
    @_of_a_conversation
    async def handoff(chat: Chat, conversation_id: str, _: Request) -> Any:
        outcome = await chat.request_human(conversation_id)
        return {"ok": True, **wire.status(outcome.conversation)}

    @routes.delete("/chat/me")
    @_of_a_conversation
    async def erase(_: Chat, conversation_id: str, request: Request) -> Any:
        housekeeping: Housekeeping = request.app.ctx.housekeeping
        return {"ok": True, "finished": await housekeeping.erase(conversation_id)}


def _chat(request: Request) -> Chat:
    chat: Chat = request.app.ctx.chat
    return chat


def _answered(
    act: Callable[[Request], Awaitable[Any]],
) -> Callable[[Request], Coroutine[Any, Any, HTTPResponse]]:
    """Counts the request, and turns what an act returns or refuses into a response."""

    async def handler(request: Request) -> HTTPResponse:
        with logs.about(request=str(request.id)):
            try:
                _chat(request).rates.request(address(request))
                return response.json(
                    await act(request), ensure_ascii=False, headers={"Cache-Control": "no-store"}
                )
            except Exception as error:
                return refusal(error, f"{request.method} {request.path}").as_response()

    handler.__name__ = act.__name__
    return handler


def _of_a_conversation(act: Act) -> Callable[[Request], Coroutine[Any, Any, HTTPResponse]]:
    """Lets in only the bearer of a session token."""

    async def admitted(request: Request) -> Any:
        given = request.headers.get("authorization", "")
        token = given[len(BEARER) :] if given.startswith(BEARER) else None
        chat = _chat(request)
        session = await chat.admit(token)
        with logs.about(conversation=session.conversation_id):
            return await act(chat, session.conversation_id, request)

    admitted.__name__ = act.__name__
    return _answered(admitted)


def address(request: Request) -> str:
    """Where the request came from, by the settings on proxies."""
    return str(request.remote_addr or request.ip)


def _body(request: Request) -> dict[str, Any]:
    try:
        body = request.json
    except InvalidUsage:
        body = None
    if not isinstance(body, dict):
        raise Refusal("bad_request")
    return body
