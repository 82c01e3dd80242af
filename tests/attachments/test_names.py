"""A name is a name: no path, no mark that turns it round, nothing that is not to be seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refundbot.attachments import KINDS, clean_name
from refundbot.attachments.names import MOST_CHARACTERS

PNG, JPEG, PDF = KINDS["image/png"], KINDS["image/jpeg"], KINDS["application/pdf"]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("报错.png", "报错.png"),
        ("../../x", "x.png"),
        ("..\\..\\windows\\x.PNG", "x.png"),
        ("/etc/passwd", "passwd.png"),
        ("a\0b\x1b[31m.png", "ab[31m.png"),
        ("照片\u202egnp.exe", "照片gnp.exe.png"),
        ("\u200b\u2066x\u2069.png", "x.png"),
        ("a\nb\t c.png", "a b c.png"),
        ("  .hidden. .png", "hidden.png"),
        ('<img src="x" onerror=alert(1)>.png', "_img src=_x_ onerror=alert(1)_.png"),
        ("", "图片.png"),
        ("..", "图片.png"),
        ("动图.gif", "动图.png"),
        (".png", "png.png"),
        ("..png", "png.png"),
        ("\u3164.png", "图片.png"),
        ("CON.png", "图片.png"),
        ("com1.txt", "图片.png"),
        ("x.png.exe", "x.png.exe.png"),
        ("e\u0301.png", "\u00e9.png"),
        ("\ud800x.png", "x.png"),
    ],
)
def test_what_a_file_is_called(given: str, name: str) -> None:
    assert clean_name(given, PNG, "图片") == name


def test_an_ending_is_that_of_the_kind() -> None:
    assert clean_name("a.jpeg", JPEG, "图片") == "a.jpeg"
    assert clean_name("a.png", JPEG, "图片") == "a.jpg"
    assert clean_name("合同.PDF", PDF, "文件") == "合同.pdf"


@given(st.text(), st.sampled_from(list(KINDS.values())))
def test_whatever_is_given_a_name_comes_of_it(given_name: str, kind: object) -> None:
    name = clean_name(given_name, kind, "图片")
    assert 0 < len(name) <= MOST_CHARACTERS
    assert name.isprintable()
    assert not set(name) & set('/\\<>:"|?*')
    assert name.endswith(kind.endings)
    assert not name.startswith(".")
    assert clean_name(name, kind, "图片") == name
