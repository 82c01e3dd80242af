"""Signing in at the company's issuer: the way there and back, the browser's session, and its end.

What the issuer gives stays here and, sealed, in a cookie that no script reads; the page gets a token of the
desk's own for as long as the issuer vouches for the agent, and keeps it in memory. ADR 22.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from refundbot.channels.web.address import address
from refundbot.channels.web.clock import Clock
from refundbot.channels.web.rates import Rates
from refundbot.channels.web.refusal import Refusal
from refundbot.desk.identity import mint_agent_token
from refundbot.desk.oidc import Issuer, IssuerUnavailable
from refundbot.desk.sealed import Sealed
from refundbot.desk.single_sign_on import (
    RENEW_BEFORE,
    Attempt,
    Failure,
    Registration,
    Session,
    SessionOver,
    SignInFailed,
    SingleSignOn,
)
from refundbot.replies.desk import DeskError, desk_error
from refundbot.settings import Settings

logger = logging.getLogger(__name__)

HOME = "/desk"
START, BACK, SESSION = "/desk/sign-in", "/desk/sign-in/done", "/desk/session"

ATTEMPT_SECONDS = 600
"""For which an agent may take to sign in."""
MAX_COOKIE = 4000
"""Characters of a cookie that every browser keeps."""

_PAGES = re.compile(r"/desk(/figures|/review|/c/[0-9a-f]{32})?", re.ASCII)
"""The pages of the desk: agents are sent back to nothing else."""

Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]


class SignIn:
    """The desk's side of it, towards a browser."""

    def __init__(self, issuer: Issuer, settings: Settings, rates: Rates, clock: Clock) -> None:
        """`settings` have the desk's client id and address; `clock` gives aware instants."""
        assert settings.oidc_client is not None
        assert settings.desk_url is not None
        self._url, secrets = settings.desk_url, settings.desk_secrets
        self._secret = settings.desk_secret
        self._rates, self._clock = rates, clock
        desk = Registration(
            settings.oidc_client,
            settings.oidc_client_secret,
            settings.oidc_scope,
            back=self._url + BACK,
            home=self._url + HOME,
        )
        self._issuer = SingleSignOn(issuer, desk, clock)
        is_secure = self._url.startswith("https:")
        # Only this very host can set a cookie of that prefix; browsers take it over HTTPS alone.
        prefix = "__Host-" if is_secure else ""
        self._attempts = _Cookie(f"{prefix}desk-sign-in", Sealed(secrets, "desk sign-in"), is_secure)
        self._sessions = _Cookie(f"{prefix}desk-session", Sealed(secrets, "desk session"), is_secure)

    async def start(self, request: Request) -> Response:
        """Sends the agent to the issuer."""
        to = _page(request.query_params.get("to"))
        try:
            await self._rates.request(address(request.scope))
            where, attempt = await self._issuer.begin(to, anew="anew" in request.query_params)
        except (IssuerUnavailable, Refusal):
            return _back(to, "unavailable")
        sent = _redirect(where)
        # From the issuer's page the browser comes back with it: lax.
        self._attempts.keep(sent, attempt.kept(), "lax", ATTEMPT_SECONDS)
        return sent

    async def finish(self, request: Request) -> Response:
        """Takes the agent whom the issuer has sent back to where they were, signed in or told why not."""
        attempt = Attempt.read(self._attempts.read(request, ATTEMPT_SECONDS))
        if attempt is None:
            return _back(HOME, "late")
        to = _page(attempt.to)
        try:
            await self._rates.request(address(request.scope))
            session = await self._issuer.finish(attempt, dict(request.query_params))
        except SignInFailed as failed:
            told = _back(to, failed.failure)
            # The answer to another attempt, or a forged one, leaves this one as it is.
            return told if failed.failure == "late" else self._used(told)
        except (IssuerUnavailable, Refusal):
            return self._used(_back(to, "unavailable"))
        answer = self._used(_back(to))
        self._keep(answer, session)
        return answer

    async def give_token(self, request: Request) -> Response:
        """Gives the page a token while the issuer vouches for its agent; 204 where nobody is signed in."""
        await self._admit(request)
        session = Session.read(self._sessions.read(request))
        if session is None:
            return Response(status_code=204, headers=_UNKEPT)
        left = session.left(self._clock())
        if left > RENEW_BEFORE or (session.refresh is None and left > timedelta(0)):
            return self._token(session)
        try:
            renewed = await self._issuer.renew(session)
        except SessionOver:
            answer: Response = _refused("expired")
            self._sessions.forget(answer)
            return answer
        except IssuerUnavailable:
            return self._token(session) if left > timedelta(0) else _refused("unavailable")
        answer = self._token(renewed)
        self._keep(answer, renewed)
        return answer

    async def end(self, request: Request) -> Response:
        """Forgets the session; tells the page where the agent signs out at the issuer."""
        await self._admit(request)
        where = await self._issuer.end(Session.read(self._sessions.read(request)))
        answer = JSONResponse({"to": where}, headers=_UNKEPT)
        self._sessions.forget(answer)
        return answer

    async def _admit(self, request: Request) -> None:
        """Lets in only the desk's own pages, as often as anybody may ask."""
        await self._rates.request(address(request.scope))
        if request.headers.get("origin") != self._url:
            raise Refusal("forbidden", text=desk_error("elsewhere"))

    def _token(self, session: Session) -> Response:
        now = self._clock()
        left = session.left(now)
        token = mint_agent_token(
            session.agent_id, session.name, session.role, self._secret, now, left, team=session.team
        )
        return JSONResponse({"token": token, "seconds": int(left.total_seconds())}, headers=_UNKEPT)

    def _keep(self, answer: Response, session: Session) -> None:
        if not self._sessions.keep(answer, session.kept(), "strict"):
            logger.warning("the refresh token is too long for a cookie: agents sign in anew when theirs ends")
            self._sessions.keep(answer, session.unrenewed().kept(), "strict")

    def _used(self, answer: Response) -> Response:
        self._attempts.forget(answer)
        return answer


