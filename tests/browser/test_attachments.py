"""Pictures and documents in the chat: chosen, pasted or dropped; on their way, refused, tried again; seen."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.attachments.files import PDF, picture
from tests.browser.conftest import bot_says, keep_screenshot, reconnect, say, violations, wait_until
from tests.browser.mock import MockChat

NewPage = Callable[..., Page]

TAKEN = {
    "types": ["image/png", "image/jpeg", "image/webp", "image/gif", "application/pdf"],
    "most_bytes": 2**20,
    "most": 4,
}
SHOT: dict[str, Any] = {"name": "报错截图.png", "mimeType": "image/png", "buffer": picture()}
BILL: dict[str, Any] = {"name": "账单.pdf", "mimeType": "application/pdf", "buffer": PDF}

SHARE = """(field, [how, name, type, data]) => {
    const carried = new DataTransfer();
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    carried.items.add(new File([bytes], name, { type }));
    const given = { bubbles: true, composed: true, cancelable: true };
    field.dispatchEvent(
        how === "paste"
            ? new ClipboardEvent("paste", { clipboardData: carried, ...given })
            : new DragEvent("drop", { dataTransfer: carried, ...given }),
    );
}"""
"""Pastes or drops a file, as a browser tells the page."""


def share(page: Page, how: str, file: dict[str, Any]) -> None:
    data = base64.b64encode(file["buffer"]).decode()
    field = page.get_by_role("textbox", name="输入消息")
    field.evaluate(SHARE, [how, file["name"], file["mimeType"], data])


def choose(page: Page, *files: dict[str, Any]) -> None:
    """By the button."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="发图片或 PDF").click()
    chooser.value.set_files(list(files))


def chips(page: Page) -> Any:
    return page.get_by_role("list", name="要发的附件").get_by_role("listitem")


def sent(mock: MockChat) -> list[list[str]]:
    """The names of what came with each of the customer's messages."""
    said = [message for message in mock.messages if message["from"] == "customer"]
    return [[kept["name"] for kept in message.get("attachments", ())] for message in said]


@pytest.fixture
def page(new_page: NewPage, mock: MockChat) -> Page:
    """The chat where attachments are taken."""
    return opened(new_page, mock)


def opened(new_page: NewPage, mock: MockChat, **look: Any) -> Page:
    mock.session = {"features": {"attachments": TAKEN}}
    page = new_page(f"{mock.url}/chat", **look)
    page.locator(".choose").wait_for()
    mock.wait_until_connected()
    return page


def send(page: Page) -> None:
    page.locator(".send").click()


def test_a_picture_is_chosen_sent_and_seen(page: Page, mock: MockChat) -> None:
    choose(page, SHOT)
    expect(chips(page)).to_have_count(1)
    expect(page.get_by_text("图片里的号码不会打码")).to_be_visible()
    expect(page.locator(".send")).to_be_enabled()
    send(page)
    thumbnail = page.locator(".mine").get_by_role("button", name="图片：报错截图.png")
    thumbnail.wait_for()
    bot_says(page, "怎么找人")
    expect(chips(page)).to_have_count(0)
    expect(page.locator(".mine .bubble")).to_have_count(0)
    assert sent(mock) == [["报错截图.png"]]
    page.reload()
    thumbnail.wait_for()
    # It is drawn: its two colours are there.
    wait_until(page, DRAWN)
    assert violations(page) == []


DRAWN = """() => {
    const canvas = document.querySelector('refund-chat').shadowRoot.querySelector('.thumbnail canvas');
    if (!canvas || canvas.width < 2) return false;
    const draw = canvas.getContext('2d');
    const at = (x) => [...draw.getImageData(x, 5, 1, 1).data.slice(0, 3)].join();
    return at(2) !== at(canvas.width - 3);
}"""


@pytest.mark.parametrize("how", ["paste", "drop"])
def test_a_picture_is_pasted_or_dropped_and_goes_with_the_words(page: Page, mock: MockChat, how: str) -> None:
    address = page.url
    page.get_by_role("textbox", name="输入消息").fill("这个报错怎么办")
    share(page, how, SHOT)
    expect(page.locator(".send")).to_be_enabled()
    expect(chips(page)).to_have_count(1)
    page.keyboard.press("Enter")
    bot_says(page, "怎么找人")
    assert page.url == address
    assert [message["text"] for message in mock.messages if message["from"] == "customer"] == [
        "这个报错怎么办"
    ]
    assert sent(mock) == [["报错截图.png"]]


def test_several_go_together_and_one_may_be_taken_out(page: Page, mock: MockChat) -> None:
    choose(page, SHOT, BILL)
    share(page, "paste", {**SHOT, "name": "第二张.png"})
    expect(chips(page)).to_have_count(3)
    page.get_by_role("button", name="移除 报错截图.png").click()
    expect(chips(page)).to_have_count(2)
    expect(page.locator(".send")).to_be_enabled()
    send(page)
    bot_says(page, "怎么找人")
    assert sent(mock) == [["账单.pdf", "第二张.png"]]


