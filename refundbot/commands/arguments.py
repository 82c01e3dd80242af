"""What the commands take on the command line, and how they print."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias

from refundbot.eligibility import CaseError
from refundbot.eligibility.reading import instant as read_instant
from refundbot.policy.loader import PACKAGED

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""Where a command registers itself."""


def instant(text: str) -> datetime:
    """An instant of the command line; without an offset it is Asia/Shanghai."""
    try:
        return read_instant("instant", text)
    except CaseError as error:
        raise argparse.ArgumentTypeError(str(error).removeprefix(f"{error.field}: ")) from None


def day(text: str) -> date:
    """A day of the command line, in Asia/Shanghai."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date of the form YYYY-MM-DD") from None


def add_policy(command: argparse.ArgumentParser) -> None:
    """Adds the option that names the policy folder."""
    command.add_argument(
        "--policy",
        type=Path,
        default=PACKAGED,
        metavar="FOLDER",
        help="an edited copy of refundbot/policy; without it the policy in use",
    )


def tell(text: str) -> None:
    """Prints a text whole; a reader who has seen enough, such as `head`, may leave."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # What is still buffered has nowhere to go, and Python would complain about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
