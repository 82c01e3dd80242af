"""Every topic, for everything that a customer may have named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from refundbot import catalogue
from refundbot.eligibility.case import BillingMode
from refundbot.policy import Policy, PolicyBook
from refundbot.replies import TOPICS, Facets, Reply, answer, title, topic_of_title
from refundbot.replies.answers import named_in
from refundbot.replies.neighbours import NEIGHBOURS, SERVICE, neighbour
from refundbot.replies.topics import ENTRIES

ANSWERED = [topic for topic in TOPICS if topic != "eligibility.check"]
COUPONS = ("voucher", "cash_coupon", "stored_card", "discount_coupon")
Check = Callable[[Reply], None]


def named_things(policy: Policy) -> Iterator[Facets]:
    yield Facets()
    yield from (Facets(product=product) for product in catalogue.PRODUCTS)
    yield from (Facets(billing_mode=mode.value) for mode in BillingMode)
    yield from (Facets(channel=channel) for channel in catalogue.CHANNELS)
    yield from (Facets(coupon_kind=coupon) for coupon in COUPONS)
    codes = {policy.get(id).value for id in policy.ids("rejections.") if id.endswith(".code")}
    yield from (Facets(rejection_code=str(code)) for code in sorted(map(str, codes)))
    yield Facets(rejection_code="CBC.12345678")
    yield from (Facets(neighbour=name) for name in (*NEIGHBOURS, SERVICE))
    yield Facets(product="eip_bandwidth", billing_mode="pay_per_use")
    yield Facets(product="no_such_thing", billing_mode="?", channel="bank_card", coupon_kind="x")


def test_there_are_51_topics_with_distinct_titles() -> None:
    assert len(TOPICS) == 51
    assert len({title(topic) for topic in TOPICS}) == 51
    assert all(topic_of_title(title(topic)) == topic for topic in TOPICS)
    assert topic_of_title("今天天气怎么样") is None


@pytest.mark.parametrize("topic", ANSWERED)
def test_answers_hold_for_whatever_was_named(topic: str, policy: Policy, check: Check) -> None:
    for facets in named_things(policy):
        reply = answer(topic, policy, facets, 0.8)
        check(reply)
        assert reply.envelope["topic"] == topic
        assert reply.envelope["kind"] == catalogue.TOPICS[topic].kind
        assert reply.envelope["confidence"] == 0.8
        assert reply.envelope["policy_version"] == policy.version


def test_every_wording_is_reached(policy: Policy) -> None:
    written = {id(variant): variant.bubbles for entry in ENTRIES.values() for variant in entry.variants}
    for topic in ANSWERED:
        for facets in named_things(policy):
            named = named_in(policy, facets)
            written.pop(id(next(v for v in ENTRIES[topic].variants if v.suits(named))), None)
    assert written == {}


@pytest.mark.parametrize(
    "topic", [t for t in ANSWERED if not t.startswith("smalltalk.") and t != "out_of_scope"]
)
def test_what_states_a_rule_names_its_sources(topic: str, policy: Policy) -> None:
    for facets in named_things(policy):
        assert answer(topic, policy, facets, 1.0).envelope["sources"]


@pytest.mark.parametrize("topic", ANSWERED)
def test_an_answer_that_rests_on_a_conflict_says_so(topic: str, policy: Policy) -> None:
    for facets in named_things(policy):
        reply = answer(topic, policy, facets, 1.0)
        conflicting = any(policy.get(id).conflict for id in _ids(reply, topic, policy, facets))
        said = re.search("说法|也有.*资料|第三方文章|旧页面写得不同|只用于人工核实", "\n".join(reply.texts))
        assert bool(said) or not conflicting, reply.texts


def _ids(reply: Reply, topic: str, policy: Policy, facets: Facets) -> set[str]:
    named = named_in(policy, facets)
    variant = next(variant for variant in ENTRIES[topic].variants if variant.suits(named))
    shown = {str(fact["id"]) for fact in reply.envelope["facts"]}  # type: ignore[attr-defined]
    cited = {re.sub(r"<(\w+)>", lambda facet: named[facet[1]], id) for id in variant.rests_on}
    return {id for id in shown | cited if id in policy.parameters}


@pytest.mark.parametrize("topic", ANSWERED)
def test_follow_ups_are_offered_as_buttons(topic: str, policy: Policy) -> None:
    reply = answer(topic, policy, Facets(), 1.0)
    follow_ups = reply.envelope["follow_ups"]
    assert [button.text for button in reply.buttons] == [item["title"] for item in follow_ups]  # type: ignore[attr-defined]
    assert topic not in ENTRIES[topic].follow_ups
    assert topic == "smalltalk.bye" or 2 <= len(reply.buttons) <= 3


def test_what_is_not_known_yet_is_said_and_not_guessed(book: PolicyBook) -> None:
    before_all_records = book.at(date(2010, 1, 1))
    for topic in ANSWERED:
        for facets in named_things(before_all_records):
            text = "\n".join(answer(topic, before_all_records, facets, 1.0).texts)
            assert not re.search(r"\d 小时|\d 天|\d 个工作日|\d%|\d 元", text)


@pytest.mark.parametrize(
    ("topic", "one", "other", "words"),
    [
        ("payout.time", Facets(channel="wechat"), Facets(channel="alipay"), ("微信", "支付宝")),
        (
            "payout.time",
            Facets(channel="unionpay"),
            Facets(channel="bank_transfer"),
            ("3 个月", "7 个工作日"),
        ),
        ("payout.destination", Facets(channel="partner"), Facets(channel="loan"), ("伙伴", "银行")),
        (
            "policy.traffic_package",
            Facets(product="cdn_traffic_package"),
            Facets(product="obs_package"),
            ("CDN流量包买了就生效", "OBS资源包要看生效没有"),
        ),
        (
            "policy.overview",
            Facets(product="domain"),
            Facets(product="ecs"),
            ("域名注册不支持退订", "弹性云服务器能退"),
        ),
        (
            "policy.five_day",
            Facets(product="ecs"),
            Facets(billing_mode="pay_per_use"),
            ("弹性云服务器", "先用后付"),
        ),
        (
            "policy.coupon",
            Facets(coupon_kind="voucher"),
            Facets(coupon_kind="discount_coupon"),
            ("全额退的时候代金券会退回来", "折扣券不退"),
        ),
        (
            "rejection.reasons",
            Facets(rejection_code="cbc.99003651"),
            Facets(rejection_code="CBC.1"),
            ("有交易正在进行", "没有收录"),
        ),
        (
            "policy.deadline",
            Facets(product="ssl_certificate"),
            Facets(),
            ("7 天（168 小时）", "5 天（120 小时）"),
        ),
    ],
)
def test_the_answer_is_about_what_was_named(
    topic: str, one: Facets, other: Facets, words: tuple[str, str], policy: Policy
) -> None:
    for facets, word in zip((one, other), words, strict=True):
        assert word in "\n".join(answer(topic, policy, facets, 1.0).texts)


def test_a_figure_in_another_unit_is_a_fact_as_shown(policy: Policy) -> None:
    facts = answer("policy.five_day", policy, Facets(), 1.0).envelope["facts"]
    assert {"id": "windows.five_day", "value": 5, "unit": "day", "source": "S1"} in facts  # type: ignore[operator]
    assert {"id": "windows.five_day", "value": 120, "unit": "hour", "source": "S1"} in facts  # type: ignore[operator]


def test_the_check_and_unknown_topics_have_no_fixed_answer(policy: Policy) -> None:
    for topic in ("eligibility.check", "no.such"):
        with pytest.raises(KeyError):
            answer(topic, policy, Facets(), 1.0)


WORDING = Path(__file__).parents[2] / "refundbot" / "replies" / "wording"


@pytest.mark.parametrize("path", sorted(WORDING.rglob("*.yaml")), ids=lambda path: path.name)
def test_templates_hold_no_figures(path: Path, find_figures: Callable[[str], list[str]]) -> None:
    text = path.read_text(encoding="utf-8")
    if path.name == "common.yaml":
        text = text[: text.index("\nsources:")]
    lines = [
        line
        for line in text.splitlines()
        if not line.lstrip().startswith(("#", "when:", "- when:", "rests_on:"))
    ]
    bare = re.sub(r"\{[^}]*\}", "", "\n".join(lines))
    assert find_figures(re.sub(r"[a-z_.]*[a-z]_\d\w*", "", bare)) == []


def test_every_source_has_a_title_for_customers(book: PolicyBook) -> None:
    from refundbot.replies.draft import source_title

    for source in book.sources.values():
        assert not re.search(r"摘要|聚合页|官方仓库|截断|镜像|SDK|\.com", source_title(source)), source.id


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("阿里云买的怎么退", "other_cloud"),
        ("联通的流量套餐能取消吗", "carrier"),
        ("移动云主机退款", "other_cloud"),
        ("手机流量超了", "carrier"),
        ("机票改签要多少钱", "travel"),
        ("七天无理由退货的运费谁出", "shopping"),
        ("视频会员自动续费怎么取消", "membership"),
        ("耳机坏了能换新吗", "device"),
        ("ssh连不上了", "fault"),
        ("专票的抬头写错了", "invoice"),
        ("怎么改实名认证", "account"),
        ("一个月多少钱", "buying"),
        ("账单怎么导出", "billing"),
        ("订单备注怎么改", "order"),
        ("今天天气怎么样", None),
    ],
)
def test_what_is_not_ours_is_sent_to_the_right_place(text: str, name: str | None, policy: Policy) -> None:
    assert neighbour(text) == name
    said = answer("out_of_scope", policy, Facets(neighbour=name), 1.0).texts
    assert (said == answer("out_of_scope", policy, Facets(), 1.0).texts) == (name is None)
