"""Entry of the front door: `python -m refundbot.edge.server`."""

from __future__ import annotations

import logging
import socket
import sys

import h11
import uvicorn
from starlette.applications import Starlette

from refundbot.channels.web import MAX_FRAME_BYTES
from refundbot.channels.web.chat import Chat
from refundbot.channels.web.sockets import OneLine
from refundbot.conversations.database import Database, Unavailable
from refundbot.conversations.privacy.tagger import TaggerMissing, trained
from refundbot.edge.app import create_app
from refundbot.edge.protocol import Config, Connection, WebSocket
from refundbot.edge.worker import Workers
from refundbot.places import Places
from refundbot.serving import descriptors, heartbeat, log_masking, settled
from refundbot.serving.probes import Probes
from refundbot.settings import Settings, settings_or_exit
from refundbot.telemetry import logs, metrics, traces

GRACE_SECONDS = 2
"""For which requests may go on when the server is told to stop."""


def main() -> None:
    """Serves until told to stop; ends with a sentence where there is nothing to store in, or to mask with."""
    log_masking.install()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    settings = settings_or_exit(serves=True)
    try:
        trained()
        Database(settings.conversations_url).close()
    except TaggerMissing as missing:
        sys.exit(str(missing))
    except Unavailable as unavailable:
        sys.exit(f"{unavailable}. See REFUNDBOT_DATABASE_URL and REFUNDBOT_STATE.")
    _be_seen(settings)
    workers = Workers(settings)
    app = create_app(settings, workers, workers, workers.parse)
    for told in (_is_ours, OneLine()):
        logging.getLogger("uvicorn.error").addFilter(told)
    Edge(configured(app, settings, _places(settings)), settings, workers).run()


def configured(app: Starlette, settings: Settings, places: Places) -> Config:
    """How uvicorn serves the app: with limits of ours. `places` is for connections."""
    config = Config(
        app,
        host=settings.host,
        port=settings.port,
        http=Connection,
        ws=WebSocket,
        ws_max_size=MAX_FRAME_BYTES,
        ws_per_message_deflate=False,  # what is small when it comes may be huge unpacked
        ws_ping_interval=None,  # engine.io has its own
        lifespan="on",
        log_config=None,
        log_level=logging.ERROR,
        access_log=False,
        proxy_headers=False,  # ours are counted, not listed
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    config.places = places
    return config


class Edge(uvicorn.Server):
    """The server, with signs of life and, by setting, an internal port."""

    def __init__(self, config: Config, settings: Settings, workers: Workers) -> None:
        """The `workers` are let go of at the end."""
        super().__init__(config)
        self._settings, self._workers = settings, workers
        self._probes: Probes | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Called by uvicorn: begins to serve."""
        await super().startup(sockets)
        if self._settings.probes is not None:
            chat: Chat = self.config.app.state.chat  # type: ignore[union-attr]
            self._probes = Probes(self._settings.probes, chat.can_store, chat.database)
            self._probes.start()
        settled.set_aside()
        heartbeat.begin()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Called by uvicorn: ends."""
        if self._probes is not None:
            self._probes.stop()
        await super().shutdown(sockets)
        await self._workers.close()


def _is_ours(record: logging.LogRecord) -> bool:
    """Whether an error is ours: not one of an answer to who has broken the protocol meanwhile."""
    return not (record.exc_info and isinstance(record.exc_info[1], h11.LocalProtocolError))


def _be_seen(settings: Settings) -> None:
    """Logs, errors that are counted, and traces, as the settings ask for them."""
    if settings.log_format == "json":
        logs.use_json()
    logging.getLogger().addHandler(metrics.CountErrors())
    if settings.traces_url is not None:
        traces.export_to(settings.traces_url, "refundbot-edge")


def _places(settings: Settings) -> Places:
    """Behind proxies all connections are theirs: it is for them to tell the addresses apart."""
    total = descriptors.raise_limit() - descriptors.RESERVED
    per_address = total if settings.proxies else 2 * settings.address_sockets
    print(f"Up to {total} connections at once, {per_address} of one address.", flush=True)
    return Places(per_address, total)


if __name__ == "__main__":
    main()
