"""What a worker's HTTP side refuses before Rasa sees it.

Rasa's HTTP API without a token lets anyone read and write conversations and swap the model, and its
`/model/parse` hands text of any length to the tokenizers, which blocks every conversation for minutes.
"""

from __future__ import annotations

import json

from sanic import Sanic, response
from sanic.exceptions import InvalidUsage, PayloadTooLarge
from sanic.request import Request
from sanic.response import HTTPResponse

from refundbot.serving.apology import apology
from refundbot.settings import MAX_MESSAGE_CHARACTERS

MAX_BODY_BYTES = 8 * 1024 * 1024

PARSE = "/model/parse"
OPEN_PATHS = frozenset({"/", "/version", "/status", PARSE})
"""What of Rasa's API is served without a token. Channels always are."""


def attach(app: Sanic, api_token: str | None) -> None:
    """Puts the guard before an app's routes. With a token Rasa asks for it; without one little is open."""
    app.config.REQUEST_MAX_SIZE = MAX_BODY_BYTES
    app.error_handler.add(PayloadTooLarge, _too_large)
    if api_token is None:
        app.register_middleware(_close_the_rest, "request")
    app.register_middleware(_check_parse, "request")


async def _close_the_rest(request: Request) -> HTTPResponse | None:
    if request.path in OPEN_PATHS or _is_a_channels(request) or not request.head:
        return None  # Without a head it stands for one that could not be read, and is answered as such.
    return response.json({"error": "this part of the API is served only with REFUNDBOT_API_TOKEN set"}, 403)


def _is_a_channels(request: Request) -> bool:
    """Whether the route came in a blueprint (`app.blueprint.handler`), as channels do and Rasa's API not."""
    return request.route is not None and request.route.name.count(".") == 2


async def _check_parse(request: Request) -> HTTPResponse | None:
    if request.path.rstrip("/") != PARSE or request.method != "POST":
        return None
    try:
        body = request.json
    except InvalidUsage:
        body = None
    text = body.get("text") if isinstance(body, dict) else None
    if not isinstance(text, str):
        return response.json({"error": 'the body must be JSON: {"text": "..."}'}, 400)
    if len(text) > MAX_MESSAGE_CHARACTERS:
        return response.json({"error": f"text is longer than {MAX_MESSAGE_CHARACTERS} characters"}, 413)
    return None


def _too_large(_: Request, __: PayloadTooLarge) -> HTTPResponse:
    return response.json(apology("too_long"), status=413, dumps=json.dumps)
