"""How the bot's turns are drawn: no word is lost, figures stand where they belong, links are safe."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import bot_says, say
from tests.browser.mock import SAMPLES, MockChat, turn


def ask(page: Page, mock: MockChat, sample: str) -> None:
    mock.answer = lambda _: turn(sample)
    say(page, "我想问")
    # They stand on the last bubble.
    page.get_by_role("group", name="可以这样回答").wait_for()


def unfold(page: Page) -> None:
    page.locator(".details summary").click()


def letters(text: str) -> str:
    """What is read of a text, but for the marks that a layout stands for."""
    return re.sub(r"[\s：、。·>]|^\d+\. ", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_line_of_a_turn_is_shown(sample: str, chat: Page, mock: MockChat) -> None:
    ask(chat, mock, sample)
    if chat.locator(".details").count():
        unfold(chat)
    shown = letters(chat.locator(".turn-place").last.inner_text())
    lines = [line for text in SAMPLES[sample]["texts"] for line in text.split("\n")]
    elsewhere = ("来源：", "找到订单") if chat.locator(".order").count() else ("来源：",)
    assert [line for line in lines if not line.startswith(elsewhere) and letters(line) not in shown] == []


def test_an_order_card_says_what_the_note_on_the_order_says(chat: Page, mock: MockChat) -> None:
    ask(chat, mock, "full_refund")
    card = chat.locator(".order")
    for said in ("弹性云服务器 2核4G 包月", "CS2611000101", "示例数据"):
        expect(card).to_contain_text(said)


def test_a_verdict_tells_outcome_amounts_dates_and_what_would_change_it(chat: Page, mock: MockChat) -> None:
    ask(chat, mock, "full_refund")
    card = chat.locator(".verdict")
    expect(card.locator(".outcome")).to_have_text("全额退")
    expect(card.locator(".total strong")).to_have_text("80.00 元")
    expect(card.locator(".timeline li")).to_have_count(2)
    expect(card.locator("header .deadline")).to_contain_text("前退订，过了就要扣费")
    unfold(chat)
    expect(card.locator(".understood li").first).to_have_text("云服务器")
    expect(card.locator(".aside")).to_contain_text("资料的说法不一致")


def test_the_verdict_is_first_and_what_it_rests_on_is_folded(chat: Page, mock: MockChat) -> None:
    ask(chat, mock, "partial_refund")
    card = chat.locator(".verdict")
    expect(card.locator("header")).to_contain_text("可以退，但要扣费")
    expect(card.locator("header")).to_contain_text("961.22 元")
    expect(card.get_by_text("原因：")).to_be_visible()
    for folded in (".amounts", ".understood", ".aside"):
        expect(card.locator(folded)).to_be_hidden()
    unfold(chat)
    rows = card.locator(".amounts dt").all_inner_texts()
    assert rows == ["实付", "已消费", "手续费", "应退"]
    expect(card.locator(".amounts .sum dd")).to_contain_text("961.22 元")


def test_where_all_comes_back_there_is_no_account(chat: Page, mock: MockChat) -> None:
    ask(chat, mock, "full_refund")
    unfold(chat)
    expect(chat.locator(".verdict .details")).to_contain_text("实付：80.00 元 · 已消费：不扣")
    expect(chat.locator(".verdict .amounts")).to_have_count(0)


@pytest.mark.parametrize(
    ("sample", "offered"), [("full_refund", 1), ("partial_refund", 1), ("not_refundable", 0)]
)
def test_a_button_leads_to_the_refund_page_where_something_comes_back(
    sample: str, offered: int, new_page: Callable[..., Page], mock: MockChat
) -> None:
    mock.session = {"refund_page": "https://console.example/#/refund"}
    page = new_page(f"{mock.url}/chat")
    page.get_by_role("button", name="怎么申请退款").wait_for()
    ask(page, mock, sample)
    button = page.get_by_role("link", name="去退订页面")
    expect(button).to_have_count(offered)
    if offered:
        expect(button).to_have_attribute("href", "https://console.example/#/refund")


def test_all_that_decides_is_seen_at_once(new_page: Callable[..., Page], mock: MockChat) -> None:
    page = new_page(f"{mock.url}/chat/demo", viewport={"width": 1280, "height": 800})
    page.locator(".launcher").click()
    page.get_by_role("button", name="怎么申请退款").wait_for()
    for sample, last in (
        ("full_refund", ".timeline"),
        ("partial_refund", ".timeline"),
        ("not_refundable", "footer"),
    ):
        ask(page, mock, sample)
        card = page.locator(".verdict").last
        for part in (".outcome", last):
            expect(card.locator(part)).to_be_in_viewport(ratio=0.9)


def test_a_console_path_is_copied_as_one_and_not_broken_inside_a_word(
    new_page: Callable[..., Page], mock: MockChat
) -> None:
    page = new_page(f"{mock.url}/chat", viewport={"width": 320, "height": 568})
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="怎么申请退款").wait_for()
    ask(page, mock, "steps")
    lines = page.locator(".path > span").evaluate_all("all => all.map(one => one.getClientRects().length)")
    assert set(lines) == {1}
    assert page.locator(".path > span").evaluate_all(
        "all => all.every(one => one.offsetHeight < 2 * parseFloat(getComputedStyle(one).lineHeight))"
    )
    page.get_by_role("button", name="复制路径").first.click()
    page.get_by_role("button", name="已复制").wait_for()
    path = "费用中心 > 订单管理 > 退订与退换货 > 云服务退订"
    assert page.evaluate("navigator.clipboard.readText()") == path


def test_the_whole_talk_is_printed(chat: Page, mock: MockChat) -> None:
    ask(chat, mock, "full_refund")
    ask(chat, mock, "partial_refund")
    chat.emulate_media(media="print")
    for shown in (".mine", ".verdict", ".understood", ".amounts"):
        expect(chat.locator(shown).first).to_be_visible()
    for hidden in (".launcher", ".composer", ".menu-place", ".chips"):
        expect(chat.locator(hidden)).to_be_hidden()
    assert chat.locator(".log").evaluate("log => log.scrollHeight === log.clientHeight")
    assert chat.locator(".panel").evaluate("panel => panel.scrollHeight <= panel.offsetHeight")


def test_what_was_understood_stands_item_by_item_with_the_invitation_to_correct_it(
    chat: Page, mock: MockChat
) -> None:
    ask(chat, mock, "not_refundable")
    unfold(chat)
    understood = chat.locator(".understood")
    expect(understood.locator("li").last).to_have_text("用了30G")
    expect(understood.locator("p")).to_have_text("哪项不对，直接告诉我。")


def test_an_amount_that_is_only_a_bound_keeps_its_reservation(chat: Page, mock: MockChat) -> None:
    ask(chat, mock, "partial_refund")
    total = chat.locator(".verdict .total")
    expect(total.locator("strong")).to_contain_text("最多约")
    expect(total.locator("small")).to_have_text("还要再扣手续费")


def test_a_verdict_without_amounts_shows_none(chat: Page, mock: MockChat) -> None:
    ask(chat, mock, "not_refundable")
    expect(chat.locator(".verdict .outcome")).to_have_text("不能退")
    expect(chat.locator(".verdict .total, .verdict .amounts")).to_have_count(0)


def test_sources_open_with_date_and_grade(chat: Page, mock: MockChat) -> None:
    ask(chat, mock, "answer")
    sources = chat.locator(".sources")
    expect(sources.locator("summary")).to_contain_text("弹性公网IP用户指南（2022-11-15）")
    sources.locator("summary").click()
    link = sources.get_by_role("link", name="弹性公网IP用户指南")
    expect(link).to_have_attribute("href", "https://github.com/huaweicloudDocs/eip")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(sources.locator("li").first).to_contain_text("2022-11-15 · 官方")


def test_steps_are_a_list_and_console_paths_a_trail(chat: Page, mock: MockChat) -> None:
    ask(chat, mock, "steps")
    expect(chat.locator(".steps li")).to_have_count(7)
    expect(chat.locator(".path").first.locator("span")).to_have_text(
        ["费用中心", "订单管理", "退订与退换货", "云服务退订"]
    )


def test_a_hotline_can_be_dialled(chat: Page, mock: MockChat) -> None:
    ask(chat, mock, "answer")
    expect(chat.get_by_role("link", name="4000-955-988")).to_have_attribute("href", "tel:4000-955-988")


def test_candidates_are_a_list_and_one_is_taken_by_its_id(chat: Page, mock: MockChat) -> None:
    ask(chat, mock, "clarify")
    mock.answer = lambda text: [{"text": f"听到：{text}"}]
    chat.get_by_role("group", name="可以这样回答").get_by_role("button", name="流量包能退吗").click()
    bot_says(chat, "听到：流量包能退吗")
    expect(chat.get_by_role("group", name="可以这样回答")).to_have_count(0)
    expect(chat.locator(".mine").last).to_contain_text("流量包能退吗")


def test_feedback_goes_out_with_its_reason(chat: Page, mock: MockChat) -> None:
    ask(chat, mock, "answer")
    chat.get_by_role("button", name="没用").click()
    chat.get_by_role("button", name="没说全").click()
    chat.get_by_text("谢谢，已经记下了").wait_for()
    seq = mock.messages[-1]["seq"]
    assert mock.wait_for_post("feedback", 2) == [
        {"seq": seq, "useful": False},
        {"seq": seq, "useful": False, "reason": "incomplete"},
    ]


def test_an_answer_can_be_copied(chat: Page, mock: MockChat) -> None:
    chat.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(chat, mock, "answer")
    chat.get_by_role("button", name="复制").click()
    chat.get_by_role("button", name="已复制").wait_for()
    assert chat.evaluate("navigator.clipboard.readText()") == "\n".join(SAMPLES["answer"]["texts"])


def test_the_customers_words_stay_in_sight_above_a_long_answer(chat: Page, mock: MockChat) -> None:
    ask(chat, mock, "full_refund")
    expect(chat.locator(".mine").last).to_be_in_viewport()
    expect(chat.locator(".verdict .outcome")).to_be_in_viewport()
