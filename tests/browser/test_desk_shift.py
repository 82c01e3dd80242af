"""A shift at the desk: eight customers in an hour, on a clock that the test moves.

Two agents and a supervisor; a left message, a screenshot, a colleague who goes away, a hand-back in
mid-question. Nobody waits unseen, no text is lost, every figure is right at the end.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from refundbot.channels.web.bot import CustomerMessage
from refundbot.conversations.gate import Agent
from refundbot.conversations.store import Bubble
from refundbot.desk import presence
from refundbot.desk.identity import Role
from tests.attachments.files import picture
from tests.browser.conftest import bot_says, keep_screenshot, say, wait_until
from tests.browser.desk import DeskSite, desk_site
from tests.desk.conftest import Parrot, answer_envelope

WIDE = {"viewport": {"width": 1280, "height": 800}}
QUESTIONS = {"流量包": "policy.traffic_package/unused", "退多少": "amount.calculation/by_day"}

PASTE = """
(area, data) => {
  const carried = new DataTransfer();
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  carried.items.add(new File([bytes], "报错.png", { type: "image/png" }));
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, composed: true }));
}
"""


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 2, 0, tzinfo=timezone.utc)
        """Ten in the morning in Shanghai."""

    def __call__(self) -> datetime:
        return self.now


class Clerk(Parrot):
    """A bot that hears a question in a few words."""

    async def answer(self, turn: CustomerMessage) -> list[Bubble]:
        question = next((question for word, question in QUESTIONS.items() if word in turn.text), None)
        topic = question.partition("/")[0] if question else "payout.time"
        return [Bubble(f"您说：{turn.text}", {**answer_envelope(topic=topic), "question": question})]


class Shift:
    """The pages of everybody, and what was said."""

    def __init__(self, site: DeskSite, clock: Clock, new_page: Callable[..., Page]) -> None:
        self.site, self._clock, self._new_page = site, clock, new_page
        self._began = clock.now
        self._pages: list[Page] = []
        self.at_desk: dict[str, Page] = {}
        self.said: dict[Page, list[str]] = {}
        """By the customer's page: what the customer and agents said, in its order."""

    def at(self, minute: int) -> None:
        """Goes on to that minute of the shift; those at their desks are still there."""
        self._clock.now = self._began + timedelta(minutes=minute)
        for page in self._pages:
            page.clock.set_fixed_time(self._clock.now)
        self.site.run(self.site.chat.database.run(self._beat))
        self.site.run(self.site.chat.live.places.look())
        self.site.run(self.site.returning.look(self._clock.now))

    def sign_in(self, name: str, role: Role = "agent") -> Page:
        """An agent comes to their desk."""
        page = self._open(self.site.link(name, role, team="华东" if role == "agent" else None))
        page.get_by_role("button", name="不用").click()
        page.get_by_role("button", name="等待中").wait_for()
        self.at_desk[name] = page
        return page

    def go_away(self, name: str) -> None:
        """An agent closes the page, whoever has them."""
        page = self.at_desk.pop(name)
        self._pages.remove(page)
        page.close()

    def customer(self, text: str, *, calls: bool = False) -> Page:
        """Somebody comes with a question, which the bot answers; `calls` for a person then."""
        page = self._open(f"{self.site.url}/chat")
        self.said[page] = []
        self.asks(page, text)
        if calls:
            self.call(page)
        return page

    def asks(self, customer: Page, text: str) -> None:
        """The customer says something that the bot answers."""
        self.says(customer, text)
        bot_says(customer, f"您说：{text}")

    def says(self, customer: Page, text: str) -> None:
        """The customer says something; it is stored before the clock goes on."""
        say(customer, text)
        self.said[customer].append(text)
        while self.kept(customer) != self.said[customer]:
            customer.wait_for_timeout(20)

    def call(self, customer: Page) -> None:
        """The customer asks for a person."""
        customer.get_by_role("button", name="转人工").first.click()
        customer.locator(".queued").wait_for()

    def take(self, agent: Page, customer: Page) -> None:
        """The agent takes over who has waited longest, who is this customer."""
        agent.keyboard.press("Alt+n")
        expect(agent.locator(".transcript")).to_contain_text(self.said[customer][0])
        agent.keyboard.press("Alt+t")
        agent.get_by_role("textbox", name="回复客户").and_(agent.locator(":focus")).wait_for()

    def answers(self, agent: Page, customer: Page, text: str) -> None:
        """The agent, before whom the customer's talk is open, says something, and it arrives."""
        agent.get_by_role("textbox", name="回复客户").fill(text)
        self.sends(agent, customer, text)

    def sends(self, agent: Page, customer: Page, text: str) -> None:
        """The agent sends what is in the composer."""
        agent.keyboard.press("Control+Enter")
        customer.locator(".from-agent", has_text=text).wait_for()
        self.said[customer].append(text)

    def turn_to(self, agent: Page, customer: Page) -> None:
        """The agent finds a talk of theirs by the id of the customer's conversation."""
        agent.get_by_role("button", name="我的").click()
        agent.get_by_role("searchbox", name="搜索对话").fill(self.id_of(customer))
        expect(agent.locator(".row")).to_have_count(1)
        agent.locator(".row").click()
        expect(agent.locator(".transcript")).to_contain_text(self.said[customer][0])

    def waits(self, count: int) -> None:
        """So many wait for a person, and everybody at a desk sees it, whatever is open before them."""
        for page in self.at_desk.values():
            expect(page.locator(".tabs").get_by_role("button", name="等待中")).to_have_text(f"等待中 {count}")
            expect(page.locator(".bar .count")).to_have_text([str(count)] if count else [])

    def kept(self, customer: Page) -> list[str]:
        """What people said to each other, as it is stored."""
        history = self.site.run(self.site.chat.history(self.id_of(customer), {}))
        return [one["text"] for one in history["messages"] if one["from"] in ("customer", "agent")]

    def id_of(self, customer: Page) -> str:
        """The conversation of the customer's page."""
        kept = "localStorage['refund-chat.conversation']"
        wait_until(customer, kept)
        return str(customer.evaluate(f"JSON.parse({kept})"))

    def _open(self, url: str) -> Page:
        page = self._new_page("about:blank", **WIDE, timezone_id="America/New_York")
        page.clock.set_fixed_time(self._clock.now)
        self._pages.append(page)
        page.goto(url)
        return page

    def _beat(self, session: Any) -> None:
        for name in self.at_desk:
            presence.beat(session, Agent(name, name), self._clock.now)


