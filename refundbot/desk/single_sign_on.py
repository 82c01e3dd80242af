"""Agents who sign in at the company's issuer: authorization code with PKCE, refresh and logout.

OpenID Connect Core 1.0, RP-Initiated Logout 1.0, RFC 6749, 7636 (PKCE), 7009 (revocation), 9207 (`iss`).
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Any, Literal
from urllib.parse import quote_plus, urlencode

import aiohttp
import jwt
from oauthlib.common import add_params_to_qs, add_params_to_uri
from oauthlib.oauth2 import OAuth2Error, WebApplicationClient

from refundbot.desk.identity import Role, Unauthorised, signed_in
from refundbot.desk.oidc import TIMEOUT_SECONDS, Issuer, IssuerUnavailable, whole_body

logger = logging.getLogger(__name__)

TRUSTED_FOR = timedelta(minutes=15)
"""Before the issuer is asked again whether an agent is still one."""
SHIFT = timedelta(hours=12)
"""At most, where the issuer cannot be asked again."""
RENEW_BEFORE = timedelta(seconds=90)
"""Before the end of a session's time it is renewed."""

VERIFIER_CHARACTERS = 64

_OURS = ("invalid_client", "unauthorized_client", "invalid_scope", "unsupported_grant_type", "missing_token")
"""Errors for which not the agent is to blame, but a setting here or there."""
_THEIRS = ("temporarily_unavailable", "server_error")

Failure = Literal["late", "cancelled", "refused", "no_role"]
"""`late`: the answer is to another attempt, or to none."""


class SignInFailed(Exception):
    """Nobody was signed in."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure: Failure = failure


class SessionOver(Exception):
    """The issuer does not vouch for the agent any more."""


@dataclass(frozen=True)
class Registration:
    """The desk as the issuer knows it."""

    client_id: str
    secret: str | None
    scope: str
    back: str
    """The address to which the issuer sends agents who have signed in."""
    home: str
    """The address to which it sends those who have signed out."""


@dataclass(frozen=True)
class Attempt:
    """What is remembered of an agent who has gone to sign in: nothing of it may be read by others."""

    state: str
    nonce: str
    verifier: str
    to: str
    """The page to come back to."""

    @classmethod
    def read(cls, given: Mapping[str, Any] | None) -> Attempt | None:
        """The attempt that `given` keeps; `None` for one of another version."""
        return cls(**given) if given and given.keys() == cls.__annotations__.keys() else None

    def kept(self) -> dict[str, Any]:
        """The attempt as JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Session:
    """An agent for whom the issuer vouches."""

    subject: str
    """The issuer's own name for the account."""
    agent_id: str
    name: str
    role: Role
    team: str | None
    until: float
    """Seconds since the epoch: when the issuer has to be asked again."""
    ends: float
    """The same: to when it would hold where the issuer cannot be asked."""
    refresh: str | None
    """With what it is asked."""

    @classmethod
    def read(cls, given: Mapping[str, Any] | None) -> Session | None:
        """The session that `given` keeps; `None` for one of another version."""
        return cls(**given) if given and given.keys() == cls.__annotations__.keys() else None

    def kept(self) -> dict[str, Any]:
        """The session as JSON."""
        return asdict(self)

    def unrenewed(self) -> Session:
        """The session, without a way to renew it."""
        return replace(self, until=self.ends, refresh=None)

    def left(self, now: datetime) -> timedelta:
        """How long it holds yet, at `now` (aware)."""
        return datetime.fromtimestamp(self.until, timezone.utc) - now