def test_what_is_on_its_way_is_waited_for(page: Page, mock: MockChat) -> None:
    mock.uploading.clear()
    say_field = page.get_by_role("textbox", name="输入消息")
    say_field.fill("先写好的话")
    choose(page, SHOT)
    page.get_by_role("progressbar", name="正在上传 报错截图.png").wait_for()
    expect(page.locator(".send")).to_be_disabled()
    page.keyboard.press("Enter")
    assert sent(mock) == []
    assert violations(page) == []
    mock.uploading.set()
    expect(page.locator(".send")).to_be_enabled()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    expect(say_field).to_have_value("先写好的话")


def test_what_failed_is_told_keeps_the_words_and_is_tried_again(page: Page, mock: MockChat) -> None:
    mock.upload_refusal = 422, {"code": "bad_file", "text": "这个文件打不开，请重新截图。"}
    page.get_by_role("textbox", name="输入消息").fill("写好的话")
    choose(page, SHOT)
    page.get_by_role("alert").get_by_text("这个文件打不开，请重新截图。").wait_for()
    expect(page.locator(".send")).to_be_disabled()
    expect(page.get_by_role("textbox", name="输入消息")).to_have_value("写好的话")
    assert violations(page) == []
    keep_screenshot(page, "attachment-failed")
    mock.upload_refusal = None
    page.get_by_role("button", name="重试").click()
    expect(page.locator(".send")).to_be_enabled()
    send(page)
    bot_says(page, "怎么找人")
    assert sent(mock) == [["报错截图.png"]]


def test_without_a_network_it_is_told_and_tried_again(page: Page, mock: MockChat) -> None:
    page.route("**/chat/attachments", lambda route: route.abort())
    choose(page, SHOT)
    page.get_by_text("没有传上去，请检查网络后重试。").wait_for()
    page.unroute("**/chat/attachments")
    page.get_by_role("button", name="重试").click()
    expect(page.locator(".send")).to_be_enabled()


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ({"name": "a.zip", "mimeType": "application/zip", "buffer": b"PK"}, "这种文件发不了"),
        ({"name": "a.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"}, "这种文件发不了"),
        ({"name": "无类型", "mimeType": "", "buffer": b"x"}, "这种文件发不了"),
        ({**SHOT, "buffer": bytes(2**20 + 1)}, "文件太大，最多 1 MB"),
    ],
    ids=["an archive", "a drawing", "no type", "too large"],
)
def test_what_is_not_taken_is_told_at_once(page: Page, mock: MockChat, file: Any, told: str) -> None:
    share(page, "drop", file)
    page.get_by_text(told).wait_for()
    expect(chips(page)).to_have_count(0)
    assert mock.files == {}


def test_only_so_many_go_with_a_message(page: Page) -> None:
    choose(page, *[{**SHOT, "name": f"{number}.png"} for number in range(5)])
    page.get_by_text("一次最多发 4 个").wait_for()
    expect(chips(page)).to_have_count(4)


@pytest.mark.parametrize("how", ["paste", "drop"])
def test_where_none_is_taken_whoever_brings_one_is_told_so(chat: Page, mock: MockChat, how: str) -> None:
    address = chat.url
    wait_until(chat, "document.querySelector('refund-chat')")
    expect(chat.get_by_role("button", name="发图片或 PDF")).to_have_count(0)
    chat.wait_for_timeout(300)
    share(chat, how, SHOT)
    chat.get_by_text("这里发不了图片和文件").wait_for()
    assert chat.url == address


def test_words_copied_with_a_picture_beside_them_are_words(page: Page) -> None:
    page.get_by_role("textbox", name="输入消息").evaluate(
        """(field) => {
            const carried = new DataTransfer();
            carried.items.add(new File(["x"], "a.png", { type: "image/png" }));
            carried.setData("text/plain", "表格里的字");
            const given = { bubbles: true, composed: true, cancelable: true };
            field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: carried, ...given }));
        }"""
    )
    expect(chips(page)).to_have_count(0)


def test_a_picture_is_opened_saved_and_closed(page: Page) -> None:
    choose(page, SHOT)
    expect(page.locator(".send")).to_be_enabled()
    send(page)
    thumbnail = page.get_by_role("button", name="图片：报错截图.png")
    thumbnail.click()
    dialog = page.get_by_role("dialog", name="图片：报错截图.png")
    dialog.wait_for()
    assert violations(page) == []
    with page.expect_download() as saved:
        dialog.get_by_role("button", name="保存").click()
    assert saved.value.suggested_filename == "报错截图.png"
    assert Path(saved.value.path()).read_bytes() == SHOT["buffer"]
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("textbox", name="输入消息")).to_be_visible()


