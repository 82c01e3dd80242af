"""`python -m bench.attack`: tries the attacks and prints a table; exits with 1 where something is broken."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from dataclasses import asdict, fields
from pathlib import Path

from bench.attack.attack import Attack, Finding, Scale
from bench.attack.catalogue import ATTACKS
from bench.attack.runner import run


def main() -> int:
    """Returns the exit status."""
    chosen = _parser().parse_args()
    wanted = [attack for attack in ATTACKS if not chosen.only or attack.name in chosen.only]
    scale = Scale(**{field.name: getattr(chosen, field.name) for field in fields(Scale)})
    found: list[tuple[Attack, Finding]] = []

    def tell(attack: Attack, finding: Finding) -> None:
        found.append((attack, finding))
        print(f"{finding.result:9} {attack.name}: {finding.figure}", file=sys.stderr, flush=True)
        if chosen.json:
            chosen.json.write_text(_json(found), encoding="utf-8")

    asyncio.run(run(wanted, scale, tell))
    print(table(found))
    return int(any(finding.result == "broken" for _, finding in found))


def table(found: list[tuple[Attack, Finding]]) -> str:
    """The findings as a table in Markdown."""
    rows = [
        f"| {attack.name} | {attack.item} | {attack.tried} | {finding.result} | {finding.figure} |"
        for attack, finding in found
    ]
    return "\n".join(["| Attack | Item | What is tried | Result | Figure |", "|---|---|---|---|---|", *rows])


def _json(found: list[tuple[Attack, Finding]]) -> str:
    rows = [
        {"name": attack.name, "item": attack.item, "tried": attack.tried, **asdict(finding)}
        for attack, finding in found
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.attack", description=__doc__)
    names = [attack.name for attack in ATTACKS]
    parser.add_argument(
        "--only", action="append", choices=names, metavar="NAME", help="one of: " + ", ".join(names)
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the findings there")
    usual = Scale()
    parser.add_argument(
        "--fuzz", type=int, default=usual.fuzz, help="HTTP requests with changed bytes (%(default)s)"
    )
    parser.add_argument(
        "--keys", type=int, default=usual.keys, help="addresses that the limiter remembers (%(default)s)"
    )
    parser.add_argument(
        "--erasures", type=int, default=usual.erasures, help="conversations erased under way (%(default)s)"
    )
    parser.add_argument(
        "--connects", type=int, default=usual.connects, help="sockets with wrong tokens (%(default)s)"
    )
    parser.add_argument(
        "--silence", type=float, default=usual.silence, help="seconds a store says nothing (%(default)s)"
    )
    parser.add_argument(
        "--fault", type=float, default=usual.fault, help="seconds a network is broken (%(default)s)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
