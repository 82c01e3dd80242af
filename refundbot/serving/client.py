"""A small client of the running servers, for the terminal, the supervisor and the tests."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException
from typing import Any

from refundbot.settings import Settings


class Unreachable(ConnectionError):
    """No server answers there."""


class Refused(RuntimeError):
    """The server answered, but not with what was asked for; the text is what it said."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"status {status}: {text}")
        self.status = status


def say(
    settings: Settings, sender: str, message: object, *, customer_token: str | None = None
) -> list[dict[str, Any]]:
    """Says something in the conversation `sender` and returns the messages of the bot's turn.

    Raises:
        Unreachable, Refused: there is no turn.
    """
    body: dict[str, object] = {"sender": sender, "message": message}
    if customer_token is not None:
        body["metadata"] = {"customer_token": customer_token}
    messages: list[dict[str, Any]] = _call(f"{settings.worker_url}/webhooks/rest/webhook", body)
    return messages


def erase(settings: Settings, sender: str) -> None:
    """Erases what was said in the conversation `sender` of the REST channel.

    Raises:
        Unreachable, Refused: it could not be done.
    """
    _call(f"{settings.worker_url}/webhooks/rest/webhook", {"sender": sender}, method="DELETE")


def parse(settings: Settings, text: str) -> dict[str, Any]:
    """The intent ranking and entities of a text, nothing being answered or kept.

    Raises:
        Unreachable, Refused: there is no parse.
    """
    parsed: dict[str, Any] = _call(_api(settings, "/model/parse"), {"text": text})
    return parsed


def is_ready(settings: Settings) -> bool:
    """Whether customers can be served: what they say stored, and answered."""
    try:
        _call(f"{settings.url}/chat/health", timeout=5.0)
    except (Unreachable, Refused):
        return False
    return True


def _api(settings: Settings, path: str) -> str:
    token = f"?token={urllib.parse.quote(settings.api_token)}" if settings.api_token else ""
    return f"{settings.worker_url}{path}{token}"


def _call(url: str, body: object = None, timeout: float = 60.0, method: str | None = None) -> Any:
    """Sends `body` as JSON and gives the JSON of the answer: by POST, or GET where there is no body, unless a
    method is named. `timeout` is in seconds."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    try:
        with _DIRECT.open(request, timeout=timeout) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        raise Refused(error.code, error.read().decode(errors="replace")) from None
    except (OSError, HTTPException) as error:
        raise Unreachable(str(error)) from None
    except ValueError:
        raise Refused(200, "not JSON; this is no refundbot") from None


_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Never through a proxy of the environment: the servers are on this machine or network."""
