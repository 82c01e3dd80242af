"""While a question is on the table: interruptions and what they state, the question itself, one's orders."""

from __future__ import annotations

import pytest

from refundbot.replies import ESCAPE
from refundbot.understanding.utterance import utterance

from .conftest import NOW

CHECK = "eligibility.check"
OPEN = ("昨天买的云服务器能退吗", CHECK)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("我是用微信付的，多久到账", True),
        ("微信付的，多久到账", True),
        ("我用微信付的多久到账", True),
        ("微信付的要多久", False),
        ("如果是微信付的，多久到账", False),
        ("要是用微信付的呢", False),
        ("听说微信付的快，是真的吗", False),
        ("一般微信付的多久到账", False),
        ("朋友是微信付的，他三天就到了，真的吗", False),
    ],
)
async def test_what_a_question_states_is_kept_and_what_it_supposes_is_not(talk, text, kept) -> None:
    (_, reply), state = await talk(OPEN, (text, "payout.time"))
    assert (state.check.facts.get("channel") == "wechat") is kept
    assert state.check.asked == "billing_mode"
    assert reply.envelope["topic"] == "payout.time"


def test_each_fact_of_a_message_is_stated_or_supposed_by_its_own_clause() -> None:
    text = "我昨天买的，要是用微信付的能快点吗"
    said = utterance(text)
    assert {fact.field for fact in said.stated(said.facts(NOW))} == {"paid_at"}


@pytest.mark.parametrize("text", ["为什么", "为什么要问这个", "问这个干嘛", "在哪看", "去哪里查"])
async def test_the_question_on_the_table_is_explained(talk, text) -> None:
    (_, reply), state = await talk(OPEN, (text, None))
    assert reply.envelope["kind"] == "question"
    assert "订单详情" in "\n".join(reply.texts)
    assert state.check.asked == "billing_mode"
    assert state.check.misses == 0


async def test_an_interruption_can_be_followed_up(talk) -> None:
    replies, state = await talk(OPEN, ("微信多久到账", "payout.time"), ("那支付宝呢", "dialogue.inform"))
    assert replies[-1].envelope["topic"] == "payout.time"
    assert "支付宝付的" in replies[-1].texts[0]
    assert "channel" not in state.check.facts
    assert state.check.asked == "billing_mode"


async def test_what_is_known_is_said_back_only_when_something_was_added(talk) -> None:
    replies, _ = await talk(OPEN, ("微信多久到账", "payout.time"), ("不知道", "dialogue.unsure"))
    assert "我记下了" in replies[0].texts[0]
    assert "我记下了" not in "\n".join(text for reply in replies[1:] for text in reply.texts)


async def test_both_replies_of_an_interruption_have_their_figures_in_the_envelope(talk) -> None:
    (_, reply), _ = await talk(("能退吗", CHECK), ("五天无理由是什么，我是微信付的", "policy.five_day"))
    assert any(fact["id"] == "case.recap" for fact in reply.envelope["facts"])


async def test_a_customer_who_is_signed_in_is_offered_his_orders_once(talk) -> None:
    (first, second), _ = await talk(("我的订单能退吗", CHECK), ("云服务器", None), customer="demo")
    offered = [button.text for button in first.buttons if button.text.startswith("CS")]
    assert 0 < len(offered) <= 5
    assert "示例数据" in first.texts[-1]
    assert not any(button.text.startswith("CS") for button in second.buttons)


async def test_only_orders_that_fit_are_offered(talk) -> None:
    (reply,), _ = await talk(("我的云会议能退吗，去年买的", CHECK), customer="demo2")
    assert not any(button.text.startswith("CS") for button in reply.buttons)


async def test_nobody_else_is_offered_orders(talk) -> None:
    (reply,), _ = await talk(("我的订单能退吗", CHECK))
    assert not any(button.text.startswith("CS") for button in reply.buttons)


