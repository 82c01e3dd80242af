"""Macros over the API: whose they are, what a case fills in, and that no gap is told to a customer."""

from __future__ import annotations

from typing import Any

import pytest

from refundbot.desk import audit

CASE = "我三天前新买的包月云服务器，已经开通了，今年的五天无理由名额还有，能退吗"


def macro(name: str = "办理 · 进度", text: str = "{产品}在办了", *, shared: bool = False) -> dict[str, Any]:
    return {"name": name, "text": text, "shared": shared}


async def names(person: Any) -> list[str]:
    return [one["name"] for one in (await person.get("/macros"))[1]["macros"]]


async def test_a_new_desk_begins_with_shared_ones_that_hold_no_figure(shop: Any) -> None:
    _, listed = await shop.person("li").get("/macros")
    assert len(listed["macros"]) >= 10
    assert all(one["shared"] for one in listed["macros"])
    assert not [one for one in listed["macros"] if any(map(str.isdigit, one["text"]))]
    assert set(listed["variables"]) == {"产品", "订单号", "金额", "期限", "坐席"}


async def test_an_agent_keeps_their_own_which_nobody_else_sees(shop: Any) -> None:
    li, wang, boss = shop.person("li"), shop.person("wang"), shop.person("boss", "supervisor")
    status, made = await li.post("/macros", macro())
    assert (status, made["macro"] | {"id": 0}) == (200, macro() | {"id": 0})
    path = f"/macros/{made['macro']['id']}"
    assert "办理 · 进度" in await names(li)
    for other in (wang, boss):
        assert "办理 · 进度" not in await names(other)
        assert (await other.put(path, macro("别人的")))[0] == 404
        assert (await other.delete(path))[0] == 404
    assert (await li.put(path, macro("办理 · 快了")))[0] == 200
    assert "办理 · 快了" in await names(li)
    assert (await li.delete(path))[0] == 200
    assert "办理 · 快了" not in await names(li)
    assert (await li.delete(path))[0] == 404


async def test_what_all_use_only_a_supervisor_changes(shop: Any) -> None:
    li, boss = shop.person("li"), shop.person("boss", "supervisor")
    _, made = await boss.post("/macros", macro(shared=True))
    path = f"/macros/{made['macro']['id']}"
    assert "办理 · 进度" in await names(li)
    own = (await li.post("/macros", macro("我的")))[1]["macro"]["id"]
    for refused in (
        await li.post("/macros", macro(shared=True)),
        await li.put(path, macro(shared=True)),
        await li.put(path, macro(shared=False)),
        await li.put(f"/macros/{own}", macro(shared=True)),
        await li.delete(path),
    ):
        assert (refused[0], refused[1]["error"]["code"]) == (403, "forbidden")
        assert "主管" in refused[1]["error"]["text"]
    assert (await boss.put(path, macro("办理 · 改过", shared=True)))[0] == 200
    assert "办理 · 改过" in await names(li)


async def test_each_change_is_in_the_log_without_its_words(shop: Any) -> None:
    boss = shop.person("boss", "supervisor")
    id_ = (await boss.post("/macros", macro(shared=True)))[1]["macro"]["id"]
    await boss.put(f"/macros/{id_}", macro(shared=False))
    await boss.delete(f"/macros/{id_}")
    entries = await shop.database.run(audit.entries)
    assert [(entry.agent_id, entry.act, entry.detail) for entry in reversed(entries)] == [
        ("boss", "create_macro", {"macro": id_, "shared": True}),
        ("boss", "change_macro", {"macro": id_, "shared": False}),
        ("boss", "delete_macro", {"macro": id_, "shared": False}),
    ]


async def filled(shop: Any, talk: str, text: str) -> dict[str, Any]:
    li = shop.person("li")
    id_ = (await li.post("/macros", macro(text=text)))[1]["macro"]["id"]
    status, told = await li.post(f"/macros/{id_}/fill", {"conversation_id": talk})
    assert status == 200
    return dict(told)


async def test_a_case_fills_in_what_it_knows_and_the_rest_is_a_gap(shop: Any) -> None:
    talk = await shop.customer()
    await shop.say(talk, "我在 11 月 21 日买的云服务器")
    told = await filled(shop, talk, "{坐席}：您的{ 产品 }退{金额}，单号{订单号}，{快递单号}，{金额}")
    assert told == {
        "text": "客服li：您的云服务器退【请填写：金额】，单号【请填写：订单号】，"
        "【请填写：快递单号】，【请填写：金额】",
        "gaps": ["【请填写：金额】", "【请填写：订单号】", "【请填写：快递单号】"],
    }


async def test_without_a_case_only_the_agent_is_known(shop: Any) -> None:
    talk = await shop.customer()
    told = await filled(shop, talk, "{坐席}看{产品}，{期限}前")
    assert told["text"] == "客服li看【请填写：产品】，【请填写：期限】前"


async def test_the_deadline_and_the_sum_stand_only_once_the_case_is_decided(shop: Any) -> None:
    talk = await shop.customer()
    await shop.say(talk, CASE)
    told = await filled(shop, talk, "{产品}请在{期限}前办，退{金额}")
    assert "前办，退【请填写：金额】" in told["text"]  # nobody said what was paid
    assert told["gaps"] == ["【请填写：金额】"]


@pytest.mark.parametrize("text", ["{产品", "产品}", "{产品{金额}}", "{}", "{ }", "}{"])
async def test_a_brace_by_itself_is_refused(shop: Any, text: str) -> None:
    status, refused = await shop.person("li").post("/macros", macro(text=text))
    assert (status, refused["error"]["code"]) == (400, "bad_request")


async def test_a_text_with_a_gap_is_not_said(shop: Any) -> None:
    li, talk = shop.person("li"), await shop.customer()
    await li.act(talk, "take-over")
    said = {"based_on_seq": 0, "force": True}
    status, refused = await li.act(talk, "say", {**said, "text": "退【请填写：金额】"})
    assert (status, "没填" in refused["error"]["text"]) == (400, True)
    assert (await shop.chat.history(talk, {}))["messages"][-1]["from"] == "system"
    assert (await li.act(talk, "say", {**said, "text": "退 5 元"}))[0] == 200


async def test_a_macro_of_another_or_for_no_conversation_is_not_filled_in(shop: Any) -> None:
    talk = await shop.customer()
    id_ = (await shop.person("li").post("/macros", macro()))[1]["macro"]["id"]
    for person, conversation in (("wang", talk), ("li", "0" * 32)):
        status, _ = await shop.person(person).post(f"/macros/{id_}/fill", {"conversation_id": conversation})
        assert status == 404
