"""A reply in the script that the customer writes: the last thing that is done to it.

What a customer reads is converted: texts and the titles of buttons. What a program reads is not: the
envelope, and what a button says when it is pressed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from opencc import OpenCC

from refundbot.catalogue import CHANNELS, PRODUCTS
from refundbot.replies.model import Reply
from refundbot.replies.wording import wording

_TERMS = {script.key: script.by_key() for script in wording("scripts.yaml").children()}
SCRIPTS = tuple(_TERMS)
_CHARACTERS = {"traditional": "s2tw", "taiwan": "s2tw", "hong_kong": "s2hk"}
_PAGE = r"“[^”\n]*”|[^\s，。；：]+(?: > [^\n，。；：（）]+)+|^来源：.*$"
"""What stands in the console: the words on a page, a way through its menus; and the titles of sources."""


def in_script(reply: Reply, script: str) -> Reply:
    """The reply in a script of `scripts.yaml`; as it is for any other."""
    if script not in SCRIPTS:
        return reply
    return replace(
        reply,
        texts=tuple(written(text, script) for text in reply.texts),
        buttons=tuple(replace(button, title=written(button.title, script)) for button in reply.buttons),
    )


def written(text: str, script: str) -> str:
    """A text in a script; names keep their own words and change their characters only."""
    names = "".join(f"|{name}" for name in _names())
    parts = re.split(f"({_PAGE}{names})", text, flags=re.M)
    return "".join(_converted(part, script, named=place % 2 == 1) for place, part in enumerate(parts))


def _converted(part: str, script: str, named: bool) -> str:
    convert = _converter(_CHARACTERS[script]).convert
    characters: str = convert(part)
    if named and _converter("t2s").convert(characters) != part:
        characters = "".join(map(convert, part))  # 实时 would become 即時, another word
    terms = _TERMS[script]
    apply = sorted((term for term in terms if len(term) == 1 or not named), key=len, reverse=True)
    return re.sub("|".join(apply), lambda found: terms[found[0]], characters)


@cache
def _names() -> tuple[str, ...]:
    """The names of products and ways to pay, the longest first."""
    named = {product.name for product in PRODUCTS.values()} | {way.name for way in CHANNELS.values()}
    return tuple(sorted(map(re.escape, named), key=len, reverse=True))


def let_go() -> None:
    """Gives the converters' memory back, 12 MB each; they are loaded anew where a reply needs them."""
    _converter.cache_clear()


@cache
def _converter(characters: str) -> OpenCC:
    return OpenCC(characters)
