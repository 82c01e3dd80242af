"""The widget with the real servers, as a customer meets it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from refundbot.serving import client
from refundbot.settings import ROOT
from tests.browser.conftest import bot_says, keep_screenshot, say, violations, wait_until
from tests.conftest import Servers, free_port

pytestmark = pytest.mark.e2e

ANSWER_MS = 60_000
"""A loaded machine may take its time."""


@pytest.fixture
def chat(new_page: Callable[..., Page], servers: Servers) -> Page:
    """The sample shop with the chat open."""
    page = new_page(f"{servers.url}/chat/demo")
    page.set_default_timeout(ANSWER_MS)
    page.locator(".launcher").click()
    return page


def test_a_new_customer_gets_a_verdict_on_an_order(new_page: Callable[..., Page], servers: Servers) -> None:
    page = new_page(f"{servers.url}/chat/demo")
    page.set_default_timeout(ANSWER_MS)
    page.get_by_role("button", name="问退款助手").first.click()
    expect(page.locator(".verdict .outcome")).to_have_text("全额退", timeout=ANSWER_MS)
    expect(page.locator(".verdict .order")).to_contain_text("CS2611000101")
    expect(page.locator(".verdict .total")).to_contain_text("元")
    expect(page.locator(".verdict .timeline li")).not_to_have_count(0)
    expect(page.get_by_text("演示环境")).to_be_visible()
    page.locator(".sources summary").click()
    expect(page.locator(".sources a").first).to_have_attribute("href", re.compile("^https:"))
    assert violations(page) == []
    keep_screenshot(page, "real-verdict")


def test_a_check_by_questions_and_choices(chat: Page) -> None:
    chat.get_by_role("button", name="查一查我这单能不能退").click()
    chat.get_by_role("group", name="可以这样回答").get_by_role(
        "button", name="共享流量包", exact=True
    ).click()
    expect(chat.locator(".verdict .outcome")).to_have_text("不能退", timeout=ANSWER_MS)


def test_suggestions_come_from_the_topics(chat: Page) -> None:
    chat.get_by_role("textbox", name="输入消息").fill("多久到账")
    chat.get_by_role("option", name="退款多久到账").wait_for()


def test_a_person_is_asked_for_and_no_longer(chat: Page) -> None:
    chat.get_by_role("button", name="转人工").click()
    chat.locator(".log").get_by_text("已为您排队转人工").wait_for()
    expect(chat.get_by_role("button", name="转人工")).to_have_attribute("aria-pressed", "true")
    keep_screenshot(chat, "real-queued")
    chat.get_by_role("button", name="取消排队").click()
    chat.locator(".log").get_by_text("已取消排队").wait_for()


def test_history_is_kept_and_tabs_are_in_step(chat: Page, servers: Servers) -> None:
    say(chat, "五天无理由一年能用几次")
    bot_says(chat, "按账号算")
    other = chat.context.new_page()
    other.set_default_timeout(ANSWER_MS)
    other.goto(f"{servers.url}/chat")
    bot_says(other, "按账号算")
    say(other, "退款多久到账")
    other.locator(".answer .judge").nth(1).wait_for()
    for page in (chat, other):
        expect(page.locator(".mine .bubble")).to_have_text(["五天无理由一年能用几次", "退款多久到账"])
        expect(page.locator(".answer .judge")).to_have_count(2, timeout=ANSWER_MS)
    chat.reload()
    expect(chat.locator(".mine .bubble")).to_have_text(["五天无理由一年能用几次", "退款多久到账"])


def test_a_talk_is_judged_ended_and_rated(chat: Page) -> None:
    say(chat, "流量包还没用能退吗")
    bot_says(chat, "不看用没用")
    chat.get_by_role("button", name="有用").click()
    chat.get_by_text("谢谢，已经记下了").wait_for()
    chat.get_by_role("button", name="更多").click()
    chat.get_by_role("button", name="结束对话").click()
    chat.get_by_role("radio", name="5 星").check()
    chat.get_by_role("button", name="提交评价").click()
    chat.get_by_text("谢谢您的评价").wait_for()


def test_records_are_erased(chat: Page) -> None:
    say(chat, "流量包还没用能退吗")
    bot_says(chat, "不看用没用")
    erased = chat.evaluate("localStorage['refund-chat.conversation']")
    chat.get_by_role("button", name="更多").click()
    chat.get_by_role("button", name="删除我的记录").click()
    chat.get_by_role("button", name="删除", exact=True).click()
    chat.reload()  # at once, as those do who want to be rid of it
    wait_until(
        chat, "erased => ![undefined, erased].includes(localStorage['refund-chat.conversation'])", arg=erased
    )
    expect(chat.locator(".mine")).to_have_count(0)


class ChatServer:
    """A front door of its own before the others' worker, to be killed and started again."""

    def __init__(self, servers: Servers, origin: str, state: Path) -> None:
        self.settings = replace(servers.settings, port=free_port(), state=state)
        self._environ = {
            **servers.environ,
            "REFUNDBOT_PORT": str(self.settings.port),
            "REFUNDBOT_STATE": str(state),
            # The key of the worker follows from it.
            "REFUNDBOT_CUSTOMER_SECRET": servers.settings.customer_secret,
            "REFUNDBOT_ORIGINS": origin,
        }
        self.start()

    def start(self) -> None:
        """Starts it and waits until it is ready."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "refundbot.edge.server"],
            cwd=ROOT,
            env=self._environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 300
        while not client.is_ready(self.settings):
            assert self._process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.2)

    def kill(self) -> None:
        """Ends it as a crash does."""
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()


class Shop:
    """A website of another origin, which embeds the chat and has a content security policy as documented."""

    def __init__(self) -> None:
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", shop.policy)
                self.end_headers()
                self.wfile.write(shop.page.encode())

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.embed("")
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def embed(self, chat: str) -> None:
        """Embeds the chat of that address, in English."""
        script = f'<script src="{chat}/chat/widget.js" defer></script>'
        self.page = f'<!doctype html><html lang="en"><title>Shop</title>{script}'
        self.policy = (
            f"default-src 'none'; script-src {chat}; connect-src {chat} {chat.replace('http', 'ws')}"
        )

    def close(self) -> None:
        """Shuts the shop."""
        self._server.shutdown()


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


@pytest.fixture(scope="module")
def chat_server(
    servers: Servers, shop: Shop, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ChatServer]:
    server = ChatServer(servers, shop.url, tmp_path_factory.mktemp("killed"))
    yield server
    server.kill()


def test_another_site_embeds_the_chat(
    new_page: Callable[..., Page], chat_server: ChatServer, shop: Shop
) -> None:
    shop.embed(chat_server.settings.url)
    page = new_page(shop.url)
    page.set_default_timeout(ANSWER_MS)
    page.get_by_role("button", name="Ask the refund assistant").click()
    page.get_by_role("textbox", name="Message").fill("五天无理由一年能用几次")
    page.keyboard.press("Enter")
    bot_says(page, "按账号算")


def test_a_message_typed_while_the_server_is_down_is_answered_once(
    new_page: Callable[..., Page], chat_server: ChatServer
) -> None:
    page = new_page(f"{chat_server.settings.url}/chat")
    page.set_default_timeout(ANSWER_MS)
    say(page, "五天无理由一年能用几次")
    bot_says(page, "按账号算")
    chat_server.kill()
    page.get_by_text("暂时连不上").wait_for()
    say(page, "退款多久到账")
    page.get_by_text("等待网络，连上后自动发送").wait_for()
    keep_screenshot(page, "real-offline")
    chat_server.start()
    expect(page.locator(".answer .judge")).to_have_count(2, timeout=ANSWER_MS)
    page.reload()
    expect(page.locator(".answer .judge")).to_have_count(2, timeout=ANSWER_MS)
    expect(page.locator(".mine .bubble")).to_have_text(["五天无理由一年能用几次", "退款多久到账"])
