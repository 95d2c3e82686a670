"""The result of a counted ballot while it is worked out, before it is published.

Which figures may be shown takes from seconds to minutes to work out, so a job does it and pages
look how far it is.  Owns ``<data>/results/<uid>/``: what was asked for, how far the work is, and
the figures.  Promises: each file has one writer, so that no page and no job overwrites what
another has told; work that was asked for again finds out and stops.  Leaves to others: what may
be shown (ballots), the job, and who may ask (web).
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings

from qunce.domain.ballots.queries.publishing import Worked
from qunce.exchange.private_files import write_private

_ASKED, _FIGURES = "asked", "figures"


class Working(StrEnum):
    ASKED = "asked"
    AT_WORK = "at_work"
    READY = "ready"
    REFUSED = "refused"
    """The figures are there, but the result could not be published."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for last, by which post; ``name`` is of this work and no other."""

    name: str
    post: int
    publish: bool
    """Publish the result, or only show it to the office."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work is: so many questions of so many."""

    state: Working = Working.ASKED
    done: int = 0
    total: int = 0

    @property
    def at_work(self) -> bool:
        return self.state in (Working.ASKED, Working.AT_WORK)


def ask(uid: str, *, post: int, publish: bool, now: datetime) -> Asked:
    """The work is asked for; work that was asked for before is overtaken."""
    asked = Asked(secrets.token_hex(8), post, publish, now)
    told = {"name": asked.name, "post": post, "publish": publish, "at": now.isoformat()}
    _write(uid, _ASKED, told)
    return asked


def asked(uid: str) -> Asked | None:
    """What was asked for last; None when nothing was."""
    kept = _read(uid, _ASKED)
    try:
        return Asked(**{**kept, "at": datetime.fromisoformat(kept["at"])}) if kept else None
    except (ValueError, TypeError, KeyError):
        return None


def note_job(uid: str, name: str, job: str) -> None:
    """Which job does the work called ``name``."""
    _write(uid, f"{name}-job", {"job": job})


def job_of(uid: str, name: str) -> str:
    return str(_read(uid, f"{name}-job").get("job", ""))


def note(uid: str, name: str, state: Working, done: int = 0, total: int = 0) -> None:
    """How far the work called ``name`` is, written by its job alone."""
    _write(uid, f"{name}-progress", {"state": state.value, "done": done, "total": total})


def progress(uid: str, name: str) -> Progress:
    kept = _read(uid, f"{name}-progress")
    try:
        return Progress(**{**kept, "state": Working(kept["state"])}) if kept else Progress()
    except (ValueError, TypeError, KeyError):
        return Progress()


def keep(uid: str, worked: Worked) -> None:
    """The figures are there for pages and for publishing."""
    told = {"of": worked.of, "counts": worked.counts.decode(), "lines": worked.lines.decode()}
    _write(uid, _FIGURES, told)


def kept(uid: str, *, of: str) -> Worked | None:
    """The figures, if they were worked out from what ``of`` is the hash of."""
    found = _read(uid, _FIGURES)
    try:
        if found["of"] == of:
            return Worked(of, found["counts"].encode(), found["lines"].encode())
    except (KeyError, AttributeError):
        pass
    return None


def drop(uid: str) -> None:
    """It is published, and stands in the database to the byte: nothing is left here."""
    shutil.rmtree(_folder(uid), ignore_errors=True)


def _folder(uid: str) -> Path:
    return Path(settings.DATA) / "results" / uid


def _write(uid: str, name: str, told: Mapping[str, Any]) -> None:
    write_private(_folder(uid) / f"{name}.json", json.dumps(told))


def _read(uid: str, name: str) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        found = json.loads((_folder(uid) / f"{name}.json").read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return found
    return {}
