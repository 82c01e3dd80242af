"""What is misheard is mended where the trade's own sentences tell what was meant, and only there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refundbot.understanding.text.sounds import alike
from refundbot.understanding.text.spelling import FREQUENT, Spelling

SAID = ["流量包怎么退", "续费的钱能退吗", "买了东西还没用", "云服务器能退款吗", "有没有人"]


ALIKE = alike(set("".join(SAID)))


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling.of(SAID * FREQUENT, ALIKE)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("流量宝怎么退", "流量包怎么退"),
        ("徐费的钱能退吗", "续费的钱能退吗"),
        ("云服务器楞退款吗", "云服务器能退款吗"),  # n and l
        ("云服务气能退宽吗", "云服务器能退款吗"),  # two of them; 宽 is kuan, as 款
        ("流量包，怎么蜕", "流量包，怎么退"),
        ("流量包怎么退", "流量包怎么退"),
    ],
)
def test_what_sounds_alike_gives_way_to_what_was_meant(spelling: Spelling, typed: str, meant: str) -> None:
    assert spelling.mend(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "我卖手机",  # 买 sounds alike, but does not stand between these
        "留下联系电话",  # unknown words are left alone
        "refund please",
        "",
        "^$",
    ],
)
def test_what_the_trade_does_not_say_is_left_alone(spelling: Spelling, text: str) -> None:
    assert spelling.mend(text) == text


def test_a_rare_pair_is_no_reason_to_change_anything() -> None:
    rare = Spelling.of(SAID * (FREQUENT - 1), ALIKE)
    assert rare.mend("流量宝怎么退") == "流量宝怎么退"


def test_sounds_that_are_often_confused_count_as_one() -> None:
    like = alike(set("退能身神"))
    assert "退" in like["腿"]
    assert "能" in like["楞"]
    assert "神" in like["什"]  # 什 has two readings
    assert "身" in like["森"]


@given(st.text(alphabet="流量宝徐费退款吗，。 a^$徐", max_size=60))
def test_only_characters_are_mended_and_the_length_stays(spelling: Spelling, text: str) -> None:
    mended = spelling.mend(text)
    assert len(mended) == len(text)
    assert all(old == new or old.isalpha() for old, new in zip(text, mended, strict=True))
