"""Huawei Cloud BSS as an order source: the real SDK over HTTP against a server that speaks its API."""

from __future__ import annotations

import ast
import asyncio
import inspect
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from huaweicloudsdkbss import v2 as sdk

from refundbot import replies
from refundbot.dialogue import Services, Turn
from refundbot.dialogue.order_lookup import look_up
from refundbot.dialogue.state import Check, Provenance
from refundbot.orders import OrderSource, OrderSourceUnavailable, SampleBook, open_order_source
from refundbot.orders.bss import Account, Balance, BssOrderSource, BssReader, RefundLine
from refundbot.orders.bss.client import READS, TRIES
from refundbot.policy import load_policy
from refundbot.settings import Settings
from tests.orders.bss_server import (
    BALANCES,
    DETAILS,
    ORDERS,
    PACKAGES,
    REFUNDS,
    REQUEST_ID,
    RESOURCES,
    BssServer,
    Fault,
    Hold,
    customer_order,
    order_line,
    package,
    refund_info,
    resource,
)
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
NOW = datetime.fromisoformat("2026-11-22T10:15:30+08:00")
AK, SK = "TESTACCESSKEY0000001", "test-secret-key-that-nobody-may-see-000001"
MINE, OTHERS = "c-mine-0001", "c-others-0002"
NUMBER, PACKAGE, FOREIGN = "CS2611200900A1B2C", "CS2611201000D3E4F", "CS2611201100G5H6J"
SOON = 0.05
"""Seconds: a limit that an answer which waits for the test cannot keep."""


@pytest.fixture(autouse=True)
def access_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key in the environment, and no proxy between the SDK and this machine."""
    monkeypatch.setenv("HUAWEICLOUD_SDK_AK", AK)
    monkeypatch.setenv("HUAWEICLOUD_SDK_SK", SK)
    monkeypatch.setenv("HUAWEICLOUD_SDK_DOMAIN_ID", MINE)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def server() -> Iterator[BssServer]:
    """A server with a subscription, a package and another customer's order. It must see nothing but reads."""
    server = BssServer()
    server.add(
        customer_order(NUMBER, MINE),
        lines=[order_line(NUMBER)],
        resources=[
            resource(NUMBER, MINE),
            resource(NUMBER, MINE, is_main_resource=0, resource_type_code="hws.resource.type.volume"),
        ],
    )
    server.add(
        customer_order(PACKAGE, MINE, service_type_name="虚拟私有云", payment_time="2026-11-21T01:00:00Z"),
        lines=[order_line(PACKAGE)],
        packages=[package(PACKAGE)],
    )
    server.add(customer_order(FOREIGN, OTHERS), lines=[order_line(FOREIGN)])
    yield server
    server.close()
    for call in server.calls:
        assert call.method == "GET" or (call.method == "POST" and call.path.endswith("/query")), call
        assert f"Access={AK}" in call.headers["Authorization"]
        assert SK not in repr(call)


@pytest.fixture
def source(server: BssServer) -> OrderSource:
    return reading(server)


def reading(server: BssServer, reader_timeout: float = 20, timeout: float = 60) -> BssOrderSource:
    """A source on the server that is patient unless told otherwise, and hardly pauses between tries."""
    return BssOrderSource(BssReader(server.url, timeout=reader_timeout, backoff=0.001), timeout)


async def unavailable(source: BssOrderSource, reason: str) -> None:
    """A lookup says that the source is unavailable, and why."""
    with pytest.raises(OrderSourceUnavailable, match=reason):
        await source.find(NUMBER, MINE)


# What is read


