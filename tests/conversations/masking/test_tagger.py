"""The tagger of personal data: what it adds to the rules, and that anybody can call it at any length."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from refundbot.conversations.privacy import find, mask, mask_by_rules
from refundbot.conversations.privacy.kinds import Kind
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
        ("单子在会计闵佳宁手里，没下文", "单子在会计［姓名］手里，没下文"),
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
        "以前的同事小贝走了，号还在",
    ],
)
def test_it_leaves_what_the_customer_asks_about(text: str) -> None:
    assert mask(text) == text


class Told(Tagger):
    """Is sure that a part of the text is of that kind."""

    def __init__(self, part: str, kind: Kind) -> None:
        self._part, self._kind = part, kind

    def _read(self, piece: str) -> tuple[list[Kind], list[float]]:
        start = piece.index(self._part)
        inside = range(start, start + len(self._part))
        return [self._kind] * len(piece), [float(place in inside) for place in range(len(piece))]


@pytest.mark.parametrize(
    ("text", "part", "kind"),
    [
        ("款退长沙极光数据就行", "沙极光数据", Kind.NAME),
        ("户名福州木棉树文化传媒有限公司", "木棉树文化传", Kind.NAME),
        ("甘肃白银的节点", "甘肃白银", Kind.NAME),
        ("同事小贝弄的", "事小贝", Kind.NAME),
        ("阿凯弄的", "阿凯", Kind.NAME),
        ("周大福加盟店", "周大福", Kind.NAME),
        ("机器在Toronto", "Toronto", Kind.NAME),
        ("收款方写谁", "方写谁", Kind.NAME),
        ("我姓范姜", "范姜", Kind.NAME),
        ("人在江苏省徐州市", "江苏省徐州市", Kind.ADDRESS),
        ("又赶上大雪封山", "又赶上大雪封山", Kind.ADDRESS),
        ("order 2025-7781-0032 please", "2025-7781-0032", Kind.BANK_CARD),
        ("尾号112的", "112", Kind.PHONE),
        ("微信share一下screenshot给我", "share一下screenshot", Kind.MESSENGER),
        ("reset cost=37ms", "cost=37ms", Kind.PASSWORD),
        ("Reason: duplicate.", "duplicate", Kind.EMAIL),
    ],
)
def test_what_cannot_be_personal_is_left_however_sure_it_seems(text: str, part: str, kind: Kind) -> None:
    assert list(Told(part, kind).find(read(text))) == []


def test_the_rest_of_an_address_and_of_an_english_name_is_masked_with_its_beginning() -> None:
    [found] = Told("金阳南路 6 号", Kind.ADDRESS).find("寄金阳南路 6 号 会展城 A 区 1 栋 26-3，谢谢")
    assert (found.start, found.end) == (1, 26)
    [found] = Told("Priya", Kind.NAME).find("ask Priya Venkatesan for it")
    assert (found.start, found.end) == (4, 20)


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
