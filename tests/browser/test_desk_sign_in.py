"""Signing in at the company, in a browser: there and back, reloaded, renewed while one writes, signed out."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from refundbot.desk import single_sign_on
from tests.apart import served_apart
from tests.browser.conftest import keep_screenshot, violations
from tests.browser.desk import CASE, DeskSite, desk_site
from tests.desk.provider import CLIENT, CLIENT_SECRET, Provider

NewPage = Callable[..., Page]


@pytest.fixture(scope="module")
def provider_apart() -> Iterator[Provider]:
    provider = Provider()
    with served_apart(provider.app) as served:
        provider.url = f"{served.url}/realm"
        yield provider


@pytest.fixture
def provider(provider_apart: Provider) -> Provider:
    """The issuer, as it usually is."""
    usual = {"claims": {}, "given": {}, "answer": {}, "asked": [], "posted": [], "ended": [], "revoked": []}
    vars(provider_apart).update(usual, life=3600)
    return provider_apart


@pytest.fixture(scope="module")
def company_desk(provider_apart: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskSite]:
    """A desk whose agents sign in at the issuer, which must know its address beforehand."""
    settings = {
        "oidc_issuer": provider_apart.url,
        "oidc_client": CLIENT,
        "oidc_client_secret": CLIENT_SECRET,
    }
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with desk_site(tmp_path_factory.mktemp("desk"), port=port, desk_url=url, **settings) as site:
        yield site


OFFLINE = """() => {
  window.offline = 0;
  const look = () => { if (document.querySelector(".offline")) window.offline++; };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
}"""
"""Counts how often the page says that the network is broken."""


def sign_in(page: Page) -> None:
    page.get_by_role("link", name="用公司账号登录").click()
    expect(page.locator(".who")).to_contain_text("小张")


def wait_for_renewal(page: Page, provider: Provider) -> None:
    """Waits until the issuer was asked once more."""
    before = len(provider.posted)
    while len(provider.posted) == before:
        page.wait_for_timeout(100)


def test_there_and_back_reloaded_renewed_and_signed_out(
    new_page: NewPage, company_desk: DeskSite, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The issuer is to be asked every few seconds.
    monkeypatch.setattr(single_sign_on, "TRUSTED_FOR", timedelta(seconds=65))
    id = company_desk.customer(CASE, waits=True)
    where = f"{company_desk.url}/desk/c/{id}"
    page = new_page(where)
    expect(page.get_by_role("link", name="用公司账号登录")).to_be_focused()
    assert violations(page) == []
    keep_screenshot(page, "desk-sign-in-company")
    sign_in(page)
    expect(page).to_have_url(where)
    page.locator(".conversation").wait_for()

    page.reload()
    expect(page.locator(".who")).to_contain_text("小张")
    page.locator(".conversation").wait_for()
    kept = json.loads(
        page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    )
    assert "eyJ" not in str(kept)
    assert kept[1:] == [{}, ""]  # no script can read the cookie

    page.keyboard.press("t")
    box = page.get_by_role("textbox", name="回复客户")
    expect(box).to_be_focused()
    page.evaluate(OFFLINE)
    page.keyboard.insert_text("您好，")
    wait_for_renewal(page, provider)
    page.keyboard.insert_text("能退。")
    wait_for_renewal(page, provider)
    expect(box).to_have_value("您好，能退。")
    expect(box).to_be_focused()
    page.keyboard.press("Control+Enter")
    page.locator(".from-agent").get_by_text("您好，能退。").wait_for()
    company_desk.say(id, "谢谢")  # told over the connection that was made anew
    page.locator(".log, .transcript, .conversation").get_by_text("谢谢").first.wait_for()
    assert page.evaluate("window.offline") == 0

    page.keyboard.insert_text("还有一句")
    provider.revoke_all()
    expect(page.get_by_role("alert")).to_have_text("登录已过期，请重新登录。")
    expect(page).to_have_url(where)
    sign_in(page)
    expect(page).to_have_url(where)
    expect(box).to_have_value("还有一句")

    other = page.context.new_page()
    other.goto(f"{company_desk.url}/desk")
    expect(other.locator(".who")).to_contain_text("小张")
    page.get_by_role("button", name="退出登录").click()
    page.get_by_role("link", name="用公司账号登录").wait_for()
    expect(page).to_have_url(f"{company_desk.url}/desk")
    assert len(provider.ended) == 1
    expect(other.get_by_role("alert")).to_have_text("您已经退出登录。")
    for each in (page, other):
        each.reload()
        each.get_by_role("link", name="用公司账号登录").wait_for()


def test_a_page_that_slept_past_its_token_goes_on(
    new_page: NewPage, company_desk: DeskSite, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Less than the page's shortest pause: each token is over before the next is fetched.
    monkeypatch.setattr(single_sign_on, "TRUSTED_FOR", timedelta(seconds=2))
    id = company_desk.customer(CASE, waits=True)
    page = new_page(f"{company_desk.url}/desk/c/{id}")
    sign_in(page)
    page.locator(".conversation").wait_for()
    for count in range(3):
        page.wait_for_timeout(2_500)
        page.get_by_label("加标签").fill(f"第{count}次")
        page.keyboard.press("Enter")  # over HTTP
        page.get_by_text(f"第{count}次").first.wait_for()
        company_desk.say(id, f"第{count}句")  # over the connection
        page.locator(".conversation").get_by_text(f"第{count}句").first.wait_for()
    expect(page.locator(".who")).to_contain_text("小张")


def test_who_is_no_agent_reads_why_and_signs_in_as_another(
    new_page: NewPage, company_desk: DeskSite, provider: Provider
) -> None:
    provider.claims = {"roles": ["customer"]}
    page = new_page(f"{company_desk.url}/desk/figures")
    page.get_by_role("link", name="用公司账号登录").click()
    expect(page.get_by_role("alert")).to_contain_text("您的公司账号没有坐席权限")
    expect(page).to_have_url(f"{company_desk.url}/desk/figures")
    assert violations(page) == []
    provider.claims = {"roles": ["supervisor"]}
    page.get_by_role("link", name="换一个公司账号登录").click()
    expect(page.locator(".who")).to_contain_text("主管")
    expect(page).to_have_url(f"{company_desk.url}/desk/figures")
    assert provider.asked[-1]["prompt"] == "login"


def test_a_link_says_nothing_but_our_own_words(
    new_page: NewPage, company_desk: DeskSite, provider: Provider
) -> None:
    page = new_page(f"{company_desk.url}/desk#sign-in=cancelled")
    expect(page.get_by_role("alert")).to_contain_text("您取消了登录")
    for odd in ("<img src=x>", "constructor", "__proto__"):
        page.goto("about:blank")
        page.goto(f"{company_desk.url}/desk#sign-in={odd}")
        page.get_by_role("link", name="用公司账号登录").wait_for()
        expect(page.get_by_role("alert")).to_be_empty()


def test_a_token_signs_in_beside_it(new_page: NewPage, company_desk: DeskSite, provider: Provider) -> None:
    page = new_page(company_desk.link())
    expect(page.locator(".who")).to_contain_text("小李")
    page.get_by_role("button", name="退出登录").click()
    page.get_by_role("link", name="用公司账号登录").wait_for()
    assert provider.ended == []
