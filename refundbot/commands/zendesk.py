"""`zendesk-app`: the package that an administrator of Zendesk uploads to have the desk as a sidebar."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from refundbot.commands.arguments import Commands, tell
from refundbot.settings import ROOT, Settings

BUILT = ROOT / "web" / "dist" / "zendesk"
MANIFEST = "manifest.json"
OTHER_FILES = ("translations/zh-cn.json", "assets/logo.png", "assets/logo-small.png")
NEEDED = ("REFUNDBOT_DESK_HOSTS", "REFUNDBOT_ZAF_SDK")


def add_to(commands: Commands) -> None:
    """Registers the command."""
    app = commands.add_parser("zendesk-app", help="the package that makes the desk a sidebar of Zendesk")
    app.add_argument("file", type=Path, help="the package, such as zendesk-app.zip")
    app.add_argument("--email", required=True, help="where its users write for support")
    app.set_defaults(run=_run)


def _run(chosen: argparse.Namespace, settings: Settings) -> int:
    if settings.desk_url is None or not settings.desk_url.startswith("https://"):
        return _fail("Zendesk frames HTTPS alone: set REFUNDBOT_DESK_URL to such an address of the desk.")
    if not (BUILT / MANIFEST).is_file():
        return _fail("The pages are not built: make web.")
    try:
        _pack(chosen.file, settings.desk_url, chosen.email)
    except OSError as error:
        return _fail(f"Cannot write {chosen.file}: {error.strerror}.")
    tell(f"{chosen.file} is to be uploaded in Zendesk's Admin Center, as a private app.")
    if not (settings.desk_hosts and settings.zaf_sdk):
        tell(f"The servers need {' and '.join(NEEDED)} as well: see docs/desk.md.")
    return 0


def _pack(file: Path, desk_url: str, email: str) -> None:
    """Writes the app as the build made it, with the address of this desk."""
    manifest = json.loads((BUILT / MANIFEST).read_text(encoding="utf-8"))
    manifest["author"] |= {"email": email, "url": desk_url}
    manifest["location"]["support"]["ticket_sidebar"]["url"] = f"{desk_url}/desk?host=zendesk"
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        package.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=2))
        for name in OTHER_FILES:
            package.write(BUILT / name, name)


def _fail(why: str) -> int:
    print(why, file=sys.stderr)
    return 1
