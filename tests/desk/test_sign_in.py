"""Agents sign in at the company's issuer: there and back, renewal, signing out, and what goes wrong."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from http.cookies import Morsel, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import aiohttp
import jwt
import pytest
from starlette.applications import Starlette

from refundbot.channels.assist import sign_in
from refundbot.desk import oidc, single_sign_on
from refundbot.desk.sealed import Sealed
from tests.desk.conftest import SECRET, Shop
from tests.desk.provider import CLIENT, CLIENT_SECRET, Provider

DESK = "https://desk.example"
TALK = f"/desk/c/{'0a' * 16}"
SESSION, ATTEMPT = "__Host-desk-session", "__Host-desk-sign-in"


@pytest.fixture
async def provider(serve_app: Callable[[Starlette], Awaitable[str]]) -> Provider:
    provider = Provider()
    provider.url = f"{await serve_app(provider.app())}/realm"
    return provider


class Browser:
    """A browser with cookies, which goes where it is sent, step by step. The desk is at `DESK`."""

    def __init__(self, shop: Shop, http: aiohttp.ClientSession) -> None:
        self.shop, self._http = shop, http
        self.cookies: dict[str, Morsel[str]] = {}
        self.seen: list[str] = []
        """All addresses, and all bodies that a script could read."""

    async def go(self, address: str, method: str = "GET", **headers: str) -> aiohttp.ClientResponse:
        """One request; nothing is followed."""
        ours = address.startswith(("/", DESK))
        path = address.removeprefix(DESK)
        if ours and self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={kept.value}" for name, kept in self.cookies.items())
        url = self.shop.url + path if ours else address
        self.seen.append(url)
        answer = await self._http.request(method, url, headers=headers, allow_redirects=False)
        for line in answer.headers.getall("Set-Cookie", []):
            for name, kept in SimpleCookie(line).items():
                self.cookies[name] = kept
                if kept["max-age"] == "0":
                    del self.cookies[name]
        if answer.content_type == "application/json":
            self.seen.append(await answer.text())
        return answer

    async def start(self, to: str = TALK, **more: str) -> str:
        """Goes to the issuer; gives the address with which it sends the agent back."""
        sent = await self.go(f"/desk/sign-in?{urlencode({'to': to, **more})}")
        assert sent.status == 303
        if not sent.headers["Location"].startswith("http"):
            return sent.headers["Location"]
        return (await self.go(sent.headers["Location"])).headers["Location"]

    async def back(self, address: str) -> str:
        """Comes back from the issuer; gives the page on which that ends."""
        answer = await self.go(address)
        assert (answer.status, answer.headers["Cache-Control"]) == (303, "no-store")
        return answer.headers["Location"]

    async def sign_in(self, to: str = TALK, **more: str) -> str:
        """There and back; gives the page on which that ends."""
        address = await self.start(to, **more)
        return await self.back(address) if address.startswith("http") else address

    async def token(self, origin: str = DESK) -> tuple[int, Any]:
        """What a page is given that asks for a token."""
        answer = await self.go("/desk/session", "POST", Origin=origin)
        return answer.status, None if answer.status == 204 else await answer.json()

    async def me(self) -> dict[str, Any]:
        """The agent, as the interface knows them."""
        status, given = await self.token()
        assert status == 200
        person = self.shop.person()
        person.token = given["token"]
        status, me = await person.get("/me")
        assert status == 200
        return dict(me)

    def kept(self) -> dict[str, Any]:
        """The session in the cookie, as only the server can read it."""
        kept = Sealed((SECRET,), "desk session").open(self.cookies[SESSION].value)
        assert kept is not None
        return kept

    def age(self, **changes: Any) -> None:
        """Has the cookie's session be another."""
        self.put(Sealed((SECRET,), "desk session").seal({**self.kept(), **changes}))

    def put(self, text: str) -> None:
        """Has the cookie be another."""
        self.cookies[SESSION] = Morsel()
        self.cookies[SESSION].set(SESSION, text, text)


Open = Callable[..., Awaitable[Browser]]