async def test_an_offered_order_is_looked_up_and_its_card_stands_in_the_verdict(talk) -> None:
    (first, second), _ = await talk(("我的订单能退吗", CHECK), ("CS2611000106", None), customer="demo2")
    assert "CS2611000106" in [button.text for button in first.buttons]
    assert second.envelope["verdict"]["order"] == {
        "number": "CS2611000106",
        "title": "弹性云服务器 4核8G 包月",
        "sample": True,
    }


@pytest.mark.parametrize("text", ["我要退款", "退款", "你好，我想退订", "麻烦帮我退一下"])
async def test_a_bare_wish_opens_the_check(talk, text) -> None:
    (reply,), state = await talk((text, "process.apply"))
    assert reply.envelope["topic"] == CHECK
    assert state.check.asked == "product"


async def test_what_is_told_without_a_question_opens_the_check(talk) -> None:
    replies, state = await talk(
        ("怎么申请退款", "process.apply"), ("服务器", "dialogue.inform"), ("昨天买的", "dialogue.inform")
    )
    assert replies[-1].envelope["kind"] == "question"
    assert {"product", "paid_at"} <= state.check.facts.keys()


async def test_each_of_several_purchases_has_its_own_facts(talk) -> None:
    told = "域名和云服务器都想退，域名是上周买的，云服务器是前天买的包月200元"
    (reply,), state = await talk((told, CHECK))
    assert "域名注册不支持退订" in "".join(reply.texts)
    assert state.check.facts["product"] == "ecs"
    assert state.check.facts["paid_at"]["earliest"].startswith("2026-06-22")
    assert state.check.facts["paid_amount"] == "200"


async def test_several_purchases_are_looked_at_one_by_one(talk) -> None:
    (reply,), state = await talk(("这两个都想退", None), customer="demo2")
    assert "一单一单" in reply.texts[0]
    assert state.check.asked == "product"


async def test_none_of_what_is_offered_asks_once_more_without_a_reproach(talk) -> None:
    (_, reply), state = await talk(("我的订单能退吗", CHECK), (ESCAPE, "dialogue.deny"), customer="demo2")
    assert reply.envelope["kind"] == "question"
    assert state.check.misses == 0


async def test_after_two_misses_a_person_is_offered(talk) -> None:
    replies, _ = await talk(("嗯哼哼", None), (ESCAPE, None), ("啦啦啦", None))
    assert "转人工" not in [button.text for button in replies[1].buttons]
    assert "转人工" in [button.text for button in replies[2].buttons]


async def test_nothing_is_asked_a_third_time(talk) -> None:
    replies, state = await talk(OPEN, ("蓝色的", None), ("香蕉", None))
    asked = [reply for reply in replies if "包年包月的，还是" in "".join(reply.texts)]
    assert len(asked) == 2
    assert "先不问了" in "".join(replies[-1].texts)
    assert "billing_mode" in state.check.not_known


async def test_what_was_left_open_is_taken_when_it_is_told_after_all(talk) -> None:
    _, state = await talk(OPEN, ("蓝色的", None), ("香蕉", None), ("哦，是包月的", "dialogue.inform"))
    assert state.check.facts["billing_mode"] == "subscription"
    assert "billing_mode" not in state.check.not_known


async def test_a_product_that_is_not_listed_is_looked_at_under_the_general_rules(talk) -> None:
    replies, state = await talk(("我要退款", CHECK), ("咕噜引擎", None), ("就是咕噜引擎", None))
    assert state.check.facts["product"] == "other"
    assert "一般云服务的规则" in "".join(replies[-1].texts)
    assert state.check.asked != "product"


async def test_other_questions_do_not_use_up_the_askings(talk) -> None:
    asides = [
        ("多久到账", "payout.time"),
        ("要什么材料", "process.materials"),
        ("退到哪", "payout.destination"),
    ]
    _, state = await talk(OPEN, *asides)
    assert state.check.asked == "billing_mode"


