"""Keeps personal data out of the logs of a process, whoever writes them."""

from __future__ import annotations

import logging
from typing import Any

from refundbot.conversations.privacy import mask_by_rules

_traceback = logging.Formatter().formatException


class MaskedRecord(logging.LogRecord):
    """A record whose text and traceback are masked before any handler sees them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.msg, self.args = mask_by_rules(self.getMessage()), None
        if self.exc_info:
            self.exc_text = mask_by_rules(_traceback(self.exc_info))


def install() -> None:
    """Has every logger of this process write masked records."""
    logging.setLogRecordFactory(MaskedRecord)
