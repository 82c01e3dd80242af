"""Pictures and documents at the desk, beside a customer's own page."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import keep_screenshot, violations
from tests.browser.desk import DeskSite, open_next
from tests.browser.test_attachments import BILL, SHARE, SHOT

NewPage = Callable[..., Page]


def customer_who_waits(new_page: NewPage, desk: DeskSite) -> Page:
    page = new_page(f"{desk.url}/chat")
    page.locator(".choose").wait_for()
    page.get_by_role("button", name="转人工").first.click()
    page.locator(".queued").wait_for()
    return page


def choose(page: Page, *files: dict[str, object]) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator(".choose").click()
    chooser.value.set_files(list(files))  # type: ignore[arg-type]


def test_both_sides_send_and_see(new_page: NewPage, desk: DeskSite) -> None:
    customer = customer_who_waits(new_page, desk)
    choose(customer, SHOT)
    expect(customer.locator(".send")).to_be_enabled()
    customer.locator(".send").click()
    li = new_page(desk.link())
    expect(li.locator(".row").first).to_contain_text("报错截图.png")
    open_next(li)
    li.keyboard.press("t")
    picture = li.locator(".from-customer").get_by_role("button", name="图片：报错截图.png")
    picture.click()
    dialog = li.get_by_role("dialog", name="图片：报错截图.png")
    dialog.wait_for()
    assert violations(li) == []
    li.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    composer = li.get_by_role("textbox", name="回复客户")
    composer.fill("请按图操作")
    choose(li, {**SHOT, "name": "步骤.png"}, BILL)
    send = li.get_by_role("button", name="发送")
    expect(send).to_be_enabled()
    assert violations(li) == []
    keep_screenshot(li, "desk-attachments")
    send.click()
    li.locator(".from-agent").get_by_role("button", name="图片：步骤.png").wait_for()
    expect(li.locator(".chosen")).to_have_count(0)
    expect(composer).to_have_value("")
    seen = customer.locator(".from-agent")
    seen.get_by_role("button", name="图片：步骤.png").wait_for()
    seen.get_by_role("button", name="下载 账单.pdf").wait_for()
    expect(seen).to_contain_text("请按图操作")
    customer.wait_for_timeout(500)
    keep_screenshot(li, "desk-attachments-sent")


@pytest.mark.parametrize("how", ["paste", "drop"])
def test_it_is_pasted_or_dropped_by_who_speaks_alone(new_page: NewPage, desk: DeskSite, how: str) -> None:
    id = desk.customer(waits=True)
    li = new_page(desk.link(query=f"/c/{id}"))
    composer = li.get_by_role("textbox", name="回复客户")
    data = [how, SHOT["name"], SHOT["mimeType"], base64.b64encode(SHOT["buffer"]).decode()]
    composer.evaluate(SHARE, data)
    li.locator(".toast").get_by_text("接入后可以回复").wait_for()
    li.keyboard.press("Alt+t")
    expect(composer).to_be_editable()
    composer.evaluate(SHARE, data)
    expect(li.locator(".chosen li")).to_have_count(1)
    send = li.get_by_role("button", name="发送")
    expect(send).to_be_enabled()
    send.click()
    li.locator(".from-agent").get_by_role("button", name="图片：报错截图.png").wait_for()
