"""Short messages in the light of what was talked of."""

from __future__ import annotations

import pytest

from refundbot.catalogue import QUESTIONS
from refundbot.dialogue.follow_up import answered_by, follow_ups
from refundbot.replies import TOPICS
from refundbot.understanding.ellipsis import LONGEST, ellipsis, phrases
from tests.dialogue.conftest import Said, Talk

PACKAGE = ("流量包能退吗", "policy.traffic_package")
WECHAT = ("微信付的退款多久到账", "payout.time")
SERVER = ("包月的服务器提前退怎么算", "policy.subscription")


@pytest.mark.parametrize(
    ("before", "text", "alone", "topic"),
    [
        # a name takes the place of another
        (WECHAT, "那支付宝呢", "dialogue.inform", "payout.time"),
        (WECHAT, "对公转账的呢", None, "payout.time"),
        (("微信付的退到哪", "payout.destination"), "银行卡呢", None, "payout.destination"),
        (("余额怎么提现", "payout.withdraw"), "微信的呢", None, "payout.withdraw"),
        (("退款进度在哪看", "process.progress"), "支付宝呢", None, "payout.time"),
        (PACKAGE, "那域名呢", "out_of_scope", "policy.non_refundable"),
        (PACKAGE, "编译构建服务呢", None, "policy.non_refundable"),
        (PACKAGE, "服务器呢", None, "policy.subscription"),
        (PACKAGE, "那包月的呢", None, "policy.subscription"),
        (PACKAGE, "按需的呢", None, "policy.pay_per_use"),
        (SERVER, "流量包呢", None, "policy.traffic_package"),
        (("手续费怎么收", "amount.fee"), "流量包呢", "policy.traffic_package", "amount.fee"),
        (("怎么申请退款", "process.apply"), "SSL证书呢", None, "process.apply"),
        (("五天无理由是什么", "policy.five_day"), "CDN流量包呢", None, "policy.five_day"),
        (WECHAT, "那流量包呢", None, "policy.traffic_package"),
        (SERVER, "那代金券呢", "policy.coupon", "policy.coupon"),
        (SERVER, "折扣券呢", None, "policy.coupon"),
        # a circumstance with a rule of its own
        (PACKAGE, "那续费的呢", "dialogue.inform", "policy.renewal"),
        (SERVER, "用过的呢", None, "policy.used"),
        (PACKAGE, "还没生效的呢", None, "policy.not_in_effect"),
        (SERVER, "活动买的呢", None, "policy.gift"),
        (SERVER, "要是过期了呢", None, "policy.deadline"),
        (SERVER, "开了发票的呢", None, "policy.invoice"),
        (SERVER, "那数据呢", None, "process.data"),
        # an aspect of the subject at hand
        (WECHAT, "多久", "payout.time", "payout.time"),
        (("退款要什么材料", "process.materials"), "要多久", "payout.time", "process.review_time"),
        (("被拒绝了怎么办", "rejection.next_steps"), "几天", None, "process.review_time"),
        (("五天无理由是什么", "policy.five_day"), "多久", "payout.time", "policy.five_day"),
        (("怎么撤回申请", "process.cancel"), "多久", None, "process.cancel"),
        (("退订后数据还在吗", "process.data"), "多长时间", None, "process.data"),
        (("热线电话是多少", "support.contact"), "什么时候", None, "support.contact"),
        (PACKAGE, "为什么", "rejection.reasons", "policy.traffic_package"),
        (PACKAGE, "凭什么", "out_of_scope", "policy.traffic_package"),
        (WECHAT, "为啥", "rejection.reasons", "payout.time"),
        (PACKAGE, "为啥这个不行", None, "policy.traffic_package"),
        (("退订按钮是灰的", "process.find_entry"), "怎么回事", None, "rejection.reasons"),
        (PACKAGE, "那怎么办", "out_of_scope", "rejection.next_steps"),
        (("钱没到账", "payout.missing"), "怎么办", None, "payout.missing"),
        (WECHAT, "怎么弄", "process.apply", "payout.withdraw"),
        (("怎么设流量提醒", "usage.monitor"), "具体怎么操作", "process.apply", "usage.monitor"),
        (("续费能退吗", "policy.renewal"), "怎么弄", "process.apply", "policy.renewal"),
        (SERVER, "怎么弄", "process.apply", "process.apply"),
        (("被拒绝了怎么办", "rejection.next_steps"), "怎么弄", None, "rejection.next_steps"),
        (SERVER, "在哪里", "process.find_entry", "process.find_entry"),
        (("余额怎么提现", "payout.withdraw"), "在哪弄", "process.find_entry", "payout.withdraw"),
        (("审核要多久", "process.review_time"), "在哪看", "usage.monitor", "process.progress"),
        (("怎么设流量提醒", "usage.monitor"), "在哪设置", "process.find_entry", "usage.monitor"),
        (SERVER, "要收费吗", "amount.fee", "amount.fee"),
        (("有哪些增值服务", "support.value_added"), "要钱吗", "amount.fee", "support.value_added"),
        (("余额怎么提现", "payout.withdraw"), "收费吗", "amount.fee", "payout.withdraw"),
        (SERVER, "能退多少", "amount.calculation", "amount.calculation"),
        (("手续费怎么收", "amount.fee"), "多少", None, "amount.fee"),
        (PACKAGE, "那域名能退吗", "policy.non_refundable", "policy.non_refundable"),
        (PACKAGE, "那续费的能退吗", None, "policy.renewal"),
        (PACKAGE, "微信的多久", None, "payout.time"),
        (("五天无理由是什么", "policy.five_day"), "从哪天开始算", "amount.calculation", "policy.five_day"),
        (("热线电话是多少", "support.contact"), "周末呢", None, "support.contact"),
        (("热线电话是多少", "support.contact"), "打不通怎么办", "out_of_scope", "support.contact"),
        (("续费能退吗", "policy.renewal"), "那没生效的呢", "policy.not_in_effect", "policy.renewal"),
        (("还没生效的能退吗", "policy.not_in_effect"), "生效了的呢", None, "policy.traffic_package"),
        (("代金券退吗", "policy.coupon"), "要是过期了呢", None, "policy.coupon"),
        (WECHAT, "要是公司对公转账付的呢", "dialogue.inform", "payout.time"),
        (PACKAGE, "还没用的呢", None, "policy.traffic_package"),
        (PACKAGE, "OBS的呢", None, "policy.traffic_package"),
        (("续费能退吗", "policy.renewal"), "已经开始了呢", None, "policy.renewal"),
        (("续费能退吗", "policy.renewal"), "怎么关", "out_of_scope", "policy.renewal"),
        (("退款金额怎么算", "amount.calculation"), "举个例子", "out_of_scope", "amount.calculation"),
        (("余额怎么提现", "payout.withdraw"), "手续费呢", "amount.fee", "payout.withdraw"),
        # what is no follow-up keeps its own topic
        (PACKAGE, "退款多久到账", "payout.time", "payout.time"),
        (WECHAT, "退款怎么申请", "process.apply", "process.apply"),
        (PACKAGE, "谢谢", "smalltalk.thanks", "smalltalk.thanks"),
        (PACKAGE, "今天天气怎么样", "out_of_scope", "out_of_scope"),
        (("审核要多久", "process.review_time"), "那钱呢，要几天", "payout.time", "payout.time"),
        (WECHAT, "在哪退", "process.find_entry", "process.find_entry"),
        (WECHAT, "审核要几天", "process.review_time", "process.review_time"),
        (PACKAGE, "转人工", "support.handoff", "support.handoff"),
    ],
)
async def test_the_topic_of_a_follow_up(talk, before, text, alone, topic) -> None:
    (_, reply), _ = await talk(before, (text, alone))
    assert reply.envelope["topic"] == topic


