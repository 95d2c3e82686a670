"""``qunce tick``: everything that is due now, done once.

The list is :data:`DUE_WORK`.  Each entry is an action of the domain with the signature
``(*, now: datetime, limit: int) -> int``; it does at most ``limit`` things that are due, each in
a transaction of its own, and answers how many it did.  It is called again while it did ``limit``.
That nothing is done twice, by two ticks at once or by one that is started again, is held by those
actions (guarded updates, unique keys), not here.

``qunce worker`` does the same every minute.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from qunce.cli.installation import open_installation, plain_words
from qunce.cli.speech import speak
from qunce.kernel import clock
from qunce.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from qunce.cli import Subparsers

logger = logging.getLogger(__name__)

DUE_WORK: tuple[tuple[str, str], ...] = (
    (
        "qunce.domain.jobs.actions.take_up_lost",
        gettext_noop("Jobs taken up from workers that died: %(count)s"),
    ),
    (
        "qunce.domain.voices.actions.raise_due",
        gettext_noop("Clocks of messages told of: %(count)s"),
    ),
    (
        "qunce.domain.problems.actions.raise_due",
        gettext_noop("Due matters of problems done: %(count)s"),
    ),
    (
        "qunce.domain.consultations.actions.close_due",
        gettext_noop("Consultations closed because their last day is over: %(count)s"),
    ),
    (
        "qunce.domain.warning.actions.count_new",
        gettext_noop("Messages and daily numbers taken in for early warning: %(count)s"),
    ),
    (
        "qunce.domain.warning.actions.look",
        gettext_noop("Towns looked at for early warning: %(count)s"),
    ),
    (
        "qunce.domain.ballots.actions.watch_keys",
        gettext_noop("Ballots interrupted, or their keys destroyed: %(count)s"),
    ),
    (
        "qunce.domain.duties.actions.complete_by_evidence",
        gettext_noop("Duties done or open again by what happened: %(count)s"),
    ),
    (
        "qunce.domain.practice.actions.remind_of_promises",
        gettext_noop("Promises and projects reminded of: %(count)s"),
    ),
    (
        "qunce.domain.supervision.actions.raise_due",
        gettext_noop("Days to look again, and visits without a note, told of: %(count)s"),
    ),
    (
        "qunce.domain.complaints.actions.raise_due",
        gettext_noop("Complaints entered or reminded of: %(count)s"),
    ),
    (
        "qunce.domain.publicity.actions.release_messages",
        gettext_noop("Months of messages counted for the public: %(count)s"),
    ),
    (
        "qunce.domain.study.actions.forget_old_deliveries",
        gettext_noop("Home deliveries forgotten after a quarter: %(count)s"),
    ),
    (
        "qunce.exchange.slip_files.drop_old",
        gettext_noop("Files of printed slips deleted after a day: %(count)s"),
    ),
    (
        "qunce.domain.notices.actions.send_mails",
        gettext_noop("Mails sent: %(count)s"),
    ),
    (
        "qunce.domain.imports.actions.clear_away",
        gettext_noop("Leftovers of ledgers deleted: %(count)s"),
    ),
    (
        "qunce.domain.partners.actions.clear_trials",
        gettext_noop("Old trials of other programs removed: %(count)s"),
    ),
    (
        "qunce.domain.jobs.actions.forget_finished",
        gettext_noop("Traces of old jobs removed: %(count)s"),
    ),
    (
        "qunce.domain.limits.actions.forget_spent",
        gettext_noop("Counts of limits that ran out removed: %(count)s"),
    ),
)
"""Where each piece of due work is, and how its number is told; in the order in which it is done.

What makes notices stands before what mails them.
"""

AT_ONCE = 200
"""How many things one call does at most, so that nobody waits long for the database."""
MOST_CALLS = 1000
"""Against an entry that never comes to its end; what is left is done by the next tick."""

Due = Callable[..., int]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one entry: how many things were done, and the class of what went wrong."""

    place: str
    message: str
    count: int
    trouble: str = ""


def add_parser(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("tick")
    parser.add_argument("--data", type=Path, help=speak(gettext_noop("the data folder")))


def run(args: argparse.Namespace) -> int:
    open_installation(args.data)
    results = do_due_work(clock.now())
    for done in results:
        if done.count:
            print(speak(done.message, {"count": done.count}))
        if done.trouble:
            said = speak(
                gettext_noop("%(what)s could not be done: %(why)s."),
                {"what": done.place, "why": done.trouble},
            )
            print(said, file=sys.stderr)
    if not any(done.count or done.trouble for done in results):
        print(speak(gettext_noop("Nothing is due.")))
    return 1 if any(done.trouble for done in results) else 0


def do_due_work(
    now: datetime, entries: tuple[tuple[str, str], ...] | None = None, at_once: int = AT_ONCE
) -> list[Done]:
    """Do each entry until nothing of it is due; one that fails does not hold up the others.

    ``entries`` is :data:`DUE_WORK` unless given.  Of an error only its class is told: its words
    may quote a resident.
    """
    return [
        _do(place, message, now, at_once)
        for place, message in (DUE_WORK if entries is None else entries)
    ]


def _do(place: str, message: str, now: datetime, at_once: int) -> Done:
    count = 0
    try:
        with plain_words():
            due = _find(place)
            for _ in range(MOST_CALLS):
                did = due(now=now, limit=at_once)
                count += did
                if did < at_once:
                    break
    except Refused as refused:
        trouble = ", ".join(refused.codes)
    except Exception as error:
        trouble = type(error).__name__
    else:
        return Done(place, message, count)
    logger.error("%s: %s", place, trouble)
    return Done(place, message, count, trouble)


def _find(place: str) -> Due:
    module, _, name = place.rpartition(".")
    return cast(Due, getattr(import_module(module), name))