def test_escape_shuts_the_picture_and_not_the_chat(new_page: NewPage, mock: MockChat) -> None:
    mock.session = {"features": {"attachments": TAKEN}}
    page = new_page(f"{mock.url}/chat/demo")
    page.locator(".launcher").click()
    choose(page, SHOT)
    expect(page.locator(".send")).to_be_enabled()
    send(page)
    page.get_by_role("button", name="图片：报错截图.png").click()
    dialog = page.get_by_role("dialog", name="图片：报错截图.png")
    dialog.wait_for()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("dialog", name="退款助手")).to_be_visible()


def test_a_document_is_downloaded_never_shown(page: Page) -> None:
    choose(page, BILL)
    expect(page.locator(".send")).to_be_enabled()
    send(page)
    with page.expect_download() as saved:
        page.get_by_role("button", name="下载 账单.pdf").click()
    assert saved.value.suggested_filename == "账单.pdf"
    assert Path(saved.value.path()).read_bytes() == PDF


def test_a_thumbnail_that_does_not_come_is_asked_for_again(page: Page, mock: MockChat) -> None:
    page.route("**/thumbnail", lambda route: route.abort())
    choose(page, SHOT)
    expect(page.locator(".send")).to_be_enabled()
    send(page)
    page.get_by_text("没能加载，点这里重试").wait_for()
    page.unroute("**/thumbnail")
    page.get_by_role("button", name="没能加载").click()
    wait_until(page, DRAWN)


def test_an_agents_picture_is_seen_and_told(page: Page, mock: MockChat) -> None:
    mock.files["1" * 32] = "image/png", SHOT["buffer"]
    kept = {"id": "1" * 32, "name": "步骤.png", "type": "image/png", "size": 1, "width": 640, "height": 400}
    mock.say({"from": "agent", "text": "", "agent": {"name": "小李"}, "attachments": [kept]})
    page.locator(".from-agent").get_by_role("button", name="图片：步骤.png").wait_for()
    expect(page.locator(".announcer")).to_contain_text("步骤.png")
    expect(page.locator(".from-agent .bubble")).to_have_count(0)


@pytest.mark.parametrize(
    ("locale", "button", "hint"),
    [("zh-Hant", "傳圖片或 PDF", "圖片裡的號碼"), ("en", "Send a picture or PDF", "Numbers in pictures")],
)
def test_it_is_said_in_the_language_of_the_page(page: Page, locale: str, button: str, hint: str) -> None:
    page.evaluate("locale => RefundChat.setAttribute('locale', locale)", locale)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=button).click()
    chooser.value.set_files([SHOT])
    page.get_by_text(hint).wait_for()


@pytest.mark.parametrize(
    ("width", "height", "dark"), [(1280, 800, False), (390, 844, True), (320, 256, False)]
)
def test_it_looks_right(new_page: NewPage, mock: MockChat, width: int, height: int, dark: bool) -> None:
    look = {"viewport": {"width": width, "height": height}, "color_scheme": "dark" if dark else "light"}
    page = opened(new_page, mock, **look)
    long = {
        **SHOT,
        "name": "一个很长很长的文件名说明它是在什么时候截的图.png",
        "buffer": picture(size=(640, 400)),
    }
    choose(page, SHOT, BILL)
    expect(page.locator(".send")).to_be_enabled()
    say(page, "请看这两个")
    bot_says(page, "怎么找人")
    choose(page, long, BILL)
    expect(page.locator(".send")).to_be_enabled()
    keep_screenshot(page, f"attachments-{width}")
    assert violations(page) == []
    beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert beyond <= 0
    page.get_by_role("button", name="移除 账单.pdf").click()
    page.get_by_role("button", name="移除 一个很长").click()
    page.locator(".mine").get_by_role("button", name="图片：报错截图.png").click()
    page.get_by_role("dialog", name="图片：报错截图.png").wait_for()
    page.wait_for_timeout(300)
    keep_screenshot(page, f"attachment-opened-{width}")


def test_what_the_network_lost_is_fetched_when_it_is_back(new_page: NewPage, mock: MockChat) -> None:
    mock.session = {"features": {"attachments": TAKEN}}
    page = new_page("about:blank")
    page.route("**/chat/files.js", lambda route: route.abort())
    page.goto(f"{mock.url}/chat")
    mock.wait_until_connected()
    mock.cut()
    page.get_by_text("暂时连不上").wait_for()
    expect(page.locator(".choose")).to_have_count(0)
    page.unroute("**/chat/files.js")
    mock.restore()
    reconnect(page)
    page.locator(".choose").wait_for()