@pytest.fixture
def shift(new_page: Callable[..., Page], tmp_path: Path) -> Iterator[Shift]:
    clock = Clock()
    with desk_site(tmp_path, clock=clock, bot=Clerk()) as site:
        yield Shift(site, clock, new_page)


def test_a_shift(shift: Shift) -> None:
    li, wang, boss = shift.sign_in("小李"), shift.sign_in("小王"), shift.sign_in("老王", "supervisor")

    content = shift.customer("退款多久到账")
    content.get_by_role("button", name="有用").click()
    content.get_by_text("谢谢，已经记下了").wait_for()
    shift.waits(0)

    shift.at(2)
    second = shift.customer("流量包没用完能退吗", calls=True)
    shift.waits(1)
    expect(wang).to_have_title("(1 位在等) 坐席工作台")
    shift.at(3)
    shift.take(li, second)
    shift.waits(0)
    shift.at(5)
    shift.answers(li, second, "您好，流量包我来看")

    shift.at(6)
    third = shift.customer("包年包月能退多少", calls=True)
    shift.at(7)
    fourth = shift.customer("退订时报错了", calls=True)
    shift.waits(2)
    fourth.get_by_text("前面还有 1 位").wait_for()
    shift.at(8)
    shift.take(wang, third)
    shift.answers(wang, third, "我先核对您的订单")
    shift.at(9)
    shift.take(li, fourth)
    shift.answers(li, fourth, "报错写了什么")

    # The screenshot goes with the words.
    shift.at(10)
    fourth.get_by_role("textbox", name="输入消息").evaluate(PASTE, base64.b64encode(picture()).decode())
    fourth.get_by_text("报错.png 已传好，可以发送").wait_for(state="attached")
    shift.says(fourth, "报错是 CBC.0001")
    li.locator(".from-customer", has_text="CBC.0001").get_by_role("button", name="图片：").wait_for()
    shift.at(11)
    shift.answers(li, fourth, "请换个时间再试")

    # A colleague goes away without a word: their customer comes back to the top of the queue, and knows it.
    shift.at(12)
    shift.go_away("小王")
    shift.at(13)
    shift.says(third, "还在吗，我着急")
    shift.at(15)
    fifth = shift.customer("按需的能退吗", calls=True)
    shift.waits(1)
    shift.at(18)
    shift.waits(2)
    third.get_by_text("客服 小王 暂时离开了").first.wait_for()
    li.locator(".tabs").get_by_role("button", name="等待中").click()
    expect(li.locator(".row .wait")).to_have_text(["超时已等 5:00", "已等 3:00"])
    shift.at(19)
    shift.take(li, third)
    shift.at(20)
    shift.answers(li, third, "我接着为您办")

    # Handed back in the middle of a question: the bot answers what stands open, and the agent's draft stays.
    shift.at(21)
    shift.take(li, fifth)
    shift.waits(0)
    li.keyboard.type("稍等，我查一下")
    shift.at(22)
    shift.says(fifth, "那能退多少钱")
    li.locator(".from-customer", has_text="那能退多少钱").wait_for()
    shift.at(23)
    li.keyboard.press("Alt+b")
    bot_says(fifth, "您说：那能退多少钱")

    shift.at(25)
    sixth = shift.customer("发票开错了怎么办")
    sixth.get_by_role("button", name="更多").click()
    sixth.get_by_role("button", name="留言").click()
    sixth.get_by_label("想说的事").fill("请重开发票，抬头错了")
    sixth.get_by_label("怎么联系您").fill("13800138000")
    sixth.get_by_label("同意保存").check()
    sixth.get_by_role("button", name="提交留言").click()
    sixth.get_by_text("留言已收到").first.wait_for()
    expect(li).to_have_title("(1 条留言) 坐席工作台")
    boss.get_by_role("button", name="1 条留言等回复").click()
    shift.at(30)
    boss.locator(".task").get_by_role("button", name="我来办").click()
    boss.locator(".task").get_by_label("写回复").fill("已经重开，明天寄出")
    boss.locator(".task").get_by_role("button", name="发送").click()
    sixth.locator(".from-agent", has_text="已经重开，明天寄出").wait_for()
    shift.said[sixth].append("已经重开，明天寄出")
    expect(li).to_have_title("坐席工作台")

    shift.at(33)
    seventh = shift.customer("优惠券退吗", calls=True)
    shift.waits(1)
    shift.at(35)
    seventh.get_by_role("button", name="取消排队").click()
    shift.waits(0)

    shift.at(40)
    shift.call(fifth)
    shift.at(41)
    shift.take(li, fifth)
    expect(li.get_by_role("textbox", name="回复客户")).to_have_value("稍等，我查一下")
    shift.at(42)
    li.keyboard.press("Control+Enter")
    expect(li.locator(".moved")).to_contain_text("那能退多少钱")  # said since the draft was begun
    shift.sends(li, fifth, "稍等，我查一下")

    shift.at(45)
    eighth = shift.customer("怎么申请退款", calls=True)
    shift.at(47)
    wang = shift.sign_in("小王")
    shift.waits(1)
    shift.take(wang, eighth)
    shift.at(50)
    shift.answers(wang, eighth, "在控制台的退订管理里")
    shift.at(52)
    finish(wang, eighth)
    eighth.get_by_role("radio", name="5 星").check()
    eighth.get_by_role("button", name="提交评价").click()
    eighth.get_by_text("谢谢您的评价").wait_for()
    shift.at(55)
    for customer in (second, third, fourth):
        shift.turn_to(li, customer)
        finish(li, customer)

    shift.at(60)
    shift.waits(0)
    nothing_is_lost(shift)
    figures_are_right(boss)


