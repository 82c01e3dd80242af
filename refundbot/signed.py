"""Signed tokens (RFC 7519): what they claim, judged by a given instant and not by the machine's clock."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timezone
from typing import Any

import jwt

ALGORITHM = "HS256"

Keys = tuple[str, ...]
"""Of one purpose: the first one signs, all are accepted. There are several while a secret is rotated."""


def derived_key(secret: str, purpose: str) -> str:
    """A key made from a secret for one purpose, from which neither the secret nor another key can be told."""
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def derived_keys(secrets: Iterable[str], purpose: str) -> Keys:
    """The key of each of these secrets for one purpose."""
    return tuple(derived_key(secret, purpose) for secret in secrets)


def is_borne(header: str | None, keys: Keys) -> bool:
    """Whether an `Authorization` header bears one of these keys as its token."""
    given = (header or "").encode(errors="replace")
    return any(hmac.compare_digest(given, f"Bearer {key}".encode()) for key in keys)


def read_claims(
    token: str,
    keys: Keys,
    now: datetime,
    *,
    issuer: str,
    audience: str | None = None,
    algorithm: str = ALGORITHM,
) -> dict[str, Any]:
    """The claims of a token that one of the keys verifies and that holds at `now`, which is aware.

    Raises:
        jwt.ExpiredSignatureError: it no longer holds.
        jwt.InvalidTokenError: it never did, or does not yet.
    """
    for key in keys:
        try:
            return _claims(token, key, now, issuer, audience, algorithm)
        except jwt.ExpiredSignatureError:
            raise
        except jwt.InvalidTokenError:
            continue
    raise jwt.InvalidTokenError


def end_of(claims: dict[str, Any]) -> datetime:
    """When a token with these claims ends (aware, UTC)."""
    return datetime.fromtimestamp(claims["exp"], timezone.utc)


def _claims(
    token: str, key: str, now: datetime, issuer: str, audience: str | None, algorithm: str
) -> dict[str, Any]:
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=audience,
            issuer=issuer,
            options={
                "require": ["iss", "sub", "iat", "exp"],
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
            },
        )
        begins, ends = claims.get("nbf", 0), claims["exp"]
        if {type(begins), type(ends)} != {int} or begins > now.timestamp():
            raise jwt.InvalidTokenError
        ended = now >= end_of(claims)
    except Exception:
        # Whoever sends the token controls every byte of it, and its header is parsed before the signature
        # is checked: besides PyJWT's own errors, encodings and deep nesting fail in their own ways.
        raise jwt.InvalidTokenError from None
    if ended:
        raise jwt.ExpiredSignatureError
    return claims
