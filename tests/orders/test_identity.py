"""Customer tokens: what is minted verifies, and nothing else does."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from typing import Any

import jwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refundbot.orders.identity import (
    AUDIENCE,
    ISSUER,
    MAX_TOKEN_CHARACTERS,
    mint_customer_token,
    read_customer_token,
)

SECRET = "a secret of the website, 32 bytes and more"
OTHER = "another secret which is as long as that one"
NOW = datetime.fromisoformat("2026-11-22T10:15:30+08:00")
TTL = timedelta(hours=1)
TOKEN = mint_customer_token("demo", SECRET, NOW, TTL)
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "aud": AUDIENCE,
    "sub": "demo",
    "iat": int(NOW.timestamp()),
    "exp": int((NOW + TTL).timestamp()),
}


def verify_customer_token(token: object, secret: str | None, now: datetime) -> str | None:
    """The customer whom a token names by the shared secret."""
    signed_in = read_customer_token(token, () if secret is None else (secret,), None, now)
    return signed_in.customer_id if signed_in else None


def signed(**changed: Any) -> str:
    """A well signed token whose claims differ from a minted one's; `None` leaves a claim out."""
    claims = {name: value for name, value in {**CLAIMS, **changed}.items() if value is not None}
    part = ".".join(encoded(json.dumps(value).encode()) for value in ({"alg": "HS256", "typ": "JWT"}, claims))
    key = jwt.get_algorithm_by_name("HS256")
    return f"{part}.{encoded(key.sign(part.encode(), SECRET.encode()))}"


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def test_a_minted_token_verifies() -> None:
    assert verify_customer_token(TOKEN, SECRET, NOW) == "demo"
    assert verify_customer_token(signed(), SECRET, NOW) == "demo"


@pytest.mark.parametrize("customer", ["demo3", "客户-7", "李 雷", "a" * 255])
def test_any_customer_id_comes_back_as_it_went_in(customer: str) -> None:
    assert verify_customer_token(mint_customer_token(customer, SECRET, NOW, TTL), SECRET, NOW) == customer


def test_a_token_ends_with_its_time_as_now_tells_it() -> None:
    last = NOW + TTL - timedelta(seconds=1)
    assert verify_customer_token(TOKEN, SECRET, last) == "demo"
    assert verify_customer_token(TOKEN, SECRET, NOW + TTL) is None
    past = datetime.fromisoformat("2020-01-01T00:00:00+00:00")
    assert verify_customer_token(mint_customer_token("demo", SECRET, past, TTL), SECRET, past) == "demo"


def test_the_zone_of_now_makes_no_difference() -> None:
    here = datetime.fromisoformat("2026-11-22T02:15:30+00:00")
    assert mint_customer_token("demo", SECRET, here, TTL) == TOKEN
    assert verify_customer_token(TOKEN, SECRET, here) == "demo"


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "another-site"},
        {"aud": None},
        {"iss": "someone"},
        {"iss": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": ["demo"]},
        {"exp": None},
        {"exp": "never"},
        {"exp": True},
        {"exp": float("inf")},
        {"exp": float("nan")},
        {"exp": CLAIMS["iat"]},
        {"iat": None},
        {"nbf": CLAIMS["iat"] + 60},
        {"nbf": "soon"},
    ],
    ids=str,
)
def test_claims_that_do_not_hold(changed: dict[str, Any]) -> None:
    assert verify_customer_token(signed(**changed), SECRET, NOW) is None


def test_a_token_of_another_secret() -> None:
    assert verify_customer_token(TOKEN, OTHER, NOW) is None


@pytest.mark.parametrize("secret", [None, "", "short"])
def test_without_a_sound_secret_nobody_is_signed_in(secret: str | None) -> None:
    assert verify_customer_token(TOKEN, secret, NOW) is None
    unsigned = encoded(b'{"alg":"HS256"}') + "." + TOKEN.split(".")[1] + "."
    assert verify_customer_token(unsigned, secret, NOW) is None