@pytest.mark.parametrize(
    "text", ["还有吧，应该剩好几次", "都在呢", "not used", "still some", "与你无关吧，还有余量"]
)
async def test_the_quota_is_told_in_many_ways(talk, text) -> None:
    server = ("昨天新买的云服务器包月能退吗", CHECK)
    (_, reply), _ = await talk(server, (text, "policy.five_day"))
    assert reply.envelope["verdict"]["outcome"] == "full_refund"


async def test_a_statement_is_not_answered_with_a_lecture(talk) -> None:
    server = ("昨天新买的云服务器包月能退吗", CHECK)
    (_, reply), _ = await talk(server, ("我记得今年走过两回五天无理由的那种吧", "policy.five_day"))
    assert reply.envelope["topic"] == CHECK


async def test_facts_and_a_question_in_one_message_are_both_heard(talk) -> None:
    server = ("昨天新买的云服务器包月能退吗", CHECK)
    (_, reply), state = await talk(server, ("名额还有，退了数据还在吗", "process.data"))
    told = "\n".join(reply.texts)
    assert "备份" in told
    assert reply.envelope["verdict"]["outcome"] == "full_refund"
    assert state.check.facts["quota_left"] >= 1


@pytest.mark.parametrize(
    "messages",
    [
        [("CSS集群，就做搜索那个，想退", "process.apply"), ("昨天买的，包月", "dialogue.inform")],
        [
            ("云搜索服务怎么退", "process.apply"),
            ("嗯我那个云搜索服务包月", None),
            ("昨天买的", "dialogue.inform"),
        ],
        [("带GPU的云服务器，包月", None), ("昨天买的", "dialogue.inform")],
    ],
)
async def test_what_was_told_before_the_check_is_not_asked_for(talk, messages) -> None:
    _, state = await talk(*messages)
    assert {"product", "billing_mode", "paid_at"} <= state.check.facts.keys()
    assert state.check.asked not in {"product", "billing_mode", "paid_at"}


async def test_a_correction_without_its_event_is_of_the_date_told_before(talk) -> None:
    opened = ("8号开通的云服务器包月，新买的，能退吗", CHECK)
    _, state = await talk(opened, ("不对，看串行了，是21号上午十点", "dialogue.inform"))
    assert state.check.facts["provisioned_at"]["earliest"].startswith("2026-06-21T10")
    assert "paid_at" not in state.check.facts


async def test_a_bare_figure_is_the_sum_that_was_paid(talk) -> None:
    _, state = await talk(OPEN, ("包月", "dialogue.inform"), ("名额还有", None), ("1980", "out_of_scope"))
    assert state.check.facts["paid_amount"] == "1980"


async def test_a_vague_date_does_not_take_the_place_of_an_exact_one(talk) -> None:
    _, state = await talk(("6月1号10点开通的云服务器包年能退吗", CHECK), ("开通都半年了", "dialogue.inform"))
    assert state.check.facts["provisioned_at"]["earliest"].startswith("2026-06-01T10")


async def test_a_date_in_a_question_is_no_answer(talk) -> None:
    _, state = await talk(("我的云服务器包月能退吗", CHECK), ("今天退的话能退多少", "amount.calculation"))
    assert "paid_at" not in state.check.facts


@pytest.mark.parametrize(
    ("asked_by", "answer", "taken_for", "field", "value"),
    [
        (("云服务器包月，去年买的，能退吗", CHECK), "正跑着", "dialogue.wait", "state", "in_effect"),
        (
            ("云服务器包月，昨天10点付的款，名额剩2个，能退吗", CHECK),
            "新开的单",
            "dialogue.restart",
            "purchase_kind",
            "new",
        ),
    ],
)
async def test_an_answer_is_no_command(talk, asked_by, answer, taken_for, field, value) -> None:
    _, before = await talk(asked_by)
    assert before.check.asked == field
    _, state = await talk(asked_by, (answer, taken_for))
    assert state.check.facts[field] == value
    assert {**before.check.facts}.items() <= {**state.check.facts}.items()


