"""The command line: ``qunce COMMAND …``.

Owns the words a person types and reads in a terminal.  Each command is one module with
``add_parser(subparsers)`` and ``run(args) -> int``; only the module of the command that was
typed is imported, so ``qunce directive read`` loads no Django and ``--help`` answers at once.
Exit codes: 0 done, 1 done and something was found wrong, 2 could not be done.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from qunce.cli.speech import choose_language, speak
from qunce.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


class Command(Protocol):
    """What a command's module offers."""

    def add_parser(self, subparsers: Subparsers) -> None: ...

    def run(self, args: argparse.Namespace) -> int: ...


COMMANDS = {
    "demo": gettext_noop("a demo county with one-click log-ins, on this machine only"),
    "serve": gettext_noop("serve an installation"),
    "migrate": gettext_noop("bring the database up to date"),
    "tick": gettext_noop("do once what is due: reminders, mails, jobs that were lost"),
    "worker": gettext_noop("do the jobs that wait, and every minute what is due"),
    "directive": gettext_noop("read a directive without a database"),
    "verify": gettext_noop("check the record, or one receipt"),
    "ballot": gettext_noop("check a ballot's published files offline"),
    "warn": gettext_noop("say what is more than usual in counts of a CSV file"),
    "backup": gettext_noop("copy the database and the keys into a folder"),
    "reseal": gettext_noop("change the key that seals who spoke"),
    "manage": gettext_noop("Django's own commands, for developers"),
}
"""Name and one line of help of each command; its module has the same name."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    argv = list(sys.argv[1:] if argv is None else argv)
    if argv[:1] == ["manage"]:  # everything after it is Django's, --help too
        return _module("manage").run(argparse.Namespace(rest=argv[1:]))
    argv, lang = _take_language(argv)
    choose_language(lang)
    typed = next((word for word in argv if not word.startswith("-")), "")
    args = _parser(typed).parse_args(argv)
    try:
        return _module(args.command).run(args)
    except Refused as refused:
        for refusal in refused.refusals:
            print(speak(refusal.message, refusal.params), file=sys.stderr)
        return 2
    except SystemExit as ended:
        if isinstance(ended.code, str):  # a setting that cannot be used
            print(ended.code, file=sys.stderr)
            return 2
        raise
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # the reader of a pipe went away; nothing is left to say
        return 0


def _take_language(argv: list[str]) -> tuple[list[str], str]:
    """``--lang`` may stand anywhere on the line."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--lang", choices=("zh-hans", "en"), default="")
    found, rest = parser.parse_known_args(argv)
    return rest, str(found.lang)


def _parser(typed: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="qunce",
        description=speak(gettext_noop("From the directive to the people's verdict.")),
        epilog=speak(gettext_noop("Every command takes --lang zh-hans or --lang en.")),
    )
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, line in COMMANDS.items():
        if name == typed:
            _module(name).add_parser(subparsers)
        else:
            subparsers.add_parser(name, help=speak(line))
    return parser


def _module(name: str) -> Command:
    return cast(Command, import_module(f"qunce.cli.{name}"))
