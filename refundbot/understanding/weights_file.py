"""Writing what training has learnt."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt


def write_arrays(arrays: Mapping[str, npt.NDArray[np.generic]], file: Path) -> None:
    """Writes arrays by their names; a half-written file never takes the place of a whole one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(f".{os.getpid()}.npz")
    np.savez(draft, **arrays)
    os.replace(draft, file)
