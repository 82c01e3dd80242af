"""An OpenID Connect issuer whose tokens agents may use (OpenID Connect Discovery 1.0, RFC 7517)."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from typing import Any

import aiohttp
import jwt

logger = logging.getLogger(__name__)

ALGORITHMS = ("RS256", "ES256")
TIMEOUT_SECONDS = 3.0
KEEP_SECONDS = 300.0
"""For which keys are used before they are fetched anew."""
PAUSE_SECONDS = 10.0
"""At least, between two fetches: tokens with an invented key id cannot make us ask without end."""
MAX_BYTES = 256 * 1024


_FAILURES = (aiohttp.ClientError, asyncio.TimeoutError, jwt.PyJWTError, ValueError, KeyError, TypeError)


class IssuerUnavailable(Exception):
    """The issuer's keys cannot be had now; the text names it."""


class Issuer:
    """One issuer and its keys, fetched when first needed and kept for a while."""

    def __init__(self, name: str, audience: str) -> None:
        """`name` is the issuer's address as its tokens give it, `audience` whom they must be meant for."""
        self.name, self._audience = name, audience
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at = -KEEP_SECONDS
        self._fetching = asyncio.Lock()

    async def claims(self, token: str) -> dict[str, Any]:
        """The claims of a valid token.

        Raises:
            jwt.PyJWTError: it is none.
            IssuerUnavailable: the keys cannot be had now.
        """
        key = await self._key(jwt.get_unverified_header(token).get("kid"))
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=ALGORITHMS,
            audience=self._audience,
            issuer=self.name,
            options={"require": ["iss", "aud", "sub", "exp"]},
        )
        return claims

    async def _key(self, key_id: object) -> jwt.PyJWK:
        async with self._fetching:
            age = time.monotonic() - self._fetched_at
            if age >= KEEP_SECONDS or (key_id not in self._keys and age >= PAUSE_SECONDS):
                await self._fetch()
        if not self._keys:
            raise IssuerUnavailable(self.name)
        if not isinstance(key_id, str) or key_id not in self._keys:
            raise jwt.InvalidTokenError("unknown key")
        return self._keys[key_id]

    async def _fetch(self) -> None:
        self._fetched_at = time.monotonic()
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        try:
            async with aiohttp.ClientSession(timeout=timeout) as session:
                found = await _json(session, f"{self.name.rstrip('/')}/.well-known/openid-configuration")
                keys = await _json(session, found["jwks_uri"])
            self._keys = {
                key.key_id: key
                for key in jwt.PyJWKSet.from_dict(keys).keys
                if key.key_id and key.algorithm_name in ALGORITHMS
            }
        except _FAILURES:
            # Keys that were good a while ago are better than nobody being able to work.
            logger.exception("the keys of %s cannot be had", self.name)


async def _json(session: aiohttp.ClientSession, url: str) -> dict[str, Any]:
    async with session.get(url, allow_redirects=False) as answer:
        answer.raise_for_status()
        body = await answer.content.read(MAX_BYTES)
        loaded: dict[str, Any] = json.loads(body)
        return loaded
