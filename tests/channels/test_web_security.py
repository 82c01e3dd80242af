"""What strangers and rogues try on the customers' channel, and what becomes of it."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timedelta, timezone
from typing import Any

import aiohttp
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from socketio.exceptions import ConnectionError as Refused

from refundbot.channels.web import MAX_FRAME_BYTES, sockets, tokens
from refundbot.channels.web.tokens import SessionToken
from refundbot.orders.identity import mint_customer_token
from refundbot.orders.sample_book import SAMPLE_CUSTOMER
from refundbot.settings import MAX_MESSAGE_CHARACTERS, Settings
from tests.patience import PATIENCE

SECRET = "s" * 40
SHOP = "https://shop.example"
BSS = {"order_source": "bss"}
"""Settings of a site with real orders: nobody is signed in unless the site says so."""


def site_token(customer: str, now: datetime | None = None, life: timedelta = timedelta(hours=1)) -> str:
    return mint_customer_token(customer, SECRET, now or Settings().now(), life)


def altered(token: str) -> str:
    head, body, signature = token.split(".")
    return f"{head}.{body[:-2]}{'AA' if body[-2:] != 'AA' else 'BB'}.{signature}"


async def forged_tokens(site: Any, conversation_id: str) -> dict[str, object]:
    now = datetime.now(timezone.utc)
    claims = {"iss": tokens.ISSUER, "sub": conversation_id, "iat": now, "exp": now + timedelta(hours=1)}
    genuine = tokens.mint(conversation_id, site.chat.keys, now).text
    return {
        "none": None,
        "empty": "",
        "a number": 1,
        "no token": "abc",
        "altered": altered(genuine),
        "unsigned": jwt.encode(claims, "", algorithm="none"),
        "another key": jwt.encode(claims, "k" * 40, algorithm="HS256"),
        "the customer secret itself": jwt.encode(claims, SECRET, algorithm="HS256"),
        "another issuer": jwt.encode({**claims, "iss": "x"}, site.chat.keys[0], algorithm="HS256"),
        "without an end": jwt.encode(
            {k: v for k, v in claims.items() if k != "exp"}, site.chat.keys[0], algorithm="HS256"
        ),
        "a customer token": site_token("demo"),
        "no such conversation": tokens.mint("0" * 32, site.chat.keys, now).text,
        "long": "a" * 20_000,
        "expired": tokens.mint(conversation_id, site.chat.keys, now - tokens.LIFE).text,
    }


async def test_a_token_that_is_not_ours_opens_nothing(site: Any) -> None:
    customer = await site.connected()
    conversation_id = (await customer.open(token=customer.token))["conversation_id"]
    for what, token in (await forged_tokens(site, conversation_id)).items():
        rogue = site.customer()
        with pytest.raises(Refused):
            await rogue.connect(token)
        code = "expired" if what == "expired" else "unauthorized"
        await rogue.until(lambda of=rogue: of.events != [])
        [(_, told)] = rogue.events
        assert told["data"]["code"] == code, what
        if isinstance(token, str) and len(token) < 5000:
            rogue.token = token or "x"
            for method, path in (("GET", "history"), ("POST", "rating"), ("DELETE", "me")):
                status, answer = await rogue.call(method, path, {"stars": 5} if method == "POST" else None)
                assert (status, answer["error"]["code"]) == (401, code), what
    assert (await customer.call("GET", "history"))[0] == 200


async def test_a_token_opens_its_own_conversation_only(site: Any) -> None:
    victim, rogue = await site.connected(), await site.connected()
    await victim.say("我的订单")
    await victim.answers(1)
    victims_id = (await victim.open(token=victim.token))["conversation_id"]
    for body in ({"after_seq": 0}, {"after_seq": 0, "conversation_id": victims_id, "room": victims_id}):
        assert (await rogue.ask("resume", body))["messages"] == []
    assert (await rogue.call("GET", f"history?conversation_id={victims_id}"))[1]["messages"] == []
    assert rogue.got() == []


async def test_a_token_that_runs_out_while_connected_no_longer_serves(site: Any) -> None:
    customer = await site.connected()
    site.clock.ahead = tokens.LIFE + timedelta(seconds=1)
    assert (await customer.say("在吗"))["error"]["code"] == "expired"
    assert (await customer.ask("resume", {"after_seq": 0}))["error"]["code"] == "expired"


async def test_an_old_token_is_renewed_and_one_too_old_begins_anew(site: Any) -> None:
    customer = await site.connected()
    await customer.say("一")
    await customer.answers(1)
    old = customer.token
    site.clock.ahead = tokens.LIFE - tokens.RENEWAL + timedelta(seconds=1)
    tab = site.customer()
    tab.token = old
    await tab.connect()
    await tab.until(lambda: any(event == "renew" for event, _ in tab.events))
    site.clock.ahead = tokens.LIFE + tokens.GRACE - timedelta(minutes=1)
    assert (await customer.open(token=old))["last_seq"] == 2
    site.clock.ahead = tokens.LIFE + tokens.GRACE + timedelta(minutes=1)
    assert (await customer.open(token=old))["last_seq"] == 0


async def test_the_bot_knows_a_customer_only_by_what_the_site_signed(open_site: Any) -> None:
    site = await open_site(**BSS)
    nobody = await site.connected()
    await nobody.ask(
        "say", {"client_msg_id": "1", "text": "一", "metadata": {"customer_token": site_token("甲")}}
    )
    await nobody.answers(1)
    known = await site.connected(customer_token=site_token("甲"), customer_id="乙")
    await known.say("二")
    await known.answers(1)
    assert [turn.customer_id for turn in site.bot.asked] == [None, "甲"]


async def test_who_the_customer_is_lapses_with_the_sites_token(open_site: Any) -> None:
    site = await open_site(**BSS)
    customer = await site.connected(customer_token=site_token("甲", life=timedelta(minutes=10)))
    site.clock.ahead = timedelta(minutes=11)
    await customer.say("一")
    await customer.answers(1)
    assert site.bot.asked[0].customer_id is None


async def test_another_customer_does_not_continue_the_firsts_conversation(open_site: Any) -> None:
    site = await open_site(**BSS)
    customer = await site.connected()
    anonymous = (await customer.open(token=customer.token))["conversation_id"]
    first = await customer.open(token=customer.token, customer_token=site_token("甲"))
    again = await customer.open(token=customer.token, customer_token=site_token("甲"))
    second = await customer.open(token=customer.token, customer_token=site_token("乙"))
    assert anonymous == first["conversation_id"] == again["conversation_id"] != second["conversation_id"]


async def test_a_site_may_sign_with_a_key_of_its_own(open_site: Any) -> None:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    site = await open_site(**BSS, customer_public_key=public)
    claims = jwt.decode(site_token("甲"), options={"verify_signature": False})
    customer = await site.connected(customer_token=jwt.encode(claims, private, algorithm="RS256"))
    await customer.say("一")
    await customer.answers(1)
    assert site.bot.asked[0].customer_id == "甲"
    # The public key is no secret: a token signed with it as one (algorithm confusion) is not believed.
    import hashlib
    import hmac
    from base64 import urlsafe_b64encode

    def part(value: bytes) -> bytes:
        return urlsafe_b64encode(value).rstrip(b"=")

    signed = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(json.dumps(claims).encode())
    confused = signed + b"." + part(hmac.new(public.encode(), signed, hashlib.sha256).digest())
    assert (await site.customer().call("POST", "session", {"customer_token": confused.decode()}))[0] == 401


@pytest.mark.parametrize("token", ["x", 1, {}, "a" * 5000, True], ids=lambda value: repr(value)[:10])
async def test_a_customer_token_that_is_not_the_sites_is_refused(site: Any, token: object) -> None:
    status, told = await site.customer().call("POST", "session", {"customer_token": token})
    assert (status, told["error"]["code"]) == (401, "unauthorized")
    status, told = await site.customer().call(
        "POST", "session", {"customer_token": altered(site_token("甲"))}
    )
    assert status == 401


async def test_with_sample_orders_the_sample_customer_is_signed_in(site: Any) -> None:
    customer = await site.connected()
    await customer.say("一")
    await customer.answers(1)
    assert site.bot.asked[0].customer_id == SAMPLE_CUSTOMER


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_pages_of_other_sites_are_kept_out(open_site: Any, transport: str) -> None:
    site = await open_site(origins=(SHOP,))
    customer = site.customer(transport)
    await customer.open()
    for origin in ("https://evil.example", "null", f"{SHOP}.evil.example", "http://shop.example"):
        with pytest.raises(Refused):
            await site.customer(transport).connect(customer.token, Origin=origin)
        status, told = await customer.call("GET", "history", headers={"Origin": origin})
        assert (status, told["error"]["code"]) == (403, "forbidden"), origin
    for origin in (SHOP, site.url):
        friend = site.customer(transport)
        await friend.connect(customer.token, Origin=origin)
        assert (await customer.call("GET", "history", headers={"Origin": origin}))[0] == 200


async def test_browsers_are_told_what_an_allowed_site_may_send(open_site: Any) -> None:
    site = await open_site(origins=(SHOP,))
    asked = {"Origin": SHOP, "Access-Control-Request-Method": "POST"}
    async with site.http.options(f"{site.url}/chat/session", headers=asked) as answer:
        assert answer.status == 204
        assert answer.headers["Access-Control-Allow-Origin"] == SHOP
        assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
        assert "Access-Control-Allow-Credentials" not in answer.headers
    async with site.http.options(
        f"{site.url}/chat/session", headers={**asked, "Origin": "https://a.b"}
    ) as answer:
        assert answer.status == 403
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(
    "typed", ["/restart", '/inform{"order_number": "CS1"}', "\u200b/session_start", " /x"]
)
async def test_what_is_typed_is_never_a_command(site: Any, typed: str) -> None:
    customer = await site.connected()
    await customer.say(typed)
    await customer.answers(1)
    assert site.bot.asked[0].text.startswith("／")


BAD_MESSAGES = {
    "nothing": None,
    "a list": [],
    "a text": "在吗",
    "no id": {"text": "在吗"},
    "no text": {"client_msg_id": "1"},
    "an empty text": {"client_msg_id": "1", "text": " \u200b"},
    "a number for a text": {"client_msg_id": "1", "text": 1},
    "an object for a text": {"client_msg_id": "1", "text": {"$ne": 1}},
    "a number for an id": {"client_msg_id": 1, "text": "在吗"},
    "a long id": {"client_msg_id": "1" * 65, "text": "在吗"},
    "an id of control characters": {"client_msg_id": "a\x00b", "text": "在吗"},
    "a choice of another shape": {"client_msg_id": "1", "choice": {"id": 1}},
    "a long text": {"client_msg_id": "1", "text": "退" * (MAX_MESSAGE_CHARACTERS + 1)},
}


async def test_a_message_of_another_shape_is_told_so_and_stored_nowhere(site: Any) -> None:
    customer = await site.connected()
    for what, body in BAD_MESSAGES.items():
        ack = await customer.ask("say", body)
        assert ack["ok"] is False, what
        assert ack["error"]["code"] in ("bad_request", "empty", "too_long"), what
        assert ack["error"]["text"], what
    for event in ("resume", "seen", "typing", "handoff", "close"):
        assert (await customer.ask(event, "text"))["error"]["code"] == "bad_request", event
    for seq in (-1, True, "x", 10**10, 1.5, []):
        assert (await customer.ask("resume", {"after_seq": seq}))["error"]["code"] == "bad_request"
    assert (await customer.ask("resume", {}))["last_seq"] == 0


@pytest.mark.parametrize(
    "body", ["", "不是 JSON", "[]", "[" * 50_000, b"\xff\xfe", '{"page": 1}', '{"locale": []}']
)
async def test_a_request_of_another_shape_is_told_so(site: Any, body: Any) -> None:
    async with site.http.post(f"{site.url}/chat/session", data=body) as answer:
        assert answer.status == 400
        assert (await answer.json())["error"]["code"] == "bad_request"


async def test_a_body_too_large_is_refused(site: Any) -> None:
    async with site.http.post(f"{site.url}/chat/session", data=b'{"page": "' + b"x" * 100_000) as answer:
        assert answer.status == 413


async def test_a_frame_too_large_ends_the_connection_and_nothing_else(site: Any) -> None:
    customer, other = await site.connected(), await site.connected()
    await customer.socket.emit("say", {"text": "退" * MAX_FRAME_BYTES}, namespace="/chat")
    for _ in range(500):
        if not customer.socket.connected:
            break
        await asyncio.sleep(0.01)
    assert not customer.socket.connected
    await other.say("在吗")
    await other.answers(1)


GARBAGE = (
    *("40/chat," + "[" * 10_000, "40/chat,[]", "42/chat,[]", "42/chat,[{}]", '42/chat,["say",{},{}]'),
    *('42/chat,["connect",{"asgi.scope":{}}]', '42/chat,["disconnect"]', "4null", "x", "\x00\xff"),
    *('451-/chat,["say",{"_placeholder":true,"num":9}]', "43/chat,1[]"),
)


async def test_garbage_on_the_socket_ends_the_connection_and_nothing_else(
    site: Any, caplog: pytest.LogCaptureFixture
) -> None:
    url = f"{site.url}/chat/socket.io/?EIO=4&transport=websocket"
    token = (await site.customer().open())["token"]
    for frame in GARBAGE:
        async with aiohttp.ClientSession() as http, http.ws_connect(url) as socket:
            await socket.receive(timeout=PATIENCE)
            await socket.send_str("40/chat," + json.dumps({"token": token}))
            assert (await socket.receive_str(timeout=PATIENCE)).startswith("40/chat,"), frame
            await socket.send_str(frame)
            while (await socket.receive(timeout=PATIENCE)).type is aiohttp.WSMsgType.TEXT:
                pass  # until it is closed
    assert not [record for record in caplog.records if record.exc_info or record.exc_text]
    assert 0 < len(caplog.records) <= sockets.MOST_LINES
    assert await asyncio.wait_for(_left(site), PATIENCE) == 0
    async with site.http.post(
        f"{site.url}/chat/socket.io/?EIO=4&transport=polling&sid=x", data="x"
    ) as answer:
        assert answer.status == 400
    customer = await site.connected()
    await customer.say("在吗")
    await customer.answers(1)


async def _left(site: Any) -> int:
    """How many connections there still are, once those that end have ended."""
    while site.app.state.sockets.eio.sockets:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    return len(site.app.state.sockets.manager.rooms.get("/chat", {}))


async def test_a_socket_is_closed_when_the_token_ends(open_site: Any) -> None:
    site = await open_site()
    customer, renewed = await site.connected(), site.customer()
    now = site.clock()
    ends_soon = now - tokens.LIFE + timedelta(seconds=2)
    await renewed.connect(
        tokens.mint((await customer.open())["conversation_id"], site.chat.keys, ends_soon).text
    )
    await renewed.until(lambda: any(event == "renew" for event, _ in renewed.events))
    with_end = SessionToken("t", "talk", now + timedelta(seconds=2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokens, "RENEWAL", timedelta(0))
        patch.setattr(type(site.chat), "admit", lambda *_: _immediately(with_end))
        ending = site.customer()
        await ending.connect("t")
    await asyncio.wait_for(ending.socket.wait(), PATIENCE)
    assert (customer.socket.connected, renewed.socket.connected) == (True, True)


async def _immediately(value: Any) -> Any:
    return value


ODD_ORIGINS = (
    "http://[",
    "http://[::1",
    "http://\u2100.example",
    "http://a]b",
    "//",
    "null",
    "x" * 4000,
    "é",
    "\x7f",
)


@pytest.mark.parametrize("origin", ODD_ORIGINS, ids=lambda origin: ascii(origin)[:20])
async def test_an_odd_origin_is_another_site(
    site: Any, origin: str, caplog: pytest.LogCaptureFixture
) -> None:
    for path in ("/chat/health", "/chat/socket.io/?EIO=4&transport=polling"):
        headers = {"Origin": origin, "Host": origin.partition("//")[2] or "x"}
        async with site.http.get(site.url + path, headers=headers) as answer:
            assert answer.status in (400, 403), path
    assert not [record for record in caplog.records if record.exc_info]


@pytest.mark.parametrize(
    "page", ["http://[", "http://[::1", "//\u2100", "http://a]b/", "?" * 2048, "/" * 2048]
)
async def test_an_odd_page_is_no_page(site: Any, page: str, caplog: pytest.LogCaptureFixture) -> None:
    assert (await site.customer().call("POST", "session", {"page": page}))[0] == 200
    assert not [record for record in caplog.records if record.exc_info]


@pytest.mark.parametrize("customer", ["a" * 256, "a\0b", "\u202e"], ids=ascii)
async def test_a_customer_of_an_odd_id_is_turned_away(site: Any, customer: str) -> None:
    claims = {**jwt.decode(site_token("甲"), options={"verify_signature": False}), "sub": customer}
    token = jwt.encode(claims, SECRET, algorithm="HS256")
    assert (await site.customer().call("POST", "session", {"customer_token": token}))[0] == 401


async def test_a_flood_is_told_when_to_try_again(open_site: Any) -> None:
    site = await open_site(message_rate="3/minute")
    customer, other = await site.connected(), await site.connected()
    acks = [await customer.say(f"第{number}句") for number in range(5)]
    assert [ack["ok"] for ack in acks] == [True, True, True, False, False]
    assert acks[3]["error"]["code"] == "rate_limited"
    assert 1 <= acks[3]["error"]["retry_after"] <= 60
    assert (await other.say("在吗"))["ok"]
    await customer.answers(3)


async def test_an_address_that_asks_too_often_is_told_when_to_try_again(open_site: Any) -> None:
    site = await open_site(address_rate="5/minute", proxies=1)
    behind = {"X-Forwarded-For": "203.0.113.7"}
    for _ in range(5):
        assert (await site.customer().call("POST", "session", {}, behind))[0] == 200
    async with site.http.post(f"{site.url}/chat/session", json={}, headers=behind) as answer:
        assert answer.status == 429
        assert int(answer.headers["Retry-After"]) >= 1
    # What a client writes before the proxy's own entry does not make them another.
    spoofed = {"X-Forwarded-For": "198.51.100.1, 203.0.113.7"}
    assert (await site.customer().call("POST", "session", {}, spoofed))[0] == 429
    assert (await site.customer().call("POST", "session", {}, {"X-Forwarded-For": "203.0.113.8"}))[0] == 200


async def test_who_has_a_network_of_addresses_is_counted_as_one(open_site: Any) -> None:
    """An IPv6 connection comes with at least 2**64 addresses."""
    site = await open_site(address_rate="3/minute", proxies=1)
    for given, status in (
        ("2001:db8:0:1::1", 200),
        ("2001:db8:0:1:ffff:ffff:ffff:ffff", 200),
        ("2001:0DB8:0:1::2", 200),
        ("2001:db8:0:1::3", 429),
        ("2001:db8:0:2::1", 200),
        ("::ffff:203.0.113.7", 200),
        ("203.0.113.7", 200),
        ("::ffff:203.0.113.7", 200),
        ("203.0.113.7", 429),
        ("::ffff:203.0.113.8", 200),
        ("what no proxy writes", 200),
    ):
        answer = await site.customer().call("POST", "session", {}, {"X-Forwarded-For": given})
        assert answer[0] == status, given


async def test_without_proxies_of_ours_nobody_chooses_his_address(open_site: Any) -> None:
    site = await open_site(address_rate="2/minute")
    statuses = [
        (await site.customer().call("POST", "session", {}, {"X-Forwarded-For": f"203.0.113.{n}"}))[0]
        for n in range(3)
    ]
    assert statuses == [200, 200, 429]


async def test_pages_may_load_nothing_from_elsewhere_and_run_nothing_inline(open_site: Any) -> None:
    desk, sdk = "https://desk.example", "https://static.example"
    site = await open_site(origins=(SHOP,), desk_hosts=(desk,), zaf_sdk=f"{sdk}/zaf.js")
    for path, framed_by, scripts in (
        ("/chat", SHOP, "script-src 'self';"),
        ("/chat/demo", SHOP, "script-src 'self';"),
        ("/desk", desk, f"script-src 'self' {sdk};"),
        ("/desk/figures", desk, f"script-src 'self' {sdk};"),
    ):
        async with site.http.get(site.url + path) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert policy.endswith(f"frame-ancestors 'self' {framed_by}")
            assert scripts in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
    async with site.http.get(f"{site.url}/chat/%2e%2e/%2e%2e/settings.py") as answer:
        assert answer.status == 404
