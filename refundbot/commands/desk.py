"""`agent-token` and `review export`: what the desk needs done from the terminal."""

from __future__ import annotations

import argparse
from datetime import datetime, timedelta, timezone
from pathlib import Path

from sqlalchemy.orm import Session

from refundbot.commands.arguments import Commands, tell
from refundbot.conversations.database import Database
from refundbot.desk import learned, review
from refundbot.desk.identity import ROLES, mint_agent_token
from refundbot.settings import ROOT, Settings

TRAINING = ROOT / "data" / "nlu"
TOKEN_HOURS = 12


def add_to(commands: Commands) -> None:
    """Registers the commands."""
    token = commands.add_parser("agent-token", help="a token with which an agent signs in to the desk")
    token.add_argument("name", help="the agent's name, as customers see it")
    token.add_argument("--id", help="the agent's id in the log (default: the name)")
    token.add_argument("--role", choices=ROLES, default="agent")
    token.add_argument("--team", help="the team they belong to")
    token.add_argument("--hours", type=int, default=TOKEN_HOURS, help="for how long (default: %(default)s)")
    token.set_defaults(run=_mint)

    queue = commands.add_parser("review", help="the review queue of the desk")
    acts = queue.add_subparsers(required=True, metavar="ACT")
    export = acts.add_parser(
        "export", help=f"write accepted phrasings to data/nlu/{learned.FILE_NAME}, to be read and committed"
    )
    export.add_argument("--to", type=Path, default=TRAINING, metavar="FOLDER", help="default: %(default)s")
    export.set_defaults(run=_export)


def _mint(chosen: argparse.Namespace, settings: Settings) -> int:
    now, life = datetime.now(timezone.utc), timedelta(hours=chosen.hours)
    id_ = chosen.id or chosen.name
    secret, team = settings.desk_secret, chosen.team
    tell(mint_agent_token(id_, chosen.name, chosen.role, secret, now, life, team=team))
    return 0


def _export(chosen: argparse.Namespace, settings: Settings) -> int:
    now = datetime.now(timezone.utc)

    def unit(session: Session) -> learned.Export:
        items = review.accepted(session)
        done = learned.export([(str(i.assigned), i.phrasing or i.text) for i in items], chosen.to)
        for item in items:
            item.exported_at = now
        return done

    database = Database(settings.conversations_url)
    try:
        done = database.work(unit)
    finally:
        database.close()
    for text, why in done.skipped:
        tell(f"left out, {why}: {text}")
    tell(f"{len(done.added)} phrasings added to {learned.FILE_NAME}.")
    if done.added:
        tell("Read the change, then run the tests (they refuse test questions in training data) and train.")
    return 0
