"""Who an agent is: a signed statement by the desk itself, or by the company's OIDC issuer (RFC 7519)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import jwt

from refundbot import signed
from refundbot.conversations.gate import Agent
from refundbot.desk.oidc import Issuer
from refundbot.signed import Keys
from refundbot.visible import is_visible

ISSUER = "refundbot-desk"
MAX_CHARACTERS = 8192
MAX_NAME = 100

Role = Literal["agent", "supervisor"]
ROLES: tuple[Role, ...] = ("agent", "supervisor")

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class SignedIn:
    """An agent, and until when their token says so (aware, UTC)."""

    agent: Agent
    until: datetime


class Unauthorised(Exception):
    """A token that admits nobody; `expired` says whether it once did."""

    def __init__(self, *, expired: bool = False) -> None:
        super().__init__("expired" if expired else "unauthorised")
        self.expired = expired


def mint_agent_token(
    agent_id: str,
    name: str,
    role: Role,
    secret: str,
    now: datetime,
    life: timedelta,
    *,
    team: str | None = None,
) -> str:
    """A token that says until `now + life` that its bearer is the agent, of that team if any. `now` is aware.

    Raises:
        ValueError: an id, a name or a team that is empty, too long or cannot be written.
    """
    if not (_is_text(agent_id) and _is_text(name) and (team is None or _is_text(team))):
        raise ValueError(f"an agent token needs an id and a name, of at most {MAX_NAME} characters")
    claims = {
        "iss": ISSUER,
        "aud": ISSUER,
        "sub": agent_id,
        "name": name,
        "roles": [role],
        "team": team,
        "iat": now,
        "exp": now + life,
    }
    return jwt.encode(claims, secret, signed.ALGORITHM)


class Agents:
    """Verifies agents' tokens: our own, and those of an OIDC issuer where there is one."""

    def __init__(self, secrets: Keys, clock: Clock, issuer: Issuer | None = None) -> None:
        """`secrets` are the keys of our own tokens, `clock` gives the aware instant they are judged by."""
        self._secrets, self._clock, self._issuer = secrets, clock, issuer

    async def verify(self, token: str | None) -> SignedIn:
        """The agent of a valid token.

        Raises:
            Unauthorised: it is none, or no longer.
            oidc.IssuerUnavailable: the issuer's keys cannot be had now.
        """
        if not token or len(token) > MAX_CHARACTERS:
            raise Unauthorised
        try:
            issuer = jwt.decode(token, options={"verify_signature": False}).get("iss")
            if self._issuer is not None and issuer == self._issuer.name:
                return signed_in(await self._issuer.claims(token))
            claims = signed.read_claims(token, self._secrets, self._clock(), issuer=ISSUER, audience=ISSUER)
            return signed_in(claims)
        except jwt.ExpiredSignatureError:
            raise Unauthorised(expired=True) from None
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError):
            # Every byte of it is the sender's: besides PyJWT's own errors, encodings fail in their own ways.
            raise Unauthorised from None


def signed_in(claims: dict[str, Any]) -> SignedIn:
    """The agent whom verified claims name.

    Raises:
        Unauthorised: they name nobody, or somebody without one of our roles.
    """
    subject, roles = claims["sub"], claims.get("roles")
    if not isinstance(roles, list) or not set(ROLES) & set(filter(_is_text, roles)) or not _is_text(subject):
        raise Unauthorised
    name = claims.get("name")
    shown = str(name) if _is_text(name) else subject
    agent = Agent(subject, shown, is_supervisor="supervisor" in roles, team=_team(claims.get("team")))
    return SignedIn(agent, signed.end_of(claims))


def _team(named: object) -> str | None:
    """The team, or the first of several."""
    teams = named if isinstance(named, list) else [named]
    return next(filter(_is_text, teams), None)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value.isprintable() and is_visible(value) and len(value) <= MAX_NAME
