"""``qunce manage …``: Django's own commands (makemigrations, shell …), for developers."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qunce.cli import Subparsers


def add_parser(subparsers: Subparsers) -> None:
    subparsers.add_parser("manage", add_help=False).add_argument("rest", nargs="*")


def run(args: argparse.Namespace) -> int:
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qunce.config.settings")
    execute_from_command_line(["qunce manage", *args.rest])
    return 0
