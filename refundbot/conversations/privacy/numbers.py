"""Telephone, ID card and bank card numbers, however they are grouped and whatever parts the groups."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from refundbot.conversations.privacy.kinds import Found, Kind, each
from refundbot.conversations.privacy.plain import HAN_DIGITS, SPOKEN

_GROUP = re.compile(r"\d+")
_GAP = re.compile(rf"[ \-./_()·,，、*\n:]{{1,3}}|{SPOKEN}")
_USUAL_GAPS = {" ", "-", "."}
_PLAIN_GAP = re.compile(r"[ \-._/()]{1,3}")
FEWEST_DIGITS, MOST_DIGITS = 7, 25
"""Of one number."""

_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_ID_18 = re.compile(rf"{_PROVINCE}\d{{4}}(?:18|19|20)\d\d{_MONTH_DAY}\d{{3}}[\dX]")
_ID_15 = re.compile(rf"{_PROVINCE}\d{{4}}\d\d{_MONTH_DAY}\d{{3}}")
_CHECK_X = re.compile(r"[ \-]?[Xx叉](?![0-9A-Za-z])")

_MOBILE = re.compile(r"(?:(?:00)?86|0)?1[3-9]\d{9}")
_MOBILE_GROUPS = {
    (11,),
    (3, 4, 4),
    (3, 3, 5),
    (4, 3, 4),
    (4, 4, 3),
    (3, 8),
    (7, 4),
    (5, 6),
    (6, 5),
    (3, 5, 3),
}
_PARTED_MOBILE = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d([xX×#|])\d{4}\1\d{4}(?![0-9A-Za-z])")
"""One sign between the groups that stands between other numbers, too: 1920x1080 144."""
_TOLD_MOBILE = re.compile(r"(?<!\d)1[3-9]\d\D{0,4}中间\D{0,4}\d{4}\D{1,3}[后尾]\D{0,4}\d{4}(?!\d)")

_LANDLINE = re.compile(r"(?:0?86)?0(?:10|2\d|[3-9]\d{2})\d{7,8}")
_AREA = re.compile(r"(?:86)?0?(?:10|2\d|[3-9]\d{2})|86")
_TAIWAN = re.compile(r"09\d{8}")
_ABROAD = re.compile(r"(?:852[2-9]\d{7}|853[268]\d{7}|886[2-9]\d{7,8})")
_FROM_ABROAD = re.compile(r"00[1-9]")
_EXTENSION = re.compile(r" ?(?:转|-|#|分机|ext\.?) ?\d{1,6}(?!\d)")

_NAMED_IBAN = re.compile(r"IBAN[ :是为]{0,3}([A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30})(?![A-Za-z0-9])")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?![A-Za-z0-9])")
_CARD = re.compile(r"[3-69]\d{15,18}|3[47]\d{13}")

_PHONE_CUE = re.compile(
    r"(?:电话|手机|手提|(?<![单票])号码|座机|固话|联系方式|联[系络]|致电|拨打|回电|[打搵揾找](?:给|俾"
    r"|畀)?我|打给|传真|转数快|FPS|香港|港号|澳门|台湾"
    r"|(?:[Tt][Ee][Ll]|[Cc]all|[Pp]hone|[Mm]obile|[Ff]ax|[Ww]hats[Aa]pp)|(?<![A-Za-z-])HK)"
    r"(?:号码?|[Ii][Dd]|我|me|only|的话?|[是系]|为|可以?|都?得|就|请|打|加|[搵揾]我?|呢个|啦"
    r"|\d{1,2} ?[字开]头|[:：( .#+,，]){0,8}$"
    rf"|(?:区号|拨)(?:[是系为: ]{{0,2}}[\d{HAN_DIGITS}]{{2,4}})?(?:再|然后|直?拨|打|[,，、 ]){{0,4}}$"
)
_BESIDE_CUE = re.compile(
    r"(?:公司|办公室|直线|[Oo]ffice|[Dd]irect|[Ll]ine|先生|小姐|女士|[太生]|[A-Z][a-z]{1,12}"
    r"|[A-Z]{2,12})[ ,，:(]{1,2}$|[打搵揾]去? ?$"
)
"""Before a number in fours, as in Hong Kong: a place, or whose it is."""
_ACCOUNT_JOINED = r"(?:号码?|码|我|的话?|[是为系]|尾号|[Nn][Oo]|[:：( .#]){0,6}$"
_CARD_CUE = re.compile(rf"(?:卡号?|账号|帐号|[账帐]户|[Cc]ard|[Aa]ccount)[,，]?{_ACCOUNT_JOINED}")
_BANK_CUE = re.compile(
    r"(?:(?<![\u4e00-\u9fff])户口(?!本)|(?:银行|对公|公司|单位|收款|付款|退款|汇款|邮局|储蓄"
    r"|结算)的?(?:[账帐][号户]|户[口头])|公户|(?:基本|一般)户|对公|(?:入数|过数|转账|汇款?|打款?"
    r"|退款?)[去到至入]"
    rf"|开户行(?:(?!联行)[^\d\n]){{0,20}}?|(?:银行|工行|农行|建行|中行|招行|交行|汇丰|恒生|中银|渣打"
    rf"|信托|邮政|信用社|国泰世华|玉山|台新|花旗|星展|HSBC|DBS|BOC|Hang Seng)"
    r"(?:[\u4e00-\u9fff]{2,8}[分支]行)? ?(?:[账帐][号户]|户[口头]|[Aa]ccount|[Aa]/[Cc]|[Aa]cct)?)"
    rf"[,，]?{_ACCOUNT_JOINED}"
)
"""Of an account at a bank, whose number may be short; the other is also said of accounts of ours."""
_CUE_CHARACTERS = 30


def find(plain: str) -> Iterator[Found]:
    """The numbers in a plain text from which those to be kept are gone.

    >>> mask("call me 159 4420 7 713，136x2287x4410，HK 51928834；1920x1080 144，130 2000 5 300")
    'call me ［手机号］，［手机号］，HK ［电话］；1920x1080 144，130 2000 5 300'
    >>> mask("幺八零，嗯，四四七二，后头是，零零九幺；身份证四二零六二一 然后 一九七九 零八 零二 七七三叉")
    '［手机号］；身份证［身份证号］'
    >>> mask("卡号，六二二八 四八零零 三八八一 七七二三 六六幺九；充值卡号 8827 1100 3928 7716；打6138 2047")
    '卡号，［银行卡号］；充值卡号 8827 1100 3928 7716；打［电话］'
    >>> mask("手机前三位186，中间2209，后四位4417；尾号4417")
    '手机前三位［手机号］；尾号4417'
    """
    for pattern in (_PARTED_MOBILE, _TOLD_MOBILE):
        yield from (Found(*match.span(), Kind.MOBILE) for match in pattern.finditer(plain))
    yield from each(_NAMED_IBAN, plain, Kind.BANK_CARD)
    for match in _IBAN.finditer(plain):
        if _is_iban(match[0].replace(" ", "")):
            yield Found(*match.span(), Kind.BANK_CARD)
    groups = [match.span() for match in _GROUP.finditer(plain)]
    first = 0
    while first < len(groups):
        found, used = _longest(plain, groups, first)
        if found:
            yield found
        first += used


def _longest(plain: str, groups: Sequence[tuple[int, int]], first: int) -> tuple[Found | None, int]:
    """The longest number that begins with that group, and how many groups it takes."""
    start, best, used, digits = groups[first][0], None, 1, ""
    sizes: list[int] = []
    gaps: list[str] = []
    for count, (begin, end) in enumerate(groups[first : first + MOST_DIGITS], start=1):
        if sizes:
            gap = plain[groups[first + count - 2][1] : begin]
            if gap not in _USUAL_GAPS and _GAP.fullmatch(gap) is None:
                break
            gaps.append(gap)
        sizes.append(end - begin)
        if sum(sizes) > MOST_DIGITS:
            break
        digits += plain[begin:end]
        found = _read(plain, start, end, digits, sizes, gaps) if len(digits) >= FEWEST_DIGITS else None
        if found:
            best, used = found, count
    return best, used


def _read(
    plain: str, start: int, end: int, digits: str, sizes: Sequence[int], gaps: Sequence[str]
) -> Found | None:
    if _ID_18.fullmatch(digits):
        return Found(start, end, Kind.ID_CARD)
    if len(digits) == 17 and _ID_18.fullmatch(f"{digits}X"):
        check = _CHECK_X.match(plain, end)
        if check:
            return Found(start, check.end(), Kind.ID_CARD)
    if _ID_15.fullmatch(digits) and len(sizes) <= 3:
        return Found(start, end, Kind.ID_CARD)
    if _is_mobile(plain, start, digits, sizes, gaps):
        return Found(_from_sign(plain, start, end), end, Kind.MOBILE)
    if _is_phone(plain, start, digits, sizes, gaps):
        extension = _EXTENSION.match(plain, end)
        return Found(_from_sign(plain, start, end), extension.end() if extension else end, Kind.PHONE)
    if _is_bank_card(plain, start, digits, sizes, gaps):
        return Found(_from_sign(plain, start, end), end, Kind.BANK_CARD)
    return None


def _is_mobile(plain: str, start: int, digits: str, sizes: Sequence[int], gaps: Sequence[str]) -> bool:
    if _MOBILE.fullmatch(digits) is None:
        return False
    trunk, own, own_gaps = len(digits) - 11, list(sizes), gaps
    if trunk:
        if own[0] == trunk and len(own) > 1:
            own, own_gaps = own[1:], gaps[1:]
        else:
            own[0] -= trunk
    if tuple(own) in _MOBILE_GROUPS:
        return True
    is_even = len(set(own_gaps)) == 1 and _PLAIN_GAP.fullmatch(own_gaps[0]) is not None
    if (is_even and (min(own) > 1 or max(own) <= 2)) or (len(own) == 11 and len(own_gaps[0]) <= 2):
        return True
    return all(map(_PLAIN_GAP.fullmatch, own_gaps)) and _is_cued(plain, start)


def _is_phone(plain: str, start: int, digits: str, sizes: Sequence[int], gaps: Sequence[str]) -> bool:
    if not all(gap in _USUAL_GAPS or _PLAIN_GAP.fullmatch(gap) for gap in gaps):
        return False
    length = len(digits)
    if plain[start - 1 : start] == "+" and not plain[start - 2 : start - 1].isdigit():
        return 8 <= length <= 15
    if _LANDLINE.fullmatch(digits) or _TAIWAN.fullmatch(digits):
        return True
    if len(sizes) > 1:
        area = digits[: sizes[0]] if sizes[0] > 2 or len(sizes) == 2 else digits[: sizes[0] + sizes[1]]
        if sizes[0] == 2 and digits[0] == "0" and digits[1] in "2345678" and 9 <= length <= 10:
            return True  # Taiwan
        if _ABROAD.fullmatch(digits) and sizes[0] == 3:
            return True
        if _FROM_ABROAD.match(digits) and 10 <= length <= 17:
            return True
        if digits.startswith("86") and _AREA.fullmatch(area) and 11 <= length <= 13:
            return True
        if list(sizes) == [3, 3, 4] and digits[0] in "23456789" and digits[3] in "23456789":
            return True  # North America
        if list(sizes) == [1, 3, 3, 4] and digits[0] == "1":
            return True
    if (
        list(sizes) == [4, 4]
        and digits[0] in "235689"
        and _BESIDE_CUE.search(plain[max(0, start - 20) : start])
    ):
        return True
    if 7 <= length <= 13 and min(sizes) > 1:
        return _is_cued(plain, start)
    return False


def _is_cued(plain: str, start: int) -> bool:
    """Whether what stands before it says that it is a telephone number."""
    return _PHONE_CUE.search(plain[max(0, start - _CUE_CHARACTERS) : start]) is not None


def _is_bank_card(plain: str, start: int, digits: str, sizes: Sequence[int], gaps: Sequence[str]) -> bool:
    length, before = len(digits), plain[max(0, start - _CUE_CHARACTERS) : start]
    if all(map(_PLAIN_GAP.fullmatch, gaps)) and (
        (12 <= length <= MOST_DIGITS and _CARD_CUE.search(before))
        or (9 <= length <= MOST_DIGITS and _BANK_CUE.search(before))
    ):
        return True
    if _CARD.fullmatch(digits) is None:
        return False
    is_in_fours = len(sizes) > 3 and set(sizes[:-1]) == {4} and sizes[-1] <= 4
    return digits.startswith("62") or is_in_fours or _passes_luhn(digits)


def _passes_luhn(digits: str) -> bool:
    """The check of ISO/IEC 7812."""
    values = [int(digit) for digit in reversed(digits)]
    doubled = (value * 2 - 9 if value > 4 else value * 2 for value in values[1::2])
    return (sum(values[::2]) + sum(doubled)) % 10 == 0


def _is_iban(text: str) -> bool:
    """The check of ISO 13616."""
    return int("".join(str(int(character, 36)) for character in text[4:] + text[:4])) % 97 == 1


def _from_sign(plain: str, start: int, end: int) -> int:
    """Where the number begins with its plus and its bracket."""
    if plain[start - 1 : start] == "+":
        start -= 1
    return start - 1 if plain[start - 1 : start] == "(" and ")" in plain[start:end] else start
