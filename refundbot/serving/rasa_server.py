"""Entry of a worker: `python -m refundbot.serving.rasa_server`."""

from __future__ import annotations

import os
import sys

from refundbot.serving import environment, model
from refundbot.settings import ROOT, settings_or_exit


def main() -> None:
    """Serves the trained model until told to stop."""
    settings = settings_or_exit(serves=True)
    model_file = model.trained()
    if model_file is None:
        sys.exit("There is no model trained on the present data and code. Train one with: make train")
    os.chdir(ROOT)  # config.yml names the spaCy pipeline and the encoder by paths below the checkout
    environment.prepare()
    from refundbot.serving.rasa_app import serve

    serve(settings, model_file)


if __name__ == "__main__":
    main()
