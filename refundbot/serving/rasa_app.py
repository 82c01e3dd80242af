"""Rasa's server with our action endpoint, our check of its results and the guard before its HTTP side.

The intent ranking, `POST /model/parse`, exists only with Rasa's HTTP API enabled. Without REFUNDBOT_API_TOKEN
the server binds loopback only (see `Settings.from_env`) and the guard closes the rest of that API. With the
token everything but the channels asks for `?token=`.
"""

from __future__ import annotations

import logging
import sys
from functools import partial
from pathlib import Path
from typing import Any

import rasa.core.run
from rasa.core.utils import AvailableEndpoints
from rasa.utils.common import configure_logging_and_warnings
from rasa.utils.log_utils import configure_structlog
from sanic import Sanic

from refundbot.serving import action_result, http_guard, log_masking
from refundbot.serving.action_endpoint import ActionEndpoint
from refundbot.serving.sqlite_store import SQLiteTrackerStore
from refundbot.settings import ROOT, Settings

RESPONSE_TIMEOUT_SECONDS = 60
"""Of any HTTP request; the REST channel answers within 30 s."""


def serve(settings: Settings, model_file: Path) -> None:
    """Serves a trained model until told to stop."""
    configure_logging_and_warnings(logging.WARNING, warn_only_once=False)
    configure_structlog(logging.WARNING)
    log_masking.install()
    action_result.install()
    endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))
    endpoints.action = ActionEndpoint(f"{settings.action_url}/webhook")
    _keep_sqlite_in(settings.state_folder(), endpoints)
    rasa.core.run.serve_application(
        model_path=str(model_file),
        interface=settings.host,
        port=settings.port,
        credentials=str(ROOT / "credentials.yml"),
        endpoints=endpoints,
        enable_api=True,
        auth_token=settings.api_token,
        response_timeout=RESPONSE_TIMEOUT_SECONDS,
        server_listeners=[
            (partial(_guard, settings), "before_server_start"),
            (_stop_without_model, "after_server_start"),
            (partial(_close, endpoints.action), "after_server_stop"),
        ],
    )


def _keep_sqlite_in(folder: Path, endpoints: AvailableEndpoints) -> None:
    """A SQLite tracker store goes into the state folder, wherever the server is started from."""
    store = endpoints.tracker_store
    if store is not None and store.type == f"{SQLiteTrackerStore.__module__}.{SQLiteTrackerStore.__name__}":
        store.kwargs["db"] = str(folder / Path(store.kwargs["db"]).name)


async def _guard(settings: Settings, app: Sanic, *_: Any) -> None:
    http_guard.attach(app, settings.api_token)


async def _stop_without_model(app: Sanic, *_: Any) -> None:
    """Rasa serves on without a model, ignoring every message; better not to serve."""
    if not app.ctx.agent.is_ready():
        sys.exit("The model could not be loaded.")


async def _close(endpoint: ActionEndpoint, *_: Any) -> None:
    await endpoint.close()
