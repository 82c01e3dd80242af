"""Personal data is taken out; what only looks like it stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refundbot.conversations.privacy import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("打13812345678给我", "打［手机号］给我"),
        ("138 1234 5678", "［手机号］"),
        ("138-1234-5678。", "［手机号］。"),
        ("+86 13812345678", "［手机号］"),
        ("+8613812345678", "［手机号］"),
        ("0086-13812345678", "［手机号］"),
        ("１３８１２３４５６７８", "［手机号］"),
        ("电话13812345678，邮箱a.b+c@mail.example.cn", "电话［手机号］，邮箱［邮箱］"),
        ("13812345678@qq.com", "［邮箱］"),
        ("身份证11010519491231002X", "身份证［身份证号］"),
        ("11010519491231002x", "［身份证号］"),
        ("110105 19491231 002X", "［身份证号］"),
        ("440308199901010012", "［身份证号］"),
        ("卡号4111111111111111", "卡号［银行卡号］"),
        ("4111 1111 1111 1111", "［银行卡号］"),
        ("5500-0055-5555-5559", "［银行卡号］"),
        ("6250941006528599", "［银行卡号］"),
    ],
)
def test_personal_data_becomes_a_word(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "订单CS2611000101能退吗",
        "CS2611000101138123456780",
        "订单号20261124138123456789",
        "12812345678",
        "1381234567",
        "138123456789",
        "热线4000-955-988或950808",
        "11010519491231002Y",
        "110105194912310021",
        "110105194913310020",
        "4111111111111112",
        "6222020200112230000",
        "2026-11-24 18:00 买的，付了 1234.56 元",
        "CBC.99003651",
        "500G用了30G",
        "@所有人",
        "a@b",
        "",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert mask(text) == text


@given(st.text(alphabet="0123456789 -+@.aX一１Ｘ", max_size=60))
def test_masking_again_changes_nothing_and_leaves_no_mobile_number(text: str) -> None:
    once = mask(text)
    assert mask(once) == once


@given(st.text(max_size=20), st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text(max_size=20))
def test_a_mobile_number_among_chinese_words_never_stays(before: str, number: str, after: str) -> None:
    assert number not in mask(f"{before}电话{number}，{after}")
