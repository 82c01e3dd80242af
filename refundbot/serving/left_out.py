"""What a library would load and nobody asks for."""

from __future__ import annotations

import os

PHRASES = "PYPINYIN_NO_PHRASES"
"""46 MB of how phrases sound: `understanding.text.sounds` asks for single characters."""


def leave_out() -> None:
    """Saves memory. To be called before anything that understands is imported, for it is read only then."""
    os.environ.setdefault(PHRASES, "true")
