"""Pictures drawn anew, each by a process of its own: what is unpacked there is near nothing that we keep."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from refundbot.attachments import redraw
from refundbot.attachments.kinds import KINDS, Kind

SECONDS = 20.0
"""For a picture, after which it is given up."""

_PROGRAM = Path(redraw.__file__)
_BY_FORMAT = {kind.pillow: kind for kind in KINDS.values()}


class BadFile(ValueError):
    """It is not what it says it is, or it cannot be read."""


class TooManyPixels(ValueError):
    """It is unpacked to more than we unpack."""


@dataclass(frozen=True)
class Drawn:
    """What was drawn: its kind, and its measures in pixels."""

    kind: Kind
    width: int
    height: int


async def redraw_picture(source: IO[bytes], kind: Kind, picture: IO[bytes], thumbnail: IO[bytes]) -> Drawn:
    """Draws the picture of that kind anew into `picture`, and small into `thumbnail`: files of the system.

    Raises:
        BadFile: it cannot be drawn, or not in time or memory.
        TooManyPixels: it has more than are drawn.
    """
    source.seek(0)
    outputs = (picture.fileno(), thumbnail.fileno())
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(_PROGRAM),
        str(kind.pillow),
        *map(str, outputs),
        stdin=source,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        pass_fds=outputs,
        env={},
    )
    try:
        told, _ = await asyncio.wait_for(process.communicate(), SECONDS)
    except asyncio.TimeoutError:
        raise BadFile("it takes too long") from None
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode == redraw.TOO_MANY_PIXELS:
        raise TooManyPixels
    if process.returncode != 0:
        raise BadFile("it cannot be drawn")
    drawn = json.loads(told)
    return Drawn(_BY_FORMAT[drawn["format"]], drawn["width"], drawn["height"])
