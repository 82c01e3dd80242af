"""Customers are given to agents where it is set so, in business hours; one too many only by a word."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from refundbot.conversations.gate import Transition
from refundbot.desk.hours import Hours
from refundbot.settings import Settings, SettingsError
from tests.patience import PATIENCE

OpenShop = Callable[..., Awaitable[Any]]


async def at_desk(shop: Any, agent_id: str) -> Any:
    person = shop.person(agent_id)
    await person.post("/me/presence")
    return person


async def waiting(shop: Any) -> str:
    talk: str = await shop.customer()
    await shop.chat.request_human(talk)
    return talk


async def row_of(person: Any, talk: str) -> dict[str, Any]:
    return dict((await person.get(f"/conversations/{talk}"))[1]["conversation"])


async def test_who_waits_is_given_to_the_agent_at_the_desk_and_told_so(open_shop: OpenShop) -> None:
    shop = await open_shop(assigns=True)
    li = await at_desk(shop, "li")
    talk = await waiting(shop)
    await shop.app.state.assist.assigning.look()
    assert (await row_of(li, talk))["agent"] == {"id": "li", "name": "客服li"}
    history = await shop.chat.history(talk, {})
    assert "客服li" in history["messages"][-1]["text"]
    assert (await li.get("/me"))[1]["assigns"] is True


async def test_a_call_for_a_person_is_enough(open_shop: OpenShop) -> None:
    shop = await open_shop(assigns=True)
    given = asyncio.Event()

    async def listen(outcome: Transition) -> None:
        if outcome.conversation.agent_id == "li":
            given.set()

    shop.chat.live.subscribe(listen)
    await at_desk(shop, "li")
    await waiting(shop)
    await asyncio.wait_for(given.wait(), PATIENCE)


async def test_as_it_comes_agents_take_customers_themselves(shop: Any) -> None:
    li = await at_desk(shop, "li")
    talk = await waiting(shop)
    await shop.chat.live._untold.join()
    assert (await row_of(li, talk))["status"] == "queued"
    told = (await li.get("/me"))[1]
    assert (told["assigns"], told["capacity"]) == (False, None)


async def test_out_of_hours_nobody_is_given_a_customer(
    open_shop: OpenShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = await open_shop(hours="daily 09:00-18:00")
    li = await at_desk(shop, "li")
    talk = await waiting(shop)
    monkeypatch.setattr(Hours, "hold", lambda *_: False)
    await shop.app.state.assist.assigning.look()
    assert (await row_of(li, talk))["status"] == "queued"
    monkeypatch.setattr(Hours, "hold", lambda *_: True)
    await shop.app.state.assist.assigning.look()
    assert (await row_of(li, talk))["status"] == "human"


async def test_an_agent_with_all_they_are_to_have_is_asked_and_may(open_shop: OpenShop) -> None:
    shop = await open_shop(agent_capacity=1)
    li, wang = await at_desk(shop, "li"), await at_desk(shop, "wang")
    first, second = await waiting(shop), await waiting(shop)
    await li.act(first, "take-over")
    status, refused = await li.act(second, "take-over")
    assert (status, refused["refusal"], refused["conversation"]["status"]) == (409, "full", "queued")
    assert "上限" in refused["error"]["text"]
    assert (await wang.act(second, "assign", {"agent_id": "li"}))[1]["refusal"] == "full"
    assert (await li.act(second, "take-over?force=true"))[1]["conversation"]["agent"]["id"] == "li"
    assert (await li.get("/me"))[1]["capacity"] == 1


def test_the_settings_are_read() -> None:
    given = {"REFUNDBOT_AGENT_CAPACITY": "5", "REFUNDBOT_ASSIGN": "1"}
    assert (Settings.from_env(given).agent_capacity, Settings.from_env(given).assigns) == (5, True)
    assert (Settings.from_env({}).agent_capacity, Settings.from_env({}).assigns) == (None, False)
    with pytest.raises(SettingsError, match="REFUNDBOT_AGENT_CAPACITY must be a whole number from 1"):
        Settings.from_env({"REFUNDBOT_AGENT_CAPACITY": "0"})