async def test_a_subscription(source: BssOrderSource) -> None:
    found = await source.find(NUMBER, MINE)
    assert found is not None
    assert (found.number, found.customer_id, found.title) == (NUMBER, MINE, "弹性云服务器")
    assert (found.product, found.billing_mode, found.state) == ("ecs", "subscription", "in_effect")
    assert (found.term_months, found.paid_amount_fen) == (1, 8005)
    assert found.provisioned_at == datetime.fromisoformat("2026-11-20T09:06:00+08:00")
    assert found.expires_at == datetime.fromisoformat("2026-12-20T23:59:59+08:00")
    assert not found.sample


@pytest.mark.parametrize(
    ("status", "state"),
    [(0, "not_in_effect"), (1, "in_effect"), (2, "used_up"), (3, "expired"), (4, "unsubscribed")],
)
async def test_a_package_and_its_status(
    server: BssServer, source: BssOrderSource, status: int, state: str
) -> None:
    server.packages[0]["status"] = status
    found = await source.find(PACKAGE, MINE)
    assert found is not None
    assert (found.product, found.billing_mode, found.state) == ("shared_traffic_package", "package", state)


async def test_a_closed_resource_was_returned_if_a_refund_order_says_so(
    server: BssServer, source: BssOrderSource
) -> None:
    for row in server.resources:
        row["status"] = 3
    closed = await source.find(NUMBER, MINE)
    assert closed is not None
    assert closed.state == "closed"
    server.add(
        customer_order("CS2611210900R1R1R", MINE, order_type=4),
        refunds=[refund_info("CS2611210900R1R1R", NUMBER, MINE, -60.05)],
    )
    assert await source.find(NUMBER, MINE) == replace(closed, state="unsubscribed")


async def test_the_lines_of_a_refund_order(server: BssServer, source: BssOrderSource) -> None:
    refund = "CS2611210900R1R1R"
    lines = [refund_info(refund, NUMBER, MINE, amount) for amount in (-60.05, 20.0)]
    server.add(customer_order(refund, MINE, order_type=4), refunds=lines)
    assert await source.refund_lines(refund, MINE) == (
        RefundLine(NUMBER, "弹性云服务器", -6005),
        RefundLine(NUMBER, "弹性云服务器", 2000),
    )
    assert await source.refund_lines(NUMBER, MINE) == ()
    asked = len(server.calls_of(REFUNDS))
    assert await source.refund_lines(refund, OTHERS) == ()
    assert len(server.calls_of(REFUNDS)) == asked


async def test_balances_are_those_of_the_key_and_of_nobody_else(
    server: BssServer, source: BssOrderSource
) -> None:
    row = {"account_id": "1", "account_type": 1, "amount": 12.3, "currency": "CNY", "designated_amount": 0}
    server.balances = {"account_balances": [row], "debt_amount": 4.5, "measure_id": 1, "currency": "CNY"}
    assert await source.account(OTHERS) is None
    assert await source.account("") is None
    assert server.calls_of(BALANCES) == []
    assert await source.account(MINE) == Account((Balance("balance", 1230, 0),), 450)


