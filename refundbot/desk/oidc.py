"""An OpenID Connect issuer whose tokens agents may use (OpenID Connect Discovery 1.0, RFC 7517)."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from dataclasses import dataclass
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


LEEWAY_SECONDS = 60
"""By which the issuer's clock may differ from ours."""


@dataclass(frozen=True)
class ClaimNames:
    """Where an issuer's tokens say who an agent is: names of claims, dots leading into objects."""

    account: str = "sub"
    name: str = "name"
    roles: str = "roles"
    """A list of roles, each a text or an object with a `code` or a `name`."""
    agent: str = "agent"
    supervisor: str = "supervisor"
    """What the roles are called there."""
    team: str = "team"
    """A text, or a list of which the first counts."""


class IssuerUnavailable(Exception):
    """The issuer's keys cannot be had now; the text names it."""


class Issuer:
    """One issuer and its keys, fetched when first needed and kept for a while."""

    def __init__(self, name: str, audience: str, names: ClaimNames | None = None) -> None:
        """`name` is the issuer's address as its tokens give it, `audience` whom they must be meant for."""
        self.name, self._audience, self._names = name, audience, names or ClaimNames()
        self._keys: dict[str, jwt.PyJWK] = {}
        self._document: dict[str, Any] = {}
        self._fetched_at = -KEEP_SECONDS
        self._fetching = asyncio.Lock()

    async def claims(self, token: str) -> dict[str, Any]:
        """The claims of a valid token, named as in the desk's own: `sub`, `name`, `team`, `roles`, `exp`.

        Raises:
            jwt.PyJWTError: it is none.
            IssuerUnavailable: the keys cannot be had now.
        """
        return self.named(await self.verified(token, self._audience))

    async def verified(self, token: str, audience: str) -> dict[str, Any]:
        """The claims of a valid token that is meant for `audience`, as the issuer names them.

        Raises:
            jwt.PyJWTError, IssuerUnavailable: as `claims` does.
        """
        key = await self._key(jwt.get_unverified_header(token).get("kid"))
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=ALGORITHMS,
            audience=audience,
            issuer=self.name,
            leeway=LEEWAY_SECONDS,
            options={"require": ["iss", "aud", "sub", "exp"]},
        )
        return claims

    def named(self, claims: dict[str, Any]) -> dict[str, Any]:
        """Verified claims, named as in the desk's own."""
        names, held = self._names, _roles(_at(claims, self._names.roles))
        ours = {"agent": names.agent, "supervisor": names.supervisor}
        return {
            "sub": _at(claims, names.account),
            "name": _at(claims, names.name),
            "team": _at(claims, names.team),
            "roles": [role for role, theirs in ours.items() if theirs in held],
            "exp": claims["exp"] + LEEWAY_SECONDS,
        }

    async def document(self) -> dict[str, Any]:
        """What the issuer says of itself: its endpoints, and what it can do.

        Raises:
            IssuerUnavailable: that cannot be had now.
        """
        async with self._fetching:
            age = time.monotonic() - self._fetched_at
            if age >= KEEP_SECONDS or (not self._document and age >= PAUSE_SECONDS):
                await self._fetch()
        if not self._document:
            raise IssuerUnavailable(self.name)
        return self._document

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
                if found["issuer"] != self.name:
                    raise ValueError("the document is another issuer's")
                keys = await _json(session, found["jwks_uri"])
            self._document, self._keys = (
                found,
                {
                    key.key_id: key
                    for key in jwt.PyJWKSet.from_dict(keys).keys
                    if key.key_id and key.algorithm_name in ALGORITHMS
                },
            )
        except _FAILURES:
            # Keys that were good a while ago are better than nobody being able to work.
            logger.exception("the keys of %s cannot be had", self.name)


def _at(claims: dict[str, Any], path: str) -> Any:
    """A claim, by its name as it stands or by the way to it."""
    if path in claims:
        return claims[path]
    found: Any = claims
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _roles(given: object) -> set[str]:
    """The names of roles, in whichever of the usual shapes they are listed."""
    listed = given if isinstance(given, list) else [given]
    named = (one.get("code") or one.get("name") if isinstance(one, dict) else one for one in listed)
    return {name for name in named if isinstance(name, str)}


async def _json(session: aiohttp.ClientSession, url: str) -> dict[str, Any]:
    async with session.get(url, allow_redirects=False) as answer:
        answer.raise_for_status()
        loaded: dict[str, Any] = json.loads(await whole_body(answer))
        return loaded


async def whole_body(answer: aiohttp.ClientResponse) -> bytes:
    """All that was answered, in however many pieces it comes.

    Raises:
        ValueError: it is more than an issuer has to say.
    """
    body = b""
    async for piece in answer.content.iter_any():
        body += piece
        if len(body) > MAX_BYTES:
            raise ValueError("too long an answer")
    return body
