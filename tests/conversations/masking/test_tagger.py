"""The tagger of personal data: what it adds to the rules, and that anybody can call it at any length."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from refundbot.conversations.privacy import find, mask, mask_by_rules
from refundbot.conversations.privacy.plain import read
from refundbot.conversations.privacy.tagger import Tagger, TaggerMissing, trained
from refundbot.masking.examples import DATA, written

MESSAGES = [example.text for example in written(DATA / "masking" / "ninth.jsonl")]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("钱退到昝小满那张卡上", "钱退到［姓名］那张卡上"),
        ("寄咱们厂里，湖北省宜昌市夷陵区小溪塔街道三组", "寄咱们厂里，［地址］"),
        ("同事Beatrix Nakamura跟进", "同事［姓名］跟进"),
        ("贵州毕节那台是祁雨桐垫钱续上的", "贵州毕节那台是［姓名］垫钱续上的"),
        ("咱们厂会计闵佳宁前天交上去的，没下文", "咱们厂会计［姓名］前天交上去的，没下文"),
        ("贵阳金阳南路 6 号 会展城 A 区 1 栋 26-3，放门口", "［地址］，放门口"),
    ],
)
def test_it_finds_what_no_rule_tells(text: str, masked: str) -> None:
    assert mask_by_rules(text) == text
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "王总让我问一下，李先生那单能退吗",
        "订单号CS2511230917468，实付1980元，用了3个月",
        "实例 i-wz9abc77 在华北-北京四，带宽5M",
        "云服务器和云硬盘一起退，流量包没用过",
        "7月15日买的GaussDB，包两年，11800",
        "转人工",
        "户名 长沙青藤木文化传媒有限公司，对公的",
        "我人在江苏徐州，选哪个区快",
        "Refund status of order 2025-7781-0032 please",
        "王者荣耀那种手游放华北-北京四卡不卡",
        "张小泉剪刀的旗舰店也在你们这",
        "以前的同事小贝走了，号还在",
        "河北省邢台市，别的就不说了",
        "微信share一下screenshot给我",
    ],
)
def test_it_leaves_what_the_customer_asks_about(text: str) -> None:
    assert mask(text) == text


def test_what_is_masked_is_not_tagged_again() -> None:
    once = [masked for text in MESSAGES if (masked := mask(text)) != text]
    assert once
    assert [text for text in once if mask(text) != mask_by_rules(text)] == []


def test_a_missing_model_is_told_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(TaggerMissing, match="make train"):
        Tagger(tmp_path)


def test_threads_do_not_disturb_each_other() -> None:
    alone = [find(text) for text in MESSAGES[:200]]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(find, MESSAGES[:200])) == alone


@pytest.mark.parametrize("piece", ["退款给王小明，", "一", "a1 ", "王", "1", "\n"])
def test_cost_grows_with_the_length_and_no_faster(piece: str) -> None:
    """Ten times the text is ten times the work, not a hundred times."""
    short, long = ((piece * count)[:count] for count in (2000, 20000))
    assert cost(long) < 40 * cost(short)


def cost(text: str) -> float:
    """Seconds of this process's CPU, at best."""
    plain, costs = read(text), []
    for _ in range(2):
        before = time.process_time()
        list(trained().find(plain))
        costs.append(time.process_time() - before)
    return max(min(costs), 1e-6)
