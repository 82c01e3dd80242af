"""An OpenID Connect issuer on this machine, as strict as the real ones: for the desk's tests."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import itertools
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

CLIENT, CLIENT_SECRET = "desk-client", "a secret: of the/client+1"


@dataclass(frozen=True)
class Grant:
    """What a code stands for."""

    challenge: str
    redirect_uri: str
    nonce: str


class Provider:
    """An issuer; its attributes say how it behaves."""

    def __init__(self) -> None:
        self.url = ""
        self.fetched = 0
        self.status = 200
        self.delay = 0.0
        self.padding = 0
        """Characters by which the list of keys is longer."""
        self.keys: dict[str, Any] = {"k1": rsa.generate_private_key(public_exponent=65537, key_size=2048)}
        self.claims: dict[str, Any] = {}
        """In place of the usual ones, in each token."""
        self.more: dict[str, Any] = {}
        """What else the document says."""
        self.auth_methods = ["client_secret_basic"]
        self.secret: str | None = CLIENT_SECRET
        self.answer: dict[str, str] = {}
        """In place of, or besides, what agents are sent back with."""
        self.given: dict[str, Any] = {}
        """The same of the token endpoint."""
        self.token_status = 200
        self.life = 60
        self.asked: list[dict[str, str]] = []
        """What came to the authorization endpoint."""
        self.posted: list[dict[str, str]] = []
        """What came to the token endpoint."""
        self.revoked: list[str] = []
        self.ended: list[dict[str, str]] = []
        self._ids = itertools.count(1)
        self._codes: dict[str, Grant] = {}
        self._refresh: set[str] = set()

    def app(self) -> Starlette:
        """What it serves."""
        return Starlette(
            routes=[
                Route("/realm/.well-known/openid-configuration", self._document),
                Route("/realm/keys", self._keys),
                Route("/realm/authorize", self._authorize),
                Route("/realm/token", self._token, methods=["POST"]),
                Route("/realm/revoke", self._revoke, methods=["POST"]),
                Route("/realm/end", self._end),
            ]
        )

    def token(self, kid: str = "k1", signed_with: str | None = None, **claims: Any) -> str:
        """A token of this issuer; `claims` take the place of the usual ones."""
        now = int(time.time())
        usual = {
            "iss": self.url,
            "aud": "desk",
            "sub": "u-7",
            "name": "小张",
            "roles": ["agent"],
            "exp": now + self.life,
        }
        key = self.keys[signed_with or kid]
        algorithm = "RS256" if isinstance(key, rsa.RSAPrivateKey) else "ES256"
        return jwt.encode({**usual, **claims}, key, algorithm, headers={"kid": kid})

    async def _document(self, _: Request) -> Response:
        ends = {"authorization": "authorize", "token": "token", "end_session": "end", "revocation": "revoke"}
        return JSONResponse(
            {
                "issuer": self.url,
                "jwks_uri": f"{self.url}/keys",
                "token_endpoint_auth_methods_supported": self.auth_methods,
                **{f"{name}_endpoint": f"{self.url}/{path}" for name, path in ends.items()},
                **self.more,
            }
        )

    async def _keys(self, _: Request) -> Response:
        self.fetched += 1
        await asyncio.sleep(self.delay)
        answer = json.dumps({"keys": [self._public(kid) for kid in self.keys]}) + " " * self.padding
        return StreamingResponse(_in_pieces(answer.encode()), self.status, media_type="application/json")

    def _public(self, kid: str) -> dict[str, Any]:
        key = self.keys[kid]
        algorithm = "RS256" if isinstance(key, rsa.RSAPrivateKey) else "ES256"
        to_jwk = jwt.algorithms.get_default_algorithms()[algorithm].to_jwk
        return {**json.loads(to_jwk(key.public_key())), "kid": kid, "alg": algorithm, "use": "sig"}

    async def _authorize(self, request: Request) -> Response:
        """Somebody is signed in here, and agrees at once."""
        asked = dict(request.query_params)
        self.asked.append(asked)
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = f"code-{next(self._ids)}"
        self._codes[code] = Grant(asked["code_challenge"], asked["redirect_uri"], asked["nonce"])
        answer = {"code": code, "state": asked["state"], **self.answer}
        if "error" in answer:
            del answer["code"]
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", 302)

    async def _token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode(), strict_parsing=True))
        self.posted.append(form)
        if self.token_status != 200:
            return Response("<html>out of order", self.token_status)
        if not self._knows(request, form):
            return JSONResponse({"error": "invalid_client"}, 401)
        if form["grant_type"] == "refresh_token":
            if form["refresh_token"] not in self._refresh:
                return JSONResponse({"error": "invalid_grant"}, 400)
            self._refresh.discard(form["refresh_token"])
            return self._tokens(None)
        grant = self._codes.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
        if (
            grant is None
            or grant.redirect_uri != form["redirect_uri"]
            or grant.challenge != challenge.decode().rstrip("=")
        ):
            return JSONResponse({"error": "invalid_grant", "error_description": form["code"]}, 400)
        return self._tokens(grant.nonce)

    def _knows(self, request: Request, form: dict[str, str]) -> bool:
        if self.secret is None:
            return form.get("client_id") == CLIENT
        if "client_secret_post" in self.auth_methods:
            return (form.get("client_id"), form.get("client_secret")) == (CLIENT, self.secret)
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        name, _, secret = base64.b64decode(given).decode().partition(":")
        return (kind, unquote_plus(name), unquote_plus(secret)) == ("Basic", CLIENT, self.secret)

    def _tokens(self, nonce: str | None) -> Response:
        refresh = f"refresh-{next(self._ids)}"
        self._refresh.add(refresh)
        claims = {"aud": CLIENT, **({"nonce": nonce} if nonce else {}), **self.claims}
        given = {
            "access_token": "an-access-token",
            "token_type": "Bearer",
            "expires_in": self.life,
            "refresh_token": refresh,
            "id_token": self.token(**claims),
            **self.given,
        }
        return JSONResponse({name: value for name, value in given.items() if value is not None})

    def revoke_all(self) -> None:
        """Signs everybody out."""
        self._refresh.clear()

    async def _revoke(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        self.revoked.append(form["token"])
        self._refresh.discard(form["token"])
        return Response()

    async def _end(self, request: Request) -> Response:
        self.ended.append(dict(request.query_params))
        return RedirectResponse(request.query_params["post_logout_redirect_uri"], 302)


async def _in_pieces(body: bytes) -> AsyncIterator[bytes]:
    """The body as it comes over a network."""
    for start in range(0, len(body), 65_536):
        for piece in (body[start : start + 100], body[start + 100 : start + 65_536]):
            yield piece
            await asyncio.sleep(0.05)
