"""A copy of the state folder, and a customer who goes on with it. With Rasa: tests/e2e/test_restored.py."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from refundbot.replies.attachments import BESIDE_WORDS
from tests.channels.conftest import open_site, settings  # noqa: F401
from tests.channels.test_web_attachments import chosen, fetched, send


@pytest.fixture
def back_up(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, Path], Any]:
    """Runs the command on a state folder."""

    def call(state: Path, folder: Path) -> Any:
        monkeypatch.setenv("REFUNDBOT_STATE", str(state))
        return run("backup", folder)

    return call


async def test_a_customer_goes_on_in_the_old_conversation(
    open_site: Any,  # noqa: F811
    back_up: Any,
    tmp_path: Path,
) -> None:
    site = await open_site(secret=None)
    customer = await site.connected()
    await customer.say("在吗")
    await customer.answers(1)
    id = await chosen(customer)
    await send(customer, id, text="看图")
    await customer.answers(3)
    backup = tmp_path / "backup"
    assert back_up(site.chat.settings.state, backup).status == 0
    await customer.say("这句在备份以后")
    await send(customer, await chosen(customer))

    page = (await open_site(secret=None, state=backup)).customer()
    await page.connect(customer.token)
    resumed = await page.ask("resume", {"after_seq": 0})
    said = [message["text"] for message in resumed["messages"]]
    assert said == ["在吗", "关于“在吗”：", "看图", BESIDE_WORDS, "关于“看图”："]
    page.token = customer.token
    assert (await fetched(page, id))[1].startswith(b"\x89PNG")
    assert len(list((backup / "attachments").glob("*/*"))) == 2
    await page.say("还在吗")
    assert await page.answers(1) == ["关于“还在吗”："]


def state_with(folder: Path, *names: str) -> Path:
    folder.mkdir()
    for name in names:
        with sqlite3.connect(folder / name) as database:
            database.execute("CREATE TABLE told (text)")
            database.execute("INSERT INTO told VALUES ('a')")
        database.close()
    (folder / "customer-secret").write_text("s" * 40)
    return folder


def test_both_databases_and_the_secrets_are_copied_and_closed_to_others(back_up: Any, tmp_path: Path) -> None:
    state = state_with(tmp_path / "state", "chat.db", "conversations.db")
    ran = back_up(state, tmp_path / "kept" / "monday")
    copies = sorted((tmp_path / "kept" / "monday").iterdir())
    assert [copy.name for copy in copies] == ["chat.db", "conversations.db", "customer-secret"]
    assert {stat.S_IMODE(copy.stat().st_mode) & 0o077 for copy in copies} == {0}
    assert "encrypt" in ran.out
    for name in ("chat.db", "conversations.db"):
        with sqlite3.connect(tmp_path / "kept" / "monday" / name) as database:
            assert database.execute("SELECT text FROM told").fetchall() == [("a",)]
        database.close()


def test_attachments_in_object_storage_are_told_to_lie_apart(
    back_up: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"BUCKET": "b", "KEY": "k", "SECRET": "s"}.items():
        monkeypatch.setenv(f"REFUNDBOT_S3_{name}", value)
    ran = back_up(state_with(tmp_path / "state", "chat.db"), tmp_path / "backup")
    assert (ran.status, "bucket" in ran.out) == (0, True)


def test_nothing_is_written_over(back_up: Any, tmp_path: Path) -> None:
    ran = back_up(state_with(tmp_path / "state", "chat.db"), tmp_path)
    assert (ran.status, "is there already" in ran.err) == (1, True)


@pytest.mark.parametrize("broken", [False, True], ids=["absent", "no database"])
def test_what_cannot_be_copied_leaves_no_half_a_backup(back_up: Any, tmp_path: Path, broken: bool) -> None:
    state = state_with(tmp_path / "state", "chat.db")
    if broken:
        (state / "conversations.db").write_text(
            "no database, but long enough to be taken for the head of one" * 9
        )
    else:
        (state / "chat.db").unlink()
    ran = back_up(state, tmp_path / "backup")
    assert ran.status == 1
    assert "REFUNDBOT_STATE" in ran.err
    assert not (tmp_path / "backup").exists()


def test_postgresql_has_a_backup_of_its_own(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFUNDBOT_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    ran = run("backup", tmp_path / "backup")
    assert (ran.status, "pg_dump" in ran.err) == (1, True)
