"""Draws a picture anew, in a process that may do little else: `python -I redraw.py FORMAT PICTURE THUMBNAIL`.

The picture comes by standard input, what is drawn goes to the two open files; metadata such as places,
comments and profiles, further frames, and whatever else lies in the file stay behind. Nothing of ours is
imported, and no environment is needed. The exit status says what came of it; standard output, what was drawn.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MEMORY_BYTES = 1024**3
CPU_SECONDS = 15
NICENESS = 10
"""Below the servers, which answer everybody meanwhile."""
DRAWN_BYTES = 16 * 1024**2
"""Of what is drawn: noise that came roughly packed is three times as large when it goes."""
MOST_PIXELS = 25_000_000
"""Of what is unpacked: a long screenshot of a phone. A photograph with more is unpacked smaller."""
MOST_SMALLER = 120_000_000
"""Pixels of a photograph that is."""
THUMBNAIL = 320
"""Pixels of its longer side."""
TALLEST = 2
"""Of a thumbnail, in times of its width: of a long screenshot the top is shown."""

TOO_MANY_PIXELS = 3
UNREADABLE = 4


def confine() -> None:
    """Takes away what drawing does not need."""
    os.nice(NICENESS)
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, DRAWN_BYTES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(limit, (most, most))


def main() -> int:
    """Draws; the status to exit with."""
    confine()
    from PIL import Image as images
    from PIL import ImageOps

    name, picture, thumbnail = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    images.MAX_IMAGE_PIXELS = None  # they are counted below, before anything is unpacked
    opened = images.open(sys.stdin.buffer, formats=[name])
    width, height = opened.size
    if name == "JPEG" and MOST_PIXELS < width * height <= MOST_SMALLER:
        opened.draft("RGB", (width // 2, height // 2))
        while opened.size[0] * opened.size[1] > MOST_PIXELS:
            opened.draft("RGB", (opened.size[0] // 2, opened.size[1] // 2))
    if opened.size[0] * opened.size[1] > MOST_PIXELS:
        return TOO_MANY_PIXELS
    opened.load()
    image: Image = ImageOps.exif_transpose(opened)
    drawn, kind = _without_the_rest(image, name)
    with open(picture, "wb", closefd=False) as file:
        drawn.save(file, kind, **_how(kind))
    small = drawn.crop((0, 0, drawn.width, min(drawn.height, TALLEST * drawn.width)))
    small = small.convert("RGBA" if _is_transparent(drawn) else "RGB")
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    with open(thumbnail, "wb", closefd=False) as file:
        small.save(file, "WEBP", quality=80)
    print(json.dumps({"format": kind, "width": drawn.width, "height": drawn.height}))
    return 0


def _without_the_rest(image: Image, name: str) -> tuple[Image, str]:
    """The pixels alone, in a mode that the format keeps, and the format: of a GIF its first frame, as PNG."""
    kind = "PNG" if name == "GIF" else name
    modes = {"JPEG": ("RGB", "L"), "WEBP": ("RGB", "RGBA"), "PNG": ("1", "L", "LA", "P", "RGB", "RGBA")}[kind]
    if image.mode not in modes:
        image = image.convert("RGBA" if _is_transparent(image) and "RGBA" in modes else "RGB")
    kept = {"transparency": image.info["transparency"]} if "transparency" in image.info else {}
    drawn = image.copy()
    drawn.info.clear()
    drawn.info.update(kept)
    return drawn, kind


def _is_transparent(image: Image) -> bool:
    return image.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in image.info


def _how(kind: str) -> dict[str, int]:
    return {"JPEG": {"quality": 90}, "WEBP": {"quality": 90, "method": 2}, "PNG": {"compress_level": 6}}[kind]


if __name__ == "__main__":
    try:
        status = main()
    except Exception as error:
        print(type(error).__name__, file=sys.stderr)
        status = UNREADABLE
    sys.exit(status)
