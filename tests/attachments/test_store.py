"""Both stores keep, give and forget alike, and say so where they cannot."""

from __future__ import annotations

import io
import shutil
import stat
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bench.ports import free_port
from refundbot.attachments.store import FolderStore, Missing, Store, Unavailable
from tests.attachments.conftest import KEYS, s3_store

ONE, TWO = "a" * 32, "b" * 32


def kept(store: Store, key: str) -> bytes:
    with store.open(key) as file:
        return file.read()


def test_what_is_put_is_had_until_it_is_deleted(store: Store) -> None:
    big = bytes(range(256)) * 1000
    store.put(f"{ONE}/{TWO}", io.BytesIO(big))
    store.put(f"{ONE}/{TWO}.thumb", io.BytesIO(b"small"))
    assert (kept(store, f"{ONE}/{TWO}"), kept(store, f"{ONE}/{TWO}.thumb")) == (big, b"small")
    store.delete(f"{ONE}/{TWO}")
    store.delete(f"{ONE}/{TWO}")
    with pytest.raises(Missing):
        store.open(f"{ONE}/{TWO}")
    assert kept(store, f"{ONE}/{TWO}.thumb") == b"small"


def test_a_conversation_is_forgotten_whole_and_alone(store: Store) -> None:
    for conversation in (ONE, TWO):
        for name in ("1", "2", "2.thumb"):
            store.put(f"{conversation}/{name}", io.BytesIO(name.encode()))
    store.forget(ONE)
    store.forget(ONE)
    for name in ("1", "2", "2.thumb"):
        with pytest.raises(Missing):
            store.open(f"{ONE}/{name}")
        assert kept(store, f"{TWO}/{name}") == name.encode()


def test_the_folder_is_closed_to_others_and_made_when_something_comes(tmp_path: Path) -> None:
    folder = tmp_path / "attachments"
    store = FolderStore(folder)
    store.forget(ONE)
    assert not folder.exists()
    store.put(f"{ONE}/{TWO}", io.BytesIO(b"x"))
    assert {stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / ONE)} == {0o700}
    assert stat.S_IMODE((folder / ONE / TWO).stat().st_mode) == 0o600


def test_an_erased_conversation_leaves_nothing_in_the_folder(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.put(f"{ONE}/{TWO}", io.BytesIO(b"x"))
    store.forget(ONE)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.put(f"{ONE}/{TWO}", io.BytesIO(b"first"))
    with pytest.raises(Unavailable):
        store.put(f"{ONE}/{TWO}", io.BytesIO(b"second"))
    assert kept(store, f"{ONE}/{TWO}") == b"first"


@pytest.mark.parametrize("key", ["../x", "a/../x", "/etc/passwd", "a/b/c", "a", "", "a/", "a/.thumb", "a/\0"])
def test_no_key_leads_elsewhere(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="no key"):
        FolderStore(tmp_path).open(key)


def test_a_disk_that_is_nearly_full_takes_nothing_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    with pytest.raises(Unavailable):
        FolderStore(tmp_path).put(f"{ONE}/{TWO}", io.BytesIO(b"x"))


def test_an_object_storage_that_is_away_is_told(bucket: Any) -> None:
    store = s3_store(f"http://127.0.0.1:{free_port()}", bucket)
    acts = (
        lambda: store.put(f"{ONE}/{TWO}", io.BytesIO(b"x")),
        lambda: store.open(f"{ONE}/{TWO}"),
        lambda: store.delete(f"{ONE}/{TWO}"),
        lambda: store.forget(ONE),
    )
    for act in acts:
        with pytest.raises(Unavailable) as told:
            act()
        assert KEYS["secret"] not in str(told.value)


def test_everything_lies_below_one_prefix(s3_url: str, bucket: Any) -> None:
    s3_store(s3_url, bucket).put(f"{ONE}/{TWO}", io.BytesIO(b"x"))
    assert [found.key for found in bucket.objects.all()] == [f"attachments/{ONE}/{TWO}"]
