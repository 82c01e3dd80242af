"""Takes files in and gives them out, with nothing that blocks on the event loop."""

from __future__ import annotations

import asyncio
import tempfile
import uuid
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, TypeVar

from refundbot.attachments.kinds import HEAD_BYTES, Kind, agreed_kind, is_whole_document
from refundbot.attachments.pictures import BadFile, redraw_picture
from refundbot.attachments.store import PIECE_BYTES, FolderStore, Store, Unavailable, check_room
from refundbot.places import Places
from refundbot.settings import Settings

MOST_AT_ONCE = 32
"""Files that are taken in at the same time."""
MOST_OF_ONE = 6
"""Of them, by one sender: who sends slowly would keep everybody else from sending."""
DRAWN_AT_ONCE = 2
THREADS = 8

_TAIL_BYTES = 4096
_SMALL = ".thumb"

Result = TypeVar("Result")


class Busy(Exception):
    """Too many files are being taken in."""


@dataclass(frozen=True)
class Kept:
    """What was taken in: its id, its kind, its bytes; a picture's measures in pixels."""

    id: str
    kind: Kind
    size: int
    width: int | None = None
    height: int | None = None


class Shelf:
    """Everything that was sent."""

    def __init__(self, store: Store, spool: Path) -> None:
        """What is still coming lies in `spool`, in files without a name: they end with the process."""
        self._store, self._spool = store, spool
        self._coming = Places(MOST_OF_ONE, MOST_AT_ONCE)
        self._drawing = asyncio.Semaphore(DRAWN_AT_ONCE)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="attachments")

    async def take(
        self, conversation_id: str, declared: str, pieces: AsyncIterator[bytes], sender: str
    ) -> Kept:
        """Keeps a file of a conversation, if it is what it is declared to be: a media type.

        `sender` is who sends it, of all whom no other is to keep from sending: an agent, or an address.

        Raises:
            BadFile, TooManyPixels: it is none that is kept.
            Busy: too many are coming at once.
            Unavailable: there is nowhere to keep it.
        """
        if not self._coming.take(sender):
            raise Busy
        try:
            async with self._file() as source:
                async for piece in pieces:
                    await self._apart(partial(_write, source, piece))
                return await self._judge(conversation_id, declared, source)
        except Unavailable:
            raise
        except OSError as error:  # of the disk on which it waits, or of the process that draws it
            raise Unavailable(str(error)) from None
        finally:
            self._coming.free(sender)

    async def open(self, conversation_id: str, id: str, *, small: bool = False) -> AsyncIterator[bytes]:
        """The bytes of an attachment, or of its thumbnail.

        Raises:
            Missing: there is none.
            Unavailable: the store does not answer.
        """
        key = _key(conversation_id, id) + (_SMALL if small else "")
        return self._pieces(await self._apart(partial(self._store.open, key)))

    async def drop(self, conversation_id: str, ids: Iterable[str]) -> None:
        """Keeps these no longer."""
        for id in ids:
            for ending in ("", _SMALL):
                await self._apart(partial(self._store.delete, _key(conversation_id, id) + ending))

    async def forget(self, conversation_ids: Iterable[str]) -> None:
        """Keeps nothing of these conversations."""
        for conversation_id in conversation_ids:
            await self._apart(partial(self._store.forget, conversation_id))

    def close(self) -> None:
        """Lets go of the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _judge(self, conversation_id: str, declared: str, source: IO[bytes]) -> Kept:
        head, tail, size = await self._apart(partial(_ends, source))
        kind = agreed_kind(declared, head)
        if kind is None:
            raise BadFile(f"{declared} does not begin so")
        id = uuid.uuid4().hex
        if not kind.is_picture:
            if not is_whole_document(tail):
                raise BadFile("it does not end")
            await self._put(conversation_id, id, {"": source})
            return Kept(id, kind, size)
        async with self._file() as picture, self._file() as thumbnail:
            async with self._drawing:
                drawn = await redraw_picture(source, kind, picture, thumbnail)
            _, _, size = await self._apart(partial(_ends, picture))
            await self._put(conversation_id, id, {"": picture, _SMALL: thumbnail})
        return Kept(id, drawn.kind, size, drawn.width, drawn.height)

    async def _put(self, conversation_id: str, id: str, sources: dict[str, IO[bytes]]) -> None:
        """Keeps all of them, by the ending of their key, or none."""

        def put() -> None:
            for ending, source in sources.items():
                source.seek(0)
                self._store.put(_key(conversation_id, id) + ending, source)

        try:
            await self._apart(put)
        except Unavailable:
            with suppress(Unavailable):
                await self.drop(conversation_id, [id])
            raise

    async def _pieces(self, file: IO[bytes]) -> AsyncIterator[bytes]:
        try:
            while piece := await self._apart(partial(file.read, PIECE_BYTES)):
                yield piece
        finally:
            file.close()

    @asynccontextmanager
    async def _file(self) -> AsyncIterator[IO[bytes]]:
        file = await self._apart(partial(_nameless, self._spool))
        try:
            yield file
        finally:
            file.close()

    async def _apart(self, act: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, act)


def open_shelf(settings: Settings) -> Shelf:
    """The shelf that the settings ask for."""
    if settings.s3_bucket is None:
        return Shelf(FolderStore(settings.attachments_folder), settings.state_folder())
    from refundbot.attachments.s3 import S3Store  # its library takes memory, which a folder does not need

    assert settings.s3_key is not None
    assert settings.s3_secret is not None
    store = S3Store(
        settings.s3_bucket,
        endpoint=settings.s3_endpoint,
        region=settings.s3_region,
        addressing=settings.s3_addressing,
        key=settings.s3_key,
        secret=settings.s3_secret,
    )
    return Shelf(store, settings.state_folder())


def _key(conversation_id: str, id: str) -> str:
    return f"{conversation_id}/{id}"


def _nameless(folder: Path) -> IO[bytes]:
    """A new file that nobody else can open, gone when it is closed."""
    check_room(folder)
    # Without a buffer: the process that draws reads and writes the same file.
    return tempfile.TemporaryFile(buffering=0, dir=folder)


def _write(file: IO[bytes], piece: bytes) -> None:
    if file.write(piece) != len(piece):
        raise Unavailable("there is no room for what comes")


def _ends(file: IO[bytes]) -> tuple[bytes, bytes, int]:
    """How a file begins and ends, and its length in bytes."""
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(HEAD_BYTES)
    file.seek(max(0, size - _TAIL_BYTES))
    return head, file.read(_TAIL_BYTES), size
