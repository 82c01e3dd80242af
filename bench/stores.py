"""PostgreSQL, Redis and RabbitMQ behind proxies that can break."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from sqlalchemy.engine import make_url

from bench import services
from bench.proxy import Proxy


def _before(address: str, usual_port: int) -> Proxy:
    url = make_url(address)
    return Proxy(url.host or "127.0.0.1", url.port or usual_port)


DATABASE, BUS, BROKER = (
    _before(services.POSTGRESQL, 5432),
    _before(services.REDIS, 6379),
    _before(services.AMQP, 5672),
)


@contextlib.asynccontextmanager
async def stores() -> AsyncIterator[dict[str, str]]:
    """The environment of servers on the services of this machine, by the proxies.

    Raises:
        services.Missing: one of them is not there.
    """
    async with services.services() as direct:
        with DATABASE.listening(), BUS.listening(), BROKER.listening():
            yield {
                name: _through(address, proxy)
                for (name, address), proxy in zip(direct.items(), (DATABASE, BUS, BROKER), strict=True)
            }


def _through(address: str, proxy: Proxy) -> str:
    through = make_url(address).set(host="127.0.0.1", port=proxy.port)
    return str(through.render_as_string(hide_password=False))
