"""Access keys and tokens by their shape: no cue is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refundbot.conversations.privacy.kinds import Found, Kind, each

_BLOCK = r"-----BEGIN [A-Z ]{1,40}-----[A-Za-z0-9+/=\s\\]*(?:-----END [A-Z ]{1,40}-----)?"
_WEB_TOKEN = r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?"
_CLOUDS = r"A[KS]IA[A-Z0-9]{12,20}|LTAI[A-Za-z0-9]{8,30}|AKID[A-Za-z0-9]{12,48}|AKLT[A-Za-z0-9_-]{12,60}"
_PRODUCTS = (
    r"AIza[\w-]{20,45}|ya29[.-][\w-]{12,}|gh[pousrx]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{12,}"
    r"|sk-[\w-]{12,}"
    r"|xox[abprs]-[\w-]{10,}|(?:hf|npm)_\w{16,}|[rsp]k_(?:live|test)_\w{8,}|SG\.[\w-]{16,}\.[\w-]{16,}"
)
_PLAIN_PREFIX = (
    r"(?:tk|tok|token|key|[asp]k|api|pat|sid|sess|session|secret|hwt|hws)_"
    r"(?=[A-Za-z]{0,30}\d)[A-Za-z0-9]{12,64}"
)
_HEADER = r"[Bb]earer +[A-Za-z0-9._~+/-]{8,}=*|[Bb]asic +(?=[A-Za-z0-9+/]{0,40}[A-Z0-9])[A-Za-z0-9+/]{8,}=*"
_SHAPED = re.compile(
    rf"{_BLOCK}|(?<![A-Za-z0-9])(?:{_WEB_TOKEN}|{_CLOUDS}|{_PRODUCTS}|{_PLAIN_PREFIX}|{_HEADER})", re.ASCII
)
_LONG = re.compile(r"(?<![A-Za-z0-9/_-])(?:[AS]K)?([A-Za-z0-9]{20,})(?![A-Za-z0-9])")
_HEXADECIMAL = re.compile(r"[0-9a-f]+")


def find(plain: str) -> Iterator[Found]:
    """The keys in a plain text.

    >>> mask("AKHPUAQ7ZK3WX0M8LRT5JD，https://m.example.com/tk_5f8a2c91e07b4d36/step3")
    'AK［密钥］，https://m.example.com/［密钥］/step3'
    """
    yield from each(_SHAPED, plain, Kind.KEY)
    for found in each(_LONG, plain, Kind.KEY):
        if _looks_like_key(plain[found.start : found.end]):
            yield found


def _looks_like_key(token: str) -> bool:
    """Thirty letters and digits, or twenty capitals and digits; ids are hexadecimal or have dashes, and
    AAAA begins a public key."""
    digits, capitals = sum(map(str.isdigit, token)), sum(map(str.isupper, token))
    if token.startswith(("CS", "AAAA")) or _HEXADECIMAL.fullmatch(token):
        return False
    if len(token) == 20:
        return digits > 0 and capitals > 3 and digits + capitals == 20
    return len(token) >= 30 and digits > 2 and len(token) - digits > 5
