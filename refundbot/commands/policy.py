"""`policy`: the dated values checked, listed, compared and explained."""

from __future__ import annotations

import argparse
import sys
from difflib import get_close_matches
from itertools import islice

from refundbot.commands.arguments import Commands, add_policy, day, tell
from refundbot.commands.changelog import changelog
from refundbot.commands.policy_report import compared, explained, inspected, listed
from refundbot.policy import PolicyBook, PolicyError, load_policy
from refundbot.settings import ROOT, Settings

MOST_HINTS = 3
CHANGELOG = ROOT / "docs" / "policy-changelog.md"


def add_to(commands: Commands) -> None:
    """Registers the command with its views."""
    policy = commands.add_parser("policy", help="check, list, compare and explain the policy values")
    views = policy.add_subparsers(title="views", required=True, metavar="VIEW")

    check = views.add_parser("check", help="schema, sources, review dates, unknowns and conflicts")
    check.set_defaults(run=_check)
    _add_day(check)

    show = views.add_parser("show", help="list values, one a line")
    show.add_argument("prefix", nargs="?", default="", metavar="PREFIX", help="only ids that begin with it")
    show.set_defaults(run=_show)
    _add_day(show)

    diff = views.add_parser("diff", help="what changed between two dates")
    diff.add_argument("first", type=day, metavar="DATE", help="a day")
    diff.add_argument("last", type=day, metavar="DATE", help="a later day; its own changes count")
    diff.set_defaults(run=_diff)

    explain = views.add_parser("explain", help="one value with its source, conflict and history")
    explain.add_argument("id", metavar="ID", help="such as windows.five_day")
    explain.set_defaults(run=_explain)
    _add_day(explain)

    log = views.add_parser("changelog", help="every change with its day, as Markdown")
    log.add_argument("--write", action="store_true", help="write it to docs/policy-changelog.md")
    log.set_defaults(run=_changelog)

    for view in (check, show, diff, explain, log):
        add_policy(view)


def _add_day(view: argparse.ArgumentParser) -> None:
    view.add_argument("--at", type=day, metavar="DATE", help="as on this day (default: today)")


def _check(chosen: argparse.Namespace, settings: Settings) -> int:
    book, on = load_policy(chosen.policy), chosen.at or settings.now().date()
    tell(inspected(book, on))
    if overdue := len(book.overdue(on)):
        print(f"{overdue} values are overdue for review: look at their sources again.", file=sys.stderr)
    return 1 if overdue else 0


def _show(chosen: argparse.Namespace, settings: Settings) -> int:
    book = load_policy(chosen.policy)
    policy = book.at(chosen.at or settings.now())
    ids = policy.ids(chosen.prefix)
    if not ids:
        raise PolicyError(_no_such(f"id that begins with {chosen.prefix!r}", chosen.prefix, book))
    tell(listed(policy, ids))
    return 0


def _diff(chosen: argparse.Namespace, settings: Settings) -> int:
    first, last = sorted((chosen.first, chosen.last))
    tell(compared(load_policy(chosen.policy), first, last))
    return 0


def _explain(chosen: argparse.Namespace, settings: Settings) -> int:
    book = load_policy(chosen.policy)
    if chosen.id not in book.parameters:
        raise PolicyError(_no_such(f"policy value {chosen.id!r}", chosen.id, book))
    tell(explained(book.parameters[chosen.id], chosen.at or settings.now().date()))
    return 0


def _changelog(chosen: argparse.Namespace, settings: Settings) -> int:
    text = changelog(load_policy(chosen.policy))
    if chosen.write:
        CHANGELOG.write_text(text, encoding="utf-8")
    else:
        tell(text.rstrip("\n"))
    return 0


def _no_such(what: str, given: str, book: PolicyBook) -> str:
    """The complaint, with ids that are spelt much the same or else have such a label."""
    labelled = (id for id, parameter in book.parameters.items() if given in parameter.label)
    near = get_close_matches(given, book.parameters, cutoff=0.5) or list(islice(labelled, MOST_HINTS))
    hint = f"did you mean {' or '.join(near)}?" if near else "list them all with: policy show"
    return f"there is no {what}; {hint}"
