"""The port of where the bytes lie: four acts, which block, and fail in two ways."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import IO, Protocol

FREE_BYTES = 512 * 1024**2
"""That stay free on the disk: conversations are written on it too."""

PIECE_BYTES = 64 * 1024


class Unavailable(ConnectionError):
    """The store does not answer, or has no room."""


class Missing(LookupError):
    """There is nothing under that key (any more)."""


class Store(Protocol):
    """Bytes by key: `conversation/name`. Each raises `Unavailable`."""

    def put(self, key: str, source: IO[bytes]) -> None:
        """Keeps the rest of `source`."""

    def open(self, key: str) -> IO[bytes]:
        """What is kept, to be read and closed. Raises `Missing`."""

    def delete(self, key: str) -> None:
        """Keeps it no longer, if it did."""

    def forget(self, conversation: str) -> None:
        """Keeps nothing of a conversation, whatever there was."""


def check_room(folder: Path) -> None:
    """Sees that there is room for more.

    Raises:
        OSError: there is none, or no such folder.
    """
    if shutil.disk_usage(folder).free < FREE_BYTES:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))


class FolderStore:
    """A folder of this machine, closed to other users, made with the first file that comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, source: IO[bytes]) -> None:
        """See `Store.put`."""
        file = self._file(key)
        try:
            for folder in (self._folder, file.parent):
                folder.mkdir(mode=0o700, exist_ok=True)
            check_room(file.parent)
            with open(file, "xb", opener=_closed_to_others) as kept:
                shutil.copyfileobj(source, kept, PIECE_BYTES)
        except OSError as error:
            raise Unavailable(str(error)) from None

    def open(self, key: str) -> IO[bytes]:
        """See `Store.open`."""
        try:
            return self._file(key).open("rb")
        except FileNotFoundError:
            raise Missing(key) from None
        except OSError as error:
            raise Unavailable(str(error)) from None

    def delete(self, key: str) -> None:
        """See `Store.delete`."""
        try:
            self._file(key).unlink(missing_ok=True)
        except OSError as error:
            raise Unavailable(str(error)) from None

    def forget(self, conversation: str) -> None:
        """See `Store.forget`."""
        try:
            shutil.rmtree(self._file(f"{conversation}/0").parent)
        except FileNotFoundError:
            pass
        except OSError as error:
            raise Unavailable(str(error)) from None

    def _file(self, key: str) -> Path:
        """Where a key lies: keys are ids of ours, and lead nowhere else."""
        conversation, _, name = key.partition("/")
        if not (conversation.isalnum() and name.partition(".")[0].isalnum() and "/" not in name):
            raise ValueError(f"no key of ours: {key!r}")
        return self._folder / conversation / name


def _closed_to_others(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW, 0o600)
