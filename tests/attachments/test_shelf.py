"""What is taken in is what it says it is, drawn anew, and nothing else; what is not, leaves nothing."""

from __future__ import annotations

import asyncio
import errno
import io
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import IO

import pytest
from PIL import Image

from refundbot.attachments import (
    BadFile,
    Busy,
    Missing,
    Shelf,
    TooManyPixels,
    Unavailable,
    pictures,
    redraw,
)
from refundbot.attachments import shelf as module
from refundbot.attachments import store as store_module
from refundbot.attachments.store import FolderStore, Store
from tests.attachments.files import PDF, PLACE, bomb, in_pieces, photograph, picture

TALK = "c" * 32
HERE = "198.51.100.1"


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    shelf = Shelf(FolderStore(tmp_path / "attachments"), tmp_path)
    yield shelf
    shelf.close()


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def all_of(shelf: Shelf, id: str, small: bool = False) -> bytes:
    return b"".join([piece async for piece in await shelf.open(TALK, id, small=small)])


@pytest.mark.parametrize(
    ("declared", "data", "kept"),
    [
        ("image/png", picture("PNG"), "image/png"),
        ("image/png", picture("PNG", mode="RGBA"), "image/png"),
        ("image/png", picture("PNG", mode="P"), "image/png"),
        ("image/png", picture("PNG", mode="L"), "image/png"),
        ("image/png", picture("PNG", mode="1"), "image/png"),
        ("image/jpeg", picture("JPEG"), "image/jpeg"),
        ("image/jpeg", picture("JPEG", mode="CMYK"), "image/jpeg"),
        ("image/webp", picture("WEBP"), "image/webp"),
        ("image/gif", picture("GIF"), "image/png"),
        ("image/jpeg", picture("PNG"), "image/png"),  # its name had the ending of another
    ],
)
async def test_a_picture_is_drawn_anew(shelf: Shelf, declared: str, data: bytes, kept: str) -> None:
    taken = await shelf.take(TALK, declared, in_pieces(data), HERE)
    drawn = await all_of(shelf, taken.id)
    assert (taken.kind.media_type, taken.width, taken.height, taken.size) == (kept, 640, 400, len(drawn))
    with Image.open(io.BytesIO(drawn)) as image:
        assert (f"image/{image.format.lower()}", image.size) == (kept, (640, 400))
    with Image.open(io.BytesIO(await all_of(shelf, taken.id, small=True))) as small:
        assert (small.format, small.size) == ("WEBP", (320, 200))


async def test_a_document_stays_as_it_is_and_has_no_thumbnail(shelf: Shelf) -> None:
    taken = await shelf.take(TALK, "application/pdf", in_pieces(PDF), HERE)
    assert (await all_of(shelf, taken.id), taken.width) == (PDF, None)
    with pytest.raises(Missing):
        await shelf.open(TALK, taken.id, small=True)


async def test_where_a_photograph_was_taken_is_nobodys_to_know(shelf: Shelf) -> None:
    data = photograph()
    assert PLACE.encode() in data
    taken = await shelf.take(TALK, "image/jpeg", in_pieces(data), HERE)
    assert (taken.width, taken.height) == (400, 640)  # turned as its camera was
    for small in (False, True):
        drawn = await all_of(shelf, taken.id, small)
        assert PLACE.encode() not in drawn
        with Image.open(io.BytesIO(drawn)) as image:
            assert not image.getexif()
            assert not image.info.keys() & {"exif", "comment", "icc_profile"}


async def test_what_else_lies_in_a_picture_stays_behind(shelf: Shelf) -> None:
    script = b"<script>alert(document.domain)</script>"
    polyglot = picture("GIF", comment=script) + script + b"PK\x03\x04"
    taken = await shelf.take(TALK, "image/gif", in_pieces(polyglot), HERE)
    drawn = await all_of(shelf, taken.id)
    assert script not in drawn
    assert b"PK\x03\x04" not in drawn


