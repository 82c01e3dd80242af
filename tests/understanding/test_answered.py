"""Answers in words that no rule knows, as they are learnt; none of these stands in the data."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.understanding.facts import extract_facts
from refundbot.understanding.facts.answered.meanings import LONGEST, MEANINGS, meaning
from refundbot.understanding.facts.answered.training import AnswersError, read_answers
from refundbot.understanding.facts.reading import read
from refundbot.understanding.facts.when.spans import SHANGHAI

NOW = datetime(2026, 6, 24, 12, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("asked", "text", "meant"),
    [
        ("quota_left", "打从注册就没退过货", "unused"),
        ("quota_left", "未試過退㗎，成個戶口都係新嘅", "unused"),
        ("quota_left", "早被财务那帮人败光了", "none"),
        ("purchase_kind", "头一次整这玩意", "new"),
        ("purchase_kind", "接着去年的又交了一年", "renewal"),
        ("state", "一直转着呢，就是没人搭理它", "in_effect"),
        ("billing_mode", "一次性交了半年的钱", "subscription"),
        ("billing_mode", "跑一个钟头扣一个钟头", "pay_per_use"),
        ("provisioned_at", "钱一付它就蹦出来了", "when_paid"),
        ("pending_transaction", "翻了一圈，啥没办完的都没有", "none"),
    ],
)
def test_it_means(asked: str, text: str, meant: str) -> None:
    assert meaning(read(text), asked) == meant


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("quota_left", "那钱几天能到"),
        ("quota_left", "凭什么还要查这个"),
        ("quota_left", "原来那台卖给别人了"),
        ("state", "手续费怎么收"),
        ("purchase_kind", "能不能快点，急用钱"),
        ("billing_mode", "你们电话多少"),
        ("provisioned_at", "昨天下午三点"),
        ("pending_transaction", "退到哪张卡上"),
        ("channel", "从来没退过"),
    ],
)
def test_it_answers_nothing(asked: str, text: str) -> None:
    assert meaning(read(text), asked) is None


def test_facts_come_with_how_sure_they_are() -> None:
    facts = {fact.field: fact for fact in extract_facts("早被财务那帮人败光了", NOW, "quota_left")}
    assert facts["quota_left"].value == 0
    assert 0.8 <= facts["quota_left"].confidence < 1
    assert facts["quota_left"].text == "早被财务那帮人败光了"


def test_what_was_not_asked_is_not_answered() -> None:
    assert extract_facts("打从注册就没整过", NOW, "paid_amount") == ()


def test_a_story_is_no_answer() -> None:
    long = "我退啥呀头回来你们家" * 5
    assert len(long) > LONGEST
    assert meaning(read(long), "quota_left") is None


def test_a_meaning_that_nobody_knows_is_told(tmp_path) -> None:
    file = tmp_path / "author.yml"
    file.write_text("quota_left:\n  plenty: [多得很]\n", encoding="utf-8")
    with pytest.raises(AnswersError, match=r"author\.yml"):
        read_answers([file])


def test_each_meaning_is_of_a_field_that_is_asked_for() -> None:
    assert all(len(meanings) >= 2 for meanings in MEANINGS.values())