@pytest.fixture
async def open_desk(open_shop: Callable[..., Awaitable[Shop]], provider: Provider) -> Any:
    """Opens a browser before a desk whose agents sign in at the issuer, under further settings."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:

        async def start(**given: Any) -> Browser:
            usual = {
                "oidc_issuer": provider.url,
                "oidc_client": CLIENT,
                "oidc_client_secret": CLIENT_SECRET,
                "desk_url": DESK,
            }
            return Browser(await open_shop(**{**usual, **given}), http)

        yield start


@pytest.fixture
async def browser(open_desk: Open) -> Browser:
    return await open_desk()


def failure(code: str, page: str = TALK) -> str:
    return f"{page}#sign-in={code}"


def who(me: dict[str, Any]) -> dict[str, Any]:
    """Of what the desk knows of an agent, what the issuer told."""
    return {name: me[name] for name in ("agent_id", "name", "team", "role")}


async def test_an_agent_signs_in_and_is_back_at_the_conversation(
    browser: Browser, provider: Provider
) -> None:
    assert await browser.sign_in() == TALK
    assert who(await browser.me()) == {"agent_id": "u-7", "name": "小张", "team": None, "role": "agent"}
    (asked,) = provider.asked
    assert asked["redirect_uri"] == f"{DESK}/desk/sign-in/done"
    assert (asked["scope"], "prompt" in asked) == ("openid profile", False)
    assert min(len(asked["state"]), len(asked["nonce"])) >= 43


async def test_no_token_reaches_a_page_an_address_or_a_log(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await browser.sign_in()
    browser.age(until=time.time() + 5)
    await browser.me()
    await browser.go("/desk/session", "DELETE", Origin=DESK)
    for issuers in ("refresh-", "an-access-token", "code_verifier", CLIENT_SECRET):
        assert issuers not in "\n".join(browser.seen)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("refundbot")]
    assert not any("eyJ" in line or "refresh-" in line or "code-" in line for line in ours)
    assert not any("eyJ" in line for line in browser.seen if line.startswith("http"))


async def test_cookies_are_for_this_host_alone_and_for_no_script(browser: Browser) -> None:
    address = await browser.start()
    attempt = browser.cookies[ATTEMPT]
    await browser.back(address)
    session = browser.cookies[SESSION]
    for cookie, site in ((attempt, "lax"), (session, "strict")):
        assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, site)
        assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert (attempt["max-age"], session["max-age"]) == ("600", "")
    assert ATTEMPT not in browser.cookies


HOSTILE = (
    "//evil.example",
    "https://evil.example/desk",
    "/\\evil.example",
    "/desk/../chat",
    "/desk/c/../../chat",
    "/desk@evil.example",
    "/desk?host=zendesk",
    "/desk#token=x",
    f"{TALK}/",
    f"{TALK}\n",
    f"{TALK}\r\nSet-Cookie: a=b",
    "/desk/c/" + "٠" * 32,
    "javascript:alert(1)",
    "/desk/sign-in",
    "",
)


async def test_agents_are_sent_back_to_pages_of_the_desk_alone(browser: Browser) -> None:
    for hostile in HOSTILE:
        assert await browser.sign_in(hostile) == "/desk"
    for page in ("/desk", "/desk/figures", "/desk/review", TALK):
        assert await browser.sign_in(page) == page


@pytest.mark.parametrize("state", ["", "x", "ü", None])
async def test_an_answer_to_nobodys_question_signs_nobody_in(
    browser: Browser, provider: Provider, state: str | None
) -> None:
    address = await browser.start()
    query = {name: value for name, value in parse_qsl(urlsplit(address).query) if name != "state"}
    query |= {} if state is None else {"state": state}
    assert await browser.back(f"/desk/sign-in/done?{urlencode(query)}") == failure("late")
    assert (await browser.token(), provider.posted) == ((204, None), [])
    assert await browser.back(address) == TALK  # a forged answer does not keep out the true one


async def test_an_answer_in_another_browser_signs_nobody_in(browser: Browser, open_desk: Open) -> None:
    address = await browser.start()
    browser.cookies.clear()
    assert await browser.back(address) == failure("late", "/desk")
    await browser.start()  # an attempt of its own
    assert await browser.back(address) == failure("late")
    assert await browser.token() == (204, None)


async def test_who_takes_too_long_begins_anew(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    address = await browser.start()
    monkeypatch.setattr(sign_in, "ATTEMPT_SECONDS", -1)
    assert await browser.back(address) == failure("late", "/desk")


async def test_a_code_signs_in_once(browser: Browser, provider: Provider) -> None:
    address = await browser.start()
    attempt = browser.cookies[ATTEMPT]
    assert await browser.back(address) == TALK
    browser.cookies.clear()
    assert await browser.back(address) == failure("late", "/desk")
    browser.cookies[ATTEMPT] = attempt  # as who had copied it would have it
    assert await browser.back(address) == failure("refused")
    assert SESSION not in browser.cookies
    assert len(provider.posted) == 2


async def test_a_code_of_another_attempt_is_of_no_use(browser: Browser, provider: Provider) -> None:
    stolen = dict(parse_qsl(urlsplit(await browser.start()).query))["code"]
    provider.answer = {"code": stolen}  # put in the place of one's own
    assert await browser.sign_in() == failure("refused")


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": 7},
        {"iss": "https://elsewhere.example"},
        {"aud": "another-client"},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"exp": 1},
        {"sub": 7},
    ],
)
async def test_an_id_token_for_another_occasion_signs_nobody_in(
    browser: Browser, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    assert await browser.sign_in() == failure("refused")
    assert await browser.token() == (204, None)


@pytest.mark.parametrize("given", [None, "", "x.y.z", jwt.encode({"sub": "u-7"}, SECRET)])
async def test_an_id_token_that_is_none_signs_nobody_in(
    browser: Browser, provider: Provider, given: str | None
) -> None:
    provider.given = {"id_token": given}
    assert await browser.sign_in() == failure("refused")


@pytest.mark.parametrize(("late", "page"), [(30, TALK), (90, failure("refused"))])
async def test_the_issuers_clock_may_differ_by_a_minute(
    browser: Browser, provider: Provider, late: int, page: str
) -> None:
    provider.life = -late
    assert await browser.sign_in() == page


@pytest.mark.parametrize(
    ("always", "sender", "page"),
    [
        (False, "https://elsewhere.example", failure("refused")),
        (True, None, failure("refused")),
        (True, "", TALK),
        (False, None, TALK),
    ],
)
async def test_an_answer_says_whose_it_is(
    browser: Browser, provider: Provider, always: bool, sender: str | None, page: str
) -> None:
    provider.more = {"authorization_response_iss_parameter_supported": always}
    provider.answer = {} if sender is None else {"iss": sender or provider.url}
    assert await browser.sign_in() == page


@pytest.mark.parametrize(
    ("error", "code"),
    [("access_denied", "cancelled"), ("server_error", "unavailable"), ("<script>", "refused")],
)
async def test_an_issuer_that_says_no_is_told_in_our_words(
    browser: Browser, provider: Provider, error: str, code: str
) -> None:
    provider.answer = {"error": error, "error_description": "https://evil.example"}
    assert await browser.sign_in() == failure(code)


async def test_who_is_no_agent_is_told_so_and_may_come_as_another(
    browser: Browser, provider: Provider
) -> None:
    provider.claims = {"roles": ["customer"]}
    assert await browser.sign_in() == failure("no_role")
    provider.claims = {}
    assert await browser.sign_in(anew="1") == TALK
    assert provider.asked[-1]["prompt"] == "login"


SHAPES: dict[str, tuple[dict[str, str], dict[str, Any], list[str]]] = {
    "Keycloak": (
        {
            "oidc_account": "preferred_username",
            "oidc_roles": "realm_access.roles",
            "oidc_agent": "kefu",
            "oidc_supervisor": "kefu-lead",
        },
        {
            "azp": CLIENT,
            "preferred_username": "zhang",
            "roles": None,
            "realm_access": {"roles": ["kefu-lead", "offline_access"]},
        },
        ["client_secret_basic", "client_secret_post"],
    ),
    "Entra ID": (
        {"oidc_account": "oid", "oidc_agent": "Desk.Agent", "oidc_supervisor": "Desk.Lead"},
        {"sub": "pairwise", "oid": "zhang", "tid": "t", "ver": "2.0", "roles": ["Desk.Lead"]},
        ["client_secret_post", "private_key_jwt", "client_secret_basic"],
    ),
    "Authing": (
        {"oidc_account": "username", "oidc_name": "nickname", "oidc_supervisor": "lead"},
        {"username": "zhang", "name": None, "nickname": "小张", "roles": [{"code": "lead", "name": "主管"}]},
        ["client_secret_basic"],
    ),
}
"""Settings, ID tokens as these issuers document them, and how their clients say who they are."""


@pytest.mark.parametrize("shape", SHAPES)
async def test_agents_of_each_issuer_sign_in_and_are_renewed(
    open_desk: Open, provider: Provider, shape: str
) -> None:
    settings, claims, provider.auth_methods = SHAPES[shape]
    provider.claims = {**claims, "department": "华东"}
    browser = await open_desk(**settings, oidc_team="department")
    assert await browser.sign_in() == TALK
    zhang = {"agent_id": "zhang", "name": "小张", "team": "华东", "role": "supervisor"}
    assert who(await browser.me()) == zhang
    browser.age(until=time.time() + 5)
    assert who(await browser.me()) == zhang
    assert [form["grant_type"] for form in provider.posted] == ["authorization_code", "refresh_token"]


async def test_a_client_without_a_secret_signs_in_by_pkce(open_desk: Open, provider: Provider) -> None:
    provider.secret = None
    browser = await open_desk(oidc_client_secret=None)
    assert await browser.sign_in() == TALK
    browser.age(until=time.time() + 5)
    assert (await browser.me())["agent_id"] == "u-7"


async def test_a_wrong_secret_is_the_operators_matter(
    open_desk: Open, caplog: pytest.LogCaptureFixture
) -> None:
    browser = await open_desk(oidc_client_secret="another")
    assert await browser.sign_in() == failure("unavailable")
    assert "does not serve the desk: invalid_client" in caplog.text
    assert "another" not in caplog.text


async def test_only_the_desks_own_pages_get_a_token(browser: Browser) -> None:
    await browser.sign_in()
    for origin in (
        "https://evil.example",
        "https://desk.example.evil.example",
        "null",
        "http://desk.example",
    ):
        status, told = await browser.token(origin)
        assert (status, told["error"]["code"]) == (403, "forbidden")
        assert (await browser.go("/desk/session", "DELETE", Origin=origin)).status == 403
    assert (await browser.go("/desk/session", "POST")).status == 403
    assert (await browser.token())[0] == 200


async def test_while_the_issuer_vouches_it_is_not_asked_again(browser: Browser, provider: Provider) -> None:
    provider.life = 3600
    await browser.sign_in()
    for _ in range(3):
        status, given = await browser.token()
        assert status == 200
        assert 800 < given["seconds"] <= 900  # a quarter of an hour, although its token holds for longer
    assert len(provider.posted) == 1


async def test_a_token_is_renewed_before_its_end(browser: Browser, provider: Provider) -> None:
    await browser.sign_in()
    first = browser.kept()["refresh"]
    browser.age(until=time.time() + 80)
    status, given = await browser.token()
    assert (status, given["seconds"] > 90) == (200, True)
    assert browser.kept()["refresh"] != first  # the issuer takes each once
    browser.age(until=time.time() - 3600)  # after a night
    assert (await browser.token())[0] == 200
    assert len(provider.posted) == 3


async def test_a_renewal_may_leave_out_who_it_is_and_the_next_refresh_token(
    browser: Browser, provider: Provider
) -> None:
    await browser.sign_in()
    before = browser.kept()
    provider.given = {"id_token": None, "refresh_token": None}
    browser.age(until=time.time() + 5)
    assert (await browser.me())["agent_id"] == "u-7"
    assert browser.kept()["refresh"] == before["refresh"]
    assert 800 < browser.kept()["until"] - time.time() < 901


@pytest.mark.parametrize(
    "change",
    [
        lambda provider: provider.revoke_all(),
        lambda provider: provider.claims.update(sub="somebody-else"),
        lambda provider: provider.claims.update(roles=[]),
        lambda provider: provider.claims.update(iss="https://elsewhere.example"),
        lambda provider: provider.claims.update(aud="another-client"),
    ],
)
async def test_when_a_renewal_is_refused_the_session_is_over(
    browser: Browser, provider: Provider, change: Callable[[Provider], None]
) -> None:
    await browser.sign_in()
    change(provider)
    browser.age(until=time.time() + 30)
    status, told = await browser.token()
    assert (status, told["error"]) == (401, {"code": "expired", "text": "登录已过期，请重新登录。"})
    assert await browser.token() == (204, None)


@pytest.mark.parametrize("fault", [500, 503, 429, "html", "nobody"])
async def test_while_the_issuer_is_away_agents_work_to_the_end_of_their_time(
    browser: Browser, provider: Provider, fault: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oidc, "KEEP_SECONDS", 0.0)
    await browser.sign_in()
    if fault == "nobody":
        provider.more = {"token_endpoint": "http://127.0.0.1:9/token"}
    elif fault == "html":
        provider.more = {"token_endpoint": f"{provider.url}/keys"}
    else:
        provider.token_status = fault
    browser.age(until=time.time() + 30)
    status, given = await browser.token()
    assert (status, given["seconds"] <= 30) == (200, True)
    browser.age(until=time.time() - 1)
    status, told = await browser.token()
    assert (status, told["error"]["code"]) == (503, "unavailable")
    provider.token_status, provider.more = 200, {}
    assert (await browser.token())[0] == 200


async def test_without_a_refresh_token_a_session_ends_with_the_issuers(
    browser: Browser, provider: Provider
) -> None:
    provider.given, provider.life = {"refresh_token": None}, 14 * 24 * 3600
    await browser.sign_in()
    _, given = await browser.token()
    assert given["seconds"] <= single_sign_on.SHIFT.total_seconds()
    browser.age(until=time.time() + 30)
    assert (await browser.token())[0] == 200
    browser.age(until=time.time() - 1)
    assert (await browser.token())[0] == 401


async def test_a_refresh_token_that_no_cookie_can_hold_is_not_kept(
    browser: Browser, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.given, provider.life = {"refresh_token": "r" * 4000}, 3600
    assert await browser.sign_in() == TALK
    assert browser.kept()["refresh"] is None
    status, given = await browser.token()
    assert (status, given["seconds"] > 3000) == (200, True)  # to the end of the ID token
    assert "too long for a cookie" in caplog.text


async def test_signing_out_ends_the_session_here_and_at_the_issuer(
    browser: Browser, provider: Provider
) -> None:
    await browser.sign_in()
    refresh, cookie = browser.kept()["refresh"], browser.cookies[SESSION]
    answer = await browser.go("/desk/session", "DELETE", Origin=DESK)
    where = (await answer.json())["to"]
    assert SESSION not in browser.cookies
    assert provider.revoked == [refresh]
    assert (await browser.go(where)).headers["Location"] == f"{DESK}/desk"
    assert provider.ended == [{"client_id": CLIENT, "post_logout_redirect_uri": f"{DESK}/desk"}]
    assert await browser.token() == (204, None)
    browser.cookies[SESSION] = cookie  # as who had copied it would have it
    browser.age(until=time.time() + 30)
    assert (await browser.token())[0] == 401


@pytest.mark.parametrize(
    "fault", ["no end_session_endpoint", "nobody", "revocation fails", "nobody signed in"]
)
async def test_signing_out_works_whatever_the_issuer_can_do(
    open_desk: Open, provider: Provider, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await open_desk()
    if fault == "no end_session_endpoint":
        provider.more = {"end_session_endpoint": None, "revocation_endpoint": None}
    if fault == "revocation fails":
        provider.more = {"revocation_endpoint": "http://127.0.0.1:9/revoke"}
    if fault != "nobody signed in":
        await browser.sign_in()
    if fault == "nobody":
        monkeypatch.setattr(oidc, "KEEP_SECONDS", 0.0)
        provider.status = 500
    answer = await browser.go("/desk/session", "DELETE", Origin=DESK)
    has_end = fault != "no end_session_endpoint"
    assert (answer.status, (await answer.json())["to"] is not None) == (200, has_end)
    assert await browser.token() == (204, None)


async def test_a_cookie_that_is_not_ours_is_nobodys(browser: Browser) -> None:
    await browser.start()
    attempt = browser.cookies[ATTEMPT].value
    other = Sealed(("another-secret-of-these-tests-00000",), "desk session").seal({"agent_id": "boss"})
    versions = Sealed((SECRET,), "desk session").seal({"agent_id": "boss"})
    for text in ("", "x", attempt, other, versions):
        browser.put(text)
        assert await browser.token() == (204, None)


async def test_an_issuer_whose_endpoints_are_less_protected_than_itself_is_not_used(
    browser: Browser, provider: Provider
) -> None:
    for endpoint in ("javascript:alert(1)", "//evil.example", 7, None):
        provider.more = {"authorization_endpoint": endpoint}
        fresh = single_sign_on.SingleSignOn(
            oidc.Issuer(provider.url, "x"),
            single_sign_on.Registration(CLIENT, None, "openid", "x", "x"),
            lambda: None,  # type: ignore[arg-type,return-value]
        )
        with pytest.raises(oidc.IssuerUnavailable):
            await fresh.begin("/desk")


async def test_an_issuer_that_is_away_is_told_on_the_page(open_desk: Open, provider: Provider) -> None:
    provider.status = 500
    browser = await open_desk()
    assert await browser.sign_in() == failure("unavailable")


async def test_without_a_client_there_is_no_way_to_the_issuer(open_desk: Open) -> None:
    browser = await open_desk(oidc_client=None)
    assert (await browser.go("/desk/session", "POST", Origin=DESK)).status == 405
    assert (await browser.go("/desk/sign-in")).headers.get("Location") is None


async def test_the_page_is_told_that_agents_sign_in_at_the_company(open_desk: Open) -> None:
    for client, content in ((CLIENT, "company"), (None, "")):
        browser = await open_desk(oidc_client=client)
        answer = await browser.go("/desk")
        if answer.status == 503:
            pytest.skip("the pages are not built: make web")
        assert f'<meta name="sign-in" content="{content}">' in await answer.text()
        assert "connect-src 'self';" in answer.headers["Content-Security-Policy"]
