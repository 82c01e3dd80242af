"""How an operation of the OpenAPI file is served: the agent verified, the input checked, errors in words."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from refundbot.channels.assist import contract, wire
from refundbot.channels.assist.desk import Desk
from refundbot.channels.web.address import address
from refundbot.channels.web.bot import NotNow
from refundbot.channels.web.files import is_upload
from refundbot.channels.web.http import bearer, json_body
from refundbot.channels.web.refusal import Refusal
from refundbot.conversations.attachments import NoSuchAttachment
from refundbot.conversations.gate import Agent, Transition
from refundbot.conversations.store import NoSuchConversation
from refundbot.desk import left, macros
from refundbot.desk.identity import Unauthorised
from refundbot.desk.listing import BadCursor
from refundbot.desk.oidc import IssuerUnavailable
from refundbot.desk.review import NoSuchItem
from refundbot.desk.roster import NoSuchAgent, NoSuchTeam
from refundbot.desk.suggested import NoSuchSuggestion
from refundbot.replies.attachments import file_error
from refundbot.replies.desk import DeskError, desk_error

logger = logging.getLogger(__name__)

_MISSING = (
    BadCursor,
    contract.NoSuchThing,
    NoSuchConversation,
    NoSuchItem,
    NoSuchSuggestion,
    left.NoSuchLeftMessage,
    macros.NoSuchMacro,
)


@dataclass(frozen=True)
class Call:
    """One call of an operation: who asks, and what was given."""

    agent: Agent
    address: dict[str, Any]
    query: dict[str, Any]
    body: dict[str, Any]
    request: Request
    """Whose body is a file, where the operation takes one."""

    @property
    def conversation_id(self) -> str:
        """The conversation that the address names."""
        return str(self.address["conversation_id"])

    @property
    def before_id(self) -> int | None:
        """Before which id the page ends that the query's cursor names.

        Raises:
            BadCursor: no page gave that cursor.
        """
        cursor = self.query["cursor"]
        if cursor is None:
            return None
        if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 10):
            raise BadCursor(cursor)
        return int(cursor)


class Conflict(Exception):
    """The act cannot be done as things stand."""

    def __init__(self, outcome: Transition) -> None:
        super().__init__(outcome.refusal)
        self.outcome = outcome


Handler = Callable[[Desk, Call], Awaitable[Any]]
Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]


class Operations:
    """The operations and what serves them."""

    def __init__(self) -> None:
        self._described = contract.read_operations()
        self._handlers: dict[str, Handler] = {}

    def serve(self, operation_id: str) -> Callable[[Handler], Handler]:
        """Marks what serves an operation. `KeyError` for one that the file does not have."""
        operation = self._described[operation_id]

        def mark(handler: Handler) -> Handler:
            self._handlers[operation.id] = handler
            return handler

        return mark

    def routes(self) -> list[Route]:
        """A route for each path, to the operations on it. `KeyError` for one that nothing serves."""
        served: dict[str, dict[str, Endpoint]] = {}
        for id, operation in self._described.items():
            served.setdefault(operation.path, {})[operation.method] = _served(operation, self._handlers[id])
        return [Route(path, _by_method(one), methods=list(one)) for path, one in served.items()]


def done(outcome: Transition) -> Transition:
    """The outcome of an act.

    Raises:
        Conflict: it was refused.
    """
    if outcome.refusal is not None:
        raise Conflict(outcome)
    return outcome


def _by_method(served: Mapping[str, Endpoint]) -> Endpoint:
    async def serve(request: Request) -> Response:
        return await served["GET" if request.method == "HEAD" else request.method](request)

    return serve


def _served(operation: contract.Operation, handler: Handler) -> Endpoint:
    async def serve(request: Request) -> Response:
        desk: Desk = request.app.state.assist.desk
        try:
            call = await _call(operation, desk, request)
            answer = await handler(desk, call)
            return answer if isinstance(answer, Response) else _json(answer)
        except Conflict as conflict:
            return await _conflict(desk, conflict.outcome)
        except Refusal as refusal:
            return refusal.as_response()
        except contract.BadInput as bad:
            return _refuse("too_long" if bad.too_long else "bad_request", field=bad.field)
        except Unauthorised as refused:
            return await _turn_away(desk, request, expired=refused.expired)
        except NoSuchAttachment:
            return Refusal("not_found", text=file_error("gone")).as_response()
        except left.Taken:
            return Refusal("conflict", text=desk_error("taken_left")).as_response()
        except macros.NotTheirs:
            return Refusal("forbidden", text=desk_error("shared_macro")).as_response()
        except NoSuchTeam:
            return Refusal("not_found", text=desk_error("no_such_team")).as_response()
        except NoSuchAgent:
            return Refusal("not_found", text=desk_error("no_such_agent")).as_response()
        except _MISSING:
            return _refuse("not_found")
        except (IssuerUnavailable, NotNow):
            return _refuse("unavailable")
        except Exception:
            logger.exception("%s failed", operation.id)
            return _refuse("unavailable")

    return serve


async def _call(operation: contract.Operation, desk: Desk, request: Request) -> Call:
    agent = await desk.sign_in(bearer(request))
    if operation.role == "supervisor" and not agent.is_supervisor:
        raise Refusal("forbidden", text=desk_error("forbidden"))
    query = {name: request.query_params.getlist(name)[0] for name in request.query_params}
    named, asked = operation.address(request.path_params), operation.query(query)
    body = None if operation.takes_file else await json_body(request)
    return Call(agent, named, asked, operation.body(body), request)


async def _conflict(desk: Desk, outcome: Transition) -> JSONResponse:
    assert outcome.refusal is not None
    told = {
        "error": {"code": "conflict", "text": desk_error(outcome.refusal)},
        "refusal": outcome.refusal,
        "conversation": await wire.current(desk.database, outcome.conversation),
        "newer": [wire.message(message) for message in outcome.messages],
    }
    return _json(told, status=409)


async def _turn_away(desk: Desk, request: Request, *, expired: bool) -> JSONResponse:
    """Says why; who keeps trying tokens from one address is told to wait."""
    try:
        await desk.rates.request(address(request.scope))
    except Refusal as too_often:
        return too_often.as_response()
    refused = _refuse("expired" if expired else "unauthorized")
    if is_upload(request.scope):
        refused.headers["Connection"] = "close"  # of a stranger it is not heard out
    return refused


def _refuse(code: DeskError, **words: str) -> JSONResponse:
    return Refusal(code, text=desk_error(code, **words)).as_response()


def _json(body: object, status: int = 200) -> JSONResponse:
    return JSONResponse(body, status, headers={"Cache-Control": "no-store"})
