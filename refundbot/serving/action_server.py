"""The action server: runs the actions of the package `actions` for Rasa, on loopback only.

rasa-sdk's own server listens on all interfaces, allows every origin and answers an error with the request,
which holds the whole conversation. This one does none of that.
"""

from __future__ import annotations

import logging

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionNotFoundException
from sanic import Sanic, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from refundbot import signed
from refundbot.serving import early_stop, environment, heartbeat, log_masking, settled
from refundbot.serving.guarded_protocol import GuardedProtocol
from refundbot.settings import Settings, settings_or_exit
from refundbot.telemetry import logs

logger = logging.getLogger(__name__)

KEEP_ALIVE_SECONDS = 75
"""Longer than the 15 s that Rasa's client keeps an idle connection, so the client is the one to close it."""


def keys_of(settings: Settings) -> signed.Keys:
    """What a call carries as its bearer token: who the customer is, is believed of the workers only."""
    return signed.derived_keys(settings.customer_secrets, "refundbot-actions")


def create_app(executor: ActionExecutor, keys: signed.Keys) -> Sanic:
    """The HTTP side of an executor: `POST /webhook` runs an action, `GET /health` says that it could."""
    app = Sanic("refundbot_actions", configure_logging=False)
    app.config.KEEP_ALIVE_TIMEOUT = KEEP_ALIVE_SECONDS

    @app.get("/health")
    async def health(_: Request) -> HTTPResponse:
        return response.json({"status": "ok"})

    @app.post("/webhook")
    async def webhook(request: Request) -> HTTPResponse:
        if not signed.is_borne(request.headers.get("authorization"), keys):
            return _error("actions are run for the workers only", 401)
        call = request.json
        if not isinstance(call, dict) or not isinstance(call.get("tracker"), dict):
            return _error("an action call is a JSON object with next_action and tracker", 400)
        with logs.about(tracker=str(call.get("sender_id"))):
            return response.json(await executor.run(call))

    app.error_handler.add(ActionNotFoundException, _unknown)
    app.error_handler.add(Exception, _failed)
    return app


def _unknown(_: Request, exception: ActionNotFoundException) -> HTTPResponse:
    logger.error("no action is named %s", exception.action_name)
    return _error("no such action", 404)


def _failed(_: Request, exception: Exception) -> HTTPResponse:
    if isinstance(exception, SanicException):
        return _error(str(exception), exception.status_code)
    logger.error("an action failed", exc_info=exception)
    return _error("the action failed", 500)


def _error(text: str, status: int) -> HTTPResponse:
    return response.json({"error": text}, status=status)


def main() -> None:
    """Serves until told to stop."""
    environment.prepare()
    log_masking.install()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    settings = settings_or_exit(serves=True)
    if settings.log_format == "json":
        logs.use_json()
    executor = ActionExecutor()
    executor.register_package("actions")
    app = create_app(executor, keys_of(settings))
    app.register_listener(settled.set_aside, "after_server_start")
    app.register_listener(heartbeat.begin, "after_server_start")
    app.register_listener(early_stop.heed, "after_server_start")
    app.run(host="127.0.0.1", port=settings.action_port, protocol=GuardedProtocol)


if __name__ == "__main__":
    main()