async def test_without_an_account_id_no_balance_is_anybodys(
    server: BssServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HUAWEICLOUD_SDK_DOMAIN_ID")
    assert await reading(server).account(MINE) is None


# Whose orders


@pytest.mark.parametrize(
    "spelling", [NUMBER.lower(), f" {NUMBER[:6]} {NUMBER[6:]}\n", "ＣＳ２６１１２００９００Ａ１Ｂ２Ｃ"]
)
async def test_a_customer_finds_his_order_however_it_is_spelt(source: BssOrderSource, spelling: str) -> None:
    found = await source.find(spelling, MINE)
    assert found is not None
    assert found.number == NUMBER


@pytest.mark.parametrize(
    ("number", "customer"),
    [
        (FOREIGN, MINE),
        (NUMBER, OTHERS),
        ("CS2611209999ZZZZZ", MINE),
        (NUMBER, MINE.upper()),
        (NUMBER, "nobody"),
    ],
)
async def test_anothers_order_looks_like_no_order(
    server: BssServer, source: BssOrderSource, number: str, customer: str
) -> None:
    assert await source.find(number, customer) is None
    assert [call.path for call in server.calls] == [ORDERS]


async def test_an_order_is_his_only_if_the_answer_says_so(
    server: BssServer, source: BssOrderSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "answer", lambda *_: {"total_count": 2, "order_infos": server.orders})
    assert await source.find(FOREIGN, MINE) is None
    assert [order.customer_id for order in await source.list_for(MINE)] == [MINE, MINE]


@pytest.mark.parametrize(
    ("number", "customer"),
    [(NUMBER, ""), ("", MINE), ("%", MINE), ("CS2611200900/../", MINE), ("你好", MINE)],
)
async def test_nothing_is_asked_without_both_ids(
    server: BssServer, source: BssOrderSource, number: str, customer: str
) -> None:
    assert await source.find(number, customer) is None
    assert await source.list_for("") == ()
    assert server.calls == []


async def test_every_question_names_the_order_or_the_customer(
    server: BssServer, source: BssOrderSource
) -> None:
    await source.find(NUMBER, MINE)
    await source.list_for(MINE)
    for call in server.calls_of(ORDERS) + server.calls_of(RESOURCES):
        assert call.asked["customer_id"] == MINE
    for call in server.calls_of(RESOURCES) + server.calls_of(PACKAGES):
        assert call.asked["order_id"] == NUMBER


# Lists and pages


async def test_a_list_holds_a_customers_purchases_and_begins_with_the_latest_payment(
    server: BssServer, source: BssOrderSource
) -> None:
    server.add(customer_order("CS2611220900U1U1U", MINE, status=6, payment_time=None))
    server.add(customer_order("CS2611210900R1R1R", MINE, order_type=4))
    listed = await source.list_for(MINE)
    assert [order.number for order in listed] == [PACKAGE, NUMBER, "CS2611220900U1U1U"]
    assert await source.list_for("nobody") == ()


@pytest.mark.parametrize(("most_rows", "calls"), [(1000, 3), (10, 25)])
async def test_pages_are_read_to_the_end_whatever_their_length(
    server: BssServer, source: BssOrderSource, most_rows: int, calls: int
) -> None:
    server.most_rows = most_rows
    server.orders = [customer_order(f"CS26112009{n:07}", MINE) for n in range(243)]
    listed = await source.list_for(MINE)
    assert {order.number for order in listed} == {order["order_id"] for order in server.orders}
    assert len(listed) == 243
    assert len(server.calls) == calls


async def test_the_lines_of_an_order_are_paged_too(server: BssServer, source: BssOrderSource) -> None:
    server.lines = [order_line(NUMBER) for _ in range(150)] + [order_line(NUMBER, period_num=12)]
    found = await source.find(NUMBER, MINE)
    assert found is not None
    assert found.term_months is None
    assert [call.asked["offset"] for call in server.calls_of(DETAILS)] == ["0", "100"]


async def test_a_count_that_is_too_high_does_not_go_on_for_ever(
    server: BssServer, source: BssOrderSource
) -> None:
    rows = '{"total_count": 7, "order_infos": []}'
    server.faults[ORDERS].append(Fault(body=rows))
    assert await source.list_for(MINE) == ()


async def test_a_long_list_ends_at_a_thousand_rows(server: BssServer, source: BssOrderSource) -> None:
    server.orders = [customer_order(f"CS26112009{n:07}", MINE) for n in range(1200)]
    assert len(await source.list_for(MINE)) == 1000


# Throttling and failures that pass


@pytest.mark.parametrize("path", [ORDERS, DETAILS, RESOURCES, PACKAGES])
@pytest.mark.parametrize(
    ("status", "code"), [(429, "APIG.0308"), (500, "CBC.0999"), (502, None), (503, None)], ids=str
)
async def test_a_failure_that_passes_goes_unnoticed(
    server: BssServer, source: BssOrderSource, path: str, status: int, code: str | None
) -> None:
    expected = await source.find(NUMBER, MINE)
    calls = len(server.calls_of(path))
    server.faults[path].extend([Fault(status, code)] * (TRIES - 1))
    assert await source.find(NUMBER, MINE) == expected
    assert len(server.calls_of(path)) - calls == TRIES


async def test_throttling_that_does_not_pass(server: BssServer, source: BssOrderSource) -> None:
    server.faults[ORDERS].extend([Fault(429, "APIG.0308")] * 10)
    await unavailable(source, "list_customer_orders: HTTP 429")
    assert len(server.calls) == TRIES


async def test_pauses_grow_and_are_not_the_same_for_all(
    server: BssServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    real, here = asyncio.sleep, threading.get_ident()

    async def sleep(pause: float) -> None:
        """The loops of servers that other tests keep in threads of their own sleep as they always do."""
        if threading.get_ident() == here:
            pauses.append(pause)
        else:
            await real(pause)

    source = BssOrderSource(BssReader(server.url, timeout=20, backoff=0.2), 60)
    monkeypatch.setattr(asyncio, "sleep", sleep)
    for _ in range(5):
        server.faults[ORDERS].extend([Fault(503)] * TRIES)
        await unavailable(source, "HTTP 503")
    assert all(0.1 <= pause <= 0.2 for pause in pauses[::2])
    assert all(0.2 <= pause <= 0.4 for pause in pauses[1::2])
    assert len(set(pauses)) == len(pauses) == 10


# When BSS cannot answer


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault(400, "CBC.0100"), "HTTP 400, CBC.0100"),
        (Fault(401, "APIG.0301"), "HTTP 401, APIG.0301"),
        (Fault(403, "CBC.0151"), f"HTTP 403, CBC.0151, {REQUEST_ID}"),
        (Fault(404, "APIG.0101"), "HTTP 404, APIG.0101"),
        (Fault(404, body="<html>not found</html>"), "HTTP 404"),
        (Fault(200, body="<html>a proxy says hello</html>"), "documented shape"),
        (Fault(200, body=""), "documented shape"),
        (Fault(200, body="[]"), "documented shape"),
        (Fault(200, body="null"), "list_customer_orders"),
        (Fault(200, body="17"), "list_customer_orders"),
        (Fault(200, body='{"total_count": "many"}'), "ValueError"),
        (Fault(200, code="CBC.99003645"), "documented shape"),
        (Fault(302, headers=(("Location", "http://127.0.0.1:1/"),)), "documented shape"),
        (Fault(cut=True), "list_customer_orders"),
    ],
    ids=str,
)
async def test_an_answer_of_no_use_means_unavailable_at_once(
    server: BssServer, source: BssOrderSource, fault: Fault, reason: str
) -> None:
    server.faults[ORDERS].append(fault)
    await unavailable(source, reason)
    assert len(server.calls) == 1


