"""A headless Chromium for each file of browser tests, a context of its own for each test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from refundbot.settings import ROOT
from tests.browser.desk import DeskSite, desk_site
from tests.browser.mock import DIST, MockChat

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium")
SCREENSHOTS = ROOT / "reports" / "screenshots"
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TIMEOUT_MS = 60_000
"""As long as a busy machine may take; what never comes is told as well after a minute."""
STEP_MS = 50
expect.set_options(timeout=TIMEOUT_MS)
CONNECTION_LOST = ("net::ERR_", "Failed to load resource", "WebSocket connection to")
"""What a browser itself writes to the console when a test takes the server away."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A second try for each browser test (ADR 18); the summary tells of those that needed it."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, headless; where there is none the test is skipped, unless REFUNDBOT_REQUIRE_BROWSER=1.

    Not for the whole session: while Playwright runs, so does its event loop, and no async test can.
    """
    if CHROMIUM is None:
        missing = "no Chromium on this machine (Debian: apt-get install chromium)"
        if os.environ.get("REFUNDBOT_REQUIRE_BROWSER") == "1":
            pytest.fail(missing, pytrace=False)
        pytest.skip(missing)
    if not (DIST / "widget.js").exists():
        pytest.fail("the pages are not built: make web", pytrace=False)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def mock_server() -> Iterator[MockChat]:
    server = MockChat()
    yield server
    server.close()


@pytest.fixture
def mock(mock_server: MockChat) -> MockChat:
    """The recorded bot, knowing nobody yet."""
    mock_server.reset()
    return mock_server


@pytest.fixture(scope="session")
def desk_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskSite]:
    with desk_site(tmp_path_factory.mktemp("desk")) as site:
        yield site


@pytest.fixture
def desk(desk_server: DeskSite) -> DeskSite:
    """The desk, with nobody waiting."""
    desk_server.clear()
    return desk_server


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the pages complain of in their consoles; what is left in it fails the test."""
    lines: list[str] = []
    yield lines
    assert [line for line in lines if not any(lost in line for lost in CONNECTION_LOST)] == []


@pytest.fixture
def new_page(browser: Browser, complaints: list[str]) -> Iterator[Callable[..., Page]]:
    """Makes pages, each a visitor of their own."""
    contexts: list[BrowserContext] = []

    def make(url: str, **look: Any) -> Page:
        of_readers = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "reduced_motion": "reduce"}
        context = browser.new_context(**{**of_readers, **look})
        contexts.append(context)
        context.set_default_timeout(TIMEOUT_MS)
        page = context.new_page()
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(url)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def chat(new_page: Callable[..., Page], mock: MockChat) -> Page:
    """The sample shop on a desk's screen, with the chat open and connected."""
    page = new_page(f"{mock.url}/chat/demo")
    page.locator(".launcher").click()
    page.get_by_role("button", name="怎么申请退款").wait_for()
    mock.wait_until_connected()
    return page


def say(page: Page, text: str) -> None:
    """Types and sends, as a customer does."""
    page.get_by_role("textbox", name="输入消息").fill(text)
    page.keyboard.press("Enter")


def bot_says(page: Page, text: str) -> None:
    """Waits until the bot's words are on the screen."""
    page.locator(".log").get_by_text(text).last.wait_for()


def wait_until(page: Page, expression: str, arg: object = None) -> None:
    """Waits until an expression or function is true: asked from outside, as pages forbid `eval`."""
    for _ in range(TIMEOUT_MS // STEP_MS):
        if page.evaluate(expression, arg):
            return
        page.wait_for_timeout(STEP_MS)
    raise AssertionError(f"never true: {expression}")


def reconnect(page: Page) -> None:
    """Presses 立即重连, unless the page has reconnected by itself before."""
    page.get_by_role("button", name="立即重连").evaluate_all("found => found.forEach(each => each.click())")


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds against all its rules, best practice too, or those with the tags `rules`; and where."""
    for frame in page.frames:
        frame.evaluate(_axe())
    found = page.evaluate("(tags) => axe.run(tags ? { runOnly: tags } : {})", rules)
    return [
        f"{violation['id']}: {[node['target'] for node in violation['nodes']]}"
        for violation in found["violations"]
    ]


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def keep_screenshot(page: Page, name: str) -> None:
    """Keeps what the page looks like for people to see."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", animations="disabled")
