"""Who is let in as an agent: the desk's own tokens, and an OpenID Connect issuer's."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from starlette.applications import Starlette

from refundbot.desk import oidc
from refundbot.desk.identity import Agents, Unauthorised, mint_agent_token
from refundbot.desk.oidc import ClaimNames, Issuer, IssuerUnavailable
from tests.desk.provider import Provider

SECRET = "a-secret-of-these-tests-only-000000"
NOW = datetime(2026, 11, 24, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)


def agents(issuer: Issuer | None = None, now: datetime = NOW) -> Agents:
    return Agents((SECRET,), lambda: now, issuer)


async def test_a_token_says_who_the_agent_is_and_until_when() -> None:
    signed_in = await agents().verify(mint_agent_token("li", "小李", "supervisor", SECRET, NOW, HOUR))
    assert (signed_in.agent.id, signed_in.agent.name, signed_in.agent.is_supervisor) == ("li", "小李", True)
    assert signed_in.until == NOW + HOUR


async def test_an_agent_is_no_supervisor() -> None:
    signed_in = await agents().verify(mint_agent_token("li", "小李", "agent", SECRET, NOW, HOUR))
    assert not signed_in.agent.is_supervisor


async def test_a_token_names_the_team_if_there_is_one() -> None:
    for team in ("华东", None):
        token = mint_agent_token("li", "小李", "agent", SECRET, NOW, HOUR, team=team)
        assert (await agents().verify(token)).agent.team == team
    with pytest.raises(ValueError, match="a name"):
        mint_agent_token("li", "小李", "agent", SECRET, NOW, HOUR, team=" ")


@pytest.mark.parametrize(
    ("claim", "team"),
    [("华东", "华东"), (["", "华东", "华北"], "华东"), ([], None), (7, None), ({"name": "华东"}, None)],
)
async def test_an_issuers_team_is_where_the_setting_says(
    provider: Provider, claim: object, team: str | None
) -> None:
    issuer = Issuer(provider.url, "desk", ClaimNames(team="org.group"))
    token = provider.token(roles=["agent"], org={"group": claim})
    assert (await agents(issuer).verify(token)).agent.team == team


@pytest.mark.parametrize("late", [timedelta(0), timedelta(days=9)])
async def test_a_token_ends(late: timedelta) -> None:
    token = mint_agent_token("li", "小李", "agent", SECRET, NOW, HOUR)
    with pytest.raises(Unauthorised) as refused:
        await agents(now=NOW + HOUR + late).verify(token)
    assert refused.value.expired


def forged() -> dict[str, str | None]:
    good = {
        "iss": "refundbot-desk",
        "aud": "refundbot-desk",
        "sub": "li",
        "roles": ["agent"],
        "iat": NOW,
        "exp": NOW + HOUR,
    }
    head, body, _ = jwt.encode(good, SECRET, "HS256").split(".")
    return {
        "nothing": None,
        "empty": "",
        "no token": "abc",
        "deep": "[" * 3000,
        "another key": jwt.encode(good, "x" * 32, "HS256"),
        "no signature": f"{head}.{body}.",
        "algorithm none": jwt.encode(good, None, "none"),
        "another algorithm": jwt.encode(good, SECRET, "HS512"),
        "a customer's": jwt.encode({**good, "iss": "refundbot-site", "aud": "refundbot-customer"}, SECRET),
        "no role": jwt.encode({**good, "roles": []}, SECRET),
        "another role": jwt.encode({**good, "roles": ["customer", 7]}, SECRET),
        "roles as text": jwt.encode({**good, "roles": "supervisor"}, SECRET),
        "no id": jwt.encode({**good, "sub": " "}, SECRET),
        "no end": jwt.encode({name: good[name] for name in good.keys() - {"exp"}}, SECRET),
        "too long": jwt.encode({**good, "x": "x" * 9000}, SECRET),
    }


@pytest.mark.parametrize("kind", list(forged()))
async def test_what_is_no_token_of_ours_lets_nobody_in(kind: str) -> None:
    with pytest.raises(Unauthorised):
        await agents().verify(forged()[kind])


def test_a_token_needs_a_name() -> None:
    with pytest.raises(ValueError, match="name"):
        mint_agent_token("li", " ", "agent", SECRET, NOW, HOUR)


@pytest.fixture
async def provider(serve_app: Callable[[Starlette], Awaitable[str]]) -> Provider:
    provider = Provider()
    provider.url = f"{await serve_app(provider.app())}/realm"
    return provider


async def test_an_issuers_token_is_verified_with_its_keys_which_are_kept(provider: Provider) -> None:
    provider.keys["k2"] = ec.generate_private_key(ec.SECP256R1())
    verifier = agents(Issuer(provider.url, "desk"))
    for kid in ("k1", "k2", "k1"):
        signed_in = await verifier.verify(provider.token(kid))
        assert (signed_in.agent.id, signed_in.agent.name) == ("u-7", "小张")
    assert provider.fetched == 1


async def test_the_desks_own_tokens_still_count_beside_an_issuer(provider: Provider) -> None:
    verifier = agents(Issuer(provider.url, "desk"))
    await verifier.verify(mint_agent_token("li", "小李", "agent", SECRET, NOW, HOUR))
    assert provider.fetched == 0


@pytest.mark.parametrize(
    "claims",
    [{"aud": "shop"}, {"iss": "https://elsewhere.example"}, {"roles": ["customer"]}, {"sub": ""}, {"exp": 1}],
)
async def test_an_issuers_token_for_others_lets_nobody_in(provider: Provider, claims: dict[str, Any]) -> None:
    with pytest.raises(Unauthorised):
        await agents(Issuer(provider.url, "desk")).verify(provider.token(**claims))


SHAPES: dict[str, tuple[ClaimNames, dict[str, Any]]] = {
    "Keycloak": (
        ClaimNames("preferred_username", "name", "realm_access.roles", "kefu", "kefu-lead"),
        {"preferred_username": "zhang", "roles": None, "realm_access": {"roles": ["kefu-lead", "x"]}},
    ),
    "Entra ID": (
        ClaimNames("oid", "name", "roles", "Desk.Agent", "Desk.Lead"),
        {"sub": "pairwise", "oid": "zhang", "roles": ["Desk.Lead"], "ver": "2.0"},
    ),
    "Authing": (
        ClaimNames("username", "nickname", "roles", "agent", "lead"),
        {"username": "zhang", "name": None, "nickname": "小张", "roles": [{"code": "lead", "name": "主管"}]},
    ),
}
"""As these issuers shape their tokens by their documentation; where they put accounts, names and roles."""


@pytest.mark.parametrize("shape", SHAPES)
async def test_accounts_names_and_roles_are_where_the_settings_say(provider: Provider, shape: str) -> None:
    names, claims = SHAPES[shape]
    agent = (await agents(Issuer(provider.url, "desk", names)).verify(provider.token(**claims))).agent
    assert (agent.id, agent.name, agent.is_supervisor) == ("zhang", "小张", True)
    for odd in ({}, {"realm_access": "kefu-lead"}, {"realm_access": {"roles": {"kefu-lead": 1}}}):
        with pytest.raises(Unauthorised):
            await agents(Issuer(provider.url, "desk", SHAPES["Keycloak"][0])).verify(provider.token(**odd))


@pytest.mark.parametrize(("late", "lets_in"), [(30, True), (90, False)])
async def test_the_issuers_clock_may_differ_by_a_minute(provider: Provider, late: int, lets_in: bool) -> None:
    now = int(time.time())
    verifier = agents(Issuer(provider.url, "desk"))
    for token in (provider.token(exp=now - late), provider.token(nbf=now + late, iat=now + late)):
        if lets_in:
            signed_in = await verifier.verify(token)
            assert signed_in.until.timestamp() > now
        else:
            with pytest.raises(Unauthorised):
                await verifier.verify(token)


async def test_a_document_of_another_issuer_is_not_believed(provider: Provider) -> None:
    token = provider.token(iss=f"{provider.url}/")
    with pytest.raises(IssuerUnavailable):  # the document names the address without the slash
        await agents(Issuer(f"{provider.url}/", "desk")).verify(token)


async def test_a_token_signed_with_our_secret_in_the_issuers_name_lets_nobody_in(provider: Provider) -> None:
    claims = {
        "iss": provider.url,
        "aud": "desk",
        "sub": "u-7",
        "roles": ["supervisor"],
        "exp": int(time.time()) + 60,
    }
    with pytest.raises(Unauthorised):
        await agents(Issuer(provider.url, "desk")).verify(
            jwt.encode(claims, SECRET, "HS256", headers={"kid": "k1"})
        )


async def test_a_key_under_anothers_id_lets_nobody_in(provider: Provider) -> None:
    provider.keys["k2"] = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    with pytest.raises(Unauthorised):
        await agents(Issuer(provider.url, "desk")).verify(provider.token("k1", signed_with="k2"))


async def test_invented_key_ids_do_not_make_us_ask_again_and_again(provider: Provider) -> None:
    verifier = agents(Issuer(provider.url, "desk"))
    for number in range(5):
        with pytest.raises(Unauthorised):
            await verifier.verify(provider.token(f"invented{number}", signed_with="k1"))
    assert provider.fetched == 1


async def test_a_new_key_is_found_after_a_pause(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    verifier = agents(Issuer(provider.url, "desk"))
    await verifier.verify(provider.token())
    provider.keys["k2"] = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    monkeypatch.setattr(oidc, "PAUSE_SECONDS", 0.0)
    await verifier.verify(provider.token("k2"))
    assert provider.fetched == 2


@pytest.mark.parametrize("fault", ["error", "slow", "nobody", "endless"])
async def test_without_the_issuers_keys_it_is_unavailable_not_wrong(
    provider: Provider, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oidc, "TIMEOUT_SECONDS", 0.2 if fault == "slow" else 60.0)
    issuer = Issuer(provider.url, "desk")
    provider.status, provider.delay = (500 if fault == "error" else 200), (5.0 if fault == "slow" else 0.0)
    provider.padding = oidc.MAX_BYTES if fault == "endless" else 0
    if fault == "nobody":
        provider.url = issuer.name = "http://127.0.0.1:9"
    with pytest.raises(IssuerUnavailable):
        await agents(issuer).verify(provider.token())


async def test_kept_keys_outlive_a_fault_of_the_issuer(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    verifier = agents(Issuer(provider.url, "desk"))
    await verifier.verify(provider.token())
    monkeypatch.setattr(oidc, "KEEP_SECONDS", 0.0)
    provider.status = 500
    await verifier.verify(provider.token())
    assert provider.fetched == 2


async def test_over_http_each_refusal_has_its_status_and_sentence(shop: Any) -> None:
    for token, status, code in (
        ("", 401, "unauthorized"),
        (shop.person(life=-HOUR).token, 401, "expired"),
    ):
        person = shop.person()
        person.token = token
        answered, body = await person.get("/me")
        assert (answered, body["error"]["code"]) == (status, code)
    answered, body = await shop.person("li").get("/reports")
    assert (answered, body["error"]) == (
        403,
        {"code": "forbidden", "text": "这一项只有主管能用，请联系主管。"},
    )


@pytest.mark.parametrize("path", ["/reports", "/review", "/audit"])
async def test_what_is_the_supervisors_is_the_supervisors(shop: Any, path: str) -> None:
    assert (await shop.person("li").get(path))[0] == 403
    assert (await shop.person("boss", "supervisor").get(path))[0] == 200
