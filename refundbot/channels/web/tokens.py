"""Session tokens: a signed statement of ours that its bearer takes part in a conversation (RFC 7519)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import jwt

from refundbot import signed
from refundbot.replies.chat import ErrorCode
from refundbot.settings import Settings
from refundbot.signed import Keys

LIFE = timedelta(days=7)
RENEWAL = timedelta(days=1)
"""Before its end from when on a token is exchanged for a new one."""
GRACE = timedelta(days=30)
"""After its end within which a token may still be exchanged: a returning customer keeps their history."""

ISSUER = "refundbot-chat"
MAX_CHARACTERS = 1024


class BadToken(ValueError):
    """A token that admits nobody; `code` says why."""

    def __init__(self, code: ErrorCode) -> None:
        super().__init__(code)
        self.code: ErrorCode = code


@dataclass(frozen=True)
class SessionToken:
    """A token, whose conversation it is for, and its times (aware, UTC)."""

    text: str
    conversation_id: str
    expires_at: datetime

    @property
    def renew_at(self) -> datetime:
        """When to ask for a new one."""
        return self.expires_at - RENEWAL


def keys_of(settings: Settings) -> Keys:
    """The keys of session tokens, made from the customer secrets: whoever has one cannot tell the other."""
    return signed.derived_keys(settings.customer_secrets, ISSUER)


def mint(conversation_id: str, keys: Keys, now: datetime) -> SessionToken:
    """A token for a conversation, valid from `now` (aware) for `LIFE`."""
    expires_at = (now + LIFE).astimezone(timezone.utc).replace(microsecond=0)
    claims = {"iss": ISSUER, "sub": conversation_id, "iat": now, "exp": expires_at}
    return SessionToken(jwt.encode(claims, keys[0], signed.ALGORITHM), conversation_id, expires_at)


def read_session(token: object, keys: Keys, now: datetime, grace: timedelta = timedelta(0)) -> SessionToken:
    """The token, if it is ours and at `now` (aware) not past its end by more than `grace`.

    Raises:
        BadToken: it is not.
    """
    if not isinstance(token, str) or len(token) > MAX_CHARACTERS:
        raise BadToken("unauthorized")
    try:
        claims = signed.read_claims(token, keys, now - grace, issuer=ISSUER)
    except jwt.ExpiredSignatureError:
        raise BadToken("expired") from None
    except jwt.InvalidTokenError:
        raise BadToken("unauthorized") from None
    return SessionToken(token, claims["sub"], signed.end_of(claims))
