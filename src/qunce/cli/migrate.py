"""``qunce migrate``: the database as this version needs it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from qunce.cli.installation import bring_up_to_date, open_installation
from qunce.cli.speech import speak
from qunce.kernel.refusals import gettext_noop

if TYPE_CHECKING:
    from qunce.cli import Subparsers


def add_parser(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("migrate")
    parser.add_argument("--data", type=Path, help=speak(gettext_noop("the data folder")))


def run(args: argparse.Namespace) -> int:
    open_installation(args.data)
    bring_up_to_date(verbosity=1)
    print(speak(gettext_noop("The database is up to date.")))
    return 0
