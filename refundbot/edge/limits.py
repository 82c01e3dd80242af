"""How large a request may be; what does not say how large it is, is not read."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from refundbot.channels.web.files import is_upload
from refundbot.channels.web.refusal import Refusal
from refundbot.replies.attachments import file_error

CHAT = "/chat/"
MAX_CHAT_BODY_BYTES = 64 * 1024
MAX_BODY_BYTES = 1024 * 1024
"""Of an agent's request, or a webhook's."""

_CLOSE = {"Connection": "close"}
"""What is not read is followed by nothing that could be."""


class Limits:
    """Refuses by the head of a request, before any of its body is read."""

    def __init__(self, app: ASGIApp, attachment_bytes: int = 0) -> None:
        """`attachment_bytes` is how long a request may be that brings one."""
        self._app, self._attachment_bytes = app, attachment_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Called by the server, whose parser has seen to it that a length is one."""
        refused = self._refused(scope) if scope["type"] == "http" else None
        await (refused or self._app)(scope, receive, send)

    def _refused(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if "transfer-encoding" in headers:
            return Response(status_code=411, headers=_CLOSE)
        most = MAX_CHAT_BODY_BYTES if scope["path"].startswith(CHAT) else MAX_BODY_BYTES
        text = None
        if self._attachment_bytes and is_upload(scope):
            most = self._attachment_bytes
            text = file_error("too_large", most_mb=most // 2**20)
        if int(headers.get("content-length", "0")) > most:
            refused = Refusal("too_long", text=text).as_response()
            refused.headers.update(_CLOSE)
            return refused
        return None
