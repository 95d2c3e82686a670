"""``qunce ballot verify FOLDER`` and ``qunce ballot check FOLDER CODE``: published files, offline.

Needs no installation and no database: the files that a ballot published, and the public key.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from qunce.cli.speech import speak
from qunce.kernel.refusals import Refusal, Refused, gettext_noop
from qunce.kernel.slipcodes import read

if TYPE_CHECKING:
    from qunce.cli import Subparsers
    from qunce.domain.record.findings import Finding
    from qunce.domain.record.keys import PublicKey

WHOLE, ALTERED = 0, 1

SAYS = {
    "counted": gettext_noop("This slip was counted. What is on it, nobody can see."),
    "spoiled": gettext_noop("This slip was handed back as spoiled and is not counted."),
    "not_counted": gettext_noop("This slip was issued and has not been counted."),
    "not_issued": gettext_noop("This ballot issued no such slip."),
}


def add_parser(subparsers: Subparsers) -> None:
    """Add ``ballot verify`` and ``ballot check`` to the commands of ``qunce``."""
    parser = subparsers.add_parser(
        "ballot", help=speak(gettext_noop("check a ballot's published files offline"))
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    verifying = actions.add_parser(
        "verify",
        help=speak(
            gettext_noop(
                "replay the draw, count again, check what was fixed beforehand. "
                "Exit code 0: all holds; 1: something was altered; 2: could not be checked"
            )
        ),
    )
    verifying.add_argument("folder", type=Path, metavar="FOLDER")
    verifying.add_argument(
        "--key", type=Path, metavar="FILE", help=speak(gettext_noop("the published public key"))
    )
    verifying.add_argument(
        "--json", action="store_true", help=speak(gettext_noop("print the result as JSON"))
    )
    verifying.set_defaults(run=run)
    checking = actions.add_parser(
        "check", help=speak(gettext_noop("was the slip with this code counted?"))
    )
    checking.add_argument("folder", type=Path, metavar="FOLDER")
    checking.add_argument("code", metavar="CODE", help=speak(gettext_noop("as printed")))
    checking.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Check, print, and answer with the exit code."""
    files = _files(args.folder)
    return _check(files, args.code) if args.action == "check" else _verify(files, args)


def _verify(files: dict[str, bytes], args: argparse.Namespace) -> int:
    from qunce.domain.ballots.verifying import verify_files

    checked = verify_files(files, _key(args.key))
    if args.json:
        told = {
            "ok": checked.ok,
            "holds": [_plain(one) for one in checked.holds],
            "findings": [_plain(one) for one in checked.findings],
            "notes": [_plain(one) for one in checked.notes],
        }
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return WHOLE if checked.ok else ALTERED
    for one in checked.holds:
        print("  + " + speak(one.message, one.params))
    for one in checked.findings:
        print("  - " + speak(one.message, one.params))
    for one in checked.notes:
        print(speak(one.message, one.params))
    if checked.ok:
        print(speak(gettext_noop("Everything holds.")))
        return WHOLE
    print(speak(gettext_noop("These files do NOT hold.")))
    return ALTERED


def _check(files: dict[str, bytes], typed: str) -> int:
    from qunce.domain.ballots.verifying import code_says

    found = read(typed)
    if found.code is None:
        raise Refused([found.why_not] if found.why_not else [])
    try:
        says = code_says(files, found.code)
    except (KeyError, TypeError, ValueError):
        raise Refused(_not_published("spent.json")) from None
    print(speak(SAYS[says]))
    return WHOLE if says == "counted" else ALTERED


def _files(folder: Path) -> dict[str, bytes]:
    from qunce.domain.ballots.verifying import FILES, LARGEST, MANIFEST, RECEIPTS

    if not folder.is_dir():
        raise Refused(_not_published(str(folder)))
    files: dict[str, bytes] = {}
    for name in (*FILES, MANIFEST, RECEIPTS):
        path = folder / name
        try:
            if path.is_file() and path.stat().st_size <= LARGEST:
                files[name] = path.read_bytes()
        except OSError as error:
            print(f"{path}: {error.strerror}", file=sys.stderr)
    if not files:
        raise Refused(_not_published(str(folder)))
    return files


def _not_published(place: str) -> Refusal:
    return Refusal(
        "ballot_files_missing",
        gettext_noop("%(place)s does not hold the files that a ballot published."),
        {"place": place},
    )


def _key(path: Path | None) -> PublicKey | None:
    from qunce.domain.record.keys import PublicKey

    if path is None:
        return None
    try:
        return PublicKey.read(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise Refused(
            Refusal(
                "public_key_unreadable",
                gettext_noop("The public key in %(path)s cannot be read: %(why)s."),
                {"path": path, "why": str(error)},
            )
        ) from error


def _plain(one: Finding) -> dict[str, object]:
    return {"code": one.code, "message": str(one)}
