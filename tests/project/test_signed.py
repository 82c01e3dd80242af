"""The check that all signed tokens share: what holds, what holds no longer, and what never did."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import jwt
import pytest

from refundbot import signed
from refundbot.settings import ROOT

KEY = "a-secret-of-these-tests-only-000000"
NOW = datetime.fromisoformat("2020-02-02T10:00:00+08:00")
"""Long past by the machine's clock."""
SECOND = int(NOW.timestamp())
CLAIMS: dict[str, Any] = {"iss": "us", "sub": "li", "iat": SECOND, "exp": SECOND + 60}


def read(claims: dict[str, Any], now: datetime = NOW) -> dict[str, Any]:
    """What the check makes of a well signed token."""
    return signed.read_claims(jwt.encode(claims, KEY, signed.ALGORITHM), (KEY,), now, issuer="us")


def test_a_token_holds_up_to_its_end_as_now_tells_it() -> None:
    end = NOW + timedelta(seconds=60)
    assert read(CLAIMS, end - timedelta(microseconds=1)) == CLAIMS
    assert signed.end_of(CLAIMS) == end
    with pytest.raises(jwt.ExpiredSignatureError):
        read(CLAIMS, end)


def test_a_beginning_is_judged_by_the_same_instant() -> None:
    begins = {**CLAIMS, "nbf": SECOND}
    assert read(begins) == begins
    with pytest.raises(jwt.InvalidTokenError):
        read(begins, NOW - timedelta(seconds=1))


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "them"},
        {"aud": "them"},
        {"sub": None},
        {"iat": None},
        {"exp": None},
        {"exp": True},
        {"exp": SECOND + 60.5},
        {"exp": 10**20},
        {"nbf": "soon"},
    ],
    ids=str,
)
def test_claims_that_never_held_have_not_ended(changed: dict[str, Any]) -> None:
    with pytest.raises(jwt.InvalidTokenError) as refused:
        read({**CLAIMS, **changed})
    assert not isinstance(refused.value, jwt.ExpiredSignatureError)


@pytest.mark.parametrize("token", ["", "..", "\ud800", "[" * 3000, '{"alg":' * 500])
def test_whatever_else_is_sent_is_no_token(token: str) -> None:
    with pytest.raises(jwt.InvalidTokenError):
        signed.read_claims(token, (KEY,), NOW, issuer="us")


def test_signatures_are_checked_here_and_for_the_oidc_issuer_only() -> None:
    files = {file for file in (ROOT / "refundbot").rglob("*.py") if "algorithms=" in file.read_text()}
    assert {file.name for file in files} == {"signed.py", "oidc.py"}