@pytest.mark.parametrize("path", [DETAILS, RESOURCES, PACKAGES])
async def test_part_of_an_order_is_not_taken_for_all_of_it(
    server: BssServer, source: BssOrderSource, path: str
) -> None:
    server.faults[path].append(Fault(404, "APIG.0101"))
    await unavailable(source, "HTTP 404")


async def test_odd_rows_are_read_as_knowing_nothing(server: BssServer, source: BssOrderSource) -> None:
    server.faults[DETAILS].append(Fault(body='{"total_count": 2, "order_line_items": ["odd", {}]}'))
    server.faults[RESOURCES].append(Fault(body='{"total_count": 1, "data": [7]}'))
    server.faults[PACKAGES].append(Fault(body='{"total_count": 0, "free_resource_packages": null}'))
    found = await source.find(NUMBER, MINE)
    assert found is not None
    assert (found.product, found.term_months, found.effective_at, found.state) == (None, None, None, None)


async def test_what_a_partners_key_may_not_read_stays_unknown(
    server: BssServer, source: BssOrderSource
) -> None:
    for path in (RESOURCES, PACKAGES):
        server.faults[path].append(Fault(403, "CBC.0151"))
    found = await source.find(NUMBER, MINE)
    assert found is not None
    assert (found.product, found.billing_mode, found.state) == (None, None, None)
    assert (found.term_months, found.paid_amount_fen) == (1, 8005)


