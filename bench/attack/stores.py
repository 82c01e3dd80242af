"""PostgreSQL, Redis and RabbitMQ behind proxies that can break."""

from __future__ import annotations

import asyncio
import contextlib
import os
import uuid
from collections.abc import AsyncIterator, Iterator

from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from bench.attack.attack import NotTried
from bench.proxy import Proxy

POSTGRESQL = os.environ.get("REFUNDBOT_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test")
REDIS, RABBITMQ = ("127.0.0.1", 6379), ("127.0.0.1", 5672)


_REAL = make_url(POSTGRESQL)
DATABASE, BUS, BROKER = (
    Proxy(_REAL.host or "127.0.0.1", _REAL.port or 5432),
    Proxy(*REDIS),
    Proxy(*RABBITMQ),
)


@contextlib.asynccontextmanager
async def stores() -> AsyncIterator[dict[str, str]]:
    """The environment of a server on a PostgreSQL database of its own, Redis and RabbitMQ, by proxies.

    Raises:
        NotTried: one of them is not there.
    """
    with _database() as name:
        for service, place in (("Redis", REDIS), ("RabbitMQ", RABBITMQ)):
            try:
                _, writer = await asyncio.open_connection(*place)
                writer.close()
            except OSError:
                raise NotTried(f"no {service} on 127.0.0.1:{place[1]}") from None
        with DATABASE.listening(), BUS.listening(), BROKER.listening():
            through = _REAL.set(host="127.0.0.1", port=DATABASE.port, database=name)
            yield {
                "REFUNDBOT_DATABASE_URL": through.render_as_string(hide_password=False),
                "REFUNDBOT_REDIS_URL": f"redis://127.0.0.1:{BUS.port}/0",
                "REFUNDBOT_EVENTS_URL": f"amqp://guest:guest@127.0.0.1:{BROKER.port}/",
            }


@contextlib.contextmanager
def _database() -> Iterator[str]:
    admin = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 2})
    name = f"refundbot_attack_{uuid.uuid4().hex[:12]}"
    try:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    except OperationalError:
        raise NotTried("no PostgreSQL; see REFUNDBOT_TEST_POSTGRESQL") from None
    try:
        yield name
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        admin.dispose()
