"""Hostile words in every field that a customer, an agent or an answer can carry are shown, never run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.browser.conftest import bot_says, say, wait_until
from tests.browser.mock import MockChat

EVIL = "<img src=x onerror=window.hurt=1><script>window.hurt=1</script>\"'>"
EVIL_URL = "javascript:window.hurt=1"

ENVELOPE: dict[str, Any] = {
    "v": 1,
    "kind": "verdict",
    "topic": EVIL,
    "policy_version": EVIL,
    "facts": [{"id": "case.note", "value": EVIL, "unit": "text", "source": EVIL}],
    "sources": [
        {"id": "S1", "title": EVIL, "url": EVIL_URL, "as_of": EVIL, "grade": EVIL},
        {
            "id": "S2",
            "title": "data",
            "url": "data:text/html,<script>parent.hurt=1</script>",
            "as_of": None,
            "grade": "A",
        },
        {"id": "S3", "title": "no address", "url": "//", "as_of": None, "grade": "A"},
    ],
    "verdict": {"outcome": EVIL, "order": {"number": EVIL, "title": EVIL, "sample": True}},
    "candidates": [],
    "follow_ups": [],
    "confidence": 1,
}


def test_nothing_is_run(new_page: Callable[..., Page], mock: MockChat) -> None:
    mock.session = {
        "banner": EVIL,
        "greeting": {"texts": [EVIL], "choices": []},
        "hot_questions": [{"title": EVIL, "text": EVIL}],
    }
    page = new_page(f"{mock.url}/chat/demo", bypass_csp=True)
    page.locator(".launcher").click()
    page.locator(".hot button").wait_for()
    mock.answer = lambda _: [
        {"text": f"{EVIL}\n{EVIL}：{EVIL}\n1. {EVIL}\n{EVIL} > {EVIL}\n{EVIL_URL}"},
        {"text": "判断如下", "envelope": ENVELOPE, "choices": [{"id": EVIL, "title": EVIL}]},
    ]
    say(page, EVIL)
    bot_says(page, "判断如下")
    page.locator(".sources summary").click()
    mock.set_status("human", EVIL)
    mock.say(
        {"from": "agent", "agent": {"name": EVIL}, "text": f"{EVIL} {EVIL_URL} https://example.com/{EVIL}"},
        {"from": "system", "code": EVIL, "text": EVIL},
    )
    mock.push("error", {"code": EVIL, "text": EVIL})
    page.locator(".toast").wait_for()
    page.locator(".from-agent").wait_for()
    page.wait_for_timeout(200)
    assert page.evaluate("window.hurt") is None
    assert page.locator("img, script:not([src])").count() == 0
    hrefs = page.locator(".log a").evaluate_all("links => links.map(link => link.protocol)")
    assert set(hrefs) == {"https:"}


def test_the_words_are_hostile(new_page: Callable[..., Page], mock: MockChat) -> None:
    page = new_page(f"{mock.url}/chat/demo", bypass_csp=True)
    page.evaluate("html => { document.body.innerHTML = html }", EVIL)
    wait_until(page, "window.hurt === 1")


def test_a_page_does_not_grow_sideways(chat: Page, mock: MockChat) -> None:
    long = "W" * 400 + "\u202e" + "，" * 50
    mock.answer = lambda _: [{"text": long}]
    say(chat, long)
    bot_says(chat, "WWW")
    assert chat.locator(".log").evaluate("log => log.scrollWidth === log.clientWidth")
