"""Logs by lines of JSON: what they are about, and no personal data."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from refundbot.serving import log_masking
from refundbot.telemetry import logs, metrics
from refundbot.telemetry.logs import JsonFormatter


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    factory, stream = logging.getLogRecordFactory(), io.StringIO()
    logger = logging.getLogger("refundbot.somewhere")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    log_masking.install()
    logger.addHandler(handler)
    yield stream
    logger.removeHandler(handler)
    logging.setLogRecordFactory(factory)


def lines(stream: io.StringIO) -> list[dict[str, str]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_says_what_it_is_about(written: io.StringIO) -> None:
    logger = logging.getLogger("refundbot.somewhere")
    with logs.about(conversation="c"), logs.about(request="c-1"):
        logger.error("failed")
    logger.error("failed")
    first, second = lines(written)
    assert (first["conversation"], first["request"], first["level"]) == ("c", "c-1", "ERROR")
    assert "conversation" not in second


def test_no_personal_data_is_written(written: io.StringIO) -> None:
    try:
        raise ValueError("电话13812345678\n第二行")
    except ValueError:
        logging.getLogger("refundbot.somewhere").exception("客户的电话是%s", "13812345678")
    (line,) = lines(written)
    assert "13812345678" not in json.dumps(line)
    assert "第二行" in line["exception"]


def test_errors_are_counted_by_module() -> None:
    def counted() -> float:
        return metrics.ERRORS.labels("elsewhere")._value.get()

    logger, handler, before = logging.getLogger("refundbot.elsewhere"), metrics.CountErrors(), counted()
    logger.addHandler(handler)
    logger.warning("no error")
    logger.error("one")
    logger.removeHandler(handler)
    assert counted() - before == 1
