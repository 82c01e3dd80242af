"""What no rule tells: a trained tagger finds names, addresses and values that nothing introduces.

A conditional random field over the features of `characters`, trained by `refundbot.masking`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from threading import Lock

import pycrfsuite

from refundbot.conversations.privacy import addresses, kept
from refundbot.conversations.privacy.characters import features
from refundbot.conversations.privacy.kinds import Found, Kind
from refundbot.conversations.privacy.names import BRANDS, FULL, HAN, SURNAME, is_name
from refundbot.conversations.privacy.places import is_in_place
from refundbot.conversations.privacy.plain import HAN_DIGITS
from refundbot.conversations.privacy.surnames import COMPOUND, RARE

FOLDER = Path(__file__).parents[3] / "models" / "masking"
WEIGHTS = "tagger.crfsuite"
NOTHING = "O"
"""The label of a character that stays."""
_SURE, _LIKELY = 0.7, 0.3
"""A span is as far as its characters are likely, and one of them is sure."""
_PIECE = 1000
"""Characters that are read at once: what is longer is parted, best at the end of a line."""

_EDGES = " \t\n,，.。;；:：、!！?？()（）[]【】<>《》\"'“”「」|/=-—"
_ORGANISATION = re.compile(
    rf"(?:(?![的在是他她和跟与我你])[{HAN}()]){{0,12}}?"
    "(?:有限公司|责任公司|股份公司|集团|工作室|事务所|旗舰店|专卖店|研究院)"
)
"""Behind what is a part of its name."""
_REST_OF_LATIN = re.compile(r"(?<=[A-Za-z])(?: [A-Z][A-Za-z'-]+){1,2}(?![A-Za-z0-9])")
_AT = re.compile(r"@|#|艾特|小老鼠|圈|(?<![A-Za-z])(?i:at)(?![A-Za-z])")
_FEWEST_DIGITS = {Kind.PHONE: 4, Kind.DOCUMENT: 5, Kind.BANK_CARD: 8, Kind.PLATE: 3}
_NO_VALUE = re.compile(rf"\n|^[A-Za-z_]+=|^(?:true|false|null|none)$|^[A-Za-z]+[{HAN}]+[A-Za-z]+$")
"""No secret and no id: what two lines share, the next field of a log, a word between words."""
_LONGEST_NAME = 7
_USUAL_NAME = 3
"""Characters of a name at all, and of one with a surname of one character."""
_ROLES = ("同事", "朋友", "同学")
"""A name begins behind them, not within."""
_NICKNAME = re.compile(rf"[阿小老大][{HAN}][呀啊哥姐]?")
"""Who is called that stays as unknown as one of whom the surname is told."""
_NO_GIVEN = re.compile("[的了吗呢吧你我他她您们这么什是不没要想能就得跟像谁被让请说]")
"""In no name behind its first character."""
_SURNAME_BEFORE = re.compile(rf"(?:{'|'.join(COMPOUND)}|{SURNAME}|[{''.join(sorted(RARE))}])$")
_GIVEN = re.compile(rf"[{HAN}]{{1,2}}")
_FULL = re.compile(FULL)
_TYPED = re.compile(r"[A-Za-z0-9]")


class TaggerMissing(RuntimeError):
    """The tagger has not been trained."""


class Tagger:
    """The trained tagger. Safe to be called from several threads."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Reads what training has written.

        Raises:
            TaggerMissing: there is none.
        """
        try:
            self._crf = pycrfsuite.Tagger()
            self._crf.open(str(folder / WEIGHTS))
        except OSError:
            raise TaggerMissing("There is no model for masking yet; `make train` builds it.") from None
        self._lock = Lock()

    def find(self, plain: str) -> Iterator[Found]:
        """What must be masked in a plain text, in order. Its cost grows with the length of the text."""
        asked = kept.blank(plain)
        for start, end in _pieces(plain):
            piece = plain[start:end]
            for found in _spans(*self._read(piece)):
                whole = _whole(piece, found)
                if whole is not None and not _is_kept(asked, start + whole.start, start + whole.end):
                    yield Found(start + whole.start, start + whole.end, whole.kind)

    def _read(self, piece: str) -> tuple[list[Kind], list[float]]:
        """The likeliest kind of each character, and how likely it is that it must be masked."""
        seen = features(piece)
        with self._lock:
            self._crf.set(seen)
            labels: list[str] = self._crf.tag()
            masked = [1.0 - self._crf.marginal(NOTHING, place) for place in range(len(piece))]
            for place, chance in enumerate(masked):
                if chance > _LIKELY and labels[place] == NOTHING:
                    labels[place] = max(self._kinds(), key=lambda kind: self._crf.marginal(kind, place))
        return [Kind[label] if label != NOTHING else Kind.NAME for label in labels], masked

    def _kinds(self) -> list[str]:
        return [label for label in self._crf.labels() if label != NOTHING]


@cache
def trained() -> Tagger:
    """The tagger that `make train` built.

    Raises:
        TaggerMissing: there is none.
    """
    return Tagger()


def _pieces(plain: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(plain):
        end = start + _PIECE
        if end < len(plain):
            end = plain.rfind("\n", start + _PIECE // 2, end) + 1 or end
        yield start, min(end, len(plain))
        start = end


def _spans(kinds: list[Kind], masked: list[float]) -> Iterator[Found]:
    start = 0
    while start < len(masked):
        end = start + 1
        if masked[start] > _LIKELY:
            while end < len(masked) and masked[end] > _LIKELY and kinds[end] is kinds[start]:
                end += 1
            if max(masked[start:end]) > _SURE:
                yield Found(start, end, kinds[start])
        start = end


def _whole(piece: str, found: Found) -> Found | None:
    """The span without signs at its edges and with the rest of its name or word; `None` for what is none."""
    start, end = found.start, found.end
    while start < end and piece[start] in _EDGES:
        start += 1
    while end > start and piece[end - 1] in _EDGES:
        end -= 1
    if start == end:
        return None
    while start > 0 and _TYPED.match(piece[start]) and _TYPED.match(piece[start - 1]):
        start -= 1
    while end < len(piece) and _TYPED.match(piece[end - 1]) and _TYPED.match(piece[end]):
        end += 1
    if found.kind is Kind.NAME:
        start = _from_surname(piece, start, end)
        rest = _REST_OF_LATIN.match(piece, end)
        end = rest.end() if rest else end
        if not _may_be_name(piece, start, end):
            return None
    if _digits(piece[start:end]) < _FEWEST_DIGITS.get(found.kind, 0):
        return None
    if found.kind in (Kind.PASSWORD, Kind.MESSENGER) and _NO_VALUE.search(piece[start:end]):
        return None
    if found.kind is Kind.EMAIL and not _AT.search(piece, start, end):
        return None
    if found.kind is Kind.ADDRESS:
        last = addresses.whole(piece, start, end)
        if last is None:
            return None
        end = last
    return Found(start, end, found.kind)


def _digits(text: str) -> int:
    return sum(character.isdigit() or character in HAN_DIGITS for character in text)


def _may_be_name(piece: str, start: int, end: int) -> bool:
    """No part of the name of a place or an organisation, no word alone, and no longer than names are."""
    text = piece[start:end]
    is_long = end - start > _LONGEST_NAME and "·" not in text and not text.isascii()
    is_word = (text.isascii() and text.isalpha()) or text in COMPOUND or _NICKNAME.fullmatch(text)
    return (
        end - start > 1
        and not (is_long or is_word)
        and is_name(text)
        and not _NO_GIVEN.search(text, 1)
        and not _is_brand(text)
        and not any(piece.startswith(role, start - 1) for role in _ROLES)
        and not is_in_place(piece, start, end)
        and _ORGANISATION.match(piece, end) is None
    )


def _is_brand(text: str) -> bool:
    """Whether it is one, or begins with one and is longer than a name of that beginning."""
    return text in BRANDS or (len(text) > _USUAL_NAME and any(map(text.startswith, BRANDS)))


def _is_kept(asked: str, start: int, end: int) -> bool:
    """Whether all of it is gone from the text without the numbers that stay."""
    return not any(map(str.isalnum, asked[start:end]))


def _from_surname(piece: str, start: int, end: int) -> int:
    """Where a name begins of which only the given one was found."""
    if end - start > 2 or _FULL.fullmatch(piece, start, end) or not _GIVEN.fullmatch(piece, start, end):
        return start
    surname = _SURNAME_BEFORE.search(piece, max(0, start - 2), start)
    return surname.start() if surname else start
