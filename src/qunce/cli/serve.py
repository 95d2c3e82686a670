"""``qunce serve``: the pages, by granian.

WSGI with two workers of two blocking threads: of the servers measured it had the best worst
times on SQLite, whose writers wait for one another, so more threads only wait more.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from qunce.cli.installation import check_port, open_installation, plain_words
from qunce.cli.speech import speak
from qunce.kernel.refusals import gettext_noop

if TYPE_CHECKING:
    from qunce.cli import Subparsers


def add_parser(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("serve")
    parser.add_argument("--data", type=Path, help=speak(gettext_noop("the data folder")))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--with-worker",
        action="store_true",
        help=speak(gettext_noop("also run a worker, which ends with the pages")),
    )


def run(args: argparse.Namespace) -> int:
    check_port(args.host, args.port)
    open_installation(args.data)
    from django.conf import settings

    if settings.DEMO:
        from qunce.cli.demo import refuse_open_host

        refuse_open_host(args.host)
    serve(
        host=args.host,
        port=args.port,
        workers=args.workers,
        threads=args.threads,
        with_worker=args.with_worker,
    )
    return 0


def serve(*, host: str, port: int, workers: int, threads: int, with_worker: bool = False) -> None:
    """Serve until interrupted; ``with_worker`` runs ``qunce worker`` beside it as long."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from qunce.cli.worker import beside

    with plain_words(), beside(wanted=with_worker):
        Granian(
            "qunce.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=threads,
            log_level=LogLevels.warning,
            respawn_failed_workers=True,
            workers_kill_timeout=5,
        ).serve()
