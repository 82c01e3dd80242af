"""Numbers of passports and other papers, and licence plates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refundbot.conversations.privacy.kinds import Found, Kind, each
from refundbot.conversations.privacy.names import HAN
from refundbot.conversations.privacy.plain import HAN_DIGITS

_PAPER = (
    r"(?:身[份分]证|证件|护照|通行证|回乡证|台胞证|居留证|居住证|永居证|旅行证|统一证号|驾照|驾驶证|驾驶执照|军官证"
    r"|出生证|社保|港澳证"
    r"|[Pp]assport)"
)
_BLANK_INSIDE = r"[ \-](?=[ \-]?(?:\d|[A-Za-z](?![A-Za-z])))"
"""No word follows."""
_NAMED_PAPER = re.compile(
    rf"{_PAPER}(?:号码|字?号|编号|卡号?|[Nn]o\.?|[Nn]umber|我|的|is|是|为|[:=,|(# ]){{0,8}}"
    rf"([A-Za-z]{{0,3}} ?\d(?:[\dA-Za-z]"
    rf"|{_BLANK_INSIDE}){{4,22}}[\dXxA-Za-z](?:\([0-9A]\))?)(?![A-Za-z0-9])"
)
_OTHER_PAPER = re.compile(
    rf"{_PAPER}[^\n。！？]{{0,60}}?"
    rf"(?:(?:另外?|还有)一?[本个张](?:护照|证件)?"
    rf"|(?<![单机话户卡账])号码?)[是系为: ]{{0,3}}([A-Za-z]{{0,3}}\d{{7,10}})(?!\w)"
)
_BEFORE_ITS_NAME = re.compile(
    rf"(?<![A-Za-z0-9])([A-Z]{{1,2}}\d{{7,8}}) ?(?:这个|这本|就?是)[^\n,，。]{{0,4}}{_PAPER}"
)
_HONG_KONG = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,2}\d{6} ?\([0-9Aa]\)")
_MACAO = re.compile(r"(?<![\d/])([157]/\d{6}/\d)(?![\d/])|(?:BIR|澳门)[^\d\n]{0,6}([157]\d{6} ?\(\d\))")
_TAIWAN = re.compile(
    r"(?<![A-Za-z0-9])[A-Z][1289]\d{8}(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9_./=-])[a-z][1289]\d{8}(?![A-Za-z0-9_-])"
)
_PASSPORT = re.compile(
    r"(?<![A-Za-z0-9._-])(?:[EGDSPK]\d{8}|[EC][A-Z]\d{7}|C\d{7,8}|[HM](?:\d{8}|\d{10}))(?![A-Za-z0-9_-])"
)
_SOLDIER = re.compile(rf"[{HAN}]字第? ?\d{{6,8}}号?")

_PROVINCE = "[京津沪渝冀豫辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]|(?<![为里讯度翼动金])云"
_ALNUM = rf"[A-Za-z0-9{HAN_DIGITS}]"
_PLATE = re.compile(
    rf"(?:{_PROVINCE})[ ·.-]?[A-HJ-NP-Za-hj-np-z][ ·.-]{{0,2}}"
    rf"({_ALNUM}(?:[ -]?{_ALNUM}){{3}}(?:(?:[ -]?{_ALNUM}){{1,2}}|[港澳学警领挂使]))(?![A-Za-z0-9])"
)
_NAMED_PLATE = re.compile(
    r"(?:车牌|牌照|(?<!\d)[两港]地?牌|车号)(?:号码?)?(?:就?[是系]|为|[: ]){0,3}"
    rf"([A-Z]{{1,3}}[ ·-]?{_ALNUM}{{3,6}}|\d{{3,4}}-[A-Z0-9]{{2,3}})(?![A-Za-z0-9])"
)
_SERVICE_PLATE = re.compile(
    rf"(?<![A-Za-z0-9])(?:WJ ?[{HAN}]? ?\d{{4}}[0-9警]|使 ?\d{{6}}|M[A-Z]-\d\d-\d\d)(?![A-Za-z0-9])"
    r"|粤 ?[Zz][ ·.-]{0,2}[A-Za-z0-9]{2,4}[港澳]"
)


def find(plain: str) -> Iterator[Found]:
    """The numbers of papers and the plates in a plain text."""
    yield from _papers(plain)
    yield from _plates(plain)


def _papers(plain: str) -> Iterator[Found]:
    """By their shape, or after the name of the paper.

    >>> mask("护照E七二零四九三六一，通行证 C1234567，港澳证A123456(7)")
    '护照［证件号］，通行证 ［证件号］，港澳证［证件号］'
    >>> mask('订单CS25040817，"orderId":"D99120043"')
    '订单CS25040817，"orderId":"D99120043"'
    >>> mask("居留证 A800417725，PE1029384是旧护照，旅行证L10293847")
    '居留证 ［证件号］，［证件号］是旧护照，旅行证［证件号］'
    >>> mask("passport no. 548291037 US citizen")
    'passport no. ［证件号］ US citizen'
    """
    for found in each(_NAMED_PAPER, plain, Kind.DOCUMENT):
        if _digits(plain, found) > 4:
            yield found
    for pattern in (_OTHER_PAPER, _BEFORE_ITS_NAME, _HONG_KONG, _MACAO, _TAIWAN, _PASSPORT, _SOLDIER):
        yield from each(pattern, plain, Kind.DOCUMENT)


def _plates(plain: str) -> Iterator[Found]:
    """With their province, or after the word for them.

    >>> mask("鄂A幺三七九零，粤B·D12345，车牌B12345，云EULER")
    '［车牌号］，［车牌号］，车牌［车牌号］，云EULER'
    """
    for match in _PLATE.finditer(plain):
        if _digits(plain, Found(*match.span(1), Kind.PLATE)) > 2:
            yield Found(*match.span(), Kind.PLATE)
    for found in each(_NAMED_PLATE, plain, Kind.PLATE):
        if _digits(plain, found) > 2:
            yield found
    yield from each(_SERVICE_PLATE, plain, Kind.PLATE)


def _digits(plain: str, found: Found) -> int:
    return sum(one.isdigit() or one in HAN_DIGITS for one in plain[found.start : found.end])
