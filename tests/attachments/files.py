"""Files as people send them, and as they should not."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import AsyncIterator
from typing import Any

from PIL import Image, TiffImagePlugin

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"

PLACE = "22.5431"
"""Where a photograph was taken: part of its metadata, which nobody is to have."""


COLOURS: dict[str, tuple[Any, Any]] = {
    "1": (1, 0),
    "P": (200, 90),
    "L": (200, 90),
    "RGB": ((200, 60, 40), (30, 90, 200)),
    "RGBA": ((200, 60, 40, 255), (30, 90, 200, 90)),
    "CMYK": ((200, 60, 40, 10), (30, 90, 200, 90)),
}


def picture(kind: str = "PNG", size: tuple[int, int] = (640, 400), mode: str = "RGB", **how: Any) -> bytes:
    """A picture of that format, its halves of two colours."""
    right, left = COLOURS[mode]
    image = Image.new(mode, size, right)
    image.paste(left, (0, 0, size[0] // 2, size[1]))
    file = io.BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def photograph() -> bytes:
    """A JPEG with a place, a comment and a turn by a quarter in its metadata."""
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation
    exif[0x010E] = PLACE
    exif[0x8825] = {1: "N", 2: tuple(map(TiffImagePlugin.IFDRational, (22, 32, 35)))}
    return picture("JPEG", exif=exif, comment=PLACE.encode())


def chunk(name: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bomb(side: int) -> bytes:
    """A PNG of so many pixels each way, all alike: some kilobytes that unpack to gigabytes."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    packed = zlib.compressobj(9)
    row = bytes(1 + 3 * side)
    data = b"".join(packed.compress(row) for _ in range(min(side, 2000))) + packed.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


async def in_pieces(data: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    """What comes, as it comes."""
    for begin in range(0, len(data), size):
        yield data[begin : begin + size]