async def test_of_a_long_screenshot_the_top_is_shown_small(shelf: Shelf) -> None:
    taken = await shelf.take(TALK, "image/png", in_pieces(picture(size=(1080, 20_000))), HERE)
    assert (taken.width, taken.height) == (1080, 20_000)
    with Image.open(io.BytesIO(await all_of(shelf, taken.id, small=True))) as small:
        assert small.size == (160, 320)


async def test_a_large_photograph_is_unpacked_smaller(shelf: Shelf) -> None:
    taken = await shelf.take(TALK, "image/jpeg", in_pieces(picture("JPEG", size=(9000, 6000))), HERE)
    assert (taken.width, taken.height) == (4500, 3000)


HOSTILE = {
    "nothing": ("image/png", b""),
    "a page": ("image/png", b"<!doctype html><script>alert(1)</script>"),
    "a drawing with a script": (
        "image/svg+xml",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>',
    ),
    "a drawing called a picture": ("image/png", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
    "a program": ("application/octet-stream", b"MZ" + bytes(100)),
    "an archive": ("application/zip", b"PK\x03\x04" + bytes(100)),
    "a picture called a document": ("application/pdf", picture()),
    "a document called a picture": ("image/png", PDF),
    "half a picture": ("image/png", picture(size=(900, 900))[:200]),
    "a head alone": ("image/png", b"\x89PNG\r\n\x1a\n"),
    "noise behind a head": ("image/jpeg", b"\xff\xd8\xff" + os.urandom(5000)),
    "half a document": ("application/pdf", PDF[:40]),
    "no type": ("", picture()),
    "a picture of a kind that is not taken": ("image/tiff", picture("TIFF")),
    "a kind that is not taken, called one that is": ("image/png", picture("BMP")),
}


@pytest.mark.parametrize(("declared", "data"), HOSTILE.values(), ids=HOSTILE)
async def test_what_is_not_what_it_says_is_not_kept(
    shelf: Shelf, tmp_path: Path, declared: str, data: bytes
) -> None:
    with pytest.raises(BadFile):
        await shelf.take(TALK, declared, in_pieces(data), HERE)
    assert files_below(tmp_path) == []


@pytest.mark.parametrize("data", [bomb(6000), bomb(60_000), picture("JPEG", size=(13_000, 10_000))])
async def test_what_unpacks_to_too_much_is_not_unpacked(shelf: Shelf, data: bytes) -> None:
    assert len(data) < 2**21
    with pytest.raises(TooManyPixels):
        await shelf.take(
            TALK, "image/png" if data.startswith(b"\x89") else "image/jpeg", in_pieces(data), HERE
        )


async def test_a_picture_that_would_take_much_more_room_than_it_came_with_is_not_kept(
    shelf: Shelf, tmp_path: Path
) -> None:
    noise = Image.frombytes("RGB", (4900, 4900), os.urandom(3 * 4900**2))
    file = io.BytesIO()
    noise.save(file, "JPEG", quality=40)
    with pytest.raises(BadFile, match="drawn"):
        await shelf.take(TALK, "image/jpeg", in_pieces(file.getvalue(), 2**16), HERE)
    assert files_below(tmp_path) == []


async def test_who_draws_lets_the_servers_go_first(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "tells.py"
    program.write_text(
        f"import os, sys; sys.path.insert(0, {str(Path(redraw.__file__).parent)!r}); import redraw\n"
        f"redraw.confine(); sys.exit(4 if os.nice(0) == {os.nice(0)} else 3)"
    )
    monkeypatch.setattr(pictures, "_PROGRAM", program)
    with pytest.raises(TooManyPixels):
        await shelf.take(TALK, "image/png", in_pieces(picture()), HERE)


async def test_a_picture_that_takes_too_long_is_given_up(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "SECONDS", 0.001)
    with pytest.raises(BadFile, match="long"):
        await shelf.take(TALK, "image/png", in_pieces(picture()), HERE)


async def test_who_draws_knows_no_secret(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "tells.py"
    program.write_text("import os, sys; sys.exit(0 if os.environ.get('REFUNDBOT_CUSTOMER_SECRET') else 4)")
    monkeypatch.setattr(pictures, "_PROGRAM", program)
    monkeypatch.setenv("REFUNDBOT_CUSTOMER_SECRET", "s" * 40)
    with pytest.raises(BadFile, match="drawn"):
        await shelf.take(TALK, "image/png", in_pieces(picture()), HERE)


@pytest.fixture
def crowded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    """One that takes two at once, and one of each sender."""
    monkeypatch.setattr(module, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(module, "MOST_OF_ONE", 1)
    shelf = Shelf(FolderStore(tmp_path / "attachments"), tmp_path)
    yield shelf
    shelf.close()


async def test_only_so_many_come_at_once(crowded: Shelf) -> None:
    shelf = crowded
    goes_on = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        await goes_on.wait()
        yield PDF

    coming = [
        asyncio.create_task(shelf.take(TALK, "application/pdf", slowly(), sender)) for sender in (HERE, "li")
    ]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await shelf.take(TALK, "application/pdf", in_pieces(PDF), "wang")
    goes_on.set()
    await asyncio.gather(*coming)
    await shelf.take(TALK, "application/pdf", in_pieces(PDF), HERE)


async def test_who_sends_slowly_keeps_nobody_else_from_sending(crowded: Shelf) -> None:
    async def never() -> AsyncIterator[bytes]:
        yield PDF
        await asyncio.Event().wait()

    slow = asyncio.create_task(crowded.take(TALK, "application/pdf", never(), HERE))
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await crowded.take("d" * 32, "application/pdf", in_pieces(PDF), HERE)
    await crowded.take(TALK, "application/pdf", in_pieces(PDF), "198.51.100.2")
    slow.cancel()


class HalfFull(FolderStore):
    """Has room for a picture, and none for what is small beside it."""

    def put(self, key: str, source: IO[bytes]) -> None:
        """See `Store.put`."""
        if key.endswith(".thumb"):
            raise Unavailable("no room")
        super().put(key, source)


async def test_what_is_kept_by_half_is_not_kept(tmp_path: Path) -> None:
    shelf = Shelf(HalfFull(tmp_path / "attachments"), tmp_path)
    with pytest.raises(Unavailable):
        await shelf.take(TALK, "image/png", in_pieces(picture()), HERE)
    assert files_below(tmp_path) == []
    shelf.close()


async def test_a_disk_that_fills_is_told_of(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for failing in ("_nameless", "_write", "redraw_picture"):
        with monkeypatch.context() as broken:
            broken.setattr(module, failing, full)
            with pytest.raises(Unavailable):
                await shelf.take(TALK, "image/png", in_pieces(picture()), HERE)
    await shelf.take(TALK, "image/png", in_pieces(picture()), HERE)


async def test_what_still_comes_takes_no_room_that_words_need(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(store_module, "FREE_BYTES", 2**60)
    with pytest.raises(Unavailable):
        await shelf.take(TALK, "application/pdf", never_asked(), HERE)


async def never_asked() -> AsyncIterator[bytes]:
    raise AssertionError("something was taken in")
    yield b""


async def test_what_is_dropped_or_forgotten_is_gone_from_either_store(store: Store, tmp_path: Path) -> None:
    shelf = Shelf(store, tmp_path)
    one, two = [await shelf.take(TALK, "image/png", in_pieces(picture()), HERE) for _ in range(2)]
    await shelf.drop(TALK, [one.id])
    await all_of(shelf, two.id)
    await shelf.forget([TALK])
    for id in (one.id, two.id):
        for small in (False, True):
            with pytest.raises(Missing):
                await shelf.open(TALK, id, small=small)
    shelf.close()
