"""The script that a customer writes."""

from __future__ import annotations

import pytest

from refundbot.understanding.text.script import script_of


@pytest.mark.parametrize(
    ("text", "before", "script"),
    [
        ("我要退云服务器", "taiwan", "simplified"),
        ("雲伺服器想退", "simplified", "traditional"),
        ("還沒", "hong_kong", "hong_kong"),
        ("還沒", "taiwan", "taiwan"),
        ("我的帳單怎麼扣的", "simplified", "taiwan"),
        ("網路斷了", "traditional", "taiwan"),
        ("幾時到賬", "simplified", "hong_kong"),
        ("唔係", "taiwan", "hong_kong"),
        ("唔系，冇用过", "simplified", "simplified"),
        ("冇", "traditional", "hong_kong"),
        ("退款", "traditional", "traditional"),
        ("can i get a refund", "hong_kong", "hong_kong"),
        ("1台，后天", "taiwan", "taiwan"),
        ("", "simplified", "simplified"),
        ("🙂", "taiwan", "taiwan"),
    ],
)
def test_the_script_of_a_message(text: str, before: str, script: str) -> None:
    assert script_of(text, before) == script
