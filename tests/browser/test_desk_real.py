"""Customer and agent side by side on the real servers: a case that survives the way to a person and back."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from refundbot.desk.identity import mint_agent_token
from tests.browser.conftest import bot_says, keep_screenshot, say

pytestmark = pytest.mark.e2e

WIDE = {"viewport": {"width": 1280, "height": 800}}
BOTS_MS = 30_000


def token(servers: Any) -> str:
    now = datetime.now(timezone.utc)
    return mint_agent_token("小李", "小李", "agent", servers.settings.desk_secret, now, timedelta(hours=1))


def test_hand_over_answer_hand_back_and_rating(new_page: Callable[..., Page], servers: Any) -> None:
    customer = new_page(f"{servers.url}/chat", **WIDE)
    customer.set_default_timeout(BOTS_MS)
    say(customer, "我三天前新买的包月云服务器，已经开通了，能退吗")
    bot_says(customer, "名额")
    customer.get_by_role("button", name="转人工").first.click()

    agent = new_page(f"{servers.url}/desk", **WIDE)
    agent.set_default_timeout(BOTS_MS)
    began = time.monotonic()
    agent.keyboard.insert_text(token(servers))  # pasted
    agent.keyboard.press("Enter")
    agent.get_by_role("button", name="等待中 1").wait_for()
    agent.keyboard.press("n")
    agent.locator(".conversation").wait_for()
    agent.keyboard.press("t")
    agent.locator(".suggestions li").first.wait_for()
    agent.locator(".proof").wait_for()
    agent.keyboard.press("1")
    agent.keyboard.press("Control+Enter")
    agent.locator(".from-agent").wait_for()
    customer.locator(".from-agent").wait_for()

    bots = customer.locator(".answer:not(.from-agent), .verdict").count()
    say(customer, "今年的五天无理由名额还有")
    agent.locator(".verdict-line", has_text="全额退").wait_for()
    keep_screenshot(agent, "desk-real")
    agent.keyboard.press("1")
    agent.keyboard.press("Control+Enter")
    agent.locator(".from-agent", has_text="可以全额退").wait_for()
    print(f"from sign-in to a reply backed by a verdict: {time.monotonic() - began:.1f} s")
    assert customer.locator(".answer:not(.from-agent), .verdict").count() == bots  # they are only listened to
    agent.keyboard.press("Alt+b")
    agent.locator(".conversation .status", has_text="机器人接待").wait_for()
    say(customer, "那到底能退吗")
    customer.locator(".log").get_by_text("可以全额退，按五天无理由").nth(1).wait_for()

    agent.keyboard.press("Alt+t")
    agent.locator(".conversation .status", has_text="小李 接待中").wait_for()
    agent.keyboard.press("Alt+e")
    agent.get_by_role("button", name="确定").press("Enter")
    customer.get_by_role("radio", name="5 星").or_(customer.get_by_role("button", name="5 星")).first.click()
    customer.get_by_role("button", name="提交").click()
    expect(agent.locator(".conversation .status")).to_have_text(re.compile("已结束"))