def finish(agent: Page, customer: Page) -> None:
    """The agent closes the open talk, which the customer is told."""
    agent.keyboard.press("Alt+e")
    agent.get_by_role("button", name="确定").press("Enter")
    customer.get_by_text("本次对话已结束").first.wait_for()


def nothing_is_lost(shift: Shift) -> None:
    """All that people said is stored and on the customer's page, once and in its order."""
    for customer, said in shift.said.items():
        assert shift.kept(customer) == said
        for text in said:
            expect(customer.locator(".log").get_by_text(text, exact=True)).not_to_have_count(0)


def figures_are_right(boss: Page) -> None:
    boss.get_by_role("button", name="数据").click()
    boss.get_by_role("heading", name="2026-11-24 的数据").wait_for()
    keep_screenshot(boss, "desk-shift-figures")
    with boss.expect_download() as saved:
        boss.get_by_role("button", name="下载 CSV").click()
    lines = Path(saved.value.path()).read_text(encoding="utf-8-sig").splitlines()
    counted = {tuple(line.split(",")[:3]): line.split(",")[3] for line in lines[2:]}
    wanted = {
        ("对话", "", "次数"): "8",
        ("机器人独立解决", "", "次数"): "2",
        ("正在等人工", "", "次数"): "0",
        ("首次响应", "", "目标"): "180",
        ("首次响应", "", "中位数"): "120",
        ("首次响应", "", "九成以内"): "180",
        ("首次响应", "", "次数"): "5",
        ("首次响应", "", "达标"): "4",
        ("后续响应", "", "中位数"): "240",
        ("后续响应", "", "次数"): "2",
        ("后续响应", "", "达标"): "1",
        ("坐席", "小李（华东）", "后续响应次数"): "2",
        ("没等到坐席", "", "次数"): "2",  # who was handed back, and who took the call back
        ("解决用时", "", "中位数"): "2910",
        ("解决用时", "", "九成以内"): "2940",
        ("解决用时", "", "次数"): "4",
        ("解决用时", "", "达标"): "4",
        ("留言", "", "收到"): "1",
        ("留言", "", "答复"): "1",
        ("留言", "", "还在等"): "0",
        ("坐席", "小李（华东）", "接待的对话"): "4",
        ("坐席", "小李（华东）", "回复"): "5",
        ("坐席", "小李（华东）", "首次响应中位数"): "120",
        ("坐席", "小李（华东）", "首次响应达标"): "3",
        ("坐席", "小李（华东）", "解决用时次数"): "3",
        ("坐席", "小王（华东）", "接待的对话"): "2",
        ("坐席", "小王（华东）", "回复"): "2",
        ("坐席", "小王（华东）", "首次响应中位数"): "210",
        ("坐席", "小王（华东）", "首次响应达标"): "1",
        ("坐席", "老王", "回复"): "1",
        ("组", "华东", "接待的对话"): "5",
        ("组", "华东", "回复"): "7",
        ("组", "华东", "首次响应达标"): "4",
        ("按话题", "退款多久到账", "随后转人工"): "4",
        ("按话题", "退款多久到账", "有用"): "1",
        ("按问题", "流量包一点没用能退吗", "答复"): "1",
        ("按问题", "流量包一点没用能退吗", "随后转人工"): "1",
        ("按问题", "按天算还是按月算", "答复"): "2",
        ("按问题", "按天算还是按月算", "随后转人工"): "2",
        ("评价", "5 星", "次数"): "1",
        ("答案有没有用", "有用", "次数"): "1",
        ("每小时的客户消息", "10 点", "次数"): "11",
    }
    assert {name: counted.get(name) for name in wanted} == wanted
