"""Jobs whose doings can be counted from outside: each leaves a line in a file."""

from __future__ import annotations

import os
import time
from pathlib import Path

from django_tasks import task

from qunce.kernel.refusals import Refusal, Refused


def folder() -> Path:
    return Path(os.environ["WORK_FOLDER"])


def lines() -> list[str]:
    """What was done so far, one line for each doing, whoever did it."""
    path = folder() / "done.txt"
    return path.read_text().splitlines() if path.exists() else []


def _note(line: str) -> None:
    with (folder() / "done.txt").open("a") as file:  # one short append is one write
        file.write(f"{line} {os.getpid()}\n")


@task()
def note(word: str) -> str:
    """Quick and whole."""
    _note(word)
    return word


@task()
def linger(word: str) -> str:
    """Goes on until it is let go; says when it began and when it ended."""
    _note(f"begun-{word}")
    until = time.monotonic() + 120
    while not (folder() / "go").exists() and time.monotonic() < until:
        time.sleep(0.02)
    _note(f"ended-{word}")
    return word


@task()
def stumble(secret: str) -> None:
    """Raises, quoting what it was given."""
    raise ValueError(f"{secret} cannot be read")


@task()
def decline() -> None:
    raise Refused(Refusal("not_now", "Not now."))


@task()
def give_odd() -> object:
    return object()


@task(takes_context=True)
def tell_try(context: object) -> str:
    return type(context).__name__
