"""Takes personal data out of text before it is stored or logged. Order numbers stay: they are asked about."""

from __future__ import annotations

import re

_WIDE_DIGITS = str.maketrans("０１２３４５６７８９＋－＠．Ｘｘ　", "0123456789+-@.Xx ")

_NOT_IN_NUMBER = r"(?<![0-9A-Za-z])"
_NUMBER_ENDS = r"(?![0-9A-Za-z])"

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}")
_MOBILE = re.compile(
    rf"{_NOT_IN_NUMBER}(?:(?:\+|00)?86[ -]?)?1[3-9][0-9][ -]?[0-9]{{4}}[ -]?[0-9]{{4}}{_NUMBER_ENDS}"
)
_ID_CARD = re.compile(rf"{_NOT_IN_NUMBER}[1-9](?:[ -]?[0-9]){{16}}[ -]?[0-9Xx]{_NUMBER_ENDS}")
_BANK_CARD = re.compile(rf"{_NOT_IN_NUMBER}[2-69](?:[ -]?[0-9]){{14,18}}{_NUMBER_ENDS}")

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"


def mask(text: str) -> str:
    """The text with words in the place of mobile numbers, ID card numbers, bank card numbers and e-mail
    addresses. Numbers of the right length that fail their checksum are something else, and stay."""
    plain = text.translate(_WIDE_DIGITS)
    found = [
        *((match.span(), "［邮箱］") for match in _EMAIL.finditer(plain)),
        *((match.span(), "［身份证号］") for match in _ID_CARD.finditer(plain) if _is_id_card(match[0])),
        *((match.span(), "［银行卡号］") for match in _BANK_CARD.finditer(plain) if _is_bank_card(match[0])),
        *((match.span(), "［手机号］") for match in _MOBILE.finditer(plain)),
    ]
    masked, end = [], 0
    for (start, stop), word in sorted(found, key=lambda each: (each[0][0], -each[0][1])):
        if start >= end:
            masked += [text[end:start], word]
            end = stop
    return "".join([*masked, text[end:]])


def _is_id_card(written: str) -> bool:
    """GB 11643-1999: a date of birth, and a check character by ISO 7064 MOD 11-2."""
    number = _bare(written).upper()
    month, day = int(number[10:12]), int(number[12:14])
    if not (number[6:8] in ("18", "19", "20") and 1 <= month <= 12 and 1 <= day <= 31):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, number, strict=False))
    return _ID_CHECK[total % 11] == number[17]


def _is_bank_card(written: str) -> bool:
    """The Luhn check of ISO/IEC 7812."""
    digits = [int(digit) for digit in reversed(_bare(written))]
    doubled = (digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _bare(written: str) -> str:
    return written.replace(" ", "").replace("-", "")