@pytest.mark.parametrize("algorithm", ["none", "None", "nOnE", "HS384", "HS512", "RS256", "", 7, None])
def test_another_algorithm(algorithm: object) -> None:
    header = encoded(json.dumps({"alg": algorithm, "typ": "JWT"}).encode())
    _, payload, signature = TOKEN.split(".")
    for end in (signature, ""):
        assert verify_customer_token(f"{header}.{payload}.{end}", SECRET, NOW) is None


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_another_algorithm_that_is_signed_with_the_right_secret(algorithm: str) -> None:
    token = jwt.encode(CLAIMS, SECRET + SECRET, algorithm)
    assert verify_customer_token(token, SECRET + SECRET, NOW) is None


def test_a_payload_of_another_customer_under_the_old_signature() -> None:
    header, _, signature = TOKEN.split(".")
    payload = encoded(json.dumps({**CLAIMS, "sub": "demo3"}).encode())
    assert verify_customer_token(f"{header}.{payload}.{signature}", SECRET, NOW) is None


@settings(deadline=None)
@given(st.integers(0, len(TOKEN) - 1), st.characters(codec="ascii"))
def test_a_token_with_one_character_changed_never_names_another_customer(place: int, new: str) -> None:
    altered = TOKEN[:place] + new + TOKEN[place + 1 :]
    assert verify_customer_token(altered, SECRET, NOW) in {None, "demo"}


def test_every_character_of_payload_and_header_is_signed() -> None:
    for place in range(TOKEN.rindex(".")):
        if TOKEN[place] != ".":
            other = "A" if TOKEN[place] != "A" else "B"
            assert verify_customer_token(TOKEN[:place] + other + TOKEN[place + 1 :], SECRET, NOW) is None


@settings(deadline=None)
@given(st.text() | st.binary() | st.none() | st.integers() | st.dictionaries(st.text(), st.text()))
def test_anything_else_is_nobody(token: object) -> None:
    assert verify_customer_token(token, SECRET, NOW) is None


def test_a_token_in_bytes_is_no_token() -> None:
    assert verify_customer_token(TOKEN.encode(), SECRET, NOW) is None


@pytest.mark.parametrize(
    "token",
    [
        "\ud800",
        "\ud800.\ud800.\ud800",
        "..",
        TOKEN + ".",
        " " + TOKEN,
        encoded(b"[" * 700) + "..",
        encoded(b'{"alg":' * 100) + "..",
        encoded(b'{"alg":"HS256","b64":false,"crit":["b64"]}') + "." + TOKEN.split(".", 1)[1],
    ],
    ids=repr,
)
def test_malformed_tokens(token: str) -> None:
    assert verify_customer_token(token, SECRET, NOW) is None


def test_an_oversize_token_is_not_even_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    token = signed(note="x" * MAX_TOKEN_CHARACTERS)
    monkeypatch.setattr(jwt, "decode", lambda *_, **__: pytest.fail("it was decoded"))
    assert verify_customer_token(token, SECRET, NOW) is None


@pytest.mark.parametrize(
    ("customer", "secret", "reason"),
    [
        ("", SECRET, "customer id"),
        ("a" * 256, SECRET, "customer id"),
        ("a\0b", SECRET, "customer id"),
        ("\ud800", SECRET, "customer id"),
        ("demo", "", "32 bytes"),
        ("demo", "x" * 31, "32 bytes"),
        ("\U00020000" * 255, SECRET, "too long"),
    ],
)
def test_what_cannot_be_minted(customer: str, secret: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        mint_customer_token(customer, secret, NOW, TTL)


@pytest.mark.parametrize("sub", ["a" * 256, "a\0b", "a\nb", "\ud800", "\u202e", 7, ["demo"], {}, True])
def test_an_id_that_no_database_keeps_names_nobody(sub: object) -> None:
    assert verify_customer_token(signed(sub=sub), SECRET, NOW) is None
