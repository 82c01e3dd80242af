"""Signed tokens (RFC 7519): what they claim, judged by a given instant and not by the machine's clock."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timezone
from typing import Any

import jwt

ALGORITHM = "HS256"


def derived_key(secret: str, purpose: str) -> str:
    """A key made from a secret for one purpose, from which neither the secret nor another key can be told."""
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def read_claims(
    token: str,
    key: str,
    now: datetime,
    *,
    issuer: str,
    audience: str | None = None,
    algorithm: str = ALGORITHM,
) -> dict[str, Any]:
    """The claims of a token that holds at `now`, which is aware.

    Raises:
        jwt.ExpiredSignatureError: it no longer holds.
        jwt.InvalidTokenError: it never did, or does not yet.
    """
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


def end_of(claims: dict[str, Any]) -> datetime:
    """When a token with these claims ends (aware, UTC)."""
    return datetime.fromtimestamp(claims["exp"], timezone.utc)
