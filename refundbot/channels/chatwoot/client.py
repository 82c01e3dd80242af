"""The part of Chatwoot's API that the bot uses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import aiohttp

TIMEOUT_SECONDS = 5.0
"""For a whole call."""


class ChatwootClient:
    """Chatwoot, as the agent bot whose access token this is."""

    def __init__(self, url: str, token: str) -> None:
        """`url` is the address of the installation, without a path."""
        self._url, self._token = url, token
        self._session: aiohttp.ClientSession | None = None

    async def say(
        self, account_id: int, chatwoot_id: int, text: str, choices: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Says something to the customer; of the `choices`, titles with what each says, they may pick one."""
        body: dict[str, Any] = {"content": text, "message_type": "outgoing", "private": False}
        if choices:
            items = [{"title": title, "value": said} for title, said in choices]
            body |= {"content_type": "input_select", "content_attributes": {"items": items}}
        await self._post(account_id, chatwoot_id, "messages", body)

    async def note(self, account_id: int, chatwoot_id: int, text: str) -> None:
        """Leaves a note for agents."""
        body = {"content": text, "message_type": "outgoing", "private": True}
        await self._post(account_id, chatwoot_id, "messages", body)

    async def open(self, account_id: int, chatwoot_id: int) -> None:
        """Gives the conversation to people."""
        await self._post(account_id, chatwoot_id, "toggle_status", {"status": "open"})

    async def resolve(self, account_id: int, chatwoot_id: int) -> None:
        """The matter is settled."""
        await self._post(account_id, chatwoot_id, "toggle_status", {"status": "resolved"})

    async def close(self) -> None:
        """Closes the connections, if there are any."""
        if self._session is not None:
            await self._session.close()

    async def _post(self, account_id: int, chatwoot_id: int, act: str, body: dict[str, Any]) -> None:
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
            self._session = aiohttp.ClientSession(timeout=timeout)
        address = f"{self._url}/api/v1/accounts/{account_id}/conversations/{chatwoot_id}/{act}"
        headers = {"api_access_token": self._token}
        async with self._session.post(address, json=body, headers=headers) as answer:
            answer.raise_for_status()
