"""The command line: `python -m refundbot.cli COMMAND`. See `--help`, or `make help` for the usual ones."""

from __future__ import annotations

import argparse
import sys
import uuid
from collections.abc import Sequence
from datetime import timedelta

from refundbot.commands import backup, check, converse, desk, policy, why, zendesk
from refundbot.commands.case_file import CaseFileError
from refundbot.conversations.database import Database, Unavailable
from refundbot.orders.identity import mint_customer_token
from refundbot.orders.sample_book import SAMPLE_CUSTOMER
from refundbot.policy import PolicyError
from refundbot.serving import client, model, supervisor
from refundbot.serving.terminal import render
from refundbot.settings import Settings, SettingsError, settings_or_exit

TOKEN_LIFE = timedelta(hours=12)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit status: 0 when all went well, 1 when not, 130 on Ctrl-C."""
    chosen = _parser().parse_args(arguments)
    try:
        status: int = chosen.run(chosen, settings_or_exit())
    except (SettingsError, supervisor.PortTaken, model.TrainingError, CaseFileError, PolicyError) as error:
        return _fail(str(error))
    except Unavailable as unavailable:
        return _fail(f"{unavailable}. See REFUNDBOT_DATABASE_URL and REFUNDBOT_STATE.")
    except client.Unreachable:
        return _fail("No refundbot is running here. Start one in another terminal with: make run")
    except client.Refused as error:
        return _fail(f"The server would not answer: {error}")
    except KeyboardInterrupt:
        return 130
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="refundbot", description="A refund-support assistant in Chinese.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="train if need be, start the servers, stop them on Ctrl-C")
    serve.add_argument("--demo", action="store_true", help="on a terminal: show a link into the desk")
    serve.set_defaults(run=_serve)

    train = commands.add_parser("train", help="train the model if data or code have changed")
    train.add_argument("--force", action="store_true", help="train although nothing has changed")
    train.set_defaults(run=_train)

    migrate = commands.add_parser("migrate", help="bring the database of conversations up to date")
    migrate.set_defaults(run=_migrate)

    ask = commands.add_parser("ask", help="ask the running bot one question")
    ask.add_argument("question")
    _add_customer(ask)
    ask.set_defaults(run=_ask)

    chat = commands.add_parser("chat", help="talk to the running bot")
    _add_customer(chat)
    chat.set_defaults(run=_chat)

    erase = commands.add_parser("erase", help="erase what a sender of the REST channel said")
    erase.add_argument("sender", help="as the REST channel was given it")
    erase.set_defaults(run=_erase)

    backup.add_to(commands)
    check.add_to(commands)
    converse.add_to(commands)
    why.add_to(commands)
    policy.add_to(commands)
    desk.add_to(commands)
    zendesk.add_to(commands)
    return parser


def _add_customer(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--customer",
        default=SAMPLE_CUSTOMER,
        metavar="ID",
        help="who is signed in, of the sample order book; '' for nobody (default: %(default)s)",
    )


def _serve(chosen: argparse.Namespace, settings: Settings) -> int:
    return supervisor.serve(settings, demo=chosen.demo)


def _train(chosen: argparse.Namespace, _: Settings) -> int:
    print((model.train if chosen.force else model.ensure)())
    return 0


def _migrate(_: argparse.Namespace, settings: Settings) -> int:
    Database(settings.conversations_url).close()
    return 0


def _ask(chosen: argparse.Namespace, settings: Settings) -> int:
    token = _token(chosen.customer, settings)
    print(render(client.say(settings, _conversation(), chosen.question, customer_token=token)))
    return 0


def _chat(chosen: argparse.Namespace, settings: Settings) -> int:
    conversation, token = _conversation(), _token(chosen.customer, settings)
    said = "你好"
    while True:
        print(render(client.say(settings, conversation, said, customer_token=token)), end="\n\n")
        try:
            said = input("> ")
        except (EOFError, KeyboardInterrupt):
            print()
            return 0


def _erase(chosen: argparse.Namespace, settings: Settings) -> int:
    client.erase(settings, chosen.sender)
    return 0


def _token(customer: str, settings: Settings) -> str | None:
    if not customer:
        return None
    return mint_customer_token(customer, settings.customer_secret, settings.now(), TOKEN_LIFE)


def _conversation() -> str:
    return f"terminal-{uuid.uuid4().hex}"


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
