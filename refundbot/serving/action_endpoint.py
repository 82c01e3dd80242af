"""The way from Rasa to the action server: one kept session, a deadline, and never silence.

Stock Rasa opens a session per call, waits 300 s (longer than a conversation's lock lives) and turns a failed
action into HTTP 200 with an empty list. Here a failure becomes an action result that apologises.
"""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any
from urllib.parse import urljoin

import aiohttp
from jsonschema import ValidationError
from rasa.utils.endpoints import EndpointConfig

from refundbot.replies.turns import ErrorReason
from refundbot.serving import action_result
from refundbot.serving.apology import apology
from refundbot.telemetry import metrics

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 8.0
"""For a whole call. Well below the 60 s that a conversation's lock lives: past that, turns are lost."""

MAX_CONCURRENT_CALLS = 32
"""Of one process. Further calls wait for a free connection, within their timeout."""


class ActionEndpoint(EndpointConfig):
    """An action endpoint whose `request` always returns a result that Rasa can use."""

    def __init__(self, url: str, key: str, *, timeout: float = TIMEOUT_SECONDS) -> None:
        """`url` is the action server's webhook, `key` its key; `timeout` is in seconds, for a whole call."""
        super().__init__(url=url, enable_selective_domain=True)
        self._headers = {"Authorization": f"Bearer {key}"}
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._kept_session: aiohttp.ClientSession | None = None

    def session(self) -> aiohttp.ClientSession:
        """The session of this process, opened at the first call (it belongs to the running event loop)."""
        if self._kept_session is None or self._kept_session.closed:
            self._kept_session = aiohttp.ClientSession(
                headers=self._headers,
                timeout=self._timeout,
                connector=aiohttp.TCPConnector(limit=MAX_CONCURRENT_CALLS),
            )
        return self._kept_session

    async def request(self, *_: Any, json: dict[str, Any], **__: Any) -> dict[str, Any]:
        """Runs an action: posts Rasa's call and returns the result, or an apology where there is none.

        The conversation's events stay here: the actions need its latest message and its memory only.
        """
        call = {**json, "tracker": {**json["tracker"], "events": []}}
        try:
            with metrics.step("action", action=str(json.get("next_action"))):
                async with self.session().post(self.url, json=call) as response:
                    response.raise_for_status()
                    result: dict[str, Any] = await response.json()
            action_result.check(result)
        except asyncio.TimeoutError:
            return _failed(json, f"no answer within {self._timeout.total} s", "timeout")
        except (aiohttp.ClientError, ValidationError, ValueError) as error:
            return _failed(json, _in_short(error), "unavailable")
        return result

    async def is_up(self) -> bool:
        """Whether the action server answers."""
        try:
            async with self.session().get(urljoin(self.url, "/health")) as response:
                return response.ok
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return False

    async def close(self) -> None:
        """Closes the session, if one was opened."""
        if self._kept_session is not None:
            await self._kept_session.close()


def _failed(call: dict[str, Any], cause: str, reason: ErrorReason) -> dict[str, Any]:
    logger.error("%s failed: %s", call.get("next_action"), cause)
    return {"events": [], "responses": apology(reason)}


def _in_short(error: Exception) -> str:
    """What went wrong, without the conversation, which a body or an instance may repeat."""
    if isinstance(error, aiohttp.ClientResponseError):
        return f"status {error.status}, {error.message}"
    if isinstance(error, ValidationError):
        return f"not an action result at {error.json_path}"
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg}"
    return f"{type(error).__name__}: {error}"