async def test_nobody_listens(server: BssServer) -> None:
    gone = BssServer()
    gone.close()
    await unavailable(reading(gone), "list_customer_orders: ConnectionException")


async def test_an_answer_that_does_not_come(server: BssServer) -> None:
    hold = Hold()
    server.faults[ORDERS].append(hold)
    await unavailable(reading(server, reader_timeout=SOON), "list_customer_orders: ConnectionException")
    hold.release.set()


async def test_a_lookup_as_a_whole_has_a_limit(server: BssServer) -> None:
    hold = Hold()
    server.faults[PACKAGES].append(hold)
    await unavailable(reading(server, timeout=1), "no answer in 1 s")
    hold.release.set()


async def test_the_limit_counts_the_pauses_as_well(server: BssServer) -> None:
    server.faults[ORDERS].extend([Fault(429, "APIG.0308")] * TRIES)
    patient = BssOrderSource(BssReader(server.url, timeout=20, backoff=3600), timeout=1)
    await unavailable(patient, "no answer in 1 s")


async def test_the_event_loop_runs_on_and_other_lookups_do_not_wait(
    server: BssServer, source: BssOrderSource
) -> None:
    hold = Hold()
    server.faults[DETAILS].append(hold)
    slow = asyncio.create_task(source.find(NUMBER, MINE))
    assert await asyncio.to_thread(hold.reached.wait, 60)
    assert await source.find(PACKAGE, MINE) is not None
    assert not slow.done()
    hold.release.set()
    assert await slow is not None


@pytest.mark.parametrize("fault", [Fault(503), Fault(403, "CBC.0151"), Fault(200, body="{}")], ids=str)
async def test_the_check_goes_on_from_what_the_customer_says(
    server: BssServer, source: BssOrderSource, fault: Fault
) -> None:
    services = Services(policies=load_policy(), orders=source, order_timeout=PATIENCE)
    turn = Turn(text=NUMBER, ranking=(), entities=(), now=NOW, customer_id=MINE)
    check = Check(facts={"product": "ecs"}, said={"product": Provenance("服务器")})
    server.faults[ORDERS].extend([fault] * TRIES)
    assert await look_up(check, NUMBER, turn, services) == (check, replies.note("orders_unavailable"))
    server.faults.clear()
    told, note = await look_up(check, NUMBER, turn, services)
    assert told.order_number == NUMBER
    assert told.facts["paid_amount"] == "80.05"
    assert note == replies.note("order_found", number=NUMBER, title="弹性云服务器", sample=False)


# What is never shown


@pytest.mark.parametrize(
    "fault",
    [
        Fault(401, "APIG.0301", body=f"Incorrect IAM authentication information: AK {AK} of {MINE}"),
        Fault(429, "APIG.0308", body=f"{AK} {SK} {MINE} {NUMBER}"),
        Fault(500, body=f"{AK} {SK} {MINE} {NUMBER}"),
        Fault(400, code=f"{MINE} {NUMBER} {AK}"),
        Fault(200, body=f'"{AK} {SK} {MINE} {NUMBER}"'),
        Fault(cut=True),
        None,
    ],
    ids=str,
)
async def test_logs_and_errors_name_no_key_no_customer_and_no_order(
    server: BssServer,
    fault: Fault | None,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.INFO)
    source = reading(server)
    if fault is None:
        server.close()
    else:
        server.faults[ORDERS].extend([fault] * TRIES)
    with pytest.raises(OrderSourceUnavailable) as caught:
        await source.find(NUMBER, MINE)
    assert "could not be looked up" in caplog.text
    written = "".join([caplog.text, *capfd.readouterr(), repr(caught.value), str(caught.getrepr(chain=True))])
    assert "list_customer_orders" in written
    for word in (AK, SK, MINE, NUMBER):
        assert word not in written.replace(f'NUMBER = "{word}"', "")