async def test_another_fact_told_does_not_use_up_a_question(talk) -> None:
    told = [("微信付的", "dialogue.inform"), ("没开票", "dialogue.inform")]
    _, state = await talk(OPEN, *told)
    assert (state.check.asked, state.check.not_known) == ("billing_mode", ())
    assert {"channel", "invoiced"} <= state.check.facts.keys()


async def test_what_was_passed_over_is_asked_a_last_time_when_all_else_is_told(talk) -> None:
    passed = [("模板都挑好了", None), ("老板还没看", None)]
    _, state = await talk(OPEN, *passed)
    assert state.check.not_known == ("billing_mode",)
    quota = [("包月，6月22号买的", "dialogue.inform"), *passed, ("是新买的", "dialogue.inform")]
    replies, state = await talk(OPEN, *quota)
    assert state.check.asked == "quota_left"
    assert "就差这一问" in "".join(replies[-1].texts)
    _, state = await talk(OPEN, *quota, passed[0])
    assert state.check.asked != "quota_left"


async def test_a_question_put_twice_is_not_put_behind_another_digression_but_still_answered(talk) -> None:
    asides = [("多久到账", "payout.time"), ("要什么材料", "process.materials")]
    replies, _ = await talk(OPEN, *asides)
    assert replies[1].envelope["kind"] != replies[0].envelope["kind"]
    assert "包年包月的，还是按需" in "".join(replies[1].texts)
    assert "包年包月的，还是按需" not in "".join(replies[2].texts)
    _, state = await talk(OPEN, *asides, ("包月的", None))
    assert state.check.facts["billing_mode"] == "subscription"


async def test_who_does_not_know_the_product_is_told_where_to_look_once_and_then_goes_on(talk) -> None:
    replies, state = await talk(("我要退款", CHECK), ("搞不懂是啥", "dialogue.unsure"))
    assert state.check.asked == "product"
    assert "我的订单" in "".join(replies[-1].texts)
    replies, state = await talk(
        ("我要退款", CHECK), ("搞不懂是啥", "dialogue.unsure"), ("真不知道", "dialogue.unsure")
    )
    assert state.check.facts["product"] == "other"
    assert "一般云服务的规则" in "".join(replies[-1].texts)
    assert state.check.asked not in ("product", None)


async def test_who_asks_twice_what_comes_of_it_is_told_as_far_as_it_can_be(talk) -> None:
    asks = [("那到底退不退", None), ("能退多少钱", "amount.calculation")]
    replies, state = await talk(OPEN, *asks)
    assert replies[-1].envelope["kind"] == "verdict"
    assert state.check.asked is None


@pytest.mark.parametrize("text", ["这钱最后归谁", "回到我姐卡上还是我卡上"])
async def test_whose_the_money_is_is_answered_without_a_word_of_a_question(talk, text) -> None:
    (_, reply), state = await talk(OPEN, (text, "payout.destination"))
    assert reply.envelope["topic"] == "payout.destination"
    assert state.check.asked == "billing_mode"


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("state", "资源目前正常运行", "in_effect"),
        ("state", "status正常 使用中", "in_effect"),
        ("state", "待生效", "not_in_effect"),
        ("state", "还没接上 下周二", "not_in_effect"),
        ("purchase_kind", "是renewal 续费", "renewal"),
        ("purchase_kind", "new order 新購的", "new"),
        ("certificate_refundable_state", "控制台上它能点退订", True),
        ("certificate_refundable_state", "签发状态不符合", False),
        ("quota_left", "一个不剩", 0),
    ],
)
def test_a_short_answer_in_other_words_is_heard(field: str, text: str, value: object) -> None:
    told = {fact.field: fact.value for fact in utterance(text).facts(NOW, field)}
    assert told.get(field) == value


BARE_METAL = ("裸金属服务器 6月20号晚上开的 包月4600 对公转账", CHECK)


