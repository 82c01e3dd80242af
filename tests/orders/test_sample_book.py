"""The sample book as an order source, and its file."""

from __future__ import annotations

import asyncio
import inspect
import multiprocessing
import os
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from refundbot.orders import OrderSource, OrderSourceUnavailable, SampleBook, open_sample_book, sample_book
from refundbot.orders.sample_table import sample_orders
from tests.patience import PATIENCE

DEMO, DEMO3 = "CS2611000101", "CS2611000502"
SOON = 0.02
"""Seconds: a timeout that a lookup which waits for the test cannot keep."""


# Ownership


async def test_a_customer_finds_his_order_however_it_is_spelt(source: OrderSource) -> None:
    for spelling in (DEMO, "cs 2611-000101", "ＣＳ２６１１０００１０１"):
        found = await source.find(spelling, "demo")
        assert found is not None
        assert (found.number, found.customer_id) == (DEMO, "demo")


@pytest.mark.parametrize(
    ("number", "customer"),
    [
        (DEMO3, "demo"),
        (DEMO, "demo3"),
        ("CS2611999999", "demo"),
        (DEMO, "nobody"),
        (DEMO, ""),
        (DEMO, "demo' OR '1'='1"),
        (DEMO, "DEMO"),
        ("", "demo"),
        ("%", "demo"),
    ],
)
async def test_anothers_order_looks_like_no_order(source: OrderSource, number: str, customer: str) -> None:
    assert await source.find(number, customer) is None


async def test_a_list_holds_all_of_a_customers_orders_and_no_other(
    source: OrderSource, now: datetime
) -> None:
    for customer in ("demo", "demo2", "demo3", "nobody"):
        listed = await source.list_for(customer)
        owned = {order.number for order in sample_orders(now) if order.customer_id == customer}
        assert {order.number for order in listed} == owned


async def test_the_list_begins_with_the_latest_payment(book: SampleBook) -> None:
    paid = [order.paid_at for order in await book.list_for("demo")]
    known = [instant for instant in paid if instant is not None]
    assert known == sorted(known, reverse=True)
    assert paid[: len(known)] == known


# Fidelity


async def test_the_book_gives_back_every_order_as_it_was_written(book: SampleBook, now: datetime) -> None:
    for order in sample_orders(now):
        assert await book.find(order.number, order.customer_id) == order


def test_the_port_and_the_book_have_no_method_that_writes() -> None:
    for reader in (OrderSource, SampleBook):
        assert {name for name, _ in inspect.getmembers(reader, inspect.isfunction) if name[0] != "_"} == {
            "find",
            "list_for",
        }


async def test_the_file_is_opened_read_only(fresh: Path, now: datetime) -> None:
    open_sample_book(fresh, now)
    connection = sample_book._connect(fresh)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM orders")
    connection.close()


# The file and its date


def test_opening_again_the_same_day_keeps_the_file(fresh: Path, now: datetime) -> None:
    open_sample_book(fresh, now)
    before = fresh.read_bytes()
    open_sample_book(fresh, now + timedelta(hours=5))
    assert fresh.read_bytes() == before


@pytest.mark.parametrize(
    "moved", [timedelta(days=1), timedelta(days=-1), timedelta(hours=-1), timedelta(days=400)]
)
async def test_the_book_follows_the_reference_date(fresh: Path, now: datetime, moved: timedelta) -> None:
    open_sample_book(fresh, now)
    found = await open_sample_book(fresh, now + moved, PATIENCE).find(DEMO, "demo")
    assert found is not None
    assert found.provisioned_at == now + moved - timedelta(days=2, hours=3)


def test_the_day_is_that_of_china(fresh: Path) -> None:
    open_sample_book(fresh, datetime.fromisoformat("2026-11-22T15:59:00+00:00"))
    before = fresh.read_bytes()
    open_sample_book(fresh, datetime.fromisoformat("2026-11-22T16:00:00+00:00"))
    assert fresh.read_bytes() != before


def test_another_edition_of_the_table_replaces_the_book(
    fresh: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample_book, "_edition", lambda: "an older one")
    open_sample_book(fresh, now)
    monkeypatch.undo()
    before = fresh.read_bytes()
    open_sample_book(fresh, now)
    assert fresh.read_bytes() != before


def test_only_the_book_is_left_behind(fresh: Path, now: datetime) -> None:
    open_sample_book(fresh, now)
    open_sample_book(fresh, now + timedelta(days=1))
    assert list(fresh.parent.iterdir()) == [fresh]


def test_a_draft_that_failed_is_removed(
    fresh: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "replace", full)
    open_sample_book(fresh, now)
    assert list(fresh.parent.iterdir()) == []
    assert "No space left on device" in caplog.text


def test_an_empty_file_is_filled(fresh: Path, now: datetime) -> None:
    fresh.parent.mkdir()
    fresh.touch()
    open_sample_book(fresh, now)
    assert fresh.stat().st_size > 0


