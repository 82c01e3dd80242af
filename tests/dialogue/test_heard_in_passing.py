"""What is told in a side clause, or answers the question on the table in other words, is heard."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"
SERVER = ("昨天新买的包年云服务器，1299元，五天名额还有", CHECK)
CERTIFICATE = ("前天中午付款买了个SSL证书，1800，里面用了200代金券", CHECK)
PACKAGE = ("昨天买了个OBS的流量包，还没用", CHECK)


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("他是拿微信给的钱", "wechat"),
        ("paid by balance，钱回到哪", "balance"),
        ("扣款是balance", "balance"),
        ("户头是我自己的，扣的是账户余额", "balance"),
    ],
)
async def test_the_way_of_payment_is_heard(talk, text: str, channel: str) -> None:
    _, state = await talk(SERVER, (text, None))
    assert state.check.facts["channel"] == channel


async def test_a_discount_coupon_is_no_other_purchase(talk) -> None:
    (_, reply), state = await talk(SERVER, ("还有张80的折扣券也用掉了", None))
    assert reply.envelope["verdict"]["outcome"] == "full_refund"
    assert "折扣券不退" in "".join(reply.texts)
    assert state.check.facts["product"] == "ecs"


async def test_a_coupon_that_was_left_unspent_was_not_spent(talk) -> None:
    _, state = await talk(SERVER, ("有张30的折扣券没用", None))
    assert not state.check.facts.get("payment", {}).get("discount_coupon")


async def test_whose_account_it_is_is_taken_notice_of(talk) -> None:
    (_, reply), _ = await talk(SERVER, ("号就是我自己的", "account.closing"))
    assert reply.envelope["kind"] != "clarify"
    assert "注销" not in "".join(reply.texts)


async def test_a_certificate_not_applied_for_can_go_back(talk) -> None:
    (_, reply), _ = await talk(CERTIFICATE, ("证书都还没去申请呢", "process.progress"))
    assert reply.envelope["verdict"]["outcome"] == "full_refund"


async def test_who_does_not_know_the_word_tells_what_it_means(talk) -> None:
    _, state = await talk(PACKAGE, ("不懂啥叫生效，买完就显示可以用了", "dialogue.unsure"))
    assert state.check.facts["state"] == "in_effect"


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("前天买的云服务器一个月66，新买的，名额有", "term_months", 1),
        ("我前天买的服务器三个月288块新买的名额还剩6个", "term_months", 3),
        ("公司账号昨天新开通一台RDS，包年，付了5500", "purchase_kind", "new"),
        ("昨天给ECS续了一年费，2400，原来的8月10号才到期，能退吗", "purchase_kind", "renewal"),
    ],
)
async def test_what_the_first_message_tells_is_not_asked_for(
    talk, text: str, field: str, value: object
) -> None:
    _, state = await talk((text, CHECK))
    assert state.check.facts[field] == value


async def test_a_renewal_begins_where_the_old_term_ends(talk) -> None:
    (reply,), state = await talk(("昨天给ECS续了一年费，2400，原来的8月10号才到期，能退吗", CHECK))
    assert reply.envelope["verdict"]["outcome"] == "full_refund"
    assert state.check.asked is None


async def test_what_a_colleague_was_promised_is_held_against_a_refusal_alone(talk) -> None:
    said = ("我同事说能退的，上个月他退过", None)
    (_, refused), _ = await talk(("OBS流量包昨天新买的，买完就生效了，没用过", CHECK), said)
    (_, granted), _ = await talk(SERVER, said)
    assert "生效之后就不能退了" in "".join(refused.texts)
    assert "不满意" not in "".join(granted.texts)


async def test_a_disk_that_is_taken_off_is_looked_at(talk) -> None:
    disk = ("云硬盘1月10号新买的一年360，挂在服务器上，退订按钮是灰的", "rejection.reasons")
    (_, reply), state = await talk(disk, ("卸载了以后能退多少", None))
    assert reply.envelope["verdict"]["outcome"] == "partial_refund"
    assert "page_refuses" not in state.check.facts


async def test_a_freeze_that_a_topic_answers_is_kept_for_the_check(talk) -> None:
    _, state = await talk(
        ("服务器被你门动结了 说我网站违规", "rejection.reasons"),
        ("现在不想弄了 把剩得钱退我", None),
        ("1月3号买的 一年760", CHECK),
    )
    assert state.check.facts["freeze"] == "violation"


async def test_an_order_left_unpaid_still_waits(talk) -> None:
    _, state = await talk(
        ("昨天早上九点半买的服务器三个月560 点退定它报错 说资源在待支付订单里", CHECK),
        ("我今天是点了个升级配置 没付钱就关了 现在这订单还挂着待支付 是不是这个卡住了", "rejection.reasons"),
    )
    assert state.check.facts["pending_transaction"] is True
    _, state = await talk(
        ("昨天早上九点半买的服务器三个月560 点退定它报错 说资源在待支付订单里", CHECK),
        ("升级那个待支付的单我刚取消掉了 现在没有挂着的单了", CHECK),
    )
    assert state.check.facts["pending_transaction"] is False
