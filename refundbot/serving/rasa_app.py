"""Rasa's server with our action endpoint, our check of its results and the guard before its HTTP side.

The intent ranking, `POST /model/parse`, exists only with Rasa's HTTP API enabled. Without REFUNDBOT_API_TOKEN
it binds loopback only (see `Settings.from_env`) and the guard closes the rest of that API. With the
token everything but the channels asks for `?token=`.
"""

from __future__ import annotations

import logging
import sys
from functools import partial
from pathlib import Path
from typing import Any

from rasa.core.run import close_resources, configure_app, create_http_input_channels, load_agent_on_start
from rasa.core.utils import AvailableEndpoints
from rasa.utils.common import configure_logging_and_warnings, update_sanic_log_level
from rasa.utils.log_utils import configure_structlog
from sanic import Sanic

from refundbot.conversations.database import Database, Unavailable
from refundbot.policy import load_policy
from refundbot.serving import (
    action_result,
    early_stop,
    forgetting,
    heartbeat,
    http_guard,
    log_masking,
    settled,
)
from refundbot.serving.action_endpoint import ActionEndpoint
from refundbot.serving.action_server import keys_of
from refundbot.serving.guarded_protocol import GuardedProtocol
from refundbot.serving.postgresql_store import PostgreSQLTrackerStore
from refundbot.serving.probes import Probes
from refundbot.serving.redis_locks import RedisLockStore
from refundbot.serving.sqlite_store import SQLiteTrackerStore
from refundbot.settings import ROOT, Settings
from refundbot.telemetry import logs, metrics, traces

RESPONSE_TIMEOUT_SECONDS = 60
"""Of any HTTP request; a turn takes 30 s at most."""

KEEP_ALIVE_SECONDS = 75
"""Longer than the 15 s that the front door keeps an idle connection, so that one is the one to close it."""


def serve(settings: Settings, model_file: Path) -> None:
    """Serves a trained model until told to stop; ends with a sentence where there is no memory."""
    configure_logging_and_warnings(logging.WARNING, warn_only_once=False)
    configure_structlog(logging.WARNING)
    log_masking.install()
    _be_seen(settings, model_file)
    endpoints = neighbours(settings)
    app = configure_app(
        create_http_input_channels(None, str(ROOT / "credentials.yml")),
        enable_api=True,
        auth_token=settings.api_token,
        response_timeout=RESPONSE_TIMEOUT_SECONDS,
        endpoints=endpoints,
    )
    http_guard.attach(app, settings.api_token)
    app.config.KEEP_ALIVE_TIMEOUT = KEEP_ALIVE_SECONDS
    load = partial(load_agent_on_start, str(model_file), endpoints, None)
    app.register_listener(load, "before_server_start")
    app.register_listener(_stop_without_model, "after_server_start")
    app.register_listener(close_resources, "after_server_stop")
    app.register_listener(partial(_close, endpoints.action), "after_server_stop")
    if settings.worker_probes is not None:
        _attach_probes(app, settings.worker_probes)
    app.register_listener(settled.set_aside, "after_server_start")
    app.register_listener(heartbeat.begin, "after_server_start")
    app.register_listener(early_stop.heed, "after_server_start")
    update_sanic_log_level()
    app.run(host=settings.worker_host, port=settings.worker_port, protocol=GuardedProtocol)


def neighbours(settings: Settings) -> AvailableEndpoints:
    """Where Rasa finds its actions, trackers and locks; has it use our ways to them in this process."""
    action_result.install()
    forgetting.install()
    endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))
    endpoints.action = ActionEndpoint(f"{settings.action_url}/webhook", keys_of(settings)[0])
    _share_stores(settings, endpoints)
    return endpoints


def _be_seen(settings: Settings, model_file: Path) -> None:
    """Logs, errors that are counted, what is served, and traces, as the settings ask for them."""
    if settings.log_format == "json":
        logs.use_json()
    logging.getLogger().addHandler(metrics.CountErrors())
    metrics.BUILD.labels(model_file.name, load_policy().version).set(1)
    if settings.traces_url is not None:
        traces.export_to(settings.traces_url, "refundbot-worker")


def _attach_probes(app: Sanic, address: tuple[str, int]) -> None:
    """Opens the internal port once the worker serves."""

    async def start(app: Sanic, *_: Any) -> None:
        app.ctx.probes = Probes(address, app.ctx.check)
        app.ctx.probes.start()

    async def stop(app: Sanic, *_: Any) -> None:
        app.ctx.probes.stop()

    app.register_listener(start, "after_server_start")
    app.register_listener(stop, "before_server_stop")


def _share_stores(settings: Settings, endpoints: AvailableEndpoints) -> None:
    """Trackers lie where the conversations do, wherever the server is started; locks on Redis, if set."""
    if settings.redis_url is not None:
        endpoints.lock_store = RedisLockStore(settings.redis_url)
    if settings.shares_database:
        try:
            endpoints.tracker_store = PostgreSQLTrackerStore(Database(settings.conversations_url))
        except Unavailable as unavailable:
            sys.exit(f"{unavailable}. See REFUNDBOT_DATABASE_URL.")
    else:
        _keep_sqlite_in(settings.state_folder(), endpoints)


def _keep_sqlite_in(folder: Path, endpoints: AvailableEndpoints) -> None:
    store = endpoints.tracker_store
    if store is not None and store.type == f"{SQLiteTrackerStore.__module__}.{SQLiteTrackerStore.__name__}":
        store.kwargs["db"] = str(folder / Path(store.kwargs["db"]).name)


async def _stop_without_model(app: Sanic, *_: Any) -> None:
    """Rasa serves on without a model, ignoring every message; better not to serve."""
    if not app.ctx.agent.is_ready():
        sys.exit("The model could not be loaded.")


async def _close(endpoint: ActionEndpoint, *_: Any) -> None:
    await endpoint.close()
