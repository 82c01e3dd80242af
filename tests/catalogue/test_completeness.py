"""What is added to the catalogue is asked of every room at once, and then known in all of them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from refundbot import replies
from refundbot.catalogue import CHANNELS, PRODUCTS
from refundbot.completeness import check
from refundbot.eligibility import case_from_mapping, decide, next_question
from refundbot.eligibility.products import GENERAL
from refundbot.policy import Policy, load_policy
from refundbot.replies import Facets, proof
from refundbot.understanding.facts import extract_facts

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 22, 2, tzinfo=timezone.utc)

PRODUCT = """
moon_box:
  name: 月光盒子
  english: Moon Box
  names: [月盒(服务)?]
  rule: moon_box
  sold: prepaid
  console: moon_entry
  source: K9
"""
CHANNEL = """
star_coin:
  name: 星币付款
  names: [星币]
  source: S14
"""
TOPIC = """
policy.moon:
  kind: answer
  title: 月光盒子能退吗
"""
CHECK = """
from refundbot.settings import ROOT
from refundbot.completeness import check
from refundbot.policy import load_policy
check(load_policy(), ROOT)
"""
STEP = "procedures.moon_entry: 也可以走 {procedures.moon_entry.path}。"
USE = """
import json
from datetime import datetime, timezone
from refundbot import replies
from refundbot.completeness import check
from refundbot.eligibility import case_from_mapping, decide, next_question
from refundbot.policy import load_policy
from refundbot.replies import Facets
from refundbot.understanding.facts import extract_facts
now = datetime(2026, 11, 22, 2, tzinfo=timezone.utc)
book = load_policy()
check(book)
policy = book.at(now)
told = extract_facts("我半年前用星币付的月盒服务，付了100元，买了一年", now)
facts = {f.field: f.value for f in told if f.field in ("product", "channel", "term_months")}
asked = case_from_mapping({"product": facts["product"]}, now)
more = {"paid_amount": "100", "provisioned_at": "2026-05-22", "state": "in_effect"}
case = case_from_mapping({**facts, **more}, now)
decision = decide(case, policy)
print(json.dumps({
    "facts": facts,
    "question": next_question(asked, policy),
    "choices": [b.text for b in replies.question("product", policy, 1.0).buttons],
    "outcome": decision.outcome.value,
    "verdict": replies.verdict(decision, case, policy, 1.0, (), replies.recap(case, {})).texts,
    "answer": replies.answer("policy.overview", policy, Facets(product="moon_box"), 1.0).texts,
    "payout": replies.answer("payout.time", policy, Facets(channel="star_coin"), 1.0).texts,
}))
"""


def run(copy: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Runs code in a copy of the project."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for folder in ("refundbot", "data"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("config.yml", "domain.yml"):
        shutil.copy(ROOT / file, tmp_path)
    # What understands the roles of figures is built, not read.
    (tmp_path / "models").symlink_to(ROOT / "models")
    return tmp_path


def append(file: Path, text: str) -> None:
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


def value(key: str, unit: str, value: str) -> str:
    return (
        f"  {key}:\n    label: x\n    unit: {unit}\n    review_by: 2027-05-31\n"
        f"    values:\n      2020-01-01:\n        {value}\n        source: S1\n"
    )


def test_every_room_knows_what_the_catalogue_holds() -> None:
    check(load_policy(), ROOT)


def test_all_that_a_new_product_channel_and_topic_need_is_told_at_once(copy: Path) -> None:
    catalogue = copy / "refundbot" / "catalogue"
    append(catalogue / "products.yaml", PRODUCT)
    append(catalogue / "channels.yaml", CHANNEL)
    append(catalogue / "topics.yaml", TOPIC)
    told = run(copy, CHECK).stderr
    for line in (
        "products.yaml: moon_box.source: 'K9' does not stand in policy/sources.yaml",
        "policy/parameters/products.yaml: moon_box.title: the key is missing",
        "policy/parameters/products.yaml: moon_box.refundable: the key is missing",
        "policy/parameters/products.yaml: moon_box.reason: the key is missing",
        "policy/parameters/procedures.yaml: moon_entry.path: the key is missing",
        "verdict.yaml: steps.procedures.moon_entry: the words for the step are missing",
        "policy/parameters/payout.yaml: accounts.star_coin.to: the key is missing",
        "policy/parameters/payout.yaml: accounts.star_coin.days: the key is missing",
        "payout.yaml: payout.time.variants: no wording is for the channel star_coin",
        "payout.yaml: payout.destination.variants: no wording is for the channel star_coin",
        "wording/topics: policy.moon: nothing is written on the topic",
        "domain.yml: intents: policy.moon is missing",
        "data/rules.yml: no rule begins with the intent policy.moon",
        "data/nlu: there is no phrasing of policy.moon",
    ):
        assert line in told


def test_a_new_product_and_channel_are_understood_asked_judged_and_worded(copy: Path) -> None:
    package = copy / "refundbot"
    append(package / "catalogue" / "products.yaml", PRODUCT.replace("K9", "K1"))
    append(package / "catalogue" / "channels.yaml", CHANNEL)
    parameters = package / "policy" / "parameters"
    row = [value("title", "text", "value: 月光盒子"), value("refundable", "text", "value: rules")]
    append(
        parameters / "products.yaml", "".join(["moon_box:\n", *row, value("reason", "text", "value: 能退")])
    )
    entry = value("title", "text", "value: 盒子页") + value("path", "text", "value: 盒子页的退订")
    append(parameters / "procedures.yaml", f"moon_entry:\n{entry}")
    unknown = "unknown: 星币付款的退款去向没有查到"
    account = "".join(
        value(key, unit, "value: 星币" if key == "title" else unknown)
        for key, unit in (("title", "text"), ("to", "text"), ("text", "text"), ("days", "business_day"))
    )
    payout = parameters / "payout.yaml"
    indented = "".join(f"  {line}\n" for line in f"star_coin:\n{account}".splitlines())
    payout.write_text(payout.read_text("utf-8").replace("accounts:\n", f"accounts:\n{indented}", 1), "utf-8")
    wording = package / "replies" / "wording"
    for name, old, new in (
        ("topics/payout.yaml", "paypal, ", "paypal, star_coin, "),
        (
            "verdict.yaml",
            "steps:\n",
            "steps:\n  procedures.moon_entry: 也可以走 {procedures.moon_entry.path}。\n",
        ),
        ("questions.yaml", "products: [ecs,", "products: [moon_box, ecs,"),
    ):
        text = (wording / name).read_text("utf-8")
        assert old in text
        (wording / name).write_text(text.replace(old, new), "utf-8")
    done = run(copy, USE)
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout)
    assert said["facts"] == {"product": "moon_box", "channel": "star_coin", "term_months": 12}
    assert said["question"] == "paid_at", "it is sold in advance only, so nobody need ask how it is billed"
    assert "月光盒子" in said["choices"]
    assert said["outcome"] == "partial_refund"
    verdict = "\n".join(said["verdict"])
    assert "月光盒子" in verdict
    assert "星币付款" in verdict
    assert "盒子页的退订" in verdict
    assert "月光盒子能退" in said["answer"][0]
    assert "星币付款的退款去向没有查到" in said["payout"][0]


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy().at(NOW)


@pytest.mark.parametrize("id", sorted(PRODUCTS.keys() - {GENERAL}))
def test_every_product_is_heard_judged_and_told(id: str, policy: Policy) -> None:
    product = PRODUCTS[id]
    for name in (product.name, *product.names[-1:]):
        if "(" in name:
            continue
        told = {fact.field: fact.value for fact in extract_facts(f"我买了{name}，想退", NOW)}
        assert told.get("product") == id, name
    facts = {"product": id, "billing_mode": "subscription", "paid_amount": Decimal(1200), "term_months": 12}
    dates = {"paid_at": "2026-05-01", "provisioned_at": "2026-05-01", "state": "in_effect", "quota_left": 0}
    case = case_from_mapping({**facts, **dates, "purchase_kind": "new"}, NOW)
    assert next_question(case, policy) is None
    reply = replies.verdict(decide(case, policy), case, policy, 1.0, (), replies.recap(case, {}))
    text = "\n".join(reply.texts)
    assert product.name in text
    assert ("没有单独的退订规则" in text) is not product.own_rule
    assert proof.fact_words(case, "product") == product.name
    answer = replies.answer("policy.overview", policy, Facets(product=id), 1.0)
    assert answer.texts != replies.answer("policy.overview", policy, Facets(), 1.0).texts


@pytest.mark.parametrize("id", CHANNELS)
def test_every_channel_is_heard_and_its_way_told(id: str, policy: Policy) -> None:
    channel = CHANNELS[id]
    spoken = channel.name.removesuffix("付款")
    told = {fact.field: fact.value for fact in extract_facts(f"我用{spoken}付的钱", NOW)}
    assert told.get("channel") == id
    case = case_from_mapping(
        {"product": "ecs", "billing_mode": "subscription", "channel": id, "paid_at": "2026-11-21"}, NOW
    )
    first = decide(case, policy).payout
    answer = "".join(replies.answer("payout.time", policy, Facets(channel=id), 1.0).texts)
    days = policy.get(f"payout.accounts.{id}.days")
    assert days.known or str(days.unknown) in answer
    assert ("不敢乱报" in answer) is not days.known
    assert first is None or first.legs[0].to == (policy.get(f"payout.accounts.{id}.to").value or "unknown")


@pytest.mark.parametrize(
    ("said", "channel"),
    [
        ("我用信用卡付的", "credit_card"),
        ("是visa卡付的", "foreign_card"),
        ("刷的万事达付款的", "foreign_card"),
        ("用香港的银行卡付的", "foreign_card"),
        ("用银行卡付的", "unionpay"),
        ("老板帮我付的，用的公司卡", "another_person"),
        ("代理商代付的", "partner"),
        ("公司对公转账付的", "bank_transfer"),
        ("PayPal付的", "paypal"),
        ("数字人民币支付", "digital_rmb"),
    ],
)
def test_channels_as_customers_name_them(said: str, channel: str) -> None:
    assert {f.field: f.value for f in extract_facts(said, NOW)}.get("channel") == channel


@pytest.mark.parametrize(
    "said",
    [
        "开会议的时候连不上",
        "会收到短信吗",
        "订单的短信没收到",
        "我要备份数据",
        "退款会发短信通知我吗",
        "数据迁移中心在哪",
        "as soon as possible",
    ],
)
def test_everyday_words_are_no_products(said: str) -> None:
    assert "product" not in {fact.field for fact in extract_facts(said, NOW)}
