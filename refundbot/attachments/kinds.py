"""What may be sent, and how its bytes begin."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

PDF = "application/pdf"

_PDF_END = b"%%EOF"
_PDF_TAIL = 4096
"""Within so many bytes of its end a document says that it ends; some programs write more behind it."""


@dataclass(frozen=True)
class Kind:
    """One media type: the endings of its names, the usual one first, and how Pillow calls it."""

    media_type: str
    endings: tuple[str, ...]
    pillow: str | None = None

    @property
    def is_picture(self) -> bool:
        """Whether it is drawn anew; else its bytes stay as they are and are never shown."""
        return self.pillow is not None


KINDS = MappingProxyType(
    {
        kind.media_type: kind
        for kind in (
            Kind("image/png", (".png",), "PNG"),
            Kind("image/jpeg", (".jpg", ".jpeg"), "JPEG"),
            Kind("image/webp", (".webp",), "WEBP"),
            Kind("image/gif", (".gif",), "GIF"),
            Kind(PDF, (".pdf",)),
        )
    }
)
"""By media type."""

HEAD_BYTES = 16


def kind_of(head: bytes) -> Kind | None:
    """The kind whose bytes begin so; `None` for anything else.

    >>> kind_of(b"%PDF-1.7").media_type
    'application/pdf'
    >>> kind_of(b"<svg xmlns=") is None
    True
    """
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return KINDS["image/png"]
    if head.startswith(b"\xff\xd8\xff"):
        return KINDS["image/jpeg"]
    if head.startswith((b"GIF87a", b"GIF89a")):
        return KINDS["image/gif"]
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return KINDS["image/webp"]
    return KINDS[PDF] if head.startswith(b"%PDF-") else None


def agreed_kind(declared: str, head: bytes) -> Kind | None:
    """The kind that the bytes are, where it is what was declared.

    Browsers declare by a name's ending, and a picture saved under another picture's ending is common: that is
    taken for what it is. A document is no picture, and no picture a document.
    """
    claimed, found = KINDS.get(declared), kind_of(head)
    return found if claimed and found and claimed.is_picture == found.is_picture else None


def is_whole_document(tail: bytes) -> bool:
    """Whether a document that ends so is all there."""
    return _PDF_END in tail[-_PDF_TAIL:]
