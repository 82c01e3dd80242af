"""Every state of the widget: what it shows, no violation of any rule of axe, and a picture of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import bot_says, keep_screenshot, say, violations
from tests.browser.mock import MockChat, turn

Scene = Callable[[Page, MockChat], None]


def closed(page: Page, _: MockChat) -> None:
    page.get_by_role("button", name="收起").first.click()


def closed_with_unread(page: Page, mock: MockChat) -> None:
    closed(page, mock)
    mock.say(*turn("greet"))
    page.get_by_role("button", name="联系退款助手，1 条未读消息").wait_for()


def welcome(page: Page, _: MockChat) -> None:
    page.get_by_text("一个机器人").wait_for()
    assert page.get_by_role("heading", name="大家常问").is_visible()


def sample(name: str, shown: str) -> Scene:
    def scene(page: Page, mock: MockChat) -> None:
        mock.answer = lambda _: turn(name)
        say(page, "我想问")
        bot_says(page, shown)

    return scene


def order(page: Page, mock: MockChat) -> None:
    sample("full_refund", "可以全额退")(page, mock)
    page.get_by_text("示例数据", exact=True).wait_for()
    assert page.locator(".log").get_by_text("找到订单").count() == 0


def sources(page: Page, mock: MockChat) -> None:
    sample("answer", "怎么找人")(page, mock)
    page.locator(".sources summary").click()
    page.get_by_role("link", name="弹性公网IP用户指南").wait_for()


def suggestions(page: Page, _: MockChat) -> None:
    page.get_by_role("textbox", name="输入消息").fill("退款")
    page.get_by_role("listbox").wait_for()
    page.keyboard.press("ArrowDown")


def typing(page: Page, mock: MockChat) -> None:
    mock.silent = True
    say(page, "退款多久到账")
    page.get_by_text("正在查规则").wait_for()


def offline(page: Page, mock: MockChat) -> None:
    mock.cut()
    say(page, "断网时说的话")
    page.get_by_text("等待网络，连上后自动发送").wait_for()


def failed(page: Page, mock: MockChat) -> None:
    mock.refusal = {"code": "rate_limited", "text": "说得太快了，请稍等几秒再发。"}
    say(page, "太快了")
    page.get_by_text("说得太快了").wait_for()


def too_long(page: Page, _: MockChat) -> None:
    page.get_by_role("textbox", name="输入消息").fill("长" * 2001)
    page.get_by_text("最多 2000 个字").wait_for()


def queued(page: Page, _: MockChat) -> None:
    page.get_by_role("button", name="转人工").click()
    page.get_by_text("前面还有 2 位").wait_for()


def leave_message(page: Page, mock: MockChat) -> None:
    queued(page, mock)
    page.get_by_role("button", name="留言").click()
    page.get_by_role("button", name="提交留言").click()
    page.get_by_text("请填写这一项").wait_for()


def human(page: Page, mock: MockChat) -> None:
    mock.set_status("human", "小王")
    mock.say(
        {"from": "system", "code": "agent_joined", "agent": {"name": "小王"}, "text": "小王加入"},
        {"from": "agent", "agent": {"name": "小王"}, "text": "您好，请说一下订单号。"},
    )
    mock.push("typing", {"from": "agent", "on": True})
    page.get_by_text("客服正在输入").wait_for()


def agent_leaves(page: Page, mock: MockChat) -> None:
    human(page, mock)
    mock.say({"from": "system", "code": "agent_left", "text": "客服已离开，由机器人继续为您服务。"})
    mock.set_status("bot")
    page.locator(".log").get_by_text("由机器人继续").wait_for()


def rating(page: Page, mock: MockChat) -> None:
    sample("answer", "怎么找人")(page, mock)
    page.get_by_role("button", name="更多").click()
    page.get_by_role("button", name="结束对话").click()
    page.get_by_role("radio", name="4 星，满意").check()


def useless(page: Page, mock: MockChat) -> None:
    sample("answer", "怎么找人")(page, mock)
    page.get_by_role("button", name="没用").click()
    page.get_by_role("button", name="答非所问").wait_for()


def menu(page: Page, _: MockChat) -> None:
    page.get_by_role("button", name="更多").click()
    page.get_by_role("button", name="删除我的记录").click()
    page.get_by_text("删除后不能恢复").wait_for()


def privacy(page: Page, _: MockChat) -> None:
    page.get_by_role("button", name="隐私说明").click()
    page.get_by_text("您可以随时删除").wait_for()


SCENES: dict[str, Scene] = {
    "closed": closed,
    "unread": closed_with_unread,
    "welcome": welcome,
    "answer": sample("answer", "怎么找人"),
    "steps": sample("steps", "核对退订信息"),
    "fees": sample("fees", "用到第四年"),
    "question": sample("question", "您想退的是什么产品"),
    "understood": sample("understood", "我记下了"),
    "clarify": sample("clarify", "您是想问下面哪个"),
    "partial-refund": sample("partial_refund", "可以退，但要扣费"),
    "not-refundable": sample("not_refundable", "这个退不了"),
    "manual-review": sample("manual_review", "要请客服看"),
    "nothing-to-refund": sample("nothing_to_refund", "已经退订过"),
    "order": order,
    "sources": sources,
    "suggestions": suggestions,
    "typing": typing,
    "offline": offline,
    "failed": failed,
    "too-long": too_long,
    "queued": queued,
    "leave-message": leave_message,
    "human": human,
    "agent-leaves": agent_leaves,
    "rating": rating,
    "useless": useless,
    "menu": menu,
    "privacy": privacy,
}


@pytest.mark.parametrize("name", SCENES)
def test_state(name: str, chat: Page, mock: MockChat) -> None:
    SCENES[name](chat, mock)
    assert violations(chat) == []
    keep_screenshot(chat, name)
    chat.emulate_media(color_scheme="dark")
    assert violations(chat) == []
    keep_screenshot(chat, f"{name}-dark")


def test_axe_can_fail(chat: Page) -> None:
    chat.evaluate(
        "document.querySelector('refund-chat').shadowRoot.querySelector('.who p').style.color = '#ccc'"
    )
    assert any(found.startswith("color-contrast") for found in violations(chat))
