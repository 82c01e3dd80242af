"""The desk as a sidebar of another desk: a page on another origin stands in for it."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.conftest import WCAG, keep_screenshot, violations, wait_until
from tests.browser.desk import CASE, DeskSite, desk_site

NewPage = Callable[..., Page]

HOST = """<!doctype html><title>host</title><style>body {{ margin: 0 }}</style>
<iframe src="{src}" title="desk" width="360" height="700" style="border: 0" allow="clipboard-write"></iframe>
<textarea aria-label="reply"></textarea>
<script>
window.asked = [];
addEventListener('message', event => asked.push(event.data));
window.tell = (data) => document.querySelector('iframe').contentWindow.postMessage(data, '*');
</script>"""

ZAF = """
window.ZAFClient = {{ init: () => ({{
  on: (event, heard) => {{ window.zafEvents = {{ ...window.zafEvents, [event]: heard }} }},
  get: async () => ({{
    ...(window.keeps ? {{ errors: {{ 'ticket.conversation': {{}} }} }}
      : {{ 'ticket.conversation': window.lines ?? {lines} }}),
    'ticket.requester.name': '韩梅梅',
  }}),
  invoke: async (action, given) => {{
    if (action === 'resize') window.resized = given;
    else if (window.refuses) throw new Error('refused');
    else window.invoked = [action, given];
  }},
}}) }};
"""


class OtherDesk:
    """Serves the page that frames the desk, and a stand-in for Zendesk's script."""

    def __init__(self) -> None:
        self.src = ""
        self.lines: list[dict[str, Any]] = []
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                is_sdk = self.path.startswith("/zaf")
                text = ZAF.format(lines=json.dumps(served.lines)) if is_sdk else HOST.format(src=served.src)
                self.send_response(200)
                self.send_header("Content-Type", "text/javascript" if is_sdk else "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: object) -> None:
                """Is silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.other_url = f"http://localhost:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stops."""
        self._server.shutdown()


@pytest.fixture(scope="module")
def host() -> Iterator[OtherDesk]:
    other = OtherDesk()
    yield other
    other.close()


@pytest.fixture(scope="module")
def site(host: OtherDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskSite]:
    folder = tmp_path_factory.mktemp("desk")
    with desk_site(folder, desk_hosts=(host.url,), zaf_sdk=f"{host.url}/zaf.js") as site:
        yield site


def frame(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def app_context(*said: tuple[int, str], private: bool = False) -> str:
    messages = [{"content": text, "message_type": kind, "private": private} for kind, text in said]
    data = {
        "conversation": {"id": 1, "messages": messages},
        "contact": {"name": "韩梅梅"},
        "currentAgent": {"name": "李雷"},
    }
    return json.dumps({"event": "appContext", "data": data})


def test_chatwoot_is_asked_and_its_customer_is_advised_on(
    new_page: NewPage, site: DeskSite, host: OtherDesk
) -> None:
    host.src = site.link(query="?host=chatwoot")
    page = new_page(host.url, permissions=["clipboard-read", "clipboard-write"])
    wait_until(page, "asked.includes('chatwoot-dashboard-app:fetch-info')")
    page.evaluate("tell", app_context((0, "早上的"), (1, "您好"), (0, CASE)))
    frame(page).get_by_text("客户：韩梅梅").wait_for()
    expect(frame(page).get_by_label("客户的话")).to_have_value(CASE)
    expect(frame(page).locator(".verdict-line")).to_contain_text("全额退")
    keep_screenshot(page, "desk-chatwoot")
    frame(page).get_by_role("button", name=re.compile("复制.*第 1 条")).click()
    frame(page).get_by_text("已复制").wait_for()
    page.get_by_label("reply").focus()
    page.keyboard.press("Control+v")
    expect(page.get_by_label("reply")).to_have_value(re.compile("可以全额退"))


def test_what_another_origin_says_is_not_heard(
    new_page: NewPage, site: DeskSite, host: OtherDesk, complaints: list[str]
) -> None:
    host.src = site.link(query="?host=chatwoot")
    page = new_page(host.url)
    wait_until(page, "asked.length > 0")
    page.evaluate("tell", app_context((0, "good")))
    words = frame(page).get_by_label("客户的话")
    expect(words).to_have_value("good")
    inner = page.frames[1]
    from_evil = (
        "text => dispatchEvent(new MessageEvent('message',"
        " { data: text, origin: 'https://evil.example', source: parent }))"
    )
    inner.evaluate(from_evil, app_context((0, "evil")))
    inner.evaluate("text => postMessage(text, '*')", app_context((0, "self")))
    page.evaluate("tell", "not json")
    page.evaluate("tell", json.dumps({"event": "other"}))
    page.wait_for_timeout(200)
    expect(words).to_have_value("good")
    # The same event is heard where it comes from the host.
    inner.evaluate(from_evil.replace("https://evil.example", host.url), app_context((0, "heard")))
    expect(words).to_have_value("heard")


def test_a_site_that_is_not_named_may_not_frame_the_desk(
    new_page: NewPage, site: DeskSite, host: OtherDesk, complaints: list[str]
) -> None:
    host.src = site.link(query="?host=chatwoot")
    page = new_page(host.other_url)
    page.wait_for_timeout(500)
    assert frame(page).locator("form").count() == 0
    assert any("frame-ancestors" in line for line in complaints)
    complaints.clear()


def test_zendesk_gives_the_words_and_takes_the_reply(
    new_page: NewPage, site: DeskSite, host: OtherDesk, complaints: list[str]
) -> None:
    host.lines = [
        {"author": {"role": "end-user"}, "message": {"content": "<p>以前的</p>"}},
        {"author": {"role": "agent"}, "message": {"content": "稍等"}},
        {"author": {"role": "end-user"}, "message": {"content": f"<p>{CASE}</p><img src=x onerror=hurt=1>"}},
        {"author": {"role": "end-user"}, "message": {"content": "麻烦<br>快一点"}},
    ]
    host.src = site.link(query=f"?host=zendesk&origin={host.url}")
    page = new_page(host.url)
    expect(frame(page).get_by_label("客户的话")).to_have_value(f"{CASE}\n麻烦\n快一点")
    assert page.frames[1].evaluate("resized") == {"width": "100%", "height": "640px"}
    frame(page).locator(".suggestions li").first.wait_for()
    frame(page).get_by_role("button", name=re.compile("放入.*第 1 条")).click()
    frame(page).get_by_text("已放进回复框").wait_for()
    inner = page.frames[1]
    action, text = inner.evaluate("invoked")
    assert action == "comment.appendHtml"
    assert "可以全额退" in text
    assert text.count("<p>") == len(text.split("</p>")) - 1 > 1
    inner.evaluate("window.refuses = true")
    frame(page).get_by_role("button", name=re.compile("放入.*第 1 条")).click()
    frame(page).get_by_text("这里放不进回复框，已经复制").wait_for()
    inner.evaluate(
        "() => { window.lines = [{ author: { role: 'end-user' }, message: { content: '多久到账' } }];"
        " zafEvents['ticket.conversation.changed']() }"
    )
    expect(frame(page).get_by_label("客户的话")).to_have_value("多久到账")
    assert inner.evaluate("window.hurt") is None
    complaints[:] = [line for line in complaints if "inline event handler" not in line]  # blocked


def test_zendesk_is_asked_again_for_what_it_does_not_tell_and_notes_answer_nobody(
    new_page: NewPage, site: DeskSite, host: OtherDesk
) -> None:
    first: dict[str, Any] = {"author": {"role": "end-user"}, "message": {"content": CASE}}
    note = {
        **{"author": {"role": "agent"}, "channel": {"name": "internal"}},
        "message": {"content": "先查一下"},
    }
    host.lines = [first, note]
    host.src = site.link(query=f"?host=zendesk&origin={host.url}")
    page = new_page(host.url)
    field = frame(page).get_by_label("客户的话")
    expect(field).to_have_value(CASE)
    inner = page.frames[1]
    urges = {**first, "message": {"content": "急"}}
    inner.evaluate("lines => { window.lines = lines }", [first, note, urges])
    expect(field).to_have_value(f"{CASE}\n急")
    inner.evaluate("window.keeps = true")
    frame(page).get_by_text("Zendesk 没有给出这张工单的对话").wait_for()
    expect(field).to_have_value(f"{CASE}\n急")


def test_what_the_agent_typed_is_not_written_over_by_what_the_customer_says(
    new_page: NewPage, site: DeskSite, host: OtherDesk
) -> None:
    host.src = site.link(query="?host=chatwoot")
    page = new_page(host.url)
    wait_until(page, "asked.length > 0")
    page.evaluate("tell", app_context((0, "第一句")))
    field = frame(page).get_by_label("客户的话")
    expect(field).to_have_value("第一句")
    field.fill("我改过的第一句")
    page.evaluate("tell", app_context((0, "第一句"), (0, "第二句")))
    frame(page).get_by_text("客户又说了新的").wait_for()
    expect(field).to_have_value("我改过的第一句")
    frame(page).get_by_role("button", name="换成新的").click()
    expect(field).to_have_value("第一句\n第二句")


def test_chatwoot_which_does_not_push_is_asked_again_and_again(
    new_page: NewPage, site: DeskSite, host: OtherDesk
) -> None:
    host.src = site.link(query="?host=chatwoot")
    page = new_page(host.url)
    wait_until(page, "asked.length >= 3")


def test_zendesks_script_is_loaded_only_where_the_settings_say_so(new_page: NewPage, desk: DeskSite) -> None:
    page = new_page("about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(desk.link(query="?host=zendesk&origin=https://acme.zendesk.com"))
    page.get_by_text("还没有允许加载 Zendesk 的脚本").wait_for()
    assert all(url.startswith((desk.url, "data:")) for url in asked)
    page.get_by_label("客户的话").fill(CASE)
    page.get_by_role("button", name="看建议").click()
    page.locator(".suggestions li").first.wait_for()


def test_the_sidebar_is_accessible_at_its_width(new_page: NewPage, desk: DeskSite) -> None:
    page = new_page(desk.link(query="?host=chatwoot"), viewport={"width": 360, "height": 720})
    page.get_by_label("客户的话").fill(CASE)
    page.get_by_role("button", name="看建议").click()
    page.locator(".proof").wait_for()
    keep_screenshot(page, "desk-sidebar")
    assert violations(page, WCAG) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