async def test_odd_characters_in_the_path_do_not_matter(tmp_path: Path, now: datetime) -> None:
    odd = open_sample_book(tmp_path / "订单 50%?mode=rw#x" / "orders.db", now, PATIENCE)
    assert await odd.find(DEMO, "demo") is not None


def open_in_a_process(path: Path, now: datetime) -> int:
    """Opens the book and counts the orders of demo."""
    return len(asyncio.run(open_sample_book(path, now, PATIENCE).list_for("demo")))


def test_processes_may_open_the_book_at_once(fresh: Path, now: datetime) -> None:
    expected = sum(order.customer_id == "demo" for order in sample_orders(now))
    days = [now + timedelta(days=n % 3) for n in range(24)]
    with ProcessPoolExecutor(6, mp_context=multiprocessing.get_context("spawn")) as pool:
        counts = list(pool.map(open_in_a_process, [fresh] * len(days), days))
    assert counts == [expected] * len(days)
    assert list(fresh.parent.iterdir()) == [fresh]


async def test_readers_see_whole_books_while_it_is_replaced(fresh: Path, now: datetime) -> None:
    book = open_sample_book(fresh, now, PATIENCE)
    expected = len(await book.list_for("demo"))
    for day in range(1, 15):
        replaced = asyncio.create_task(asyncio.to_thread(open_sample_book, fresh, now + timedelta(days=day)))
        lists = await asyncio.gather(*(book.list_for("demo") for _ in range(8)))
        await replaced
        assert {len(orders) for orders in lists} == {expected}


# When the source cannot answer


async def lookups_fail(book: SampleBook, reason: str) -> None:
    """Both lookups say that the source is unavailable, and why."""
    with pytest.raises(OrderSourceUnavailable, match=reason):
        await book.find(DEMO, "demo")
    with pytest.raises(OrderSourceUnavailable, match=reason):
        await book.list_for("demo")


def test_a_missing_file(fresh: Path, now: datetime) -> None:
    book = open_sample_book(fresh, now, PATIENCE)
    fresh.unlink()
    asyncio.run(lookups_fail(book, "unable to open"))
    assert not fresh.exists()


async def test_a_folder_that_cannot_be_written(
    tmp_path: Path, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    book = open_sample_book(tmp_path / "file" / "orders.db", now, PATIENCE)
    assert "REFUNDBOT_ORDER_DB" in caplog.text
    await lookups_fail(book, "unable to open")


async def test_another_database_is_left_alone(
    tmp_path: Path, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    other = tmp_path / "customers.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE customers (name)")
    connection.close()
    before = other.read_bytes()
    book = open_sample_book(other, now, PATIENCE)
    assert other.read_bytes() == before
    assert "no sample order book" in caplog.text
    await lookups_fail(book, "no such table")


async def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, now: datetime) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear customer, " * 100)
    book = open_sample_book(letter, now, PATIENCE)
    assert letter.read_text().startswith("Dear customer")
    await lookups_fail(book, "not a database")


Connect = Callable[[Path], sqlite3.Connection]


def waiting_for(event: threading.Event) -> Connect:
    """A way to open the file that waits for `event` first: a source as slow as the test wants it."""
    connect = sample_book._connect

    def wait_and_connect(path: Path) -> sqlite3.Connection:
        assert event.wait(30), "the test never let go"
        return connect(path)

    return wait_and_connect


async def test_a_slow_source(fresh: Path, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    open_sample_book(fresh, now)
    release = threading.Event()
    monkeypatch.setattr(sample_book, "_connect", waiting_for(release))
    await lookups_fail(SampleBook(fresh, timeout=SOON), "no answer")
    release.set()


async def test_the_event_loop_runs_on_while_a_lookup_is_slow(
    fresh: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = open_sample_book(fresh, now, PATIENCE)
    slow = SampleBook(fresh, PATIENCE)
    assert await book.find(DEMO, "demo") is not None
    enough = threading.Event()
    monkeypatch.setattr(sample_book, "_connect", waiting_for(enough))

    async def heartbeat() -> None:
        """Only a loop that turns reaches the beat which lets the lookup go on."""
        for _ in range(100):
            await asyncio.sleep(0)
        assert not lookup.done()
        enough.set()

    lookup = asyncio.create_task(slow.find(DEMO, "demo"))
    await heartbeat()
    assert await lookup == await book.find(DEMO, "demo")


async def test_lookups_do_not_wait_for_one_another(
    fresh: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_sample_book(fresh, now)
    slow = SampleBook(fresh, PATIENCE)
    release = threading.Event()
    connect = sample_book._connect
    monkeypatch.setattr(sample_book, "_connect", waiting_for(release))
    held = asyncio.create_task(slow.find(DEMO, "demo"))
    await asyncio.sleep(0)
    monkeypatch.setattr(sample_book, "_connect", connect)
    assert await SampleBook(fresh, PATIENCE).find(DEMO3, "demo3") is not None
    release.set()
    assert await held is not None
