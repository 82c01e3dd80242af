"""`backup`: a copy of what this machine keeps, made while servers run; restored it is the state folder."""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import sys
from contextlib import closing, suppress
from pathlib import Path

from refundbot.commands.arguments import Commands, tell
from refundbot.settings import ATTACHMENTS, Settings

LOCK_SECONDS = 30.0
"""For which the backup waits until nobody writes."""


def add_to(commands: Commands) -> None:
    """Registers the command."""
    backup = commands.add_parser("backup", help="copy what this machine keeps, while the servers run")
    backup.add_argument(
        "folder", type=Path, help="which is made; to restore, put it in the state folder's place"
    )
    backup.set_defaults(run=_run)


def _run(chosen: argparse.Namespace, settings: Settings) -> int:
    if settings.shares_database:
        return _fail("Conversations lie in PostgreSQL: pg_dump backs them up, see docs/operations.md.")
    try:
        back_up(settings.state, chosen.folder)
    except FileExistsError:
        return _fail(f"{chosen.folder} is there already: name a folder that is not.")
    except (OSError, sqlite3.Error) as error:
        return _fail(f"Nothing was backed up: {error}. See REFUNDBOT_STATE.")
    tell(f"{chosen.folder} holds conversations and secrets: encrypt it.")
    if settings.s3_bucket:
        tell("Attachments lie apart, in object storage: back its bucket up as well, see docs/operations.md.")
    return 0


def back_up(state: Path, folder: Path) -> None:
    """Copies databases, secrets and attachments into `folder`, which is made, closed to others, and whole or
    not there.

    Raises:
        FileExistsError: it is there already.
        OSError, sqlite3.Error: a file cannot be read, written, or had for so long.
    """
    folder.mkdir(mode=0o700, parents=True)
    try:
        with closing(
            sqlite3.connect(f"{(state / 'chat.db').as_uri()}?mode=rw", LOCK_SECONDS, uri=True)
        ) as chat:
            # While it is held no message is claimed: a tracker knows of none that the conversations do not.
            chat.execute("BEGIN IMMEDIATE")
            for database in state.glob("*.db"):
                _copy(database, folder / database.name)
        for secret in state.glob("*-secret"):
            shutil.copyfile(secret, folder / secret.name)
        _copy_attachments(state / ATTACHMENTS, folder / ATTACHMENTS)
    except BaseException:
        shutil.rmtree(folder)
        raise


def _copy_attachments(kept: Path, to: Path) -> None:
    """After the database, and without a hold on it: a file is there before its row is, and may be many."""
    for file in kept.glob("*/*"):
        copy = to / file.parent.name / file.name
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # erased meanwhile
            shutil.copyfile(file, copy)


def _copy(database: Path, to: Path) -> None:
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(to)) as copy:
        source.backup(copy)


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1
