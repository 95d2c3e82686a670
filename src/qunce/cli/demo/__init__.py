"""``qunce demo``: an invented county with one-click log-ins, on this machine only.

Owns the demo's data folder, which it marks with a file; it neither touches nor deletes a folder
without that mark, never uses DATABASE_URL, and never serves its log-ins to other machines.
Started again it goes on where it was.
"""

from __future__ import annotations

import argparse
import ipaddress
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from qunce.cli.installation import (
    bring_up_to_date,
    check_port,
    make_writable,
    open_installation,
    plain_words,
)
from qunce.cli.speech import speak
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

if TYPE_CHECKING:
    from qunce.cli import Subparsers

MARK = "qunce-demo"
_MARK_TEXT = "A Qunce demo lives in this folder; `qunce demo --fresh` deletes it.\n"
_SIGNS_OF_AN_INSTALLATION = ("qunce.sqlite3", "keys/record.key")
_MADE_BY_THE_DEMO = (
    "qunce.sqlite3",
    "qunce.sqlite3-wal",
    "qunce.sqlite3-shm",
    "qunce.sqlite3-journal",
    "keys",
    "static",
    "uploads",
    "demo-open311-key",
)


def add_parser(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("demo")
    parser.add_argument("--data", type=Path, help=speak(gettext_noop("the data folder")))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--fresh", action="store_true", help=speak(gettext_noop("forget the demo so far"))
    )
    parser.add_argument(
        "--no-serve", action="store_true", help=speak(gettext_noop("only prepare the data"))
    )


def run(args: argparse.Namespace) -> int:
    refuse_open_host(args.host)
    if not args.no_serve:
        check_port(args.host, args.port)
    data = (args.data or Path(os.environ.get("QUNCE_DATA") or "data")).expanduser().absolute()
    claim(data)
    if args.fresh:
        forget(data)
    os.environ.pop("DATABASE_URL", None)  # the demo never writes into somebody's real database
    open_installation(data, demo=True)
    bring_up_to_date()
    with plain_words():
        from qunce.cli.demo.open311 import demo_key
        from qunce.cli.demo.seed import seed_once

        new = seed_once()
        key = demo_key(data)
    told = {"data": data}
    if new:
        print(speak(gettext_noop("A new demo county stands in %(data)s."), told))
    else:
        print(speak(gettext_noop("The demo in %(data)s goes on where it was."), told))
    if args.no_serve:
        return 0
    _print_addresses(args.host, args.port, key)
    from qunce.cli.serve import serve

    serve(host=args.host, port=args.port, workers=1, threads=2, with_worker=True)
    print(speak(gettext_noop("The demo has stopped. Start it again and it goes on.")))
    return 0


def refuse_open_host(host: str) -> None:
    """Refuses an address that other machines could reach."""
    try:
        ours = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        ours = False
    if not ours:
        raise Refused(
            Refusal(
                "demo_only_here",
                gettext_noop(
                    "The demo lets anyone in without a password, so it is served on this machine "
                    "only, not on %(host)s. Use --host 127.0.0.1."
                ),
                {"host": host},
            )
        )


def claim(data: Path) -> None:
    """``data`` is marked as a demo's folder; refuses one in which somebody's installation lives."""
    make_writable(data)
    if (data / MARK).is_file():
        return
    if any((data / sign).exists() for sign in _SIGNS_OF_AN_INSTALLATION):
        raise Refused(
            Refusal(
                "not_a_demo_folder",
                gettext_noop(
                    "%(data)s holds an installation that is not a demo. "
                    "Name another folder with --data."
                ),
                {"data": data},
            )
        )
    with plain_words():
        (data / MARK).write_text(_MARK_TEXT, encoding="utf-8")


def forget(data: Path) -> None:
    """Deletes what a demo made in ``data``, and nothing else; only in a marked folder."""
    if not (data / MARK).is_file():
        raise ValueError(f"{data} is not marked as a demo's folder")
    with plain_words():
        for name in _MADE_BY_THE_DEMO:
            path = data / name
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def _print_addresses(host: str, port: int, key: str) -> None:
    from qunce.cli.demo.seed import entrances

    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    print(speak(gettext_noop("Open in a browser: %(address)s/"), {"address": address}))
    print(speak(gettext_noop("Enter as (one click, demo only):")))
    for login, post, name in entrances():
        print(f"  {address}/demo/enter/{login}/  {post} {name}")
    told = {"address": address, "key": key}
    print(speak(gettext_noop("Open311 discovery: %(address)s/open311/discovery.xml"), told))
    print(speak(gettext_noop("Open311 key (api_key, this demo only): %(key)s"), told))
    print(speak(gettext_noop("Stop with Ctrl-C.")), flush=True)
