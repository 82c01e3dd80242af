"""What a file is called: what its sender called it, as far as that is a name and nothing else."""

from __future__ import annotations

import unicodedata

from refundbot.attachments.kinds import KINDS, Kind
from refundbot.visible import is_visible

MOST_CHARACTERS = 80
"""Of a name, its ending included."""

_NO_PART_OF_A_NAME = frozenset('<>:"|?*')
"""What Windows takes in no name."""

_ENDINGS = tuple(ending for kind in KINDS.values() for ending in kind.endings)

_PORTS = (f"{port}{number}" for port in ("com", "lpt") for number in range(10))
_DEVICES = frozenset({"con", "prn", "aux", "nul", *_PORTS})
"""Names that Windows keeps for itself, whatever their ending."""


def clean_name(given: str, kind: Kind, otherwise: str) -> str:
    """A name of one line without a path, control characters, marks that turn its direction, or blanks at its
    ends, that ends as its kind does; `otherwise` stands for what is none.

    >>> from refundbot.attachments.kinds import KINDS
    >>> clean_name("../../etc/报错.png", KINDS["image/png"], "图片")
    '报错.png'
    >>> clean_name("账单\\u202egpj.exe", KINDS["image/jpeg"], "图片")
    '账单gpj.exe.jpg'
    """
    last = given.replace("\\", "/").rpartition("/")[2]
    plain = "".join(_plain(character) for character in unicodedata.normalize("NFC", last))
    name = " ".join(plain.split()).strip(". ")
    was = next((one for one in _ENDINGS if name.lower().endswith(one)), "")
    ending = was if was in kind.endings else kind.endings[0]
    stem = name[: len(name) - len(was)][: MOST_CHARACTERS - len(ending)].strip(". ")
    if not is_visible(stem) or stem.partition(".")[0].lower() in _DEVICES:
        stem = otherwise
    return stem + ending


def _plain(character: str) -> str:
    if character in _NO_PART_OF_A_NAME:
        return "_"
    category = unicodedata.category(character)
    return " " if category[0] == "Z" or character in "\t\n\r" else "" if category[0] == "C" else character
