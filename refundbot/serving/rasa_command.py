"""Rasa's own command line in our environment: `python -m refundbot.serving.rasa_command train`."""

from refundbot.serving import environment

if __name__ == "__main__":
    environment.prepare()
    from rasa.__main__ import main

    main()
