"""The sample order book: a SQLite file that is written once, in one piece, and from then on only read."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import astuple, fields
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, get_type_hints

from refundbot.orders.order import CHINA, Order, normalise_order_number
from refundbot.orders.sample_table import sample_orders, table_text
from refundbot.orders.source import OrderSourceUnavailable

logger = logging.getLogger(__name__)

SAMPLE_CUSTOMER = "demo"
"""Who is signed in where nobody says who they are: the orders are invented."""

APPLICATION_ID = 0x52464442
"""Marks the file as a sample order book, so that no other file is ever replaced."""
TIMEOUT_SECONDS = 1.5
"""For which a customer waits for an order; where none waits, a lookup may take longer."""

COLUMNS = tuple(field.name for field in fields(Order))
KINDS = get_type_hints(Order)


class SampleBook:
    """The orders of one file. Each lookup opens the file read-only in a thread of its own.

    `timeout` is the time in seconds that a lookup may take.
    """

    def __init__(self, path: Path, timeout: float = TIMEOUT_SECONDS) -> None:
        self._path = path
        self._timeout = timeout

    async def find(self, number: str, customer_id: str) -> Order | None:
        """See `OrderSource.find`."""
        normal = normalise_order_number(number)
        if normal is None:
            return None
        found = await self._select("number = ? AND customer_id = ?", (normal, customer_id))
        return found[0] if found else None

    async def list_for(self, customer_id: str) -> tuple[Order, ...]:
        """See `OrderSource.list_for`."""
        return await self._select("customer_id = ? ORDER BY paid_at DESC, number", (customer_id,))

    async def _select(self, condition: str, values: tuple[str, ...]) -> tuple[Order, ...]:
        try:
            return await asyncio.wait_for(
                asyncio.to_thread(_read_orders, self._path, condition, values), self._timeout
            )
        except asyncio.TimeoutError as error:
            raise OrderSourceUnavailable(f"{self._path} gave no answer in {self._timeout} s") from error
        except sqlite3.Error as error:
            raise OrderSourceUnavailable(f"{self._path} cannot be read: {error}") from error


def open_sample_book(
    path: str | os.PathLike[str], now: datetime, timeout: float = TIMEOUT_SECONDS
) -> SampleBook:
    """The sample book at `path`, its orders dated relative to `now` (aware); a lookup may take `timeout` s.

    The file is written if it is absent, or was written from another table, on another day (Asia/Shanghai)
    or at a later hour than `now`. Several processes may do so at once. Where it cannot be written, that is
    logged, and the lookups say that the source is unavailable: policy questions go on being answered.
    """
    file = Path(path).absolute()
    try:
        if not _is_current(file, now):
            _write(file, now)
    except (OSError, sqlite3.Error) as error:
        logger.error("The sample order book was not written; check REFUNDBOT_ORDER_DB. %s", error)
    return SampleBook(file, timeout)


def _is_current(path: Path, now: datetime) -> bool:
    """Whether the book of `now` is there already.

    Raises:
        FileExistsError: another kind of file is there.
    """
    if not path.exists() or path.stat().st_size == 0:
        return False
    with closing(_connect(path)) as book:
        if book.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise FileExistsError(f"{path} is no sample order book and is left alone")
        edition, written = book.execute("SELECT edition, written FROM book").fetchone()
    then, here = datetime.fromisoformat(written), now.astimezone(CHINA)
    return bool(edition == _edition() and then.date() == here.date() and then <= here)


def _edition() -> str:
    """Changes whenever the table or the columns do."""
    return hashlib.sha256((table_text() + repr(COLUMNS)).encode()).hexdigest()


def _write(path: Path, now: datetime) -> None:
    """Writes the book beside `path` and moves it there: a reader sees the old book or the new, no part."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=path.stem + "-", suffix=path.suffix)
    os.close(handle)
    try:
        with closing(sqlite3.connect(draft)) as book, book:
            book.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            book.execute(f"CREATE TABLE orders ({', '.join(COLUMNS)}, PRIMARY KEY (number))")
            book.execute("CREATE TABLE book (edition, written)")
            book.executemany(
                f"INSERT INTO orders VALUES ({', '.join('?' * len(COLUMNS))})",
                (_as_row(order) for order in sample_orders(now)),
            )
            written = now.astimezone(CHINA).replace(microsecond=0).isoformat()
            book.execute("INSERT INTO book VALUES (?, ?)", (_edition(), written))
        os.replace(draft, path)
    except BaseException:
        os.unlink(draft)
        raise


def _connect(path: Path) -> sqlite3.Connection:
    """Opens a book for reading. It is never changed in place, so SQLite need take no locks."""
    return sqlite3.connect(path.as_uri() + "?mode=ro&immutable=1", uri=True)


def _read_orders(path: Path, condition: str, values: tuple[str, ...]) -> tuple[Order, ...]:
    with closing(_connect(path)) as book:
        rows = book.execute(f"SELECT {', '.join(COLUMNS)} FROM orders WHERE {condition}", values).fetchall()
    return tuple(_as_order(row) for row in rows)


def _as_row(order: Order) -> tuple[object, ...]:
    """Instants as ISO 8601 in Asia/Shanghai, which sort as text; decimals as text, which stay exact."""
    return tuple(_as_column(value) for value in astuple(order))


def _as_column(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return str(value) if isinstance(value, Decimal) else value


def _as_order(row: Iterable[Any]) -> Order:
    return Order(**{name: _as_fact(name, value) for name, value in zip(COLUMNS, row, strict=True)})


def _as_fact(name: str, value: Any) -> Any:
    if value is None:
        return None
    if KINDS[name] == datetime | None:
        return datetime.fromisoformat(value)
    if KINDS[name] == Decimal | None:
        return Decimal(value)
    return bool(value) if KINDS[name] in (bool, bool | None) else value
