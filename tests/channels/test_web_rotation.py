"""A secret is rotated: old and new side by side, and nobody has to sign in again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sanic import Sanic
from socketio.exceptions import ConnectionError as Refused

from refundbot import signed
from refundbot.channels.web.bot import NotNow
from refundbot.channels.web.clock import utc_now
from refundbot.channels.work import channel, wire
from refundbot.channels.work.channel import WorkInput
from refundbot.desk.identity import Agents, Unauthorised, mint_agent_token
from refundbot.desk.sealed import Sealed
from refundbot.edge.worker import Workers
from refundbot.orders.identity import mint_customer_token
from refundbot.serving import action_server
from refundbot.settings import Settings

OLD, NEW = "o" * 40, "n" * 40
STEPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "before": (OLD, ()),
    "prepared": (OLD, (NEW,)),
    "changed": (NEW, (OLD,)),
    "done": (NEW, ()),
}
"""What each process is given, one step after the other: the secret, and what is accepted beside it."""
SIDE_BY_SIDE = [("before", "prepared"), ("prepared", "changed"), ("changed", "done")]
"""Which steps meet while one process after the other is started anew."""
MEETINGS = SIDE_BY_SIDE + [(other, one) for one, other in SIDE_BY_SIDE]
STRANGERS = [("before", "done"), ("done", "before")]


def customers(step: str) -> dict[str, Any]:
    secret, accepted = STEPS[step]
    return {"secret": secret, "secrets_accepted": accepted}


def desks(step: str) -> Settings:
    secret, accepted = STEPS[step]
    return Settings(desk_token_secret=secret, desk_secrets_accepted=accepted)


async def test_a_customer_stays_in_the_conversation_through_all_steps(open_site: Any) -> None:
    customer = await (await open_site(**customers("before"))).connected()
    await customer.say("在吗")
    token = customer.token
    for step in ("prepared", "changed", "done"):
        page = (await open_site(**customers(step))).customer()
        page.token = token
        await page.connect()
        resumed = await page.ask("resume", {"after_seq": 0})
        assert resumed["messages"][0]["text"] == "在吗"
        token = (await page.open(token=token))["token"]


@pytest.mark.parametrize(("one", "other"), MEETINGS)
async def test_a_token_of_one_front_door_is_taken_by_the_other(open_site: Any, one: str, other: str) -> None:
    customer = await (await open_site(**customers(one))).connected()
    await (await open_site(**customers(other))).customer().connect(customer.token)


@pytest.mark.parametrize(("one", "other"), STRANGERS)
async def test_what_is_not_accepted_admits_nobody(open_site: Any, one: str, other: str) -> None:
    customer = await (await open_site(**customers(one))).connected()
    with pytest.raises(Refused):
        await (await open_site(**customers(other))).customer().connect(customer.token)


@pytest.mark.parametrize("secret", [OLD, NEW])
@pytest.mark.parametrize("step", ["prepared", "changed"])
async def test_the_shop_may_sign_with_either(open_site: Any, step: str, secret: str) -> None:
    site = await open_site(order_source="bss", **customers(step))
    said = mint_customer_token("demo", secret, site.chat.settings.now(), timedelta(hours=1))
    assert await site.customer().open(customer_token=said)


@pytest.mark.parametrize(("one", "other"), MEETINGS)
async def test_an_agent_stays_signed_in(one: str, other: str) -> None:
    now = utc_now()
    token = mint_agent_token("li", "小李", "agent", desks(one).desk_secret, now, timedelta(hours=1))
    assert (await Agents(desks(other).desk_secrets, lambda: now).verify(token)).agent.id == "li"
    kept = Sealed(desks(one).desk_secrets, "desk session").seal({"agent": "li"})
    assert Sealed(desks(other).desk_secrets, "desk session").open(kept) == {"agent": "li"}


@pytest.mark.parametrize(("one", "other"), STRANGERS)
async def test_an_agent_whose_secret_is_not_accepted_is_signed_out(one: str, other: str) -> None:
    now = utc_now()
    token = mint_agent_token("li", "小李", "agent", desks(one).desk_secret, now, timedelta(hours=1))
    with pytest.raises(Unauthorised):
        await Agents(desks(other).desk_secrets, lambda: now).verify(token)
    kept = Sealed(desks(one).desk_secrets, "desk session").seal({"agent": "li"})
    assert Sealed(desks(other).desk_secrets, "desk session").open(kept) is None


class Parser:
    """Rasa's agent, as far as it is asked."""

    async def parse_message(self, text: str) -> dict[str, Any]:
        return {"text": text}


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, serve_sanic: Any) -> Any:
    """Has a front door at one step ask a worker at another for a parse."""
    monkeypatch.setattr(channel, "open_order_source", lambda _: None)

    async def parse(one: str, other: str) -> Any:
        asks, asked = (Settings(state=tmp_path, **customers(step)) for step in (one, other))
        app = Sanic("worker", configure_logging=False)
        app.ctx.agent = Parser()
        app.blueprint(WorkInput(asked).blueprint(Parser().parse_message), url_prefix=wire.PREFIX)
        workers = Workers(replace(asks, workers=(await serve_sanic(app),)))
        try:
            return await workers.parse("在吗")
        finally:
            await workers.close()

    return parse


@pytest.mark.parametrize(("one", "other"), MEETINGS)
async def test_workers_and_actions_do_what_either_asks(ask: Any, one: str, other: str) -> None:
    assert await ask(one, other) == {"text": "在吗"}
    asks, asked = (action_server.keys_of(Settings(**customers(step))) for step in (one, other))
    assert signed.is_borne(f"Bearer {asks[0]}", asked)


@pytest.mark.parametrize(("one", "other"), STRANGERS)
async def test_they_do_nothing_for_a_secret_that_is_not_accepted(ask: Any, one: str, other: str) -> None:
    with pytest.raises(NotNow):
        await ask(one, other)
    asks, asked = (action_server.keys_of(Settings(**customers(step))) for step in (one, other))
    assert not signed.is_borne(f"Bearer {asks[0]}", asked)