@pytest.mark.parametrize(
    "said",
    [
        "项目黄了，机器不要了，今年没退过",
        "這台服務器用不上了",
        "一月份已经退过两台云服务器，走的无理由",
        "实例不想要了",
    ],
)
async def test_a_machine_talked_of_stays_the_one_that_is_looked_at(talk, said: str) -> None:
    _, state = await talk(BARE_METAL, (said, "dialogue.inform"))
    assert (state.check.facts["product"], state.check.facts["paid_amount"]) == ("bms", "4600")


async def test_another_machine_is_another_purchase(talk) -> None:
    _, state = await talk(BARE_METAL, ("另外那个云硬盘也想退，上周买的", CHECK))
    assert state.check.facts["product"] == "evs"
    assert "paid_amount" not in state.check.facts


TWO = ("两样东西，6月12号买的RDS，还有前天买的云服务器", CHECK)


async def test_what_stays_is_not_looked_at(talk) -> None:
    _, state = await talk(TWO, ("云服务器刚在调，先不动，那台是包月199", "dialogue.inform"))
    assert state.check.facts["product"] == "rds"
    assert "paid_amount" not in state.check.facts
    assert state.waiting == ()


async def test_a_purchase_that_waits_is_gone_on_with(talk) -> None:
    replies, state = await talk(
        TWO, ("云服务器是包月的", "dialogue.inform"), ("RDS一年1890", "dialogue.inform")
    )
    (decided,) = state.former
    assert decided.facts["product"] == "rds"
    assert decided.facts["paid_at"]["earliest"].startswith("2026-06-12")
    assert decided.facts["paid_amount"] == "1890"
    assert "扣费" in "".join(replies[-1].texts)
    assert (state.check.facts["product"], state.check.asked) == ("ecs", "quota_left")
    assert state.check.facts["billing_mode"] == "subscription"
    assert state.check.facts["paid_at"]["earliest"].startswith("2026-06-22")


async def test_of_a_table_the_row_that_goes_back_is_looked_at(talk) -> None:
    table = """产品 | 开通时间 | 到期时间 | 实付(元) | 备注
弹性云服务器 | 2026-03-02 10:00 | 2027-03-02 | 5,400.00 | 继续使用
云堡垒机 | 2026-06-22 14:12 | 2027-06-22 | 9,720.00 | 拟退
云数据库RDS | 2026-06-20 09:00 | 2027-06-20 | 3,660.00 | 继续使用"""
    _, state = await talk((table, CHECK))
    assert (state.check.facts["product"], state.check.facts["paid_amount"]) == ("cbh", "9720")
    assert state.check.facts["expires_at"]["earliest"].startswith("2027-06-22")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("几点开的？大概九点半", "2026-06-20T09:30", "2026-06-20T09:59"),
        ("上午10点15分开通的", "2026-06-20T10:15", "2026-06-20T10:19"),
    ],
)
async def test_a_time_of_day_is_of_the_day_that_was_told(talk, text, start, end) -> None:
    first = ("云服务器包月，20号上午开通的，能退吗", CHECK)
    _, state = await talk(first, (text, None))
    known = state.check.facts["provisioned_at"]
    assert known["earliest"].startswith(start)
    assert known["latest"].startswith(end)


async def test_for_whom_it_is_asked_is_remembered(talk) -> None:
    first = ("帮同事打听一下，他昨天新买的云服务器，包月100，能全退吗", CHECK)
    _, state = await talk(first, ("他今年已经用满十个名额了", None))
    assert state.for_another
    assert state.check.facts["quota_left"] == 0


async def test_a_product_that_it_is_compared_with_begins_no_other_check(talk) -> None:
    first = ("昨天新买的云数据库，包月300，能退吗", CHECK)
    _, state = await talk(first, ("跟云服务器一样五天内随便退吧", CHECK))
    assert state.check.facts["product"] == "rds"


async def test_a_sum_in_a_question_on_the_verdict_counts(talk) -> None:
    first = ("昨天新买的云服务器，包月，今年没退过，能退吗", CHECK)
    replies, state = await talk(first, ("这笔99块能全退吗", CHECK))
    assert state.check.facts["paid_amount"] == "99"
    assert replies[-1].envelope["verdict"]["outcome"] == "full_refund"


