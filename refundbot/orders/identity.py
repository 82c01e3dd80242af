"""Who the customer is: a short signed statement by the website that they are signed in to (RFC 7519)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeGuard

import jwt

from refundbot import signed
from refundbot.signed import Keys

ISSUER = "refundbot-site"
AUDIENCE = "refundbot-customer"
PUBLIC_ALGORITHM = "RS256"
MIN_SECRET_BYTES = 32
"""A key shorter than the hash is not allowed for HS256 (RFC 7518, section 3.2)."""
MAX_TOKEN_CHARACTERS = 2048
MAX_ID_CHARACTERS = 255
"""Of a customer's id, as the database of conversations keeps it."""


def mint_customer_token(customer_id: str, secret: str, now: datetime, ttl: timedelta) -> str:
    """A token that says until `now + ttl` that its bearer is the customer. `now` is aware.

    Raises:
        ValueError: a secret under 32 bytes, or an id that is empty, too long or cannot be printed.
    """
    if not is_customer_id(customer_id):
        raise ValueError(f"a customer token needs a customer id of 1 to {MAX_ID_CHARACTERS} characters")
    if not _strong(secret):
        raise ValueError(f"the customer secret needs at least {MIN_SECRET_BYTES} bytes")
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": customer_id, "iat": now, "exp": now + ttl}
    token = jwt.encode(claims, secret, signed.ALGORITHM)
    if len(token) > MAX_TOKEN_CHARACTERS:
        raise ValueError("the customer id is too long for a token")
    return token


@dataclass(frozen=True)
class SignedIn:
    """A customer, and the instant (aware, UTC) up to which the site vouches for them."""

    customer_id: str
    until: datetime


def read_customer_token(
    token: object, secrets: Keys, public_key: str | None, now: datetime
) -> SignedIn | None:
    """Whom a token names: HS256 by a shared secret, or RS256 by the site's public key (PEM).

    `None` for anything that is not valid at `now`, which is aware; time is judged by it, not by the clock.
    Never raises. A secret under 32 bytes counts as none. The algorithm follows from the key, never from the
    token, so that a public key is never taken for a secret.
    """
    if not isinstance(token, str) or len(token) > MAX_TOKEN_CHARACTERS:
        return None
    signed_in = _read(token, tuple(filter(_strong, secrets)), signed.ALGORITHM, now)
    if signed_in is None and public_key:
        signed_in = _read(token, (public_key,), PUBLIC_ALGORITHM, now)
    return signed_in


def _read(token: str, keys: Keys, algorithm: str, now: datetime) -> SignedIn | None:
    try:
        claims = signed.read_claims(token, keys, now, issuer=ISSUER, audience=AUDIENCE, algorithm=algorithm)
    except jwt.InvalidTokenError:
        return None
    return SignedIn(claims["sub"], signed.end_of(claims)) if is_customer_id(claims["sub"]) else None


def is_customer_id(value: object) -> TypeGuard[str]:
    """Whether a value can name a customer: characters that can be printed, no more than a database keeps."""
    return isinstance(value, str) and 0 < len(value) <= MAX_ID_CHARACTERS and value.isprintable()


def _strong(secret: str) -> bool:
    return len(secret.encode()) >= MIN_SECRET_BYTES