class SingleSignOn:
    """The desk as a client of the issuer."""

    def __init__(self, issuer: Issuer, desk: Registration, clock: Callable[[], datetime]) -> None:
        """`clock` gives the aware instant by which sessions are judged."""
        self._issuer, self._desk, self._clock = issuer, desk, clock

    async def begin(self, to: str, *, anew: bool = False) -> tuple[str, Attempt]:
        """Where an agent signs in, and what is to be remembered meanwhile.

        `anew`: the issuer asks who it is, although somebody is signed in there.

        Raises:
            IssuerUnavailable: its endpoints cannot be had now.
        """
        endpoint = await self._endpoint("authorization_endpoint")
        state, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        client = self._client()
        attempt = Attempt(state, nonce, client.create_code_verifier(VERIFIER_CHARACTERS), to)
        asked = {
            "response_type": "code",
            "client_id": self._desk.client_id,
            "redirect_uri": self._desk.back,
            "scope": self._desk.scope,
            "state": state,
            "nonce": nonce,
            "code_challenge": client.create_code_challenge(attempt.verifier, "S256"),
            "code_challenge_method": "S256",
            **({"prompt": "login"} if anew else {}),
        }
        return str(add_params_to_uri(endpoint, list(asked.items()))), attempt

    async def finish(self, attempt: Attempt, answer: Mapping[str, str]) -> Session:
        """The session of the agent whom the issuer has sent back with `answer`.

        Raises:
            SignInFailed: it vouches for nobody.
            IssuerUnavailable: it cannot say so now.
        """
        if not _same(answer.get("state"), attempt.state):
            raise SignInFailed("late")
        await self._check_sender(answer.get("iss"))
        if "error" in answer:
            if answer["error"] in _THEIRS:
                raise IssuerUnavailable(self._issuer.name)
            raise SignInFailed("cancelled" if answer["error"] == "access_denied" else "refused")
        if not answer.get("code"):
            raise SignInFailed("refused")
        given = await self._tokens(
            self._client().prepare_request_body(
                code=answer["code"], redirect_uri=self._desk.back, code_verifier=attempt.verifier
            )
        )
        if given is None:
            raise SignInFailed("refused")
        claims = await self._claims(given.get("id_token"))
        if claims is None or not _same(claims.get("nonce"), attempt.nonce):
            raise SignInFailed("refused")
        return self._session(claims, given.get("refresh_token"))

    async def renew(self, session: Session) -> Session:
        """The session after the issuer was asked again.

        Raises:
            SessionOver: it does not vouch for the agent any more.
            IssuerUnavailable: it cannot say so now.
        """
        if session.refresh is None:
            raise SessionOver
        form = {
            "grant_type": "refresh_token",
            "refresh_token": session.refresh,
            "client_id": self._desk.client_id,
        }
        given = await self._tokens(urlencode(form))
        if given is None:
            raise SessionOver
        refresh = given.get("refresh_token") or session.refresh
        if given.get("id_token") is None:
            # It need not say anew who the agent is.
            until = (self._clock() + TRUSTED_FOR).timestamp()
            return replace(session, until=until, refresh=refresh)
        claims = await self._claims(given["id_token"])
        if claims is None or claims["sub"] != session.subject:
            raise SessionOver
        try:
            return self._session(claims, refresh)
        except SignInFailed:
            raise SessionOver from None

    async def end(self, session: Session | None) -> str | None:
        """Ends the session; gives the address at which the agent signs out at the issuer too, if it has one.

        No token goes with the address, so the issuer may ask whether that is meant.
        """
        revocation = await self._endpoint_if_any("revocation_endpoint")
        if session and session.refresh and revocation:
            # Has the issuer forget the token, if it will.
            form = {
                "token": session.refresh,
                "token_type_hint": "refresh_token",
                "client_id": self._desk.client_id,
            }
            with suppress(IssuerUnavailable):
                await self._post(revocation, urlencode(form))
        end_of_session = await self._endpoint_if_any("end_session_endpoint")
        if end_of_session is None:
            return None
        asked = [("client_id", self._desk.client_id), ("post_logout_redirect_uri", self._desk.home)]
        return str(add_params_to_uri(end_of_session, asked))

    async def _check_sender(self, sender: str | None) -> None:
        """Refuses another issuer's answer, and one that does not say whose it is where ours always does."""
        says = (await self._issuer.document()).get("authorization_response_iss_parameter_supported") is True
        if sender != self._issuer.name and (says or sender is not None):
            raise SignInFailed("refused")

    async def _claims(self, token: object) -> dict[str, Any] | None:
        """The claims of an ID token that is meant for the desk; `None` for what is none."""
        try:
            claims = await self._issuer.verified(str(token), self._desk.client_id)
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError) as error:
            logger.warning(
                "%s has given an ID token that is none: %s", self._issuer.name, type(error).__name__
            )
            return None
        return claims if claims.get("azp") in (None, self._desk.client_id) else None

    def _session(self, claims: dict[str, Any], refresh: object) -> Session:
        named = self._issuer.named(claims)
        try:
            held = signed_in(named)
        except Unauthorised:
            raise SignInFailed("no_role") from None
        now = self._clock()
        session = Session(
            subject=claims["sub"],
            agent_id=held.agent.id,
            name=held.agent.name,
            role="supervisor" if held.agent.is_supervisor else "agent",
            team=held.agent.team,
            until=min(held.until, now + TRUSTED_FOR).timestamp(),
            ends=min(held.until, now + SHIFT).timestamp(),
            refresh=refresh if isinstance(refresh, str) else None,
        )
        return session if session.refresh else session.unrenewed()

    async def _tokens(self, body: str) -> dict[str, Any] | None:
        """What the token endpoint gives; `None` where it refuses."""
        endpoint = await self._endpoint("token_endpoint")
        status, answer = await self._post(endpoint, body)
        if status >= 500 or status == 429:
            raise IssuerUnavailable(self._issuer.name)
        try:
            given: dict[str, Any] = self._client().parse_request_body_response(answer)
        except OAuth2Error as error:
            # Only what went wrong: no token, no code, and none of the issuer's words is logged.
            if error.error not in _OURS:
                return None
            logger.error("%s does not serve the desk: %s", self._issuer.name, error.error)
            raise IssuerUnavailable(self._issuer.name) from None
        except (ValueError, TypeError, AttributeError):
            raise IssuerUnavailable(self._issuer.name) from None
        return given

    async def _post(self, endpoint: str, body: str) -> tuple[int, str]:
        """Status and text of what an endpoint answers to the desk, which says who it is."""
        auth, secret = None, self._desk.secret
        if secret is not None:
            known = (await self._issuer.document()).get("token_endpoint_auth_methods_supported")
            if isinstance(known, list) and "client_secret_post" in known:
                body = add_params_to_qs(body, [("client_secret", secret)])
            else:
                auth = aiohttp.BasicAuth(quote_plus(self._desk.client_id), quote_plus(secret))
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(
                    endpoint, data=body.encode(), headers=headers, auth=auth, allow_redirects=False
                ) as answer,
            ):
                return answer.status, (await whole_body(answer)).decode()
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as error:
            logger.warning("%s does not answer the desk: %s", self._issuer.name, type(error).__name__)
            raise IssuerUnavailable(self._issuer.name) from None

    async def _endpoint_if_any(self, name: str) -> str | None:
        """The address of an endpoint that not every issuer has."""
        try:
            return await self._endpoint(name) if (await self._issuer.document()).get(name) else None
        except IssuerUnavailable:
            return None

    async def _endpoint(self, name: str) -> str:
        """The address of an endpoint, which must be as well protected as the issuer is."""
        address = (await self._issuer.document()).get(name)
        scheme = self._issuer.name.partition(":")[0]
        if not isinstance(address, str) or not address.startswith(("https://", f"{scheme}://")):
            logger.error("%s names no usable %s", self._issuer.name, name)
            raise IssuerUnavailable(self._issuer.name)
        return address

    def _client(self) -> WebApplicationClient:
        return WebApplicationClient(self._desk.client_id)


def _same(given: object, expected: str) -> bool:
    return isinstance(given, str) and given.isascii() and hmac.compare_digest(given, expected)
