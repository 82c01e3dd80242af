"""Pictures and documents that customers and agents send: judged, drawn anew, and kept apart from the words.

`kinds` says what is taken, `names` what a file is called, `pictures` draws what was sent anew in a process of
its own (`redraw`), `shelf` keeps it behind the small port of `store`: a folder, or object storage with an S3
interface. It knows neither the database, nor who may see what: bytes go by the ids of conversation and
attachment.
"""

from __future__ import annotations

from refundbot.attachments.kinds import KINDS
from refundbot.attachments.names import clean_name
from refundbot.attachments.pictures import BadFile, TooManyPixels
from refundbot.attachments.shelf import Busy, Kept, Shelf, open_shelf
from refundbot.attachments.store import Missing, Unavailable

__all__ = [
    "KINDS",
    "BadFile",
    "Busy",
    "Kept",
    "Missing",
    "Shelf",
    "TooManyPixels",
    "Unavailable",
    "clean_name",
    "open_shelf",
]
