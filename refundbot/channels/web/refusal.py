"""Why a request or an event was not done, in the form that the customer's page is told it."""

from __future__ import annotations

import logging
from typing import Any

from starlette.responses import JSONResponse

from refundbot.conversations.attachments import NoSuchAttachment
from refundbot.conversations.database import Unavailable, Unstorable
from refundbot.conversations.store import NoSuchConversation
from refundbot.replies.attachments import file_error
from refundbot.replies.chat import ErrorCode, error_text

logger = logging.getLogger(__name__)

RETRY_SECONDS = 3
"""After which what the database could not do may be tried again."""

_STATUS: dict[ErrorCode, int] = {
    "bad_request": 400,
    "empty": 400,
    "unauthorized": 401,
    "expired": 401,
    "forbidden": 403,
    "not_found": 404,
    "conflict": 409,
    "too_long": 413,
    "unsupported": 415,
    "bad_file": 422,
    "rate_limited": 429,
    "unavailable": 503,
}


class Refusal(Exception):
    """Nothing was done; `retry_after`, in seconds, says when it may be tried again."""

    def __init__(self, code: ErrorCode, retry_after: int | None = None, *, text: str | None = None) -> None:
        """`text` is told in place of what a customer is told."""
        super().__init__(code)
        self.code: ErrorCode = code
        self.retry_after = retry_after
        self._text = text

    def as_json(self) -> dict[str, Any]:
        """Code and sentence."""
        told: dict[str, Any] = {"code": self.code, "text": self._text or error_text(self.code)}
        return told if self.retry_after is None else {**told, "retry_after": self.retry_after}

    def as_response(self) -> JSONResponse:
        """The refusal over HTTP."""
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        return JSONResponse({"error": self.as_json()}, _STATUS[self.code], headers)


def refusal(error: Exception, act: str) -> Refusal:
    """What is told of an act that ended in `error`; what nobody asked for is logged."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, NoSuchConversation):
        return Refusal("unauthorized")  # it was erased since the token was judged
    if isinstance(error, NoSuchAttachment):
        return Refusal("not_found", text=file_error("gone"))
    if isinstance(error, Unstorable):
        return Refusal("bad_request")
    if isinstance(error, Unavailable):
        logger.error("%s could not be done: %s", act, error)
    else:
        logger.error("%s failed", act, exc_info=error)
    return Refusal("unavailable", RETRY_SECONDS)