@pytest.mark.parametrize("aside", [("谢谢", "smalltalk.thanks"), ("今天好热", "out_of_scope")])
async def test_an_aside_leaves_the_subject_where_it_was(talk, aside) -> None:
    replies, _ = await talk(WECHAT, aside, ("那支付宝呢", None))
    assert replies[-1].envelope["topic"] == "payout.time"
    assert "支付宝付的" in replies[-1].texts[0]


async def test_what_was_named_is_still_meant(talk) -> None:
    replies, _ = await talk(
        ("域名能退吗", "policy.non_refundable"),
        ("那怎么办", "out_of_scope"),
        ("要收费吗", "amount.fee"),
        ("它的手续费呢", "amount.fee"),
    )
    assert all("域名" in "".join(reply.texts) for reply in (replies[0], *replies[2:]))


async def test_what_was_named_is_forgotten_after_some_turns(talk) -> None:
    asides = [("谢谢", "smalltalk.thanks")] * 5
    (*_, reply), state = await talk(
        ("域名能退吗", "policy.non_refundable"), *asides, ("要收费吗", "amount.fee")
    )
    assert "域名" not in "".join(reply.texts)
    assert state.named == {}


async def test_a_general_question_is_not_about_what_was_named_before(talk) -> None:
    (_, reply), _ = await talk(
        ("域名能退吗", "policy.non_refundable"), ("五天无理由是什么", "policy.five_day")
    )
    assert "域名" not in "".join(reply.texts)