def test_the_source_shows_no_key(server: BssServer) -> None:
    source = reading(server)
    shown = repr(source) + repr(vars(source)) + repr(vars(vars(source)["_reader"]))
    assert AK not in shown
    assert SK not in shown


# Read-only by construction


def test_what_is_called_only_reads() -> None:
    for name in READS:
        described = inspect.getsource(getattr(sdk.BssClient, f"_{name}_http_info"))
        method = described.split('"method": "')[1].split('"')[0]
        path = described.split('"resource_path": "')[1].split('"')[0]
        assert method == "GET" or (method == "POST" and path.endswith("/query")), name


def test_no_other_method_of_the_sdk_is_named_anywhere() -> None:
    offered = {name for name, _ in inspect.getmembers(sdk.BssClient, inspect.isfunction) if name[0] != "_"}
    calls = {name for name in offered if hasattr(sdk.BssClient, f"_{name}_http_info")}
    assert len(calls) > 80
    assert calls > READS
    named: set[str] = set()
    for file in (ROOT / "refundbot" / "orders").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                named.add(node.attr)
            elif isinstance(node, ast.Name):
                named.add(node.id)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                named.add(node.value)
    spelt = {name.removesuffix("_invoker").removesuffix("_async") for name in named}
    assert spelt & calls == READS


def test_the_source_has_no_method_that_writes() -> None:
    def public(kind: type) -> set[str]:
        return {name for name, _ in inspect.getmembers(kind, inspect.isfunction) if name[0] != "_"}

    assert public(BssOrderSource) == {"find", "list_for", "refund_lines", "account"}
    assert public(BssReader) == {
        *("orders", "refund_orders", "order_lines", "main_resources", "packages", "refund_lines", "balances")
    }


def test_a_reader_holds_no_other_call(server: BssServer) -> None:
    reader = BssReader(server.url)
    assert set(vars(reader)["_calls"]) == READS
    assert not any(isinstance(value, sdk.BssClient) for value in vars(reader).values())


# Chosen by configuration


def test_the_settings_choose(server: BssServer, tmp_path: Path) -> None:
    samples = open_order_source(Settings(fixed_now=NOW, order_db=tmp_path / "orders.db"))
    assert isinstance(samples, SampleBook)
    chosen = open_order_source(Settings(order_source="bss", bss_endpoint=server.url))
    assert isinstance(chosen, BssOrderSource)


async def test_the_chosen_source_asks_the_endpoint_of_the_settings(server: BssServer) -> None:
    chosen = open_order_source(Settings(order_source="bss", bss_endpoint=server.url))
    assert await chosen.find(FOREIGN, MINE) is None
    assert len(server.calls_of(ORDERS)) == 1


@pytest.mark.parametrize("name", ["HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK"])
def test_without_its_key_it_does_not_open(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv(name)
    with pytest.raises(ValueError, match="ak&sk"):
        open_order_source(Settings(order_source="bss"))


@pytest.mark.parametrize(("chosen", "loaded"), [("sample", False), ("bss", True)])
def test_the_sdk_is_loaded_only_where_it_is_chosen(tmp_path: Path, chosen: str, loaded: bool) -> None:
    code = f"""
import sys
from pathlib import Path
from refundbot.orders import open_order_source
from refundbot.settings import Settings
open_order_source(Settings(order_source={chosen!r}, order_db=Path({str(tmp_path / "orders.db")!r})))
print(any(name.startswith("huaweicloudsdk") for name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(loaded)
