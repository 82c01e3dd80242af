"""Personal data in what a process logs."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog

from refundbot.serving import log_masking

SECRETS = ("13812345678", "li.lei@example.com", "11010519491231002X")


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What a handler writes while records are masked."""
    before, written = logging.getLogRecordFactory(), StringIO()
    handler = logging.StreamHandler(written)
    logging.getLogger("masked").addHandler(handler)
    log_masking.install()
    yield written
    logging.setLogRecordFactory(before)
    logging.getLogger("masked").removeHandler(handler)


def test_without_masking_they_would_be_read() -> None:
    record = logging.makeLogRecord({"msg": "said %s", "args": (SECRETS[0],)})
    assert SECRETS[0] in record.getMessage()


@pytest.mark.parametrize("secret", SECRETS)
def test_a_message_and_its_arguments_are_masked(log: StringIO, secret: str) -> None:
    logging.getLogger("masked").error("said %s at %d, %s", f"我是{secret}", 7, {"text": secret})
    assert secret not in log.getvalue()
    assert "at 7" in log.getvalue()


@pytest.mark.parametrize("secret", SECRETS)
def test_a_traceback_is_masked(log: StringIO, secret: str) -> None:
    try:
        raise ValueError(f"cannot read {secret}")
    except ValueError:
        logging.getLogger("masked").exception("failed")
    assert "ValueError: cannot read" in log.getvalue()
    assert secret not in log.getvalue()


def test_what_is_logged_by_structlog_is_masked(log: StringIO) -> None:
    logger = structlog.wrap_logger(logging.getLogger("masked"), [structlog.processors.KeyValueRenderer()])
    logger.error("message.failed", text=SECRETS[0])
    assert "message.failed" in log.getvalue()
    assert SECRETS[0] not in log.getvalue()


def test_order_numbers_stay(log: StringIO) -> None:
    logging.getLogger("masked").error("订单 CS2611000101")
    assert "CS2611000101" in log.getvalue()
