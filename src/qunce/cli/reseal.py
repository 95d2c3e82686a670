"""``qunce reseal``: change the key that seals who spoke, and move every identity to it.

Without an option it goes on where an earlier run stopped.  It may run while people work, twice
at once, and be interrupted at any moment.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from qunce.cli.installation import open_installation, plain_words
from qunce.cli.speech import speak
from qunce.kernel.refusals import gettext_noop

if TYPE_CHECKING:
    from qunce.cli import Subparsers

DONE, STUCK = 0, 1
BATCH = 500


def add_parser(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("reseal")
    parser.add_argument(
        "--new-key",
        action="store_true",
        help=speak(gettext_noop("make a new key first; without it an earlier run is finished")),
    )
    parser.add_argument(
        "--drop-old",
        action="store_true",
        help=speak(gettext_noop("destroy old keys that no identity needs, a day after the change")),
    )
    parser.add_argument("--data", type=Path, help=speak(gettext_noop("the data folder")))


def run(args: argparse.Namespace) -> int:
    open_installation(args.data)
    from qunce.domain.identities import actions, queries
    from qunce.domain.record import Ref
    from qunce.kernel import clock

    operator = Ref("system", "reseal", "Qunce")
    with plain_words():
        if args.new_key:
            made = actions.add_key(actor=operator, now=clock.now())
            _say(gettext_noop("New key: %(key)s"), key=made)
        resealed = stuck = after = 0
        while True:
            batch = actions.reseal_batch(now=clock.now(), limit=BATCH, after=after)
            resealed, stuck, after = resealed + batch.resealed, stuck + batch.stuck, batch.last
            if batch.done:
                break
        _say(gettext_noop("Sealed anew: %(count)s"), count=resealed)
        if args.drop_old:
            dropped = actions.drop_old_keys(actor=operator, now=clock.now())
            _say(gettext_noop("Old keys destroyed: %(count)s"), count=len(dropped))
        for key in queries.keys_in_use():
            _say(
                gettext_noop("Key %(key)s: %(count)s identities")
                if key.at_hand
                else gettext_noop("Key %(key)s is MISSING: %(count)s identities cannot be opened"),
                key=key.id,
                count=key.identities,
            )
    if stuck:
        _say(
            gettext_noop(
                "%(count)s identities could not be opened and stay as they were: their key is "
                "missing, or they were altered. Look for them in your backup."
            ),
            count=stuck,
        )
    return STUCK if stuck else DONE


def _say(message: str, **params: object) -> None:
    print(speak(message, params))