class _Cookie:
    """A sealed cookie of one name, which no script reads."""

    def __init__(self, name: str, sealed: Sealed, is_secure: bool) -> None:
        self._name, self._sealed, self._is_secure = name, sealed, is_secure

    def read(self, request: Request, seconds: int | None = None) -> dict[str, Any] | None:
        return self._sealed.open(request.cookies.get(self._name), seconds)

    def keep(
        self,
        answer: Response,
        value: dict[str, Any],
        site: Literal["lax", "strict"],
        seconds: int | None = None,
    ) -> bool:
        """Keeps it for so long, or while the browser runs; tells whether it is short enough."""
        text = self._sealed.seal(value)
        if len(text) > MAX_COOKIE:
            return False
        answer.set_cookie(
            self._name, text, max_age=seconds, secure=self._is_secure, httponly=True, samesite=site
        )
        return True

    def forget(self, answer: Response) -> None:
        answer.delete_cookie(self._name, secure=self._is_secure, httponly=True)


def routes(settings: Settings) -> list[Route]:
    """The routes; none where agents do not sign in at an issuer."""
    if settings.oidc_client is None:
        return []

    def served(act: Callable[[SignIn, Request], Awaitable[Response]]) -> Endpoint:
        async def serve(request: Request) -> Response:
            try:
                return await act(request.app.state.assist.sign_in, request)
            except Refusal as refusal:
                return refusal.as_response()
            except Exception:
                logger.exception("signing in failed")
                return _refused("unavailable")

        return serve

    return [
        Route(START, served(SignIn.start)),
        Route(BACK, served(SignIn.finish)),
        Route(SESSION, served(SignIn.give_token), methods=["POST"]),
        Route(SESSION, served(SignIn.end), methods=["DELETE"]),
    ]


_UNKEPT = {"Cache-Control": "no-store"}


def _page(asked: str | None) -> str:
    """The page of the desk that is asked for, or its first."""
    return asked if asked is not None and _PAGES.fullmatch(asked) else HOME


def _back(to: str, failure: Failure | Literal["unavailable"] | None = None) -> Response:
    """Sends the browser to a page of the desk, which says what went wrong in its own words."""
    return _redirect(to if failure is None else f"{to}#sign-in={failure}")


def _redirect(where: str) -> Response:
    return RedirectResponse(where, 303, {**_UNKEPT, "Referrer-Policy": "no-referrer"})


def _refused(code: DeskError) -> JSONResponse:
    return Refusal(code, text=desk_error(code)).as_response()