async def test_a_pronoun_brings_what_was_named_into_the_check(talk) -> None:
    (_, reply), state = await talk(
        ("CDN流量包能退吗", "policy.traffic_package"), ("这个我昨天买的，能退吗", "eligibility.check")
    )
    assert reply.envelope["kind"] == "verdict"
    assert state.check.facts["product"] == "cdn_traffic_package"


async def test_without_a_pronoun_nothing_is_brought_into_the_check(talk) -> None:
    _, state = await talk(
        ("CDN流量包能退吗", "policy.traffic_package"), ("昨天买的能退吗", "eligibility.check")
    )
    assert state.check.asked == "product"


async def test_why_tells_the_rule_and_not_the_answer_again(talk) -> None:
    (first, second), _ = await talk(PACKAGE, ("为什么", "rejection.reasons"))
    assert second.texts != first.texts
    assert second.envelope["sources"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "？",
        "谢谢",
        "好的",
        "我昨天买的",
        "今天天气",
        "退款多久到账",
        "怎么申请退款",
        "多久" * LONGEST,
    ],
)
def test_what_says_what_it_means_is_not_short_for_anything(text: str) -> None:
    assert ellipsis(text) is None


def test_the_table_names_topics_and_questions_only() -> None:
    groups = {topic.partition(".")[0] for topic in TOPICS}
    for entry in follow_ups().values():
        assert entry.topic in {None, "same", *TOPICS, *QUESTIONS}
        assert set(entry.after.values()) <= {"same", *TOPICS, *QUESTIONS}
        assert set(entry.after) <= {*groups, *TOPICS, *QUESTIONS}


@pytest.mark.parametrize(
    ("last", "question", "answered"),
    [
        ("charge.unexpected", "charge.unexpected/deposit", "charge.unexpected/deposit"),
        ("charge.unexpected", "charge.unexpected/attack", "payout.time"),
        ("payout.withdraw", "payout.withdraw/cannot", "payout.withdraw/how_long"),
        ("policy.failed_order", None, "policy.failed_order/how_long"),
        ("process.data", None, "process.data"),
    ],
)
def test_how_long_is_asked_of_the_very_question_that_was_answered(
    last: str, question: str | None, answered: str
) -> None:
    assert answered_by("how_long", last, question) == answered


def test_the_table_has_what_is_read_in_a_short_message() -> None:
    aspects, circumstances = phrases().aspects.keys(), phrases().circumstances.keys()
    assert aspects.isdisjoint(circumstances)
    assert follow_ups().keys() == (aspects | circumstances) - {"can"}


@pytest.mark.parametrize(
    ("asked", "text", "heard", "topic"),
    [
        (("能提到别人账户吗", "payout.withdraw"), "连我妹妹也不成？", "dialogue.deny", "payout.withdraw"),
        (("被刷的流量算谁的", "charge.unexpected"), "别人刷的也算我的吗", "policy.used", "charge.unexpected"),
        (("欠票是什么", "policy.invoice"), "那怎么把它弄平", "out_of_scope", "policy.invoice"),
        (("欠票是什么", "policy.invoice"), "明天下雨吗", "out_of_scope", "out_of_scope"),
        (
            ("能提到别人账户吗", "payout.withdraw"),
            "云硬盘也不退吗",
            "policy.subscription",
            "policy.subscription",
        ),
    ],
)
async def test_what_wonders_at_an_answer_or_has_no_name_is_about_what_was_answered(
    talk: Talk, asked: Said, text: str, heard: str, topic: str
) -> None:
    replies, _ = await talk(asked, (text, heard))
    assert replies[-1].envelope["topic"] == topic
