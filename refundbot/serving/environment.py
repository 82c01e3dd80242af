"""The environment of a process that runs Rasa: no telemetry, no noise, no surprises."""

from __future__ import annotations

import os
import warnings

from refundbot.serving.left_out import leave_out

VARIABLES = {
    "RASA_TELEMETRY_ENABLED": "false",
    "RASA_MAX_CACHE_SIZE": "0",
    "SANIC_ACCESS_LOG": "false",
    "SANIC_FALLBACK_ERROR_FORMAT": "json",
    "CUDA_VISIBLE_DEVICES": "-1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}


def prepare() -> None:
    """Sets what is not set yet. To be called before Rasa is imported: TensorFlow reads its part only then."""
    leave_out()
    for name, value in VARIABLES.items():
        os.environ.setdefault(name, value)
    import sanic.app  # noqa: F401  once imported it shows the deprecations of every library

    warnings.filterwarnings("ignore", category=DeprecationWarning)
