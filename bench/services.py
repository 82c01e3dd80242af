"""PostgreSQL, Redis and RabbitMQ as they run on this machine; what is put into them is taken out again."""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence

import aio_pika
import redis
from sqlalchemy import create_engine
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from refundbot.conversations import publisher

POSTGRESQL = os.environ.get("REFUNDBOT_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test")
"""Whose user may create databases."""
REDIS = os.environ.get("REFUNDBOT_TEST_REDIS", "redis://127.0.0.1:6379/0")
AMQP = os.environ.get("REFUNDBOT_TEST_AMQP", "amqp://guest:guest@127.0.0.1:5672/")

CONNECT_SECONDS = 2


class Missing(Exception):
    """Something that is needed is not there; the text is one sentence that names all of it."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"Not found on this machine: {', '.join(names)}.")


@contextlib.asynccontextmanager
async def services() -> AsyncIterator[dict[str, str]]:
    """The environment of servers on a PostgreSQL database of their own, Redis and RabbitMQ.

    Raises:
        Missing: one of them is not there.
    """
    if missing := await absent():
        raise Missing(missing)
    with database() as url:
        async with _events():
            yield {
                "REFUNDBOT_DATABASE_URL": url,
                "REFUNDBOT_REDIS_URL": REDIS,
                "REFUNDBOT_EVENTS_URL": AMQP,
            }


async def absent() -> list[str]:
    """The services that are not there, each with the setting that says where it is."""
    missing = []
    try:
        _admin().connect().close()
    except OperationalError:
        missing.append("PostgreSQL (REFUNDBOT_TEST_POSTGRESQL)")
    try:
        with redis.Redis.from_url(REDIS, socket_connect_timeout=CONNECT_SECONDS) as connection:
            connection.ping()
    except redis.RedisError:
        missing.append("Redis (REFUNDBOT_TEST_REDIS)")
    try:
        await (await aio_pika.connect(AMQP, timeout=CONNECT_SECONDS)).close()
    except (aio_pika.exceptions.AMQPError, OSError):
        missing.append("RabbitMQ (REFUNDBOT_TEST_AMQP)")
    return missing


@contextlib.contextmanager
def database() -> Iterator[str]:
    """The address of a database that is made now, and dropped at the end whoever is still at it.

    Raises:
        sqlalchemy.exc.OperationalError: there is no PostgreSQL.
    """
    name = f"refundbot_{uuid.uuid4().hex[:12]}"
    _administer(f"CREATE DATABASE {name}")
    try:
        yield make_url(POSTGRESQL).set(database=name).render_as_string(hide_password=False)
    finally:
        _administer(f"DROP DATABASE {name} WITH (FORCE)")


def _administer(statement: str) -> None:
    with _admin().connect() as connection:
        connection.exec_driver_sql(statement)


def _admin() -> Engine:
    return create_engine(
        POSTGRESQL,
        isolation_level="AUTOCOMMIT",
        poolclass=NullPool,
        connect_args={"connect_timeout": CONNECT_SECONDS},
    )


@contextlib.asynccontextmanager
async def _events() -> AsyncIterator[None]:
    """Takes away, at the end, the queue that the servers declare, unless it was there before them."""
    if await _has_queue():
        yield
        return
    try:
        yield
    finally:
        async with await aio_pika.connect(AMQP, timeout=CONNECT_SECONDS) as connection:
            channel = await connection.channel()
            await channel.queue_delete(publisher.NAME)
            await channel.exchange_delete(publisher.NAME)


async def _has_queue() -> bool:
    async with await aio_pika.connect(AMQP, timeout=CONNECT_SECONDS) as connection:
        channel = await connection.channel()
        try:
            await channel.declare_queue(publisher.NAME, passive=True)
        except aio_pika.exceptions.ChannelNotFoundEntity:
            return False
    return True
