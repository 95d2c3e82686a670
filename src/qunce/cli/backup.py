"""``qunce backup FOLDER``: the database as of one instant, its keys, and the uploaded pictures.

The pictures are copied after the database: what the copy names is then there, and what came in
between is only too much.

The keys that open urns and codes of a ballot are left out: beside a copy of the database they
would tell what an urn holds, and a copy put back with them could count a slip twice.  A ballot
with slips out is therefore interrupted when its installation is put back from a copy.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from qunce.cli.installation import open_installation, plain_words
from qunce.cli.speech import speak
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

if TYPE_CHECKING:
    from qunce.cli import Subparsers


def add_parser(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("backup")
    parser.add_argument(
        "folder", type=Path, help=speak(gettext_noop("a new or empty folder for the copy"))
    )
    parser.add_argument("--data", type=Path, help=speak(gettext_noop("the data folder")))


def run(args: argparse.Namespace) -> int:
    open_installation(args.data)
    from django.conf import settings
    from django.db import connection

    from qunce.domain.ballots.keys import NOT_BACKED_UP

    folder: Path = args.folder
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(
            Refusal(
                "backup_folder_not_empty",
                gettext_noop("%(folder)s is not empty. Name a new folder, for example by date."),
                {"folder": folder},
            )
        )
    with plain_words():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if settings.KEYS.is_dir():
            shutil.copytree(
                settings.KEYS,
                folder / "keys",
                # With the drafts of a key that is being made.
                ignore=shutil.ignore_patterns(*(f"*{name}*" for name in NOT_BACKED_UP)),
            )
            (folder / "keys").chmod(0o700)
        if connection.vendor != "sqlite":
            copy_uploads(settings.MEDIA_ROOT, folder / "uploads")
            print(
                speak(
                    gettext_noop(
                        "The keys and pictures are in %(folder)s. "
                        "Copy the PostgreSQL database itself with: "
                        'pg_dump --format=custom --file=%(folder)s/qunce.dump "$DATABASE_URL"'
                    ),
                    {"folder": folder},
                ),
                file=sys.stderr,
            )
            return 2
        copy = folder / "qunce.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [os.fspath(copy)])
        copy.chmod(0o600)
        copy_uploads(settings.MEDIA_ROOT, folder / "uploads")
    print(speak(gettext_noop("Copied into %(folder)s."), {"folder": folder}))
    return 0


def copy_uploads(uploads: Path, into: Path) -> None:
    """Every uploaded file, for the owner's eyes only; one that goes away meanwhile is left out."""
    for path in sorted(uploads.rglob("*")):
        copy = into / path.relative_to(uploads)
        if path.is_file():
            copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with contextlib.suppress(FileNotFoundError):
                shutil.copy2(path, copy)
                copy.chmod(0o600)