async def test_who_does_not_know_something_else_is_asked_again(talk) -> None:
    first = ("昨天新买的云服务器，包月100，能退吗", CHECK)
    _, state = await talk(first, ("几点开的我真记不清了", "dialogue.unsure"))
    assert state.check.asked == "quota_left"
    _, state = await talk(first, ("名额我记不清了", "dialogue.unsure"))
    assert "quota_left" in state.check.not_known


async def test_of_a_part_of_the_order_its_share_is_told_and_not_its_whole_price(talk) -> None:
    first = ("昨天新开了两台云服务器，包月，两台一共200，今年没退过，能退吗", CHECK)
    (before, after), state = await talk(first, ("只想退其中一台", CHECK))
    assert "200.00" in "".join(before.texts)
    assert (state.check.facts["paid_amount"], state.check.facts["quantity"]) == ("100", 1)
    assert "退回200.00" not in "".join(after.texts)


@pytest.mark.parametrize(
    "said", ["当天就有", "付完款立马就开了", "跟付款同一天", "买完就能用了", "应该是当天吧"]
)
async def test_what_came_with_the_payment_is_of_its_day(talk, said: str) -> None:
    bought = ("6月19号买的弹性公网IP，包月，230，能退吗", CHECK)
    (asked, _), state = await talk(bought, (said, None))
    assert "哪天开通" in asked.texts[-1]
    assert state.check.facts["provisioned_at"]["earliest"][:10] == "2026-06-19"


@pytest.mark.parametrize(
    "said",
    [
        "要是月底再退，或者当初买的是按需的，会不会更划算？算了这些不管",
        "要是当初没选错，买的是按需的，会不会更省",
        "早知道就好了，假如买的不是包年而是按需呢",
    ],
)
async def test_nothing_supposed_takes_the_place_of_what_was_told(talk, said: str) -> None:
    told = ("6月23号买的数据库，一年1580，支付宝，还剩三个名额", CHECK)
    _, state = await talk(told, (said, CHECK))
    assert state.check.facts["billing_mode"] == "subscription"


async def test_what_might_have_been_is_told_as_such_and_not_gone_on_about(talk) -> None:
    told = ("6月23号开的数据库，一年1580，新买的，还剩三个名额，能退吗", CHECK)
    (first, supposed), state = await talk(told, ("当初要是买按需的会不会更划算", CHECK))
    assert first.envelope["verdict"]["outcome"] == "full_refund"
    assert supposed.texts[0].startswith("这是按您假设的来算")
    assert state.check.facts["billing_mode"] == "subscription"


async def test_one_more_of_the_kind_leaves_the_half_told_one_waiting(talk) -> None:
    _, state = await talk(
        ("云桌面这个月2号开的，花了1200，能退吗", "eligibility.check"),
        ("另外我还有一台云桌面，昨天买的，980", "eligibility.check"),
    )
    assert state.check.facts["paid_amount"] == "980"
    assert [check.facts["paid_amount"] for check in state.waiting] == ["1200"]


async def test_whether_something_else_is_touched_makes_it_no_other_product(talk) -> None:
    _, state = await talk(
        ("前天买了块云硬盘，半年280", "eligibility.check"), ("那服务器不受影响吧", "eligibility.check")
    )
    assert state.check.facts["product"] == "evs"


@pytest.mark.parametrize(
    "text",
    ["我朋友那台按需的退了", "同事的机器被封了", "他那台是10月3号买的300块", "上一台是续费的", "它的带宽5M"],
)
async def test_what_is_told_of_another_thing_is_not_taken_for_the_own(talk, text) -> None:
    opening = ("云服务器前天买的包年1200，想退", "eligibility.check")
    _, before = await talk(opening)
    (_, reply), state = await talk(opening, (text, None))
    assert state.check.facts == before.check.facts
    assert state.check.asked == before.check.asked
    assert reply.envelope["kind"] == "question"
